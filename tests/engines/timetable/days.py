"""Small meeting days, drawn and by hand, and the best value by trying everything."""

from __future__ import annotations

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from dnm.engines.timetable import Event, Meeting, Placed, Plan, TimetableError, event_from, faults


def event(
    slots: int, tables: int | list[int], people: dict[str, Any], meetings: list[dict[str, Any]], **more: Any
) -> Event:
    """`people`: name → slots, or a whole entry; meetings are numbered m0, m1, …"""
    return event_from(
        {
            "goal": "value",
            "slots": slots,
            "tables": [tables] * slots if isinstance(tables, int) else tables,
            "participants": [
                {"id": name, **(entry if isinstance(entry, dict) else {"available": entry})}
                for name, entry in people.items()
            ],
            "meetings": [{"id": f"m{number}", **meeting} for number, meeting in enumerate(meetings)],
            **more,
        }
    )


@st.composite
def small_events(draw: st.DrawFn, fair: bool = False) -> Event:
    """Everything that an event can ask for, on up to four slots; only those without a plain contradiction."""
    slots = draw(st.integers(1, 4))
    slot = st.integers(0, slots - 1)
    names = [f"p{number}" for number in range(draw(st.integers(2, 5)))]
    maybe = lambda strategy: st.one_of(st.none(), st.none(), strategy)  # noqa: E731
    people = [
        {
            "id": name,
            "available": draw(st.lists(slot, min_size=1, unique=True)),
            "max_meetings": draw(maybe(st.integers(0, 3))),
            "table": draw(maybe(st.integers(0, 2))),
        }
        for name in names
    ]
    pairs = draw(st.lists(st.permutations(names).map(lambda mixed: mixed[:2]), max_size=6))
    meetings = [
        {
            "id": f"m{number}",
            "between": pair,
            "weight": draw(st.integers(0, 9)),
            "session": draw(maybe(st.integers(0, 1 if slots > 1 else 0))),
            "fixed_slot": draw(st.one_of(st.none(), maybe(slot))),
            "required": draw(st.sampled_from([False, False, False, True])),
        }
        for number, pair in enumerate(pairs)
    ]
    ids = [meeting["id"] for meeting in meetings]
    orders = draw(st.lists(st.permutations(ids).map(lambda mixed: mixed[:2]), max_size=2)) if len(ids) > 1 else []
    sessions = [[0], list(range(1, slots))] if slots > 1 else [[0]]
    document = {
        "goal": "value",
        "slots": slots,
        "sessions": sessions,
        "tables": draw(st.lists(st.integers(0, 3), min_size=slots, max_size=slots)),
        "participants": people,
        "meetings": meetings,
        "precedences": orders,
        "fairness": draw(st.integers(0, 1)) if fair else None,
    }
    try:
        return event_from(document)
    except TimetableError:
        assume(False)
        raise


def best_value(event: Event) -> int | None:
    """By trying every slot for every meeting; None if nothing is allowed."""
    return max(_values(event, [], 0), default=None)


def _values(event: Event, slots: list[int | None], value: int) -> list[int]:
    if len(slots) == len(event.meetings):
        return [value] if _allowed(event, slots) else []
    meeting = event.meetings[len(slots)]
    found = [] if meeting.always_placed else _values(event, [*slots, None], value)
    for slot in range(event.slots):
        if _fits(event, meeting, slot, slots):
            found += _values(event, [*slots, slot], value + meeting.weight)
    return found


def _fits(event: Event, meeting: Meeting, slot: int, slots: list[int | None]) -> bool:
    people = {person.id: person for person in event.participants}
    before = [m for m, taken in zip(event.meetings, slots, strict=False) if taken == slot]
    return (
        all(slot in people[name].available for name in meeting.between)
        and (meeting.session is None or slot in event.sessions[meeting.session])
        and meeting.fixed_slot in (None, slot)
        and not any(set(meeting.between) & set(other.between) for other in before)
    )


def _allowed(event: Event, slots: list[int | None]) -> bool:
    """Whether the checker finds tables with which nothing is wrong."""
    entries = [(meeting, slot) for meeting, slot in zip(event.meetings, slots, strict=True) if slot is not None]
    placed: list[Placed] = []
    for slot in range(event.slots):
        tables = _tables(event, [meeting for meeting, taken in entries if taken == slot], slot, [])
        if tables is None:
            return False
        here = [meeting for meeting, taken in entries if taken == slot]
        placed += [Placed(meeting.id, slot, table) for meeting, table in zip(here, tables, strict=True)]
    found = faults(event, Plan("feasible", tuple(placed)))
    return all(
        fault.code.startswith("wrong_") and fault.code not in ("wrong_order", "wrong_session") for fault in found
    )


def _tables(event: Event, meetings: list[Meeting], slot: int, taken: list[int]) -> list[int] | None:
    if len(taken) == len(meetings):
        return taken
    hosts = {person.id: person.table for person in event.participants}
    own = {hosts[name] for name in meetings[len(taken)].between} - {None}
    for table in range(event.tables[slot]):
        if table not in taken and (not own or table in own):
            found = _tables(event, meetings, slot, [*taken, table])
            if found is not None:
                return found
    return None
