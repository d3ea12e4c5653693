"""The teaser: an editor with warnings beside the text, and what each side will read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.accounts.rules import is_scout
from dnm.engines.privacy import wording
from dnm.introductions.actions import ask_company, language_for, teaser_problem
from dnm.introductions.models import Introduction
from dnm.introductions.queries import introductions_visible_to
from dnm.introductions.workflow import State
from dnm.journal.queries import history_of
from dnm.matching.actions import TeaserConflict, accept_risk, approve_teaser, write_teaser
from dnm.matching.models import Budget, Need, Teaser
from dnm.matching.models import Form as Cooperation
from dnm.matching.queries.exposure import (
    check_teaser,
    open_findings,
    plain_teaser,
    risk_key,
    with_suggestions,
)
from dnm.matching.rules import can_write_teaser, is_approved, teaser_hash
from dnm.web.access import only_for
from dnm.web.directory_forms import show_problems
from dnm.web.language import reading_language
from dnm.web.proposals import proposal_of
from dnm.web.requests import SignedInRequest

from .needs import visible_need
from .teaser_forms import WORDS, ApprovalForm, TeaserForm, hints_of
from .versions import Conflict, Difference

LANGUAGES = ("de", "en")
ASKED_SOON = (State.SHORTLISTED, State.COMPANY_ASKED, State.STARTUP_ASKED)


@dataclass(frozen=True)
class Edition:
    """The teaser in one language, as far as it is."""

    language: str
    teaser: Teaser | None
    readers: list[str]
    here: bool

    @property
    def approved(self) -> bool:
        return self.teaser is not None and is_approved(self.teaser)


@only_for(is_scout)
def teaser(request: SignedInRequest, pk: int) -> HttpResponse:
    need = visible_need(request, pk)
    cases = _cases(request, need)
    known = {one.language: one for one in need.teasers.select_related("need__organisation")}
    language = _language(request, cases, known)
    if not can_write_teaser(need, request.actor):
        return render(request, "office/teasers/none.html", {"need": need})
    if request.method != "POST":
        shown = known.get(language) or _first_draft(need, language)
        return _page(request, shown, cases, known, TeaserForm(initial=_initial(shown)))
    form, conflict = TeaserForm(request.POST), None
    if form.is_valid():
        try:
            _save(request, need, language, form)
            return redirect(f"{reverse('office:teaser', args=[pk])}?sprache={language}#hinweise")
        except TeaserConflict as refusal:
            conflict = _conflict(form, refusal.current)
        except Refused as refusal:
            show_problems(form, refusal)
    typed = {name: form.cleaned_data.get(name) or "" for name in WORDS if name != "decide_by"}
    shown = Teaser(need=need, language=language, decide_by=form.cleaned_data.get("decide_by"), **typed)
    shown.accepted_risks = known[language].accepted_risks if language in known else []
    return _page(request, shown, cases, known, form, conflict)


def _cases(request: SignedInRequest, need: Need) -> list[Introduction]:
    rows = introductions_visible_to(request.actor).filter(need=need, state__in=ASKED_SOON)
    return list(rows.select_related("offer").order_by("pk"))


def _language(request: SignedInRequest, cases: Sequence[Introduction], known: dict[str, Teaser]) -> str:
    """As asked for; else the first one that is needed and missing."""
    asked = request.GET.get("sprache", "")
    needed = sorted({language_for(case) for case in cases}) or ["de"]
    missing = [language for language in needed if language not in known]
    return asked if asked in LANGUAGES else (missing or needed)[0]


def _first_draft(need: Need, language: str) -> Teaser:
    """With the facts already as coarse as they have to be, in the teaser's language."""
    with override(language):
        budget = str(need.get_budget_display()) if need.budget != Budget.UNKNOWN else ""
        chosen = [
            str(Cooperation(form).label) for form in need.forms if form in Cooperation.values and form != "unsure"
        ]
    return Teaser(
        need=need, language=language, version=0, budget=budget, forms=", ".join(chosen), decide_by=need.decide_by,
        **plain_teaser(need.organisation, language),
    )  # fmt: skip


def _initial(shown: Teaser) -> dict[str, Any]:
    return {name: getattr(shown, name) for name in (*WORDS, "version")}


def _save(request: SignedInRequest, need: Need, language: str, form: TeaserForm) -> None:
    """Save the words; with a button beside a warning also take its suggestion, or leave the passage on purpose."""
    words, version = form.words, form.cleaned_data.get("version") or 0
    key = request.POST.get("uebernehmen", "")
    if key:
        typed = Teaser(need=need, language=language, **words)
        chosen = [one for one in check_teaser(typed) if risk_key(one) == key]
        words |= with_suggestions(typed, chosen)
    saved = write_teaser(need, language, by=request.actor, version=version, **words)
    if kept := request.POST.get("belassen", ""):
        number, _colon, key = kept.partition(":")
        accept_risk(saved, key, by=request.actor, reason=request.POST.get(f"grund-{number}", ""))
        messages.success(request, _("Die Stelle bleibt stehen. Ihr Grund steht im Verlauf."))
    else:
        messages.success(request, _("Vorschlag übernommen und gespeichert.") if key else _("Entwurf gespeichert."))


