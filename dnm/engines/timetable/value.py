"""Goal "value": the most valuable meetings that fit, then few idle slots and a fair share, then few table changes.

A relaxation chooses and proves (bounds), chains place what is chosen, an ejection search adds value, annealing calms
(kernels). It can be stopped at any time; the best so far is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from dnm.engines.timetable import calming, ejecting, kernels
from dnm.engines.timetable.arrays import (
    ALWAYS,
    breaks_of,
    day_of,
    idle_of,
    narrowed,
    plan_of,
    value_of,
    without_meetings,
)
from dnm.engines.timetable.bounds import Choice, TimeIndexed, at_most, chosen
from dnm.engines.timetable.day import Day, Numbers
from dnm.engines.timetable.effort import Effort
from dnm.engines.timetable.greedy import fill_greedily
from dnm.engines.timetable.model import Event, Plan, Status
from dnm.engines.timetable.seating import seated

SMALL = 2_500
"""Up to so many wishes the optimum itself is looked for."""
LARGE = 40_000
"""Up to so many places (a wish in a slot) a tight bound is looked for."""
CHOSEN_UNTIL, VALUE_UNTIL, PROVEN_UNTIL = 0.12, 0.35, 0.6
"""Shares of the time: for the meetings chosen, for all, and at most when a proof is still awaited."""
PATIENCE = 0.02
"""How often, as a share of the time, the proof is asked for."""
CHOOSING = 0.4
"""Share of the time that the relaxation may take."""
CAREFUL, QUICK = 60, 30
"""Attempts to make room for a meeting."""
WARM = 0.05
"""Temperature of the value search at its beginning, as a share of a usual weight."""
STALLED = 20
"""After so many steps without gain nothing more of what the relaxation chose is expected to fit."""
HOT, COLD = 1.0, 0.1
"""Temperatures of calming, in idle slots."""
COOLING = 0.02
"""Seconds for each participant in which calming cools down; after that it starts again while it gains."""
SHORTEST = 1.0
"""Seconds of one cooling at least."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a page shows while a plan is made."""

    value: int
    idle_slots: int
    bound: int
    seconds: float


Watch = Callable[[Progress], None]


