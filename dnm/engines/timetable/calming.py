"""Calming a plan: fewer idle slots and fairer shares at the same value. Compiled like the kernels it is built from."""

from __future__ import annotations

from dnm.engines.timetable.compiling import compiled
from dnm.engines.timetable.day import STEPS, Day, Numbers
from dnm.engines.timetable.kernels import (
    between,
    chance_of,
    component,
    count_of,
    drawn,
    flip,
    joining,
    may,
    one_of,
    put,
    take,
    undo,
    unrest,
)

FAIRNESS = 2 / STEPS
"""Idle slots that a whole unit of fairness (the only meeting of somebody) may cost."""
CANDIDATES = 24
"""Waiting meetings among which the calmest replaces another; people among whom a counter-move is looked for."""
HOPELESS = 1e9


@compiled
def _change(day: Day, k: int, s: int, t: int) -> int:
    """How the unrest changes when s and t are exchanged along the path."""
    change = 0
    both = (1 << s) | (1 << t)
    for i in range(k):
        m = day.path[i]
        for p in (day.first[m], day.second[m]):
            if (day.at[p, s] if day.at[p, s] >= 0 else day.at[p, t]) != m:
                continue
            busy = day.busy[p]
            inside = busy & both
            if inside != both:
                change += unrest(day, p, busy ^ both) - unrest(day, p, busy)
    return change


@compiled
def _shifted(day: Day, k: int, s: int) -> int:
    """How many meetings the path moves out of s, on balance."""
    count = 0
    for i in range(k):
        count += 1 if day.slot[day.path[i]] == s else -1
    return count


@compiled
def _edge(day: Day, p: int) -> int:
    """A slot with a meeting of p: the first, the last or any."""
    busy, kind = day.busy[p], drawn(day, 4)
    if kind == 0:
        return count_of((busy & -busy) - 1)
    if kind == 1:
        return count_of(between(busy) | ((busy & -busy) - 1)) - 1
    return one_of(day, busy)


@compiled
def _rearrange(day: Day, p: int, temperature: float) -> None:
    """Exchanges two slots along the whole chain through one of p's meetings, if that calms or chance wants it."""
    s = _edge(day, p)
    targets = day.domain[day.at[p, s]] & ~(1 << s)
    if targets == 0:
        return
    near = targets & between(day.busy[p]) & ~day.busy[p]
    t = one_of(day, near if near != 0 and drawn(day, 4) > 0 else targets)
    k = component(day, p, s, t)
    if k <= 0:
        return
    shifted = _shifted(day, k, s)
    if day.used[s] - shifted > day.tables[s]:
        return
    change = _change(day, k, s, t)
    if day.used[t] + shifted <= day.tables[t]:
        if change <= 0 or chance_of(day, -change, temperature):
            flip(day, k, s, t)
    elif shifted == 1:
        flip(day, k, s, t)
        if not _counter(day, t, s, change, temperature):
            undo(day, 0)


@compiled
def _counter(day: Day, s: int, t: int, change: int, temperature: float) -> bool:
    """Moves one meeting out of the overfull slot s into t, if both moves together calm or chance wants it."""
    for _ in range(CANDIDATES):
        m = day.at[drawn(day, len(day.busy)), s]
        if m < 0:
            continue
        k = component(day, day.first[m], s, t)
        if k <= 0 or _shifted(day, k, s) != 1:
            continue
        total = change + _change(day, k, s, t)
        if total <= 0 or chance_of(day, -total, temperature):
            flip(day, k, s, t)
            return True
    return False


@compiled
def _fill(day: Day, pool: Numbers, begin: int, end: int) -> float:
    """Places the calmest of some waiting meetings; what that costs, HOPELESS if none fits.

    Where it stands in the pool is left in day.path[0].
    """
    best, where, least = -1, -1, HOPELESS
    for _ in range(CANDIDATES):
        pick = begin + drawn(day, end - begin)
        m = pool[pick]
        a, b = day.first[m], day.second[m]
        free = day.domain[m] & ~day.busy[a] & ~day.busy[b]
        if free == 0 or day.placed[a] >= day.room[a] or day.placed[b] >= day.room[b]:
            continue
        t = one_of(day, free)
        if day.used[t] >= day.tables[t]:
            continue
        cost = joining(day, a, t) + joining(day, b, t)
        if cost < least and may(day, m, t):
            best, where, least = pick, t, cost
    if best >= 0:
        day.path[0] = best
        put(day, pool[best], where)
    return least


@compiled
def _replace(day: Day, p: int, pool: Numbers, begin: Numbers, temperature: float) -> None:
    """Replaces one of p's meetings by a waiting one of the same weight, if that calms or is fairer."""
    t = _edge(day, p)
    m = day.at[p, t]
    kind, fair = day.kind[m], day.fair[0]
    if day.fixed[m] or begin[kind + 1] == begin[kind]:
        return
    take(day, m)
    change = -1.0 * (joining(day, day.first[m], t) + joining(day, day.second[m], t))
    change += _fill(day, pool, begin[kind], begin[kind + 1])
    change -= (day.fair[0] - fair) * FAIRNESS
    if change < HOPELESS / 2 and (change <= 0 or chance_of(day, -change, temperature)):
        pool[day.path[0]] = m
    else:
        undo(day, 0)


@compiled
def calm(day: Day, pool: Numbers, begin: Numbers, temperature: float, rounds: int) -> None:
    """Anneals unrest and unfairness; the value stays. `pool` has the waiting meetings, those of one weight from
    begin[kind] to begin[kind + 1]."""
    for _ in range(rounds):
        p = drawn(day, len(day.busy))
        busy = day.busy[p]
        if busy == 0 or (unrest(day, p, busy) == 0 and drawn(day, 10) < 8):
            continue
        day.logged[0] = 0
        if drawn(day, 3) == 0:
            _replace(day, p, pool, begin, temperature)
        else:
            _rearrange(day, p, temperature)
