"""Timetables by value: ours beside a greedy planner, CP-SAT and HiGHS in one run, on drawn days in three regimes.

python -m bench.timetable_value [SIZE …], a size as 200x100. Wall and CPU time are both told: other work on the machine
slows a planner that stops by the clock. DNM_BENCH_DIR keeps the compiled kernels.
"""

from __future__ import annotations

import os
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ortools.sat.python import cp_model

from dnm.engines.timetable import Event, Plan, event_from, faults
from dnm.engines.timetable.arrays import day_of
from dnm.engines.timetable.bounds import TimeIndexed
from dnm.engines.timetable.compiling import compile_into
from dnm.engines.timetable.generator import CROWDED, EASY, HARD, Regime, drawn_event
from dnm.engines.timetable.greedy import greedy_plan
from dnm.engines.timetable.replanning import changed, replan, without
from dnm.engines.timetable.seating import table_changes
from dnm.engines.timetable.value import plan_value

SIZES = ("50x30", "200x100", "500x300", "1000x500", "2000x1000")
REGIMES = {"hard": HARD, "crowded": CROWDED, "easy": EASY}
LIMIT = 10.0
QUICK = 4.0
CANCELLED = 0.05


@dataclass(frozen=True)
class Row:
    planner: str
    value: int
    plan: Plan | None
    wall: float
    cpu: float


def timed(planner: str, event: Event, seconds: float) -> Row:
    wall, cpu = time.perf_counter(), time.process_time()
    plan = plan_value(event, seconds)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Row(planner, plan.value, _right(event, plan), wall, cpu)


def greedy(event: Event) -> Row:
    wall, cpu = time.perf_counter(), time.process_time()
    plan = greedy_plan(event)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Row("greedy", plan.value, plan if plan.status == "unknown" else _right(event, plan), wall, cpu)


def highs(event: Event) -> Row:
    """The whole problem as one model, nothing else."""
    wall, cpu = time.perf_counter(), time.process_time()
    exact = TimeIndexed(day_of(event))
    exact.solve(LIMIT, whole=True)
    shares = exact.choice.shares if exact.choice else None
    taken = exact.slots_of(shares) >= 0 if shares is not None else np.zeros(len(event.meetings), bool)
    value = sum(meeting.weight for meeting, there in zip(event.meetings, taken, strict=True) if there)
    return Row("HiGHS", value, None, time.perf_counter() - wall, time.process_time() - cpu)


def cp_sat(event: Event) -> Row:
    """The same model for CP-SAT, on two cores."""
    wall, cpu = time.perf_counter(), time.process_time()
    day, model = day_of(event), cp_model.CpModel()
    places = [(m, t) for m in range(len(day.first)) for t in range(event.slots) if day.domain[m] >> t & 1]
    there = {place: model.new_bool_var("") for place in places}
    alone: dict[tuple[str, int, int], list[cp_model.IntVar]] = {}
    for m, t in places:
        for key in (("m", m, 0), ("p", int(day.first[m]), t), ("p", int(day.second[m]), t)):
            alone.setdefault(key, []).append(there[m, t])
    for variables in alone.values():
        model.add_at_most_one(variables)
    for t in range(event.slots):
        model.add(sum(there[place] for place in places if place[1] == t) <= event.tables[t])
    for m in np.flatnonzero(day.fixed):
        model.add(sum(alone["m", int(m), 0]) == 1)
    model.maximize(sum(event.meetings[m].weight * there[m, t] for m, t in places))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = LIMIT, 2
    known = solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    value = round(solver.objective_value) if known else 0
    return Row("CP-SAT", value, None, time.perf_counter() - wall, time.process_time() - cpu)


def _right(event: Event, plan: Plan) -> Plan:
    wrong = faults(event, plan)
    if wrong:
        raise AssertionError(wrong[0].sentence())
    return plan


def waiting(event: Event, plan: Plan) -> tuple[int, int]:
    """Slots without a meeting between two meetings of one participant; and those of them in which they are there."""
    busy: dict[str, set[int]] = {}
    for entry in plan.meetings:
        for name in event.meetings[event.meeting_numbers[entry.meeting]].between:
            busy.setdefault(name, set()).add(entry.slot)
    idle = {name: set(range(min(slots), max(slots))) - slots for name, slots in busy.items()}
    there = {person.id: set(person.available) for person in event.participants}
    return sum(map(len, idle.values())), sum(len(slots & there[name]) for name, slots in idle.items())


def compared(size: str, name: str, regime: Regime) -> None:
    startups, companies = map(int, size.split("x"))
    event = event_from(drawn_event(startups, companies, regime))
    rows = [timed(f"ours, {QUICK:.0f} s", event, QUICK), timed(f"ours, {LIMIT:.0f} s", event, LIMIT), greedy(event)]
    rows += [] if name == "easy" else [highs(event), cp_sat(event)]
    bound = min(row.plan.bound for row in rows if row.plan is not None and row.plan.bound is not None)
    idle = waiting(event, rows[2].plan) if rows[2].plan else (0, 0)
    print(f"\n{size}, {name}: {len(event.meetings)} wishes, {event.tables[0]} tables, proven bound {bound}")
    for row in rows:
        told = f"  {row.planner:11} value {row.value:7} {100 * row.value / max(1, bound):7.2f} %"
        if row.plan is not None:
            own = waiting(event, row.plan)
            told += f"   idle {own[0]:5} ({own[0] / max(1, idle[0]):.2f} of greedy)"
            told += f", there {own[1]:5} ({own[1] / max(1, idle[1]):.2f})"
            told += f"   {row.plan.status:8}   table changes {table_changes(event, row.plan):5}"
        print(f"{told}   {row.wall:.1f} s, {row.cpu:.1f} CPU-s", flush=True)
    print(_replanned(event, rows[0].plan), flush=True)


def _replanned(event: Event, old: Plan | None) -> str:
    assert old is not None
    people = [person.id for person in event.participants]
    left = without(event, random.Random(1).sample(people, round(CANCELLED * len(people))))
    kept = [entry for entry in old.meetings if entry.meeting in left.meeting_numbers]
    wall, cpu = time.perf_counter(), time.process_time()
    plan = _right(left, replan(left, old))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    moved = len(changed(old, plan, left))
    told = f"  {CANCELLED:.0%} cancel: {moved} of {len(kept)} meetings change ({100 * moved / max(1, len(kept)):.1f} %)"
    return f"{told}, {len(plan.meetings) - len(kept)} new, {plan.value} of {plan.bound}   {wall:.2f} s, {cpu:.2f} CPU-s"


def main(arguments: list[str]) -> None:
    begin = time.process_time()
    compile_into(Path(os.environ.get("DNM_BENCH_DIR", "var/bench")) / "kernels")
    print(f"kernels compiled or read: {time.process_time() - begin:.1f} CPU-s; load {os.getloadavg()[0]:.1f}")
    for size in arguments or SIZES:
        for name, regime in REGIMES.items():
            compared(size, name, regime)


if __name__ == "__main__":
    main(sys.argv[1:])
