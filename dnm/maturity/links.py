"""Addresses that letters about a check carry, and where members find theirs."""

from django.conf import settings

from .models import Check


def door_address(token: str) -> str:
    return f"{settings.PUBLIC_URL}/digital-check/a/{token}/"


def check_address(check: Check) -> str:
    """For people who sign in: the open check, or its result."""
    page = f"{settings.PUBLIC_URL}/mein/digital-check/{check.pk}/"
    return page if check.is_open else f"{page}ergebnis/"


def checks_address() -> str:
    return f"{settings.PUBLIC_URL}/mein/digital-check/"
