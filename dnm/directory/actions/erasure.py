"""Art. 17 DSGVO: a person's data go, the history of the organisation stays."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from dnm.accounts.actions import erase_person
from dnm.accounts.models import User
from dnm.accounts.rules import Actor
from dnm.journal.actions import erase_asides
from dnm.journal.models import Entry
from dnm.mail.actions import erase_recipient

from ..models import Contact, Membership, Organisation
from ..queries.traces import WORDS, Words, naming
from ..rules import can_change_contacts, can_keep_directory
from ..rules.traces import Traces, traces_of
from .checks import only_if
from .journaling import note_contact

BLANK = {
    "salutation": "", "first_name": "", "last_name": "", "position": "", "email": "", "phone": "",
    "primary": False, "user": None,
}  # fmt: skip


@transaction.atomic
def erase_contact(contact: Contact, *, by: Actor) -> Contact:
    """Name, addresses, permitted ways, letters, words in the journal; the empty row keeps cases readable.

    Where the person signs in, the account goes as well, unless it is needed elsewhere. What the apps above know
    goes with ``introductions.actions.erase_person``, which ends here.
    """
    only_if(can_change_contacts(by, contact.organisation))
    contacts = Contact.objects.select_for_update(of=("self",)).select_related("organisation", "user")
    contact = contacts.get(pk=contact.pk)
    firm, user, traces = contact.organisation, contact.user, traces_of(contact)
    ours = Entry.objects.filter(organisation_id=firm.pk)
    own = Entry.objects.filter(actor_label="directory.contact", actor_id=contact.pk)
    by_account = ours.filter(actor_label="accounts.user", actor_id=user.pk) if user else ours.none()
    erase_asides([*own, *by_account, *entries_naming(ours, traces)], by=by)
    blacken(WORDS, firm, traces)
    if contact.email:
        firm.invitations.filter(email__iexact=contact.email).delete()
    for name, value in BLANK.items():
        setattr(contact, name, value)
    contact.left_on = contact.left_on or timezone.localdate()
    contact.save()
    contact.channels.all().delete()
    erase_recipient("directory.contact", contact.pk)
    if user and can_keep_directory(by):
        _close_account(user, firm, by)
    note_contact("contact.erased", contact, by=by)
    return contact


def _close_account(user: User, firm: Organisation, by: Actor) -> None:
    Membership.objects.filter(user=user, organisation=firm).delete()
    if not (user.memberships.exists() or user.role_grants.exists() or user.contacts.exists()):
        erase_person(user, by=by)


def blacken(words: Iterable[Words], firm: Organisation, traces: Traces) -> list[Model]:
    """Take the person out of what others wrote; returns the rows that changed."""
    changed = []
    for row, named in naming(words, firm, traces):
        for column, value in named.items():
            left, longest = traces.without(value), getattr(row._meta.get_field(column), "max_length", None)
            setattr(row, column, left[:longest] if isinstance(left, str) else left)
        row.save(update_fields=list(named))
        changed.append(row)
    return changed


def entries_naming(entries: QuerySet[Entry], traces: Traces) -> Iterator[Entry]:
    """Those whose words outside the chain name the person, or that a stranger of this name made."""
    for entry in entries.filter(aside__erased_at=None).select_related("aside"):
        stranger = entry.actor_label == "stranger" and traces.meant_in(entry.aside.actor_name)
        if stranger or traces.meant_in(entry.aside.text):
            yield entry
