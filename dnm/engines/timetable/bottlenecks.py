"""Contradictions that counting finds: more meetings than slots for one participant, or than tables on the whole day.

A solver that tries takes for ever over these. Matching sees them at once, and drops what is not needed for them.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from dnm.engines.timetable.demands import LEFT_OUT_FIRST, Demand, demands_of, slots_under
from dnm.engines.timetable.domains import own_tables
from dnm.engines.timetable.model import Event

LARGEST = 200
"""A contradiction of more meetings than this is told as it is found, not made smaller."""


def bottleneck(event: Event) -> list[Demand]:
    """A contradiction none of whose demands can be left out; empty if counting finds none."""
    everything = set(demands_of(event))
    meetings_of: dict[int, list[int]] = defaultdict(list)
    for number, meeting in enumerate(event.meetings):
        if not _fits(event, everything, [number], None):
            return _smallest(event, everything, [number], None)
        for name in meeting.between:
            meetings_of[event.participant_numbers[name]].append(number)
    for person, meetings in meetings_of.items():
        if not _fits(event, everything, meetings, person):
            return _smallest(event, everything, meetings, person)
    all_meetings = range(len(event.meetings))
    if not _fits(event, everything, all_meetings, None):
        return _smallest(event, everything, all_meetings, None)
    return []


def _fits(event: Event, demands: Collection[Demand], meetings: Sequence[int], person: int | None) -> bool:
    """Whether slots can be found for the meetings, alone among all: of one person, or with all tables."""
    return not _crowd(event, demands, meetings, person)


def _crowd(event: Event, demands: Collection[Demand], meetings: Sequence[int], person: int | None) -> list[int]:
    """Meetings that together have too few slots."""
    room = dict.fromkeys(range(event.slots), len(meetings))
    room.update((slot, event.tables[slot]) for slot in room if Demand("tables", slot) in demands)
    asked = [number for number in meetings if Demand("required", number) in demands]
    if person is not None and _one_at_a_time(event, demands, asked, person):
        room = {slot: min(1, places) for slot, places in room.items()}
    domains = {number: frozenset(slots_under(event, number, demands)) for number in asked}
    crowded = _crowded_slots(Counter(domains.values()), room)
    return [] if crowded is None else [number for number in asked if domains[number] <= crowded]


def _one_at_a_time(event: Event, demands: Collection[Demand], meetings: Sequence[int], person: int) -> bool:
    """Because nobody is in two meetings, or because there is one table for them all."""
    if Demand("one_at_a_time", person) in demands:
        return True
    tables = {tuple(own_tables(event, event.meetings[number])) for number in meetings}
    hosts = {event.participant_numbers[name] for number in meetings for name in event.meetings[number].between}
    hosts = {number for number in hosts if event.participants[number].table is not None}
    return [len(own) for own in tables] == [1] and all(Demand("host_table", host) in demands for host in hosts)


def _crowded_slots(kinds: Mapping[frozenset[int], int], room: Mapping[int, int]) -> set[int] | None:
    """Slots too few for the meetings that can only go there; None if all meetings find one.

    Meetings of the same possible slots are one kind. Augmenting paths from slot to slot.
    """
    free = dict(room)
    inside: dict[int, Counter[frozenset[int]]] = {slot: Counter() for slot in room}
    for kind, count in sorted(kinds.items(), key=lambda item: len(item[0])):
        for _ in range(count):
            reached = _way_to_room(kind, free, inside)
            if reached is not None:
                return reached
    return None


def _way_to_room(
    kind: frozenset[int], free: dict[int, int], inside: dict[int, Counter[frozenset[int]]]
) -> set[int] | None:
    """Seats one more meeting of the kind, moving others; or the slots that were all full."""
    came: dict[int, tuple[int | None, frozenset[int]]] = dict.fromkeys(sorted(kind), (None, kind))
    queue = list(came)
    for slot in queue:
        if free[slot] > 0:
            free[slot] -= 1
            at: int | None = slot
            while at is not None:
                before, moved = came[at]
                inside[at][moved] += 1
                if before is not None:
                    inside[before][moved] -= 1
                at = before
            return None
        for other in [kind for kind, count in inside[slot].items() if count]:
            for further in other:
                if further not in came:
                    came[further] = (slot, other)
                    queue.append(further)
    return set(came)


def _smallest(event: Event, demands: set[Demand], meetings: Sequence[int], person: int | None) -> list[Demand]:
    """Leaves out one demand after the other as long as the contradiction stays."""
    crowd = _crowd(event, demands, meetings, person)
    people = {event.participant_numbers[name] for number in crowd for name in event.meetings[number].between}
    concerned = _concerning(demands, set(crowd), people, person)
    if len(crowd) > LARGEST:
        return concerned
    kept = list(concerned)
    for demand in concerned:
        fewer = [other for other in kept if other != demand]
        if not _fits(event, set(fewer), crowd, person):
            kept = fewer
    return kept


def _concerning(demands: Collection[Demand], meetings: set[int], people: set[int], person: int | None) -> list[Demand]:
    """Those that could matter, in the order in which they are best left out."""
    about = {"required": meetings, "session": meetings, "fixed": meetings, "available": people, "host_table": people}
    about["one_at_a_time"] = {person} if person is not None else set()
    found = [demand for demand in demands if demand.code == "tables" or demand.number in about.get(demand.code, set())]
    return sorted(found, key=lambda demand: (LEFT_OUT_FIRST.index(demand.code), demand.number))
