from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> Path:
    """The lock of the delivery and the folder for letters without a server, for one test."""
    settings.DATA_DIR = tmp_path
    return tmp_path
