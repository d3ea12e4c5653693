"""What the clock does: reminders before, surveys, ratings and the closing afterwards. Safe to repeat."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from dnm.accounts.rules import SYSTEM

from .. import emails
from ..models import Event, Participant, Registration
from ..queries.events import encounters_of
from ..workflow import REMINDER_DAYS, WISHES_REMINDER_DAYS, EventState, Phase
from .doors import address_for
from .events import close_event


def run_clock() -> None:
    today = timezone.localdate()
    soon = Event.objects.filter(state=EventState.ANNOUNCED, starts__date__lte=today + timedelta(days=REMINDER_DAYS))
    for event in soon.filter(starts__gt=timezone.now()):
        for place in _unreminded(event):
            _remind(place)
    # A day later, so that the office can enter the signed list first.
    for event in Event.objects.filter(state=EventState.ANNOUNCED, ends__lt=timezone.now() - timedelta(days=1)):
        close_event(event, by=SYSTEM)
    for participant in _unanswered(today):
        _remind_of_wishes(participant)
    for place in _unasked():
        _ask(place)
    for participant in _unrated():
        _ask_to_rate(participant)


def _unreminded(event: Event) -> QuerySet[Registration]:
    """Whoever registered within the reminder's days has a fresh letter already; who said no is not reminded."""
    earlier = timezone.now() - timedelta(days=REMINDER_DAYS)
    return event.registrations.filter(
        state=Registration.State.REGISTERED, reminded_at=None, registered_at__lt=earlier, participant__gone_at=None
    )  # fmt: skip


@transaction.atomic
def _remind(place: Registration) -> None:
    row = _locked(place)
    if row.reminded_at is None and row.state == Registration.State.REGISTERED:
        row.reminded_at = timezone.now()
        row.save(update_fields=["reminded_at"])
        emails.reminder(row)


def _unanswered(today: date) -> QuerySet[Participant]:
    """Of days whose wishes end soon; not on the last day itself, when a letter comes too late."""
    soon = {"day__wishes_until__gt": today, "day__wishes_until__lte": today + timedelta(days=WISHES_REMINDER_DAYS)}
    rows = Participant.objects.filter(answered_at=None, gone_at=None, reminded_at=None, **soon)
    return rows.filter(day__phase=Phase.WISHES, day__event__state=EventState.ANNOUNCED)


@transaction.atomic
def _remind_of_wishes(participant: Participant) -> None:
    one = _locked_participant(participant)
    if one.reminded_at is None and one.answered_at is None:
        one.reminded_at = timezone.now()
        one.save(update_fields=["reminded_at"])
        emails.wishes_reminder(one, address_for(one))


def _unasked() -> QuerySet[Registration]:
    recent = timezone.now() - timedelta(days=30)
    came = Registration.objects.filter(attendances__isnull=False, attendances__voided_at=None, surveyed_at=None)
    return came.filter(event__state=EventState.OVER, event__ends__gt=recent).distinct()


@transaction.atomic
def _ask(place: Registration) -> None:
    row = _locked(place)
    if row.surveyed_at is None:
        row.surveyed_at = timezone.now()
        row.save(update_fields=["surveyed_at"])
        emails.survey(row)


def _unrated() -> QuerySet[Participant]:
    """Whoever talked to somebody; a day later, so that the office can enter which talks were held."""
    now = timezone.now()
    over = {"day__event__ends__lt": now - timedelta(days=1), "day__event__ends__gt": now - timedelta(days=30)}
    found = Participant.objects.filter(rating_asked_at=None, **over)
    return found.filter(Exists(encounters_of(OuterRef("pk"))))


@transaction.atomic
def _ask_to_rate(participant: Participant) -> None:
    """Once, and not for talks that this side has rated already."""
    one = _locked_participant(participant)
    if one.rating_asked_at is None:
        one.rating_asked_at = timezone.now()
        one.save(update_fields=["rating_asked_at"])
        if encounters_of(one.pk).exclude(ratings__side=one.side).exists():
            emails.rate_talks(one, address_for(one))


def _locked_participant(participant: Participant) -> Participant:
    rows = Participant.objects.select_for_update(of=("self",))
    return rows.select_related("day__event__organiser", "contact", "organisation").get(pk=participant.pk)


def _locked(place: Registration) -> Registration:
    rows = Registration.objects.select_for_update(of=("self",))
    return rows.select_related("event__organiser", "contact", "organisation").get(pk=place.pk)
