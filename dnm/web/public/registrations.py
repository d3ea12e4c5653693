"""Mailed links of a registration, and checking in on one's own phone. Opening a page changes nothing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.events.actions import (
    answer_survey,
    cancel_registration,
    check_in_by_phone,
    give_photo_consent,
    withdraw_photo_consent,
)
from dnm.events.models import Event, Registration, SurveyAnswer
from dnm.events.papers import registration_calendar
from dnm.events.queries import event_of_code, place_on_waiting_list, public_events, registration_of
from dnm.events.workflow import SURVEY_QUESTIONS, EventState
from dnm.web.access import open_to_all
from dnm.web.event_forms import DoorForm, PhotoForm, SurveyForm
from dnm.web.language import reading_language
from dnm.web.limits import limited
from dnm.web.requests import Request


def _over(request: Request) -> HttpResponse:
    return render(request, "public/events/link_over.html", status=410)


def _unkept(response: HttpResponse) -> HttpResponse:
    """The token is in the address: no cache may keep the page."""
    response.headers["Cache-Control"] = "no-store"
    return response


@open_to_all
@limited("registration-link", count=60, seconds=3600, per="token")
def registration(request: Request, token: str) -> HttpResponse:
    """One's own place: looked at, given back, the photo consent withdrawn."""
    place = registration_of(token)
    if place is None:
        return _over(request)
    photos = PhotoForm(place.event, request.POST if "fotos" in request.POST else None)
    if request.method == "POST" and _acted(request, place, photos):
        return redirect("public:registration", token)
    context = {
        "photos": photos,
        "form": photos if photos.is_bound else None,
        "place": place,
        "event": place.event,
        "token": token,
        "number": place_on_waiting_list(place),
        "attended": place.attendances.filter(voided_at=None).exists(),
        "begun": place.event.starts <= timezone.now(),
    }
    return _unkept(render(request, "public/events/registration.html", context))


def _acted(request: Request, place: Registration, photos: PhotoForm) -> bool:
    """False where the page has to be shown again with what is wrong."""
    if photos.is_bound and not photos.is_valid():
        return False
    _act(request, place)
    return True


def _act(request: Request, place: Registration) -> None:
    try:
        if "fotos" in request.POST:
            give_photo_consent(place, shown_hash=request.POST.get("photo_hash", ""), language=reading_language())
            messages.success(request, _("Ihre Einwilligung in Fotos ist gespeichert."))
        elif "absagen" in request.POST:
            cancel_registration(place)
        elif "keine-fotos" in request.POST:
            withdraw_photo_consent(place)
            messages.success(request, _("Ihre Einwilligung in Fotos ist widerrufen."))
    except Refused as refusal:
        messages.error(request, str(refusal))


@open_to_all
def own_calendar(request: Request, token: str) -> HttpResponse:
    """One's own entry with the link to take part; for those who wait there is none."""
    place = registration_of(token)
    if place is None or place.state == Registration.State.WAITING:
        return _over(request)
    gone = place.state == Registration.State.CANCELLED or place.event.state == EventState.CANCELLED
    content = registration_calendar(place, now=timezone.now(), cancelled=gone)
    disposition = {"Content-Disposition": f'attachment; filename="termin-{place.event_id}.ics"'}
    return _unkept(HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=disposition))


@open_to_all
@limited("survey", count=20, seconds=3600, per="token")
def survey(request: Request, token: str) -> HttpResponse:
    """Three questions afterwards; answering again replaces the first answer."""
    place = registration_of(token)
    if place is None:
        return _over(request)
    given = SurveyAnswer.objects.filter(registration=place).first()
    form = SurveyForm(request.POST) if request.method == "POST" else SurveyForm(initial=_initial(given))
    if request.method == "POST" and form.is_valid():
        try:
            answer_survey(place, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Danke, Ihre Antworten sind gespeichert."))
            return redirect("public:survey", token)
    begun = place.event.starts <= timezone.now() and place.event.state != EventState.CANCELLED
    context = {"place": place, "event": place.event, "form": form, "given": given, "begun": begun}
    return _unkept(render(request, "public/events/survey.html", context))


def _initial(given: SurveyAnswer | None) -> dict[str, Any]:
    return {name: getattr(given, name) for name in (*SURVEY_QUESTIONS, "comment")} if given else {}


HERE = "checked_in"
"""Session key: registrations that were checked in on this phone."""


@open_to_all
@limited("check-in", count=300, seconds=3600)
def door(request: Request, pk: int) -> HttpResponse:
    """At the entrance: the code that hangs there (in the address when it was scanned) and one's own."""
    event = get_object_or_404(public_events(), pk=pk)
    scanned = request.GET.get("tuer", "")[:20]
    form = DoorForm(request.POST if request.method == "POST" else None, initial={"door": scanned})
    if request.method == "POST" and form.is_valid():
        place = _checked_in(event, form)
        if place:
            request.session[HERE] = [*request.session.get(HERE, []), place.pk][-20:]
            return redirect("public:here", pk)
    context = {"event": event, "form": form, "scanned": bool(scanned) and event_of_code(scanned) == event}
    return _unkept(render(request, "public/events/door.html", context))


def _checked_in(event: Event, form: DoorForm) -> Registration | None:
    """None, with what is wrong said beside its field."""
    door_code, code = form.cleaned_data["door"], form.cleaned_data["code"]
    if event_of_code(door_code) != event:
        form.add_error(
            "door", _("Den Code am Eingang kennen wir nicht. Prüfen Sie, ob er zu dieser Veranstaltung gehört.")
        )
        return None
    try:
        return check_in_by_phone(door_code, code).registration
    except Refused as refusal:
        form.add_error("code", str(refusal))
        return None


@open_to_all
def here(request: Request, pk: int) -> HttpResponse:
    """Checked in: to be shown at the entrance."""
    own = Registration.objects.filter(event=pk, pk__in=request.session.get(HERE, [])).select_related("event")
    place = own.filter(attendances__voided_at=None, attendances__isnull=False).order_by("-pk").first()
    if place is None:
        return redirect("public:door", pk)
    came = place.attendances.filter(voided_at=None).first()
    return _unkept(render(request, "public/events/here.html", {"event": place.event, "place": place, "came": came}))
