"""A company's needs: the list, one need with its state, taking it back, opening it again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.introductions.models import Introduction
from dnm.introductions.queries.member import cases_of, side_of
from dnm.introductions.workflow import ENDED, Party, State
from dnm.matching.actions import reopen_need, withdraw_need
from dnm.matching.models import Need, Teaser
from dnm.matching.queries import needs_visible_to
from dnm.matching.rules import can_edit, can_take, is_approved
from dnm.matching.workflow import OPEN
from dnm.web.requests import SignedInRequest

from .need_forms import answers_of
from .path import path_of_need
from .seen import SeenCase, seen_tasks

BEFORE_THE_YES = (State.COMPANY_ASKED, State.STARTUP_ASKED)


def needs(request: SignedInRequest) -> HttpResponse:
    if side_of(request.actor) != Party.COMPANY:
        raise Http404
    rows = needs_with_paths(request.actor)
    return render(request, "member/needs/list.html", {"rows": rows, "may_add": not request.actor.only})


def needs_with_paths(actor: Actor) -> list[tuple[Need, list[object]]]:
    """Every need of the company with its path bar, newest first. A fixed number of queries."""
    cases: dict[int, list[Introduction]] = {}
    for case in cases_of(actor):
        cases.setdefault(case.need_id or 0, []).append(case)
    return [(need, list(path_of_need(need, cases.get(need.pk, [])))) for need in needs_visible_to(actor)]


def need(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(needs_visible_to(request.actor).prefetch_related("teasers"), pk=pk)
    cases = list(cases_of(request.actor).filter(need=shown))
    for_approval = teasers_to_approve(shown, cases)
    context = {
        "need": shown,
        "stages": path_of_need(shown, cases),
        "tasks": seen_tasks(Party.COMPANY, cases, timezone.localdate()),
        "cases": [SeenCase(case, Party.COMPANY) for case in cases],
        "teasers": [one for one in shown.teasers.all() if is_approved(one)],
        "for_approval": for_approval,
        "answers": list(answers_of(shown)),
        "may_edit": can_edit(shown, request.actor),
        "may_withdraw": _may_withdraw(shown, request.actor),
        "may_reopen": can_take("reopen", shown, request.actor),
    }
    return render(request, "member/needs/need.html", context)


def teasers_to_approve(shown: Need, cases: list[Introduction]) -> list[Teaser]:
    """Teasers somebody outside is about to read, and the company has not yet agreed to word for word."""
    if shown.state not in OPEN or shown.confidentiality == Need.Confidentiality.INTERNAL:
        return []
    wanted = {language_of(case) for case in cases if case.state in BEFORE_THE_YES}
    everybody = shown.shown_to_startups or shown.shown_publicly
    return [one for one in shown.teasers.all() if (everybody or one.language in wanted) and not is_approved(one)]


def language_of(case: Introduction) -> str:
    return case.startup_contact.language if case.startup_contact else "de"


def _may_withdraw(shown: Need, actor: Actor) -> bool:
    """A link to a single case does not open the others, which would end too."""
    return can_take("withdraw", shown, actor) and not actor.only.startswith("introduction")


def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Says first what ends with it."""
    shown = get_object_or_404(needs_visible_to(request.actor), pk=pk)
    if not _may_withdraw(shown, request.actor):
        return redirect("member:need", pk)
    if request.method == "POST":
        try:
            withdraw_need(shown, by=request.actor)
            messages.success(request, _("Der Bedarf ist zurückgezogen."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("member:need", pk)
    running = cases_of(request.actor).filter(need=shown, introduced_at=None).exclude(state__in=ENDED)
    asked = [SeenCase(case, Party.COMPANY) for case in running if case.state != State.COMPANY_ASKED]
    return render(request, "member/needs/withdraw.html", {"need": shown, "asked": asked})


@require_POST
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(needs_visible_to(request.actor), pk=pk)
    try:
        reopen_need(shown, by=request.actor)
        messages.success(request, _("Der Bedarf ist wieder offen. Wir melden uns."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("member:need", pk)
