"""Announcing and calling off, registrations, the day itself. What leaves the house is checked on a page first."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.directory.models import Contact
from dnm.directory.queries import matching_text, organisations_visible_to
from dnm.documents.qr import qr_picture
from dnm.events.actions import (
    announce_event,
    cancel_event,
    cancel_registration,
    check_in,
    mark_attended,
    register,
    renew_link,
    void_attendance,
)
from dnm.events.links import entrance_address
from dnm.events.models import Attendance, Event, Registration
from dnm.events.papers import attendance_list
from dnm.events.queries import place_on_waiting_list, registrations_visible_to
from dnm.events.queries.lists import is_full
from dnm.events.rules import can_keep_events
from dnm.events.workflow import EventState, next_event_state
from dnm.introductions.actions.preview import letters_of
from dnm.web.access import only_for
from dnm.web.directory_forms import new_form_token, show_problems
from dnm.web.language import reading_language
from dnm.web.limits import limited
from dnm.web.requests import SignedInRequest, number_in

from .event_forms import CalledForm, CallerForm, ReceptionForm
from .events import event_page, visible_event

FOUND = 8


@only_for(can_keep_events)
def announce(request: SignedInRequest, pk: int) -> HttpResponse:
    """From now on the public page, the calendar and the feed show it."""
    shown = visible_event(request, pk)
    words = {"done": _("Die Veranstaltung ist angekündigt. Anmelden kann man sich ab jetzt."), "step": "announce"}
    return _step(request, shown, lambda: announce_event(shown, by=request.actor), words)


@only_for(can_keep_events)
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everybody with a place or waiting for one gets a letter."""
    shown = visible_event(request, pk)
    words = {"done": _("Die Veranstaltung ist abgesagt. Alle Angemeldeten bekommen einen Brief."), "step": "cancel"}
    return _step(request, shown, lambda: cancel_event(shown, by=request.actor), words)


def _step(request: SignedInRequest, shown: Event, run: Callable[[], Any], words: dict[str, str]) -> HttpResponse:
    """The page before, then the act. Taken already, in another tab: nothing happens twice."""
    if next_event_state(words["step"], EventState(shown.state)) is None:
        messages.info(request, _("Das ist schon geschehen: %(state)s.") % {"state": shown.get_state_display()})
        return redirect("office:event", shown.pk)
    problem = ""
    letters = []
    try:
        if request.method == "POST":
            run()
            messages.success(request, words["done"])
            return redirect("office:event", shown.pk)
        letters = letters_of(run)
    except Refused as refusal:
        problem = str(refusal)
    context = {"event": shown, "step": words["step"], "letters": letters, "problem": problem}
    return render(request, "office/events/step.html", context)


# --- Registrations ---


@only_for(can_keep_events)
@limited("contact-search", count=120, seconds=60, method="GET", when="suche")
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    """By telephone: somebody of the directory (``?person=``), or a name and an address (``?neu``)."""
    shown = visible_event(request, pk)
    if shown.state != EventState.ANNOUNCED:
        raise Http404
    if chosen := number_in(request.GET.get("person", "")):
        visible = Contact.objects.filter(organisation__in=organisations_visible_to(request.actor), left_on=None)
        return _called(request, shown, get_object_or_404(visible.select_related("organisation"), pk=chosen))
    if "neu" in request.GET:
        return _called(request, shown, None)
    words = request.GET.get("suche", "").replace("\0", "").strip()[:100]
    context = {"event": shown, "words": words, "found": _people(request, words) if words else []}
    return render(request, "office/events/find.html", context)


def _people(request: SignedInRequest, words: str) -> list[Contact]:
    """People of the firms that match, or whose own name does."""
    firms = [one.pk for one in matching_text(organisations_visible_to(request.actor), words, people=True)[:FOUND]]
    people = Contact.objects.filter(organisation__in=firms, left_on=None).select_related("organisation")
    return list(people.order_by("organisation__sort_name", "last_name", "pk")[:40])


