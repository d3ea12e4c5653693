"""Which columns say something about a person, and what we tell that person about them (Art. 15 DSGVO)."""

from typing import Any

from django.db.models import Q

from dnm.directory import personal as directory
from dnm.directory.models import Contact
from dnm.directory.queries.traces import copies, personal_columns
from dnm.directory.rules.traces import traces_of

from .models import Answer, Invited
from .queries.traces import WORDS, doors_of

PERSONAL = {
    **personal_columns(WORDS),
    "maturity.check": ("firm", "scout"),
    "maturity.door": ("name", "email", "contact"),
    "maturity.round": ("title", "text", "scout"),
    "maturity.invited": ("contact",),
}
"""Table -> its personal columns; ``actions.erase_person`` takes the person out of them.

A guest's check without a firm goes by itself, see ``actions.clock.forget_guests``.
"""


def data_of(contact: Contact) -> dict[str, Any]:
    """What the directory tells, and where the person had to do with checks."""
    told = directory.data_of(contact)
    names = Q(by_name=contact.full_name) | Q(by_name=contact.user.full_name if contact.user else contact.full_name)
    answers = Answer.objects.filter(names, check_done__organisation=contact.organisation_id)
    named_in = copies(WORDS, contact.organisation, traces_of(contact))
    return told | {
        "check_links": [
            {"topic": door.topic, "created": door.created_at.isoformat(), "expires": door.expires_at.isoformat()}
            for door in doors_of(contact)
        ],
        "check_answers": answers.count(),
        "check_invitations": [
            {"invited": row.invited_at.isoformat(), "way": row.way, "reminders": row.reminders}
            for row in Invited.objects.filter(contact=contact).order_by("pk")
        ],
        "named_in": [*told["named_in"], *named_in],
    }
