"""Why no plan places all meetings: a set of demands that contradict each other, none of which can be left out."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from pysat.solvers import Solver

from dnm.engines.timetable.clauses import Clauses
from dnm.engines.timetable.demands import LEFT_OUT_FIRST, Demand, demands_of, slots_under
from dnm.engines.timetable.domains import own_tables
from dnm.engines.timetable.encoding import ends_of_breaks, fair
from dnm.engines.timetable.model import Event
from dnm.engines.timetable.proving import SOLVER


def conflict(event: Event, found: Callable[[list[Demand]], None]) -> list[Demand]:
    """Only for an event that has no plan. `found` is called with every smaller set on the way."""
    asked = _Asked(event)
    with Solver(name=SOLVER, bootstrap_with=asked.clauses.all) as solver:
        kept = _core(solver, asked.literals, list(asked.literals))
        found(kept)
        for demand in sorted(kept, key=lambda demand: LEFT_OUT_FIRST.index(demand.code)):
            if demand in kept:
                fewer = [other for other in kept if other != demand]
                if not solver.solve(assumptions=[asked.literals[other] for other in fewer]):
                    kept = _core(solver, asked.literals, fewer)
                    found(kept)
    return kept


def _core(solver: Any, literals: dict[Demand, int], demands: Sequence[Demand]) -> list[Demand]:
    solver.solve(assumptions=[literals[demand] for demand in demands])
    core = set(solver.get_core() or ())
    return [demand for demand in demands if literals[demand] in core]


class _Asked:
    """Clauses in which every demand holds only if its literal is true."""

    def __init__(self, event: Event) -> None:
        self.event, self.clauses = event, Clauses()
        demands = demands_of(event)
        self.literals = {demand: self.clauses.new() for demand in demands}
        self.places = [[self.clauses.new() for _ in range(event.slots)] for _ in event.meetings]
        self.meetings_of: list[list[int]] = [[] for _ in event.participants]
        for number, meeting in enumerate(event.meetings):
            self.clauses.at_most_one(self.places[number])
            for name in meeting.between:
                self.meetings_of[event.participant_numbers[name]].append(number)
        self.busy = [self._busy(meetings) for meetings in self.meetings_of]
        for demand, literal in self.literals.items():
            if demand.code == "fairness":
                breaks = [self._breaks(busy) for busy in self.busy]
                with self.clauses.only_if(literal):
                    fair(self.clauses, breaks, event.fairness or 0)
            elif demand.code == "host_table":
                continue
            else:
                with self.clauses.only_if(literal):
                    getattr(self, f"_{demand.code}", self._slots)(demand)
        self._host_tables()

    def _required(self, demand: Demand) -> None:
        self.clauses.add(*self.places[demand.number])

    def _slots(self, demand: Demand) -> None:
        """Sessions, fixed slots, times: where a meeting cannot be."""
        meetings = self.meetings_of[demand.number] if demand.code == "available" else [demand.number]
        for number in meetings:
            possible = slots_under(self.event, number, {demand})
            for slot, place in enumerate(self.places[number]):
                if slot not in possible:
                    self.clauses.add(-place)

    def _one_at_a_time(self, demand: Demand) -> None:
        for slot in range(self.event.slots):
            self.clauses.at_most_one([self.places[number][slot] for number in self.meetings_of[demand.number]])

    def _tables(self, demand: Demand) -> None:
        slot = demand.number
        self.clauses.at_most([places[slot] for places in self.places], self.event.tables[slot])
        # Follows from it, but the solver would have to find it out by trying.
        self.clauses.at_most([busy[slot] for busy in self.busy if busy], 2 * self.event.tables[slot])

    def _precedence(self, demand: Demand) -> None:
        first, second = (
            self.places[self.event.meeting_numbers[name]] for name in self.event.precedences[demand.number]
        )
        for slot, place in enumerate(second):
            for late in first[slot:]:
                self.clauses.add(-place, -late)

    def _host_tables(self) -> None:
        """A meeting sits at a host's table if that host stays there; of two such tables, at one."""
        event = self.event
        seated: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, meeting in enumerate(event.meetings):
            tables = own_tables(event, meeting)
            hosts = [self.literals[demand] for name in meeting.between if (demand := self._host(name)) in self.literals]
            chosen = [self.clauses.new() for _ in tables]
            if hosts:
                self.clauses.add(*(-host for host in hosts), *chosen)
            for slot, place in enumerate(self.places[number]):
                for table, choice in zip(tables, chosen, strict=True):
                    here = self.clauses.new()
                    self.clauses.add(-place, -choice, here)
                    seated[table, slot].append(here)
        for (table, slot), literals in seated.items():
            self.clauses.at_most_one(literals)
            if table >= event.tables[slot]:
                for literal in literals:
                    self.clauses.add(-literal)

    def _host(self, name: str) -> Demand:
        return Demand("host_table", self.event.participant_numbers[name])

    def _busy(self, meetings: Sequence[int]) -> dict[int, int]:
        """Slot → literal; nothing for somebody without meetings."""
        slots = range(self.event.slots) if meetings else ()
        return {slot: self.clauses.either(self.places[number][slot] for number in meetings) for slot in slots}

    def _breaks(self, busy: dict[int, int]) -> list[int]:
        ends = ends_of_breaks(self.clauses, busy, exact=True) if busy else []
        return self.clauses.counted(ends, len(ends), exact=True)
