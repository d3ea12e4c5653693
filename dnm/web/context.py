"""What every page knows: the centre, who acts, the navigation of the audience."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from dnm.accounts.workflow import Audience
from dnm.centre.queries import the_centre

from .navigation import navigation_for


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
        "demo": settings.DEMO,
        "public_url": settings.PUBLIC_URL,
    }


def _here(request: HttpRequest, url: str) -> bool:
    """Whether the page lies in this part of the navigation; a start page only when it is the page itself."""
    return request.path == url if url.count("/") <= 2 else request.path.startswith(url)
