"""What the worker calls."""

from django.conf import settings

from dnm.accounts.rules import SYSTEM
from dnm.work.actions import Progress

from .actions import note_course, run_clock, take_plan
from .models import Plan
from .planning import make_ready, planned


def look_at_all_events(progress: Progress) -> None:
    """Reminders, surveys, closing; safe to repeat."""
    run_clock()


def make_plan(progress: Progress) -> None:
    """Work out one draft; run again it begins anew. Stopped, it takes the best that was found."""
    plan = Plan.objects.select_related("day__event", "based_on").filter(pk=progress.job.key).first()
    if plan is None or plan.status:
        return
    seconds = float(str(progress.arguments["seconds"]))
    points: list[tuple[float, float | None, int | None, float | None]] = []

    def report(elapsed: float, value: float | None, gaps: int | None, bound: float | None) -> None:
        points.append((elapsed, value, gaps, bound))
        note_course(plan, points)
        progress.report(min(int(elapsed), int(seconds)), int(seconds))

    if settings.KERNELS_DIR:
        make_ready(settings.KERNELS_DIR)  # outside the time limit: the first time takes longer than many a plan
    take_plan(plan, planned(plan, seconds, report, lambda: progress.cancelled), by=SYSTEM)
