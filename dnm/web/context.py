"""What every page knows: the centre, who acts, the navigation of the audience."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from dnm.accounts.rules import Actor
from dnm.accounts.workflow import Audience
from dnm.centre.queries import the_centre
from dnm.maturity.rules import opened_by

from .navigation import navigation_for

START_PAGES = ("/mein/", "/buero/", "/hub/")


def every_page(request: HttpRequest) -> Mapping[str, Any]:
    actor = getattr(request, "actor", None)
    audience = actor.audience if actor else None
    prefix = request.path.split("/")[1]
    inside = {Audience.MEMBER: "mein", None: "mein", Audience.OFFICE: "buero"}
    if audience in inside and prefix != inside[audience]:
        pages = navigation_for(actor if prefix in ("konto", "weiter", "rolle") else None)
    else:
        pages = navigation_for(actor)
    return {
        "centre": the_centre(),
        "actor": actor,
        "actors": getattr(request, "actors", []),
        "navigation": [(reverse(name), label, _here(request, reverse(name))) for name, label in pages],
        "pause_url": _pause_url(actor),
        "demo": settings.DEMO,
        "public_url": settings.PUBLIC_URL,
    }


def _pause_url(actor: Actor | None) -> str:
    """Where a guest leaves a check so as to find it again; a colleague with one topic has nothing to keep."""
    opened = opened_by(actor) if actor else None
    return reverse("member:check-link", args=[opened[0]]) if opened and not opened[1] else ""


def _here(request: HttpRequest, url: str) -> bool:
    """Whether the page lies in this part of the navigation; a start page only when it is the page itself."""
    return request.path == url if url in START_PAGES else request.path.startswith(url)
