"""What waits for a firm at its meeting days: for its start page."""

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone

from dnm.accounts.rules import Actor

from ..models import EncounterRating, Participant, ParticipantRelease
from ..workflow import EventState, Phase
from .days import participants_visible_to
from .events import encounters_of

RATED_WITHIN = timedelta(days=30)


class WaitingDay(NamedTuple):
    """``kind``: wishes, release, plan (today), ratings."""

    kind: str
    participant: Participant
    due_on: date | None


def waiting_days(actor: Actor) -> list[WaitingDay]:
    """The next day first. One query."""
    released = ParticipantRelease.objects.filter(participant=OuterRef("pk"), revoked_at=None, voided_at=None)
    own_rating = EncounterRating.objects.filter(encounter=OuterRef("pk"), side=OuterRef(OuterRef("side")))
    unrated = encounters_of(OuterRef("pk")).filter(~Exists(own_rating))
    rows = participants_visible_to(actor).filter(gone_at=None, day__event__ends__gt=timezone.now() - RATED_WITHIN)
    rows = rows.exclude(day__event__state=EventState.CANCELLED).annotate(
        released=Exists(released), unrated=Exists(unrated)
    )
    found = (_waiting(one) for one in rows.order_by("day__event__starts", "pk"))
    return [one for one in found if one]


def _waiting(one: Participant) -> WaitingDay | None:
    day, phase = timezone.localdate(one.day.event.starts), Phase(one.day.phase)
    if phase == Phase.WISHES and one.answered_at is None:
        return WaitingDay("wishes", one, one.day.wishes_until)
    if phase == Phase.WISHES and not one.released:  # type: ignore[attr-defined]  # annotated above
        return WaitingDay("release", one, one.day.wishes_until)
    if phase == Phase.PUBLISHED and day == timezone.localdate():
        return WaitingDay("plan", one, day)
    if one.unrated:  # type: ignore[attr-defined]  # annotated above
        return WaitingDay("ratings", one, None)
    return None
