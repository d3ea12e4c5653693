"""The short forms with which a side answers: no, yes, a question, a rating, how it is going."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dnm.matching.models import ReasonCode
from dnm.web.forms import Day, Form, Words

REASONS = [
    ("", _("keine Angabe")),
    *[choice for choice in ReasonCode.choices if choice[0] != ReasonCode.NO_ANSWER],
]


class DeclineForm(Form):
    """The reason is private to the office; the sentence to pass on is not."""

    reason_code = forms.ChoiceField(
        label=_("Ihr Grund"),
        help_text=_("Liest nur das Büro."),
        choices=REASONS,
        required=False,
        error_messages={"invalid_choice": _("Wählen Sie einen Grund aus der Liste.")},
    )
    pass_on = Words(
        label=_("Ein Satz für die andere Seite"),
        help_text=_("Geben wir wörtlich weiter."),
        max_length=300,
        required=False,
    )


class YesForm(Form):
    """Three short answers of the start-up; the company reads them."""

    fit = Words(
        label=_("Warum passt es?"),
        help_text=_("Zwei, drei Sätze. Der Betrieb liest sie."),
        max_length=1000,
        rows=4,
        error_messages={"required": _("Schreiben Sie in ein, zwei Sätzen, warum es passt.")},
    )
    needs = Words(
        label=_("Was brauchen Sie vom Betrieb?"),
        help_text=_("Zum Beispiel Beispielteile, Daten, eine Ansprechperson im Werk."),
        max_length=1000,
        rows=3,
        required=False,
    )
    start = Words(label=_("Wann könnten Sie anfangen?"), max_length=200, required=False)


class QuestionForm(Form):
    text = Words(
        label=_("Ihre Frage"),
        max_length=2000,
        rows=5,
        error_messages={"required": _("Schreiben Sie Ihre Frage auf.")},
    )


class RatingForm(Form):
    stars = forms.TypedChoiceField(
        label=_("Wie hilfreich war das Gespräch?"),
        choices=[
            (5, _("5 – sehr hilfreich")), (4, _("4 – hilfreich")), (3, _("3 – teils, teils")),
            (2, _("2 – wenig hilfreich")), (1, _("1 – nicht hilfreich")),
        ],
        coerce=int,
        widget=forms.RadioSelect(),
        error_messages={"required": _("Wählen Sie eine Zahl von 1 bis 5.")},
    )  # fmt: skip
    comment = Words(label=_("Was sollen wir wissen?"), max_length=2000, rows=4, required=False)


class ReportForm(Form):
    """How a pilot or a cooperation is going."""

    text = Words(
        label=_("Wie läuft es?"),
        help_text=_("Ein, zwei Sätze: Was klappt, was hakt, was brauchen Sie von uns?"),
        max_length=2000,
        rows=5,
        error_messages={"required": _("Schreiben Sie ein, zwei Sätze, wie es läuft.")},
    )


class PauseForm(Form):
    until = Day(
        label=_("Bis wann soll der Vorgang ruhen?"),
        help_text=_("Zum Beispiel 11.01.2027. Danach geht es dort weiter, wo wir stehen."),
        error_messages={"required": _("Geben Sie einen Tag an, zum Beispiel 11.01.2027.")},
    )

    def clean_until(self) -> object:
        until = self.cleaned_data["until"]
        if until <= timezone.localdate():
            raise forms.ValidationError(_("Wählen Sie einen Tag in der Zukunft."))
        return until


class DisputeForm(Form):
    text = Words(
        label=_("Was stimmt nicht?"),
        help_text=_("Sie können das Feld leer lassen."),
        max_length=1000,
        rows=4,
        required=False,
    )
