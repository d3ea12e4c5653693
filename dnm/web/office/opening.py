"""When the office is there: opening hours for the week, and days on which it is closed."""

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.accounts.actions import Refused
from dnm.centre.actions import (
    ChangedMeanwhile,
    add_closure,
    add_public_holidays,
    remove_closure,
    set_opening_hours,
)
from dnm.centre.models import OpeningHours
from dnm.centre.queries import closures_from, last_change, opening_hours, version_of_hours
from dnm.web.forms import Day, Form
from dnm.web.language import written_time
from dnm.web.requests import SignedInRequest

from .management import management_only
from .versions import Versioned, conflict_of

Span = tuple[time, time]
CLOCK = r"(\d{1,2})(?:[.:](\d{2}))?(?:\s*uhr)?"
SPAN = re.compile(rf"{CLOCK}\s*(?:-|–|—|bis)\s*{CLOCK}", re.IGNORECASE)


class Hours(forms.CharField):
    """ "9–12.30, 14.00–16.00" -> [(9:00, 12:30), (14:00, 16:00)]; empty: closed."""

    default_error_messages = {
        "invalid": gettext_lazy("Geben Sie die Zeiten so ein: 9.00–12.00, 14.00–16.30"),
        "order": gettext_lazy("Die Zeiten müssen aufeinander folgen und dürfen sich nicht überschneiden."),
    }

    def to_python(self, value: object) -> Any:
        spans: list[Span] = []
        for part in re.split(r",|;|\bund\b", str(value or "")):
            if part := part.strip():
                spans.append(self._span(part))
        ends = [moment for span in spans for moment in span]
        if ends != sorted(set(ends)):
            raise forms.ValidationError(self.error_messages["order"], code="order")
        return spans

    def validate(self, value: object) -> None:
        """Every way of being empty means closed."""

    def run_validators(self, value: object) -> None:
        """Checked while reading."""

    def _span(self, part: str) -> Span:
        found = SPAN.fullmatch(part)
        try:
            if found is None:
                raise ValueError
            first, first_minute, last, last_minute = (int(number or 0) for number in found.groups())
            return time(first, first_minute), time(last, last_minute)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class HoursForm(Versioned):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday, name in WEEKDAYS.items():
            self.add(f"day{weekday}", Hours(label=name))


class ClosureForm(Form):
    name = forms.CharField(
        label=gettext_lazy("Anlass"),
        max_length=80,
        error_messages={"required": gettext_lazy("Geben Sie an, warum geschlossen ist.")},
    )
    starts = Day(
        label=gettext_lazy("Erster Tag"),
        error_messages={"required": gettext_lazy("Geben Sie den ersten Tag an.")},
    )
    ends = Day(
        label=gettext_lazy("Letzter Tag"),
        required=False,
    )


def spans_in_words(spans: Iterable[Span]) -> str:
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in spans)


def _clock(moment: time) -> str:
    return written_time(moment).removeprefix("0")


def in_words(hours: Iterable[OpeningHours]) -> list[tuple[str, str]]:
    """(weekday, "9.00–12.00, 14.00–16.00") for the days on which somebody is there."""
    days: dict[int, list[Span]] = {}
    for row in hours:
        days.setdefault(row.weekday, []).append((row.opens, row.closes))
    return [(str(WEEKDAYS[weekday]), spans_in_words(spans)) for weekday, spans in sorted(days.items())]


def _stored() -> dict[str, object]:
    days: dict[int, list[Span]] = {weekday: [] for weekday in WEEKDAYS}
    for row in opening_hours():
        days[row.weekday].append((row.opens, row.closes))
    return {f"day{weekday}": spans_in_words(spans) for weekday, spans in days.items()}


@management_only
def hours(request: SignedInRequest) -> HttpResponse:
    form = HoursForm(request.POST or None, initial={**_stored(), "version": version_of_hours()})
    conflict = None
    if request.method == "POST" and form.is_valid():
        wanted = [(int(name[3:]), *span) for name, spans in form.wanted.items() for span in spans]
        try:
            set_opening_hours(wanted, by=request.actor, seen=form.seen)
        except ChangedMeanwhile:
            conflict = conflict_of(form, _stored(), version_of_hours(), last_change("centre.hours_set"))
        else:
            messages.success(request, _("Die Öffnungszeiten sind gespeichert."))
            return redirect("office:settings-hours")
    entry = last_change("centre.hours_set")
    return render(request, "office/settings_hours.html", {"form": form, "conflict": conflict, "entry": entry})


@management_only
def closures(request: SignedInRequest) -> HttpResponse:
    """The coming closures; add one, add the public holidays of a year, remove one."""
    today = timezone.localdate()
    rows = closures_from(today)
    form = ClosureForm(request.POST if "name" in request.POST else None)
    if request.method == "POST" and _closure_act(request, form, today):
        return redirect("office:settings-closures")
    years = [today.year, today.year + 1]
    return render(request, "office/settings_closures.html", {"form": form, "closures": rows, "years": years})


def _closure_act(request: SignedInRequest, form: ClosureForm, today: date) -> bool:
    """Whether something was done, so that the page is shown anew."""
    if year := request.POST.get("feiertage"):
        if year in (str(today.year), str(today.year + 1)):
            count = add_public_holidays(int(year), by=request.actor)
            messages.success(request, _("%(count)s Feiertage eingetragen.") % {"count": count})
        return True
    if removing := request.POST.get("entfernen"):
        for closure in closures_from(today):
            if str(closure.pk) == removing:
                remove_closure(closure, by=request.actor)
                messages.success(request, _("Entfernt: %(name)s") % {"name": closure.name})
        return True
    if not form.is_bound or not form.is_valid():
        return False
    wanted = form.cleaned_data
    try:
        add_closure(wanted["name"], wanted["starts"], wanted["ends"] or wanted["starts"], by=request.actor)
    except Refused as refusal:
        form.add_error("ends", str(refusal))
        return False
    messages.success(request, _("Eingetragen: %(name)s") % {"name": wanted["name"]})
    return True
