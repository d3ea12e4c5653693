"""Goal "all" as one would write it first: a CP-SAT model, and a plain MaxSAT encoding for RC2."""

from collections import defaultdict
from itertools import combinations
from typing import Any

from ortools.sat.python import cp_model
from pysat.card import CardEnc, EncType
from pysat.examples.rc2 import RC2
from pysat.formula import WCNF, IDPool

from dnm.engines.timetable import Event
from dnm.engines.timetable.domains import domains

Answer = int | str
WORKERS = 2


def cp_sat(event: Event, seconds: float) -> Answer:
    """Fewest breaks, "none" if there is no plan, "?" if there was not time enough."""
    model = cp_model.CpModel()
    places: list[dict[int, Any]] = [{t: model.new_bool_var("") for t in sorted(slots)} for slots in domains(event)]
    for place in places:
        model.add_exactly_one(place.values())
    for slot, tables in enumerate(event.tables):
        model.add(sum(place[slot] for place in places if slot in place) <= tables)
    for before, after in event.precedences:
        first, second = (places[event.meeting_numbers[name]] for name in (before, after))
        model.add(sum(t * x for t, x in first.items()) + 1 <= sum(t * x for t, x in second.items()))
    counts = [_breaks(model, event, places, mine) for mine in meetings_of(event)]
    if event.fairness is not None:
        least = model.new_int_var(0, event.slots, "")
        for count in counts:
            model.add(count >= least)
            model.add(count <= least + event.fairness)
    model.minimize(sum(counts))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = WORKERS
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return "none"
    return round(solver.objective_value) if status == cp_model.OPTIMAL else "?"


def _breaks(model: Any, event: Event, places: list[dict[int, Any]], mine: list[int]) -> Any:
    """Groups of busy slots after the first one."""
    if len(mine) < 2:
        for slot in range(event.slots):
            model.add_at_most_one(places[number][slot] for number in mine if slot in places[number])
        return 0
    busy = [model.new_bool_var("") for _ in range(event.slots)]
    begins = [model.new_bool_var("") for _ in range(event.slots)]
    for slot in range(event.slots):
        model.add(sum(places[number][slot] for number in mine if slot in places[number]) == busy[slot])
        before = busy[slot - 1] if slot else 0
        model.add(begins[slot] >= busy[slot] - before)
        model.add(begins[slot] <= busy[slot])
        if slot:
            model.add(begins[slot] + before <= 1)
    return sum(begins) - 1


def meetings_of(event: Event) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in event.participants]
    for number, meeting in enumerate(event.meetings):
        for name in meeting.between:
            found[event.participant_numbers[name]].append(number)
    return found


def plain_maxsat(event: Event, seconds: float) -> Answer:
    """Runs until it is done; whoever measures stops it. Fairness as a limit for all, which is right on these events."""
    pool, formula = IDPool(), WCNF()
    places = [{slot: pool.id((number, slot)) for slot in slots} for number, slots in enumerate(domains(event))]
    for place in places:
        if not place:
            return "none"
        formula.append(list(place.values()))
        _at_most(formula, pool, list(place.values()), 1)
    for slot, tables in enumerate(event.tables):
        _at_most(formula, pool, [place[slot] for place in places if slot in place], tables)
    for before, after in event.precedences:
        first, second = (places[event.meeting_numbers[name]] for name in (before, after))
        for late, early in ((a, b) for a in first for b in second if a >= b):
            formula.append([-first[late], -second[early]])
    for person, mine in enumerate(meetings_of(event)):
        _plain_breaks(formula, pool, event, [places[number] for number in mine], person)
    with RC2(formula) as solver:
        return "none" if solver.compute() is None else int(solver.cost)


def _at_most(formula: WCNF, pool: IDPool, literals: list[int], most: int) -> None:
    if len(literals) > most:
        for clause in CardEnc.atmost(literals, most, vpool=pool, encoding=EncType.seqcounter):
            formula.append(clause)


def _plain_breaks(formula: WCNF, pool: IDPool, event: Event, mine: list[dict[int, int]], person: int) -> None:
    busy: dict[int, int] = {}
    together: dict[int, list[int]] = defaultdict(list)
    for place in mine:
        for slot, literal in place.items():
            together[slot].append(literal)
    for slot in range(event.slots):
        busy[slot] = pool.id(("busy", person, slot))
        formula.append([-busy[slot], *together[slot]])
        for one, other in combinations(together[slot], 2):
            formula.append([-one, -other])
        for literal in together[slot]:
            formula.append([-literal, busy[slot]])
    # A break of each length from each slot: the meetings at both ends and nothing between.
    starts = [pool.id(("break", person, slot)) for slot in range(event.slots)]
    for begin, end in combinations(range(event.slots), 2):
        if end > begin + 1:
            formula.append([-busy[begin], -busy[end], *(busy[slot] for slot in range(begin + 1, end)), starts[begin]])
    if event.fairness is not None:
        _at_most(formula, pool, starts, event.fairness)
    for literal in starts:
        formula.append([-literal], weight=1)
