"""How long a newcomer waits: `make run` in a fresh clone to the first page, with cold caches and again; and memory.

python -m bench start. Clones the last commit into a temporary folder, with a download cache of its own that is empty
(python -m bench.start warm: with the usual one); ends every process it started and removes the folder.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.processes import Tree
from bench.regions import ROOT, load, verdict
from tests.postbox import free_port

COLD_SECONDS, AGAIN_SECONDS = 90.0, 15.0
WEB_MB, FULL_MB, LIGHT_MB = 250.0, 1200.0, 450.0
PATIENCE = 600.0
VISITS = 3
TURN_PAGES = """
import django; django.setup()
from django.test import Client
from django.urls import reverse
from dnm.accounts.models import User
from dnm.matching.models import Need
client = Client(SERVER_NAME="127.0.0.1")
client.force_login(User.objects.get(email="a.beckmann@dzm.example"))
print(client.cookies["sessionid"].value)
need = Need.objects.filter(state="matched").first().pk
for name in ("board", "needs", "directory", "introductions", "figures", "outbox"):
    print(reverse(f"office:{name}"))
for name in ("need", "matches", "teaser"):
    print(reverse(f"office:{name}", args=[need]))
print("/buero/verzeichnis/?suche=rheinknotten")
print("/")
"""
RANK = """
import time, django; django.setup()
from dnm.matching.actions import ask_for_ranking
from dnm.matching.models import Need
from dnm.work.models import Job
jobs = [ask_for_ranking(need).pk for need in Need.objects.filter(state__in=["qualified", "matched"])[:12]]
end = time.time() + 180
while Job.objects.filter(pk__in=jobs, state=Job.State.DONE).count() < len(jobs):
    assert time.time() < end, "the worker does not rank"
    time.sleep(0.2)
"""


class Clone:
    """The last commit, as a newcomer gets it."""

    def __init__(self, scratch: Path, *, cold: bool) -> None:
        self.folder, self.port = scratch / "dnm", free_port()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(self.folder)], check=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DNM_")}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        kept.pop("VIRTUAL_ENV", None)
        self.environment = kept | {"DNM_PORT": str(self.port)}
        if cold:
            caches = {name: str(scratch / name) for name in ("UV_CACHE_DIR", "PIP_CACHE_DIR", "XDG_CACHE_HOME")}
            self.environment |= caches

    @contextmanager
    def running(self, **more: str) -> Iterator[tuple[Tree, float]]:
        """`make run` until the block ends; gives its processes and the seconds to the first page."""
        with (self.folder.parent / "run.log").open("a") as log:
            begin = time.perf_counter()
            make = subprocess.Popen(
                ["make", "run"], cwd=self.folder, env=self.environment | more, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        try:
            self._wait(make)
            yield Tree(make.pid), time.perf_counter() - begin
        finally:
            left = Tree(make.pid).processes()
            with suppress(ProcessLookupError):
                os.killpg(make.pid, signal.SIGTERM)
            make.wait(60)
            for process in left:
                process.end()

    def _wait(self, make: subprocess.Popen[bytes]) -> None:
        deadline = time.perf_counter() + PATIENCE
        while time.perf_counter() < deadline and make.poll() is None:
            with suppress(OSError):
                self.get("/")
                return
            time.sleep(0.1)
        raise TimeoutError((self.folder.parent / "run.log").read_text())

    def get(self, address: str, session: str = "") -> bytes:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{address}")
        request.add_header("Cookie", f"sessionid={session}")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return bytes(answer.read())

    def python(self, code: str) -> list[str]:
        run = subprocess.run(
            [self.folder / ".venv/bin/python", "-c", code], cwd=self.folder, check=True, text=True,
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "dnm.settings"}, stdout=subprocess.PIPE,
        )  # fmt: skip
        return run.stdout.split()

    def turn_pages(self) -> None:
        """What an office does in a morning, so that the web process has grown to its usual size."""
        session, *addresses = self.python(TURN_PAGES)
        for _number in range(VISITS):
            for address in addresses:
                self.get(address, session)


def main(arguments: list[str]) -> None:
    scratch = Path(tempfile.mkdtemp(prefix="dnm-bench-"))
    try:
        _measure(Clone(scratch, cold="warm" not in arguments))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _measure(clone: Clone) -> None:
    print(f"\nmake run in a fresh clone, demo region M; before: {load()}\n")
    print("| | measured | bar | |\n|---|---|---|---|", flush=True)
    with clone.running() as (tree, seconds):
        _tell("first page, fresh clone", f"{seconds:.0f} s ({tree.cpu():.0f} CPU-s, {load()})", seconds, COLD_SECONDS)
        clone.turn_pages()
        web = tree.megabytes("gunicorn")
        _tell("web process", f"{web:.0f} MB", web, WEB_MB)
        clone.python(RANK)
        both = tree.megabytes("gunicorn", "dnm.cli worker")
        _tell("web and worker, both models, after ranking", f"{both:.0f} MB", both, FULL_MB)
    with clone.running() as (tree, seconds):
        _tell("first page, second start", f"{seconds:.1f} s ({tree.cpu():.0f} CPU-s)", seconds, AGAIN_SECONDS)
    with clone.running(DNM_RANKING="light") as (tree, _seconds):
        clone.turn_pages()
        clone.python(RANK)
        both = tree.megabytes("gunicorn", "dnm.cli worker")
        _tell("web and worker, light mode, after ranking", f"{both:.0f} MB", both, LIGHT_MB)


def _tell(what: str, measured: str, number: float, bar: float) -> None:
    print(f"| {what} | {measured} | {bar:.0f} | {verdict(number, bar)} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
