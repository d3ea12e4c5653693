"""Mailed doors for people without an account: GET shows where the letter leads, a code to that very mailbox opens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from dnm.accounts.actions import CODE_MINUTES, Refused
from dnm.events.models import ParticipantDoor
from dnm.maturity.models import Door
from dnm.web.checks.kept import KEPT
from dnm.web.limits import limited
from dnm.web.requests import Request

from .links import LINK_SESSION, CodeForm, masked

AnyDoor = TypeVar("AnyDoor", Door, ParticipantDoor)


@dataclass(frozen=True)
class Doors(Generic[AnyDoor]):
    """One kind of doors: how they are found and opened, and where they lead."""

    behind: Callable[[str], AnyDoor | None]
    send_code: Callable[[AnyDoor], None]
    opened: Callable[[AnyDoor, str], AnyDoor]
    mailbox: Callable[[AnyDoor], str]
    leads_to: Callable[[AnyDoor], str]
    session_key: str
    renew_page: str
    template: str


@limited("door-code", count=5, seconds=3600, when="anfordern", per="token")
@limited("door-open", count=30, seconds=3600, when="code", per="token")
def pass_through(request: Request, doors: Doors[AnyDoor], *, token: str) -> HttpResponse:
    found = doors.behind(token)
    if found is None:
        renewing = reverse(doors.renew_page, args=[token])
        return render(request, "public/link_over.html", {"renew": renewing}, status=410)
    if request.method == "POST" and "anfordern" in request.POST:
        doors.send_code(found)
        return _page(request, doors, found, CodeForm(), sent=True)
    form = CodeForm(request.POST) if request.method == "POST" else CodeForm()
    if request.method == "POST" and form.is_valid():
        try:
            door = doors.opened(found, form.cleaned_data["code"])
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            let_in(request, doors.session_key, door, LINK_SESSION)
            return redirect(doors.leads_to(door))
    return _page(request, doors, found, form, sent=request.method == "POST")


def let_in(request: Request, session_key: str, door: Door | ParticipantDoor, seconds: int) -> None:
    """From now on the session acts for who came by this door. It is a new session; unsaved input moves along."""
    kept = request.session.get(KEPT)
    logout(request)
    request.session[session_key] = door.pk
    if kept:
        request.session[KEPT] = kept
    request.session.set_expiry(seconds)


def _page(request: Request, doors: Doors[AnyDoor], found: AnyDoor, form: CodeForm, *, sent: bool) -> HttpResponse:
    context: dict[str, Any] = {
        "door": found,
        "mailbox": masked(doors.mailbox(found)),
        "form": form,
        "sent": sent,
        "minutes": CODE_MINUTES,
        "signed_in": request.user.is_authenticated,
    }
    response = render(request, doors.template, context)
    # The token is in the address: no cache may keep the page.
    response.headers["Cache-Control"] = "no-store"
    return response
