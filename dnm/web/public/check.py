"""The Digital-Check for everybody: what it is, begin without an account, go on by a mailed link."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.accounts.workflow import Role
from dnm.maturity.actions import begin_as_guest, open_door, renew_door, send_code
from dnm.maturity.models import Door
from dnm.maturity.queries import checks_visible_to, door_of, questionnaires
from dnm.maturity.rules import COMPANY
from dnm.maturity.workflow import LINK_DAYS
from dnm.web.access import open_to_all
from dnm.web.acting import DOOR_KEY
from dnm.web.directory_forms import new_form_token
from dnm.web.language import reading_language
from dnm.web.limits import limited
from dnm.web.requests import Request

from .doors import Doors, let_in, pass_through

BROWSER_SESSION = LINK_DAYS * 24 * 60 * 60
"""Seconds in which the browser that began a check without an account may go on."""


@open_to_all
@limited("check-guest", count=30, seconds=3600)
def check(request: Request) -> HttpResponse:
    """Members find their own checks elsewhere; signed-in others can begin none."""
    problem, signed_in = "", bool(request.user.is_authenticated)
    if request.method == "POST" and not signed_in:
        try:
            return _begun(request)
        except Refused as refusal:
            problem = str(refusal)
    actor = request.actor
    context: dict[str, Any] = {
        "questionnaires": questionnaires(),
        "form_token": new_form_token(),
        "running": _of_this_browser(request),
        "is_company": bool(actor and actor.role in COMPANY and not actor.only),
        "problem": problem,
    }
    return render(request, "public/check.html", context)


def _of_this_browser(request: Request) -> Any:
    """What a guest began or opened here."""
    is_guest = request.actor is not None and request.actor.role == Role.GUEST
    return checks_visible_to(request.actor).first() if is_guest and request.actor else None


def _begun(request: Request) -> HttpResponse:
    """The browser gets a new session that opens this check; what it opened before needs its letter again."""
    key, token = request.POST.get("fragebogen", "")[:80], request.POST.get("form_token", "")[:43]
    door = begin_as_guest(key, form_token=token or new_form_token(), language=reading_language())
    let_in(request, DOOR_KEY, door, BROWSER_SESSION)
    return redirect("member:check-tasks", door.check_done_id)


CHECK_DOORS = Doors[Door](
    behind=door_of,
    send_code=send_code,
    opened=open_door,
    mailbox=lambda door: door.email,
    leads_to=lambda door: reverse("member:checks"),
    session_key=DOOR_KEY,
    renew_page="public:check-renew",
    template="public/check_door.html",
)


@open_to_all
def door(request: Request, token: str) -> HttpResponse:
    return pass_through(request, CHECK_DOORS, token=token)


@open_to_all
@require_POST
@limited("check-renew", count=3, seconds=3600, per="token")
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """A new link instead of one that is over. The page says the same whether or not there was one."""
    renew_door(token)
    return render(request, "public/link_renewed.html")
