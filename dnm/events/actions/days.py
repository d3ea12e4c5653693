"""Set up a meeting day: frame, participants, wishes, releases."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.directory.models import Contact, Organisation
from dnm.directory.queries import contact_for
from dnm.introductions.workflow import Party
from dnm.journal.actions import record

from .. import emails
from ..models import Event, MeetingDay, Participant, Pitch
from ..rules import can_answer_for, can_keep_events, slots_problem
from ..workflow import WISHING, Phase, next_phase
from .checks import locked_day, locked_event, only_office
from .doors import address_for
from .joining import change_person

SIDE_OF = {Organisation.Kind.COMPANY: Party.COMPANY, Organisation.Kind.STARTUP: Party.STARTUP}
AVAILABILITY = ("arrives", "leaves", "away", "max_meetings")
APPEARANCE = ("shown_as", "teaser")
BY_OFFICE = ("table", "contact")


@transaction.atomic
def set_up_day(
    event: Event,
    *,
    slots: Sequence[Mapping[str, Any]],
    by: Actor,
    max_meetings: int | None = None,
    wishes_until: date | None = None,
) -> MeetingDay:
    """Give an event a meeting day, or change its frame. Plans made before keep theirs."""
    only_office(by)
    event = locked_event(event)
    if event.kind not in (Event.Kind.MEETING_DAY, Event.Kind.REVERSE_PITCH):
        raise Refused(_("Gespräche planen wir für Matchingtage und Reverse Pitches."))
    if problem := slots_problem(slots):
        raise Refused(problem)
    settings = {"slots": [dict(slot) for slot in slots], "max_meetings": max_meetings, "wishes_until": wishes_until}
    day, _is_new = MeetingDay.objects.update_or_create(event=event, defaults=settings)
    record("meeting_day.set_up", event, by=by, slots=len(day.slots), max_meetings=max_meetings)
    return day


def _enter_phase(day: MeetingDay, step: str, *, by: Actor) -> MeetingDay:
    only_office(by)
    day = locked_day(day)
    target = next_phase(step, Phase(day.phase))
    if target is None:
        raise Refused(_("Das ist jetzt nicht möglich. Laden Sie die Seite neu."))
    day.phase = target
    day.save(update_fields=["phase"])
    record(f"meeting_day.{step}", day.event, by=by)
    return day


@transaction.atomic
def open_wishes(day: MeetingDay, *, by: Actor) -> MeetingDay:
    """Everybody who takes part is invited to answer."""
    day = _enter_phase(day, "open_wishes", by=by)
    for participant in day.participants.filter(gone_at=None, answered_at=None).select_related("contact"):
        participant.day = day
        emails.invitation(participant, address_for(participant))
    return day


@transaction.atomic
def close_wishes(day: MeetingDay, *, by: Actor) -> MeetingDay:
    return _enter_phase(day, "close_wishes", by=by)


@transaction.atomic
def close_day(day: MeetingDay, *, by: Actor) -> MeetingDay:
    """Nothing is planned any more; not before the event has begun, since nothing leads back."""
    if Event.objects.filter(pk=day.event_id, starts__gt=timezone.now()).exists():
        raise Refused(_("Diese Veranstaltung hat noch nicht begonnen."))
    return _enter_phase(day, "close", by=by)


@transaction.atomic
def add_participant(
    day: MeetingDay, organisation: Organisation, *, by: Actor, contact: Contact | None = None, table: int | None = None
) -> Participant:
    """From the directory or a shortlist; invited at once while wishes are collected. Twice counts once."""
    only_office(by)
    day = locked_day(day)
    side = SIDE_OF.get(Organisation.Kind(organisation.kind))
    if side is None:
        raise Refused(_("Teilnehmen können Unternehmen und Startups."))
    contact = contact or contact_for(organisation)
    if contact is None or contact.organisation_id != organisation.pk:
        raise Refused(_("Wählen Sie eine Person, die für diesen Betrieb kommt."))
    participant, is_new = Participant.objects.get_or_create(
        day=day, organisation=organisation, defaults={"contact": contact, "side": side, "table": table}
    )
    if is_new:
        record("meeting_day.joined", participant, by=by, organisation_id=organisation.pk, event=day.event_id)
        if day.phase == Phase.WISHES:
            emails.invitation(participant, address_for(participant))
    return participant


def allowed_participant(participant: Participant, by: Actor) -> Participant:
    """The row as it is now, for itself while wishes are collected, for the office until the day is over."""
    day = locked_day(participant.day)
    office = can_keep_events(by)
    if not (office or can_answer_for(by, participant)):
        raise Refused(_("Das können nur Sie selbst oder das Büro eintragen."))
    if day.phase not in (WISHING if office else (Phase.WISHES,)):
        raise Refused(_("Die Zeit für Wünsche ist vorbei. Rufen Sie uns an, wenn sich etwas ändert."))
    fresh = Participant.objects.select_related("organisation", "contact").get(pk=participant.pk)
    fresh.day = day
    return fresh


@transaction.atomic
def change_participant(participant: Participant, *, by: Actor, **fields: Any) -> Participant:
    """When somebody is there, how the firm appears before the plan; table and person by the office alone."""
    event = locked_event(participant.day.event)
    one = allowed_participant(participant, by)
    allowed = (*AVAILABILITY, *APPEARANCE, *(BY_OFFICE if can_keep_events(by) else ()))
    if set(fields) - set(allowed):
        raise Refused(_("Das können nur Sie selbst oder das Büro eintragen."))
    for name, value in fields.items():
        setattr(one, name, value)
    _check(one)
    one.save()
    change_person(one, event, by=by)
    record("meeting_day.participant_changed", one, by=by, organisation_id=one.organisation_id, fields=sorted(fields))
    return one


def _check(one: Participant) -> None:
    one.away = sorted(set(one.away))
    if any(not isinstance(number, int) or not 0 <= number < len(one.day.slots) for number in one.away):
        raise Refused(_("Diesen Zeitabschnitt gibt es nicht."))
    if _after(one.arrives, one.leaves):
        raise Refused(_("Die Abfahrt liegt vor der Ankunft."))
    if one.table is not None and one.table >= max((slot["tables"] for slot in one.day.slots), default=0):
        raise Refused(_("So viele Tische stehen dann nicht frei."))
    if one.contact and one.contact.organisation_id != one.organisation_id:
        raise Refused(_("Wählen Sie eine Person, die für diesen Betrieb kommt."))


def _after(arrives: time | None, leaves: time | None) -> bool:
    return arrives is not None and leaves is not None and leaves <= arrives


@transaction.atomic
def enter_pitch(
    participant: Participant, *, title: str, by: Actor, text: str = "", place_in_order: int = 1, minutes: int = 5
) -> Pitch:
    """What a company presents on a reverse pitch. Start-ups vote for it by their wish."""
    one = allowed_participant(participant, by)
    if one.side != Party.COMPANY or one.day.event.kind != Event.Kind.REVERSE_PITCH:
        raise Refused(_("Auf einem Reverse Pitch stellen Unternehmen vor."))
    if not title.strip():
        raise Refused(_("Geben Sie an, worum es geht."))
    values = {"title": title.strip()[:120], "text": text.strip()[:2000], "minutes": minutes}
    if can_keep_events(by):
        values["place_in_order"] = place_in_order
    pitch, _is_new = Pitch.objects.update_or_create(participant=one, defaults=values)
    record("meeting_day.pitch_entered", pitch, by=by, organisation_id=one.organisation_id, event=one.day.event_id)
    return pitch
