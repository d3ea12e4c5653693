"""What happens by itself: reminders, phone tasks, expiry, escalation, the end of a pause. Nothing rots.

Runs every few minutes; every act is guarded by a row, so running twice does no harm.
"""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.rules import SYSTEM
from dnm.centre.queries import first_open_day
from dnm.matching.actions import expire_need
from dnm.matching.models import Need
from dnm.matching.workflow import CLOSED, NeedState

from .. import emails
from ..models import CheckIn, FollowUp, Introduction, Question
from ..workflow import AFTER_INTRODUCTION, BEFORE_INTRODUCTION, OPEN, Party, State
from .doors import answer_path, case_path, reach, release_path
from .ending import resume, stop
from .steps import call, deadline_of, holidays_of, locked, take

ESCALATE_AFTER = timedelta(days=3)
AFTER_HOLIDAY = timedelta(days=7)
"""So much time is left at least when a firm comes back from its holidays."""

EXPIRE_AFTER = timedelta(days=60)
"""So long after the day of its decision a need without any case counts as expired; it can be reopened."""

ANSWERING = (State.COMPANY_ASKED, State.STARTUP_ASKED, State.RELEASE_PENDING)
logger = logging.getLogger(__name__)


def run_clock(today: date | None = None) -> int:
    """Look once at every case the day may concern; returns how many were moved or reminded."""
    today = today or timezone.localdate()
    acted = 0
    for cases, act in (
        (_with_closed_need(), _end_with_need),
        (_at_pause_end(today), _resume),
        (_asked(today), _look_at_asked),
        (_due(today), _look_at_due),
        (_with_check_in(today), _ask_check_in),
        (_with_follow_up(today), _ask_follow_up),
    ):
        acted += sum(_safely(partial(_look_at, case, act, today), case.number) for case in list(cases))
    return acted + sum(_safely(partial(_expire_need, need), str(need.number)) for need in _forgotten_needs(today))


def _forgotten_needs(today: date) -> list[Need]:
    """Qualified, long past the day of the decision, and nobody is on the way to them."""
    on_the_way = Introduction.objects.filter(need=OuterRef("pk"), state__in=OPEN)
    qualified = Need.objects.filter(state=NeedState.QUALIFIED, decide_by__lt=today - EXPIRE_AFTER)
    return list(qualified.filter(~Exists(on_the_way)).order_by("pk"))


def _expire_need(need: Need) -> bool:
    return expire_need(need, by=SYSTEM).state == NeedState.EXPIRED


def _look_at(seen: Introduction, act: Callable[[Introduction, date], bool], today: date) -> bool:
    return act(locked(seen), today)


def _safely(act: Callable[[], bool], number: str) -> bool:
    """One broken case or need must not stop the clock for all others."""
    try:
        with transaction.atomic():
            return act()
    except Exception:
        logger.exception("clock: %s", number)
        return False


# --- Which cases ---


def _cases(*where: Q) -> QuerySet[Introduction]:
    return Introduction.objects.filter(*where).only("pk", "number").order_by("pk").distinct()


def _with_closed_need() -> QuerySet[Introduction]:
    return _cases(Q(state__in=[*BEFORE_INTRODUCTION, State.PAUSED], introduced_at=None, need__state__in=CLOSED))


def _at_pause_end(today: date) -> QuerySet[Introduction]:
    return _cases(Q(state=State.PAUSED, paused_until__lte=today))


def _asked(today: date) -> QuerySet[Introduction]:
    """Whoever owes an answer and was not reminded yet, or is on holiday."""
    away = Q(company__on_holiday_until__gte=today) | Q(startup__on_holiday_until__gte=today)
    return _cases(Q(state__in=ANSWERING), Q(reminded_at=None) | away)


def _due(today: date) -> QuerySet[Introduction]:
    open_states = [*BEFORE_INTRODUCTION[1:], *AFTER_INTRODUCTION]
    return _cases(Q(state__in=open_states, due_on__lte=today), Q(escalated_at=None) | Q(waiting_for=""))


def _with_check_in(today: date) -> QuerySet[Introduction]:
    asked = {"asked_at": None, "done_at": None, "due_on__lte": today}
    return _cases(Q(state=State.PILOT_RUNNING, pilot__check_ins__in=CheckIn.objects.filter(**asked)))


def _with_follow_up(today: date) -> QuerySet[Introduction]:
    asks = FollowUp.objects.filter(due_on__lte=today, done_at=None)
    return _cases(Q(state=State.COOPERATION, reminded_at=None, cooperation__follow_ups__in=asks))


# --- What happens to them ---


