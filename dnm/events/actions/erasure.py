"""Art. 17 DSGVO: a person goes out of events; who came from which firm, and the sealed rows, stay."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dnm.accounts.rules import Actor
from dnm.directory.actions.checks import only_if
from dnm.directory.actions.erasure import blacken, entries_naming
from dnm.directory.models import Contact, Organisation
from dnm.directory.rules import can_change_contacts
from dnm.directory.rules.traces import GONE, Traces, traces_of
from dnm.introductions.actions import erase_person as erase_from_cases
from dnm.journal.actions import erase_asides, record
from dnm.journal.models import Entry
from dnm.mail.actions import erase_recipient

from ..models import ParticipantDisclosure, ParticipantDoor, ParticipantRelease, Registration, SurveyAnswer
from ..queries.traces import LETTERS, WORDS, participants_of, places_of, receipts_with, releases_of
from .checks import only_office


@transaction.atomic
def erase_person(contact: Contact, *, by: Actor) -> Contact:
    """Everything the program holds about a contact, in every app. Attendances go on counting for the firm."""
    only_if(can_change_contacts(by, contact.organisation))
    firm, traces = contact.organisation, traces_of(contact)
    for place in places_of(contact):
        _empty_place(place, by)
    seals = [*_empty_releases(firm, contact, traces), *_empty_receipts(firm, contact, traces)]
    if seals:
        record("meeting_day.person_erased", seals[0], by=by, organisation_id=firm.pk, seals=seals)
    blacken([*WORDS, *LETTERS], firm, traces)
    ParticipantDoor.objects.filter(contact=contact).delete()
    rows = participants_of(firm)
    keys = list(rows.values_list("pk", flat=True))
    about = Entry.objects.filter(subject_label="events.participant", subject_id__in=keys)
    erase_asides(entries_naming(about, traces), by=by)
    rows.filter(contact=contact).update(contact=None)
    return erase_from_cases(contact, by=by)


@transaction.atomic
def erase_guest(registration: Registration, *, by: Actor) -> None:
    """Somebody who registered without an account."""
    only_office(by)
    _empty_place(Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk), by)


def _empty_place(place: Registration, by: Actor) -> None:
    erase_recipient("events.registration", place.pk)
    mine = Q(subject_label="events.registration", subject_id=place.pk) | Q(
        subject_label="events.attendance", subject_id__in=list(place.attendances.values_list("pk", flat=True))
    )
    # What the person did itself stands under its typed name; what others did keeps their names.
    erase_asides(Entry.objects.filter(mine, actor_label="stranger"), by=by)
    SurveyAnswer.objects.filter(registration=place).update(comment="")
    place.name, place.email, place.firm, place.contact = GONE, "", "", None
    place.link_version += 1
    place.save(update_fields=["name", "email", "firm", "contact", "link_version"])
    record("event.person_erased", place, by=by, organisation_id=place.organisation_id, event=place.event_id)


def _empty_releases(firm: Organisation, contact: Contact, traces: Traces) -> list[ParticipantRelease]:
    """The consent stays with its times; words and name go. Still valid, it would speak for nobody: it is void."""
    changed = []
    given_by = {("directory.contact", contact.pk), ("accounts.user", contact.user_id or 0)}
    for one in releases_of(firm):
        named = (one.given_label, one.given_id) in given_by or traces.is_name(one.given_name)
        told = traces.meant_in(one.text)
        if told:
            one.text = one.text_hash = ""
            one.voided_at = one.voided_at or timezone.now()
        if named and not one.name_erased_at:
            one.given_name, one.name_salt, one.name_erased_at = "", "", timezone.now()
        if told or named:
            one.save()
            changed.append(one)
    return changed


def _empty_receipts(firm: Organisation, contact: Contact, traces: Traces) -> list[ParticipantDisclosure]:
    """That a name was passed on stays; what it said goes, and to whom."""
    changed, now = [], timezone.now()
    for row in receipts_with(firm):
        own = row.release.participant.organisation_id == firm.pk
        if own and row.field == "person" and traces.meant_in(row.value) and not row.erased_at:
            row.value, row.salt, row.erased_at, row.hidden_at = "", "", now, row.hidden_at or now
        elif not own and not row.to_erased_at and (row.to_id == contact.pk or traces.is_name(row.to_name)):
            row.to_name, row.to_salt, row.to_erased_at = "", "", now
        else:
            continue
        row.save()
        changed.append(row)
    return changed
