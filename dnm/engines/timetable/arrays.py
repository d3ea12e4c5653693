"""An event as arrays for the kernels, and what the kernels found as a plan with its figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dnm.engines.timetable.day import STEPS, Day, Numbers, empty_plan
from dnm.engines.timetable.model import Event, Placed, Plan, Status

ALWAYS = 1 << 40
"""Added to the weight of a meeting that must take place: more than all others together."""


def bits_of(slots: Sequence[int]) -> int:
    return sum(1 << slot for slot in slots)


def day_of(event: Event, seed: int = 1, closed: int = 0, relaxed: bool = False) -> Day:
    """An empty day. Only fixed meetings may lie in the `closed` slots, a set of bits: they are over, for example.

    `relaxed` lets shared tables and a choice between two hosts' tables aside: more is possible than in truth.
    """
    people, meetings = event.participants, event.meetings
    numbers = event.participant_numbers
    ends = np.array([[numbers[name] for name in meeting.between] for meeting in meetings], np.int64).reshape(-1, 2)
    first, second = np.ascontiguousarray(ends[:, 0]), np.ascontiguousarray(ends[:, 1])
    available = np.array([bits_of(person.available) for person in people], np.int64)
    fixed = np.array([meeting.fixed_slot is not None for meeting in meetings], np.int64)
    shared, host_slots, count = _host_tables(event, relaxed)
    domain = _domains(event, available[first] & available[second] & host_slots, first, second, closed)
    wishes = np.bincount(ends.ravel(), minlength=len(people))
    limits = np.array([event.slots if p.max_meetings is None else p.max_meetings for p in people], np.int64)
    room = np.minimum(np.minimum(np.bitwise_count(available), wishes), limits).astype(np.int64)
    weight = np.array([meeting.weight + ALWAYS * meeting.always_placed for meeting in meetings], np.int64)
    earlier_start, earlier = _lists(event, 1)
    later_start, later = _lists(event, 0)
    ordered = np.diff(earlier_start) + np.diff(later_start)
    return Day(
        first=first,
        second=second,
        weight=weight,
        kind=np.unique(weight, return_inverse=True)[1].astype(np.int64),
        fixed=fixed,
        domain=domain,
        plain=((ordered == 0) & (shared < 0)).astype(np.int64),
        earlier_start=earlier_start,
        earlier=earlier,
        later_start=later_start,
        later=later,
        shared=shared,
        available=available,
        room=room,
        marginal=_marginal(room, event.slots),
        tables=np.array(event.tables, np.int64),
        breaks=np.array([-1 if event.fairness is None else event.fairness], np.int64),
        **empty_plan(len(people), event.slots, len(meetings), count, seed),
    )


def _marginal(room: Numbers, slots: int) -> Numbers:
    """The first meeting is worth most; together those of one person are worth 1, in STEPS."""
    asked = np.maximum(1, room)[:, None]
    left = 2 * (asked - np.arange(slots + 1)) - 1
    return np.maximum(0, STEPS * left // asked**2).astype(np.int64)


def _host_tables(event: Event, relaxed: bool) -> tuple[Numbers, Numbers, int]:
    """For each meeting: the shared table it needs or -1, slots in which its table stands; and how many are shared."""
    own = {person.id: person.table for person in event.participants if person.table is not None}
    counts = Counter(own.values())
    numbers = {table: number for number, table in enumerate(t for t, count in counts.items() if count > 1)}
    standing = {t: bits_of([slot for slot, number in enumerate(event.tables) if t < number]) for t in counts}
    everywhere = bits_of(range(event.slots))
    shared = np.full(len(event.meetings), -1, np.int64)
    slots = np.full(len(event.meetings), everywhere, np.int64)
    for number in range(len(event.meetings)):
        tables = _own(event, own, number) if relaxed else tables_of(event, own, number, counts)
        if tables:
            shared[number] = -1 if relaxed else numbers.get(tables[0], -1)
            slots[number] = sum({1 << s for t in tables for s in range(event.slots) if standing[t] >> s & 1})
    return shared, slots, len(numbers)


def tables_of(event: Event, own: dict[str, int], number: int, counts: Counter[int]) -> list[int]:
    """The tables of a meeting's hosts. Of two, those count that only one host has, else the first."""
    tables = _own(event, own, number)
    alone = [table for table in tables if counts[table] == 1]
    return alone or tables[:1]


