from django.db import transaction

from dnm.accounts.models import User
from dnm.accounts.rules import Actor
from dnm.journal.actions import record

from ..models import Contact
from ..rules import can_keep_directory
from .checks import only_if
from .journaling import note_contact


@transaction.atomic
def log_export(*, by: Actor, count: int, filters: dict[str, str], text: str = "") -> None:
    """Who took which part of the directory out of the house; the words searched for may name a person."""
    only_if(can_keep_directory(by))
    record("directory.exported", User.objects.get(pk=by.id or 0), by=by, aside=text, count=count, filters=filters)


@transaction.atomic
def log_copy(contact: Contact, *, by: Actor) -> None:
    """A copy of everything we hold about a person was made (Art. 15 DSGVO)."""
    only_if(can_keep_directory(by))
    note_contact("contact.copied", contact, by=by)
