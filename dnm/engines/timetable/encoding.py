"""Goal "all" as a satisfiability problem: a model of the clauses is a plan, and a true `Break` literal is a break.

docs/timetable.md tells why each group of clauses is there.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dnm.engines.timetable.clauses import Clauses
from dnm.engines.timetable.domains import domains, own_tables
from dnm.engines.timetable.model import Event


@dataclass(slots=True)
class Encoding:
    """`breaks[p][j]` is true if participant p has more than j breaks; only what is possible is counted."""

    event: Event
    clauses: Clauses = field(default_factory=Clauses)
    places: list[dict[int, int]] = field(default_factory=list)
    """Meeting → slot → literal."""
    meetings_of: list[list[int]] = field(default_factory=list)
    busy: list[dict[int, int]] = field(default_factory=list)
    """Participant → slot → literal."""
    breaks: list[list[int]] = field(default_factory=list)
    at_second: dict[int, int] = field(default_factory=dict)
    """Meeting of two hosts → literal: it is at the higher of their two tables."""

    def slots_in(self, model: Sequence[int]) -> list[int]:
        """Meeting → slot, from a model whose k-th literal belongs to variable k + 1."""
        return [next(slot for slot, x in places.items() if model[x - 1] > 0) for places in self.places]

    def host_tables_in(self, model: Sequence[int]) -> dict[int, int]:
        """Meeting of hosts → table."""
        found = {}
        for number, meeting in enumerate(self.event.meetings):
            own = own_tables(self.event, meeting)
            if own:
                second = self.at_second.get(number)
                found[number] = own[1] if second and model[second - 1] > 0 else own[0]
        return found


def encode(event: Event) -> Encoding | None:
    """None if a meeting has no possible slot."""
    made = Encoding(event)
    if not _place(made):
        return None
    _tables(made)
    _host_tables(made)
    _precedences(made)
    _breaks(made)
    return made


def _place(made: Encoding) -> bool:
    """Every meeting in exactly one slot, everybody in one meeting at a time."""
    event, clauses = made.event, made.clauses
    made.meetings_of = [[] for _ in event.participants]
    for number, (meeting, slots) in enumerate(zip(event.meetings, domains(event), strict=True)):
        if not slots:
            return False
        made.places.append({slot: clauses.new() for slot in sorted(slots)})
        clauses.add(*made.places[number].values())
        clauses.at_most_one(list(made.places[number].values()))
        for name in meeting.between:
            made.meetings_of[event.participant_numbers[name]].append(number)
    for mine in made.meetings_of:
        in_slot = _by_slot(made.places, mine)
        if len(in_slot) < len(mine):
            return False
        for together in in_slot.values():
            clauses.at_most_one(together)
        busy = {slot: clauses.either(together) for slot, together in in_slot.items()}
        made.busy.append(busy)
        # Follows from the rest, but the solver would find it out again and again.
        _exactly(clauses, list(busy.values()), len(mine))
    return True


def _by_slot(places: Sequence[Mapping[int, int]], meetings: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for number in meetings:
        for slot, literal in places[number].items():
            found[slot].append(literal)
    return dict(sorted(found.items()))


def _exactly(clauses: Clauses, literals: list[int], count: int) -> None:
    if count == len(literals):
        for literal in literals:
            clauses.add(literal)
        return
    clauses.at_most(literals, count)
    clauses.at_most([-literal for literal in literals], len(literals) - count)


def _tables(made: Encoding) -> None:
    """Not more meetings than tables. Meetings with a participant in common count as one: only one of them is there."""
    for slot, tables in enumerate(made.event.tables):
        left = {number for number, places in enumerate(made.places) if slot in places}
        groups = []
        order = sorted(range(len(made.meetings_of)), key=lambda person: -len(made.meetings_of[person]))
        for person in order:
            mine = [number for number in made.meetings_of[person] if number in left]
            if mine:
                left.difference_update(mine)
                groups.append(made.clauses.either(made.places[number][slot] for number in mine))
        made.clauses.at_most(groups, tables)
        # Two people to a table: without this the solver must find out by trying that they are too many.
        made.clauses.at_most([busy[slot] for busy in made.busy if slot in busy], 2 * tables)


def _host_tables(made: Encoding) -> None:
    """One meeting at a host's table at a time. Two hosts who meet take the table of one of them."""
    seated: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, meeting in enumerate(made.event.meetings):
        own = own_tables(made.event, meeting)
        second = made.clauses.new() if len(own) == 2 else 0
        if second:
            made.at_second[number] = second
        for slot, place in made.places[number].items():
            if not second:
                for table in own:
                    seated[table, slot].append(place)
                continue
            for table, chosen in zip(own, (-second, second), strict=True):
                at_table = made.clauses.new()
                made.clauses.add(-place, -chosen, at_table)
                seated[table, slot].append(at_table)
                if table >= made.event.tables[slot]:
                    made.clauses.add(-at_table)
    for literals in seated.values():
        made.clauses.at_most_one(literals)


