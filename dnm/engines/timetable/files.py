"""Events and plans as JSON: everything that is wrong with an event is found at once, with the place and what to do."""

import json
from collections import Counter
from typing import Any, NoReturn

from dnm.engines.timetable.contradictions import contradictions
from dnm.engines.timetable.entries import MOST_PROBLEMS, Entries
from dnm.engines.timetable.model import GOALS, STATUSES, Event, Meeting, Participant, Placed, Plan
from dnm.engines.timetable.problems import Problem, TimetableError
from dnm.engines.timetable.wording import cause_sentence

MOST_BYTES = 50_000_000
MOST_SLOTS = 60
MOST_TABLES = 10_000
MOST_PARTICIPANTS = 20_000
MOST_MEETINGS = 200_000
MOST_PRECEDENCES = 200_000
MOST_WEIGHT = 1_000_000
MOST_FAIRNESS = 1000


def read_event(content: bytes) -> Event:
    return event_from(_document(content))


def read_plan(content: bytes) -> Plan:
    return plan_from(_document(content))


def event_from(document: Any) -> Event:
    """Raises TimetableError with all that must be mended, at most MOST_PROBLEMS of them."""
    entries = Entries()
    top = entries.mapping(
        document, "", {"goal", "slots", "tables", "participants", "meetings"}, {"sessions", "precedences", "fairness"}
    )
    event = _event(entries, top)
    problems = entries.problems or contradictions(event)
    if problems:
        raise TimetableError(problems[:MOST_PROBLEMS])
    return event


def _event(entries: Entries, top: dict[str, Any]) -> Event:
    slots = entries.number(top, "slots", "", 1, MOST_SLOTS) or 0
    slot = (0, max(slots - 1, 0))
    sessions = _sessions(entries, top, slots)
    tables = tuple(entries.numbers(top, "tables", "", 0, MOST_TABLES))
    if "tables" in top and slots and not entries.problems and len(tables) != slots:
        entries.wrong("tables_per_slot", "tables", count=len(tables), slots=slots)
    people = entries.items(top, "participants", MOST_PARTICIPANTS)
    wishes = entries.items(top, "meetings", MOST_MEETINGS)
    participants = tuple(_participant(entries, entry, f"participants[{n}]", slot) for n, entry in enumerate(people))
    last_session = max(len(sessions) - 1, 0)
    meetings = tuple(_meeting(entries, entry, f"meetings[{n}]", slot, last_session) for n, entry in enumerate(wishes))
    entries.different([participant.id for participant in participants], "participants")
    entries.different([meeting.id for meeting in meetings], "meetings")
    _known_pairs(entries, meetings, {participant.id for participant in participants})
    return Event(
        goal=entries.choice(top, "goal", "", GOALS) or "all",
        slots=slots,
        sessions=sessions,
        tables=tables,
        participants=participants,
        meetings=meetings,
        precedences=_precedences(entries, top, {meeting.id for meeting in meetings}),
        fairness=entries.number(top, "fairness", "", 0, MOST_FAIRNESS),
    )


def _sessions(entries: Entries, top: dict[str, Any], slots: int) -> tuple[tuple[int, ...], ...]:
    """Every slot in one session; without any, the whole day is one."""
    lists = entries.items(top, "sessions", MOST_SLOTS)
    if not lists:
        return (tuple(range(slots)),)
    last = max(slots - 1, 0)
    sessions = tuple(
        tuple(sorted(entries.numbers({"": entry}, "", f"sessions[{number}]", 0, last)))
        for number, entry in enumerate(lists)
    )
    held = Counter(slot for session in sessions for slot in session)
    for slot, count in sorted(held.items()):
        if count > 1:
            entries.wrong("session_overlap", "sessions", slot=slot)
    missed = [slot for slot in range(slots) if slot not in held]
    if missed and not entries.problems:
        entries.wrong("session_misses", "sessions", slots=", ".join(map(str, missed)))
    return sessions


def _participant(entries: Entries, entry: Any, place: str, slot: tuple[int, int]) -> Participant:
    keys = entries.mapping(entry, place, {"id", "available"}, {"max_meetings", "table"})
    available = entries.numbers(keys, "available", place, *slot)
    if keys.get("available") == []:
        entries.wrong("no_slots", place, participant=keys.get("id"))
    return Participant(
        id=entries.name(keys, "id", place),
        available=tuple(sorted(set(available))),
        max_meetings=entries.number(keys, "max_meetings", place, 0, MOST_MEETINGS),
        table=entries.number(keys, "table", place, 0, MOST_TABLES - 1),
    )


