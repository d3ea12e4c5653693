"""One meeting of a plan: move it by form or drag, fix it, take it out, bind the two to a block or keep them apart.

Says what is in the way first.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.events import actions
from dnm.events.models import MeetingDay, Pair, Participant, PlannedMeeting
from dnm.events.queries import conflicts_of_moving, meetings_visible_to, participants_visible_to
from dnm.events.rules import can_keep_events
from dnm.events.workflow import EDITABLE
from dnm.web.access import only_for
from dnm.web.day_forms import clock_of_slot
from dnm.web.forms import Form, offer
from dnm.web.requests import SignedInRequest, number_in, revision_in

from .day import day_of
from .day_grid import Grid, grid_of
from .day_plan import address_of


@dataclass(frozen=True)
class Place:
    """A time to move to, with what stands in the way there."""

    slot: int
    clock: str
    words: str
    free: bool


class MoveForm(Form):
    """Where to. Times say beforehand what stands in the way."""

    slot = forms.ChoiceField(
        label=gettext_lazy("Neue Zeit"), error_messages={"required": gettext_lazy("Wählen Sie eine Zeit.")}
    )
    table = forms.ChoiceField(
        label=gettext_lazy("Tisch"), error_messages={"required": gettext_lazy("Wählen Sie einen Tisch.")}
    )

    def __init__(self, meeting: PlannedMeeting, places: list[Place], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tables = max((slot["tables"] for slot in meeting.plan.slots), default=0)
        offer(self, "slot", [(str(one.slot), one.words) for one in places])
        offer(self, "table", [(str(n), str(n + 1)) for n in range(tables)])
        self.fields["slot"].initial, self.fields["table"].initial = meeting.slot, meeting.table


class BlockForm(Form):
    """In which block of the day the two shall meet."""

    block = forms.ChoiceField(
        label=gettext_lazy("Block"), error_messages={"required": gettext_lazy("Wählen Sie einen Block.")}
    )

    def __init__(self, day: MeetingDay, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "block", blocks_of(day))


def blocks_of(day: MeetingDay) -> list[tuple[str, str]]:
    """Each session of the frame with its first and last beginning."""
    found = []
    for session in sorted({slot["session"] for slot in day.slots}):
        clocks = [clock_of_slot(slot) for slot in day.slots if slot["session"] == session]
        words = {"block": session + 1, "first": clocks[0], "last": clocks[-1]}
        several = _("Block %(block)d, %(first)s bis %(last)s Uhr") % words
        found.append((str(session), several if len(clocks) > 1 else _("Block %(block)d, %(first)s Uhr") % words))
    return found


def places_for(grid: Grid, meeting: PlannedMeeting) -> list[Place]:
    """Every time of the day, each with the conflicts of the two participants; the table is asked for beside it."""
    found = []
    for slot, column in enumerate(grid.columns):
        clock = _("%(clock)s Uhr") % {"clock": column.clock}
        if slot == meeting.slot:
            found.append(Place(slot, clock, _("%(clock)s, wie jetzt") % {"clock": clock}, True))
            continue
        problem = _in_the_way(grid, meeting, slot)
        words = problem or _("beide frei")
        found.append(Place(slot, clock, f"{clock}, {words}", not problem))
    return found


def _in_the_way(grid: Grid, meeting: PlannedMeeting, slot: int) -> str:
    parts = []
    session = grid.sessions.get((meeting.company_id, meeting.startup_id))
    if session is not None and grid.plan.slots[slot]["session"] != session:
        parts.append(_("gehört in Block %(block)d") % {"block": session + 1})
    for one in (meeting.company, meeting.startup):
        other = grid.of(one).get(slot)
        if other:
            third = other.startup if other.company_id == one.pk else other.company
            words = {"one": one.organisation.name, "third": third.organisation.name}
            parts.append(_("%(one)s spricht mit %(third)s") % words)
        elif _states(grid, one)[slot] == "away":
            parts.append(_("%(one)s ist nicht da") % {"one": one.organisation.name})
    return "; ".join(parts)


def _states(grid: Grid, one: Participant) -> list[str]:
    return grid.states_of(next(known for known in grid.people if known.pk == one.pk))


@only_for(can_keep_events)
def talk(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    meeting = get_object_or_404(
        meetings_visible_to(request.actor).filter(plan__day__event=pk).select_related("plan__based_on"), pk=row
    )
    if request.method != "POST":
        return _page(request, meeting)
    act = request.POST.get("tun", "")
    if act == "verlegen":
        return _move(request, meeting)
    if act == "block":
        return _bind(request, meeting)
    try:
        done = _act(meeting, act, request.actor, revision_in(request))
    except Refused as refusal:
        return _page(request, meeting, problem=str(refusal))
    messages.success(request, done)
    return redirect(_plan_address(request, meeting) if act == "heraus" else request.get_full_path())


def _plan_address(request: SignedInRequest, meeting: PlannedMeeting) -> str:
    """Back to the view of the plan from which somebody came."""
    return address_of(meeting.plan, request.GET.get("ansicht", ""))


def _act(meeting: PlannedMeeting, act: str, by: Actor, seen: int) -> str:
    if act == "festsetzen":
        actions.lock_meeting(meeting, by=by, seen=seen)
        return _("Festgesetzt. Jeder neue Plan lässt dieses Gespräch, wo es ist.")
    if act == "loesen":
        actions.free_pair(meeting.company, meeting.startup, by=by, seen=seen)
        return _("Gelöst. Neue Pläne dürfen das Gespräch verlegen.")
    if act == "trennen":
        actions.forbid_pair(meeting.company, meeting.startup, by=by, seen=seen)
        return _("Getrennt. Der nächste Plan bringt die beiden nicht zusammen; in diesem stehen sie noch.")
    if act == "heraus":
        actions.remove_meeting(meeting, by=by, seen=seen)
        return _("Das Gespräch steht nicht mehr im Plan.")
    raise Refused(_("Diesen Schritt gibt es nicht. Laden Sie die Seite neu."))


def _move(request: SignedInRequest, meeting: PlannedMeeting) -> HttpResponse:
    """Nothing is saved while something is in the way; the page names it and keeps the choice."""
    form = MoveForm(meeting, places_for(grid_of(meeting.plan), meeting), request.POST)
    if not form.is_valid():
        return _page(request, meeting, form=form)
    slot, table = int(form.cleaned_data["slot"]), int(form.cleaned_data["table"])
    conflicts = conflicts_of_moving(meeting.plan, meeting, slot, table)
    if conflicts:
        form.add_error(None, " ".join(conflict.text for conflict in conflicts))
        return _page(request, meeting, form=form)
    try:
        actions.move_meeting(meeting, slot, table, by=request.actor, seen=revision_in(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, meeting, form=form)
    messages.success(request, _("Verlegt."))
    return redirect(_plan_address(request, meeting))


def _bind(request: SignedInRequest, meeting: PlannedMeeting) -> HttpResponse:
    form = BlockForm(meeting.plan.day, request.POST)
    if not form.is_valid():
        return _page(request, meeting, block=form)
    session = int(form.cleaned_data["block"])
    try:
        actions.bind_pair(meeting.company, meeting.startup, session, by=request.actor, seen=revision_in(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, meeting, block=form)
    messages.success(request, _("Der nächste Plan hält dieses Gespräch in Block %(block)d.") % {"block": session + 1})
    return redirect(request.get_full_path())


def _page(
    request: SignedInRequest,
    meeting: PlannedMeeting,
    *,
    form: MoveForm | None = None,
    block: BlockForm | None = None,
    problem: str = "",
) -> HttpResponse:
    meeting.plan.day = day_of(request, meeting.plan.day.event_id)  # as it is now, after a refusal too
    grid = grid_of(meeting.plan)
    pair = Pair.objects.filter(company=meeting.company_id, startup=meeting.startup_id).first()
    context = {
        "event": meeting.plan.day.event,
        "plan": meeting.plan,
        "meeting": meeting,
        "back": _plan_address(request, meeting),
        "clock": grid.columns[meeting.slot].clock,
        "table": meeting.table + 1,
        "form": form or MoveForm(meeting, places_for(grid, meeting)),
        "wrong": block if block and block.errors else form,
        "binding": block or BlockForm(meeting.plan.day, initial={"block": _session(meeting, pair)}),
        "blocks": len(blocks_of(meeting.plan.day)),
        "bound": None if pair is None or pair.session is None else pair.session + 1,
        "pair": pair,
        "locked": pair is not None and pair.locked_slot is not None,
        "editable": meeting.plan.state in EDITABLE,
        "problem": problem,
    }
    return render(request, "office/day/talk.html", context)


def _session(meeting: PlannedMeeting, said: Pair | None) -> int:
    """The block the two are bound to, else the one they meet in now."""
    if said is not None and said.session is not None:
        return said.session
    return int(meeting.plan.slots[meeting.slot]["session"])


@only_for(can_keep_events)
@require_POST
def pair(request: SignedInRequest, pk: int) -> HttpResponse:
    """Two that were kept apart, or bound to a block, are free again."""
    day = day_of(request, pk)
    both = participants_visible_to(request.actor).filter(day=day)
    company = get_object_or_404(both, pk=number_in(request.POST.get("company", "")))
    startup = get_object_or_404(both, pk=number_in(request.POST.get("startup", "")))
    try:
        actions.free_pair(company, startup, by=request.actor, seen=revision_in(request))
        messages.success(request, _("Für die beiden gilt keine Vorgabe mehr."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("office:day-plan", pk)
