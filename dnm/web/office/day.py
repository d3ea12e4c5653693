"""A meeting day at a glance: where it stands, what comes next, and the steps from one phase to the other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.events import actions
from dnm.events.models import Encounter, Event, MeetingDay
from dnm.events.queries import current_plan, days_visible_to, events_visible_to, mutual_pairs
from dnm.events.rules import can_keep_events
from dnm.events.workflow import Phase, next_phase
from dnm.introductions.actions.preview import letters_of
from dnm.web.access import only_for
from dnm.web.requests import SignedInRequest


@dataclass(frozen=True)
class PhaseStep:
    """A step of the whole day. ``done``: what is said once it is taken."""

    run: Callable[..., MeetingDay]
    question: Promise
    button: Promise
    done: Promise


STEPS = {
    "wuensche": PhaseStep(
        actions.open_wishes, _("Alle einladen, ihre Wünsche zu nennen?"), _("Einladen und Wünsche sammeln"),
        _("Die Einladungen sind unterwegs."),
    ),
    "schluss": PhaseStep(
        actions.close_wishes, _("Die Zeit für Wünsche beenden?"), _("Wünsche schließen"),
        _("Die Wünsche sind geschlossen. Jetzt können Sie planen."),
    ),
    "ende": PhaseStep(
        actions.close_day, _("Den Matchingtag abschließen?"), _("Tag abschließen"), _("Der Tag ist abgeschlossen."),
    ),
}  # fmt: skip
NAMES = {"wuensche": "open_wishes", "schluss": "close_wishes", "ende": "close"}
"""Word in the address -> step of ``workflow.PHASE_STEPS``."""

WITH_DAY = (Event.Kind.MEETING_DAY, Event.Kind.REVERSE_PITCH)


def event_of(request: SignedInRequest, pk: int) -> Event:
    return get_object_or_404(events_visible_to(request.actor).filter(kind__in=WITH_DAY), pk=pk)


def day_of(request: SignedInRequest, pk: int) -> MeetingDay:
    """The meeting day of an event; 404 before it was set up."""
    days = days_visible_to(request.actor).select_related("event__organiser")
    return get_object_or_404(days, event=pk)


@only_for(can_keep_events)
def overview(request: SignedInRequest, pk: int) -> HttpResponse:
    event = event_of(request, pk)
    day = days_visible_to(request.actor).filter(event=event).first()
    if day is None:
        return redirect("office:day-frame", pk)
    return render(request, "office/day/overview.html", {"up": "../", "event": event, "day": day, **_state(day)})


def _state(day: MeetingDay) -> dict[str, Any]:
    released = Q(releases__revoked_at=None, releases__voided_at=None, releases__isnull=False)
    counts = day.participants.aggregate(
        companies=Count("pk", filter=Q(side="company"), distinct=True),
        startups=Count("pk", filter=Q(side="startup"), distinct=True),
        answered=Count("pk", filter=Q(answered_at__isnull=False), distinct=True),
        released=Count("pk", filter=released, distinct=True),
    )
    begun = day.event.starts <= timezone.now()
    steps = [
        (word, STEPS[word]) for word, name in NAMES.items()
        if next_phase(name, Phase(day.phase)) and (begun or name != "close")
    ]  # fmt: skip
    return {
        **counts,
        "all": counts["companies"] + counts["startups"],
        "mutual": len(mutual_pairs(day)),
        "tables": max((slot["tables"] for slot in day.slots), default=0),
        "plan": current_plan(day),
        "drafts": day.plans.count(),
        "held": Encounter.objects.filter(company__day=day, voided_at=None).count(),
        "steps": steps,
    }


@only_for(can_keep_events)
def step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Asks first, with the letters that would leave the house; then takes the step."""
    day, chosen = day_of(request, pk), STEPS.get(name)
    if chosen is None:
        raise Http404
    if request.method == "POST":
        try:
            chosen.run(day, by=request.actor)
            messages.success(request, str(chosen.done))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("office:day", pk)
    letters = _letters(chosen, day, request.actor)
    if letters is None:
        messages.warning(request, str(_("Das ist jetzt nicht möglich.")))
        return redirect("office:day", pk)
    silent = day.participants.filter(contact__email="", gone_at=None).select_related("organisation", "contact")
    context = {"event": day.event, "day": day, "step": chosen, "name": name, "letters": letters, "silent": silent}
    return render(request, "office/day/step.html", context)


def _letters(chosen: PhaseStep, day: MeetingDay, by: Actor) -> list[Any] | None:
    """What would be sent; None where the step is not possible now."""
    try:
        return letters_of(lambda: chosen.run(day, by=by))
    except Refused:
        return None
