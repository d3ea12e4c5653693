"""One call for both goals."""

import time
from collections.abc import Callable
from dataclasses import replace

from dnm.engines.timetable.bottlenecks import bottleneck
from dnm.engines.timetable.complete import News, plan_all
from dnm.engines.timetable.demands import cause_of
from dnm.engines.timetable.model import Event, Plan
from dnm.engines.timetable.value import Progress, plan_value

RESERVE = 0.15
"""Share of the time kept for finding out why required meetings do not fit."""


def plan(
    event: Event,
    seconds: float = 60.0,
    *,
    progress: Callable[[News | Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """The best plan found in the time, honest about how good it is; an infeasible one says why."""
    if event.goal == "all":
        return plan_all(event, seconds, progress=progress, stop=stop)
    must = only_required(event)
    if not must.meetings:
        return plan_value(event, seconds, progress=progress, stop=stop)
    begin = time.monotonic()
    demands = bottleneck(must)
    if demands:
        conflict = tuple(cause_of(must, demand) for demand in demands)
        return Plan("infeasible", seconds=time.monotonic() - begin, conflict=conflict)
    left = max(0.0, begin + seconds - time.monotonic())
    found = plan_value(event, (1 - RESERVE) * left, progress=progress, stop=stop)
    if found.status in ("optimal", "feasible"):
        return found
    left = max(0.0, begin + seconds - time.monotonic())
    return replace(with_required(event, found, left, stop=stop), seconds=time.monotonic() - begin)


def only_required(event: Event) -> Event:
    """The same day with nothing but the meetings that always take place."""
    meetings = tuple(meeting for meeting in event.meetings if meeting.always_placed)
    names = {meeting.id for meeting in meetings}
    precedences = tuple(pair for pair in event.precedences if names.issuperset(pair))
    return replace(event, goal="all", meetings=meetings, precedences=precedences)


def with_required(event: Event, found: Plan, seconds: float, *, stop: Callable[[], bool] | None = None) -> Plan:
    """A plan of the required meetings alone, or why even they do not fit. `found` is what was found before: no plan."""
    must = only_required(event)
    placed = plan_all(must, seconds / 2, stop=stop)
    if placed.status == "infeasible" and event.fairness is not None and len(must.meetings) < len(event.meetings):
        # Other meetings may fill the breaks: only a contradiction without fairness holds for the whole event.
        placed = plan_all(replace(must, fairness=None), seconds / 2, stop=stop)
        if placed.status != "infeasible":
            return replace(found, status="unknown")
    if placed.status in ("infeasible", "unknown"):
        return Plan(placed.status, conflict=placed.conflict)
    return replace(placed, status="feasible", bound=found.bound, seconds=0.0)
