"""Termine: the list, new ones, editing, the page of an event."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.events.actions import Outdated, change_event, create_event
from dnm.events.models import Attendance, Event, Registration, SurveyAnswer
from dnm.events.papers import calendar_feed
from dnm.events.queries import events_visible_to, registrations_visible_to, survey_counts_visible_to
from dnm.events.queries.lists import coming, drafts, past, with_places
from dnm.events.rules import can_keep_events
from dnm.events.workflow import EventState
from dnm.introductions.actions.preview import letters_of
from dnm.journal.queries import history_of
from dnm.web.access import only_for
from dnm.web.directory_forms import new_form_token, show_problems
from dnm.web.event_forms import SurveyForm
from dnm.web.pages import Choice, Countless
from dnm.web.requests import SignedInRequest

from .checked_acts import check_page
from .day import WITH_DAY
from .event_forms import EventForm, ReceptionForm, initial_of
from .versions import Conflict, Difference

ROWS_PER_PAGE = 50
HISTORY_ROWS = 20
VIEWS = {"": coming, "entwuerfe": lambda rows, now: drafts(rows), "vergangen": past}


@only_for(can_keep_events)
def events(request: SignedInRequest) -> HttpResponse:
    """What comes, drafts, what was; each with its places."""
    now, rows = timezone.now(), events_visible_to(request.actor)
    chosen = request.GET.get("stand", "")
    chosen = chosen if chosen in VIEWS else ""
    counts = _counts(rows, now)
    found = with_places(VIEWS[chosen](rows, now)).select_related("organiser")
    pages: Paginator[Event] = Countless(found, ROWS_PER_PAGE, counts[chosen])
    words = {"": _("kommende"), "entwuerfe": _("Entwürfe"), "vergangen": _("vergangene")}
    page = pages.get_page(request.GET.get("seite"))
    context = {
        "page": page,
        "chosen": chosen,
        "counts": counts,
        "drafts": counts["entwuerfe"],
        "next": next((one for one in page if one.state == EventState.ANNOUNCED), None) if not chosen else None,
        "choices": [Choice(key, words[key], counts[key], key == chosen) for key in VIEWS],
    }
    return render(request, "office/events/list.html", context)


def _counts(rows: QuerySet[Event], now: datetime) -> dict[str, int]:
    """Rows per view in one query, by the same conditions as the lists."""
    shown = Q(state__in=(EventState.ANNOUNCED, EventState.CANCELLED), ends__gt=now)
    held = Q(state__in=(EventState.ANNOUNCED, EventState.OVER), ends__lte=now)
    found = rows.order_by().aggregate(
        coming=Count("pk", filter=shown), drafts=Count("pk", filter=Q(state=EventState.DRAFT)),
        past=Count("pk", filter=held),
    )  # fmt: skip
    return {"": found["coming"], "entwuerfe": found["drafts"], "vergangen": found["past"]}


@only_for(can_keep_events)
def new(request: SignedInRequest) -> HttpResponse:
    """A draft; ``?wie=`` takes the words of an earlier event, as for a series."""
    if request.method != "POST":
        return _form(request, None, EventForm(initial=_first_values(request)))
    form = EventForm(request.POST)
    if form.is_valid():
        try:
            made = create_event(by=request.actor, form_token=form.cleaned_data["form_token"], **form.told)
        except Refused as refusal:
            show_problems(form, refusal)
        else:
            messages.success(request, _("Der Entwurf ist gespeichert. Noch sieht ihn nur das Büro."))
            return redirect("office:event", made.pk)
    return _form(request, None, form)


def _first_values(request: SignedInRequest) -> dict[str, Any]:
    values: dict[str, Any] = {"form_token": new_form_token(), "organiser": request.user}
    like = request.GET.get("wie", "")
    if like.isascii() and like.isdigit() and len(like) < 19:
        model = get_object_or_404(events_visible_to(request.actor), pk=like)
        dated = ("day", "last_day", "register_until", "version")
        values |= {name: value for name, value in initial_of(model).items() if name not in dated}
    return values


def _form(
    request: SignedInRequest, event: Event | None, form: EventForm, conflict: Conflict | None = None
) -> HttpResponse:
    entry = history_of(event).filter(verb="event.changed").last() if event else None
    context = {"event": event, "form": form, "conflict": conflict, "entry": entry}
    return render(request, "office/events/form.html", context)


def visible_event(request: SignedInRequest, pk: int) -> Event:
    return get_object_or_404(with_places(events_visible_to(request.actor)).select_related("organiser"), pk=pk)


@only_for(can_keep_events)
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another time or place of an announced event is written to everybody who has one: shown on a check page first."""
    shown = visible_event(request, pk)
    if request.method != "POST":
        return _form(request, shown, EventForm(initial=initial_of(shown)))
    form = EventForm(request.POST)
    conflict = None
    if form.is_valid() and "zurueck" not in request.POST:
        try:
            return _change(request, shown, form)
        except Outdated as refusal:
            conflict = _conflict(form, refusal.event)
        except Refused as refusal:
            show_problems(form, refusal)
    return _form(request, shown, form, conflict)


