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


class SignedInRequest(Request):
    """Behind an audience's gate there is always somebody who acts."""

    actor: Actor