def _meeting(entries: Entries, entry: Any, place: str, slot: tuple[int, int], last_session: int) -> Meeting:
    keys = entries.mapping(entry, place, {"id", "between"}, {"weight", "session", "fixed_slot", "required"})
    weight = entries.number(keys, "weight", place, 0, MOST_WEIGHT)
    return Meeting(
        id=entries.name(keys, "id", place),
        between=entries.pair(keys.get("between"), f"{place}.between") if "between" in keys else ("", ""),
        weight=1 if weight is None else weight,
        session=entries.number(keys, "session", place, 0, last_session),
        fixed_slot=entries.number(keys, "fixed_slot", place, *slot),
        required=entries.yes(keys, "required", place),
    )


def _known_pairs(entries: Entries, meetings: tuple[Meeting, ...], known: set[str]) -> None:
    for number, meeting in enumerate(meetings):
        place = f"meetings[{number}].between"
        for name in meeting.between:
            if name and name not in known:
                entries.wrong("unknown_participant", place, meeting=meeting.id, participant=name)
        if meeting.between[0] and meeting.between[0] == meeting.between[1]:
            entries.wrong("self_meeting", place, meeting=meeting.id, participant=meeting.between[0])


def _precedences(entries: Entries, top: dict[str, Any], known: set[str]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for number, entry in enumerate(entries.items(top, "precedences", MOST_PRECEDENCES)):
        pair = entries.pair(entry, f"precedences[{number}]")
        for name in pair:
            if name and name not in known:
                entries.wrong("unknown_meeting", f"precedences[{number}]", meeting=name)
        pairs.append(pair)
    return tuple(dict.fromkeys(pairs))


def plan_from(document: Any) -> Plan:
    """Only the shape is looked at; whether the plan is right tells checker.faults."""
    entries = Entries()
    figures = ("value", "breaks", "idle_slots")
    top = entries.mapping(document, "", {"status", "meetings", *figures}, {"bound", "seconds", "conflict"})
    placed = []
    for number, entry in enumerate(entries.items(top, "meetings", MOST_MEETINGS)):
        place = f"meetings[{number}]"
        keys = entries.mapping(entry, place, {"id", "slot", "table"}, set())
        slot, table = (entries.number(keys, key, place, -MOST_TABLES, MOST_TABLES) for key in ("slot", "table"))
        placed.append(Placed(entries.name(keys, "id", place), slot or 0, table or 0))
    most = MOST_WEIGHT * MOST_MEETINGS
    value, breaks, idle_slots = (entries.number(top, key, "", -most, most) or 0 for key in figures)
    status = entries.choice(top, "status", "", STATUSES) or "unknown"
    bound = entries.number(top, "bound", "", -most, most)
    if entries.problems:
        raise TimetableError(entries.problems)
    seconds = top.get("seconds")
    return Plan(
        status=status,
        meetings=tuple(placed),
        value=value,
        bound=bound,
        breaks=breaks,
        idle_slots=idle_slots,
        seconds=float(seconds) if isinstance(seconds, int | float) else 0.0,
    )


def plan_document(plan: Plan) -> dict[str, Any]:
    """The plan as it is written; an infeasible one says why, in German and English."""
    document: dict[str, Any] = {
        "status": plan.status,
        "meetings": [{"id": placed.meeting, "slot": placed.slot, "table": placed.table} for placed in plan.meetings],
        "value": plan.value,
        "bound": plan.bound,
        "breaks": plan.breaks,
        "idle_slots": plan.idle_slots,
        "seconds": round(plan.seconds, 3),
    }
    if plan.conflict:
        document["conflict"] = [
            {
                "code": cause.code,
                **cause.parameters,
                "de": cause_sentence(cause.code, cause.parameters, "de"),
                "en": cause_sentence(cause.code, cause.parameters, "en"),
            }
            for cause in plan.conflict
        ]
    return document


def _document(content: bytes) -> Any:
    if len(content) > MOST_BYTES:
        raise TimetableError([Problem("too_large", parameters={"most": str(MOST_BYTES // 1_000_000)})])
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_without_doubles, parse_constant=_no_number)
    except UnicodeDecodeError as broken:
        raise TimetableError([Problem("not_utf8")]) from broken
    except RecursionError as broken:
        raise TimetableError([Problem("too_deep")]) from broken
    except ValueError as broken:
        raise TimetableError([Problem("not_json", parameters={"reason": str(broken)})]) from broken


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = Counter(name for name, _ in pairs)
        raise ValueError(f"{names.most_common(1)[0][0]} occurs twice")
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")
