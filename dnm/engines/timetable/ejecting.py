"""Ejection search: a meeting is forced in, whom it drove out is placed again. Compiled like the kernels it uses."""

from __future__ import annotations

import numpy as np

from dnm.engines.timetable.compiling import compiled
from dnm.engines.timetable.day import Day, Numbers
from dnm.engines.timetable.kernels import chance_of, drawn, insert, make_room, may, one_of, put, take, undo

MOST_OBSTACLES = 16
TRIES = 12
"""Random attempts to make room in a full slot."""
BUSIEST = 24
"""Random meetings of a full slot among which the lightest has to go."""


@compiled
def _add(day: Day, m: int, found: Numbers, count: int) -> int:
    """Adds an obstacle once; -1 once one of them must stay."""
    if m < 0 or count < 0:
        return count
    if day.fixed[m] or count == len(found):
        return -1
    for i in range(count):
        if found[i] == m:
            return count
    found[count] = m
    return count + 1


@compiled
def _lightest(day: Day, p: int) -> int:
    """The lightest meeting of a participant that may go, -1 for none."""
    found = -1
    for t in range(len(day.tables)):
        m = day.at[p, t]
        if m >= 0 and not day.fixed[m] and (found < 0 or day.weight[m] < day.weight[found]):
            found = m
    return found


@compiled
def obstacles(day: Day, m: int, t: int, found: Numbers) -> int:
    """Meetings that must go before m can be in slot t, full tables aside; -1 if one of them must stay."""
    count = 0
    for p in (day.first[m], day.second[m]):
        count = _add(day, day.at[p, t], found, count)
        if day.at[p, t] < 0 and day.placed[p] >= day.room[p]:
            other = _lightest(day, p)
            count = -1 if other < 0 else _add(day, other, found, count)
    if day.plain[m]:
        return count
    for i in range(day.earlier_start[m], day.earlier_start[m + 1]):
        if day.slot[day.earlier[i]] >= t:
            count = _add(day, day.earlier[i], found, count)
    for i in range(day.later_start[m], day.later_start[m + 1]):
        if 0 <= day.slot[day.later[i]] <= t:
            count = _add(day, day.later[i], found, count)
    if day.shared[m] >= 0:
        count = _add(day, day.holder[day.shared[m], t], found, count)
    return count


@compiled
def _slot_to_force(day: Day, m: int, found: Numbers) -> int:
    """Of three random slots of the meeting the one whose obstacles weigh least, -1 for none."""
    best, least = -1, 0
    for _ in range(3):
        t = one_of(day, day.domain[m])
        count = obstacles(day, m, t, found)
        if count < 0:
            continue
        weight = 0
        for i in range(count):
            weight += day.weight[found[i]]
        if best < 0 or weight < least:
            best, least = t, weight
    return best


@compiled
def force(day: Day, m: int, found: Numbers) -> int:
    """Places a meeting, whoever has to go; the number of those in `found`, -1 if it cannot be done."""
    t = _slot_to_force(day, m, found)
    if t < 0:
        return -1
    count = obstacles(day, m, t, found)
    for i in range(count):
        take(day, found[i])
    if day.used[t] >= day.tables[t] and not make_room(day, t, day.first[m], day.second[m], TRIES):
        lightest = -1
        for _ in range(BUSIEST):
            g = day.at[drawn(day, len(day.busy)), t]
            if g >= 0 and not day.fixed[g] and (lightest < 0 or day.weight[g] < day.weight[lightest]):
                lightest = g
        count = -1 if lightest < 0 else _add(day, lightest, found, count)
        if count >= 0:
            take(day, lightest)
    if count < 0 or not may(day, m, t):
        return -1
    put(day, m, t)
    return count


@compiled
def search(day: Day, pool: Numbers, waiting: int, temperature: float, rounds: int) -> int:
    """Ejection search: forces one of the first `waiting` meetings of the pool in, places again whom it drove out.

    Keeps what is more valuable, or as valuable and at least as fair, or by chance. Returns the new number of waiting.
    """
    found = np.empty(MOST_OBSTACLES, np.int64)
    for _ in range(rounds):
        if waiting == 0:
            break
        pick, other = drawn(day, waiting), drawn(day, waiting)
        if day.weight[pool[other]] > day.weight[pool[pick]]:
            pick = other
        m = pool[pick]
        day.logged[0] = 0
        if insert(day, m, TRIES):
            waiting -= 1
            pool[pick] = pool[waiting]
            continue
        before = day.fair[0]
        count = force(day, m, found)
        if count < 0:
            undo(day, 0)
            continue
        change = day.weight[m]
        for i in range(count):
            if not insert(day, found[i], TRIES):
                change -= day.weight[found[i]]
        if change > 0 or (change == 0 and day.fair[0] >= before) or chance_of(day, min(change, -0.5), temperature):
            waiting -= 1
            pool[pick] = pool[waiting]
            for i in range(count):
                if day.slot[found[i]] < 0:
                    pool[waiting] = found[i]
                    waiting += 1
        else:
            undo(day, 0)
    return waiting
