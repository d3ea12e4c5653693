"""The company reads its teaser, approves it, and answers start-up by start-up."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.introductions.actions import company_says_yes, decline
from dnm.introductions.models import Introduction
from dnm.introductions.queries.member import cases_of
from dnm.introductions.workflow import Party, State
from dnm.matching.actions import approve_teaser
from dnm.matching.models import Need
from dnm.matching.queries import needs_visible_to
from dnm.matching.rules import is_approved, teaser_hash
from dnm.web.proposals import proposal_of
from dnm.web.requests import SignedInRequest

from .answer_forms import DeclineForm
from .needs import language_of, teasers_to_approve
from .seen import SeenCase


def proposals(request: SignedInRequest, pk: int) -> HttpResponse:
    need = get_object_or_404(needs_visible_to(request.actor).prefetch_related("teasers"), pk=pk)
    cases = list(cases_of(request.actor).filter(need=need).order_by("pk"))
    if request.method != "POST":
        return _page(request, need, cases)
    if "freigeben" in request.POST:
        return _approve(request, need, cases)
    answer, _dash, key = request.POST.get("antwort", "").partition("-")
    case = next((one for one in cases if str(one.pk) == key), None)
    if case is None or answer not in ("ja", "nein"):
        raise Http404
    return _answer(request, need, cases, case, answer)


def _approve(request: SignedInRequest, need: Need, cases: list[Introduction]) -> HttpResponse:
    teaser = next((one for one in need.teasers.all() if one.language == request.POST["freigeben"]), None)
    if teaser is None:
        raise Http404
    try:
        approve_teaser(teaser, by=request.actor, shown_hash=request.POST.get("fassung", ""))
    except Refused as refusal:
        return _page(request, need, cases, problem=str(refusal))
    messages.success(request, _("Sie haben den Steckbrief freigegeben."))
    return redirect("member:proposals", need.pk)


def _answer(
    request: SignedInRequest, need: Need, cases: list[Introduction], case: Introduction, answer: str
) -> HttpResponse:
    form = DeclineForm(request.POST, prefix=f"v{case.pk}")
    if answer == "nein" and not form.is_valid():
        return _page(request, need, cases, bound={case.pk: form})
    try:
        if answer == "ja":
            company_says_yes(case, by=request.actor)
            words = _("Sie möchten %(name)s kennenlernen. Wir fragen jetzt dort nach.")
        else:
            decline(case, Party.COMPANY, by=request.actor, **form.cleaned_data)
            words = _("Sie haben %(name)s abgesagt.")
    except Refused as refusal:
        return _page(request, need, cases, problem=str(refusal), bound={case.pk: form} if answer == "nein" else {})
    messages.success(request, words % {"name": case.startup.name})
    return redirect("member:proposals", need.pk)


def _page(
    request: SignedInRequest,
    need: Need,
    cases: list[Introduction],
    *,
    problem: str = "",
    bound: dict[int, DeclineForm] | None = None,
) -> HttpResponse:
    waiting = [case for case in cases if case.state == State.COMPANY_ASKED]
    approved = {one.language for one in need.teasers.all() if is_approved(one)}
    wanted = {language_of(case) for case in cases}
    forms: dict[int, DeclineForm] = bound or {}
    context: dict[str, Any] = {
        "need": need,
        "problem": problem,
        "form": next(iter(forms.values()), None),
        "for_approval": [(one, teaser_hash(one)) for one in teasers_to_approve(need, cases)],
        "approved": [one for one in need.teasers.all() if one.language in approved],
        "rows": [
            (
                proposal_of(case),
                forms.get(case.pk) or DeclineForm(prefix=f"v{case.pk}"),
                language_of(case) in approved,
            )
            for case in waiting
        ],
        "answered": [SeenCase(case, Party.COMPANY) for case in cases if case.state != State.COMPANY_ASKED],
        "due_on": min((case.due_on for case in waiting if case.due_on), default=None),
        "late": any(case.due_on and case.due_on < timezone.localdate() for case in waiting),
        "owner": cases[0].owner if cases else need.scout,
        "several_languages": len(wanted) > 1,
    }
    return render(request, "member/needs/proposals.html", context)
