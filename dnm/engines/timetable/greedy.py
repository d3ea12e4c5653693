"""The baseline: the heaviest wish first, in the first slot in which it fits. It is also what no time at all gives."""

from __future__ import annotations

import numpy as np

from dnm.engines.timetable import kernels
from dnm.engines.timetable.arrays import day_of, plan_of
from dnm.engines.timetable.bounds import at_most
from dnm.engines.timetable.day import Day
from dnm.engines.timetable.model import Event, Plan
from dnm.engines.timetable.seating import seated


def greedy_plan(event: Event) -> Plan:
    """May lack meetings that must take place; then its status is "unknown"."""
    day = day_of(event)
    fill_greedily(day)
    complete = all(slot >= 0 or not m.always_placed for slot, m in zip(day.slot, event.meetings, strict=True))
    return plan_of(
        day, event, seated(day, event, {}), "feasible" if complete else "unknown", at_most(day_of(event, relaxed=True))
    )


def fill_greedily(day: Day) -> None:
    """Places what is not placed yet and fits without moving anything."""
    for m in np.lexsort((-day.weight, -day.fixed)):
        a, b = day.first[m], day.second[m]
        if day.slot[m] >= 0 or day.domain[m] == 0 or day.placed[a] >= day.room[a] or day.placed[b] >= day.room[b]:
            continue
        free = int(day.domain[m] & ~day.busy[a] & ~day.busy[b])
        for slot in range(free.bit_length()):
            if free >> slot & 1 and day.used[slot] < day.tables[slot] and kernels.may(day, m, slot):
                day.logged[0] = 0
                kernels.put(day, m, slot)
                break
