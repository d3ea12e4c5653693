"""What the worker calls; safe to repeat."""

from dnm.work.actions import Progress

from .actions import forget_guests, take_snapshot
from .actions import run_clock as look_at_all_checks


def run_clock(progress: Progress) -> None:
    """Reminders to invited companies and to those whose next check is due."""
    look_at_all_checks()


def keep_house(progress: Progress) -> None:
    """The quarter's figures, once; guests' checks that nobody took over go."""
    take_snapshot()
    forget_guests()
