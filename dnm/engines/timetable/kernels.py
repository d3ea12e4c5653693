"""The inner loops, written so that numba can compile them and Python can run them. No objects inside.

Two slots s and t and the meetings in them form paths and rings (everybody has at most one meeting in each): exchanging
s and t along one of them, a Kempe chain, keeps everybody's number of meetings. All moves are built from these.
"""

from __future__ import annotations

import math

from dnm.engines.timetable.compiling import compiled
from dnm.engines.timetable.day import LONGEST_PATH, Day, Numbers

BREAK_TOO_MANY = 8
DISTURBANCE = 0.01
"""What an idle slot counts beside the share of a slot's tables in use."""


@compiled
def drawn(day: Day, below: int) -> int:
    """A random number from 0 to below - 1."""
    day.chance[0] = (day.chance[0] * 1103515245 + 12345) & 0x7FFFFFFF
    return (day.chance[0] >> 7) % below


@compiled
def chance_of(day: Day, change: float, temperature: float) -> bool:
    """Whether annealing takes a change for the worse (below 0)."""
    return temperature > 0 and drawn(day, 1 << 20) < math.exp(change / temperature) * (1 << 20)


@compiled
def count_of(slots: int) -> int:
    count = 0
    while slots:
        slots &= slots - 1
        count += 1
    return count


@compiled
def one_of(day: Day, slots: int) -> int:
    """A random slot of a set that is not empty."""
    for _ in range(drawn(day, count_of(slots))):
        slots &= slots - 1
    return count_of((slots & -slots) - 1)


@compiled
def between(busy: int) -> int:
    """All slots from the first to the last of a set."""
    if busy == 0:
        return 0
    filled = busy
    filled |= filled >> 1
    filled |= filled >> 2
    filled |= filled >> 4
    filled |= filled >> 8
    filled |= filled >> 16
    filled |= filled >> 32
    return filled & ~((busy & -busy) - 1)


@compiled
def unrest(day: Day, p: int, busy: int) -> int:
    """Idle slots between a participant's meetings, and a price for every break too many."""
    gaps = between(busy) & ~busy
    idle = count_of(gaps)
    if day.breaks[0] >= 0:
        idle += BREAK_TOO_MANY * max(0, count_of(gaps & ~(gaps << 1)) - day.breaks[0])
    return idle


@compiled
def unrest_of_all(day: Day) -> int:
    total = 0
    for p in range(len(day.busy)):
        total += unrest(day, p, day.busy[p])
    return total


@compiled
def may(day: Day, m: int, t: int) -> bool:
    """Whether the meeting is allowed in the slot, whoever else is there."""
    if not (day.domain[m] >> t) & 1:
        return False
    if day.plain[m]:
        return True
    for i in range(day.earlier_start[m], day.earlier_start[m + 1]):
        if day.slot[day.earlier[i]] >= t:
            return False
    for i in range(day.later_start[m], day.later_start[m + 1]):
        if 0 <= day.slot[day.later[i]] <= t:
            return False
    table = day.shared[m]
    return table < 0 or day.holder[table, t] < 0


@compiled
def _write(day: Day, m: int, t: int) -> None:
    for p in (day.first[m], day.second[m]):
        day.at[p, t] = m
        day.busy[p] |= 1 << t
        day.fair[0] += day.marginal[p, day.placed[p]]
        day.placed[p] += 1
    if day.shared[m] >= 0:
        day.holder[day.shared[m], t] = m
    day.used[t] += 1
    day.slot[m] = t


@compiled
def _erase(day: Day, m: int) -> None:
    t = day.slot[m]
    for p in (day.first[m], day.second[m]):
        day.at[p, t] = -1
        day.busy[p] &= ~(1 << t)
        day.placed[p] -= 1
        day.fair[0] -= day.marginal[p, day.placed[p]]
    if day.shared[m] >= 0:
        day.holder[day.shared[m], t] = -1
    day.used[t] -= 1
    day.slot[m] = -1


@compiled
def put(day: Day, m: int, t: int) -> None:
    _write(day, m, t)
    day.log[day.logged[0], 0] = m
    day.log[day.logged[0], 1] = -1
    day.logged[0] += 1


@compiled
def take(day: Day, m: int) -> None:
    day.log[day.logged[0], 0] = m
    day.log[day.logged[0], 1] = day.slot[m]
    day.logged[0] += 1
    _erase(day, m)


@compiled
def undo(day: Day, begin: int) -> None:
    """Takes back everything logged since."""
    while day.logged[0] > begin:
        day.logged[0] -= 1
        m, t = day.log[day.logged[0], 0], day.log[day.logged[0], 1]
        if t < 0:
            _erase(day, m)
        else:
            _write(day, m, t)


@compiled
def load(day: Day, slots: Numbers) -> None:
    """Replaces the whole plan."""
    for m in range(len(slots)):
        if day.slot[m] >= 0:
            _erase(day, m)
    for m in range(len(slots)):
        if slots[m] >= 0:
            _write(day, m, slots[m])


@compiled
def walk(day: Day, p: int, s: int, t: int, begin: int) -> int:
    """Appends the chain that leaves p by its meeting in s to day.path; its length, -1 if a meeting may not move.

    path[-1] is where it ends: a participant, or -1 for a ring.
    """
    k, here, leave, enter = begin, p, s, t
    start = day.at[p, s]
    while True:
        m = day.at[here, leave]
        if m < 0:
            day.path[LONGEST_PATH] = here
            return k
        if k > begin and m == start:
            day.path[LONGEST_PATH] = -1
            return k
        if k == LONGEST_PATH or not may(day, m, enter):
            return -1
        day.path[k] = m
        k += 1
        here = day.second[m] if day.first[m] == here else day.first[m]
        leave, enter = enter, leave


