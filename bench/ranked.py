"""How soon after submitting a need is ranked against all offers of the demo region M, by a worker as it always runs."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from bench.regions import ROOT, environment, in_django, load, region, verdict

MOST_SECONDS = 3.0


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "var")
        shutil.copytree(region("M"), folder, ignore=shutil.ignore_patterns("outbox", "static"))
        run = subprocess.run(
            in_django("bench.submitting"), env=environment(folder), cwd=ROOT, check=True, text=True,
            stdout=subprocess.PIPE,
        )  # fmt: skip
    first, *later = json.loads(run.stdout.splitlines()[-1])
    warm = statistics.median(later)
    print(f"\nseconds from submitting a need to its stored matches, size M (bar {MOST_SECONDS:.0f} s); {load()}\n")
    print("| worker | seconds | |\n|---|---|---|")
    print(f"| models loaded (median of {len(later)}, longest {max(later):.1f}) | {warm:.1f} | {verdict(warm, 3.0)} |")
    print(f"| just started | {first:.1f} | {verdict(first, MOST_SECONDS)} |")
