"""Submits needs one after the other and waits for each until its matches are stored; one data folder per process."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable

from dnm.accounts.models import User
from dnm.accounts.workflow import Role
from dnm.directory.models import Organisation
from dnm.directory.queries import actors_for
from dnm.matching.actions import save_draft, submit_need
from dnm.matching.models import Match
from dnm.work.queries import last_beat

SUBMITTED = 7
PATIENCE = 120.0
TITLE = "Leerfahrten der Stapler zwischen Halle 2 und Versand vermeiden"
PROBLEM = (
    "Unsere vier Stapler fahren oft leer zurück, weil niemand sieht, wo die nächste Palette steht. Die Fahrer rufen "
    "sich zu, was zu holen ist, und am Nachmittag stauen sich die Lkw vor dem Tor. Messung Nummer {}."
)


def main() -> None:
    """With a worker of its own; the first need meets it just started. Prints the seconds as JSON."""
    command = [sys.executable, "-m", "dnm.cli", "worker"]
    begin = last_beat("worker")
    worker = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(lambda: last_beat("worker") != begin)
        print(json.dumps([_submit(number) for number in range(SUBMITTED)]))
    finally:
        worker.terminate()
        worker.wait(30)


def _submit(number: int) -> float:
    scout = next(one for one in actors_for(User.objects.get(email="a.beckmann@dzm.example")) if one.role == Role.SCOUT)
    company = Organisation.objects.filter(kind="company").order_by("pk")[number]
    need = save_draft(
        company, by=scout, title=TITLE, problem=PROBLEM.format(number), goal="Jede zweite Leerfahrt sparen.",
        confidentiality="anonymous", forms=["pilot"], budget="10k_25k", decision_maker="Betriebsleitung",
    )  # fmt: skip
    begin = time.perf_counter()
    submit_need(need, by=scout)
    _wait(Match.objects.filter(need=need).exists)
    return time.perf_counter() - begin


def _wait(until: Callable[[], bool]) -> None:
    deadline = time.perf_counter() + PATIENCE
    while not until():
        if time.perf_counter() > deadline:
            raise TimeoutError("the worker does not answer")
        time.sleep(0.05)
