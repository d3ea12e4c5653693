"""Events: the list, a page per event with registration, feeds for calendars and readers."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.accounts.workflow import Audience
from dnm.centre.queries import the_centre
from dnm.directory.models import Organisation
from dnm.events.actions import register
from dnm.events.models import Event, Registration
from dnm.events.papers import calendar_feed, feed_values
from dnm.events.queries import place_on_waiting_list, public_events
from dnm.events.queries.lists import coming, is_full, next_number, past, with_places
from dnm.events.rules import can_register
from dnm.web.access import open_to_all
from dnm.web.directory_forms import new_form_token, show_problems
from dnm.web.event_forms import GuestForm
from dnm.web.language import reading_language
from dnm.web.limits import limited
from dnm.web.requests import Request

ROWS_PER_PAGE = 20
IN_FEEDS = 100
REGISTERED = "registered_events"
"""Session key: form token -> event, row, whether it was new. Says whose confirmation is shown, not the address."""
KEPT = 20


def _shown(rows: QuerySet[Event], series: str) -> QuerySet[Event]:
    return with_places(rows.filter(series=series) if series else rows)


@open_to_all
def events(request: Request) -> HttpResponse:
    """What comes, the next one first; ``zeit=vergangen`` what was; ``reihe`` only one series."""
    now, gone = timezone.now(), request.GET.get("zeit") == "vergangen"
    series = request.GET.get("reihe", "").replace("\0", "")[:80]
    rows = past(public_events(), now) if gone else coming(public_events(), now)
    page = Paginator(_shown(rows, series), ROWS_PER_PAGE).get_page(request.GET.get("seite"))
    context = {"page": page, "gone": gone, "series": series, "next": _next(page, gone)}
    return render(request, "public/events/list.html", context)


def _next(page: Any, gone: bool) -> Event | None:
    """The first on the first page that still takes place."""
    if gone or page.number > 1:
        return None
    return next((event for event in page if event.state == "announced"), None)


def public_event(pk: int) -> Event:
    return get_object_or_404(with_places(public_events()).select_related("organiser"), pk=pk)


@open_to_all
@limited("event-registration", count=20, seconds=3600)
def event(request: Request, pk: int) -> HttpResponse:
    shown = public_event(pk)
    if request.method != "POST":
        initial = {"form_token": new_form_token()}
        return _page(request, shown, GuestForm(shown, initial=initial))
    form = GuestForm(shown, request.POST)
    if form.is_valid():
        try:
            _register(request, shown, form)
        except Refused as refusal:
            show_problems(form, refusal)
        else:
            return redirect("public:event-registered", pk)
    return _page(request, shown, form)


def _register(request: Request, shown: Event, form: GuestForm) -> None:
    """Once per form; the confirmation stays with this browser."""
    if form.cleaned_data["homepage"]:
        phone = the_centre().phone
        raise Refused(_("Das hat nicht geklappt. Rufen Sie uns an: %(phone)s") % {"phone": phone})
    kept: dict[str, Any] = request.session.get(REGISTERED, {})
    token = form.cleaned_data["form_token"] or new_form_token()
    if token in kept:
        return
    began = timezone.now()
    place = register(shown, **form.told)
    kept[token] = {"event": shown.pk, "place": place.pk, "email": place.email, "new": _is_new(place, began, shown)}
    request.session[REGISTERED] = dict(list(kept.items())[-KEPT:])


def _is_new(place: Registration, began: datetime, shown: Event) -> bool:
    """An address that is registered already gets its letter again; a full event does not tell a stranger so."""
    full = shown.capacity is not None and getattr(shown, "taken", 0) >= shown.capacity
    return place.registered_at >= began or (place.state == Registration.State.REGISTERED and not full)


def firm_of(actor: Actor | None) -> int | None:
    """The firm somebody signed in for; a mailed link opens one matter and registers nobody."""
    member = actor and actor.audience == Audience.MEMBER and not actor.only
    return actor.organisation_id if actor and member else None


def _page(request: Request, shown: Event, form: GuestForm) -> HttpResponse:
    firm = Organisation.objects.filter(pk=firm_of(request.actor) or 0).first()
    context = {
        "event": shown,
        "form": form,
        "open": can_register(shown, timezone.now()),
        "over": shown.ends <= timezone.now(),
        "full": is_full(shown),
        "number": next_number(shown),
        "firm": firm,
    }
    return render(request, "public/events/event.html", context)


@open_to_all
def registered(request: Request, pk: int) -> HttpResponse:
    """Where things stand and what happens next. Only the browser that registered can open the page."""
    mine = [one for one in request.session.get(REGISTERED, {}).values() if one["event"] == pk]
    if not mine:
        return redirect("public:event", pk)
    told, shown = mine[-1], public_event(pk)
    place = get_object_or_404(Registration.objects.filter(event=shown), pk=told["place"])
    number = place_on_waiting_list(place) if told["new"] else None
    context = {"event": shown, "place": place, "email": told["email"], "known": not told["new"], "number": number}
    response = render(request, "public/events/registered.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


# --- Feeds ---


def _fed() -> list[Event]:
    return list(public_events().select_related("organiser").order_by("-starts")[:IN_FEEDS])


def _calendar(events: list[Event], name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'inline; filename="{name}"'}
    content = calendar_feed(events, now=timezone.now())
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=disposition)


@open_to_all
def calendar(request: Request) -> HttpResponse:
    """All events as a calendar to subscribe to; entries change and vanish there by themselves."""
    return _calendar(_fed(), "termine.ics")


@open_to_all
def event_calendar(request: Request, pk: int) -> HttpResponse:
    return _calendar([get_object_or_404(public_events().select_related("organiser"), pk=pk)], f"termin-{pk}.ics")


@open_to_all
def feed(request: Request) -> HttpResponse:
    """For feed readers: the latest announcement first."""
    centre = the_centre()
    told = Rss201rev2Feed(
        title=_("Termine: %(centre)s") % {"centre": centre.name},
        link=request.build_absolute_uri(reverse("public:events")),
        description=_("Veranstaltungen für Betriebe und Startups"),
        language=reading_language(),
        feed_url=request.build_absolute_uri(reverse("public:events-feed")),
    )
    for one in feed_values(sorted(_fed(), key=lambda event: event.created_at, reverse=True)):
        told.add_item(
            title=_plain(one["title"]), link=one["link"], description=_plain(one["text"]), unique_id=one["guid"],
            unique_id_is_permalink=False, pubdate=one["published"],
        )  # fmt: skip
    return HttpResponse(told.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


def _plain(text: str) -> str:
    """Without signs that XML knows not."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")
