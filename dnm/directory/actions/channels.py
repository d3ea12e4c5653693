"""By which ways a person may be reached, each with its source and date (§ 7 UWG)."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from dnm.accounts.rules import Actor
from dnm.journal.rules import Acting

from ..models import Channel, Contact
from ..rules import can_change_contacts, channel_problems, tidy
from .checks import only_good, only_if
from .journaling import note_contact


@transaction.atomic
def set_channel(
    contact: Contact, permission: str, *, source: str, since: date | None, by: Actor, consent_text: str = ""
) -> Channel:
    """Note a permitted way, or renew its source. "none" ends all others; any other way ends "none"."""
    only_if(can_change_contacts(by, contact.organisation))
    return enter_channel(contact, permission, source=source, since=since, by=by, consent_text=consent_text)


def enter_channel(
    contact: Contact, permission: str, *, source: str, since: date | None, by: Acting, consent_text: str = ""
) -> Channel:
    """As ``set_channel``, without asking for rights."""
    values = tidy({"permission": permission, "source_text": source, "consent_text": consent_text, "since": since})
    only_good(channel_problems(contact, values, timezone.localdate()))
    contact = Contact.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=contact.pk)
    nobody = permission == Channel.Permission.NONE
    excluded = contact.channels.exclude(permission=permission)
    (excluded if nobody else excluded.filter(permission=Channel.Permission.NONE)).delete()
    channel, _new = Channel.objects.update_or_create(
        contact=contact,
        permission=permission,
        defaults={
            "source": values["source_text"],
            "since": values["since"],
            "consent_text": values["consent_text"],
        },
    )
    note_contact("channel.set", contact, by=by, permission=permission, since=since.isoformat() if since else "")
    return channel


@transaction.atomic
def remove_channel(contact: Contact, permission: str, *, by: Actor) -> None:
    """The person no longer wants this way; removing it twice changes nothing."""
    only_if(can_change_contacts(by, contact.organisation))
    removed, _rows = Channel.objects.filter(contact=contact, permission=permission).delete()
    if removed:
        note_contact("channel.removed", contact, by=by, permission=permission)
