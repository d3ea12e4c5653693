"""Art. 17 DSGVO: a person goes out of the checks; what the firm answered stays."""

from django.db import transaction

from dnm.accounts.rules import Actor
from dnm.directory.actions import erase_contact
from dnm.directory.actions.erasure import blacken
from dnm.directory.models import Contact
from dnm.directory.rules.traces import traces_of
from dnm.journal.actions import erase_asides
from dnm.journal.models import Entry
from dnm.mail.actions import erase_recipient

from ..models import Door, Invited
from ..queries.traces import WORDS, doors_of


@transaction.atomic
def erase_person(contact: Contact, *, by: Actor) -> Contact:
    """With everything that the directory knows. Asks for the rights there."""
    doors = list(doors_of(contact).values_list("pk", flat=True))
    erase_asides(Entry.objects.filter(actor_label="maturity.door", actor_id__in=doors), by=by)
    for door in doors:
        erase_recipient("maturity.door", door)
    Door.objects.filter(pk__in=doors).delete()
    Invited.objects.filter(contact=contact).update(contact=None)
    blacken(WORDS, contact.organisation, traces_of(contact))
    return erase_contact(contact, by=by)
