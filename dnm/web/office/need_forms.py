"""A need as the office writes it down and sharpens it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dnm.directory.models import Contact, Organisation
from dnm.matching.models import Budget, Need
from dnm.matching.models import Form as Cooperation
from dnm.web.directory_forms import Line, Topics
from dnm.web.forms import Day, Form, expect, offer

WORDS = (
    "title", "problem", "goal", "budget", "decide_by", "start_by", "decision_maker", "forms", "topics",
    "confidentiality", "shown_to_startups", "shown_publicly", "contact",
)  # fmt: skip


EXPECTED = {"title", "goal", "decide_by", "decision_maker", "firm", "last_name"}
"""What may be missing while a need is written down, but is not optional: the field does not say so."""


class NeedForm(Form):
    """Lengths and values are judged by ``matching.rules``; this form only knows what kind of thing each one is."""

    title = Line(label=_("Überschrift"), help_text=_("In den Worten des Betriebs, höchstens 120 Zeichen."))
    problem = Line(
        label=_("Problem"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Was passiert, wie oft, was kostet es? Vertraulich: Startups lesen nur den Steckbrief."),
        required=True,
        error_messages={"required": _("Beschreiben Sie das Problem. Ein Satz genügt für den Anfang.")},
    )
    goal = Line(
        label=_("Ziel"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Woran merkt der Betrieb, dass es gelungen ist? Was kommt nicht infrage?"),
    )
    budget = forms.ChoiceField(
        label=_("Budget"),
        choices=Budget.choices,
        error_messages={"invalid_choice": _("Wählen Sie eine der Möglichkeiten aus.")},
    )
    decide_by = Day(label=_("Entscheidung bis"), required=False)
    start_by = Day(label=_("Beginn bis"), required=False)
    decision_maker = Line(label=_("Wer entscheidet?"), help_text=_("Name und Funktion, nur für das Büro."))
    topics = Topics(label=_("Themen"))
    confidentiality = forms.ChoiceField(
        label=_("Wer darf davon erfahren?"),
        choices=Need.Confidentiality.choices,
        widget=forms.RadioSelect(),
        error_messages={"required": _("Wählen Sie, was der Betrieb dazu gesagt hat.")},
    )
    shown_to_startups = forms.BooleanField(
        label=_("Steckbrief auch registrierten Startups und Partner-Hubs zeigen"), required=False
    )
    shown_publicly = forms.BooleanField(
        label=_("Steckbrief auf die öffentliche Seite der offenen Bedarfe stellen"), required=False
    )
    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("Ansprechperson"), required=False, empty_label=_("noch niemand")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput(), min_value=0, max_value=2**31 - 1)
    # Last, because it hides the module of the same name.
    forms = forms.MultipleChoiceField(
        label=_("Gewünschte Zusammenarbeit"),
        choices=Cooperation.choices,
        widget=forms.CheckboxSelectMultiple(),
        required=False,
    )

    def __init__(self, organisation: Organisation | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decide_by"].widget.attrs["class"] += " dnm-short"
        self.fields["start_by"].widget.attrs["class"] += " dnm-short"
        expect(self, EXPECTED & self.fields.keys())
        if organisation:
            there = organisation.contacts.filter(left_on=None)
            offer(self, "contact", there)

    @property
    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in WORDS if name in self.cleaned_data}

    @property
    def seen(self) -> int:
        return self.cleaned_data.get("version") or 0


def initial_of(need: Need) -> dict[str, Any]:
    values = {name: getattr(need, name) for name in WORDS if name not in ("topics", "contact")}
    return values | {"topics": list(need.topics.all()), "contact": need.contact_id, "version": need.version}


class NewNeedForm(NeedForm):
    """On the phone: the firm is already there, or its name, place and a person are enough for now."""

    firm = Line(label=_("Name des Betriebs"))
    place = Line(label=_("Postleitzahl oder Ort"))
    salutation = forms.ChoiceField(
        label=_("Anrede"), choices=[("", "–"), ("Frau", _("Frau")), ("Herr", _("Herr"))], required=False
    )
    first_name = Line(label=_("Vorname"))
    last_name = Line(label=_("Nachname"))
    phone = Line(
        label=_("Telefon"),
        help_text=_("Telefon oder E-Mail-Adresse genügt."),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    email = Line(label=_("E-Mail-Adresse"), widget=forms.EmailInput())
    source = forms.ChoiceField(
        label=_("Wie haben Sie davon erfahren?"),
        choices=[
            ("phone", _("am Telefon")), ("in_person", _("persönlich")), ("event", _("auf einer Veranstaltung")),
            ("mail", _("per Brief oder E-Mail")),
        ],
    )  # fmt: skip
    form_token = forms.CharField(required=False, widget=forms.HiddenInput(), max_length=43)
    despite_duplicate = forms.BooleanField(label=_("Trotzdem neu anlegen, es ist ein anderer Betrieb"), required=False)

    def __init__(self, organisation: Organisation | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(organisation, *args, **kwargs)
        known = ["firm", "place", "salutation", "first_name", "last_name", "phone", "email", "despite_duplicate"]
        for name in known if organisation else ["contact"]:
            del self.fields[name]

    @property
    def person(self) -> dict[str, Any]:
        names = ("salutation", "first_name", "last_name", "phone", "email")
        return {name: self.cleaned_data[name] for name in names}
