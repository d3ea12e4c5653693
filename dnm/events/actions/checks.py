"""What every action of this app begins with: the right, and the locked row as it is now."""

import secrets

from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor

from ..models import Event, MeetingDay, Plan
from ..rules import can_keep_events
from ..workflow import EDITABLE

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without signs that look alike when read aloud or from a badge."""


class PlannedOn(Refused):
    """Planning went on since the page was opened: raised before anything is written."""

    def __init__(self) -> None:
        super().__init__(
            _("Inzwischen wurde an anderer Stelle weitergeplant. Nichts ist gespeichert; Sie sehen den jetzigen Stand.")
        )


def only_office(by: Actor) -> None:
    if not can_keep_events(by):
        raise Refused(_("Das trägt das Büro ein."))


def new_code(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _sign in range(length))


def locked_event(event: Event) -> Event:
    """Places are given and freed one after the other."""
    return Event.objects.select_for_update(of=("self",)).select_related("organiser").get(pk=event.pk)


def locked_day(day: MeetingDay, seen: int | None = None) -> MeetingDay:
    """``seen``: the revision on the page from which somebody acts; None for what no page asks for."""
    fresh = MeetingDay.objects.select_for_update(of=("self",)).select_related("event__organiser").get(pk=day.pk)
    if seen is not None and seen != fresh.revision:
        raise PlannedOn
    return fresh


def count_on(day: MeetingDay) -> None:
    """Pages of the locked day that are open now are old from here on."""
    day.revision += 1
    day.save(update_fields=["revision"])


def editable_plan(plan: Plan, seen: int | None = None) -> Plan:
    """The day locked, the plan as it is now; only what was not published may be changed."""
    day = locked_day(plan.day, seen)
    fresh = Plan.objects.select_related("day__event", "based_on").get(pk=plan.pk)
    if fresh.state not in EDITABLE:
        raise Refused(_("Dieser Plan ist veröffentlicht. Legen Sie einen neuen Entwurf an."))
    fresh.day = day
    return fresh
