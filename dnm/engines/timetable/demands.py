"""What a plan is asked for, one by one and by name, so that the demands of a contradiction can be told."""

from collections.abc import Collection
from typing import NamedTuple

from dnm.engines.timetable.domains import own_tables
from dnm.engines.timetable.model import Cause, Event


class Demand(NamedTuple):
    """`number` is the position of the meeting, participant, slot or precedence that the code speaks of."""

    code: str
    number: int


LEFT_OUT_FIRST = (
    "fairness", "precedence", "host_table", "session", "tables", "one_at_a_time", "available", "fixed", "required",
)  # fmt: skip
"""What is tried first to do without when a contradiction is made smaller."""


def demands_of(event: Event) -> list[Demand]:
    """Everything that goal "all" asks for. `event` has only meetings that must take place."""
    slots = tuple(range(event.slots))
    found = [Demand("required", m) for m in range(len(event.meetings))]
    found += [Demand("session", m) for m, meeting in enumerate(event.meetings) if meeting.session is not None]
    found += [Demand("fixed", m) for m, meeting in enumerate(event.meetings) if meeting.fixed_slot is not None]
    found += [Demand("available", p) for p, person in enumerate(event.participants) if person.available != slots]
    found += [Demand("host_table", p) for p, person in enumerate(event.participants) if person.table is not None]
    found += [Demand("one_at_a_time", p) for p in range(len(event.participants))]
    found += [Demand("tables", slot) for slot in slots]
    found += [Demand("precedence", n) for n in range(len(event.precedences))]
    return found + ([Demand("fairness", 0)] if event.fairness is not None else [])


def slots_under(event: Event, number: int, demands: Collection[Demand]) -> set[int]:
    """Where a meeting can take place if only these demands count."""
    meeting = event.meetings[number]
    slots = set(range(event.slots))
    if Demand("session", number) in demands and meeting.session is not None:
        slots.intersection_update(event.sessions[meeting.session])
    if Demand("fixed", number) in demands and meeting.fixed_slot is not None:
        slots &= {meeting.fixed_slot}
    people = [event.participant_numbers[name] for name in meeting.between]
    for person in people:
        if Demand("available", person) in demands:
            slots.intersection_update(event.participants[person].available)
    hosts = [Demand("host_table", p) for p in people if event.participants[p].table is not None]
    if hosts and all(host in demands for host in hosts):
        # A slot without any table is not the host's fault.
        lowest = min(own_tables(event, meeting))
        slots = {slot for slot in slots if lowest < event.tables[slot] or not event.tables[slot]}
    return slots


def cause_of(event: Event, demand: Demand) -> Cause:
    """The demand in the ids of the event."""
    code, number = demand
    said: dict[str, object] = {}
    if code in ("required", "session", "fixed"):
        meeting = event.meetings[number]
        said = {"meeting": meeting.id}
        if code == "session":
            said["session"] = meeting.session
        elif code == "fixed":
            said["slot"] = meeting.fixed_slot
    elif code in ("available", "host_table", "one_at_a_time"):
        person = event.participants[number]
        said = {"participant": person.id}
        if code == "available":
            said["slots"] = ", ".join(map(str, person.available))
        elif code == "host_table":
            said["table"] = person.table
    elif code == "tables":
        said = {"slot": number, "tables": event.tables[number]}
    elif code == "precedence":
        said = dict(zip(("first", "second"), event.precedences[number], strict=True))
    else:
        said = {"fairness": event.fairness}
    return Cause(code, {name: str(value) for name, value in said.items()})
