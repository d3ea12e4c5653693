"""Addresses that letters carry: a personal link to one matter, and "Das stimmt nicht" for a recorded step."""

from django.conf import settings
from django.core import signing
from django.utils import timezone

from dnm.accounts.rules import hash_of

from .models import MailedLink, StepTaken

DISPUTE_SALT = "dnm.introductions.dispute"
DISPUTE_SECONDS = 60 * 24 * 60 * 60


def address(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"


def dispute_link(step: StepTaken, side: str) -> str:
    token = signing.dumps([step.pk, side], salt=DISPUTE_SALT)
    return address(f"/stimmt-nicht/{token}/")


def dispute_of(token: str) -> tuple[StepTaken, str] | None:
    """The step a dispute link is about and the side that got it; None when the link is false or too old."""
    try:
        pk, side = signing.loads(token, salt=DISPUTE_SALT, max_age=DISPUTE_SECONDS)
    except signing.BadSignature:
        return None
    step = StepTaken.objects.filter(pk=pk).select_related("introduction").first()
    return (step, side) if step else None


def step_of_dispute(token: str) -> StepTaken | None:
    found = dispute_of(token)
    return found[0] if found else None


def link_of(token: str) -> MailedLink | None:
    """The link behind a token, if it still opens something."""
    links = MailedLink.objects.filter(token_hash=hash_of(token), revoked_at=None, expires_at__gt=timezone.now())
    return links.select_related("contact__organisation", "need", "introduction").first()
