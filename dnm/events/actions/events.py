"""Make, change, announce and call off events."""

import uuid
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.models import User
from dnm.accounts.rules import Actor
from dnm.journal.actions import record

from .. import emails
from ..models import Event, Participant, Registration
from ..rules import event_problem
from ..workflow import EventState, next_event_state
from .checks import locked_event, new_code, only_office
from .doors import address_for
from .letters import tell, tell_participants
from .places import fill_places

CHANGEABLE = (
    "kind", "title", "summary", "series", "starts", "ends", "place", "link", "capacity", "register_until", "organiser",
)  # fmt: skip
SEEN_IN_CALENDARS = ("title", "starts", "ends", "place", "link")


class Outdated(Refused):
    """Somebody else changed the event meanwhile; ``event`` is how it stands now."""

    def __init__(self, event: Event) -> None:
        super().__init__(_("Jemand hat diese Veranstaltung inzwischen geändert. Laden Sie die Seite neu."))
        self.event = event


@transaction.atomic
def create_event(
    *,
    kind: str,
    title: str,
    starts: datetime,
    ends: datetime,
    organiser: User,
    by: Actor,
    form_token: str = "",
    **fields: Any,
) -> Event:
    """A draft; nobody but the office sees it before it is announced.

    The same ``form_token`` again, as after a double click, gives the first draft.
    """
    only_office(by)
    told = {
        "kind": kind, "title": title.strip(), "starts": starts, "ends": ends, "organiser": organiser, **fields,
    }  # fmt: skip
    _set(Event(), told)
    told["door_code"] = new_code(8)
    event, is_new = Event.objects.get_or_create(uid=_uid_of(form_token), defaults=told)
    if not is_new:
        return event
    record("event.created", event, by=by, kind=event.kind, starts=event.starts)
    return event


def _uid_of(form_token: str) -> str:
    """Unlike any other; the same one for the same form."""
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"dnm:event:{form_token}") if form_token else uuid.uuid4()
    return f"{key}@{urlsplit(settings.PUBLIC_URL).hostname}"


def _set(event: Event, fields: dict[str, Any]) -> list[str]:
    unknown = set(fields) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"an event has no {', '.join(sorted(unknown))}")
    changed = [name for name, value in fields.items() if getattr(event, name, None) != value]
    for name in changed:
        setattr(event, name, fields[name])
    if problem := event_problem(event):
        raise Refused(problem)
    return changed


@transaction.atomic
def change_event(event: Event, *, by: Actor, seen_at: datetime | None = None, **fields: Any) -> Event:
    """Those who have a place hear of another time or place; more places move the waiting list up.

    ``seen_at``: the ``changed_at`` that was shown when somebody began to edit; raises ``Outdated`` if it is older.
    """
    only_office(by)
    event = locked_event(event)
    if seen_at and seen_at != event.changed_at:
        raise Outdated(event)
    if event.state not in (EventState.DRAFT, EventState.ANNOUNCED):
        raise Refused(_("Diese Veranstaltung ist vorbei oder abgesagt."))
    changed = _set(event, fields)
    if not changed:
        return event
    seen = event.state == EventState.ANNOUNCED and bool(set(changed) & set(SEEN_IN_CALENDARS))
    event.sequence += seen
    event.save()
    record("event.changed", event, by=by, fields=sorted(changed))
    if seen:
        for place in _places(event):
            tell(emails.event_changed, place)
        tell_participants(_day_changed, event)
    fill_places(event, by=by)
    return event


def _day_changed(participant: Participant, *, calendar: str) -> None:
    emails.day_changed(participant, address_for(participant), calendar=calendar)


def _places(event: Event, *states: str) -> list[Registration]:
    found = event.registrations.filter(state__in=states or [Registration.State.REGISTERED])
    return list(found.select_related("event__organiser", "contact", "organisation"))


def _step(event: Event, step: str, *, by: Actor) -> tuple[Event, bool]:
    """The locked event one step further; False where the step was taken already."""
    only_office(by)
    event = locked_event(event)
    target = next_event_state(step, EventState(event.state))
    if target is None:
        return event, False
    event.state = target
    return event, True


@transaction.atomic
def announce_event(event: Event, *, by: Actor) -> Event:
    event, moved = _step(event, "announce", by=by)
    if moved:
        if not (event.place.strip() or event.link.strip()):
            raise Refused(_("Geben Sie einen Ort oder einen Link an."))
        # SEQUENCE 1 and above: the world has heard of it.
        event.sequence += 1
        event.save()
        record("event.announced", event, by=by, kind=event.kind, starts=event.starts)
        for place in _places(event):  # by an answer on the meeting day, while this was a draft
            place.event = event
            tell(emails.registered, place)
    return event


@transaction.atomic
def cancel_event(event: Event, *, by: Actor) -> Event:
    """Everybody with a place, or waiting for one, hears of it; calendars take the entry out."""
    event, moved = _step(event, "cancel", by=by)
    if moved:
        event.sequence += bool(event.sequence)
        event.save()
        record("event.cancelled", event, by=by)
        for place in _places(event, Registration.State.REGISTERED, Registration.State.WAITING):
            tell(emails.event_cancelled, place, cancelled=True)
        tell_participants(emails.day_cancelled, event, cancelled=True)
    return event


@transaction.atomic
def close_event(event: Event, *, by: Actor) -> Event:
    """It is over: nobody moves up any more, the survey goes out."""
    if event.ends > timezone.now():
        raise Refused(_("Diese Veranstaltung ist noch nicht vorbei."))
    event, moved = _step(event, "close", by=by)
    if moved:
        event.save()
        came = event.registrations.filter(attendances__voided_at=None, attendances__isnull=False).distinct().count()
        record("event.closed", event, by=by, attended=came)
    return event
