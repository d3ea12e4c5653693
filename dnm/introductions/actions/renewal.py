"""A new link in place of one that is over."""

from django.db import transaction

from dnm.accounts.queries import scouts
from dnm.accounts.rules import hash_of

from .. import emails
from ..models import MailedLink
from .doors import door

EVERY_MATTER = "/mein/"


@transaction.atomic
def renew_link(token: str) -> None:
    """Mail a fresh link to the same mailbox for the same matter; revoked and unknown ones get no answer."""
    links = MailedLink.objects.filter(token_hash=hash_of(token), revoked_at=None)
    old = links.select_related("contact__organisation", "need__scout", "introduction__owner").first()
    if old is None or old.contact.left_on or not old.contact.email:
        return
    writer = old.introduction.owner if old.introduction else (old.need.scout if old.need else None) or scouts().first()
    if writer:
        emails.new_link(
            old.contact, writer, door(old.contact, EVERY_MATTER, need=old.need, introduction=old.introduction)
        )
