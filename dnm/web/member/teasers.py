"""What a start-up may read before the introduction: teasers open to it, and the one it was asked about."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.directory.models import Organisation
from dnm.directory.queries import organisations_visible_to
from dnm.introductions.actions import decline, give_release, offered_hash, startup_says_yes
from dnm.introductions.actions.interest import show_interest
from dnm.introductions.models import Introduction
from dnm.introductions.queries.member import cases_of, interests_shown, side_of
from dnm.introductions.rules import field_values, release_problem
from dnm.introductions.workflow import Party, State
from dnm.matching.models import Teaser
from dnm.matching.queries import teasers_open_to_startups
from dnm.matching.queries.offers import fitting_offers
from dnm.matching.queries.teasers import one_per_need
from dnm.web.language import reading_language
from dnm.web.requests import SignedInRequest

from .answer_forms import DeclineForm, YesForm
from .releases import offered_fields
from .seen import SeenCase


def fitting(request: SignedInRequest) -> HttpResponse:
    """Teasers that registered start-ups may read; first those an offer of theirs fits, then the newest."""
    firm = _own_startup(request)
    teasers = open_teasers() if firm.confirmed_at else []
    if request.method == "POST":
        return _interest(request, firm, teasers)
    needs = [teaser.need_id for teaser in teasers]
    shown = interests_shown(needs, firm.pk)
    offers = fitting_offers(needs, firm.pk)
    cases = {case.need_id: case for case in cases_of(request.actor).filter(need__in=needs)}
    rows = [
        (teaser, offers.get(teaser.need_id), shown.get(teaser.need_id), cases.get(teaser.need_id)) for teaser in teasers
    ]
    rows.sort(key=lambda row: row[1] is None)
    context = {"firm": firm, "rows": rows, "fitting": len(offers), "paused": _paused(firm)}
    return render(request, "member/teasers/fitting.html", context)


def _own_startup(request: SignedInRequest) -> Organisation:
    if side_of(request.actor) != Party.STARTUP:
        raise Http404
    mine = organisations_visible_to(request.actor).select_related("startup")
    return get_object_or_404(mine, pk=request.actor.organisation_id)


def _paused(firm: Organisation) -> Any:
    profile = getattr(firm, "startup", None)
    return (
        profile.paused_until
        if profile and profile.paused_until and profile.paused_until >= timezone.localdate()
        else None
    )


def open_teasers() -> list[Teaser]:
    return one_per_need(teasers_open_to_startups(), reading_language())


def _interest(request: SignedInRequest, firm: Organisation, teasers: list[Teaser]) -> HttpResponse:
    teaser = next((one for one in teasers if str(one.pk) == request.POST.get("steckbrief")), None)
    if teaser is None:
        raise Http404
    try:
        show_interest(teaser, firm, by=request.actor)
        messages.success(request, _("Danke. Das Büro prüft, ob es passt, und meldet sich bei Ihnen."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("member:fitting-needs")


def teaser(request: SignedInRequest, pk: int) -> HttpResponse:
    """The teaser word for word; yes with three short answers, no thanks, or a question."""
    if side_of(request.actor) != Party.STARTUP:
        raise Http404
    case = get_object_or_404(cases_of(request.actor), pk=pk)
    view = SeenCase(case, Party.STARTUP)
    answered = case.state != State.STARTUP_ASKED
    if request.method != "POST" or answered or view.teaser is None:
        return _page(request, view)
    if request.POST.get("antwort") == "nein":
        return _say_no(request, view)
    return _say_yes(request, view)


def _say_no(request: SignedInRequest, view: SeenCase) -> HttpResponse:
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, view, no=form)
    try:
        decline(view.case, Party.STARTUP, by=request.actor, **form.cleaned_data)
    except Refused as refusal:
        return _page(request, view, problem=str(refusal))
    messages.success(request, _("Danke für die klare Antwort. Wir sagen dem Betrieb Bescheid."))
    return redirect("member:teaser", view.pk)


def _say_yes(request: SignedInRequest, view: SeenCase) -> HttpResponse:
    """A yes may carry the release in the same sitting: given first, so that nobody is asked for it again."""
    form = YesForm(request.POST)
    fields = request.POST.getlist("angaben")
    problem = release_problem(fields, list(field_values(view.case, Party.STARTUP))) if fields else ""
    if not form.is_valid() or problem:
        return _page(request, view, yes=form, problem=problem, ticked=fields)
    try:
        if fields:
            _release(request, view.case, fields)
        startup_says_yes(view.case, by=request.actor, answers=form.cleaned_data)
    except Refused as refusal:
        return _page(request, view, yes=form, problem=str(refusal), ticked=fields)
    messages.success(request, _("Danke. Wir haben Ihr Ja weitergegeben."))
    return redirect("member:teaser", view.pk)


def _release(request: SignedInRequest, case: Introduction, fields: list[str]) -> None:
    give_release(
        case, Party.STARTUP, fields, by=request.actor, shown_hash=request.POST.get("fassung", ""),
        language=request.POST.get("sprache", "de"),
    )  # fmt: skip


def _page(
    request: SignedInRequest,
    view: SeenCase,
    *,
    yes: YesForm | None = None,
    no: DeclineForm | None = None,
    problem: str = "",
    ticked: list[str] | None = None,
) -> HttpResponse:
    language = reading_language()
    context = {
        "view": view,
        "case": view.case,
        "yes": yes or YesForm(),
        "no": no or DeclineForm(),
        "form": yes if yes and yes.errors else no,
        "problem": problem,
        "fields": offered_fields(view.case, Party.STARTUP, ticked or []),
        "fassung": offered_hash(view.case, Party.STARTUP, language),
        "sprache": language,
        "late": bool(view.case.due_on and view.case.due_on < timezone.localdate()),
        "answered": view.case.state != State.STARTUP_ASKED,
    }
    return render(request, "member/teasers/teaser.html", context)
