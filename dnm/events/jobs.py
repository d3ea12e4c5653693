"""What the worker calls."""

from collections.abc import Callable
from typing import Any

from django.utils.module_loading import import_string

from dnm.accounts.rules import SYSTEM
from dnm.work.actions import Progress

from .actions import note_course, run_clock, take_plan
from .models import Plan
from .queries import event_file

ENGINE = "dnm.engines.timetable.plan"
"""``plan(event, seconds, progress, stop) -> PLAN``, see DESIGN 6.1. Imported here: its kernels are heavy.

``progress(seconds, value, gaps, bound)`` may be called at any time; ``stop()`` says whether to hand in the best now.
"""


def look_at_all_events(progress: Progress) -> None:
    """Reminders, surveys, closing; safe to repeat."""
    run_clock()


def make_plan(progress: Progress) -> None:
    """Work out one draft; run again it begins anew. Stopped, it takes the best that was found."""
    plan = Plan.objects.select_related("day__event", "based_on").filter(pk=progress.job.key).first()
    if plan is None or plan.status:
        return
    seconds = float(str(progress.arguments["seconds"]))
    points: list[tuple[float, float, int, float | None]] = []

    def report(elapsed: float, value: float, gaps: int, bound: float | None) -> None:
        points.append((elapsed, value, gaps, bound))
        note_course(plan, points)
        progress.report(min(int(elapsed), int(seconds)), int(seconds))

    engine: Callable[..., dict[str, Any]] = import_string(ENGINE)
    found = engine(event_file(plan), seconds, report, lambda: progress.cancelled)
    take_plan(plan, found, by=SYSTEM)
