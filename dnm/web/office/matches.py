"""The ranked offers for one need: a list with reasons; people decide."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.accounts.rules import is_scout
from dnm.engines.ranking.records import ENGINE_VERSION
from dnm.introductions.actions import shortlist, shortlist_proposed, unshortlist
from dnm.introductions.models import Introduction
from dnm.introductions.queries import introduced_this_quarter, introductions_visible_to
from dnm.introductions.workflow import SHORTLIST_LIMIT, State
from dnm.matching.actions import ask_for_ranking, decide_match
from dnm.matching.models import Match, Need, ReasonCode
from dnm.matching.queries import matches_visible_to, offers_for
from dnm.matching.workflow import OPEN, NeedState
from dnm.web.access import only_for
from dnm.web.requests import SignedInRequest
from dnm.work.models import Job
from dnm.work.queries import latest_job

from .comparing import comparison_of
from .needs import visible_need
from .suggestions import (
    AFTER_SHORTLIST,
    FILTERS,
    SHOWN,
    Suggestion,
    answered_phrases,
    marked,
    suggestions_for,
)
from .undo import undo_address

LABELS = {
    "": gettext_lazy("alle"),
    "referenz": gettext_lazy("mit Referenz"),
    "offen": gettext_lazy("Antwort offen"),
    "spaeter": gettext_lazy("später"),
    "nein": gettext_lazy("Nein gesagt"),
}
BUSY = (Job.State.WAITING, Job.State.RUNNING)
MAX_COMPARED = 5


@dataclass(frozen=True)
class Trouble:
    """An act that was refused: its words are kept where they were typed."""

    key: int
    act: str
    words: str
    message: str


@only_for(is_scout)
def matches(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, visible_need(request, pk))


def _page(request: SignedInRequest, need: Need, trouble: Trouble | None = None) -> HttpResponse:
    cases = list(introductions_visible_to(request.actor).filter(need=need).select_related("offer").order_by("pk"))
    found = _suggestions(request, need, cases)
    chosen = request.GET.get("zeigen", "")
    chosen = chosen if chosen in FILTERS else ""
    wanted = [one for one in found if FILTERS[chosen](one)]
    shown = wanted if "alle" in request.GET else wanted[:SHOWN]
    compared = _compared(request, found)
    listed = [case for case in cases if case.state not in AFTER_SHORTLIST]
    phrases = answered_phrases(found)
    ranked = {one.startup.pk for one in found}
    context: dict[str, Any] = {
        "need": need,
        "problem": marked(need.problem, phrases),
        "goal": marked(need.goal, phrases),
        "shown": shown,
        "more": len(wanted) - len(shown),
        "count": sum(not one.match.weak and not one.said_no for one in found),
        "found": found,
        "full": [one for one in found if one.full and not one.said_no],
        "filters": [(value, LABELS[value], sum(map(keep, found)), value == chosen) for value, keep in FILTERS.items()],
        "chosen": chosen,
        "listed": listed,
        "limit": SHORTLIST_LIMIT,
        "may_pick": need.state in (NeedState.QUALIFIED, NeedState.MATCHED),
        "proposed": [case for case in cases if case.state == State.SUGGESTED and case.startup_id not in ranked],
        "counted": offers_for(need).aggregate(all=Count("pk"), english=Count("pk", filter=Q(language="en"))),
        "codes": ReasonCode.choices,
        "compared": comparison_of(compared) if compared else None,
        "compared_keys": [one.match.pk for one in compared],
        "last": next((one for one in found if str(one.match.pk) == request.GET.get("zuletzt")), None),
        "taken_off": request.GET.get("getan") == "herunter",
        "trouble": trouble,
        **_state_of_ranking(need, found),
    }
    return render(request, "office/matches/page.html", context)


def _suggestions(request: SignedInRequest, need: Need, cases: list[Introduction]) -> list[Suggestion]:
    rows = matches_visible_to(request.actor).filter(need=need).order_by("rank", "pk")
    rows = rows.prefetch_related("offer__organisation__references")
    return suggestions_for(need, rows, cases, need.refusals.all(), introduced_this_quarter())


def _compared(request: SignedInRequest, found: list[Suggestion]) -> list[Suggestion]:
    """Chosen in the address; else the shortlist, where there are at least two."""
    keys = request.GET.get("vergleich", "").split(",")[:MAX_COMPARED]
    chosen = [one for one in found if str(one.match.pk) in keys]
    picked = [one for one in found if one.picked]
    compared = chosen or (picked if len(picked) > 1 else [])
    for one in found:
        one.compare_query = ",".join(str(other.match.pk) for other in [*compared, one][-MAX_COMPARED:])
    return compared


def _state_of_ranking(need: Need, found: list[Suggestion]) -> dict[str, Any]:
    """How far the computing is, and whether what stands there is still true."""
    jobs = [latest_job("matching.rank_need", str(need.pk)), latest_job("matching.rank_all", "offers")]
    busy = next((job for job in jobs if job and job.state in BUSY), None) if need.state in OPEN else None
    failed = jobs[0] is not None and jobs[0].state == Job.State.FAILED
    older = bool(found) and found[0].match.engine_version != ENGINE_VERSION
    return {"busy": busy, "failed": failed and not busy, "older": older and not busy}


@only_for(is_scout)
def progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """The line about the computing, asked for again and again by the page; once done, the page loads itself anew."""
    need = visible_need(request, pk)
    state = _state_of_ranking(need, [])
    response = render(request, "office/matches/progress.html", {"need": need, **state})
    if not state["busy"]:
        response["HX-Refresh"] = "true"
    return response


@only_for(is_scout)
@require_POST
def rerank(request: SignedInRequest, pk: int) -> HttpResponse:
    need = visible_need(request, pk)
    ask_for_ranking(need)
    messages.success(request, _("Die Reihenfolge wird neu berechnet."))
    return redirect("office:matches", pk)


# --- Deciding ---


@only_for(is_scout)
@require_POST
def decide(request: SignedInRequest, pk: int, match_pk: int) -> HttpResponse:
    """Onto the shortlist, off it, not fitting, later, or taken back. Done at once, with a way back."""
    need = visible_need(request, pk)
    match = get_object_or_404(matches_visible_to(request.actor), pk=match_pk, need=need)
    act, words = request.POST.get("tun", ""), request.POST.get("grund", "")
    try:
        _act(request, match, act, words)
    except Refused as refusal:
        return _page(request, need, Trouble(match.pk, act, words, str(refusal)))
    page = reverse("office:matches", args=[pk])
    return redirect(f"{page}?{_onward(request.GET, match, act)}#v{match.offer.organisation_id}")


def _act(request: SignedInRequest, match: Match, act: str, words: str) -> None:
    actor = request.actor
    if act == "shortlist":
        shortlist(match, words, by=actor)
    elif act == "herunter":
        cases = introductions_visible_to(actor).filter(need=match.need_id, startup=match.offer.organisation_id)
        unshortlist(get_object_or_404(cases), by=actor)
    elif act == "passt-nicht":
        decide_match(match, Match.Decision.REJECTED, by=actor, reason_code=words)
    elif act in ("spaeter", "offen"):
        decide_match(match, Match.Decision.LATER if act == "spaeter" else Match.Decision.OPEN, by=actor)
    else:
        raise Refused(_("Diesen Schritt gibt es nicht. Laden Sie die Seite neu."))


def _onward(query: QueryDict, match: Match, act: str) -> str:
    """The same filters, which card was touched last, and how."""
    values = query.copy()
    values["zuletzt"], values["getan"] = str(match.pk), act
    return values.urlencode()


@only_for(is_scout)
@require_POST
def pick_proposed(request: SignedInRequest, pk: int, case_pk: int) -> HttpResponse:
    """A case that a hub or a start-up opened and the engine did not rank."""
    need = visible_need(request, pk)
    case = get_object_or_404(introductions_visible_to(request.actor).filter(need=need), pk=case_pk)
    words = request.POST.get("grund", "")
    try:
        shortlist_proposed(case, words, by=request.actor)
    except Refused as refusal:
        return _page(request, need, Trouble(-case.pk, "shortlist", words, str(refusal)))
    done = _("%(name)s steht auf der Shortlist.") % {"name": case.startup.name}
    messages.success(request, done, extra_tags=undo_address(case))
    return redirect("office:matches", pk)
