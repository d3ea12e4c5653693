"""Letters to start-ups that registered or were proposed, in the language of their contact; invitations."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from dnm.centre.queries import first_open_day, the_centre
from dnm.mail.actions import Recipient, queue

from .models import Invitation, Organisation
from .queries import contact_for, recipient

DAYS_TO_CHECK = 7


def startup_registered(startup: Organisation) -> None:
    """Thanks, and by when a person answers."""
    answer_by = first_open_day(timezone.localdate() + timedelta(days=DAYS_TO_CHECK))
    _to_startup("directory/startup_registered", startup, answer_by=answer_by)


def startup_proposed(startup: Organisation) -> None:
    """Who proposed the start-up, and that nothing is shown before it agrees (Art. 14 DSGVO)."""
    answer_by = first_open_day(timezone.localdate() + timedelta(days=DAYS_TO_CHECK))
    _to_startup("directory/startup_proposed", startup, hub=startup.startup.vouched_by, answer_by=answer_by)


def startup_confirmed(startup: Organisation) -> None:
    _to_startup("directory/startup_confirmed", startup)


def startup_rejected(startup: Organisation, reason: str) -> None:
    _to_startup("directory/startup_rejected", startup, reason=reason)


def _to_startup(template: str, startup: Organisation, **context: Any) -> None:
    contact = contact_for(startup)
    if contact and contact.email:
        queue(template, to=recipient(contact), subject=startup, startup=startup, contact=contact, **context)


def invitation_letter(invitation: Invitation, token: str, *, to: Recipient) -> None:
    """The one place where the token appears; secret, so the body is erased once sent."""
    inviter = invitation.invited_by.full_name if invitation.invited_by else ""
    queue(
        "directory/invitation", to=to, secret=True, sender=inviter, invitation=invitation, inviter=inviter,
        token=token, centre=the_centre(),
    )  # fmt: skip
