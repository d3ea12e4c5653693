"""A need on its way: submitted, qualified, in introduction, closed."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.models import User
from dnm.accounts.queries import person_of, scouts
from dnm.accounts.rules import Actor
from dnm.centre.queries import first_open_day
from dnm.journal.rules import Acting

from .. import emails
from ..models import Need
from ..rules import can_take, missing_for_qualifying
from ..workflow import OPEN, STEPS, NeedState
from .numbers import next_number
from .ranking import ask_for_ranking
from .words import locked_need, note_need

ANSWER_WITHIN = timedelta(days=2)


@transaction.atomic
def submit_need(need: Need, *, by: Actor, source: str = "page", scout: User | None = None) -> Need:
    """Send the need to the office: it gets its number, a scout, a date by which she calls, and a letter.

    Sent twice, it stays sent once.
    """
    need = locked_need(need)
    if need.state in OPEN:
        return need
    _only_if(can_take("submit", need, by), need)
    enter_office(need, by=by, source=source, scout=scout)
    return need


def enter_office(need: Need, *, by: Acting, source: str, scout: User | None = None) -> None:
    """As ``submit_need``, without asking for rights: strangers may tell us of a problem too."""
    _move(need, "submit")
    _arrive(need, scout)
    need.source = source
    need.save()
    note_need(need, "need.submitted", by, source=source)
    emails.need_received(need)
    emails.need_arrived(need, told_by=by)
    ask_for_ranking(need)


def _arrive(need: Need, scout: User | None = None) -> None:
    """In the hands of the office: number, person in charge, a day by which the company hears from her."""
    if not need.problem.strip():
        raise Refused(_("Beschreiben Sie zuerst das Problem."))
    need.number = need.number or next_number("B")
    need.submitted_at = need.submitted_at or timezone.now()
    need.answer_by = answer_date()
    need.scout = scout or need.scout or need.organisation.scout or _least_busy_scout()
    need.title = need.title or _first_words(need.problem)


def _first_words(text: str) -> str:
    first = " ".join(text.split())
    return first if len(first) <= 70 else first[:70].rsplit(" ", 1)[0] + " …"


def _least_busy_scout() -> User | None:
    busy = Count("needs_in_charge", filter=Q(needs_in_charge__state__in=OPEN), distinct=True)
    return scouts().annotate(busy=busy).order_by("busy", "pk").first()


@transaction.atomic
def qualify_need(need: Need, *, by: Actor, qualified_by: User | None = None) -> Need:
    """The scout has sharpened problem, goal, budget range, deadline and decision maker. Twice is once."""
    need = locked_need(need)
    if need.state in (NeedState.QUALIFIED, NeedState.MATCHED):
        return need
    _step(need, "qualify", by)
    missing = missing_for_qualifying(need)
    if missing:
        names = ", ".join(str(Need._meta.get_field(name).verbose_name) for name in missing)  # type: ignore[union-attr]
        raise Refused(_("Zum Freischalten fehlt noch: %(names)s.") % {"names": names})
    need.qualified_by = qualified_by or person_of(by) or need.scout
    need.scout = need.scout or need.qualified_by
    need.save()
    note_need(need, "need.qualified", by)
    ask_for_ranking(need)
    return need


@transaction.atomic
def mark_matched(need: Need, *, by: Actor) -> Need:
    """The first start-up is on its way: the need is in introduction."""
    need = locked_need(need)
    if need.state == NeedState.QUALIFIED:
        _step(need, "match", by)
        need.save()
        note_need(need, "need.matched", by)
    return need


@transaction.atomic
def take_charge(need: Need, scout: User, *, by: Actor) -> Need:
    """Another scout looks after this need."""
    need = locked_need(need)
    if not can_take("close_unsolved", need, by):
        raise Refused(_("Das entscheidet das Büro, solange der Bedarf offen ist."))
    if need.scout != scout:
        if not scouts().filter(pk=scout.pk).exists():
            raise Refused(_("%(name)s ist kein Digitalscout.") % {"name": scout.full_name})
        need.scout = scout
        need.save(update_fields=["scout"])
        note_need(need, "need.handed_over", by, scout=scout.pk)
    return need


@transaction.atomic
def withdraw_need(need: Need, *, by: Actor) -> Need:
    return _end(need, "withdraw", by)


@transaction.atomic
def close_need(need: Need, *, by: Actor, solved: bool) -> Need:
    return _end(need, "close_solved" if solved else "close_unsolved", by)


@transaction.atomic
def expire_need(need: Need, *, by: Actor) -> Need:
    return _end(need, "expire", by)


@transaction.atomic
def reopen_need(need: Need, *, by: Actor) -> Need:
    """Back to the office, with a new date for the answer; the scout hears of it. Twice is once."""
    need = locked_need(need)
    if need.state in OPEN:
        return need
    _step(need, "reopen", by)
    _arrive(need)
    need.save()
    note_need(need, "need.reopened", by)
    emails.need_arrived(need, told_by=by)
    ask_for_ranking(need)
    return need


def _end(need: Need, step: str, by: Actor) -> Need:
    need = locked_need(need)
    if need.state == STEPS[step].target:
        return need
    _step(need, step, by)
    need.save()
    note_need(need, f"need.{need.state}", by)
    return need


def _step(need: Need, step: str, by: Actor) -> None:
    _only_if(can_take(step, need, by), need)
    _move(need, step)


def _only_if(allowed: bool, need: Need) -> None:
    if not allowed:
        raise Refused(
            _("Im Stand „%(state)s“ ist dieser Schritt nicht möglich. Laden Sie die Seite neu.")
            % {"state": need.get_state_display()}
        )


def _move(need: Need, step: str) -> None:
    need.state, need.state_since = STEPS[step].target, timezone.now()


def answer_date() -> date:
    """By when a need sent today gets its call."""
    return first_open_day(timezone.localdate() + ANSWER_WITHIN)
