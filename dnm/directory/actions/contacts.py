"""People at organisations. The first one is the primary contact, who stands for the owner in mailed links."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.journal.rules import Acting

from ..models import Contact, Organisation
from ..rules import can_change_contacts, contact_problems, problems_with, tidy
from .checks import only_good, only_if, only_known
from .journaling import note_contact

FIELDS = frozenset({"salutation", "first_name", "last_name", "position", "email", "phone", "language"})


def _locked(organisation_id: int) -> Organisation:
    """Locked, because two people may add the first contact at the same moment."""
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation_id)


@transaction.atomic
def add_contact(organisation: Organisation, *, by: Actor, **fields: object) -> Contact:
    """A person to talk to. The same person once more, as after a double click, gives the existing contact."""
    only_known(fields, FIELDS)
    only_if(can_change_contacts(by, organisation))
    return enter_contact(_locked(organisation.pk), fields, by=by)


def enter_contact(organisation: Organisation, fields: dict[str, object], *, by: Acting) -> Contact:
    """As ``add_contact``, without asking for rights."""
    values = tidy({"language": "de", **fields})
    only_good(contact_problems(values, timezone.localdate()))
    there = organisation.contacts.filter(left_on=None)
    for contact in there:
        if all(
            getattr(contact, name) == values.get(name, "") for name in ("first_name", "last_name", "email", "phone")
        ):
            return contact
    contact = Contact.objects.create(
        organisation=organisation, primary=not there.filter(primary=True).exists(), **values
    )
    note_contact("contact.added", contact, by=by, primary=contact.primary)
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, by: Actor, **fields: object) -> Contact:
    only_known(fields, FIELDS)
    only_if(can_change_contacts(by, contact.organisation))
    contact = Contact.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=contact.pk)
    values = tidy(fields)
    only_good(contact_problems({name: getattr(contact, name) for name in FIELDS} | values, timezone.localdate()))
    changed = {name: value for name, value in values.items() if getattr(contact, name) != value}
    for name, value in changed.items():
        setattr(contact, name, value)
    if changed:
        contact.save(update_fields=list(changed))
        note_contact("contact.changed", contact, by=by, fields=sorted(changed))
    return contact


@transaction.atomic
def make_primary(contact: Contact, *, by: Actor) -> Contact:
    """From now on letters go to this person, and a mailed link lets this person release data."""
    only_if(can_change_contacts(by, contact.organisation))
    organisation = _locked(contact.organisation_id)
    contact.refresh_from_db()
    if contact.left_on:
        raise Refused(_("%(name)s arbeitet dort nicht mehr.") % {"name": contact.full_name})
    if not contact.primary:
        organisation.contacts.filter(primary=True).update(primary=False)
        contact.primary = True
        contact.save(update_fields=["primary"])
        note_contact("contact.made_primary", contact, by=by)
    return contact


@transaction.atomic
def leave_contact(contact: Contact, *, by: Actor, on: date | None = None) -> Contact:
    """The person left. Nobody moves up by itself: being primary carries the right to release."""
    only_if(can_change_contacts(by, contact.organisation))
    only_good(problems_with({"since": on}, timezone.localdate()))
    _locked(contact.organisation_id)
    contact.refresh_from_db()
    if contact.left_on is None:
        contact.left_on, contact.primary = on or timezone.localdate(), False
        contact.save(update_fields=["left_on", "primary"])
        note_contact("contact.left", contact, by=by, on=contact.left_on.isoformat())
    return contact
