"""The Digital-Checks of a company: what is running, what was finished, what may be begun."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.accounts.workflow import Role
from dnm.directory.queries import organisations_visible_to
from dnm.maturity.actions import begin_check, begin_invited
from dnm.maturity.models import Check
from dnm.maturity.queries import (
    beginnings_for,
    checks_visible_to,
    invitation_of,
    invited_door,
    questionnaire,
    title_of,
)
from dnm.maturity.rules import COMPANY
from dnm.web.access import open_to_guests
from dnm.web.language import reading_language
from dnm.web.requests import SignedInRequest


@open_to_guests
def checks(request: SignedInRequest) -> HttpResponse:
    """A company's checks; a guest is led to the one check, or to its beginning."""
    if request.actor.role == Role.GUEST:
        return _for_guest(request)
    if request.actor.role not in COMPANY or request.actor.only:
        raise Http404
    known = list(checks_visible_to(request.actor))
    context = {
        "beginnings": [one for one in beginnings_for(request.actor, known) if not one.running],
        "running": [_titled(check) for check in known if check.is_open],
        "finished": [_titled(check) for check in known if not check.is_open],
    }
    return render(request, "member/checks/list.html", context)


def _titled(check: Check) -> tuple[Check, str, str]:
    """With what it is called and where it goes on."""
    return check, title_of(check.questionnaire, reading_language()), reverse("member:check-tasks", args=[check.pk])


def _for_guest(request: SignedInRequest) -> HttpResponse:
    check = checks_visible_to(request.actor).first()
    if check is not None:
        return redirect("member:check-tasks", check.pk)
    invited = invitation_of(request.actor)
    if invited is None:
        raise Http404
    try:
        asked = questionnaire(invited.round.questionnaire)
    except Refused as refusal:
        return render(request, "checks/unreadable.html", {"problem": str(refusal)}, status=410)
    return render(request, "member/checks/invited.html", {"invited": invited, "asked": asked})


@open_to_guests
@require_POST
def begin(request: SignedInRequest) -> HttpResponse:
    """Begin, or go on with the one that is open."""
    try:
        check = _begun(request)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("member:checks")
    return redirect("member:check-tasks", check.pk)


def _begun(request: SignedInRequest) -> Check:
    if door := invited_door(request.actor):
        return begin_invited(door, by=request.actor)
    # A mailed link opens one matter: it has no organisation to begin a check for.
    firm = get_object_or_404(organisations_visible_to(request.actor), pk=request.actor.organisation_id)
    return begin_check(firm, request.POST.get("fragebogen", "")[:80], by=request.actor)
