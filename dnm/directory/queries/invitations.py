"""Invitations that wait for an answer. The token itself is nowhere in the database."""

import hashlib

from django.db.models import QuerySet
from django.utils import timezone

from ..models import Invitation, Organisation


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_by_token(token: str) -> Invitation | None:
    """Also one that is used up or expired: the page tells which."""
    found = Invitation.objects.filter(token_hash=hash_of(token))
    return found.select_related("organisation", "invited_by").first()


def open_invitations(organisation: Organisation | None) -> QuerySet[Invitation]:
    """Not answered and not expired; None: the invitations to the office. Newest first."""
    waiting = Invitation.objects.filter(accepted_at=None, expires_at__gt=timezone.now(), organisation=organisation)
    return waiting.select_related("invited_by").order_by("-created_at", "-pk")
