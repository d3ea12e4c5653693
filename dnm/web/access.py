"""One audience, one folder, one URL prefix, one gate. Everything is closed unless a page opens itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from dnm.accounts.rules import Actor
from dnm.accounts.workflow import Audience

open_to_all = login_not_required
"""Marks a page that needs no sign-in. Opening a page is a visible act."""


View = Callable[..., HttpResponse]


def open_to_guests(view: View) -> View:
    """Marks a page of members that somebody without an account opens as well, see the queries for how much of it."""
    view.open_to_guests = True  # type: ignore[attr-defined]  # a mark on a function, read by the middleware
    return view


def open_to_participants(view: View) -> View:
    """Marks a page of members that the mailed door of a meeting day leads to as well; it leads to no other."""
    view.open_to_participants = True  # type: ignore[attr-defined]  # as above
    return view


GATES = {
    "office": Audience.OFFICE,
    "member": Audience.MEMBER,
    "hub": Audience.HUB,
    "carrier": Audience.CARRIER,
    "funder": Audience.FUNDER,
    "jury": Audience.JURY,
}
"""URL namespace -> who may enter."""


def needs_second_factor(actor: Actor) -> bool:
    """Office accounts use a second factor, except in a demo."""
    return actor.audience == Audience.OFFICE and not settings.DEMO


def only_for(may: Callable[[Actor], bool]) -> Callable[[View], View]:
    """Within an audience: 404 for whoever may not, 403 for whoever may in another role."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if may(request.actor):
                return view(request, *args, **kwargs)
            if any(may(actor) for actor in request.actors):
                return render(request, "errors/403.html", status=403)
            raise Http404

        return guarded

    return decorate
