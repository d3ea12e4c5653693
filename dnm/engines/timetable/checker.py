"""Judges any plan of an event. Shares no code with the planners, so that their errors show.

What a number of breaks or a value is, is counted here a second time, from the words of docs/timetable.md.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from dnm.engines.timetable.model import Event, Meeting, Placed, Plan
from dnm.engines.timetable.wording import fault_sentence


@dataclass(frozen=True, slots=True)
class Fault:
    code: str
    parameters: dict[str, str]

    def sentence(self, language: str = "en") -> str:
        return fault_sentence(self.code, self.parameters, language)


def _fault(code: str, **parameters: object) -> Fault:
    return Fault(code, {name: str(value) for name, value in parameters.items()})


def faults(event: Event, plan: Plan) -> list[Fault]:
    """All that is wrong with the plan; empty for a right one. A plan without a solution must be empty."""
    if plan.status in ("infeasible", "unknown"):
        return [_fault("no_plan", status=plan.status)] if plan.meetings else []
    known = {meeting.id: meeting for meeting in event.meetings}
    found = list(_entries(known, plan.meetings))
    # The first entry of each known meeting, in a slot that exists, is judged further.
    placed: dict[str, Placed] = {}
    for entry in plan.meetings:
        if entry.meeting in known and 0 <= entry.slot < event.slots:
            placed.setdefault(entry.meeting, entry)
        elif entry.meeting in known:
            found.append(_fault("unknown_slot", meeting=entry.meeting, slot=entry.slot))
    days = _days(event, known, placed.values())
    found += _meetings_alone(event, known, placed.values())
    found += _at_once(event, known, placed.values())
    found += _missing(event, plan.meetings)
    found += _orders(event, placed)
    found += _limits(event, known, placed.values())
    breaks = {name: _breaks(slots) for name, slots in days.items()}
    found += _fairness(event, breaks)
    found += _figures(event, known, plan, breaks)
    return found


def _days(event: Event, known: dict[str, Meeting], placed: Iterable[Placed]) -> dict[str, list[int]]:
    """Participant → slots with a meeting, in order."""
    days: dict[str, set[int]] = {participant.id: set() for participant in event.participants}
    for entry in placed:
        for name in known[entry.meeting].between:
            days[name].add(entry.slot)
    return {name: sorted(slots) for name, slots in days.items()}


def _breaks(slots: list[int]) -> list[int]:
    """How long each break is."""
    return [later - earlier - 1 for earlier, later in pairwise(slots) if later > earlier + 1]


def _entries(known: dict[str, Meeting], entries: Iterable[Placed]) -> Iterator[Fault]:
    seen: set[str] = set()
    for entry in entries:
        if entry.meeting not in known:
            yield _fault("unknown_meeting", meeting=entry.meeting)
        elif entry.meeting in seen:
            yield _fault("meeting_twice", meeting=entry.meeting)
        seen.add(entry.meeting)


def _meetings_alone(event: Event, known: dict[str, Meeting], placed: Iterable[Placed]) -> Iterator[Fault]:
    """What one entry gets wrong by itself."""
    people = {participant.id: participant for participant in event.participants}
    for entry in placed:
        meeting = known[entry.meeting]
        said = {"meeting": meeting.id, "slot": entry.slot}
        for name in meeting.between:
            if entry.slot not in people[name].available:
                yield _fault("not_available", participant=name, **said)
        if meeting.session is not None and entry.slot not in event.sessions[meeting.session]:
            yield _fault("wrong_session", session=meeting.session, **said)
        if meeting.fixed_slot is not None and entry.slot != meeting.fixed_slot:
            yield _fault("fixed_moved", fixed=meeting.fixed_slot, **said)
        if not 0 <= entry.table < event.tables[entry.slot]:
            yield _fault("unknown_table", table=entry.table, **said)
        own = sorted({table for name in meeting.between if (table := people[name].table) is not None})
        if own and entry.table not in own:
            yield _fault("host_moved", meeting=meeting.id, table=entry.table, tables=", ".join(map(str, own)))


def _at_once(event: Event, known: dict[str, Meeting], placed: Iterable[Placed]) -> Iterator[Fault]:
    """What two entries of one slot get wrong together."""
    busy: dict[tuple[str, int], str] = {}
    tables: dict[tuple[int, int], str] = {}
    in_slot: dict[int, int] = defaultdict(int)
    for entry in placed:
        in_slot[entry.slot] += 1
        for name in known[entry.meeting].between:
            first = busy.setdefault((name, entry.slot), entry.meeting)
            if first != entry.meeting:
                yield _fault("double_booking", participant=name, slot=entry.slot, first=first, second=entry.meeting)
        first = tables.setdefault((entry.table, entry.slot), entry.meeting)
        if first != entry.meeting:
            yield _fault("table_twice", table=entry.table, slot=entry.slot, first=first, second=entry.meeting)
    for slot, count in sorted(in_slot.items()):
        if count > event.tables[slot]:
            yield _fault("too_few_tables", slot=slot, count=count, tables=event.tables[slot])


def _missing(event: Event, entries: Iterable[Placed]) -> Iterator[Fault]:
    there = {entry.meeting for entry in entries}
    for meeting in event.meetings:
        if meeting.id in there:
            continue
        if meeting.fixed_slot is not None:
            yield _fault("fixed_missing", meeting=meeting.id)
        elif meeting.required:
            yield _fault("required_missing", meeting=meeting.id)
        elif event.goal == "all":
            yield _fault("meeting_missing", meeting=meeting.id)


def _orders(event: Event, placed: dict[str, Placed]) -> Iterator[Fault]:
    for first, second in event.precedences:
        if first in placed and second in placed and placed[first].slot >= placed[second].slot:
            yield _fault("wrong_order", first=first, second=second)


def _limits(event: Event, known: dict[str, Meeting], placed: Iterable[Placed]) -> Iterator[Fault]:
    counts = Counter(name for entry in placed for name in known[entry.meeting].between)
    for participant in event.participants:
        most, count = participant.max_meetings, counts[participant.id]
        if most is not None and count > most:
            yield _fault("beyond_limit", participant=participant.id, count=count, most=most)


def _fairness(event: Event, breaks: dict[str, list[int]]) -> Iterator[Fault]:
    if event.fairness is None or not breaks:
        return
    most = max(breaks, key=lambda name: len(breaks[name]))
    least = min(breaks, key=lambda name: len(breaks[name]))
    most_breaks, least_breaks = len(breaks[most]), len(breaks[least])
    if most_breaks - least_breaks > event.fairness:
        said = {"most": most, "least": least, "most_breaks": most_breaks, "least_breaks": least_breaks}
        yield _fault("unfair", fairness=event.fairness, **said)


def _figures(event: Event, known: dict[str, Meeting], plan: Plan, breaks: dict[str, list[int]]) -> Iterator[Fault]:
    """The numbers the plan tells of itself."""
    counted = {
        "value": sum(known[name].weight for name in {entry.meeting for entry in plan.meetings} if name in known),
        "breaks": sum(map(len, breaks.values())),
        "idle_slots": sum(map(sum, breaks.values())),
    }
    said = {"value": plan.value, "breaks": plan.breaks, "idle_slots": plan.idle_slots}
    for name, number in counted.items():
        if said[name] != number:
            yield _fault(f"wrong_{name}", said=said[name], counted=number)
    reached = counted["value" if event.goal == "value" else "breaks"]
    if plan.bound is not None:
        better = reached > plan.bound if event.goal == "value" else reached < plan.bound
        if better:
            yield _fault("bound_beaten", reached=reached, bound=plan.bound)
    if plan.status == "optimal" and reached != plan.bound:
        yield _fault("not_optimal", reached=reached, bound=plan.bound)
