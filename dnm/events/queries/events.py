"""Events, places and attendances as each reader may see them."""

from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Avg, Count, OuterRef, Q, QuerySet

from dnm.accounts.rules import Actor, is_scout
from dnm.accounts.workflow import Audience

from ..models import Attendance, Encounter, Event, Registration, SurveyAnswer
from ..rules import can_keep_events
from ..workflow import FIRMS_FOR_A_COUNT, SURVEY_QUESTIONS, EventState

LINK_SALT = "dnm.events.registration"
LINK_SECONDS = 400 * 24 * 60 * 60
"""Longer than any registration waits for its event and survey."""


def public_events() -> QuerySet[Event]:
    """What stands on the public pages and in the feeds: announced, and what was called off, so that all hear of it."""
    shown = (EventState.ANNOUNCED, EventState.CANCELLED, EventState.OVER)
    # A cancelled draft was never announced: nobody knows of it.
    return Event.objects.filter(state__in=shown).exclude(state=EventState.CANCELLED, sequence=0)


def events_visible_to(actor: Actor) -> QuerySet[Event]:
    return Event.objects.all() if can_keep_events(actor) else public_events()


def registrations_visible_to(actor: Actor) -> QuerySet[Registration]:
    """The office sees all, a firm those of its own people, a participant let in by letter its own; others none."""
    places = Registration.objects.select_related("event", "organisation", "contact")
    if can_keep_events(actor):
        return places
    if actor.audience != Audience.MEMBER or actor.organisation_id is None:
        return places.none()
    own = places.filter(organisation=actor.organisation_id)
    if actor.only:
        kind, _colon, key = actor.only.partition(":")
        return own.filter(participant__pk=key) if kind == "participant" else own.none()
    return own


def link_token(registration: Registration) -> str:
    """For the address in a guest's letter; the page behind it changes nothing when opened."""
    return signing.dumps([registration.pk, registration.link_version], salt=LINK_SALT)


def registration_of(token: str) -> Registration | None:
    """The registration behind a mailed link; None when the link is false, too old, or was replaced by another."""
    try:
        said = signing.loads(token, salt=LINK_SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        return None
    # Letters from before links could be replaced carry the number of the registration alone.
    pk, version = said if isinstance(said, list) else (said, 0)
    found = Registration.objects.filter(pk=pk, link_version=version)
    return found.select_related("event", "organisation", "contact").first()


def event_of_code(door_code: str) -> Event | None:
    """The event whose code hangs at the entrance."""
    return Event.objects.filter(door_code=door_code.strip().upper(), state=EventState.ANNOUNCED).first()


def places_taken(event: Event) -> int:
    return event.registrations.filter(state=Registration.State.REGISTERED).count()


def place_on_waiting_list(registration: Registration) -> int | None:
    """1 is next; None for those who do not wait."""
    if registration.state != Registration.State.WAITING:
        return None
    waiting = Registration.objects.filter(event=registration.event_id, state=Registration.State.WAITING)
    return waiting.filter(pk__lte=registration.pk).count()


def attendances_in(first: datetime, end: datetime) -> QuerySet[Attendance]:
    """Who was there, as the evidence counts it: each person once per event."""
    found = Attendance.objects.filter(voided_at=None, came_at__gte=first, came_at__lt=end)
    return found.select_related("registration__event", "organisation")


def encounters_in(first: datetime, end: datetime) -> QuerySet[Encounter]:
    """Talks held on meeting days; neither introductions nor matches."""
    found = Encounter.objects.filter(voided_at=None, held_at__gte=first, held_at__lt=end)
    return found.select_related("company__organisation", "startup__organisation", "company__day__event")


def encounters_of(participant: int | OuterRef) -> QuerySet[Encounter]:
    """Talks that this participant held."""
    return Encounter.objects.filter(Q(company=participant) | Q(startup=participant), voided_at=None)


def survey_counts_visible_to(actor: Actor, event: Event) -> dict[str, Any] | None:
    """Number of answers, and per question its mean and how many gave 1 to 5. Outside the office five firms or nothing.

    Guests without a firm of ours count as one firm together, since nobody can tell them apart.
    """
    answers = SurveyAnswer.objects.filter(registration__event=event)
    firms = answers.values("registration__organisation").distinct().count()
    if not is_scout(actor) and firms < FIRMS_FOR_A_COUNT:
        return None
    counts: dict[str, Any] = {"answers": answers.count()}
    for question in SURVEY_QUESTIONS:
        given = dict(answers.order_by().values_list(question).annotate(Count("pk")))
        mean = answers.aggregate(mean=Avg(question))["mean"]
        counts[question] = {"mean": mean, "counts": [given.get(stars, 0) for stars in range(1, 6)]}
    return counts
