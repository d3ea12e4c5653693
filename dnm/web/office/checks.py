"""Digital-Checks of the office: what runs, who has finished, which dates come up; beginning one at the table."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dnm.accounts.actions import Refused
from dnm.accounts.queries import scouts
from dnm.directory.models import Organisation
from dnm.directory.queries import matching_text, organisations_visible_to
from dnm.maturity.actions import begin_check
from dnm.maturity.models import STAGE_LABELS, Check
from dnm.maturity.queries import (
    CheckFilters,
    CheckList,
    check_filters_from,
    checks_visible_to,
    dates_to_come,
    next_stage,
)
from dnm.maturity.queries.lists import GUEST, NONE
from dnm.maturity.queries.questionnaires import shelf
from dnm.maturity.rules import works_on_checks
from dnm.maturity.workflow import CheckState
from dnm.web.access import only_for
from dnm.web.limits import limited
from dnm.web.pages import Choice, Countless
from dnm.web.requests import SignedInRequest, number_in

from .checks_words import industry_groups, questionnaire_choices, sizes, title_of, topics_of, towns
from .directory import Group

ROWS_PER_PAGE = 50
DATES_SHOWN = 12
FOUND = 12
PARAMETERS = {
    "text": "suche",
    "state": "stand",
    "questionnaire": "fragebogen",
    "stage": "stufe",
    "scout": "zustaendig",
    "industry": "branche",
    "size": "groesse",
    "municipality": "gemeinde",
    "topic": "thema",
}
"""Filter -> its name in the address."""
STATES = {GUEST: _("Gast, noch keinem Betrieb zugeordnet"), "open": _("in Arbeit"), "finished": _("abgeschlossen")}
TITLES = {
    "state": _("Stand"),
    "questionnaire": _("Fragebogen"),
    "stage": _("Stufe"),
    "scout": _("Zuständig"),
    "industry": _("Branche"),
    "size": _("Größe"),
    "municipality": _("Gemeinde"),
}
FOLDED = ("industry", "size", "municipality")


def filters_of(values: QueryDict) -> CheckFilters:
    return check_filters_from({name: values.get(parameter, "") for name, parameter in PARAMETERS.items()})


@only_for(works_on_checks)
@limited("check-search", count=120, seconds=60, method="GET", when="suche")
def checks(request: SignedInRequest) -> HttpResponse:
    filters = filters_of(request.GET)
    listing = CheckList(request.actor, filters)
    counts = listing.counts()
    total = counts["state"].get(filters.state, 0) if filters.state else sum(counts["state"].values())
    filtered = bool(filters.text or filters.chosen)
    dates = [] if filtered else list(dates_to_come(request.actor)[: DATES_SHOWN + 1])
    page = Countless(listing.rows(), ROWS_PER_PAGE, total).get_page(request.GET.get("seite"))
    context = {
        "filters": filters,
        "filtered": filtered,
        "total": total,
        "states": counts["state"],
        "groups": list(_groups(filters, counts)),
        "page": page,
        "rows": [(check, title_of(check.questionnaire), _score_of(check, filters.topic)) for check in page],
        "topic_title": _topic_title(filters),
        "dates": [(plan, title_of(plan.questionnaire)) for plan in dates[:DATES_SHOWN]],
        "more_dates": len(dates) > DATES_SHOWN,
        "overdue": sum(plan.due_on < timezone.localdate() for plan in dates),
    }
    return render(request, "office/checks/list.html", context)


def _score_of(check: Check, topic: str) -> int | None:
    return check.scores.get(topic) if topic else check.overall


def _topic_title(filters: CheckFilters) -> str:
    return next((titles[filters.topic] for key in shelf().known if filters.topic in (titles := topics_of(key))), "")


def _groups(filters: CheckFilters, counts: Mapping[str, Mapping[str, int]]) -> Iterator[Group]:
    labels: dict[str, dict[str, Any]] = {
        "state": STATES,
        "questionnaire": {key: title_of(key) for key in counts["questionnaire"]},
        "stage": {str(stage): label for stage, label in STAGE_LABELS.items()},
        "scout": {str(one.pk): one.full_name for one in scouts()} | {NONE: gettext("niemand")},
        "industry": industry_groups(),
        "size": sizes(),
        "municipality": towns(),
    }
    for name, title in TITLES.items():
        choices = [
            Choice(value, label, counts[name].get(value, 0), getattr(filters, name) == value)
            for value, label in labels[name].items()
            if counts[name].get(value) or getattr(filters, name) == value
        ]
        if choices:
            yield Group(PARAMETERS[name], str(title), choices, name in FOLDED)


@only_for(works_on_checks)
def dates(request: SignedInRequest) -> HttpResponse:
    """All days for T1 and T2 that lie ahead or behind us without a check."""
    pages = Countless(found := dates_to_come(request.actor), ROWS_PER_PAGE, found.count())
    page = pages.get_page(request.GET.get("seite"))
    rows = [(plan, title_of(plan.questionnaire)) for plan in page]
    overdue = found.filter(due_on__lt=timezone.localdate()).count()
    context = {"page": page, "rows": rows, "total": pages.count, "overdue": overdue}
    return render(request, "office/checks/dates.html", context)


# --- At the table ---


@only_for(works_on_checks)
@limited("check-search", count=120, seconds=60, method="GET", when="suche")
def begin(request: SignedInRequest) -> HttpResponse:
    """First the company (``betrieb`` in the address), then the questionnaire; the open check is taken up again."""
    companies = organisations_visible_to(request.actor).filter(kind=Organisation.Kind.COMPANY)
    chosen = number_in(request.GET.get("betrieb", ""))
    if "betrieb" in request.GET:
        return _begin_for(request, get_object_or_404(companies, pk=chosen))
    words = request.GET.get("suche", "").replace("\0", "").strip()[:100]
    found = list(matching_text(companies, words, people=True)[:FOUND]) if words else []
    return render(request, "office/checks/begin.html", {"words": words, "found": found})


def _begin_for(request: SignedInRequest, firm: Organisation) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        key = request.POST.get("fragebogen", "")
        try:
            if key not in dict(questionnaire_choices()):
                raise Refused(gettext("Wählen Sie einen Fragebogen."))
            check = begin_check(firm, key, by=request.actor)
        except Refused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, gettext("Der Check läuft. Antworten speichern sich Frage für Frage."))
            return redirect("office:check-tasks", check.pk)
    running = checks_visible_to(request.actor).filter(organisation=firm, state=CheckState.OPEN)
    open_keys = set(running.values_list("questionnaire", flat=True))
    choices = [
        (key, title, next_stage(firm, key), key in open_keys, shelf().known[key].minutes)
        for key, title in questionnaire_choices()
    ]
    return render(request, "office/checks/begin_for.html", {"firm": firm, "choices": choices, "problem": problem})
