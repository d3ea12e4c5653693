"""A published plan after a change: who has a plan keeps it as far as possible, what is new fills what is free.

The event says what holds now: cancelled meetings and participants are gone, new wishes are in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import partial

import numpy as np

from dnm.engines.timetable import ejecting, kernels
from dnm.engines.timetable.arrays import ALWAYS, bits_of, day_of, idle_of, plan_of, value_of, without_meetings
from dnm.engines.timetable.bounds import at_most, chosen
from dnm.engines.timetable.day import Day, Numbers
from dnm.engines.timetable.effort import Effort
from dnm.engines.timetable.model import Event, Goal, Meeting, Plan
from dnm.engines.timetable.planner import with_required
from dnm.engines.timetable.seating import seated
from dnm.engines.timetable.value import Progress, Watch, is_fair, keep_fair

CHANGES = 0.05
"""Share of the meetings of the old plan that may be moved to make room for more."""
PRICE = 0.5
"""A moved meeting costs so much of a usual weight: less is not worth the letter."""
TRIES = 30
PROVING = 0.5
"""Share of the time for the bound."""
UNCOUNTED = 600.0
"""Seconds, where steps are counted."""


def without(event: Event, participants: Collection[str] = (), meetings: Collection[str] = ()) -> Event:
    """The event after cancellations."""
    gone = {m.id for m in event.meetings if m.id in meetings or not set(participants).isdisjoint(m.between)}
    return replace(
        event,
        participants=tuple(person for person in event.participants if person.id not in participants),
        meetings=tuple(meeting for meeting in event.meetings if meeting.id not in gone),
        precedences=tuple(pair for pair in event.precedences if gone.isdisjoint(pair)),
    )


def changed(old: Plan, new: Plan, event: Event) -> list[str]:
    """Meetings of the old plan, still wanted in the event, that are no longer in their slot at their table."""
    now = {entry.meeting: entry for entry in new.meetings}
    return [e.meeting for e in old.meetings if e.meeting in event.meeting_numbers and now.get(e.meeting) != e]


def replan(
    event: Event,
    old: Plan,
    seconds: float = 2.0,
    *,
    past: int = 0,
    locked: Collection[str] = (),
    changes: float = CHANGES,
    steps: int | None = None,
    seed: int = 1,
    progress: Watch | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """Nothing changes in the first `past` slots, nor for locked meetings; of the others at most a share of `changes`
    moves for the sake of more meetings. What must be, for goal "all" every meeting, is placed at any price."""
    effort = Effort(seconds, steps, stop)
    known = event.meeting_numbers
    kept = {entry.meeting: entry for entry in old.meetings if entry.meeting in known}
    stays = {name: entry.slot for name, entry in kept.items() if entry.slot < past or name in locked}
    held = replace(event, meetings=tuple(_held(m, stays.get(m.id), event.goal) for m in event.meetings))
    day = day_of(held, seed, bits_of(range(past)))
    relaxed = day_of(held, seed, bits_of(range(past)), relaxed=True)
    before = _as_before(day, [(known[name], entry.slot) for name, entry in kept.items()])
    told = _Told(day, at_most(relaxed), effort, progress)
    told.tell()
    choice = chosen(relaxed, 600.0 if effort.counted else max(0.05, PROVING * effort.left))
    told.bound = told.bound if choice.bound is None else choice.bound
    if not choice.impossible:
        _what_must_be(day, effort, told)
    _fill(day)
    told.tell()
    _move_for_more(day, before, round(changes * len(kept)), effort, told)
    keep_fair(day)
    complete = bool((day.slot[day.weight >= ALWAYS] >= 0).all()) and is_fair(day)
    numbers = {known[name]: entry for name, entry in kept.items()}
    tables = seated(day, held, {m: entry.table for m, entry in numbers.items() if day.slot[m] == entry.slot})
    plan = _judged(plan_of(day, event, tables, "feasible", told.bound), event.goal)
    if not complete:
        plan = _without_all(_from_now(held, past), plan, choice.impossible, effort, stop)
    return replace(plan, seconds=effort.seconds)


def _held(meeting: Meeting, slot: int | None, goal: Goal) -> Meeting:
    if slot is not None:
        return replace(meeting, fixed_slot=slot)
    return replace(meeting, required=True) if goal == "all" else meeting


def _judged(plan: Plan, goal: Goal) -> Plan:
    """Bounds of goal "all" are of breaks, and nobody has fewer than none."""
    if goal == "all":
        return replace(plan, status="feasible" if plan.breaks else "optimal", bound=0)
    return replace(plan, status="optimal" if plan.value == plan.bound else "feasible")


class _Told:
    """Tells whoever watches how far the plan is."""

    def __init__(self, day: Day, bound: int, effort: Effort, progress: Watch | None) -> None:
        self._day, self.bound, self._effort, self._progress = day, bound, effort, progress

    def tell(self) -> None:
        if self._progress is not None:
            day = self._day
            self._progress(Progress(value_of(day), idle_of(day), self.bound, self._effort.seconds))


def _from_now(event: Event, past: int) -> Event:
    """The event in which only fixed meetings can be in slots that are over."""
    held: dict[str, set[int]] = {person.id: set(range(past, event.slots)) for person in event.participants}
    for meeting in event.meetings:
        if (slot := meeting.fixed_slot) is not None:
            for name in meeting.between:
                held[name].add(slot)
    people = (replace(p, available=tuple(t for t in p.available if t in held[p.id])) for p in event.participants)
    return replace(event, participants=tuple(people))


def _without_all(event: Event, plan: Plan, impossible: bool, effort: Effort, stop: Callable[[], bool] | None) -> Plan:
    """What must be has found no place: why not, or for goal "all" a plan that keeps less."""
    nothing = without_meetings(plan, "infeasible" if impossible else "unknown", None)
    found = with_required(event, nothing, UNCOUNTED if effort.counted else effort.left, stop=stop)
    if found.status == "infeasible" or (event.goal == "all" and found.status != "unknown"):
        return found
    return nothing


def _as_before(day: Day, entries: Iterable[tuple[int, int]]) -> Numbers:
    """Places the old meetings where they were, if that is still possible; where each was, -1 for the others."""
    before = np.full(len(day.first), -1, np.int64)
    kernels.place(day, np.flatnonzero(day.fixed), 0)
    for m, slot in entries:
        a, b = day.first[m], day.second[m]
        free = not (day.busy[a] | day.busy[b]) >> slot & 1 and day.used[slot] < day.tables[slot]
        room = day.placed[a] < day.room[a] and day.placed[b] < day.room[b]
        before[m] = slot
        if day.slot[m] < 0 and free and room and kernels.may(day, m, slot):
            day.logged[0] = 0
            kernels.put(day, m, slot)
    return before


def _what_must_be(day: Day, effort: Effort, told: _Told) -> None:
    """Forces in what must be there and is not yet."""
    must = np.flatnonzero((day.weight >= ALWAYS) & (day.domain != 0))
    kernels.place(day, must, TRIES)
    pool = np.zeros(len(day.first), np.int64)
    waiting = must[day.slot[must] < 0]
    while len(waiting) and effort.share < PROVING:
        pool[: len(waiting)] = waiting
        effort.spend(partial(ejecting.search, day, pool, len(waiting), 0.0))
        waiting = must[day.slot[must] < 0]
        told.tell()


def _waiting(day: Day) -> list[int]:
    """What could still be placed, the heaviest first."""
    order = np.argsort(-day.weight, kind="stable")
    open_ = (day.slot < 0) & (day.domain != 0)
    open_ &= (day.placed[day.first] < day.room[day.first]) & (day.placed[day.second] < day.room[day.second])
    return [int(m) for m in order[open_[order]]]


def _fill(day: Day) -> None:
    """Uses what is free, the calmest slot first, without moving anybody."""
    for m in _waiting(day):
        a, b = day.first[m], day.second[m]
        free = int(day.domain[m] & ~day.busy[a] & ~day.busy[b])
        if day.placed[a] >= day.room[a] or day.placed[b] >= day.room[b]:
            continue
        fits = [t for t in range(free.bit_length()) if free >> t & 1 and day.used[t] < day.tables[t]]
        calm = [(kernels.joining(day, a, t) + kernels.joining(day, b, t), t) for t in fits if kernels.may(day, m, t)]
        if calm:
            day.logged[0] = 0
            kernels.put(day, m, min(calm)[1])


def _move_for_more(day: Day, before: Numbers, allowed: int, effort: Effort, told: _Told) -> None:
    """Places further meetings by chains, each worth what it moves, while not too many are moved."""
    price = PRICE * float(np.median(day.weight % ALWAYS)) if len(day.weight) else 0.0
    moved = _moved(day, before)
    for m in _waiting(day):
        if moved >= allowed or effort.share >= 1:
            return
        day.logged[0] = 0
        if kernels.insert(day, m, TRIES):
            now = _moved(day, before)
            if now > allowed or day.weight[m] < price * (now - moved):
                kernels.undo(day, 0)
            moved = min(now, _moved(day, before))
            told.tell()


def _moved(day: Day, before: Numbers) -> int:
    return int(((before >= 0) & (day.slot != before)).sum())
