"""What a scout may write down for a party: the answers, each with its form and the action behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from dnm.accounts.rules import Actor
from dnm.introductions import actions
from dnm.introductions.models import Introduction, StepTaken
from dnm.introductions.rules import can_take, field_labels, field_values, knows
from dnm.introductions.workflow import Party
from dnm.matching.models import ReasonCode
from dnm.web.forms import Day, Form, offer

from .case_forms import text_field

SIDE_WORDS = {"unternehmen": Party.COMPANY, "startup": Party.STARTUP}
WAYS = [
    (StepTaken.Source.PHONE.value, gettext_lazy("am Telefon")),
    (StepTaken.Source.IN_PERSON.value, gettext_lazy("persönlich")),
    (StepTaken.Source.PAPER.value, gettext_lazy("auf Papier")),
]


class SpokenForm(Form):
    """By which way, who, when, where."""

    source = forms.ChoiceField(
        label=gettext_lazy("Auf welchem Weg?"), choices=WAYS, widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Wählen Sie, ob es am Telefon, persönlich oder auf Papier gesagt wurde.")
        },
    )  # fmt: skip
    said_by = text_field(
        gettext_lazy("Wer hat es gesagt?"), gettext_lazy("Geben Sie an, wer das gesagt hat."), length=200, rows=1
    )
    said_on = Day(label=gettext_lazy("Wann?"), error_messages={"required": gettext_lazy("Geben Sie den Tag an.")})
    said_where = text_field(gettext_lazy("Wo?"), "", length=160, rows=1, required=False)
    note = text_field(gettext_lazy("Notiz"), "", rows=2, required=False)

    @property
    def spoken(self) -> actions.Spoken:
        names = ("source", "said_by", "said_on", "said_where", "note")
        return actions.Spoken(**{name: self.cleaned_data[name] for name in names})


class StartupYesForm(SpokenForm):
    fit = text_field(gettext_lazy("Warum passt es?"), "", rows=2, required=False)
    needs = text_field(gettext_lazy("Was braucht das Startup?"), "", rows=2, required=False)
    start = text_field(gettext_lazy("Wann könnte es losgehen?"), "", rows=1, length=200, required=False)
    field_order = ["fit", "needs", "start"]


class NoThanksForm(SpokenForm):
    reason_code = forms.ChoiceField(
        label=gettext_lazy("Grund (nur für das Büro)"), required=False, choices=[("", "–"), *ReasonCode.choices]
    )
    pass_on = text_field(
        gettext_lazy("Ein Satz für die andere Seite"), "", length=300, rows=2, required=False,
        hint=gettext_lazy("Nur, wenn ausdrücklich gewünscht. Vor der Vorstellung ohne Namen."),
    )  # fmt: skip
    field_order = ["reason_code", "pass_on"]


class ReleaseForm(SpokenForm):
    """Field by field, nothing preticked; ``shown`` is the hash of the text that was read out."""

    fields_given = forms.MultipleChoiceField(
        label=gettext_lazy("Was dürfen wir weitergeben?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Kreuzen Sie mindestens eine Angabe an.")},
    )  # fmt: skip
    shown = forms.CharField(widget=forms.HiddenInput)
    field_order = ["fields_given"]

    def __init__(self, *args: Any, case: Introduction, side: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = field_labels()
        offered = field_values(case, side)
        offer(self, "fields_given", [(name, f"{labels[name]}: {value}") for name, value in offered.items()])


class RecordedPauseForm(SpokenForm):
    until = Day(label=gettext_lazy("Pause bis"), error_messages={"required": gettext_lazy("Geben Sie an, bis wann.")})
    field_order = ["until"]


Recorder = Callable[[Introduction, Party, Any, Actor], object]


@dataclass(frozen=True)
class Answer:
    """``step``: what it is in the table; ``form`` and ``run`` write it down."""

    key: str
    step: str
    label: Promise
    form: type[SpokenForm]
    run: Recorder


def _yes(case: Introduction, side: Party, form: Any, by: Actor) -> object:
    if side == Party.COMPANY:
        return actions.company_says_yes(case, by=by, spoken=form.spoken)
    told = {name: form.cleaned_data[name] for name in ("fit", "needs", "start")}
    return actions.startup_says_yes(case, by=by, answers=told, spoken=form.spoken)


def _no(case: Introduction, side: Party, form: Any, by: Actor) -> object:
    code, words = form.cleaned_data["reason_code"], form.cleaned_data["pass_on"]
    return actions.decline(case, side, by=by, reason_code=code, pass_on=words, spoken=form.spoken)


def _release(case: Introduction, side: Party, form: Any, by: Actor) -> object:
    return actions.give_release(
        case, side, form.cleaned_data["fields_given"], by=by, shown_hash=form.cleaned_data["shown"],
        language=language_of(case, side), spoken=form.spoken,
    )  # fmt: skip


def _withdraw(case: Introduction, side: Party, form: Any, by: Actor) -> object:
    return actions.withdraw_release(case, side, by=by, spoken=form.spoken)


def _pause(case: Introduction, side: Party, form: Any, by: Actor) -> object:
    return actions.pause(case, until=form.cleaned_data["until"], by=by, for_party=side, spoken=form.spoken)


ANSWERS = [
    Answer("ja", "company_yes", gettext_lazy("sagt Ja"), SpokenForm, _yes),
    Answer("ja", "startup_yes", gettext_lazy("sagt Ja"), StartupYesForm, _yes),
    Answer("freigabe", "release", gettext_lazy("gibt Angaben frei"), ReleaseForm, _release),
    Answer("nein", "decline", gettext_lazy("sagt Nein danke"), NoThanksForm, _no),
    Answer("pause", "pause", gettext_lazy("möchte eine Pause"), RecordedPauseForm, _pause),
    Answer("widerruf", "withdraw_release", gettext_lazy("widerruft die Freigabe"), SpokenForm, _withdraw),
]
YES_OF = {Party.COMPANY: "company_yes", Party.STARTUP: "startup_yes"}


@dataclass(frozen=True)
class Recordable:
    answer: Answer
    side: Party
    name: str

    @property
    def key(self) -> str:
        return f"{'unternehmen' if self.side == Party.COMPANY else 'startup'}-{self.answer.key}"


def recordable_answers(case: Introduction, released: list[Party], by: Actor) -> list[Recordable]:
    """What a scout may write down now, side by side. ``released``: the sides whose release stands."""
    found = []
    for side in (Party.COMPANY, Party.STARTUP):
        for answer in ANSWERS:
            if answer.step in YES_OF.values() and answer.step != YES_OF[side]:
                continue
            if answer.step in ("release", "withdraw_release") and (side in released) == (answer.step == "release"):
                continue
            if knows(case, side) and can_take(answer.step, case, by, for_party=side):
                found.append(Recordable(answer, side, case.organisation_of(side).name))
    return found


def language_of(case: Introduction, side: Party) -> str:
    person = case.contact_of(side)
    return person.language if person else "de"
