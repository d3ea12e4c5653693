"""Art. 17 DSGVO: a person's data go, the history of the organisation stays."""

from django.db import transaction
from django.utils import timezone

from dnm.accounts.rules import Actor
from dnm.journal.actions import erase_aside
from dnm.journal.models import Entry
from dnm.mail.actions import erase_recipient

from ..models import Contact
from ..rules import can_change_contacts
from .checks import only_if
from .journaling import note_contact

BLANK = {
    "salutation": "", "first_name": "", "last_name": "", "position": "", "email": "", "phone": "",
    "primary": False, "user": None,
}  # fmt: skip


@transaction.atomic
def erase_contact(contact: Contact, *, by: Actor) -> Contact:
    """Name, addresses, permitted ways, letters, words in the journal; the empty row keeps cases readable."""
    only_if(can_change_contacts(by, contact.organisation))
    contact = Contact.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=contact.pk)
    for name, value in BLANK.items():
        setattr(contact, name, value)
    contact.left_on = contact.left_on or timezone.localdate()
    contact.save()
    contact.channels.all().delete()
    erase_recipient("directory.contact", contact.pk)
    for entry in Entry.objects.filter(actor_label="directory.contact", actor_id=contact.pk):
        erase_aside(entry)
    note_contact("contact.erased", contact, by=by)
    return contact
