"""The forms with which the office keeps an event."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dnm.accounts.queries import scouts
from dnm.events.models import Event
from dnm.web.directory_forms import Whole, municipality_choices
from dnm.web.event_forms import CodeForm, ConsentForm, only_signs
from dnm.web.forms import Day, Words, offer

from .case_forms import Clock, Person, moment_at, text_field
from .versions import Versioned

YEARS_AHEAD = 5


class EventForm(Versioned):
    """All an event has. ``last_day`` only for those that take several days; the link is told to registered people."""

    kind = forms.ChoiceField(
        label=_("Art"), choices=Event.Kind.choices, widget=forms.RadioSelect(),
        error_messages={"required": _("Wählen Sie die Art der Veranstaltung.")},
    )  # fmt: skip
    title = Words(
        label=_("Titel"), max_length=120, validators=[only_signs],
        error_messages={"required": _("Geben Sie der Veranstaltung einen Titel.")},
    )  # fmt: skip
    summary = text_field(
        _("Worum es geht"), "", rows=6, required=False,
        hint=_("Steht auf der öffentlichen Seite. Leere Zeile: neuer Absatz. „- “ am Anfang: Liste."),
    )  # fmt: skip
    series = Words(
        label=_("Reihe"), max_length=80, required=False, validators=[only_signs],
        help_text=_("Gleiche Wörter gehören zusammen, zum Beispiel „Digitalfrühstück“."),
    )  # fmt: skip
    day = Day(label=_("Tag"), error_messages={"required": _("Geben Sie den Tag an.")})
    last_day = Day(label=_("Letzter Tag"), required=False)
    begins = Clock(label=_("Beginn"), error_messages={"required": _("Geben Sie an, wann es beginnt.")})
    ends = Clock(label=_("Ende"), error_messages={"required": _("Geben Sie an, wann es endet.")})
    place = Words(label=pgettext_lazy("Termin", "Ort"), max_length=200, required=False, validators=[only_signs])
    link = forms.URLField(
        label=_("Link zur Teilnahme"), max_length=300, required=False, assume_scheme="https",
        help_text=_("Für Online-Termine. Nur wer einen Platz hat, erfährt ihn."),
        error_messages={"invalid": _("Geben Sie den Link so ein: https://…")},
    )  # fmt: skip
    capacity = Whole(label=_("Plätze"), help_text=_("Leer: keine Grenze."))
    register_until = Day(label=_("Anmeldung bis"), required=False, help_text=_("Leer: bis zum Beginn."))
    organiser = Person(
        label=_("Ansprechperson"), error_messages={"required": _("Wählen Sie, wer die Ansprechperson ist.")}
    )
    form_token = forms.CharField(required=False, widget=forms.HiddenInput(), max_length=43)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organiser", scouts())
        for name in ("day", "last_day", "begins", "ends", "capacity", "register_until"):
            self.fields[name].widget.attrs["class"] += " dnm-short"

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not timezone.localdate().year - 1 <= day.year <= timezone.localdate().year + YEARS_AHEAD:
            raise forms.ValidationError(_("Geben Sie einen Tag in diesem oder den nächsten fünf Jahren an."))
        return day

    def clean_capacity(self) -> int | None:
        capacity: int | None = self.cleaned_data["capacity"]
        if capacity is not None and not 1 <= capacity <= 100_000:
            raise forms.ValidationError(_("Geben Sie eine Zahl von 1 bis 100.000 an, oder lassen Sie das Feld leer."))
        return capacity

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        day, begins, ends = values.get("day"), values.get("begins"), values.get("ends")
        if day and begins and ends:
            last = values.get("last_day") or day
            if last < day:
                self.add_error("last_day", _("Der letzte Tag liegt vor dem ersten."))
            elif moment_at(last, ends) <= moment_at(day, begins):
                self.add_error("ends", _("Das Ende liegt vor dem Beginn."))
            until = values.get("register_until")
            if until and until > day:
                self.add_error("register_until", _("Die Anmeldung endet spätestens am Tag der Veranstaltung."))
        return values

    @property
    def told(self) -> dict[str, Any]:
        """What ``create_event`` and ``change_event`` take."""
        values = dict(self.cleaned_data)
        starts = moment_at(values["day"], values["begins"])
        plain = ("kind", "title", "summary", "series", "place", "link", "capacity", "organiser")
        return {name: values[name] for name in plain} | {
            "title": values["title"].strip(),
            "starts": starts,
            "ends": moment_at(values["last_day"] or values["day"], values["ends"]),
            "register_until": _until(values["register_until"], starts),
        }


def _until(day: date | None, starts: datetime) -> datetime | None:
    """The whole day, at the latest until the event begins."""
    return min(moment_at(day, time(23, 59)), starts) if day else None


def initial_of(event: Event) -> dict[str, Any]:
    starts, ends = timezone.localtime(event.starts), timezone.localtime(event.ends)
    plain = ("kind", "title", "summary", "series", "place", "link", "capacity", "organiser")
    return {name: getattr(event, name) for name in plain} | {
        "day": starts.date(),
        "last_day": ends.date() if ends.date() != starts.date() else None,
        "begins": starts.time(),
        "ends": ends.time(),
        "register_until": timezone.localtime(event.register_until).date() if event.register_until else None,
        "version": event.changed_at.isoformat(),
    }


class CallerForm(ConsentForm):
    """Somebody who registers by telephone and is not in the directory."""

    name = Words(
        label=_("Name"), max_length=160, validators=[only_signs],
        error_messages={"required": _("Geben Sie den Namen an.")},
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-Mail-Adresse"), max_length=254, help_text=_("Dorthin gehen Bestätigung und Code."),
        error_messages={
            "required": _("Geben Sie die E-Mail-Adresse der Person an."),
            "invalid": _("Geben Sie die E-Mail-Adresse so ein: name@beispiel.de"),
        },
    )  # fmt: skip
    firm = Words(label=_("Betrieb oder Einrichtung"), max_length=160, required=False, validators=[only_signs])
    municipality = forms.ChoiceField(
        label=_("Stadt oder Gemeinde"), required=False,
        error_messages={"invalid_choice": _("Wählen Sie eine Stadt oder Gemeinde aus der Liste.")},
    )  # fmt: skip
    field_order = ["name", "email", "firm", "municipality"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "municipality", municipality_choices())


class ReceptionForm(CodeForm):
    """Somebody stands at the reception and shows the code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code der Person")


class CalledForm(ConsentForm):
    """Somebody of the directory: only the consents are asked."""