def _conflict(form: TeaserForm, stands: Teaser) -> Conflict:
    data = cast(QueryDict, form.data).copy()
    data["version"] = str(stands.version)
    form.data = data
    stored = TeaserForm(initial=_initial(stands))
    differences = [
        Difference(str(form.fields[name].label), stored[name].value(), form[name].value())
        for name in WORDS
        if getattr(stands, name) != form.words[name]
    ]
    return Conflict(history_of(stands).filter(verb="teaser.written").last(), differences)


def _page(
    request: SignedInRequest,
    shown: Teaser,
    cases: list[Introduction],
    known: dict[str, Teaser],
    form: TeaserForm,
    conflict: Conflict | None = None,
) -> HttpResponse:
    need = shown.need
    found = open_findings(shown, check_teaser(shown)) if shown.title or shown.text else []
    mended = Teaser(
        need=need, language=shown.language, budget=shown.budget, forms=shown.forms, decide_by=shown.decide_by,
        **with_suggestions(shown, found),
    )  # fmt: skip
    saved = known.get(shown.language)
    asking = [case for case in cases if case.state == State.SHORTLISTED]
    context: dict[str, Any] = {
        "need": need,
        "form": form,
        "conflict": conflict,
        "language": shown.language,
        "hints": hints_of(found, need),
        "heading": wording.heading(found, reading_language()),
        "blocking": any(one.severity == "blocking" for one in found),
        "accepted": [key.partition(":")[2] for key in shown.accepted_risks],
        "editions": _editions(cases, known, shown.language),
        "preview": mended,
        "mended": bool(found),
        "proposals": [proposal_of(case) for case in cases],
        "cases": cases,
        "asking": asking,
        "send_problem": _send_problem(need, asking),
        "saved": saved,
        "approval": ApprovalForm(initial={"said_on": timezone.localdate()})
        if saved and not is_approved(saved)
        else None,
        "fingerprint": teaser_hash(saved) if saved else "",
    }
    return render(request, "office/teasers/page.html", context)


def _editions(cases: Sequence[Introduction], known: dict[str, Teaser], here: str) -> list[Edition]:
    readers: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for case in cases:
        readers.setdefault(language_for(case), []).append(case.startup.name)
    return [
        Edition(language, known.get(language), names, language == here)
        for language, names in readers.items()
        if language in LANGUAGES
    ]


def _send_problem(need: Need, asking: Sequence[Introduction]) -> str:
    """Why the company cannot be asked yet; empty when it can."""
    if not asking:
        return _("Auf der Shortlist steht noch kein Startup, das gefragt werden soll.")
    return str(teaser_problem(need, {language_for(case) for case in asking}))


# --- Sending, and recording what the company said ---


@only_for(is_scout)
def send(request: SignedInRequest, pk: int) -> HttpResponse:
    """The check page: who gets a letter, and who does not yet."""
    need = visible_need(request, pk)
    cases = [case for case in _cases(request, need) if case.state == State.SHORTLISTED]
    if request.method == "POST":
        try:
            asked = ask_company(need, by=request.actor)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("office:teaser", pk)
        if asked:
            messages.success(request, _("Der Betrieb ist gefragt. Sobald er antwortet, steht es hier."))
        return redirect("office:matches", pk)
    if problem := _send_problem(need, cases):
        messages.error(request, problem)
        return redirect("office:teaser", pk)
    languages = {language_for(case) for case in cases}
    context = {
        "need": need,
        "cases": cases,
        "contact": cases[0].company_contact,
        "teasers": [one for one in need.teasers.select_related("need__organisation") if one.language in languages],
    }
    return render(request, "office/teasers/send.html", context)


@only_for(is_scout)
@require_POST
def approval(request: SignedInRequest, pk: int) -> HttpResponse:
    """The company agreed to the text on the phone, in person or on paper."""
    need = visible_need(request, pk)
    shown = get_object_or_404(need.teasers, language=request.POST.get("sprache", ""))
    form = ApprovalForm(request.POST)
    if form.is_valid():
        try:
            approve_teaser(shown, by=request.actor, shown_hash=request.POST.get("fassung", ""), **form.cleaned_data)
            messages.success(request, _("Die Freigabe des Betriebs ist eingetragen."))
        except Refused as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    return redirect(f"{reverse('office:teaser', args=[pk])}?sprache={shown.language}")
