"""The checker: silent on right plans, and it finds every fault that is put into one."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from dnm.engines.timetable import Event, Meeting, Participant, Placed, Plan, faults

pytestmark = pytest.mark.once

SLOTS = 6


def drawn(seed: int, goal: str) -> tuple[Event, Plan]:
    """A plan first, then an event it fits: its limits lie tight around the plan."""
    chance = random.Random(seed)
    names = [f"p{number}" for number in range(12)]
    slots: dict[str, set[int]] = {name: set() for name in names}
    placed, meetings = [], []
    for number in range(24):
        a, b = chance.sample(names, 2)
        both = [s for s in range(SLOTS) if s not in slots[a] | slots[b] and sum(p.slot == s for p in placed) < 4]
        if both:
            slot = chance.choice(both)
            slots[a].add(slot)
            slots[b].add(slot)
            kind = {0: {"fixed_slot": slot}, 1: {"required": True}, 2: {"session": slot // 3}}.get(number % 5, {})
            placed.append(Placed(f"m{number}", slot, sum(p.slot == slot for p in placed)))
            meetings.append(Meeting(f"m{number}", (a, b), chance.randint(1, 9), **kind))
    host = names[0]
    placed = [_at_own_table(entry, placed, meetings, host) for entry in placed]
    order = sorted(placed, key=lambda entry: entry.slot)
    breaks = {name: sum(b > a + 1 for a, b in zip(sorted(s), sorted(s)[1:], strict=False)) for name, s in slots.items()}
    idle = sum(max(s) - min(s) + 1 - len(s) for s in slots.values() if s)
    event = Event(
        goal=goal,
        slots=SLOTS,
        sessions=((0, 1, 2), (3, 4, 5)),
        tables=tuple(sum(p.slot == slot for p in placed) for slot in range(SLOTS)),
        participants=tuple(
            Participant(name, tuple(sorted(slots[name])), len(slots[name]), 0 if name == host else None)
            for name in names
        ),
        meetings=tuple(meetings),
        precedences=((order[0].meeting, order[-1].meeting),),
        fairness=max(breaks.values()) - min(breaks.values()),
    )
    value, total = sum(meeting.weight for meeting in meetings), sum(breaks.values())
    return event, Plan("optimal", tuple(placed), value, value if goal == "value" else total, total, idle)


def _at_own_table(entry: Placed, placed: list[Placed], meetings: list[Meeting], host: str) -> Placed:
    """The host's meetings sit at table 0; whoever sat there takes the host's place."""
    same_slot = [other for other in placed if other.slot == entry.slot]
    hosts = {meeting.id for meeting in meetings if host in meeting.between}
    of_host = next((other for other in same_slot if other.meeting in hosts), None)
    if of_host is None or entry.table not in (0, of_host.table):
        return entry
    return replace(entry, table=0 if entry == of_host else of_host.table)


Broken = tuple[Event, Plan, str]


def _changed(plan: Plan, number: int, **changed: int | str) -> Plan:
    entries = list(plan.meetings)
    entries[number] = replace(entries[number], **changed)
    return replace(plan, meetings=tuple(entries))


def _moved(event: Event, plan: Plan, chance: random.Random) -> Broken | None:
    """Into another slot: somebody is not there, since everybody is there only where the plan needs them."""
    number = chance.randrange(len(plan.meetings))
    entry = plan.meetings[number]
    slot = chance.choice([s for s in range(SLOTS) if s != entry.slot])
    people = event.meetings[event.meeting_numbers[entry.meeting]].between
    if all(slot in event.participants[event.participant_numbers[name]].available for name in people):
        return None
    return event, _changed(plan, number, slot=slot), "not_available"


def _booked_twice(event: Event, plan: Plan, chance: random.Random) -> Broken | None:
    number = chance.randrange(len(plan.meetings))
    people = set(event.meetings[event.meeting_numbers[plan.meetings[number].meeting]].between)
    busy = [e.slot for e in plan.meetings if people & set(event.meetings[event.meeting_numbers[e.meeting]].between)]
    others = [slot for slot in busy if slot != plan.meetings[number].slot]
    return (event, _changed(plan, number, slot=chance.choice(others)), "double_booking") if others else None


def _out_of_session(event: Event, plan: Plan, chance: random.Random) -> Broken | None:
    entry = chance.choice(plan.meetings)
    bound = event.meetings[event.meeting_numbers[entry.meeting]]
    changed = replace(bound, session=1 - entry.slot // 3, fixed_slot=None)
    return _with_meeting(event, changed), plan, "wrong_session"


def _with_meeting(event: Event, changed: Meeting) -> Event:
    return replace(event, meetings=tuple(changed if m.id == changed.id else m for m in event.meetings))


def _of_kind(code: str, is_kind: Callable[[Meeting], bool]) -> Callable[[Event, Plan, random.Random], Broken | None]:
    def without(event: Event, plan: Plan, chance: random.Random) -> Broken | None:
        found = [entry for entry in plan.meetings if is_kind(event.meetings[event.meeting_numbers[entry.meeting]])]
        if not found:
            return None
        gone = chance.choice(found)
        return event, replace(plan, meetings=tuple(e for e in plan.meetings if e != gone)), code

    return without


def _fixed_elsewhere(event: Event, plan: Plan, chance: random.Random) -> Broken:
    entry = chance.choice(plan.meetings)
    meeting = event.meetings[event.meeting_numbers[entry.meeting]]
    return _with_meeting(event, replace(meeting, fixed_slot=(entry.slot + 1) % SLOTS)), plan, "fixed_moved"


def _one_table_less(event: Event, plan: Plan, chance: random.Random) -> Broken:
    slot = chance.choice(plan.meetings).slot
    return replace(event, tables=tuple(n - (s == slot) for s, n in enumerate(event.tables))), plan, "too_few_tables"


def _table_not_there(event: Event, plan: Plan, chance: random.Random) -> Broken:
    return event, _changed(plan, chance.randrange(len(plan.meetings)), table=chance.choice([-1, 50])), "unknown_table"


def _same_table(event: Event, plan: Plan, chance: random.Random) -> Broken | None:
    number = chance.randrange(len(plan.meetings))
    others = [e.table for e in plan.meetings if e.slot == plan.meetings[number].slot and e != plan.meetings[number]]
    return (event, _changed(plan, number, table=chance.choice(others)), "table_twice") if others else None


def _host_elsewhere(event: Event, plan: Plan, chance: random.Random) -> Broken:
    people = [p for p in event.participants if any(p.id in m.between for m in event.meetings)]
    host = chance.choice(people)
    moved = tuple(replace(p, table=99) if p == host else replace(p, table=None) for p in event.participants)
    return replace(event, participants=moved), plan, "host_moved"


def _wrong_order(event: Event, plan: Plan, chance: random.Random) -> Broken:
    first, second = chance.sample(plan.meetings, 2)
    pair = (first, second) if first.slot >= second.slot else (second, first)
    return replace(event, precedences=((pair[0].meeting, pair[1].meeting),)), plan, "wrong_order"


def _lower_limit(event: Event, plan: Plan, chance: random.Random) -> Broken:
    person = chance.choice([p for p in event.participants if p.max_meetings])
    people = tuple(replace(p, max_meetings=p.max_meetings - 1) if p == person else p for p in event.participants)
    return replace(event, participants=people), plan, "beyond_limit"


def _less_fair(event: Event, plan: Plan, chance: random.Random) -> Broken | None:
    return (replace(event, fairness=event.fairness - 1), plan, "unfair") if event.fairness else None


def _twice(event: Event, plan: Plan, chance: random.Random) -> Broken:
    return event, replace(plan, meetings=(*plan.meetings, chance.choice(plan.meetings))), "meeting_twice"


def _unknown(event: Event, plan: Plan, chance: random.Random) -> Broken:
    return event, _changed(plan, chance.randrange(len(plan.meetings)), meeting="m99"), "unknown_meeting"


def _no_such_slot(event: Event, plan: Plan, chance: random.Random) -> Broken:
    return event, _changed(plan, chance.randrange(len(plan.meetings)), slot=chance.choice([-1, SLOTS])), "unknown_slot"


def _figure(name: str, code: str) -> Callable[[Event, Plan, random.Random], Broken]:
    def wrong(event: Event, plan: Plan, chance: random.Random) -> Broken:
        return event, replace(plan, **{name: getattr(plan, name) + chance.choice([-3, -1, 1, 2])}), code

    return wrong


def _beaten(event: Event, plan: Plan, chance: random.Random) -> Broken:
    worse = 1 if event.goal == "all" else -1
    return event, replace(plan, status="feasible", bound=plan.bound + worse * chance.randint(1, 9)), "bound_beaten"


def _not_optimal(event: Event, plan: Plan, chance: random.Random) -> Broken:
    better = -1 if event.goal == "all" else 1
    return event, replace(plan, bound=plan.bound + better * chance.randint(1, 9)), "not_optimal"


def _impossible_with_meetings(event: Event, plan: Plan, chance: random.Random) -> Broken:
    return event, replace(plan, status=chance.choice(["infeasible", "unknown"])), "no_plan"


FAULTS = (
    _moved, _booked_twice, _out_of_session, _fixed_elsewhere, _one_table_less, _table_not_there, _same_table,
    _host_elsewhere, _wrong_order, _lower_limit, _less_fair, _twice, _unknown, _no_such_slot, _beaten, _not_optimal,
    _impossible_with_meetings, _figure("value", "wrong_value"), _figure("breaks", "wrong_breaks"),
    _figure("idle_slots", "wrong_idle_slots"), _of_kind("fixed_missing", lambda m: m.fixed_slot is not None),
    _of_kind("required_missing", lambda m: m.required),
    _of_kind("meeting_missing", lambda m: not m.always_placed),
)  # fmt: skip


@pytest.mark.parametrize("goal", ["value", "all"])
def test_right_plans_have_no_faults(goal):
    for seed in range(50):
        assert faults(*drawn(seed, goal)) == []


def test_each_of_a_thousand_random_faults_is_found():
    chance, found, seed = random.Random(18), Counter(), 0
    while found.total() < 1000:
        seed += 1
        event, plan = drawn(seed, chance.choice(["value", "all"]))
        broken = chance.choice(FAULTS)(event, plan, chance)
        if broken is None or (broken[2] == "meeting_missing" and event.goal == "value"):
            continue
        event, plan, code = broken
        told = faults(event, plan)
        assert code in {fault.code for fault in told}, (seed, code)
        assert all(fault.sentence(language) for fault in told for language in ("de", "en"))
        found[code] += 1
    assert (len(found), min(found.values()) >= 10) == (len(FAULTS), True)


def test_a_plan_without_a_solution_is_empty():
    event, _ = drawn(1, "all")
    assert faults(event, Plan("infeasible")) == faults(event, Plan("unknown", bound=0)) == []


def test_an_event_of_nobody_is_judged():
    assert faults(Event("all", 1, ((0,),), (1,), (), (), fairness=0), Plan("optimal", bound=0)) == []
