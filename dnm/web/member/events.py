"""Termine: where our people are registered, what comes next, register and cancel for the firm."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.directory.models import Organisation
from dnm.directory.queries import organisations_visible_to
from dnm.events.actions import cancel_registration, register
from dnm.events.models import Event, Registration
from dnm.events.queries import (
    current_plan,
    participants_visible_to,
    place_on_waiting_list,
    public_events,
    registrations_visible_to,
)
from dnm.events.queries.lists import coming, is_full, next_number, with_places
from dnm.events.rules import can_register
from dnm.web.directory_forms import new_form_token, show_problems
from dnm.web.event_forms import ColleagueForm
from dnm.web.limits import limited
from dnm.web.public.events import firm_of
from dnm.web.requests import SignedInRequest

SHOWN = 50
STANDING = (Registration.State.REGISTERED, Registration.State.WAITING)


def _own(request: SignedInRequest) -> Organisation:
    visible = organisations_visible_to(request.actor)
    return get_object_or_404(visible, pk=firm_of(request.actor) or 0)


def _places(request: SignedInRequest) -> Any:
    return registrations_visible_to(request.actor).filter(state__in=STANDING)


def events(request: SignedInRequest) -> HttpResponse:
    """Coming events, those with our own people marked; below, where we were."""
    own, now = _own(request), timezone.now()
    mine = Prefetch("registrations", _places(request), to_attr="own_places")
    rows = list(with_places(coming(public_events(), now)).prefetch_related(mine)[:SHOWN])
    attended = _places(request).filter(event__ends__lte=now, attendances__voided_at=None, attendances__isnull=False)
    context = {
        "organisation": own,
        "mine": [event for event in rows if event.own_places],
        "others": [event for event in rows if not event.own_places],
        "attended": list(attended.order_by("-event__starts")[:SHOWN]),
    }
    return render(request, "member/events/list.html", context)


@limited("event-registration", count=60, seconds=3600)
def event(request: SignedInRequest, pk: int) -> HttpResponse:
    """One event: who of us comes, and a form for the next colleague."""
    own = _own(request)
    shown = get_object_or_404(with_places(public_events()).select_related("organiser"), pk=pk)
    form = ColleagueForm(
        shown, own, request.POST if request.method == "POST" else None, initial={"form_token": new_form_token()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            place = register(shown, by=request.actor, **form.told)
        except Refused as refusal:
            show_problems(form, refusal)
        else:
            messages.success(request, _done(place))
            return redirect("member:event", pk)
    return _page(request, shown, form)


def _done(place: Registration) -> str:
    number = place_on_waiting_list(place)
    if number:
        return _("%(name)s steht auf Platz %(number)d der Warteliste.") % {"name": place.name, "number": number}
    return _("%(name)s ist angemeldet. Code und Kalendereintrag gehen per E-Mail hinaus.") % {"name": place.name}


def _page(request: SignedInRequest, shown: Event, form: ColleagueForm) -> HttpResponse:
    places = list(_places(request).filter(event=shown))
    participation = participants_visible_to(request.actor).filter(day__event=shown).first()
    context = {
        "participation": participation,
        "plan": current_plan(participation.day) if participation else None,
        "event": shown,
        "form": form,
        "places": [(place, place_on_waiting_list(place)) for place in places],
        "open": can_register(shown, timezone.now()),
        "over": shown.ends <= timezone.now(),
        "full": is_full(shown),
        "number": next_number(shown),
        "nobody": not form.people.exists(),
    }
    return render(request, "member/events/event.html", context)


def cancel(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """The question before a place is given back: the person gets a letter, and the next one moves up."""
    _own(request)
    place = get_object_or_404(_places(request), pk=row, event=pk)
    if place.event.ends <= timezone.now():
        raise Http404
    if request.method == "POST":
        try:
            cancel_registration(place, by=request.actor)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(name)s ist abgemeldet.") % {"name": place.name})
        return redirect("member:event", pk)
    return render(request, "member/events/cancel.html", {"place": place, "event": place.event})
