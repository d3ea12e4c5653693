"""The timetable: ask for a plan, watch it grow, see what is in it and what is not, compare what would be if."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.events.actions import ask_for_plan, stop_plan
from dnm.events.actions.plans import KIND
from dnm.events.models import MeetingDay, Plan
from dnm.events.queries import current_plan, mutual_pairs, plans_visible_to, reasons_of
from dnm.events.rules import can_keep_events
from dnm.events.workflow import EDITABLE, Goal, Keep, Phase, PlanState
from dnm.web.access import only_for
from dnm.web.day_forms import clock_of_slot
from dnm.web.directory_forms import Whole
from dnm.web.forms import Form, expect, offer
from dnm.web.language import reading_language
from dnm.web.requests import SignedInRequest, number_in, revision_in
from dnm.work.models import Job
from dnm.work.queries import latest_job

from .day import day_of
from .day_course import course_of
from .day_grid import Grid, grid_of, rows_by_side, rows_by_table
from .day_reasons import MUST_WEIGHT, unplaced_of
from .day_variants import longer_pause, more_tables, variants_beside

VIEWS = {
    "": gettext_lazy("nach Tischen"),
    "unternehmen": gettext_lazy("nach Unternehmen"),
    "startups": gettext_lazy("nach Startups"),
    "personen": gettext_lazy("als Liste je Teilnahme"),
}
BUSY = (Job.State.WAITING, Job.State.RUNNING)
UNPLACED_SHOWN = 6


class AskForm(Form):
    """What the new draft keeps of the one before, and how long may be computed."""

    keep = forms.ChoiceField(
        label=gettext_lazy("Was soll bleiben?"), widget=forms.RadioSelect, required=False,
        choices=[
            (Keep.NOTHING.value, gettext_lazy("nur Festgesetztes, alles andere neu")),
            (Keep.EVERYTHING.value, gettext_lazy("alles, was noch passt; nur Neues einplanen")),
        ],
    )  # fmt: skip
    seconds = forms.ChoiceField(
        label=gettext_lazy("Rechenzeit"), widget=forms.Select(attrs={"class": "kern-form-input__select dnm-short"}),
        choices=[
            (10, gettext_lazy("10 Sekunden")), (30, gettext_lazy("30 Sekunden")), (120, gettext_lazy("2 Minuten")),
        ],
        error_messages={"required": gettext_lazy("Wählen Sie, wie lange gerechnet wird.")},
    )  # fmt: skip

    goal = forms.ChoiceField(
        label=gettext_lazy("Worauf kommt es an?"), widget=forms.RadioSelect, required=False,
        choices=[
            (Goal.VALUE.value, gettext_lazy("möglichst viele und wichtige Gespräche")),
            (Goal.ALL.value, gettext_lazy("alle Gespräche, mit möglichst wenigen Unterbrechungen; für kleine Tage")),
        ],
    )  # fmt: skip
    fairness = Whole(
        label=gettext_lazy("Unterschied bei Unterbrechungen"), min_value=0, max_value=50,
        help_text=gettext_lazy("So viele Unterbrechungen darf jemand höchstens mehr haben als andere. "
                               "Leer heißt: keine Grenze."),
    )  # fmt: skip
    fairness.widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "kern-form-input__input dnm-short"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        expect(self, ("keep", "goal"))

    @property
    def differs(self) -> bool:
        """Whether the fold with what is seldom changed stands open."""
        return self["goal"].value() == Goal.ALL or self["fairness"].value() not in (None, "")


class WhatIfForm(Form):
    """Another frame, computed beside the plan."""

    tables = Whole(label=gettext_lazy("Tische mehr"), min_value=-50, max_value=50)
    after = forms.ChoiceField(label=gettext_lazy("Pause verlängern vor"), required=False)
    minutes = Whole(label=gettext_lazy("um Minuten"), min_value=5, max_value=120)

    def __init__(self, day: MeetingDay, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clocks = [
            (str(n), _("%(clock)s Uhr") % {"clock": clock_of_slot(slot)}) for n, slot in enumerate(day.slots) if n
        ]
        offer(self, "after", [("", _("keine")), *clocks])
        expect(self, self.fields)
        self.day = day

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not (values.get("tables") or values.get("after")):
            self.add_error("tables", _("Geben Sie an, was anders sein soll: Tische oder Pause."))
        if values.get("after") and not values.get("minutes") and "minutes" not in self.errors:
            self.add_error("minutes", _("Geben Sie an, um wie viele Minuten die Pause länger wird."))
        return values

    @property
    def slots(self) -> list[dict[str, Any]]:
        values, slots = self.cleaned_data, list(self.day.slots)
        if values.get("tables"):
            slots = more_tables(slots, values["tables"])
        if values.get("after"):
            slots = longer_pause(slots, int(values["after"]), values["minutes"], self.day.event.ends)
        return slots


def shown_plan(request: SignedInRequest, day: MeetingDay) -> Plan | None:
    """The version in the address, else the newest draft, else the published one."""
    plans = plans_visible_to(request.actor).filter(day=day)
    if version := number_in(request.GET.get("fassung", "")):
        return get_object_or_404(plans, version=version)
    draft = plans.filter(state=PlanState.DRAFT).first()
    current = current_plan(day)
    if draft and (current is None or draft.version > current.version):
        return draft
    return current or draft


@only_for(can_keep_events)
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    return plan_page(request, day_of(request, pk))


def plan_page(
    request: SignedInRequest, day: MeetingDay, *, asked: AskForm | None = None, what_if: WhatIfForm | None = None
) -> HttpResponse:
    shown = shown_plan(request, day)
    context: dict[str, Any] = {
        "event": day.event,
        "day": day,
        "plan": shown,
        "plans": list(day.plans.all()[:12]),
        "ask": asked or AskForm(initial=_as_before(shown)),
        "what_if": what_if or WhatIfForm(day),
        "form": asked or what_if,
        "may_plan": day.phase in (Phase.WISHES, Phase.PLANNING, Phase.PUBLISHED),
    }
    if shown is None:
        context["mutual"] = len(mutual_pairs(day))
        return render(request, "office/day/plan.html", context)
    view = request.GET.get("ansicht", "")
    view = view if view in VIEWS else ""
    grid = grid_of(shown)
    context |= {
        "view": view,
        "views": [(value, label, value == view) for value, label in VIEWS.items()],
        "columns": grid.columns,
        "rows": _rows(grid, view),
        "people": _rows(grid, view or "personen"),  # on a phone
        "editable": shown.state in EDITABLE and bool(shown.status),
        **_figures(grid),
        **state_of(shown),
        "variants": variants_beside(grid, day),
    }
    return render(request, "office/day/plan.html", context)


def _as_before(shown: Plan | None) -> dict[str, Any]:
    """What was asked of the plan on the page stands in the form again."""
    return {
        "keep": Keep.EVERYTHING if shown else Keep.NOTHING,
        "seconds": 30,
        "goal": shown.goal if shown else Goal.VALUE.value,
        "fairness": shown.fairness if shown else None,
    }


def _rows(grid: Grid, view: str) -> Any:
    sides = {"unternehmen": "company", "startups": "startup", "personen": ""}
    return rows_by_side(grid, sides[view]) if view else rows_by_table(grid)


def _figures(grid: Grid) -> dict[str, Any]:
    """Counted from the plan as it stands, so that it is right after a change by hand too."""
    weights = {(one.company.pk, one.startup.pk): one.weight for one in mutual_pairs(grid.plan.day)}
    placed = {(one.company_id, one.startup_id) for one in grid.meetings}
    must = [key for key, weight in weights.items() if weight >= MUST_WEIGHT]
    unplaced = unplaced_of(grid)
    return {
        "grid": grid,
        "wanted": len(weights.keys() | placed),
        "value": sum(weights.get(key, 0) for key in placed),
        "must": len(must),
        "must_placed": len(set(must) & placed),
        "gaps": grid.gaps,
        "unplaced": unplaced[:UNPLACED_SHOWN],
        "unplaced_more": unplaced[UNPLACED_SHOWN:],
        "reasons": reasons_of(grid.plan, reading_language()),
        "bound": None if grid.plan.bound is None else int(grid.plan.bound + 1e-6),
    }


def state_of(shown: Plan) -> dict[str, Any]:
    """Whether the worker is at it, how far it is, and whether it failed."""
    job = latest_job(KIND, str(shown.pk)) if not shown.status else None
    return {
        "busy": job if job and job.state in BUSY else None,
        "failed": job if job and job.state == Job.State.FAILED else None,
        "course": course_of(shown),
    }


@only_for(can_keep_events)
@require_POST
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new draft, or a variant in another frame. The worker computes it."""
    day = day_of(request, pk)
    base = plans_visible_to(request.actor).filter(day=day, pk=number_in(request.POST.get("auf", ""))).first()
    if "waere" in request.POST:
        return _ask_what_if(request, day)
    form = AskForm(request.POST)
    if form.is_valid():
        keep = Keep(form.cleaned_data["keep"] or Keep.NOTHING)
        try:
            asked = ask_for_plan(
                day, by=request.actor, seconds=float(form.cleaned_data["seconds"]),
                based_on=base if keep != Keep.NOTHING else None, keep=keep,
                goal=Goal(form.cleaned_data["goal"] or Goal.VALUE), fairness=form.cleaned_data["fairness"],
                seen=revision_in(request),
            )  # fmt: skip
            return redirect(address_of(asked))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return plan_page(request, day_of(request, pk), asked=form)