def _own(event: Event, own: dict[str, int], number: int) -> list[int]:
    return [own[name] for name in event.meetings[number].between if name in own]


def narrowed(event: Event) -> bool:
    """Whether the day knows less places than there are: two hosts meet, and others sit at a table of theirs."""
    own = {person.id: person.table for person in event.participants if person.table is not None}
    counts = Counter(own.values())
    pairs = (_own(event, own, number) for number in range(len(event.meetings)))
    return any(len(set(tables)) == 2 and max(counts[table] for table in tables) > 1 for tables in pairs)


def _domains(event: Event, domain: Numbers, first: Numbers, second: Numbers, closed: int) -> Numbers:
    """Slots of each meeting, without those that fixed meetings take."""
    domain = domain & bits_of([slot for slot, tables in enumerate(event.tables) if tables])
    sessions = [bits_of(slots) for slots in event.sessions]
    taken = np.zeros(len(event.participants), np.int64)
    used = [0] * event.slots
    own = np.full(len(domain), -1, np.int64)
    for number, meeting in enumerate(event.meetings):
        if meeting.session is not None:
            domain[number] &= sessions[meeting.session]
        if meeting.fixed_slot is not None:
            own[number] = 1 << meeting.fixed_slot
            taken[[first[number], second[number]]] |= own[number]
            used[meeting.fixed_slot] += 1
    full = bits_of([slot for slot, count in enumerate(used) if count >= event.tables[slot]])
    movable: Numbers = domain & ~(taken[first] | taken[second] | full | closed)
    return np.where(own < 0, movable, domain & own)


def _lists(event: Event, side: int) -> tuple[Numbers, Numbers]:
    """For each meeting those that must come earlier (side 1) or later (side 0), one after the other."""
    found: dict[int, list[int]] = defaultdict(list)
    for pair in event.precedences:
        found[event.meeting_numbers[pair[side]]].append(event.meeting_numbers[pair[1 - side]])
    counts = [len(found.get(number, ())) for number in range(len(event.meetings))]
    together = [other for number in range(len(event.meetings)) for other in found.get(number, ())]
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), np.array(together, np.int64)


def value_of(day: Day) -> int:
    """The weights of what is placed, without what was added for those that must be."""
    placed = day.weight[day.slot >= 0]
    return int((placed % ALWAYS).sum())


def idle_of(day: Day) -> int:
    return sum(_idle(int(busy)) for busy in day.busy)


def _idle(busy: int) -> int:
    return busy.bit_length() - (busy & -busy).bit_length() + 1 - busy.bit_count() if busy else 0


def breaks_of(busy: int) -> int:
    """Maximal groups of idle slots between two meetings."""
    return (busy & ~(busy << 1)).bit_count() - 1 if busy else 0


def plan_of(day: Day, event: Event, tables: Sequence[int], status: Status, bound: int | None) -> Plan:
    """The plan with its figures; `tables` has one entry for each meeting of the event."""
    entries = [
        Placed(meeting.id, int(slot), int(table))
        for meeting, slot, table in zip(event.meetings, day.slot, tables, strict=True)
        if slot >= 0
    ]
    return Plan(
        status=status,
        meetings=tuple(sorted(entries, key=lambda entry: (entry.slot, entry.table))),
        value=value_of(day),
        bound=bound,
        breaks=sum(breaks_of(int(busy)) for busy in day.busy),
        idle_slots=idle_of(day),
    )


def without_meetings(plan: Plan, status: Status, bound: int | None) -> Plan:
    """Where there is no plan."""
    return replace(plan, status=status, meetings=(), value=0, bound=bound, breaks=0, idle_slots=0)
