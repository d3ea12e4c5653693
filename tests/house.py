"""An installation of its own for one test: data folder, database, environment; `dnm` runs in it for real."""

import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.postbox import free_port

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("DNM_DATABASE_URL", "")


class House:
    """``url`` is empty for SQLite."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder, self.url = folder, url
        self.port = free_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DNM_")}
        self.environment = kept | {
            "DNM_DATA_DIR": str(folder),
            "DNM_PORT": str(self.port),
            "DNM_RANKING": "light",
            "PYTHONPATH": str(ROOT),
        }
        if url:
            self.environment["DNM_DATABASE_URL"] = url
        self.running: list[subprocess.Popen[str]] = []

    def dnm(self, *arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            self.command(arguments), env=self.environment | more, cwd=self.place, capture_output=True,
            text=True, encoding="utf-8", timeout=300, check=False,
        )  # fmt: skip

    def start(self, *arguments: object, **more: str) -> subprocess.Popen[str]:
        """Start a command; what it says lands in ``log``. Ends with the test at the latest."""
        with self.log.open("a") as log:
            process = subprocess.Popen(
                self.command(arguments), env=self.environment | more, cwd=self.place, stdout=log,
                stderr=subprocess.STDOUT, text=True, start_new_session=True,
            )  # fmt: skip
        self.running.append(process)
        return process

    @property
    def place(self) -> Path:
        """Where commands are called: beside the data folder, also where that cannot be made."""
        return next(folder for folder in self.folder.parents if folder.is_dir())

    @property
    def log(self) -> Path:
        return self.folder.parent / f"{self.folder.name}.log"

    @staticmethod
    def command(arguments: tuple[object, ...]) -> list[str]:
        return [sys.executable, "-m", "dnm.cli", *map(str, arguments)]

    def python(self, code: str) -> Any:
        """Run code inside the installation; returns what it assigns to ``answer`` (a JSON value)."""
        frame = f"import django, json; django.setup(); answer = None\n{code}\nprint(json.dumps(answer))"
        done = subprocess.run(
            [sys.executable, "-c", frame], env=self.environment | {"DJANGO_SETTINGS_MODULE": "dnm.settings"},
            cwd=self.place, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def close(self) -> None:
        for process in self.running:
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def in_server(statement: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(statement.encode())


def database_url(name: str) -> str:
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Migrated once; every test works on a copy."""
    name = f"house_{uuid.uuid4().hex}"
    if SERVER:
        in_server(f"CREATE DATABASE {name}")
    house = House(tmp_path_factory.mktemp("prepared") / "var", database_url(name) if SERVER else "")
    done = house.dnm("prepare")
    assert done.returncode == 0, done.stderr
    yield house
    if SERVER:
        in_server(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def copied(original: House, folder: Path) -> Iterator[House]:
    """Another installation with the same data; gone with its database at the end."""
    name = f"house_{uuid.uuid4().hex}"
    if SERVER:
        in_server(f"CREATE DATABASE {name} TEMPLATE {urlsplit(original.url).path[1:]}")
    house = House(folder / "var", database_url(name) if SERVER else "")
    shutil.copytree(original.folder, house.folder)
    house.folder.chmod(0o700)
    yield house
    house.close()
    if SERVER:
        in_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def house(prepared: House, tmp_path: Path) -> Iterator[House]:
    """An empty installation."""
    with copied(prepared, tmp_path) as house:
        yield house
