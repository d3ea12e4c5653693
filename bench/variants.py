"""Published events made harder by a seed: forbidden slots, fixed meetings, precedences, each alone and all together.

Half of the variants are drawn from a plan of the event, so that they are known to be possible and with how many
breaks; the others without any, so that a good part of them is impossible.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pysat.solvers import Solver

from bench.published import published
from dnm.engines.timetable import Event, Participant
from dnm.engines.timetable.arrays import breaks_of
from dnm.engines.timetable.contradictions import contradictions
from dnm.engines.timetable.domains import domains
from dnm.engines.timetable.encoding import encode

KINDS = ("forbidden", "fixed", "precedences", "orders", "together")
"""`orders`: a third of the pairs of meetings of one participant; `together`: the first three."""
FAIRNESS = (0, 2)
FORBIDDEN, FIXED, PRECEDENCES, ORDERS = 0.1, 0.1, 0.1, 1 / 3
"""Shares: of the slots of each participant, of the meetings, precedences for each meeting, pairs in order."""
PHASES = "glucose4"
"""A solver that can be told what to try first: different plans for different seeds."""


@dataclass(frozen=True)
class Variant:
    """`breaks` are those of the plan it was drawn from, None if it was drawn without one."""

    name: str
    kind: str
    event: Event
    breaks: int | None

    def __str__(self) -> str:
        source = "at random" if self.breaks is None else "from plan"
        return f"{self.name:14} d={self.event.fairness} {self.kind:11} {source}"


def variants(words: Sequence[str] = (), seed: int = 1) -> Iterator[Variant]:
    """Only those with all of the words in their names, as tic-12, d=2, orders."""
    for event, name, fairness, _ in published():
        kinds = [kind for kind in KINDS if all(word in f"{name} d={fairness} {kind}" for word in words)]
        if fairness not in FAIRNESS or not kinds:
            continue
        plan = drawn_plan(event, random.Random(f"{seed} {name} {fairness}"))
        for kind in kinds:
            for slots in (plan, None) if plan else (None,):
                chance = random.Random(f"{seed} {name} {fairness} {kind} {slots is None}")
                breaks = None if slots is None else _breaks(event, slots)
                yield Variant(name, kind, varied(event, kind, slots, chance), breaks)


def drawn_plan(event: Event, chance: random.Random) -> list[int] | None:
    """Some plan, not the best one; None if there is none."""
    made = encode(event)
    if made is None:
        return None
    with Solver(name=PHASES, bootstrap_with=made.clauses.all) as solver:
        literals = [literal for places in made.places for literal in places.values()]
        solver.set_phases([literal if chance.random() < 1 / 2 else -literal for literal in literals])
        return made.slots_in(solver.get_model()) if solver.solve() else None


def varied(event: Event, kind: str, plan: list[int] | None, chance: random.Random) -> Event:
    if kind in ("forbidden", "together"):
        event = _with_forbidden(event, plan, chance)
    if kind in ("fixed", "together"):
        event = _with_fixed(event, plan, chance)
    if kind in ("precedences", "together"):
        count = round(PRECEDENCES * len(event.meetings))
        event = _with_order(event, plan, chance, [chance.sample(range(len(event.meetings)), 2) for _ in range(count)])
    if kind == "orders":
        event = _with_order(event, plan, chance, _pairs_of_one(event, chance))
    return event


def _with_forbidden(event: Event, plan: list[int] | None, chance: random.Random) -> Event:
    busy = _busy(event, plan)
    people = []
    for number, person in enumerate(event.participants):
        free = [slot for slot in person.available if not busy[number] >> slot & 1]
        gone = set(chance.sample(free, min(len(free), round(FORBIDDEN * event.slots))))
        people.append(Participant(person.id, tuple(slot for slot in person.available if slot not in gone)))
    return replace(event, participants=tuple(people))


def _with_fixed(event: Event, plan: list[int] | None, chance: random.Random) -> Event:
    """Those drawn without a plan are at least possible beside each other."""
    meetings, possible = list(event.meetings), domains(event)
    for number in chance.sample(range(len(meetings)), round(FIXED * len(meetings))):
        slots = sorted(possible[number]) if plan is None else [plan[number]]
        for slot in chance.sample(slots, len(slots)):
            tried = replace(meetings[number], fixed_slot=slot)
            fixed = replace(event, meetings=(*meetings[:number], tried, *meetings[number + 1 :]))
            if not contradictions(fixed):
                meetings[number] = tried
                break
    return replace(event, meetings=tuple(meetings))


def _pairs_of_one(event: Event, chance: random.Random) -> list[list[int]]:
    pairs = []
    for person in event.participants:
        mine = [number for number, meeting in enumerate(event.meetings) if person.id in meeting.between]
        pairs += [[a, b] for place, a in enumerate(mine) for b in mine[:place]]
    return chance.sample(pairs, round(ORDERS * len(pairs)))


def _with_order(event: Event, plan: list[int] | None, chance: random.Random, pairs: list[list[int]]) -> Event:
    """In the order of the plan, or of a shuffled list, so that nobody waits in a circle."""
    place = plan or chance.sample(range(len(event.meetings)), len(event.meetings))
    ordered = [sorted(pair, key=lambda number: place[number]) for pair in pairs]
    ids = [(event.meetings[a].id, event.meetings[b].id) for a, b in ordered if place[a] < place[b]]
    return replace(event, precedences=tuple(dict.fromkeys((*event.precedences, *ids))))


def _busy(event: Event, plan: list[int] | None) -> list[int]:
    busy = [0] * len(event.participants)
    for meeting, slot in zip(event.meetings, plan or (), strict=False):
        for name in meeting.between:
            busy[event.participant_numbers[name]] |= 1 << slot
    return busy


def _breaks(event: Event, plan: list[int]) -> int:
    return sum(map(breaks_of, _busy(event, plan)))
