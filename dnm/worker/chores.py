"""The small jobs of the machine itself; each is safe to repeat."""

from contextlib import suppress

from dnm.journal import actions as journal
from dnm.mail import actions as mail
from dnm.mail.transport import Unreachable
from dnm.work import actions as work
from dnm.work.actions import Progress


def sweep(progress: Progress) -> None:
    work.sweep()


def seal(progress: Progress) -> None:
    journal.seal()


def deliver(progress: Progress) -> None:
    with suppress(Unreachable):  # the outbox says so; the next minute tries again
        mail.deliver_waiting()
