"""The six questions of a need, one form each. Everything but the problem may stay open."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import CheckboxSelectMultiple, MultipleChoiceField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dnm.matching.models import Budget, Need
from dnm.matching.models import Form as Cooperation
from dnm.web.directory_forms import Topics
from dnm.web.forms import Day, Form, Words
from dnm.web.templatetags.dnm import day


class LaterDay(Day):
    """Today or a day to come."""

    def clean(self, value: Any) -> Any:
        on = super().clean(value)
        if on and on < timezone.localdate():
            raise forms.ValidationError(_("Geben Sie einen Tag an, der noch kommt."))
        return on


class ProblemForm(Form):
    problem = Words(
        label=_("Was hakt bei Ihnen?"),
        help_text=_(
            "Schreiben Sie so, wie Sie es einer Kollegin erzählen würden: was passiert, wie oft, was es "
            "kostet. Zum Beispiel: „Wir merken erst am Ende der Schicht, dass Teile Lunker haben.“"
        ),
        max_length=6000,
        rows=8,
        error_messages={"required": _("Beschreiben Sie, was hakt. Ein Satz genügt für den Anfang.")},
    )


class GoalForm(Form):
    goal = Words(
        label=_("Was soll danach anders sein?"),
        help_text=_("Woran würden Sie merken, dass es gelungen ist? Und was kommt auf keinen Fall infrage?"),
        max_length=3000,
        rows=6,
        required=False,
    )


class FrameForm(Form):
    budget = forms.ChoiceField(
        label=_("Wie viel Geld könnte das kosten dürfen?"),
        choices=Budget.choices,
        widget=forms.RadioSelect(),
        error_messages={"required": _("Wählen Sie einen Betrag oder „noch offen“.")},
    )
    decide_by = LaterDay(
        label=_("Bis wann entscheiden Sie?"),
        required=False,
        help_text=_("Ein Tag, auf den sich ein Startup verlassen kann, zum Beispiel 18.12.2026"),
    )
    start_by = LaterDay(label=_("Wann soll es spätestens losgehen?"), required=False)
    decision_maker = Words(
        label=_("Wer entscheidet?"),
        help_text=_("Name und Funktion. Nur für das Büro."),
        max_length=160,
        required=False,
    )


class CooperationForm(Form):
    forms = MultipleChoiceField(
        label=_("Welche Form kommt für Sie infrage?"),
        help_text=_("Kreuzen Sie alles an, was Sie sich vorstellen können."),
        choices=Cooperation.choices,
        widget=CheckboxSelectMultiple(),
        required=False,
    )
    topics = Topics(label=_("Welche Themen berührt es?"))


class ConfidentialityForm(Form):
    confidentiality = forms.ChoiceField(
        label=_("Vertraulichkeit"),
        choices=[
            (
                Need.Confidentiality.INTERNAL,
                _("Vertraulich: nur das Büro. Wir suchen, aber kein Startup erfährt von dem Bedarf."),
            ),
            (
                Need.Confidentiality.ANONYMOUS,
                _("Anonym: Startups, die Sie auswählen, lesen einen Steckbrief ohne Ihren Namen."),
            ),
            (
                Need.Confidentiality.OPEN,
                _("Offen: Ihr Betrieb wird genannt. Kontaktdaten geben Sie trotzdem einzeln frei."),
            ),
        ],
        widget=forms.RadioSelect(),
        error_messages={"required": _("Wählen Sie, wer von dem Bedarf erfahren darf.")},
    )
    shown_to_startups = forms.BooleanField(
        label=_("Den Steckbrief auch registrierten Startups und Partner-Hubs zeigen"),
        help_text=_("Dann können sich Startups melden, an die wir nicht gedacht haben."),
        required=False,
    )
    shown_publicly = forms.BooleanField(
        label=_("Den Steckbrief auf die öffentliche Seite der offenen Bedarfe stellen"),
        help_text=_("Dann kann ihn jeder lesen. Sie geben den Text vorher Wort für Wort frei."),
        required=False,
    )


class TitleForm(Form):
    title = Words(
        label=_("Wie lautet die Überschrift?"),
        help_text=_("Lassen Sie das Feld leer, nehmen wir die ersten Worte Ihrer Beschreibung."),
        max_length=120,
        required=False,
    )


@dataclass(frozen=True)
class Question:
    slug: str
    form: type[Form]
    heading: Any

    @property
    def single(self) -> bool:
        """Whether its one field's label is the heading of the page."""
        return len(self.form.base_fields) == 1


QUESTIONS = [
    Question("problem", ProblemForm, _("Was hakt bei Ihnen?")),
    Question("ziel", GoalForm, _("Was soll danach anders sein?")),
    Question("rahmen", FrameForm, _("Welchen Rahmen haben Sie?")),
    Question("zusammenarbeit", CooperationForm, _("Wie möchten Sie zusammenarbeiten?")),
    Question("vertraulichkeit", ConfidentialityForm, _("Wer darf davon erfahren?")),
    Question("ueberschrift", TitleForm, _("Wie lautet die Überschrift?")),
]
BY_SLUG = {question.slug: question for question in QUESTIONS}


def initial_of(need: Need, question: Question) -> dict[str, object]:
    """What the draft holds."""
    names = question.form.base_fields
    return {name: list(need.topics.all()) if name == "topics" else getattr(need, name) for name in names}


@dataclass(frozen=True)
class Answer:
    """One row of the check page; ``text`` empty when nothing was said."""

    slug: str
    label: object
    text: str


def answers_of(need: Need) -> Iterator[Answer]:
    """Every answer in the order of the questions, in words."""
    yield Answer("problem", _("Problem"), need.problem)
    yield Answer("ziel", _("Ziel"), need.goal)
    yield Answer("rahmen", _("Budget"), str(need.get_budget_display()))
    yield Answer("rahmen", _("Entscheidung bis"), day(need.decide_by))
    yield Answer("rahmen", _("Beginn bis"), day(need.start_by))
    yield Answer("rahmen", _("Wer entscheidet?"), need.decision_maker)
    chosen = [str(Cooperation(form).label) for form in need.forms if form in Cooperation.values]
    yield Answer("zusammenarbeit", _("Form der Zusammenarbeit"), ", ".join(chosen))
    yield Answer("zusammenarbeit", _("Themen"), ", ".join(str(topic) for topic in need.topics.all()))
    yield Answer("vertraulichkeit", _("Vertraulichkeit"), str(need.get_confidentiality_display()))
    yield Answer("vertraulichkeit", _("Steckbrief zeigen"), _shown_words(need))
    yield Answer("ueberschrift", _("Überschrift"), need.title)


def _shown_words(need: Need) -> str:
    if need.confidentiality == Need.Confidentiality.INTERNAL:
        return str(_("niemandem"))
    shown = [str(_("den Startups, die Sie auswählen"))]
    shown += [str(_("registrierten Startups und Partner-Hubs"))] if need.shown_to_startups else []
    shown += [str(_("öffentlich"))] if need.shown_publicly else []
    return ", ".join(shown)
