"""Gives every test process a data folder of its own, before anything reads Django's settings.

Loaded with ``-p`` (see pyproject.toml). Only the database's URL and the finished ranking models
come from outside.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SESSION = "TEST_SESSION_FOLDER"


def prepare() -> None:
    data = Path(os.environ.get("DNM_DATA_DIR", ROOT / "var")).absolute()
    kept = {"DNM_MODELS_DIR": os.environ.get("DNM_MODELS_DIR", str(data / "models"))}
    if url := os.environ.get("DNM_DATABASE_URL"):
        kept["DNM_DATABASE_URL"] = url
    for name in [name for name in os.environ if name.startswith("DNM_")]:
        del os.environ[name]
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        os.environ[SESSION] = tempfile.mkdtemp(prefix="dnm-tests-")
        atexit.register(shutil.rmtree, os.environ[SESSION], ignore_errors=True)
    own = Path(os.environ[SESSION], worker or "main")
    # Empty on purpose: tests serve the sources, WhiteNoise only wants the folder to be there.
    (own / "static").mkdir(parents=True, exist_ok=True)
    # Words only: tests of the models ask for them by themselves.
    os.environ.update(kept, DNM_DATA_DIR=str(own), DNM_RANKING="lexical")
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as the `dnm` command does
    # Playwright's synchronous interface runs an event loop: Django would refuse to query beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


prepare()
