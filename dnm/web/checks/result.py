"""The result of a check: for the company, its guests, and the scout at the table."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.accounts.workflow import Role
from dnm.matching.actions import draft_need_from, sound_out
from dnm.matching.queries import needs_visible_to, soundings_of
from dnm.matching.rules import Problem
from dnm.maturity import findings
from dnm.maturity.models import Check, PlannedStage
from dnm.maturity.queries import (
    Result,
    Step,
    comparison_for,
    measures_for,
    national_comparison,
    plans_visible_to,
    questionnaire_of,
    result_of,
    results_visible_to,
)
from dnm.maturity.queries.questionnaires import family
from dnm.web.access import open_to_guests
from dnm.web.language import reading_language
from dnm.web.requests import SignedInRequest

from .charts import charts


@dataclass(frozen=True)
class Draft:
    """A draft of a need that nobody has asked for yet. ``startups``: who would answer, None while it is counted.

    ``need``: the key of the need it has become.
    """

    step: Step
    problem: Problem
    startups: int | None
    need: int | None

    @property
    def key(self) -> str:
        return self.step.measure.key


def space_of(request: SignedInRequest) -> str:
    """Under which of our addresses the page is mounted: "member" or "office"."""
    return str(request.resolver_match.app_names[0]) if request.resolver_match else "member"


Page = Callable[..., HttpResponse]


def with_result(page: Page) -> Page:
    """Gives the page a finished check of its reader. Says so where the centre has taken the questions away."""

    @open_to_guests
    @wraps(page)
    def opened(request: SignedInRequest, pk: int) -> HttpResponse:
        check = get_object_or_404(results_visible_to(request.actor), pk=pk)
        try:
            questionnaire_of(check)
        except Refused as refusal:
            return render(request, "checks/result_unreadable.html", {"check": check, "problem": refusal}, status=410)
        return page(request, check)

    return opened


@with_result
def result(request: SignedInRequest, check: Check) -> HttpResponse:
    found = result_of(check)
    steps = measures_for(check, reading_language())
    suggestions = findings.suggestions(found, steps, reading_language())
    context = {
        **_finding(found),
        "check": check,
        "space": space_of(request),
        "suggestions": suggestions,
        "steps_title": findings.steps_title(len(suggestions)),
        "nothing_left": findings.nothing_left(),
        "draft": _draft_of(check, suggestions, request.actor),
        "is_guest": request.actor.role == Role.GUEST,
        "next_on": _next_on(check, request.actor),
    }
    return render(request, "checks/result.html", context)


def _finding(found: Result) -> dict[str, Any]:
    """Words, chart and table of the result."""
    language, check = reading_language(), found.check
    compared, national = comparison_for(check), national_comparison(check.size_class)
    rows = findings.rows(found, compared, language)
    return {
        "questions": found.questionnaire.title.in_language(language),
        "spoken": language if language in found.questionnaire.languages else found.questionnaire.languages[0],
        "headline": findings.headline(found, language),
        "lead": findings.lead(found, language),
        "rows": rows,
        "overall": findings.overall_row(found, compared, language),
        "charts": charts(rows, [row.before if found.before else row.compared for row in rows]),
        "highest": max(rows, key=lambda row: row.score),
        "lowest": min(rows, key=lambda row: row.score),
        "before": found.before,
        "change": findings.change_words(found, language),
        "caution": findings.caution(found),
        "compared": findings.compared_firms(compared) if compared else "",
        "comparison": findings.comparison_words(compared, check, language),
        "national": findings.national_words(national, check),
        "source": findings.source_words() if national else "",
        "unanswered": findings.unanswered_words(found, language),
        "overruled": findings.overruled_words(found, language),
        "confidential": findings.confidentiality_words(check),
    }


def _next_on(check: Check, actor: Actor) -> PlannedStage | None:
    """When the office asks again."""
    plans = plans_visible_to(actor).filter(organisation=check.organisation_id, stage__gt=check.stage)
    return next((plan for plan in plans if family(plan.questionnaire) == family(check.questionnaire)), None)


# --- Drafts of needs ---


def _problem_of(step: Step) -> Problem:
    assert step.need, "chosen for having words for a need"
    return Problem(step.need.title, step.need.problem, step.need.goal, step.need.language)


def _draft_of(check: Check, suggestions: list[findings.Suggestion], actor: Actor) -> Draft | None:
    """The first that the steps lead to. Who would answer is counted in the background, from the first look on."""
    step = next((one.need for one in suggestions if one.need), None)
    return _draft(check, step, actor) if step else None


def _draft(check: Check, step: Step, actor: Actor) -> Draft:
    problem = _problem_of(step)
    made = needs_visible_to(actor).filter(form_token=form_token(check, step)).values_list("pk", flat=True).first()
    return Draft(step, problem, _startups(check, problem), made)


def _startups(check: Check, problem: Problem) -> int | None:
    if check.organisation is None:
        return None
    counts = soundings_of(check.organisation, [problem.key])
    if problem.key not in counts:
        sound_out(check.organisation, [problem])
    return counts.get(problem.key)


def _step_named(check: Check, key: str | None) -> Step | None:
    """The measure whose words become a need, if it still applies."""
    return next((one for one in measures_for(check, reading_language()) if one.need and one.measure.key == key), None)


def form_token(check: Check, step: Step) -> str:
    """The same for the same check and measure, so that a draft is made once; nobody else can guess it."""
    return salted_hmac("check-need", f"{check.pk}:{step.measure.key}").hexdigest()[:40]


@with_result
def answering(request: SignedInRequest, check: Check) -> HttpResponse:
    """The part of the page that tells how many would answer, asked for until it is counted."""
    step = _step_named(check, request.GET.get("schritt"))
    if step is None or check.organisation is None:
        raise Http404
    context = {"draft": _draft(check, step, request.actor), "check": check, "space": space_of(request)}
    return render(request, "checks/answering.html", context)


@require_POST
@with_result
def draft_need(request: SignedInRequest, check: Check) -> HttpResponse:
    """Makes the draft; the same one however often it is asked for. A scout makes it for the company."""
    space, step = space_of(request), _step_named(check, request.POST.get("schritt"))
    if step is None or check.organisation is None:
        messages.error(request, _("Diesen Entwurf gibt es nicht mehr. Sehen Sie sich die Schritte noch einmal an."))
        return redirect(f"{space}:check-result", check.pk)
    try:
        token = form_token(check, step)
        need = draft_need_from(check.organisation, _problem_of(step), by=request.actor, form_token=token)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{space}:check-result", check.pk)
    if space == "member":
        return redirect("member:need", need.pk)
    messages.success(request, _("Der Entwurf liegt jetzt im Bereich des Betriebs unter „Bedarfe“."))
    return redirect(f"{space}:check-result", check.pk)


def problem_told(actor: Actor | None, check_pk: int, key: str) -> str:
    """For guests: the words of a step, to go on with in the form for strangers; "" unless this check is theirs."""
    check = results_visible_to(actor).filter(pk=check_pk).first() if actor else None
    step = _step_named(check, key) if check else None
    return "\n\n".join(part for part in (step.need.problem, step.need.goal) if part) if step and step.need else ""
