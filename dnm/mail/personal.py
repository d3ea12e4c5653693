"""Which columns say something about a person, and what we tell that person about them (Art. 15 DSGVO)."""

from .models import Letter

PERSONAL = {
    "mail.letter": (
        "to_name", "to_address", "recipient_label", "recipient_id", "from_name", "reply_to", "subject", "body",
        "body_html", "calendar", "answer",
    ),
}  # fmt: skip
"""Table -> its personal columns. ``mail.actions.erase_recipient`` empties them."""


def letters_to(label: str, key: int) -> list[dict[str, str]]:
    """What we wrote to somebody; letters with a code or a personal link are left out, as nobody may read them."""
    letters = Letter.objects.filter(recipient_label=label, recipient_id=key, secret=False, erased_at=None)
    return [
        {"subject": letter.subject, "body": letter.body, "queued_at": letter.queued_at.isoformat()}
        for letter in letters.order_by("id")
    ]
