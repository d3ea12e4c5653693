"""Before a plan leaves the house: a second look, then the letters it sends, then out."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.events.actions import publish_plan, review_plan
from dnm.events.models import Plan
from dnm.events.queries import current_plan
from dnm.events.rules import can_keep_events
from dnm.events.workflow import PlanState
from dnm.introductions.actions.preview import letters_of
from dnm.web.access import only_for
from dnm.web.requests import SignedInRequest, revision_in

from .day_grid import Grid, grid_of, rows_by_side
from .day_plan import plan_in
from .day_reasons import unplaced_of


@dataclass(frozen=True)
class Check:
    """A question of the second look, with the answer the plan gives."""

    words: str
    warn: bool = False


def checks_of(grid: Grid) -> list[Check]:
    unplaced, alone = len(unplaced_of(grid)), [one for one in grid.people if not grid.of(one) and not one.gone_at]
    shut_out = ", ".join(one.organisation.name for one in alone)
    placed, gaps = len(grid.meetings), grid.gaps
    return [
        Check(_counted(ngettext("Ein Gespräch steht im Plan.", "%(count)d Gespräche stehen im Plan.", placed), placed)),
        Check(
            _counted(
                ngettext(
                    "Ein Gespräch, das beide wollen, hat keinen Platz.",
                    "%(count)d Gespräche, die beide wollen, haben keinen Platz.", unplaced,
                ), unplaced,
            ) if unplaced else _("Alles, was beide wollen, hat einen Platz."), bool(unplaced),
        ),
        Check(
            _("Ohne ein einziges Gespräch: %(names)s.") % {"names": shut_out}
            if alone else _("Jede Teilnahme hat mindestens ein Gespräch."), bool(alone),
        ),
        Check(_counted(ngettext("Eine Lücke.", "%(count)d Lücken zwischen zwei Gesprächen.", gaps), gaps)),
    ]  # fmt: skip


def _counted(words: str, count: int) -> str:
    return words % {"count": count}


@only_for(can_keep_events)
def publish(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    plan = plan_in(request, pk, row)
    if plan.state == PlanState.PUBLISHED:
        return redirect("office:day-plan", pk)
    if request.method == "POST":
        return _act(request, plan)
    return _page(request, plan)


def _act(request: SignedInRequest, plan: Plan) -> HttpResponse:
    try:
        if request.POST.get("tun") == "durchgesehen":
            review_plan(plan, by=request.actor, seen=revision_in(request))
            return redirect("office:plan-publish", plan.day.event_id, plan.pk)
        publish_plan(plan, by=request.actor, seen=revision_in(request))
    except Refused as refusal:
        return _page(request, plan_in(request, plan.day.event_id, plan.pk), problem=str(refusal))
    messages.success(request, _("Plan %(version)d gilt. Die Briefe sind unterwegs.") % {"version": plan.version})
    return redirect("office:day-plan", plan.day.event_id)


def _page(request: SignedInRequest, plan: Plan, problem: str = "") -> HttpResponse:
    grid = grid_of(plan)
    letters, trouble = _letters(plan, request.actor) if plan.reviewed_at else ([], "")
    context: dict[str, Any] = {
        "event": plan.day.event,
        "plan": plan,
        "grid": grid,
        "rows": rows_by_side(grid),
        "checks": checks_of(grid),
        "letters": letters,
        "before": current_plan(plan.day),
        "problem": problem or trouble,
    }
    return render(request, "office/day/publish.html", context)


def _letters(plan: Plan, by: Actor) -> tuple[list[Any], str]:
    """What would be sent, or why it cannot be published as it stands."""
    try:
        return letters_of(lambda: publish_plan(plan, by=by)), ""
    except Refused as refusal:
        return [], str(refusal)