def _called(request: SignedInRequest, shown: Event, contact: Contact | None) -> HttpResponse:
    language = contact.language if contact else reading_language()
    initial = {"form_token": new_form_token(), "name": request.GET.get("neu", "").replace("\0", "")[:160]}
    posted = request.POST if request.method == "POST" else None
    form = (CalledForm if contact else CallerForm)(shown, posted, language=language, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            place = register(shown, by=request.actor, contact=contact, **form.told)
        except Refused as refusal:
            show_problems(form, refusal)
        else:
            messages.success(request, _registered(place))
            return redirect("office:event", shown.pk)
    context = {"event": shown, "contact": contact, "form": form, "full": is_full(shown)}
    return render(request, "office/events/add.html", context)


def _registered(place: Registration) -> str:
    number = place_on_waiting_list(place)
    if number:
        return _("%(name)s steht auf Platz %(number)d der Warteliste.") % {"name": place.name, "number": number}
    return _("%(name)s ist angemeldet.") % {"name": place.name}


def _place(request: SignedInRequest, pk: int, row: int) -> Registration:
    return get_object_or_404(registrations_visible_to(request.actor), pk=row, event=pk)


@only_for(can_keep_events)
def cancel_place(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """The person gets a letter, and so does who moves up."""
    place = _place(request, pk, row)
    try:
        if request.method == "POST":
            cancel_registration(place, by=request.actor)
            messages.success(request, _("%(name)s ist abgemeldet.") % {"name": place.name})
            return redirect("office:event", pk)
        letters = letters_of(lambda: cancel_registration(place, by=request.actor))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("office:event", pk)
    return render(
        request, "office/events/cancel_place.html", {"event": place.event, "place": place, "letters": letters}
    )


@only_for(can_keep_events)
def place_link(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """A letter fell into the wrong hands: a new link and a new code go out, the old ones open nothing."""
    place = _place(request, pk, row)
    try:
        if request.method == "POST":
            renew_link(place, seen=number_in(request.POST.get("stand", "")), by=request.actor)
            messages.success(request, _("%(name)s bekommt einen neuen Link.") % {"name": place.name})
            return redirect("office:event", pk)
        letters = letters_of(lambda: renew_link(place, seen=place.link_version, by=request.actor))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("office:event", pk)
    return render(request, "office/events/place_link.html", {"event": place.event, "place": place, "letters": letters})


# --- On the day ---


@only_for(can_keep_events)
@require_POST
def came(request: SignedInRequest, pk: int) -> HttpResponse:
    """At the reception by code, or by the row of the list."""
    shown = visible_event(request, pk)
    form = ReceptionForm(request.POST)
    try:
        if row := number_in(request.POST.get("platz", "")):
            seen = mark_attended(_place(request, pk, row), by=request.actor)
        elif form.is_valid():
            seen = check_in(shown, form.cleaned_data["code"], by=request.actor)
        else:
            return event_page(request, shown, form)
    except Refused as refusal:
        if row:
            messages.error(request, str(refusal))
            return redirect("office:event", pk)
        form.add_error("code", str(refusal))
        return event_page(request, shown, form)
    messages.success(request, _("%(name)s ist da.") % {"name": seen.registration.name})
    return redirect("office:event", pk)


@only_for(can_keep_events)
@require_POST
def not_there(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """A check-in by mistake: counts no longer, stays in the journal."""
    place = _place(request, pk, row)
    for attendance in Attendance.objects.filter(registration=place, voided_at=None):
        void_attendance(attendance, by=request.actor)
        messages.success(request, _("%(name)s zählt nicht mehr als anwesend.") % {"name": place.name})
    return redirect("office:event", pk)


@only_for(can_keep_events)
def door(request: SignedInRequest, pk: int) -> HttpResponse:
    """To hang up at the entrance, or for the big screen."""
    shown = visible_event(request, pk)
    if shown.state != EventState.ANNOUNCED:
        raise Http404
    address = entrance_address(shown)
    plain = address.split("://", 1)[-1].partition("?")[0]
    context = {"event": shown, "picture": qr_picture(address), "address": plain}
    return render(request, "office/events/door.html", context)


@only_for(can_keep_events)
def paper(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list to sign."""
    shown = visible_event(request, pk)
    content = attendance_list(shown, language=reading_language(), now=timezone.now())
    disposition = {"Content-Disposition": f'attachment; filename="anwesenheit-{pk}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=disposition)