def _precedences(made: Encoding) -> None:
    for before, after in made.event.precedences:
        first, second = (made.places[made.event.meeting_numbers[name]] for name in (before, after))
        for slot, place in second.items():
            made.clauses.add(-place, *(literal for earlier, literal in first.items() if earlier < slot))
        for slot, place in first.items():
            made.clauses.add(-place, *(literal for later, literal in second.items() if later > slot))


def _most_possible(made: Encoding, person: int) -> int:
    """How many breaks somebody could have at the very most."""
    meetings, slots = len(made.meetings_of[person]), list(made.busy[person])
    return min(meetings - 1, slots[-1] - slots[0] + 1 - meetings) if meetings > 1 else 0


def _breaks(made: Encoding) -> None:
    """Counts everybody's breaks. If somebody can have none, fairness is a limit for all."""
    event, possible = made.event, [_most_possible(made, person) for person in range(len(made.busy))]
    exact = event.fairness is not None and 0 not in possible
    most = event.slots if event.fairness is None or exact else event.fairness
    for person, own in enumerate(possible):
        counts = []
        if own:
            ends = ends_of_breaks(made.clauses, made.busy[person], exact=exact)
            counts = made.clauses.counted(ends, min(own, most), exact=exact)
            _in_one_piece(made, person, counts[0])
        for beyond in counts[most:]:
            made.clauses.add(-beyond)
        made.breaks.append(counts[:most])
    if exact and event.fairness is not None:
        fair(made.clauses, made.breaks, event.fairness)


def ends_of_breaks(clauses: Clauses, busy: Mapping[int, int], *, exact: bool) -> list[int]:
    """Literals for: a break ends before this slot. If `exact`, they are true only then."""
    ends, begun = [], 0
    for slot in range(min(busy), max(busy) + 1):
        here, before = busy.get(slot), busy.get(slot - 1)
        # `begun`: a meeting was at least two slots ago.
        if here and begun:
            end = clauses.new()
            clauses.add(-here, -begun, *([before] if before else []), end)
            if exact:
                clauses.add(-end, here)
                clauses.add(-end, begun)
                if before:
                    clauses.add(-end, -before)
            ends.append(end)
        if before:
            begun = clauses.either([before, begun] if begun else [before])
    return ends


def _in_one_piece(made: Encoding, person: int, broken: int) -> None:
    """Without a break, all meetings lie within as many slots as there are meetings."""
    slots, meetings = list(made.busy[person].items()), len(made.meetings_of[person])
    for place, (slot, here) in enumerate(slots):
        for later, there in slots[place + 1 :]:
            if later - slot >= meetings:
                made.clauses.add(-here, -there, broken)


def fair(clauses: Clauses, breaks: Sequence[Sequence[int]], fairness: int) -> None:
    """Whoever has more than j + fairness breaks, everybody has more than j."""
    longest = max(map(len, breaks), default=0)
    for j in range(longest - fairness):
        everybody = clauses.new()
        for counts in breaks:
            clauses.add(-everybody, *counts[j : j + 1])
            if j + fairness < len(counts):
                clauses.add(-counts[j + fairness], everybody)
