"""What the worker calls. The ranking learns here how busy each start-up is."""

from dnm.matching import jobs as matching
from dnm.work.actions import Progress

from .actions import run_clock as look_at_all_cases
from .queries import introduced_this_quarter


def run_clock(progress: Progress) -> None:
    """Reminders, phone tasks, expiry and escalation; safe to repeat."""
    look_at_all_cases()


def rank_need(progress: Progress) -> None:
    matching.rank_need(progress, introduced_this_quarter())


def sound_out(progress: Progress) -> None:
    matching.sound_out(progress, introduced_this_quarter())


def rank_all(progress: Progress) -> None:
    matching.rank_all(progress, introduced_this_quarter())
