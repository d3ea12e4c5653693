"""Between a draft and the timetable engine: its event handed over, its plan and its words brought back."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from dnm.engines.timetable import Plan as Timetable
from dnm.engines.timetable import TimetableError, event_from, plan_document, plan_from
from dnm.engines.timetable.compiling import compile_into
from dnm.engines.timetable.complete import News
from dnm.engines.timetable.planner import plan as best_plan
from dnm.engines.timetable.replanning import replan
from dnm.engines.timetable.value import Progress
from dnm.engines.timetable.wording import cause_sentence, problem_sentence

from .models import Participant, Plan
from .queries.plans import event_file, old_plan_file
from .workflow import Keep

Report = Callable[[float, float | None, int | None, float | None], None]
"""Seconds, value, gaps, bound."""
LANGUAGE = "de"
"""Of the office."""
SLOT_WORDS, FROM_ONE = ("slot", "slots"), ("table", "session")


@cache
def make_ready(folder: Path) -> None:
    """Machine code for the kernels, once per process: compiled at the first time on a machine, read afterwards."""
    compile_into(folder)


def planned(plan: Plan, seconds: float, report: Report, stop: Callable[[], bool]) -> dict[str, Any]:
    """The PLAN of DESIGN 6.1 for this draft; where it is impossible, with an ``explanation`` in words."""
    wanted = event_file(plan)
    if not wanted["meetings"]:
        return {"status": "optimal", "meetings": [], "value": 0, "bound": 0, "breaks": 0, "idle_slots": 0}
    try:
        event = event_from(wanted)
    except TimetableError as wrong:
        said = [problem_sentence(one.code, _named(plan, one.parameters), LANGUAGE) for one in wrong.problems]
        return {"status": "infeasible", "meetings": [], "explanation": "\n".join(said)}
    if plan.keep == Keep.NEARLY:
        before = plan_from(old_plan_file(plan))
        locked = {one.id for one in event.meetings if one.fixed_slot is not None}
        found = replan(event, before, seconds, past=plan.from_slot, locked=locked, stop=stop)
    else:
        found = best_plan(event, seconds, progress=lambda news: report(*course_point(news)), stop=stop)
    return plan_document(found) | {"explanation": "\n".join(_causes(plan, found))}


def course_point(news: News | Progress) -> tuple[float, float | None, int | None, float | None]:
    if isinstance(news, News):
        return news.seconds, None, news.breaks, news.bound
    return news.seconds, news.value, news.idle_slots, news.bound


def _causes(plan: Plan, found: Timetable) -> list[str]:
    return [cause_sentence(one.code, _named(plan, one.parameters), LANGUAGE) for one in found.conflict]


def _named(plan: Plan, parameters: Mapping[str, str]) -> dict[str, str]:
    """What the office calls them: firms for ids, the clock for numbers of slots, tables and sessions from 1."""
    firms = dict(Participant.objects.filter(day=plan.day).values_list("pk", "organisation__name"))
    said = {}
    for name, value in parameters.items():
        if name in SLOT_WORDS:
            said[name] = re.sub(r"\d+", lambda found: str(plan.slots[int(found[0])]["starts"]), value)
        elif name in FROM_ONE:
            said[name] = str(int(value) + 1)
        else:
            pairs = re.sub(r"\bp(\d+)-p(\d+)\b", r"p\1 – p\2", value)
            said[name] = re.sub(r"\bp(\d+)\b", lambda found: str(firms[int(found[1])]), pairs)
    return said
