"""Fixed meetings, limits and precedences that contradict each other so plainly that no planner is needed to see it.

What only searching finds is told by the planner: an infeasible plan with its conflict.
"""

from collections import defaultdict
from collections.abc import Iterator

from dnm.engines.timetable.model import Event, Meeting
from dnm.engines.timetable.problems import Problem


def contradictions(event: Event) -> list[Problem]:
    return [*_without_tables(event), *_host_tables(event), *_fixed(event), *_two_at_once(event), *_order(event)]


def _problem(code: str, place: str, **parameters: object) -> Problem:
    return Problem(code, place, {name: str(value) for name, value in parameters.items()})


def _without_tables(event: Event) -> Iterator[Problem]:
    if not any(event.tables):
        yield _problem("no_tables", "tables")


def _host_tables(event: Event) -> Iterator[Problem]:
    for number, host in enumerate(event.participants):
        if host.table is not None and host.table >= max(event.tables):
            yield _problem("unknown_table", f"participants[{number}].table", participant=host.id, table=host.table)


def _fixed(event: Event) -> Iterator[Problem]:
    """A fixed meeting against the day itself."""
    for number, meeting in enumerate(event.meetings):
        slot, place = meeting.fixed_slot, f"meetings[{number}].fixed_slot"
        if slot is None:
            continue
        said = {"meeting": meeting.id, "slot": slot}
        if meeting.session is not None and slot not in event.sessions[meeting.session]:
            yield _problem("fixed_outside_session", place, session=meeting.session, **said)
        for name in meeting.between:
            if slot not in event.participants[event.participant_numbers[name]].available:
                yield _problem("fixed_while_away", place, participant=name, **said)


def _two_at_once(event: Event) -> Iterator[Problem]:
    """Fixed meetings against each other: somebody twice in a slot, more meetings than tables or than a limit."""
    together: dict[tuple[str, int], list[Meeting]] = defaultdict(list)
    in_slot: dict[int, list[str]] = defaultdict(list)
    always: dict[str, int] = defaultdict(int)
    for meeting in event.meetings:
        for name in meeting.between:
            always[name] += meeting.always_placed or event.goal == "all"
            if meeting.fixed_slot is not None:
                together[name, meeting.fixed_slot].append(meeting)
        if meeting.fixed_slot is not None:
            in_slot[meeting.fixed_slot].append(meeting.id)
    for (name, slot), meetings in together.items():
        if len(meetings) > 1:
            names = ", ".join(meeting.id for meeting in meetings)
            yield _problem("fixed_twice", "meetings", participant=name, slot=slot, meetings=names)
    for slot, fixed in sorted(in_slot.items()):
        if len(fixed) > event.tables[slot]:
            names = ", ".join(fixed)
            yield _problem("fixed_beyond_tables", "meetings", slot=slot, tables=event.tables[slot], meetings=names)
    for number, person in enumerate(event.participants):
        if person.max_meetings is not None and always[person.id] > person.max_meetings:
            place, count = f"participants[{number}].max_meetings", always[person.id]
            yield _problem("beyond_limit", place, participant=person.id, count=count, most=person.max_meetings)


def _order(event: Event) -> Iterator[Problem]:
    """Precedences between fixed meetings, and circles of precedences."""
    fixed = {meeting.id: meeting.fixed_slot for meeting in event.meetings if meeting.fixed_slot is not None}
    for number, (first, second) in enumerate(event.precedences):
        if first in fixed and second in fixed and fixed[first] >= fixed[second]:
            yield _problem("fixed_order", f"precedences[{number}]", first=first, second=second)
    circle = _circle(event.precedences)
    if circle:
        yield _problem("circle", "precedences", meetings=" → ".join(circle))


def _circle(precedences: tuple[tuple[str, str], ...]) -> list[str]:
    """The meetings of one circle, the first one again at the end; empty if there is none."""
    later: dict[str, list[str]] = defaultdict(list)
    before: dict[str, int] = defaultdict(int)
    for first, second in precedences:
        later[first].append(second)
        before[second] += 1
    free = [name for name in later if not before[name]]
    while free:
        for name in later.pop(free.pop(), []):
            before[name] -= 1
            if not before[name]:
                free.append(name)
    # Whoever still waits has somebody before it that waits, too: going backwards must end in a circle.
    waiting = {second: first for first, seconds in later.items() for second in seconds}
    if not waiting:
        return []
    way = [next(iter(waiting))]
    while way[-1] not in way[:-1]:
        way.append(waiting[way[-1]])
    return way[way.index(way[-1]) :][::-1]