def _change(request: SignedInRequest, shown: Event, form: EventForm) -> HttpResponse:
    def run() -> object:
        seen_at = _seen(form)
        return change_event(shown, by=request.actor, seen_at=seen_at, **form.told)

    if "geprueft" not in request.POST and (letters := letters_of(run)):
        return check_page(request, None, _("Diese Änderung den Angemeldeten schreiben?"), form, letters)
    run()
    messages.success(request, _("Die Änderungen sind gespeichert."))
    return redirect("office:event", shown.pk)


def _seen(form: EventForm) -> datetime:
    """A version nobody can have seen counts as an old one."""
    try:
        return parse_datetime(form.seen) or datetime.min.replace(tzinfo=timezone.get_current_timezone())
    except ValueError:
        return datetime.min.replace(tzinfo=timezone.get_current_timezone())


def _conflict(form: EventForm, stands: Event) -> Conflict:
    """Both versions; the form goes on with the present one, so that saving again is a decision."""
    stored, typed = EventForm(initial=initial_of(stands)), form.cleaned_data
    names = [name for name in form.fields if name not in ("version", "form_token")]
    rows = [
        Difference(
            str(form.fields[name].label),
            _worded(stored, name, stored[name].value()),
            _worded(form, name, typed[name]),
        )
        for name in names
    ]
    form.data = {**form.data.dict(), "version": stands.changed_at.isoformat()}  # type: ignore[attr-defined]
    return Conflict(
        history_of(stands).filter(verb="event.changed").last(), [row for row in rows if row.stored != row.typed]
    )


def _worded(form: EventForm, name: str, value: Any) -> str:
    """What a field holds, as a person would read it."""
    if value in (None, ""):
        return ""
    shown = form.fields[name].prepare_value(value)
    labels = {str(key): str(label) for key, label in getattr(form.fields[name], "choices", [])}
    plain = form.fields[name].widget.format_value(shown)
    return labels.get(str(getattr(shown, "pk", shown)), str(plain))


# --- One event ---


def event_page(
    request: SignedInRequest, shown: Event, code: ReceptionForm | None = None, status: int = 200
) -> HttpResponse:
    places = registrations_visible_to(request.actor).filter(event=shown)
    came = Attendance.objects.filter(registration__event=shown, voided_at=None)
    attended = dict(came.values_list("registration", "came_at"))
    rows = [(place, attended.get(place.pk)) for place in places]
    now = timezone.now()
    states = Registration.State
    context: dict[str, Any] = {
        "event": shown,
        "registered": [row for row in rows if row[0].state == states.REGISTERED],
        "waiting": [row for row in rows if row[0].state == states.WAITING],
        "cancelled": [row for row in rows if row[0].state == states.CANCELLED],
        "attended": len(attended),
        "on_the_day": timezone.localdate(shown.starts) <= timezone.localdate(),
        "over": shown.ends <= now,
        "running": shown.state == EventState.ANNOUNCED and shown.ends > now,
        "holds_talks": shown.kind in WITH_DAY and shown.state in (EventState.DRAFT, EventState.ANNOUNCED),
        "code_form": code or ReceptionForm(),
        "form": code,
        "history": list(history_of(shown).filter(verb__startswith="event."))[::-1][:HISTORY_ROWS],
        **_survey(request, shown),
    }
    return render(request, "office/events/event.html", context)


def _survey(request: SignedInRequest, shown: Event) -> dict[str, Any]:
    counts = survey_counts_visible_to(request.actor, shown) if shown.starts <= timezone.now() else None
    if not counts or not counts["answers"]:
        return {"answers": 0}
    labels = {name: str(field.label) for name, field in SurveyForm.base_fields.items()}
    comments = SurveyAnswer.objects.filter(registration__event=shown).exclude(comment="").order_by("-given_at")
    return {
        "answers": counts["answers"],
        "questions": [(labels[name], counts[name]) for name in ("useful", "organised", "again")],
        "comments": list(comments.values_list("comment", flat=True)),
    }


@only_for(can_keep_events)
def event(request: SignedInRequest, pk: int) -> HttpResponse:
    return event_page(request, visible_event(request, pk))


@only_for(can_keep_events)
def calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    content = calendar_feed([visible_event(request, pk)], now=timezone.now())
    disposition = {"Content-Disposition": f'attachment; filename="termin-{pk}.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=disposition)
