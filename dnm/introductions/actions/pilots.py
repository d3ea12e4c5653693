"""Pilot, check-ins, lesson, cooperation and its follow-ups."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.rules import Actor
from dnm.journal.actions import record

from .. import emails
from ..models import CheckIn, Cooperation, FollowUp, Introduction, Pilot
from ..rules import party_of
from ..workflow import CHECK_IN_DAYS, FOLLOW_UP_MONTHS, Party, State
from .doors import case_path, reach
from .steps import StepRefused, due_for, locked, take, waited_for


@transaction.atomic
def agree_pilot(
    introduction: Introduction, *, goal: str, success_criterion: str, starts: date, ends: date, by: Actor
) -> Pilot:
    """Goal, success criterion and period are agreed before the pilot starts; check-ins after 30, 60 and 90 days."""
    case = locked(introduction)
    existing = Pilot.objects.filter(introduction=case).first()
    if existing and case.state == State.PILOT_RUNNING:
        return existing
    if not goal.strip() or not success_criterion.strip():
        raise StepRefused(_("Halten Sie Ziel und Erfolgskriterium fest, bevor der Pilot beginnt."))
    if ends <= starts:
        raise StepRefused(_("Das Ende liegt vor dem Beginn."))
    if starts < timezone.localdate():
        raise StepRefused(_("Ein Pilot wird vereinbart, bevor er beginnt. Wählen Sie heute oder einen späteren Tag."))
    take(case, "agree_pilot", by=by, starts=starts.isoformat(), ends=ends.isoformat())
    pilot = Pilot.objects.create(
        introduction=case, goal=goal.strip(), success_criterion=success_criterion.strip(), starts=starts, ends=ends,
        agreed_at=timezone.now(),
    )  # fmt: skip
    for day in CHECK_IN_DAYS:
        due_on = starts + timedelta(days=day)
        if due_on <= ends:
            CheckIn.objects.create(pilot=pilot, day=day, due_on=due_on)
    _wait_until_due(case)
    for side in (Party.COMPANY, Party.STARTUP):
        reach(case, side, emails.pilot_agreed, case_path(case), must=False)
    return pilot


@transaction.atomic
def check_in(check: CheckIn, text: str, *, by: Actor) -> CheckIn:
    """How the pilot is going, from either side or told to the scout."""
    case = locked(check.pilot.introduction)
    check = CheckIn.objects.select_related("pilot").get(pk=check.pk)
    if party_of(by, case) is None:
        raise StepRefused(_("Das können nur die Beteiligten und das Büro."))
    if not text.strip():
        raise StepRefused(_("Schreiben Sie ein, zwei Sätze, wie es läuft."))
    if case.state not in (State.PILOT_RUNNING, State.PAUSED):
        raise StepRefused(_("Der Pilot läuft nicht mehr."))
    said = f"{by.name}: {text.strip()}"
    if said in check.text.splitlines():
        return check
    check.text = f"{check.text}\n{said}".strip()
    check.done_at, check.given_by = timezone.now(), by.name
    check.save()
    record("pilot.checked_in", case, by=by, organisation_id=case.company_id, day=check.day)
    if case.state == State.PILOT_RUNNING:
        _wait_until_due(case)
    return check


def _wait_until_due(case: Introduction) -> None:
    """Until the next agreed day nobody is waited for."""
    case.due_on = due_for(case, State(case.state))
    case.waiting_for = " ".join(waited_for(case))
    case.reminded_at = case.escalated_at = None
    case.save(update_fields=["due_on", "waiting_for", "reminded_at", "escalated_at"])


@transaction.atomic
def finish_pilot(introduction: Introduction, *, result: str, lesson: str, by: Actor) -> Pilot:
    case = locked(introduction)
    if case.state == State.PILOT_DONE:
        return case.pilot
    if result not in Pilot.Result.values or not lesson.strip():
        raise StepRefused(_("Wählen Sie ein Ergebnis und schreiben Sie auf, was wir gelernt haben."))
    take(case, "finish_pilot", by=by, result=result)
    pilot = case.pilot
    pilot.result, pilot.lesson, pilot.done_at = result, lesson.strip(), timezone.now()
    pilot.save()
    return pilot


@transaction.atomic
def start_cooperation(
    introduction: Introduction, *, kind: str, value: str, since: date, by: Actor, text: str = ""
) -> Cooperation:
    """An order, a contract, a joint project: it counts as cooperation; we ask again after 6 and 12 months."""
    case = locked(introduction)
    existing = Cooperation.objects.filter(introduction=case).first()
    if existing:
        return existing
    if kind not in Cooperation.Kind.values or value not in Cooperation.Value.values:
        raise StepRefused(_("Wählen Sie Art und Größenordnung."))
    take(case, "start_cooperation", by=by, kind=kind, value=value)
    cooperation = Cooperation.objects.create(introduction=case, kind=kind, value=value, since=since, text=text)
    for month in FOLLOW_UP_MONTHS:
        FollowUp.objects.create(cooperation=cooperation, month=month, due_on=_months_later(since, month))
    _wait_until_due(case)
    return cooperation


@transaction.atomic
def follow_up(ask: FollowUp, text: str, *, by: Actor) -> FollowUp:
    """What became of it after 6 and 12 months; behind the last answer the case is done."""
    case = locked(ask.cooperation.introduction)
    ask = FollowUp.objects.get(pk=ask.pk)
    if party_of(by, case) is None:
        raise StepRefused(_("Das können nur die Beteiligten und das Büro."))
    if not text.strip():
        raise StepRefused(_("Schreiben Sie ein, zwei Sätze, was daraus geworden ist."))
    said = f"{by.name}: {text.strip()}"
    if said in ask.text.splitlines():
        return ask
    ask.text, ask.done_at = f"{ask.text}\n{said}".strip(), timezone.now()
    ask.save()
    record("cooperation.followed_up", case, by=by, organisation_id=case.company_id, month=ask.month)
    if case.state == State.COOPERATION:
        _wait_until_due(case)
        if not FollowUp.objects.filter(cooperation=ask.cooperation, done_at=None).exists():
            case.due_on = None
            case.save(update_fields=["due_on"])
    return ask


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, 28))
