"""A plan for goal "all" made better piece by piece: most meetings stay, a few may move if that saves a break.

Cores prove a bound quickly but come upon good plans late; this finds them early, and proves nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from pysat.solvers import Solver

from dnm.engines.timetable.clauses import Clauses
from dnm.engines.timetable.encoding import Encoding

SOLVER = "glucose4"
"""One that can be told after how many conflicts to give up."""
CONFLICTS = 2000
FRUITLESS = 40
"""Tries in a row that save nothing: then it is left to the cores."""
FEW = 6.0
"""Participants whose meetings may move at the beginning."""
LARGER, SMALLER = 1.02, 0.97
"""What a try without and with too much choice does to their number."""
OF_A_TIME = 0.3
"""Share of tries that let the meetings of some slots move, whoever has them."""
AFAR = 0.3
"""How often somebody else with a break joins, not only those whom the others meet."""


class Improvement:
    """`found` is called with every better model."""

    def __init__(
        self, made: Encoding, model: Sequence[int], found: Callable[[Sequence[int], int], None], seed: int = 1
    ) -> None:
        self._made, self._model, self._found = made, model, found
        self._chance, self._size = random.Random(seed), FEW
        self._wishes = [literal for counts in made.breaks for literal in counts]
        self.best = self._cost(model)
        counting = Clauses()
        counting.last = made.clauses.last
        self._more_than = counting.counted(self._wishes, max(1, self.best))
        self._clauses = [*made.clauses.all, *counting.all]

    def run(self) -> int:
        """The fewest breaks found, once nothing has come of FRUITLESS tries."""
        fruitless = 0
        with Solver(name=SOLVER, bootstrap_with=self._clauses) as solver:
            while self.best and fruitless < FRUITLESS:
                solver.conf_budget(CONFLICTS)
                saved = solver.solve_limited(assumptions=self._kept())
                fruitless = 0 if saved else fruitless + 1
                if saved:
                    self._model = solver.get_model()
                    self.best = self._cost(self._model)
                    self._found(self._model, self.best)
                else:
                    self._size *= SMALLER if saved is None else LARGER
                self._size = min(max(self._size, FEW / 2), len(self._made.busy))
        return self.best

    def _cost(self, model: Sequence[int]) -> int:
        return sum(model[wish - 1] > 0 for wish in self._wishes)

    def _kept(self) -> list[int]:
        """Assumed: most meetings stay where they are, and there are fewer breaks."""
        slots = self._made.slots_in(self._model)
        free = self._of_a_time(slots) if self._chance.random() < OF_A_TIME else self._of_some_people()
        places = zip(self._made.places, slots, strict=True)
        kept = [place[slot] for number, (place, slot) in enumerate(places) if number not in free]
        return [*kept, -self._more_than[self.best - 1]]

    def _of_a_time(self, slots: Sequence[int]) -> set[int]:
        """All meetings of some slots in a row, about as many as those of some people."""
        event = self._made.event
        length = 2 + int(self._size * event.slots / len(self._made.busy))
        begin = self._chance.randrange(max(1, event.slots - length + 1))
        return {number for number, slot in enumerate(slots) if begin <= slot < begin + length}

    def _of_some_people(self) -> set[int]:
        """Somebody with a break, those whom they meet, and so on."""
        made, chance = self._made, self._chance
        broken = [p for p, counts in enumerate(made.breaks) if any(self._model[x - 1] > 0 for x in counts)]
        people = [chance.choice(broken)]
        for _ in range(round(self._size) - 1):
            meeting = made.event.meetings[chance.choice(made.meetings_of[chance.choice(people)])]
            near = made.event.participant_numbers[chance.choice(meeting.between)]
            people.append(chance.choice(broken) if chance.random() < AFAR else near)
        return {number for person in people for number in made.meetings_of[person]}
