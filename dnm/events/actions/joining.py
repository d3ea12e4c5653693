"""Whoever wants to meet somebody at a meeting day comes to its event: one place per participant, counted once.

Whom the office has invited does not wait: the seat is kept, whatever the capacity says. No box was ticked, so no
consent is noted: what is stored follows from the answer, and photos stay a no until the person says otherwise.
"""

from django.db.models import QuerySet
from django.utils import timezone

from dnm.accounts.rules import Actor

from .. import emails
from ..models import Event, Participant, Registration
from ..workflow import Answer, EventState
from .letters import tell
from .places import free_code, give_back, known_place, note_place

OPEN = (EventState.DRAFT, EventState.ANNOUNCED)


def accept(participant: Participant, event: Event, *, by: Actor) -> None:
    """After an answer, within the locked event: the first yes takes a place; one that was given back stays so."""
    says_yes = participant.wishes.filter(answer__in=(Answer.MUST, Answer.MEET)).exists()
    if says_yes and participant.gone_at is None and not participant.places.exists():
        take_place(participant, event, by=by)


def take_place(participant: Participant, event: Event, *, by: Actor) -> Registration | None:
    """The place of the person who comes, within the locked event; one that this person has already is the same."""
    contact = participant.contact
    if contact is None or event.state not in OPEN or _active(participant).exists():
        return None
    known = known_place(event, contact, contact.email)
    if known is None:
        return _new_place(participant, event, by)
    if known.participant_id:
        return known  # the same person comes for another firm too
    waited = known.state == Registration.State.WAITING
    known.event, known.state = event, Registration.State.REGISTERED
    known.participant, known.contact = participant, contact
    known.organisation, known.municipality = contact.organisation, contact.organisation.municipality
    known.moved_up_at = timezone.now() if waited else known.moved_up_at
    known.save()
    note_place("event.moved_up" if waited else "event.registered", known, by, participant=participant.pk)
    if waited:
        tell(emails.moved_up, known)
    return known


def _active(participant: Participant) -> QuerySet[Registration]:
    return participant.places.exclude(state=Registration.State.CANCELLED)


def _new_place(participant: Participant, event: Event, by: Actor) -> Registration:
    contact = participant.contact
    assert contact is not None  # asked by the caller
    firm = contact.organisation
    place = Registration.objects.create(
        event=event, state=Registration.State.REGISTERED, participant=participant, organisation=firm, contact=contact,
        name=contact.full_name[:160], email=contact.email, municipality=firm.municipality, language=contact.language,
        code=free_code(event), registered_at=timezone.now(),
    )  # fmt: skip
    note_place("event.registered", place, by, participant=participant.pk)
    if event.state == EventState.ANNOUNCED:
        tell(emails.registered, place)
    return place


def change_person(participant: Participant, event: Event, *, by: Actor) -> None:
    """Somebody else comes for the firm. Who registered separately keeps the place, only no longer for the talks."""
    old = _active(participant).select_related("contact", "organisation", "event__organiser").first()
    if old is None or old.contact_id == participant.contact_id or old.attendances.filter(voided_at=None).exists():
        return
    old.participant = None
    old.save(update_fields=["participant"])
    if not old.data_text_hash:
        old.event = event
        give_back(old, by)
    take_place(participant, event, by=by)
