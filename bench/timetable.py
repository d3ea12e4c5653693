"""Timetables: the published events for goal "all", drawn ones for goal "value"; ours beside CP-SAT and others.

python -m bench.timetable [all] [value] [variants]. The published events lie outside the project (DNM_BENCH_TIMETABLE).
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from bench import timetable_value
from bench.published import RESULTS, published
from bench.timetable_rivals import Answer, cp_sat, plain_maxsat
from bench.variants import Variant, variants
from dnm.engines.timetable import Event, faults
from dnm.engines.timetable.complete import plan_all

SECONDS = 60.0
RIVAL_SECONDS = 20.0
COMPARED = ("tic-12crafc", "tic-13", "forumt-14", "tic-13crafc", "forum-13", "forum-13crafc", "ticf-13crafa")
"""Events of every size on which the others are run, too."""
FAIRNESS = 2
BUSY_SECONDS = 120.0
"""For the variants, of which a minute of CPU time counts: other work on the machine takes part of the clock's."""
PARTS = ("all", "value", "variants")


@dataclass(frozen=True)
class Run:
    """`cpu` counts all processes."""

    answer: Answer
    seconds: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.answer!s:>4} {self.seconds:6.1f} s {self.cpu:6.1f} s CPU"


def measured(solve: Callable[[Event, float], Answer], event: Event, seconds: float) -> Run:
    """In a process of its own that is stopped when time is over."""
    begin, before = time.monotonic(), _cpu()
    answers: multiprocessing.Queue[Answer] = multiprocessing.Queue()
    child = multiprocessing.Process(target=lambda: answers.put(solve(event, seconds)))
    child.start()
    child.join(seconds)
    child.kill()
    child.join()
    took = time.monotonic() - begin
    return Run("?" if answers.empty() else answers.get(), took, _cpu() - before)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ours(event: Event, seconds: float = SECONDS) -> Run:
    """Every plan is judged by the checker."""
    begin, before = time.monotonic(), _cpu()
    plan = plan_all(event, seconds)
    wrong = faults(event, plan)
    if wrong:
        sys.exit(f"the checker found: {wrong[0].sentence()}")
    answer: Answer = plan.breaks if plan.status == "optimal" else "none" if plan.status == "infeasible" else "?"
    return Run(answer, time.monotonic() - begin, _cpu() - before)


def goal_all() -> None:
    if not RESULTS.is_file():
        print(f"timetable: {RESULTS} is not there; the published events are left out")
        return
    right, slowest, total = 0, 0.0, 0.0
    cases = list(published())
    for event, name, fairness, breaks in cases:
        run = ours(event)
        said = "none" if breaks is None else breaks
        right += run.answer == said
        slowest, total = max(slowest, run.cpu), total + run.cpu
        mark = "" if run.answer == said else "  DIFFERENT"
        print(f"{name:16} d={fairness} published {said!s:>4} ours {run}{mark}", flush=True)
    print(f"{right} of {len(cases)} proven as published; slowest {slowest:.1f} s CPU, together {total:.1f} s CPU")
    for event, name, fairness, _ in cases:
        if fairness == FAIRNESS and name in COMPARED:
            compare(event, name)


def compare(event: Event, name: str) -> None:
    own = ours(event)
    print(f"{name:16} d={FAIRNESS} ours         {own}")
    for title, solve in (("CP-SAT", cp_sat), ("plain MaxSAT", plain_maxsat)):
        run = measured(solve, event, RIVAL_SECONDS)
        ratio = f"{'≥ ' if run.answer == '?' else ''}{run.cpu / max(own.cpu, 0.01):.1f} × our CPU time"
        print(f"{name:16} d={FAIRNESS} {title:12} {run}  {ratio}", flush=True)


def goal_all_harder(words: list[str]) -> None:
    """Drawn variants of the published events (bench.variants); with words, only those whose title has them all."""
    if not RESULTS.is_file():
        print(f"timetable: {RESULTS} is not there; variants of the published events are left out")
        return
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    cpu: dict[str, list[float]] = defaultdict(list)
    for variant in variants(words):
        run = ours(variant.event, BUSY_SECONDS)
        wrong = contradicts(variant, run.answer)
        proven = run.answer != "?" and run.cpu <= SECONDS
        tally[variant.kind] += Counter(proven=proven, impossible=run.answer == "none", wrong=wrong)
        cpu[variant.kind].append(run.cpu)
        print(f"{variant!s:48} ours {run}{'  WRONG' if wrong else ''}", flush=True)
    for kind, counts in tally.items():
        told = f"{kind:11} {counts['proven']} of {len(cpu[kind])} proven in {SECONDS:.0f} s CPU each"
        told += f", {counts['impossible']} of them impossible, {counts['wrong']} contradictions"
        print(f"{told}; slowest {max(cpu[kind]):.1f} s CPU, together {sum(cpu[kind]):.1f} s CPU")


def contradicts(variant: Variant, answer: Answer) -> bool:
    """A variant drawn from a plan is possible with its breaks; an independent solver is asked about the others."""
    if variant.breaks is not None:
        return answer == "none" or (isinstance(answer, int) and answer > variant.breaks)
    other = measured(cp_sat, variant.event, RIVAL_SECONDS).answer
    return "?" not in (answer, other) and answer != other


def main(arguments: list[str]) -> None:
    wanted = arguments or ["all", "value"]
    if "all" in wanted:
        goal_all()
    if "variants" in wanted:
        goal_all_harder([word for word in wanted if word not in PARTS])
    if "value" in wanted:
        timetable_value.main([])


if __name__ == "__main__":
    main(sys.argv[1:])
