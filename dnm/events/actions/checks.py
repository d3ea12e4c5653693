"""What every action of this app begins with: the right, and the locked row as it is now."""

import secrets

from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor

from ..models import Event, MeetingDay, Plan
from ..rules import can_keep_events
from ..workflow import PlanState

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without signs that look alike when read aloud or from a badge."""


def only_office(by: Actor) -> None:
    if not can_keep_events(by):
        raise Refused(_("Das trägt das Büro ein."))


def new_code(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _sign in range(length))


def locked_event(event: Event) -> Event:
    """Places are given and freed one after the other."""
    return Event.objects.select_for_update(of=("self",)).select_related("organiser").get(pk=event.pk)


def locked_day(day: MeetingDay) -> MeetingDay:
    return MeetingDay.objects.select_for_update(of=("self",)).select_related("event__organiser").get(pk=day.pk)


def editable_plan(plan: Plan) -> Plan:
    """The day locked, the plan as it is now; only what was not published may be changed."""
    locked_day(plan.day)
    fresh = Plan.objects.select_related("day__event", "based_on").get(pk=plan.pk)
    if fresh.state not in (PlanState.DRAFT, PlanState.VARIANT):
        raise Refused(_("Dieser Plan ist veröffentlicht. Legen Sie einen neuen Entwurf an."))
    return fresh
