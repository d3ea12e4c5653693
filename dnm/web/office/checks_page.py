"""One check for the office: scores, the company's other checks, dates to come; a guest's check finds its firm."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.directory.actions import AlreadyThere
from dnm.directory.models import Organisation
from dnm.directory.queries import matching_text, organisations_visible_to
from dnm.maturity.actions import adopt_as_new, adopt_check, drop_plan, plan_stage
from dnm.maturity.models import STAGE_LABELS, Check
from dnm.maturity.queries import checks_visible_to, dates_to_come, measures_for, plans_visible_to
from dnm.maturity.queries.questionnaires import family, shelf
from dnm.maturity.rules import works_on_checks
from dnm.maturity.workflow import Stage
from dnm.web.access import only_for
from dnm.web.directory_forms import show_problems
from dnm.web.forms import Day, Form
from dnm.web.language import reading_language
from dnm.web.requests import SignedInRequest, number_in

from .checks_words import band_in_words, lines_of, title_of

ALIKE = 8


class PlanForm(Form):
    stage = forms.ChoiceField(
        label=_("Welcher Check?"),
        choices=[(Stage.T1, STAGE_LABELS[Stage.T1]), (Stage.T2, STAGE_LABELS[Stage.T2])],
        error_messages={"required": _("Wählen Sie, welcher Check geplant wird.")},
    )
    on = Day(
        label=_("Ab welchem Tag?"), error_messages={"required": _("Geben Sie den Tag an, zum Beispiel 23.11.2026.")}
    )

    def clean_on(self) -> Any:
        if self.cleaned_data["on"] < timezone.localdate():
            raise forms.ValidationError(gettext("Wählen Sie einen Tag, der noch kommt."))
        return self.cleaned_data["on"]


def visible_check(request: SignedInRequest, pk: int) -> Check:
    return get_object_or_404(checks_visible_to(request.actor), pk=pk)


@only_for(works_on_checks)
def check(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, visible_check(request, pk))


def _page(request: SignedInRequest, shown: Check, form: PlanForm | None = None) -> HttpResponse:
    keys = [key for key in shelf().known if family(key) == family(shown.questionnaire)] or [shown.questionnaire]
    others = checks_visible_to(request.actor).filter(organisation=shown.organisation_id, questionnaire__in=keys)
    known = bool(shown.organisation_id)
    plans = dates_to_come(request.actor).filter(organisation=shown.organisation_id, questionnaire__in=keys)
    context = {
        "check": shown,
        "title": title_of(shown.questionnaire),
        "lines": lines_of(shown),
        "band": band_in_words(shown.band),
        "stages": list(others.order_by("stage", "pk")) if known else [],
        "plans": list(plans) if known else [],
        "steps": [] if shown.is_open or not _readable(shown) else measures_for(shown, reading_language())[:3],
        "form": form or PlanForm(),
    }
    return render(request, "office/checks/check.html", context)


def _readable(shown: Check) -> bool:
    return shown.questionnaire in shelf().known


# --- Dates ---


@only_for(works_on_checks)
@require_POST
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another day replaces the one before."""
    shown = visible_check(request, pk)
    form = PlanForm(request.POST)
    if form.is_valid() and shown.organisation:
        try:
            stage = Stage(form.cleaned_data["stage"])
            plan_stage(shown.organisation, stage, key=shown.questionnaire, on=form.cleaned_data["on"], by=request.actor)
        except Refused as refusal:
            show_problems(form, refusal)
        else:
            day = f"{form.cleaned_data['on']:%d.%m.%Y}"
            messages.success(request, gettext("%(stage)s ist für den %(day)s geplant.") % {"stage": stage, "day": day})
            return redirect("office:check", pk)
    return _page(request, shown, form)


@only_for(works_on_checks)
@require_POST
def plan_end(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    shown = visible_check(request, pk)
    planned = plans_visible_to(request.actor).filter(organisation=shown.organisation_id, pk=row).first()
    if planned:  # a second click finds nothing and says the same
        drop_plan(planned, by=request.actor)
    messages.success(request, gettext("Der Termin ist gestrichen."))
    return redirect("office:check", pk)


# --- A guest's check ---


@only_for(works_on_checks)
def adopt(request: SignedInRequest, pk: int) -> HttpResponse:
    """Beside what the guest told stand the firms of the directory that may be meant."""
    shown = visible_check(request, pk)
    if shown.organisation_id is not None:
        return redirect("office:check", pk)
    companies = organisations_visible_to(request.actor).filter(kind=Organisation.Kind.COMPANY)
    problem, known = "", None
    if request.method == "POST":
        try:
            return _adopted(request, shown)
        except AlreadyThere as refusal:
            problem, known = str(refusal), refusal.organisation
        except Refused as refusal:
            problem = str(refusal)
    words = request.GET.get("suche", str(shown.firm.get("name", ""))).replace("\0", "").strip()[:100]
    alike = list(matching_text(companies, words, people=True)[:ALIKE]) if words else []
    context = {"check": shown, "told": shown.firm, "alike": alike, "words": words, "problem": problem, "known": known}
    return render(request, "office/checks/adopt.html", context)


def _adopted(request: SignedInRequest, shown: Check) -> HttpResponse:
    """``betrieb``: one of the directory; without it a new one is entered."""
    if chosen := number_in(request.POST.get("betrieb", "")):
        firm = get_object_or_404(organisations_visible_to(request.actor), pk=chosen)
        adopted = adopt_check(shown, firm, by=request.actor)
    else:
        adopted = adopt_as_new(shown, by=request.actor, despite_duplicate="trotzdem" in request.POST)
    assert adopted.organisation, "adopted for a company"
    said = gettext("Der Check gehört jetzt zu %(firm)s. Der Betrieb und Sie sehen das Ergebnis.")
    messages.success(request, said % {"firm": adopted.organisation.name})
    return redirect("office:check", shown.pk)
