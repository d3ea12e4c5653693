from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from dnm.accounts.models import User
from dnm.accounts.rules import Actor


class Request(HttpRequest):
    """What every page receives. ``actor`` is who acts; None for strangers on open pages."""

    user: User
    htmx: HtmxDetails
    actors: list[Actor]
    actor: Actor | None


def number_in(text: str) -> int:
    """A key as it stands in an address or a field; 0 for what can be none."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def revision_in(request: HttpRequest) -> int:
    """What the page says it has seen; -1, which nothing has ever had, where it says nothing."""
    text = request.POST.get("stand", "")
    return number_in(text) if text.isdecimal() else -1


class SignedInRequest(Request):
    """Behind an audience's gate there is always somebody who acts."""

    actor: Actor
