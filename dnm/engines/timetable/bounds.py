"""What no plan can exceed, by linear programmes; their solutions also say which meetings to choose and where.

`chosen`: how many meetings each participant can have in every interval of slots, and all tables together (a
b-matching). `TimeIndexed`: one variable for each meeting in each slot; as whole numbers it is the problem itself, but
for equal numbers of breaks. HiGHS runs beside the kernels, on another core.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import csr_matrix

from dnm.engines.timetable.arrays import ALWAYS
from dnm.engines.timetable.day import Day, Numbers

Shares = NDArray[np.float64]
Row = tuple[Numbers, Numbers, Numbers]
"""Row numbers from 0, columns, and the limit of each row."""

SURE = 1e-6
"""Relative error of a linear programme's value that is forgiven when it is rounded down."""
MANY = 50_000
"""With more wishes, only the whole day is looked at: a weaker bound, but in time."""
OPTIMAL, NO_SOLUTION = 0, 2
"""What scipy calls them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`bound` is None if nothing was found in time; `shares` says how much of each meeting (or column) is taken."""

    bound: int | None
    shares: Shares | None
    impossible: bool = False


def at_most(day: Day) -> int:
    """A bound in no time: everybody's heaviest meetings, halved, and the heaviest ones for all tables."""
    possible = np.flatnonzero(day.domain)
    weight = np.sort(day.weight[possible] % ALWAYS)[::-1]
    people = np.concatenate([day.first[possible], day.second[possible]])
    twice = np.tile(day.weight[possible] % ALWAYS, 2)
    order = np.lexsort((-twice, people))
    place = np.arange(len(people)) - np.searchsorted(people[order], people[order])
    taken = twice[order][place < day.room[people[order]]].sum()
    return int(min(weight[: day.tables.sum()].sum(), taken // 2))


def rounded_down(value: float) -> int:
    return int(np.floor(value + SURE * max(1.0, abs(value))))


def chosen(day: Day, seconds: float) -> Choice:
    """The most valuable meetings by a relaxation without single slots."""
    must = (day.weight >= ALWAYS).astype(float)
    if not day.domain.any():
        return Choice(None, None, impossible=True) if must.any() else Choice(0, np.zeros(len(must)))
    matrix, limits = _together(list(_intervals(day)), len(must))
    can = np.maximum(must, day.domain != 0)
    found = linprog(
        -(day.weight % ALWAYS).astype(float),
        A_ub=matrix,
        b_ub=limits,
        bounds=np.stack([must, can], axis=1),
        method="highs-ds",
        options={"time_limit": max(seconds, 0.01)},
    )
    if found.status == NO_SOLUTION or bool((must > (day.domain != 0)).any()):
        return Choice(None, None, impossible=True)
    return Choice(rounded_down(-found.fun), found.x) if found.status == OPTIMAL else Choice(None, None)


def _intervals(day: Day) -> Iterator[Row]:
    """Meetings that must lie in an interval of slots: no more of them than free slots or tables in it."""
    slots, people = len(day.tables), len(day.available)
    every = [(begin, end) for begin in range(slots) for end in range(begin, slots)]
    for begin, end in every if len(day.first) <= MANY else [(0, slots - 1)]:
        inside = (1 << end + 1) - (1 << begin)
        bound = np.flatnonzero((day.domain != 0) & (day.domain & ~inside == 0))
        yield np.zeros(len(bound), np.int64), bound, day.tables[begin : end + 1].sum(keepdims=True)
        ends = np.concatenate([day.first[bound], day.second[bound]])
        limit = np.minimum(np.bitwise_count(day.available & inside), day.room).astype(np.int64)
        tight = np.bincount(ends, minlength=people) > limit
        number = np.cumsum(tight) - 1
        yield number[ends][tight[ends]], np.tile(bound, 2)[tight[ends]], limit[tight]


def _together(parts: list[Row], columns: int) -> tuple[csr_matrix, Numbers]:
    begins = np.cumsum([0, *(len(limits) for _, _, limits in parts)])
    rows = np.concatenate([part[0] + begin for part, begin in zip(parts, begins[:-1], strict=True)])
    where = np.concatenate([part[1] for part in parts])
    return csr_matrix((np.ones(len(rows)), (rows, where)), (begins[-1], columns)), np.concatenate([p[2] for p in parts])


class TimeIndexed:
    """Every meeting in every slot: a tight bound as a linear programme, the optimum with whole numbers."""

    def __init__(self, day: Day) -> None:
        slots = len(day.tables)
        self._meeting, self._slot = np.nonzero((day.domain[:, None] >> np.arange(slots)) & 1)
        self._day, self.columns = day, len(self._meeting)
        self.choice: Choice | None = None
        self._thread: threading.Thread | None = None

    def start(self, seconds: float, whole: bool) -> None:
        """In a thread of its own: HiGHS lets other Python code run meanwhile."""
        self._thread = threading.Thread(target=self.solve, args=(seconds, whole), daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def solve(self, seconds: float, whole: bool) -> None:
        begin = time.monotonic()
        day = self._day
        matrix, limits = _together(list(self._rows()), self.columns)
        must = day.fixed[self._meeting].astype(float)
        needed = csr_matrix(
            (np.ones(self.columns), (self._meeting, np.arange(self.columns))), (len(day.first), self.columns)
        )[day.weight >= ALWAYS]
        found = milp(
            -(day.weight % ALWAYS)[self._meeting].astype(float),
            constraints=[LinearConstraint(matrix, -np.inf, limits), LinearConstraint(needed, 1, 1)],
            bounds=Bounds(must, 1),
            integrality=np.full(self.columns, int(whole)),
            options={"time_limit": max(0.01, seconds - (time.monotonic() - begin)), "mip_rel_gap": 0.0},
        )
        self.choice = self._choice(found, whole)

    def _choice(self, found: OptimizeResult, whole: bool) -> Choice:
        if found.status == NO_SOLUTION:
            return Choice(None, None, impossible=True)
        proven = found.mip_dual_bound if whole else found.fun if found.status == OPTIMAL else None
        return Choice(rounded_down(-proven) if proven is not None and np.isfinite(proven) else None, found.x)

    def _rows(self) -> Iterator[Row]:
        """Once per meeting, per person and slot, per table; no more than wanted; in the right order."""
        day, meeting, slot = self._day, self._meeting, self._slot
        slots, people, columns = len(day.tables), len(day.available), np.arange(self.columns)
        yield meeting, columns, np.ones(len(day.first), np.int64)
        both = np.concatenate([day.first[meeting], day.second[meeting]])
        yield both * slots + np.tile(slot, 2), np.tile(columns, 2), np.ones(people * slots, np.int64)
        limited = day.room < np.bitwise_count(day.available)
        number, columns = np.cumsum(limited) - 1, np.tile(columns, 2)
        yield number[both][limited[both]], columns[limited[both]], day.room[limited]
        yield slot, np.arange(self.columns), day.tables
        at_shared = np.flatnonzero(day.shared[meeting] >= 0)
        rows = day.shared[meeting[at_shared]] * slots + slot[at_shared]
        yield rows, at_shared, np.ones(len(day.holder) * slots, np.int64)
        yield from self._orders()

    def _orders(self) -> Iterator[Row]:
        """If m is in t or later, nothing that must come after m is in t or earlier."""
        day = self._day
        for m in np.flatnonzero(np.diff(day.later_start)):
            for other in day.later[day.later_start[m] : day.later_start[m + 1]]:
                own, its = np.flatnonzero(self._meeting == m), np.flatnonzero(self._meeting == other)
                for t in range(len(day.tables)):
                    columns = np.concatenate([own[self._slot[own] >= t], its[self._slot[its] <= t]])
                    yield np.zeros(len(columns), np.int64), columns, np.ones(1, np.int64)

    def slots_of(self, shares: Shares) -> Numbers:
        """Where a solution in whole numbers puts each meeting, -1 for nowhere."""
        found = np.full(len(self._day.first), -1, np.int64)
        taken = shares > 0.5
        found[self._meeting[taken]] = self._slot[taken]
        return found
