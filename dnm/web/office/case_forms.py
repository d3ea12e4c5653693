"""The forms of a case page."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.accounts.models import User
from dnm.accounts.queries import scouts
from dnm.introductions.models import Cooperation, Pilot
from dnm.introductions.workflow import Party
from dnm.matching.models import ReasonCode
from dnm.web.forms import Day, Form, Words, offer
from dnm.web.language import written_time

SIDES = [(Party.COMPANY.value, gettext_lazy("Unternehmen")), (Party.STARTUP.value, gettext_lazy("Startup"))]
MARKS = [
    (5, gettext_lazy("5, sehr hilfreich")),
    (4, "4"),
    (3, "3"),
    (2, "2"),
    (1, gettext_lazy("1, nicht hilfreich")),
]


def text_field(
    label: Any, say: Any, *, length: int = 4000, rows: int = 4, required: bool = True, hint: Any = ""
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput()
    return Words(
        label=label, max_length=length, widget=widget, required=required, help_text=hint,
        error_messages={"required": say},
    )  # fmt: skip


class Clock(forms.TimeField):
    """Accepts 14.00, 14:00 and 14."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric"})
        super().__init__(input_formats=["%H.%M", "%H:%M", "%H"], widget=widget, **options)
        self.error_messages["invalid"] = gettext_lazy("Geben Sie die Uhrzeit so ein: 14.00")

    def prepare_value(self, value: Any) -> Any:
        return written_time(value) if isinstance(value, time) else value


class Person(forms.ModelChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=User.objects.none(), empty_label=None, **options)

    def label_from_instance(self, person: User) -> str:
        return person.full_name


