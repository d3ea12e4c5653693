"""Pages of the office that only the lead and the administration open."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponse
from django.shortcuts import render

from dnm.accounts.rules import can_manage_people
from dnm.web.requests import SignedInRequest

Parts = ParamSpec("Parts")
PageOf = Callable[Concatenate[SignedInRequest, Parts], HttpResponse]


def management_only(page: PageOf[Parts]) -> PageOf[Parts]:
    """404 for everybody else; 403 with the way to switch for who holds the role but acts in another."""

    @wraps(page)
    def gate(request: SignedInRequest, *args: Parts.args, **kwargs: Parts.kwargs) -> HttpResponse:
        if can_manage_people(request.actor):
            return page(request, *args, **kwargs)
        if any(can_manage_people(actor) for actor in request.actors):
            return render(request, "errors/403.html", status=403)
        raise Http404

    return gate
