"""Fewest true ones of some literals, by cores: an unsatisfiable set of wishes proves that one of them must be given up.

OLL: the wishes of a core become a counter of how many of them are given up; its further steps are wishes again.
Every core raises the proven bound, every model may be a better plan.
"""

from collections.abc import Callable, Sequence
from typing import Any

from pysat.solvers import Solver

from dnm.engines.timetable.clauses import Clauses

TRIMS = 5
SOLVER = "cadical195"


class Proof:
    """`found` is called with every better model, `proved` with every better bound.

    `exhausting` asks at once for every new counter how far it can be raised: often quick, sometimes very slow.
    """

    def __init__(
        self,
        clauses: Clauses,
        wishes: Sequence[int],
        found: Callable[[Sequence[int], int], None],
        proved: Callable[[int], None],
        *,
        exhausting: bool = True,
    ) -> None:
        self.clauses, self.wishes, self.found, self.proved = clauses, list(wishes), found, proved
        self.exhausting = exhausting
        self.solver: Any = Solver(name=SOLVER, bootstrap_with=clauses.all)
        self.added = len(clauses.all)
        self.assumed = dict.fromkeys(-wish for wish in wishes)
        self.following: dict[int, list[int]] = {}
        """An assumed literal of a counter → the steps that come after it."""
        self.bound = 0
        self.best: int | None = None

    def run(self, pause: Callable[[int], int] = lambda best: best) -> bool:
        """False if the clauses cannot be satisfied at all. Otherwise the best model found is optimal.

        `pause` is called between two rounds of cores with the cost of the best model; it may know a better one.
        """
        if not self._solve([]):
            return False
        while self.best != self.bound:
            self.best = pause(self.best or 0)
            cores = self._cores()
            if self.best == self.bound:
                break
            for core in cores:
                self._relax(core)
        return True

    def _solve(self, assumptions: Sequence[int]) -> bool:
        for clause in self.clauses.all[self.added :]:
            self.solver.add_clause(clause)
        self.added = len(self.clauses.all)
        if not self.solver.solve(assumptions=list(assumptions)):
            return False
        model = self.solver.get_model()
        cost = sum(model[wish - 1] > 0 for wish in self.wishes)
        if self.best is None or cost < self.best:
            self.best = cost
            self.found(model, cost)
        return True

    def _cores(self) -> list[list[int]]:
        """Cores without a wish in common, as many as there are; each raises the bound."""
        left, cores = list(self.assumed), []
        while self.best != self.bound and not self._solve(left):
            core = self._trimmed(self.solver.get_core())
            cores.append(core)
            self.bound += 1
            self.proved(self.bound)
            gone = set(core)
            left = [literal for literal in left if literal not in gone]
        return cores

    def _trimmed(self, core: list[int]) -> list[int]:
        for _ in range(TRIMS):
            before = len(core)
            self.solver.solve(assumptions=core)
            core = self.solver.get_core()
            if len(core) == before:
                break
        return core

    def _relax(self, core: Sequence[int]) -> None:
        for literal in core:
            del self.assumed[literal]
            if self.following.get(literal):
                step, *rest = self.following.pop(literal)
                self.assumed[step] = None
                self.following[step] = rest
        if len(core) == 1:
            self.clauses.add(-core[0])
            return
        steps = [-count for count in self.clauses.counted([-literal for literal in core], len(core))][1:]
        # As long as not even its next step can be held, the bound rises.
        while steps and self.exhausting and self.best != self.bound and not self._solve([steps[0]]):
            self.clauses.add(-steps[0])
            self.bound += 1
            self.proved(self.bound)
            steps = steps[1:]
        if steps:
            self.assumed[steps[0]] = None
            self.following[steps[0]] = steps[1:]
