"""In which slots a meeting can take place at all."""

from collections.abc import Sequence

from dnm.engines.timetable.model import Event, Meeting

AFTER_ALL = 10**6
"""Later than any slot."""


def possible_slots(event: Event, meeting: Meeting) -> set[int]:
    """Where both are there, in the session, in the fixed slot, with a host's table standing."""
    slots = set(range(event.slots) if meeting.session is None else event.sessions[meeting.session])
    if meeting.fixed_slot is not None:
        slots &= {meeting.fixed_slot}
    for name in meeting.between:
        slots.intersection_update(event.participants[event.participant_numbers[name]].available)
    own = own_tables(event, meeting)
    return {slot for slot in slots if event.tables[slot] > (min(own) if own else 0)}


def own_tables(event: Event, meeting: Meeting) -> list[int]:
    """The tables of the hosts who meet: one of them must be the meeting's. Empty if nobody is a host."""
    found = {event.participants[event.participant_numbers[name]].table for name in meeting.between}
    return sorted(table for table in found if table is not None)


def domains(event: Event) -> list[set[int]]:
    """For every meeting, narrowed by the precedences as long as that helps. Only for goal "all"."""
    found = [possible_slots(event, meeting) for meeting in event.meetings]
    pairs = [(event.meeting_numbers[first], event.meeting_numbers[second]) for first, second in event.precedences]
    changed = bool(pairs)
    while changed:
        changed = sum(_narrow(found, first, second) for first, second in pairs) > 0
    return found


def _narrow(found: Sequence[set[int]], first: int, second: int) -> bool:
    """The first cannot be in or after the last slot of the second, and the other way round."""
    before = len(found[first]) + len(found[second])
    last, earliest = max(found[second], default=-1), min(found[first], default=AFTER_ALL)
    found[first] -= {slot for slot in found[first] if slot >= last}
    found[second] -= {slot for slot in found[second] if slot <= earliest}
    return len(found[first]) + len(found[second]) < before
