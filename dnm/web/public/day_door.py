"""The mailed address of a participant of a meeting day who has no account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dnm.events.actions import open_door, renew_door, send_code
from dnm.events.models import ParticipantDoor
from dnm.events.queries import door_of
from dnm.web.access import open_to_all
from dnm.web.acting import DAY_DOOR_KEY
from dnm.web.limits import limited
from dnm.web.requests import Request

from .doors import Doors, pass_through

DAY_DOORS = Doors[ParticipantDoor](
    behind=door_of,
    send_code=send_code,
    opened=open_door,
    mailbox=lambda door: door.contact.email,
    leads_to=lambda door: reverse("member:meeting-day", args=[door.participant_id]),
    session_key=DAY_DOOR_KEY,
    renew_page="public:day-door-renew",
    template="public/day_door.html",
)


@open_to_all
def door(request: Request, token: str) -> HttpResponse:
    return pass_through(request, DAY_DOORS, token=token)


@open_to_all
@require_POST
@limited("day-renew", count=3, seconds=3600, per="token")
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """A new link instead of one that is over. The page says the same whether or not there was one."""
    renew_door(token)
    return render(request, "public/link_renewed.html")
