"""Lists of events with their places; a list costs the same for one event and for many."""

from datetime import datetime

from django.db.models import Count, ExpressionWrapper, F, IntegerField, Q, QuerySet

from ..models import Event, Registration
from ..workflow import EventState

REGISTERED = Q(registrations__state=Registration.State.REGISTERED)
WAITING = Q(registrations__state=Registration.State.WAITING)


def with_places(events: QuerySet[Event]) -> QuerySet[Event]:
    """Adds ``taken``, ``waiting`` and ``free`` (None: no limit; below zero when places were taken away)."""
    taken = Count("registrations", filter=REGISTERED, distinct=True)
    waiting = Count("registrations", filter=WAITING, distinct=True)
    left = ExpressionWrapper(F("capacity") - F("taken"), IntegerField())
    return events.annotate(taken=taken, waiting=waiting).annotate(free=left)


def is_full(event: Event) -> bool:
    """Of ``with_places``: whoever registers now has to wait."""
    free: int | None = vars(event)["free"]
    return free is not None and free <= 0


def next_number(event: Event) -> int:
    """Of ``with_places``: on the waiting list, for whoever registers now."""
    waiting: int = vars(event)["waiting"]
    return waiting + 1


def coming(events: QuerySet[Event], now: datetime) -> QuerySet[Event]:
    """Announced or called off and not over yet; the next one first."""
    shown = (EventState.ANNOUNCED, EventState.CANCELLED)
    return events.filter(state__in=shown, ends__gt=now).order_by("starts", "pk")


def past(events: QuerySet[Event], now: datetime) -> QuerySet[Event]:
    """What took place, the latest first."""
    held = (EventState.ANNOUNCED, EventState.OVER)
    return events.filter(state__in=held, ends__lte=now).order_by("-starts", "-pk")


def drafts(events: QuerySet[Event]) -> QuerySet[Event]:
    return events.filter(state=EventState.DRAFT).order_by("starts", "pk")