@compiled
def component(day: Day, p: int, s: int, t: int) -> int:
    """The whole path or ring through p's meeting in s; its length, -1 if a meeting may not move."""
    k = walk(day, p, s, t, 0)
    if k > 0 and day.path[LONGEST_PATH] >= 0 and day.at[p, t] >= 0:
        k = walk(day, p, t, s, k)
    return k


@compiled
def flip(day: Day, k: int, s: int, t: int) -> None:
    """Exchanges s and t on the path. Its meetings are all taken before the first is put again."""
    for i in range(k):
        m = day.path[i]
        day.path[i] = m if day.slot[m] == s else -1 - m
        take(day, m)
    for i in range(k):
        m = day.path[i]
        if m >= 0:
            put(day, m, t)
        else:
            put(day, -1 - m, s)


@compiled
def make_room(day: Day, s: int, a: int, b: int, tries: int) -> bool:
    """Frees a table in a full slot: a chain that shifts one meeting into a slot with a free table, without a and b."""
    slots = len(day.tables)
    for _ in range(tries):
        m = day.at[drawn(day, len(day.busy)), s]
        o = drawn(day, slots)
        if m < 0 or o == s or day.used[o] >= day.tables[o]:
            continue
        k = component(day, day.first[m], s, o)
        shifted = 0
        for i in range(k):
            g = day.path[i]
            shifted += 1 if day.slot[g] == s else -1
            if day.first[g] == a or day.second[g] == a or day.first[g] == b or day.second[g] == b:
                shifted = -2 * LONGEST_PATH
        if shifted == 1:
            flip(day, k, s, o)
            return True
    return False


@compiled
def joining(day: Day, p: int, t: int) -> int:
    """How p's unrest changes with one more meeting in t."""
    return unrest(day, p, day.busy[p] | (1 << t)) - unrest(day, p, day.busy[p])


@compiled
def insert_freely(day: Day, m: int) -> bool:
    """Places a meeting where both are free and a table is: where it disturbs little and many tables are free."""
    a, b, slots = day.first[m], day.second[m], len(day.tables)
    if day.placed[a] >= day.room[a] or day.placed[b] >= day.room[b]:
        return False
    free = day.domain[m] & ~day.busy[a] & ~day.busy[b]
    best, least, offset = -1, 0.0, drawn(day, slots)
    for i in range(slots):
        t = (i + offset) % slots
        if (free >> t) & 1 and day.used[t] < day.tables[t] and may(day, m, t):
            cost = day.used[t] / day.tables[t] + DISTURBANCE * (joining(day, a, t) + joining(day, b, t))
            if best < 0 or cost < least:
                best, least = t, cost
    if best >= 0:
        put(day, m, best)
    return best >= 0


@compiled
def _settle(day: Day, m: int, t: int, begin: int) -> bool:
    """Places m where room was made, or takes the move back: it may have moved what m must follow."""
    if may(day, m, t):
        put(day, m, t)
        return True
    undo(day, begin)
    return False


@compiled
def exchange(day: Day, m: int, u: int, v: int) -> bool:
    """Places a meeting in a slot where u is free and v is made free by a chain."""
    slots = len(day.tables)
    offset, begin = drawn(day, slots), day.logged[0]
    wanted = day.domain[m] & ~day.busy[u] & day.busy[v]
    spare = day.available[v] & ~day.busy[v]
    for i in range(slots):
        s = (i + offset) % slots
        if not (wanted >> s) & 1 or not may(day, m, s):
            continue
        for j in range(slots):
            t = (j + offset) % slots
            if not (spare >> t) & 1:
                continue
            k = walk(day, v, s, t, 0)
            moved = k & 1
            if k <= 0 or day.path[LONGEST_PATH] == u:
                continue
            if day.used[s] - moved + 1 > day.tables[s] or day.used[t] + moved > day.tables[t]:
                continue
            flip(day, k, s, t)
            if _settle(day, m, s, begin):
                return True
    return False


@compiled
def insert(day: Day, m: int, tries: int) -> bool:
    """Places a meeting without losing another; with tries = 0 without moving another."""
    if insert_freely(day, m):
        return True
    a, b, slots = day.first[m], day.second[m], len(day.tables)
    if tries == 0 or day.placed[a] >= day.room[a] or day.placed[b] >= day.room[b]:
        return False
    if exchange(day, m, a, b) or exchange(day, m, b, a):
        return True
    free, offset, begin = day.domain[m] & ~day.busy[a] & ~day.busy[b], drawn(day, slots), day.logged[0]
    for i in range(slots):
        s = (i + offset) % slots
        if (free >> s) & 1 and may(day, m, s) and make_room(day, s, a, b, tries) and _settle(day, m, s, begin):
            return True
    return False


@compiled
def place(day: Day, order: Numbers, tries: int) -> int:
    """Inserts the meetings in this order; how many found a place."""
    count = 0
    for m in order:
        day.logged[0] = 0
        if day.slot[m] < 0 and day.domain[m] != 0 and insert(day, m, tries):
            count += 1
    return count
