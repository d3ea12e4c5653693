from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> Path:
    """Key and head of the journal for one test, as its tables begin empty as well."""
    settings.JOURNAL_KEY_FILE = tmp_path / "journal.key"
    settings.JOURNAL_HEAD_FILE = tmp_path / "journal.head"
    return tmp_path