def plan_value(
    event: Event,
    seconds: float = 10.0,
    *,
    steps: int | None = None,
    seed: int = 1,
    progress: Watch | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """The best plan found in the time. With `steps` instead, the same event and seed give the same plan."""
    effort = Effort(seconds, steps, stop)
    plan = Planner(event, effort, seed, progress).plan()
    return replace(plan, seconds=effort.seconds)


class Planner:
    def __init__(self, event: Event, effort: Effort, seed: int, progress: Watch | None) -> None:
        self._event, self._effort, self._progress = event, effort, progress
        self._day = day_of(event, seed)
        self._narrowed = narrowed(event)
        self._relaxed = day_of(event, relaxed=True) if self._narrowed else self._day
        self._bound = at_most(self._relaxed)
        self._exact = TimeIndexed(self._relaxed)
        self._pool = np.zeros(len(event.meetings), np.int64)
        self._best: tuple[int, Numbers] = (-1, self._day.slot.copy())
        self._idle = 0
        self._impossible = False
        self._usual = float(np.median(self._day.weight % ALWAYS)) if event.meetings else 0.0

    def plan(self) -> Plan:
        day = self._day
        choice = self._chosen()
        if not self._impossible:
            self._place(choice)
            self._search()
            self._calm()
            keep_fair(day)
        status = self._status()
        plan = plan_of(day, self._event, seated(day, self._event, {}), status, self._bound)
        return plan if status in ("optimal", "feasible") else without_meetings(plan, status, None)

    def _status(self) -> Status:
        day = self._day
        if self._impossible:
            return "infeasible"
        if bool((day.slot[day.weight >= ALWAYS] < 0).any()) or not is_fair(day):
            return "unknown"
        return "optimal" if value_of(day) == self._bound else "feasible"

    @property
    def _hopeless(self) -> bool:
        """Nothing to look for: what must be cannot all be, or nothing can take place."""
        return self._impossible or not self._day.domain.any()

    def _chosen(self) -> Numbers:
        """The meetings of the relaxation; none if there was no time. Starts the exact one beside."""
        effort, day = self._effort, self._day
        choice = Choice(None, None)
        if effort.share < 1:
            choice = chosen(self._relaxed, 600.0 if effort.counted else CHOOSING * effort.left)
        self._take(choice)
        if effort.share < 1 and not self._impossible and 0 < self._exact.columns <= LARGE:
            whole = len(day.first) <= SMALL
            if effort.counted:
                self._exact.solve(600.0, whole)
            else:
                self._exact.start(effort.left, whole)
        return np.flatnonzero(choice.shares > 0.5) if choice.shares is not None else np.zeros(0, np.int64)

    def _take(self, choice: Choice) -> None:
        self._impossible = self._impossible or choice.impossible
        if choice.bound is not None:
            self._bound = min(self._bound, choice.bound)

    def _place(self, choice: Numbers) -> None:
        """Fixed meetings, then those chosen, the tightest first; then whatever fits, the heaviest first."""
        day = self._day
        kernels.place(day, np.flatnonzero(day.fixed), 0)
        if self._effort.share < 1:
            people = np.bincount(np.concatenate([day.first[choice], day.second[choice]]), minlength=len(day.busy))
            spare = np.bitwise_count(day.available) - people
            tight = np.minimum(spare[day.first[choice]], spare[day.second[choice]]) * 10
            order = np.argsort(tight + np.bitwise_count(day.domain[choice]), kind="stable")
            kernels.place(day, choice[order], CAREFUL)
            self._force(choice, CHOSEN_UNTIL, 0.0, patience=STALLED)
            kernels.place(day, np.argsort(-day.weight, kind="stable"), QUICK)
        else:
            fill_greedily(day)
        self._keep()

    def _force(self, among: Numbers, until: float, warmth: float, patience: int | None = None) -> bool:
        """Ejection search until a share of the time is over; False when nothing is left to place or to prove.

        With `patience` it ends after so many steps without gain.
        """
        day, effort, waited = self._day, self._effort, 0
        while effort.share < until and not self._hopeless and waited != patience:
            waiting = among[(day.slot[among] < 0) & (day.domain[among] != 0)]
            if not len(waiting) or self._reached():
                return False
            self._pool[: len(waiting)] = waiting
            temperature = warmth * max(0.0, 1 - effort.share / VALUE_UNTIL) * self._usual
            before = self._best[0]
            effort.spend(partial(ejecting.search, day, self._pool, len(waiting), temperature))
            self._keep()
            waited = 0 if self._best[0] > before else waited + 1
            self._learn()
        return True

    def _search(self) -> None:
        """Adds value, and as long as a proof may still come."""
        everything, effort = np.arange(len(self._day.first)), self._effort
        while not self._hopeless and effort.share < (PROVEN_UNTIL if self._exact.running else VALUE_UNTIL):
            if not self._force(everything, effort.share + PATIENCE, WARM):
                break
        self._learn()
        kernels.load(self._day, self._best[1])

    def _learn(self) -> None:
        """Takes over what the exact relaxation has found meanwhile."""
        choice = self._exact.choice
        if choice is None or self._exact.running:
            return
        self._exact.choice = None
        self._take(choice)
        if choice.shares is None or self._narrowed or len(self._day.first) > SMALL:
            return
        slots = self._exact.slots_of(choice.shares)
        if int(self._day.weight[slots >= 0].sum()) > self._best[0]:
            kernels.load(self._day, slots)
            self._keep()

    def _keep(self) -> None:
        """Keeps what is more valuable than all before; tells how far it is."""
        day = self._day
        reached = int(day.weight[day.slot >= 0].sum())
        if reached > self._best[0]:
            self._best, self._idle = (reached, day.slot.copy()), idle_of(day)
        self._tell()

    def _tell(self) -> None:
        """The best so far, which is what stopping now would keep."""
        if self._progress is not None:
            self._progress(Progress(self._best[0] % ALWAYS, self._idle, self._bound, self._effort.seconds))

    def _reached(self) -> bool:
        """Whether the best so far is proven to be best, with all that must be there."""
        always = int((self._day.weight >= ALWAYS).sum())
        return self._best[0] >= always * ALWAYS + self._bound

    def _calm(self) -> None:
        """Fewer idle slots and fairer shares at the same value, in coolings for as long as one gains.

        A better optimum that comes late is taken over.
        """
        day, effort = self._day, self._effort
        seconds = max(SHORTEST, COOLING * len(day.busy))
        calmest = (unrest_of(day), day.slot.copy())
        while not self._hopeless and effort.share < 1:
            before, best = calmest[0], self._best[0]
            calmest = self._cooled(calmest, effort.share, min(1.0, effort.share + effort.share_of(seconds)))
            if calmest[0] >= before and self._best[0] == best and not self._exact.running:
                break
        kernels.load(day, calmest[1])

    def _cooled(self, calmest: tuple[float, Numbers], begin: float, end: float) -> tuple[float, Numbers]:
        """Anneals from one share of the time to another; the calmest plan of all and its unrest."""
        day, effort = self._day, self._effort
        kernels.load(day, calmest[1])
        pool, kinds = waiting_by_kind(day)
        while effort.share < end:
            before = self._best[0]
            self._learn()
            if self._best[0] > before:
                pool, kinds = waiting_by_kind(day)
                calmest = (unrest_of(day), day.slot.copy())
            heat = HOT + (COLD - HOT) * (effort.share - begin) / (end - begin)
            effort.spend(partial(calming.calm, day, pool, kinds, heat))
            unrest = unrest_of(day)
            if unrest <= calmest[0]:
                calmest, self._idle = (unrest, day.slot.copy()), idle_of(day)
            self._tell()
        return calmest


def waiting_by_kind(day: Day) -> tuple[Numbers, Numbers]:
    """Meetings without a slot in order of weight, and where in the list each weight begins."""
    waiting = np.flatnonzero((day.slot < 0) & (day.domain != 0))
    counts = np.bincount(day.kind[waiting], minlength=int(day.kind.max(initial=0)) + 1)
    return waiting[np.argsort(day.kind[waiting], kind="stable")], np.concatenate([[0], np.cumsum(counts)])


def unrest_of(day: Day) -> float:
    """Idle slots, breaks too many, unfairness: what calming lessens."""
    return float(kernels.unrest_of_all(day) - calming.FAIRNESS * day.fair[0])


def breaks_too_many(day: Day) -> Numbers:
    """For each participant how many breaks there are beyond what equal numbers of breaks allow."""
    if day.breaks[0] < 0 or not len(day.busy):
        return np.zeros(len(day.busy), np.int64)
    breaks = np.array([breaks_of(int(busy)) for busy in day.busy], np.int64)
    return np.maximum(0, breaks - breaks.min() - day.breaks[0])


def is_fair(day: Day) -> bool:
    return not breaks_too_many(day).any()


def keep_fair(day: Day) -> None:
    """Gives up light meetings until nobody has too many breaks, as far as they may be given up."""
    excess = breaks_too_many(day)
    while excess.any():
        person = int(np.argmax(excess))
        lone = [int(m) for m in day.at[person] if m >= 0 and day.weight[m] < ALWAYS and _ends_a_break(day, person, m)]
        if not lone:
            return
        day.logged[0] = 0
        kernels.take(day, min(lone, key=lambda m: (int(day.weight[m]), m)))
        excess = breaks_too_many(day)


def _ends_a_break(day: Day, person: int, meeting: int) -> bool:
    busy = int(day.busy[person])
    return breaks_of(busy & ~(1 << int(day.slot[meeting]))) < breaks_of(busy)
