"""Office pages at demo size L beside size S in one run, and how soon a need is ranked at size M.

python -m bench pages. Regions are built once and kept (DNM_BENCH_DIR). Time is CPU time of page and database, which
are one process with SQLite: other work on the machine disturbs it least; the clock's time stands beside it.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import ranked
from bench.regions import ROOT, environment, in_django, load, region, verdict

MOST_QUERIES, MOST_TIMES_S = 15, 2.0
ROUNDS, VISITS = 6, 8


class Scout:
    """A visitor in a process of its own, on one region."""

    def __init__(self, folder: Path) -> None:
        self.child = subprocess.Popen(
            in_django("bench.visits"), env=environment(folder), cwd=ROOT, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )  # fmt: skip

    def do(self, **order: Any) -> Any:
        assert self.child.stdin
        assert self.child.stdout
        print(json.dumps(order), file=self.child.stdin, flush=True)
        return json.loads(self.child.stdout.readline())

    def leave(self) -> None:
        assert self.child.stdin
        self.child.stdin.close()
        self.child.wait(30)


def main(arguments: list[str]) -> None:
    scouts = {size: Scout(region(size)) for size in "SL"}
    try:
        seen = {size: scout.do(do="look") for size, scout in scouts.items()}
        few, many = (scouts["S"].do(do="rows", count=count) for count in (1, 1000))
        times = _visit(scouts, list(seen["S"]))
    finally:
        for scout in scouts.values():
            scout.leave()
    _tell_queries(seen, few, many)
    _tell_times(seen, times)
    ranked.main(arguments)


def _visit(scouts: dict[str, Scout], pages: list[str]) -> dict[str, dict[str, list[list[float]]]]:
    """Both regions in turn, so that both meet the same load."""
    found: dict[str, dict[str, list[list[float]]]] = {page: {size: [] for size in scouts} for page in pages}
    for _round in range(ROUNDS):
        for page in pages:
            for size, scout in scouts.items():
                found[page][size] += scout.do(do="times", page=page, count=VISITS)
    return found


def _tell_queries(seen: dict[str, Any], few: dict[str, int], many: dict[str, int]) -> None:
    print(f"\nqueries of a page (bar: at most {MOST_QUERIES}, the same for 1 and 1,000 rows)\n")
    print("| page | 1 row | 1,000 rows | size S | size L | |\n|---|---|---|---|---|---|")
    for page, one in seen["S"].items():
        queries = [few[page], many[page], one["queries"], seen["L"][page]["queries"]]
        good = queries[0] == queries[1] and max(queries) <= MOST_QUERIES
        shown = [*queries, "bar reached" if good else "missed"]
        print(f"| {page} | {' | '.join(map(str, shown))} |")


def _tell_times(seen: dict[str, Any], times: dict[str, dict[str, list[list[float]]]]) -> None:
    print(f"\nserver time, median of {ROUNDS * VISITS} visits after warm-up (bar: L at most {MOST_TIMES_S:.0f} × S);")
    print(f"{load()}\n")
    print("| page | rows S / L | S, CPU ms | L, CPU ms | L / S | S, ms | L, ms | |\n|---|---|---|---|---|---|---|---|")
    for page, by_size in times.items():
        small, large = (statistics.median(cpu for cpu, _wall in by_size[size]) for size in "SL")
        clock = [statistics.median(wall for _cpu, wall in by_size[size]) for size in "SL"]
        rows = f"{seen['S'][page]['rows']} / {seen['L'][page]['rows']}"
        print(
            f"| {page} | {rows} | {small:.1f} | {large:.1f} | {large / small:.2f} | {clock[0]:.0f} | {clock[1]:.0f} "
            f"| {verdict(large / small, MOST_TIMES_S)} |"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
