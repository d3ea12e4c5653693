"""Between a draft and the timetable engine: its event handed over, its plan and its reasons brought back."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from dnm.engines.timetable import TimetableError, event_from, plan_document, plan_from
from dnm.engines.timetable.compiling import compile_into
from dnm.engines.timetable.complete import News
from dnm.engines.timetable.planner import plan as best_plan
from dnm.engines.timetable.replanning import replan
from dnm.engines.timetable.value import Progress

from .models import Plan
from .queries.plans import event_file, old_plan_file
from .queries.reasons import CAUSE, PROBLEM, reason
from .workflow import Keep

Report = Callable[[float, float | None, int | None, float | None], None]
"""Seconds, value, gaps, bound; for goal "all" no value, breaks for gaps, and a bound of breaks."""


@cache
def make_ready(folder: Path) -> None:
    """Machine code for the kernels, once per process: compiled at the first time on a machine, read afterwards."""
    compile_into(folder)


def planned(plan: Plan, seconds: float, report: Report, stop: Callable[[], bool]) -> dict[str, Any]:
    """The PLAN of DESIGN 6.1 for this draft; where it is impossible, with its ``reasons`` as codes."""
    wanted = event_file(plan)
    if not wanted["meetings"]:
        return {"status": "optimal", "meetings": [], "value": 0, "bound": 0, "breaks": 0, "idle_slots": 0}
    try:
        event = event_from(wanted)
    except TimetableError as wrong:
        why = [reason(one.code, one.parameters, PROBLEM) for one in wrong.problems]
        return {"status": "infeasible", "meetings": [], "reasons": why}

    def watch(news: News | Progress) -> None:
        report(*course_point(news))

    if plan.keep == Keep.NEARLY:
        before = plan_from(old_plan_file(plan))
        locked = {one.id for one in event.meetings if one.fixed_slot is not None}
        found = replan(event, before, seconds, past=plan.from_slot, locked=locked, progress=watch, stop=stop)
    else:
        found = best_plan(event, seconds, progress=watch, stop=stop)
    return plan_document(found) | {"reasons": [reason(cause.code, cause.parameters, CAUSE) for cause in found.conflict]}


def course_point(news: News | Progress) -> tuple[float, float | None, int | None, float | None]:
    if isinstance(news, News):
        return news.seconds, None, news.breaks, news.bound
    return news.seconds, news.value, news.idle_slots, news.bound
