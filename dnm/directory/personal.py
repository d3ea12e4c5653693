"""Which columns say something about a person, and what we tell that person about them (Art. 15 DSGVO)."""

from typing import Any

from dnm.mail.models import Letter

from .models import Contact

PERSONAL = {
    "directory.contact": ("salutation", "first_name", "last_name", "position", "email", "phone", "user"),
    "directory.channel": ("source", "consent_text"),
    "directory.invitation": ("email", "first_name", "last_name"),
    "directory.membership": ("user",),
    "directory.note": ("text", "by"),
}
"""Table -> its personal columns. Organisations are firms: a sole trader's name counts as the firm's."""


def data_of(contact: Contact) -> dict[str, Any]:
    """Everything the directory holds about one contact, as plain values for a copy in JSON."""
    return {
        "person": {name: str(getattr(contact, name)) for name in (*PERSONAL["directory.contact"][:-1], "language")},
        "organisation": contact.organisation.name_and_place,
        "primary": contact.primary,
        "left_on": contact.left_on.isoformat() if contact.left_on else None,
        "channels": [
            {
                "permission": channel.permission,
                "source": channel.source,
                "since": channel.since.isoformat(),
                "consent_text": channel.consent_text,
            }
            for channel in contact.channels.order_by("permission")
        ],
        "letters": [
            {"subject": letter.subject, "body": letter.body, "queued_at": letter.queued_at.isoformat()}
            for letter in Letter.objects.filter(
                recipient_label="directory.contact", recipient_id=contact.pk, secret=False
            ).order_by("id")
        ],
    }
