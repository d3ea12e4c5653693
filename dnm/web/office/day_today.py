"""On the day itself: who is missing, which talks were held, the rest planned anew, and the big screen."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.events import actions
from dnm.events.models import Encounter, MeetingDay, Participant, Plan, PlannedMeeting
from dnm.events.queries import current_plan, meetings_visible_to, participants_visible_to
from dnm.events.queries.plans import moment_of, released_names
from dnm.events.rules import can_keep_events
from dnm.events.workflow import Keep
from dnm.web.access import only_for
from dnm.web.day_forms import clock_of_slot
from dnm.web.requests import SignedInRequest, number_in, revision_in

from .day import day_of
from .day_person import slot_now
from .day_plan import address_of

REPLAN_SECONDS = 5


@dataclass(frozen=True)
class Talk:
    """A meeting as it stands on the day."""

    meeting: PlannedMeeting
    table: int
    held: Encounter | None
    missing: list[str]


@dataclass(frozen=True)
class Round:
    """All talks that begin together."""

    slot: int
    clock: str
    talks: list[Talk]
    begun: bool
    now: bool


def rounds_of(day: MeetingDay, plan: Plan) -> list[Round]:
    """Two queries. ``now``: the round that runs, or comes next when none does."""
    today, begun = timezone.localdate(day.event.starts), 0
    begun = slot_now(plan.slots, today)
    held = {(one.company_id, one.startup_id): one for one in Encounter.objects.filter(company__day=day, voided_at=None)}
    rows: list[list[Talk]] = [[] for _slot in plan.slots]
    for one in plan.meetings.select_related("company__organisation", "startup__organisation"):
        missing = [
            party.organisation.name for party in (one.company, one.startup)
            if party.gone_at and one.slot >= (party.gone_from or 0)
        ]  # fmt: skip
        rows[one.slot].append(Talk(one, one.table + 1, held.get((one.company_id, one.startup_id)), missing))
    return [
        Round(slot, clock_of_slot(plan.slots[slot]), talks, slot < begun, slot == _running(plan, begun))
        for slot, talks in enumerate(rows)
    ]


def _running(plan: Plan, begun: int) -> int:
    """The last one that has begun, until it ends; then the next one."""
    if begun and timezone.now() < moment_of(plan, begun - 1)[1]:
        return begun - 1
    return begun


@only_for(can_keep_events)
def today(request: SignedInRequest, pk: int) -> HttpResponse:
    day = day_of(request, pk)
    if request.method == "POST":
        return _replan(request, day)
    plan = current_plan(day)
    context: dict[str, Any] = {"event": day.event, "day": day, "plan": plan, "before": _is_to_come(day)}
    if plan:
        people = list(participants_visible_to(request.actor).filter(day=day))
        starts = slot_now(plan.slots, timezone.localdate(day.event.starts))
        rounds = rounds_of(day, plan)
        context |= {
            "rounds": rounds,
            "people": people,
            "gone": [one for one in people if one.gone_at],
            "broken": sum(bool(talk.missing) for one in rounds if not one.begun for talk in one.talks),
            "from_slot": starts,
            "slots": [(n, clock_of_slot(slot)) for n, slot in enumerate(plan.slots)],
        }
    return render(request, "office/day/today.html", context)


def _is_to_come(day: MeetingDay) -> bool:
    return timezone.localdate() < timezone.localdate(day.event.starts)


def _replan(request: SignedInRequest, day: MeetingDay) -> HttpResponse:
    """What is over stays, the rest is planned again with as few changes as possible."""
    plan = current_plan(day)
    if plan is None:
        messages.warning(request, _("Es gibt noch keinen veröffentlichten Plan."))
        return redirect("office:day-today", day.event_id)
    starts = slot_now(plan.slots, timezone.localdate(day.event.starts))
    keep = Keep.PAST if request.POST.get("bleibt") == "vorbei" else Keep.NEARLY
    try:
        asked = actions.ask_for_plan(
            day, by=request.actor, seconds=REPLAN_SECONDS, based_on=plan, keep=keep,
            from_slot=min(starts, len(plan.slots)), seen=revision_in(request),
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("office:day-today", day.event_id)
    return redirect(address_of(asked))


@only_for(can_keep_events)
@require_POST
def there(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """Gone from a slot on, or back."""
    one = get_object_or_404(participants_visible_to(request.actor), pk=row, day__event=pk)
    words = {"name": one.organisation.name}
    if request.POST.get("tun") == "zurueck":
        actions.mark_back(one, by=request.actor)
        messages.success(request, _("%(name)s ist wieder da.") % words)
    else:
        actions.mark_gone(one, by=request.actor, from_slot=_slot_in(request, one))
        messages.success(request, _("%(name)s fehlt. Planen Sie den Rest neu, wenn Gespräche ausfallen.") % words)
    here = request.POST.get("von") == "heute"
    return redirect("office:day-today", pk) if here else redirect("office:day-person", pk, row)


def _slot_in(request: SignedInRequest, one: Participant) -> int:
    return min(number_in(request.POST.get("ab", "0")), max(len(one.day.slots) - 1, 0))


@only_for(can_keep_events)
@require_POST
def talk(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """Held, or marked by mistake."""
    meeting = get_object_or_404(meetings_visible_to(request.actor).filter(plan__day__event=pk), pk=row)
    try:
        if request.POST.get("tun") == "doch-nicht":
            known = Encounter.objects.filter(
                company=meeting.company_id, startup=meeting.startup_id, voided_at=None
            ).first()
            if known:
                actions.void_talk(known, by=request.actor)
        else:
            actions.hold_talk(meeting, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
    page = redirect("office:day-today", pk)
    page["Location"] += f"#g{meeting.pk}"
    return page


@only_for(can_keep_events)
def screen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Large type for a screen in the hall: what runs now and what comes next. Only released names."""
    day = day_of(request, pk)
    plan = current_plan(day)
    rounds = rounds_of(day, plan) if plan else []
    number = next((n for n, one in enumerate(rounds) if one.now), None)
    shown = [] if number is None else rounds[number : number + 2]
    names = released_names(plan) if plan else {}
    context = {
        "event": day.event,
        "plan": plan,
        "rounds": [(one, [_line(talk, names) for talk in one.talks]) for one in shown],
        "now": timezone.localtime(),
        "before": _is_to_come(day),
    }
    return render(request, "office/day/screen.html", context)


def _line(talk: Talk, names: dict[int, str]) -> tuple[int, str, str]:
    hidden = _("nicht freigegeben")
    meeting = talk.meeting
    return talk.table, names.get(meeting.company_id, hidden), names.get(meeting.startup_id, hidden)
