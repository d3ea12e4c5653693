"""Calls of the office: planned by the clock or by a scout, done with an outcome in words."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.models import User
from dnm.accounts.rules import Actor, is_scout, is_system
from dnm.centre.queries import first_open_day
from dnm.journal.actions import record

from ..models import Introduction, PhoneTask
from ..workflow import ENDED, Party, State
from .steps import call, locked

TIME_TO_ANSWER = timedelta(days=7)
"""After a call somebody who was silent has so long to answer; then the next call falls due."""


@transaction.atomic
def plan_call(introduction: Introduction, side: Party, reason: str, *, due_on: date, by: Actor) -> PhoneTask:
    if not (is_scout(by) or is_system(by)):
        raise Refused(_("Das entscheidet das Büro."))
    if not reason.strip():
        raise Refused(_("Schreiben Sie auf, worum es in dem Anruf geht."))
    if due_on < timezone.localdate():
        raise Refused(_("Wählen Sie heute oder einen späteren Tag."))
    return call(locked(introduction), side, reason.strip(), due_on=due_on)


@transaction.atomic
def done_calling(task: PhoneTask, outcome: str, *, by: Actor) -> PhoneTask:
    """Who was called has a week to answer; the clock looks at the case again after that."""
    if not (is_scout(by) or is_system(by)):
        raise Refused(_("Das entscheidet das Büro."))
    if not outcome.strip():
        raise Refused(_("Schreiben Sie in einem Satz auf, was besprochen wurde."))
    case = locked(task.introduction)
    task = PhoneTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if task.done_at is None:
        task.done_at, task.outcome = timezone.now(), outcome.strip()
        task.done_by = User.objects.filter(pk=by.id or 0).first() if by.label == "accounts.user" else None
        task.save()
        record("introduction.called", case, by=by, organisation_id=case.company_id, side=task.side)
        _wait_again(case, Party(task.side))
    return task


def _wait_again(case: Introduction, side: Party) -> None:
    """The silent side gets new time, and with it every other question the company was asked for the same need."""
    today = timezone.localdate()
    silent = [case] if case.state not in ENDED else []
    if case.state == State.COMPANY_ASKED and case.need_id:
        silent = list(Introduction.objects.filter(need=case.need_id, state=State.COMPANY_ASKED))
    for one in silent:
        if side in one.waits_for and one.due_on and one.due_on <= today:
            one.due_on, one.escalated_at = first_open_day(today + TIME_TO_ANSWER), None
            one.save(update_fields=["due_on", "escalated_at"])
