"""Tiny meeting days drawn at random, and what is possible on them by trying everything."""

import random
from collections.abc import Collection
from itertools import product

from dnm.engines.timetable import Event, Meeting, Participant
from dnm.engines.timetable.demands import Demand, demands_of


def tiny_event(seed: int, fairness: int | None = None) -> Event:
    chance = random.Random(seed)
    slots = chance.randint(3, 5)
    names = [f"p{number}" for number in range(chance.randint(3, 5))]
    # Nobody in the dark: everybody has at least one slot.
    available = [tuple(sorted(chance.sample(range(slots), chance.randint(max(1, slots - 2), slots)))) for _ in names]
    hosts = [chance.choice([None, None, None, 0, 1]) for _ in names]
    half = slots // 2
    pairs = [tuple(chance.sample(names, 2)) for _ in range(chance.randint(2, 5))]
    fixed = chance.randrange(slots) if chance.random() < 0.2 else None
    meetings = [
        Meeting(f"m{n}", (a, b), 1, chance.choice([None, None, None, 0, 1]), fixed if n == 0 else None)
        for n, (a, b) in enumerate(pairs)
    ]
    tables = tuple(chance.randint(1, 2) for _ in range(slots))
    order = [("m0", "m1")] if chance.random() < 0.4 else []
    return Event(
        "all", slots, (tuple(range(half)), tuple(range(half, slots))), tables,
        tuple(Participant(*person, None, table) for *person, table in zip(names, available, hosts, strict=True)),
        tuple(meetings), tuple(order), fairness,
    )  # fmt: skip


def fewest_breaks(event: Event, demands: Collection[Demand] | None = None) -> int | None:
    """None if there is no plan under these demands, without any: under all of the event."""
    asked = set(demands_of(event) if demands is None else demands)
    choices = []
    for number, meeting in enumerate(event.meetings):
        slots = [slot for slot in range(event.slots) if _alone(event, meeting, number, slot, asked)]
        choices.append(slots if Demand("required", number) in asked else [*slots, None])
    costs = [_breaks(event, plan, asked) for plan in product(*choices)]
    return min((cost for cost in costs if cost is not None), default=None)


def _alone(event: Event, meeting: Meeting, number: int, slot: int, asked: set[Demand]) -> bool:
    wrong = Demand("fixed", number) in asked and slot != meeting.fixed_slot
    if Demand("session", number) in asked and meeting.session is not None:
        wrong = wrong or slot not in event.sessions[meeting.session]
    for person in (event.participant_numbers[name] for name in meeting.between):
        if Demand("available", person) in asked:
            wrong = wrong or slot not in event.participants[person].available
    return not wrong


def _breaks(event: Event, plan: tuple[int | None, ...], asked: set[Demand]) -> int | None:
    """How many breaks the plan has; None if it breaks a demand."""
    days = {participant.id: [] for participant in event.participants}
    for meeting, slot in zip(event.meetings, plan, strict=True):
        for name in meeting.between:
            days[name] += [] if slot is None else [slot]
    for name, number in event.participant_numbers.items():
        if Demand("one_at_a_time", number) in asked and len(set(days[name])) < len(days[name]):
            return None
    for number, (first, second) in enumerate(event.precedences):
        a, b = (plan[event.meeting_numbers[name]] for name in (first, second))
        if Demand("precedence", number) in asked and None not in (a, b) and a >= b:
            return None
    for slot in range(event.slots):
        if Demand("tables", slot) in asked and plan.count(slot) > event.tables[slot]:
            return None
        if not _seats(event, plan, slot, asked):
            return None
    gaps = {
        name: sum(b > a + 1 for a, b in zip(sorted(day), sorted(day)[1:], strict=False)) for name, day in days.items()
    }
    if Demand("fairness", 0) in asked and max(gaps.values()) - min(gaps.values()) > event.fairness:
        return None
    return sum(gaps.values())


def _seats(event: Event, plan: tuple[int | None, ...], slot: int, asked: set[Demand]) -> bool:
    """Whether all hosts can sit at their own tables; a meeting whose hosts are not all asked for sits anywhere."""
    choices = []
    for meeting, own in zip(event.meetings, plan, strict=True):
        people = [event.participant_numbers[name] for name in meeting.between]
        hosts = [p for p in people if event.participants[p].table is not None]
        if own == slot and hosts and all(Demand("host_table", p) in asked for p in hosts):
            choices.append([t for p in hosts if (t := event.participants[p].table) < event.tables[slot]])
    return any(len(set(tables)) == len(tables) for tables in product(*choices))