def _end_with_need(case: Introduction, today: date) -> bool:
    """The company has withdrawn or closed the need: whoever was asked hears that it is over."""
    assert case.need, "chosen by the state of the need"
    stop(
        case, by=SYSTEM, reason_code="already_solved" if case.need.state == NeedState.CLOSED_SOLVED else "wrong_timing"
    )
    return True


def _resume(case: Introduction, today: date) -> bool:
    resume(case, by=SYSTEM)
    return True


def _look_at_asked(case: Introduction, today: date) -> bool:
    return _spare_holidays(case, today) or _remind(case, today)


def _spare_holidays(case: Introduction, today: date) -> bool:
    """While a firm on holiday is waited for, its time stands still; a week is left when it comes back."""
    back = max(holidays_of(case))
    if back < today or case.due_on is None:
        return False
    spared = first_open_day(back + AFTER_HOLIDAY)
    if case.due_on >= spared:
        return False
    case.due_on = spared
    case.save(update_fields=["due_on"])
    return True


def _remind(case: Introduction, today: date) -> bool:
    after = deadline_of(State(case.state)).reminder_after
    if after is None or case.reminded_at or case.due_on is None or case.due_on < today:
        return False
    if timezone.localtime(case.since).date() + timedelta(days=after) > today or max(holidays_of(case)) >= today:
        return False
    _reminded(_same_question(case))
    for side in case.waits_for:
        path = release_path(case) if case.state == State.RELEASE_PENDING else answer_path(case, side)
        reach(case, side, emails.reminder, path)
    return True


def _same_question(case: Introduction) -> QuerySet[Introduction]:
    """The case, with the others a company was asked about in the same letter: one reminder, one call for all."""
    if case.state == State.COMPANY_ASKED and case.need_id:
        return Introduction.objects.filter(need=case.need_id, state=State.COMPANY_ASKED)
    return Introduction.objects.filter(pk=case.pk)


def _reminded(cases: QuerySet[Introduction]) -> None:
    cases.filter(reminded_at=None).update(reminded_at=timezone.now())


def _look_at_due(case: Introduction, today: date) -> bool:
    # Asked again, as somebody may have acted since the list was made.
    if case.due_on and case.due_on <= today and not case.waits_for:
        # The agreed day has come: the conversation, the check-in, the follow-up are the office's turn.
        case.waiting_for = Party.SCOUT
        case.save(update_fields=["waiting_for"])
        return True
    return bool(case.due_on and case.due_on < today) and _overdue(case, today)


def _overdue(case: Introduction, today: date) -> bool:
    if case.waits_for == [Party.STARTUP] and case.state in (State.STARTUP_ASKED, State.RELEASE_PENDING):
        asking = Question.objects.filter(introduction=case, side=Party.STARTUP, answered_at=None)
        # Whoever has asked us something does not fall silent: the office owes the answer.
        return _escalate(case, today) if asking.exists() else _expire(case)
    if case.escalated_at:
        return False
    if Party.COMPANY in case.waits_for:
        # Silence of a company never ends a case: somebody rings up.
        _same_question(case).filter(escalated_at=None).update(escalated_at=timezone.now())
        call(case, Party.COMPANY, _("Keine Antwort bis zur Frist: anrufen"))
        return True
    return _escalate(case, today)


def _escalate(case: Introduction, today: date) -> bool:
    """Three days late: owner, deputy and project leads hear of it, once."""
    if case.escalated_at or case.due_on is None or today - case.due_on < ESCALATE_AFTER:
        return False
    case.escalated_at = timezone.now()
    case.save(update_fields=["escalated_at"])
    emails.tell_owner(case, "introductions/overdue_office", leads=True)
    return True


def _expire(case: Introduction) -> bool:
    """A start-up that stays silent: the company and the start-up hear that the matter is closed."""
    case.reason_code, case.reason_side = "no_answer", Party.STARTUP
    take(case, "expire", by=SYSTEM)
    for side in (Party.COMPANY, Party.STARTUP):
        reach(case, side, emails.expired, case_path(case), must=False)
    return True


def _ask_check_in(case: Introduction, today: date) -> bool:
    due = CheckIn.objects.filter(pilot__introduction=case, due_on__lte=today, asked_at=None, done_at=None)
    due.update(asked_at=timezone.now())
    for side in (Party.COMPANY, Party.STARTUP):
        reach(case, side, emails.check_in_due, case_path(case), must=False)
    return True


def _ask_follow_up(case: Introduction, today: date) -> bool:
    _reminded(Introduction.objects.filter(pk=case.pk))
    for side in (Party.COMPANY, Party.STARTUP):
        reach(case, side, emails.follow_up_due, case_path(case), must=False)
    return True
