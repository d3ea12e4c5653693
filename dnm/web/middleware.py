import secrets
from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dnm.accounts.rules import Actor
from dnm.accounts.workflow import Audience, Role
from dnm.events.rules import is_participant_only
from dnm.work.logs import request_number

from .access import GATES, needs_second_factor
from .account.adapter import has_second_factor
from .acting import actors_of, chosen

Answer = Callable[[HttpRequest], HttpResponse]


class RequestNumber:
    """Every request has a number; it stands in the log and on the error page, and personal data in neither."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = secrets.token_hex(4)
        token = request_number.set(number)
        try:
            response = self.get_response(request)
        finally:
            request_number.reset(token)
        response["X-Request-Number"] = number
        return response


class ActingPerson:
    """Sets ``request.actor``; what signed-in people see is kept by no cache."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.actors = actors_of(request)
        request.actor = chosen(request, request.actors)
        response = self.get_response(request)
        if request.user.is_authenticated or request.actor:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class AudienceGate(LoginRequiredMiddleware):
    """Lets through who acts for the audience of the page; strangers go to the sign-in, others see a 404."""

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not getattr(view, "login_required", True):
            return None
        audience = GATES.get(request.resolver_match.app_names[0] if request.resolver_match.app_names else "")
        if not request.user.is_authenticated and not request.actor:
            keep = getattr(view, "when_signed_out", None)
            return keep(request) if keep and request.method == "POST" else self.handle_no_permission(request, view)
        if audience is None:
            return None if request.user.is_authenticated else self.handle_no_permission(request, view)
        if _is_welcome_guest(request.actor, view, audience):
            return None
        if request.actor is None or request.actor.audience != audience:
            if any(actor.audience == audience for actor in request.actors):
                return render(request, "errors/403.html", {"audience": audience}, status=403)
            raise Http404
        if is_participant_only(request.actor) and not getattr(view, "open_to_participants", False):
            raise Http404
        if needs_second_factor(request.actor) and not has_second_factor(request.user):
            return redirect("second-factor")
        return None


def _is_welcome_guest(actor: Actor | None, view: Any, audience: Audience) -> bool:
    """On the pages of a Digital-Check, under the address of members only."""
    is_guest = actor is not None and actor.role == Role.GUEST
    return is_guest and audience == Audience.MEMBER and getattr(view, "open_to_guests", False)