def _ask_what_if(request: SignedInRequest, day: MeetingDay) -> HttpResponse:
    form = WhatIfForm(day, request.POST)
    if form.is_valid():
        try:
            if form.slots == day.slots:
                raise Refused(_("So bleibt der Rahmen, wie er ist. Ändern Sie Tische oder Pause."))
            ask_for_plan(day, by=request.actor, seconds=10, slots=form.slots, seen=revision_in(request))
            messages.success(request, _("Das Gedankenspiel wird berechnet. Der Plan bleibt, wie er ist."))
            return redirect("office:day-plan", day.event_id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return plan_page(request, day_of(request, day.event_id), what_if=form)


def address_of(plan: Plan, view: str = "") -> str:
    """``view``: one of ``VIEWS``; anything else shows the tables."""
    chosen = f"&ansicht={view}" if view in VIEWS and view else ""
    return f"{reverse('office:day-plan', args=[plan.day.event_id])}?fassung={plan.version}{chosen}"


def plan_in(request: SignedInRequest, pk: int, row: int) -> Plan:
    return get_object_or_404(plans_visible_to(request.actor), pk=row, day__event=pk)


@only_for(can_keep_events)
def progress(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """The picture, asked for every second; once the plan is there the page loads itself anew."""
    shown = plan_in(request, pk, row)
    state = state_of(shown)
    response = render(request, "office/day/progress.html", {"event": shown.day.event, "plan": shown, **state})
    if not state["busy"]:
        response["HX-Refresh"] = "true"
    return response


@only_for(can_keep_events)
@require_POST
def stop(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    shown = plan_in(request, pk, row)
    if stop_plan(shown, by=request.actor):
        messages.success(request, _("Die Berechnung hält an. Der beste Stand wird übernommen."))
    else:
        messages.info(request, _("Die Berechnung war schon fertig."))
    return redirect(address_of(shown))