def moment_at(day: date, clock: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


class MeetingForm(Form):
    day = Day(
        label=gettext_lazy("Tag"), error_messages={"required": gettext_lazy("Geben Sie den Tag des Gesprächs an.")}
    )
    begins = Clock(
        label=gettext_lazy("Beginn"), error_messages={"required": gettext_lazy("Geben Sie an, wann es beginnt.")}
    )
    ends = Clock(label=gettext_lazy("Ende"), error_messages={"required": gettext_lazy("Geben Sie an, wann es endet.")})
    place = text_field(gettext_lazy("Treffpunkt"), "", length=200, rows=1, required=False)
    link = forms.URLField(
        label=gettext_lazy("Link zum Gespräch"), max_length=300, required=False, assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Geben Sie den Link so ein: https://…")},
    )  # fmt: skip
    agenda = text_field(gettext_lazy("Tagesordnung"), "", required=False)
    moderator = Person(label=gettext_lazy("Wer moderiert?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "moderator", scouts())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not (values.get("place") or values.get("link")) and "link" not in self.errors:
            self.add_error("place", _("Geben Sie einen Ort oder einen Link an."))
        day, begins, ends = values.get("day"), values.get("begins"), values.get("ends")
        if day and begins and moment_at(day, begins) < timezone.now():
            self.add_error(
                "day",
                _(
                    "Der Termin liegt in der Vergangenheit. "
                    "Ein Gespräch, das schon war, schreiben Sie im Protokoll auf."
                ),
            )
        if begins and ends and ends <= begins:
            self.add_error("ends", _("Das Ende liegt vor dem Beginn."))
        return values


class MinutesForm(Form):
    held_on = Day(
        label=gettext_lazy("Wann war das Gespräch?"),
        error_messages={"required": gettext_lazy("Geben Sie an, wann das Gespräch war.")},
    )
    minutes = text_field(
        gettext_lazy("Protokoll"), gettext_lazy("Schreiben Sie auf, was besprochen wurde."), rows=6, length=8000,
        hint=gettext_lazy("Nur für das Büro."),
    )  # fmt: skip
    next_step = text_field(
        gettext_lazy("Nächster Schritt"), gettext_lazy("Geben Sie den nächsten Schritt an."), length=200, rows=1
    )
    next_step_owner = text_field(
        gettext_lazy("Wer macht das?"), gettext_lazy("Geben Sie an, wer das macht."), length=120, rows=1
    )
    next_step_on = Day(
        label=gettext_lazy("Bis wann?"), error_messages={"required": gettext_lazy("Geben Sie an, bis wann.")}
    )

    def __init__(self, *args: Any, planned: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if planned:
            del self.fields["held_on"]

    def clean_held_on(self) -> date:
        if self.cleaned_data["held_on"] > timezone.localdate():
            raise forms.ValidationError(_("Das Gespräch liegt noch in der Zukunft. Vereinbaren Sie zuerst den Termin."))
        return self.cleaned_data["held_on"]


class RatingForm(Form):
    side = forms.ChoiceField(
        label=gettext_lazy("Wer bewertet?"),
        choices=SIDES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Wählen Sie die Seite.")},
    )
    stars = forms.TypedChoiceField(
        label=gettext_lazy("Wie hilfreich war das Gespräch?"), choices=MARKS, coerce=int, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Wählen Sie eine Zahl von 1 bis 5.")},
    )  # fmt: skip
    comment = text_field(gettext_lazy("Ein Satz dazu"), "", length=1000, rows=2, required=False)


class PilotForm(Form):
    goal = text_field(gettext_lazy("Ziel"), gettext_lazy("Geben Sie das Ziel an."), rows=3)
    success_criterion = text_field(
        gettext_lazy("Woran wir den Erfolg erkennen"),
        gettext_lazy("Geben Sie an, woran beide den Erfolg erkennen."),
        rows=3,
    )
    starts = Day(label=gettext_lazy("Beginn"), error_messages={"required": gettext_lazy("Geben Sie den Beginn an.")})
    ends = Day(label=gettext_lazy("Ende"), error_messages={"required": gettext_lazy("Geben Sie das Ende an.")})


class CheckInForm(Form):
    text = text_field(
        gettext_lazy("Wie läuft der Pilot?"), gettext_lazy("Schreiben Sie ein, zwei Sätze, wie es läuft.")
    )


class FinishForm(Form):
    result = forms.ChoiceField(
        label=gettext_lazy("Ergebnis"),
        choices=Pilot.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Wählen Sie ein Ergebnis.")},
    )
    lesson = text_field(
        gettext_lazy("Was wir gelernt haben"), gettext_lazy("Schreiben Sie auf, was wir gelernt haben.")
    )


class CooperationForm(Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Art"),
        choices=Cooperation.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Wählen Sie die Art.")},
    )
    value = forms.ChoiceField(label=gettext_lazy("Größenordnung"), choices=Cooperation.Value.choices, initial="unknown")
    since = Day(label=gettext_lazy("Seit wann?"), error_messages={"required": gettext_lazy("Geben Sie an, seit wann.")})
    text = text_field(gettext_lazy("Worum es geht"), "", rows=3, required=False)

    def clean_since(self) -> date:
        if self.cleaned_data["since"] > timezone.localdate():
            raise forms.ValidationError(
                _("Eine Kooperation zählt, wenn sie begonnen hat. Dieser Tag liegt in der Zukunft.")
            )
        return self.cleaned_data["since"]


class FollowUpForm(Form):
    text = text_field(
        gettext_lazy("Was ist daraus geworden?"),
        gettext_lazy("Schreiben Sie ein, zwei Sätze, was daraus geworden ist."),
    )


class PauseForm(Form):
    until = Day(
        label=gettext_lazy("Aussetzen bis"),
        error_messages={"required": gettext_lazy("Geben Sie den Tag an, an dem es weitergeht.")},
    )


class StopForm(Form):
    reason_code = forms.ChoiceField(label=gettext_lazy("Grund (nur für das Büro)"), choices=ReasonCode.choices)
    note = text_field(gettext_lazy("Notiz (nur für das Büro)"), "", rows=2, required=False)


class HandOverForm(Form):
    owner = Person(label=gettext_lazy("Wer übernimmt?"))

    def __init__(self, *args: Any, present: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", scouts().exclude(pk=present))


class CallForm(Form):
    side = forms.ChoiceField(
        label=gettext_lazy("Wen anrufen?"),
        choices=SIDES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Wählen Sie die Seite.")},
    )
    reason = text_field(
        gettext_lazy("Worum geht es?"),
        gettext_lazy("Schreiben Sie auf, worum es in dem Anruf geht."),
        length=200,
        rows=1,
    )
    due_on = Day(label=gettext_lazy("Bis wann?"), error_messages={"required": gettext_lazy("Geben Sie an, bis wann.")})


class CallDoneForm(Form):
    outcome = text_field(
        gettext_lazy("Was wurde besprochen?"),
        gettext_lazy("Schreiben Sie in einem Satz auf, was besprochen wurde."),
        rows=2,
    )


class ReplyForm(Form):
    text = text_field(gettext_lazy("Antwort"), gettext_lazy("Schreiben Sie eine Antwort."))


class NoForm(Form):
    """For acts that ask nothing."""
