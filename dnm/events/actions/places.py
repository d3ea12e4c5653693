"""Places and the waiting list. The event's row is locked, so that the last place is given once."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import SYSTEM, Actor
from dnm.directory.actions.registrations import Stranger
from dnm.directory.models import Contact
from dnm.journal.actions import record
from dnm.journal.rules import Acting

from .. import emails
from ..models import Event, Participant, Registration
from ..queries import places_taken, registrations_visible_to
from ..rules import can_keep_events, can_register, consent_problem, photo_text, text_hash
from ..workflow import EventState, Phase
from .checks import locked_day, locked_event, new_code, only_office
from .letters import tell

CODE_LENGTH = 6


@transaction.atomic
def register(
    event: Event,
    *,
    by: Actor | None = None,
    contact: Contact | None = None,
    name: str = "",
    email: str = "",
    firm: str = "",
    municipality: str = "",
    language: str = "de",
    data_hash: str,
    photo_hash: str = "",
) -> Registration:
    """A place, or one on the waiting list where none is left. ``by`` None: a guest, who tells name and e-mail.

    ``data_hash``, ``photo_hash``: of the consents as they stood on the page, empty when not ticked. The same address
    again gives the first registration; its letter goes out once more, so that a lost link can be had again.
    """
    event = locked_event(event)
    if not (
        can_register(event, timezone.now()) or (by and can_keep_events(by) and event.state == EventState.ANNOUNCED)
    ):
        raise Refused(_("Für diese Veranstaltung ist keine Anmeldung mehr möglich."))
    _check_contact(contact, by)
    name, email = (contact.full_name, contact.email) if contact else (name.strip(), email.strip())
    if not name or not (email or contact):
        raise Refused(_("Geben Sie Ihren Namen und eine E-Mail-Adresse an."))
    if problem := consent_problem(event, language, data_hash=data_hash, photo_hash=photo_hash):
        raise Refused(problem)
    if known := known_place(event, contact, email):
        if by and registrations_visible_to(by).filter(pk=known.pk).exists():
            _take_consents(known, by, data_hash, photo_hash)
        tell(emails.registered, known)
        return known
    organisation = contact.organisation if contact else None
    full = event.capacity is not None and places_taken(event) >= event.capacity
    place = Registration.objects.create(
        event=event, state=Registration.State.WAITING if full else Registration.State.REGISTERED,
        organisation=organisation, contact=contact, name=name[:160], email=email[:254], firm=firm.strip()[:160],
        municipality=organisation.municipality if organisation else municipality[:8], language=language,
        code=free_code(event), data_text_hash=data_hash, photo_text_hash=photo_hash, registered_at=timezone.now(),
    )  # fmt: skip
    note_place("event.registered", place, by or Stranger(name), data=data_hash, photo=photo_hash, waiting=full)
    tell(emails.registered, place)
    return place


def _take_consents(place: Registration, by: Actor, data_hash: str, photo_hash: str) -> None:
    """Whoever came by another way is asked now; a stranger who knows the address cannot agree for them."""
    given = {"data_text_hash": data_hash, "photo_text_hash": photo_hash}
    new = [name for name, value in given.items() if value and not getattr(place, name)]
    for name in new:
        setattr(place, name, given[name])
    if new:
        place.save(update_fields=new)
        note_place("event.consents_given", place, by, data=place.data_text_hash, photo=place.photo_text_hash)


def _check_contact(contact: Contact | None, by: Actor | None) -> None:
    """Members register people of their own firm, the office anybody; guests write their name themselves."""
    if contact and not (by and (can_keep_events(by) or by.organisation_id == contact.organisation_id)):
        raise Refused(_("Anmelden können Sie nur Personen aus Ihrem Betrieb."))


def known_place(event: Event, contact: Contact | None, email: str) -> Registration | None:
    active = event.registrations.exclude(state=Registration.State.CANCELLED).select_related("event__organiser")
    if email:
        return active.filter(email__iexact=email).first()
    return active.filter(contact=contact).first()


def free_code(event: Event) -> str:
    taken = set(event.registrations.values_list("code", flat=True))
    return next(code for code in iter(lambda: new_code(CODE_LENGTH), "") if code not in taken)


def note_place(verb: str, place: Registration, by: Acting, **details: Any) -> None:
    record(
        verb, place, by=by, organisation_id=place.organisation_id, municipality=place.municipality,
        event=place.event_id, **details,
    )  # fmt: skip


@transaction.atomic
def cancel_registration(registration: Registration, *, by: Actor | None = None) -> Registration:
    """Give the place back; who waits first moves up. ``by`` None: by the link in the letter."""
    event = locked_event(registration.event)
    place = Registration.objects.select_related("organisation", "contact").get(pk=registration.pk)
    place.event = event
    if by and not registrations_visible_to(by).filter(pk=place.pk).exists():
        raise Refused(_("Das trägt das Büro ein."))
    if place.state == Registration.State.CANCELLED:
        return place
    if place.attendances.filter(voided_at=None).exists() or event.state == EventState.OVER:
        raise Refused(_("Die Veranstaltung hat schon stattgefunden."))
    give_back(place, by or Stranger(place.name))
    _leave_day(place, by or Stranger(place.name), tell_office=not (by and can_keep_events(by)))
    return place


def give_back(place: Registration, by: Acting) -> None:
    """Within the locked event: the place is free for who waits, the person hears of it."""
    had_place = place.state == Registration.State.REGISTERED
    place.state, place.cancelled_at = Registration.State.CANCELLED, timezone.now()
    place.save(update_fields=["state", "cancelled_at"])
    note_place("event.registration_cancelled", place, by)
    if had_place:
        tell(emails.registration_cancelled, place, cancelled=True)
    else:
        emails.registration_cancelled(place, calendar="")
    fill_places(place.event, by=SYSTEM)


def _leave_day(place: Registration, by: Acting, *, tell_office: bool) -> None:
    """Whoever does not come has no talks either: the next plan goes on without."""
    one = Participant.objects.filter(pk=place.participant_id or 0, gone_at=None).select_related("day").first()
    if one is None:
        return
    day = locked_day(one.day)
    one.gone_at, one.gone_from = timezone.now(), 0
    one.save(update_fields=["gone_at", "gone_from"])
    record("meeting_day.gone", one, by=by, organisation_id=one.organisation_id, event=day.event_id, from_slot=0)
    if tell_office and day.phase in (Phase.PLANNING, Phase.PUBLISHED):
        emails.participant_left(day)


@transaction.atomic
def renew_link(registration: Registration, *, seen: int, by: Actor) -> Registration:
    """Another link and another code by letter; what was sent before opens nothing any more.

    ``seen``: the ``link_version`` that is to end, so that a double click sends one letter.
    """
    only_office(by)
    event = locked_event(registration.event)
    place = Registration.objects.select_related("organisation", "contact").get(pk=registration.pk)
    place.event = event
    if not (place.email or (place.contact and place.contact.email)):
        raise Refused(_("Ohne E-Mail-Adresse können wir keinen Link schicken."))
    if seen == place.link_version:
        place.link_version, place.code = place.link_version + 1, free_code(event)
        place.save(update_fields=["link_version", "code"])
        note_place("event.link_renewed", place, by)
        emails.link_renewed(place)
    return place


def fill_places(event: Event, *, by: Actor) -> list[Registration]:
    """Move the waiting list of a locked event up, in the order of coming, as far as there are places."""
    if event.state != EventState.ANNOUNCED or event.ends <= timezone.now():
        return []
    waiting = event.registrations.filter(state=Registration.State.WAITING).select_related("organisation", "contact")
    free = None if event.capacity is None else max(event.capacity - places_taken(event), 0)
    moved = list(waiting.order_by("pk")[:free])
    for place in moved:
        place.event = event
        place.state, place.moved_up_at = Registration.State.REGISTERED, timezone.now()
        place.save(update_fields=["state", "moved_up_at"])
        note_place("event.moved_up", place, by)
        tell(emails.moved_up, place)
    return moved


@transaction.atomic
def give_photo_consent(registration: Registration, *, shown_hash: str, language: str) -> Registration:
    """By the person itself, on the page of its mailed link. ``shown_hash``: of the words that were ticked there."""
    event = locked_event(registration.event)
    place = Registration.objects.get(pk=registration.pk)
    if not shown_hash:
        raise Refused(_("Kreuzen Sie an, wenn Sie einverstanden sind."))
    if shown_hash != text_hash(photo_text(event, language)):
        raise Refused(_("Der Text hat sich inzwischen geändert. Lesen Sie ihn noch einmal."))
    if place.state == Registration.State.CANCELLED or event.state != EventState.ANNOUNCED:
        raise Refused(_("Für diese Veranstaltung ist das nicht mehr möglich."))
    if place.photo_text_hash != shown_hash:
        place.photo_text_hash = shown_hash
        place.save(update_fields=["photo_text_hash"])
        note_place("event.photo_consent_given", place, Stranger(place.name), photo=shown_hash)
    return place


@transaction.atomic
def withdraw_photo_consent(registration: Registration, *, by: Actor | None = None) -> Registration:
    """Taken back at any time, by the link too."""
    place = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if by and not registrations_visible_to(by).filter(pk=place.pk).exists():
        raise Refused(_("Das trägt das Büro ein."))
    if place.photo_text_hash:
        note_place("event.photo_consent_withdrawn", place, by or Stranger(place.name), photo=place.photo_text_hash)
        place.photo_text_hash = ""
        place.save(update_fields=["photo_text_hash"])
    return place
