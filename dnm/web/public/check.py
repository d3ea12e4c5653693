"""The Digital-Check for everybody: what it is, begin without an account, go on by a mailed link."""

from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dnm.accounts.actions import CODE_MINUTES, Refused
from dnm.accounts.workflow import Role
from dnm.maturity.actions import begin_as_guest, open_door, renew_door, send_code
from dnm.maturity.models import Door
from dnm.maturity.queries import checks_visible_to, door_of, questionnaires
from dnm.maturity.rules import COMPANY
from dnm.maturity.workflow import LINK_DAYS
from dnm.web.access import open_to_all
from dnm.web.acting import DOOR_KEY
from dnm.web.checks.kept import KEPT
from dnm.web.directory_forms import new_form_token
from dnm.web.language import reading_language
from dnm.web.limits import limited
from dnm.web.requests import Request

from .links import LINK_SESSION, CodeForm, masked

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
    _let_in(request, door, BROWSER_SESSION)
    return redirect("member:check-tasks", door.check_done_id)


def _let_in(request: Request, door: Door, seconds: int) -> None:
    """From now on the session acts as this guest. It is a new session in every case; unsaved input moves along."""
    kept = request.session.get(KEPT)
    logout(request)
    request.session[DOOR_KEY] = door.pk
    if kept:
        request.session[KEPT] = kept
    request.session.set_expiry(seconds)


@open_to_all
@limited("check-code", count=5, seconds=3600, when="anfordern", per="token")
@limited("check-open", count=30, seconds=3600, when="code", per="token")
def door(request: Request, token: str) -> HttpResponse:
    """GET shows where the letter leads, no more; a code sent to that very mailbox opens it."""
    found = door_of(token)
    if found is None:
        renewing = reverse("public:check-renew", args=[token])
        return render(request, "public/link_over.html", {"renew": renewing}, status=410)
    if request.method == "POST" and "anfordern" in request.POST:
        send_code(found)
        return _page(request, found, CodeForm(), sent=True)
    form = CodeForm(request.POST) if request.method == "POST" else CodeForm()
    if request.method == "POST" and form.is_valid():
        try:
            _let_in(request, open_door(found, form.cleaned_data["code"]), LINK_SESSION)
            return redirect("member:checks")
        except Refused as refusal:
            form.add_error("code", str(refusal))
    return _page(request, found, form, sent=request.method == "POST")


def _page(request: Request, found: Door, form: CodeForm, *, sent: bool) -> HttpResponse:
    context: dict[str, Any] = {
        "door": found,
        "mailbox": masked(found.email),
        "form": form,
        "sent": sent,
        "minutes": CODE_MINUTES,
        "signed_in": request.user.is_authenticated,
    }
    response = render(request, "public/check_door.html", context)
    # The token is in the address: no cache may keep the page.
    response.headers["Cache-Control"] = "no-store"
    return response


@open_to_all
@require_POST
@limited("check-renew", count=3, seconds=3600, per="token")
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """A new link instead of one that is over. The page says the same whether or not there was one."""
    renew_door(token)
    return render(request, "public/link_renewed.html")
