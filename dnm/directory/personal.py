"""Which columns say something about a person, and what we tell that person about them (Art. 15 DSGVO)."""

from typing import Any

from dnm.accounts import personal as accounts
from dnm.mail import personal as mail

from .models import Contact
from .queries.traces import WORDS, copies, personal_columns
from .rules.traces import traces_of

PERSONAL = {
    "directory.contact": ("salutation", "first_name", "last_name", "position", "email", "phone", "user"),
    "directory.channel": ("contact", "source", "consent_text"),
    "directory.invitation": ("email", "first_name", "last_name", "invited_by"),
    "directory.membership": ("user",),
    "directory.organisation": ("scout",),
    **personal_columns(WORDS),
    "directory.note": ("text", "by"),
}
"""Table -> its personal columns. Organisations are firms: a sole trader's name counts as the firm's."""


def data_of(contact: Contact) -> dict[str, Any]:
    """Everything the directory holds about one contact, as plain values for a copy in JSON.

    ``named_in``: what others wrote about the person. Read it before you hand it over: it may name others too.
    """
    return {
        "person": {name: str(getattr(contact, name)) for name in (*PERSONAL["directory.contact"][:-1], "language")},
        "organisation": contact.organisation.name_and_place,
        "primary": contact.primary,
        "left_on": contact.left_on.isoformat() if contact.left_on else None,
        "account": accounts.data_of(contact.user) if contact.user else None,
        "channels": [
            {
                "permission": channel.permission,
                "source": channel.source,
                "since": channel.since.isoformat(),
                "consent_text": channel.consent_text,
            }
            for channel in contact.channels.order_by("permission")
        ],
        "letters": mail.letters_to("directory.contact", contact.pk),
        "named_in": copies(WORDS, contact.organisation, traces_of(contact)),
    }
