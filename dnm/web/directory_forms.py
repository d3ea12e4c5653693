"""Forms about organisations and their people. Which values are good is said by ``directory.rules`` alone."""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from dnm.accounts.actions import Refused
from dnm.accounts.models import LetterLanguage, Salutation, User
from dnm.accounts.queries import scouts
from dnm.directory.actions import Invalid
from dnm.directory.industries import INDUSTRY_VERSION, SECTION, industry, search_industries
from dnm.directory.models import Channel, Organisation, Topic
from dnm.directory.places import municipalities
from dnm.directory.rules import LANGUAGES, channel_problems, contact_problems, problems_with, tidy
from dnm.web.forms import GROUPED, Day, Form, offer
from dnm.web.language import reading_language


def show_problems(form: forms.Form, refusal: Refused, renamed: Mapping[str, str] | None = None) -> None:
    """What an action refused, at the field it is about. ``renamed``: name in the action -> in the form."""
    problems = refusal.problems if isinstance(refusal, Invalid) else {"": str(refusal)}
    for name, problem in problems.items():
        field = (renamed or {}).get(name, name)
        form.add_error(field if field in form.fields else None, problem)


def moment_of(text: str) -> datetime | None:
    """What a hidden field says about when the page was shown."""
    try:
        return parse_datetime(text[:40]) if text else None
    except ValueError:
        return None


def differences(form: forms.Form, now: Organisation, names: Iterable[str]) -> list[tuple[str, object, object]]:
    """(label, as it stands now, as it was typed) for every field that differs."""
    pairs = [(name, getattr(now, name), form.cleaned_data.get(name)) for name in names]
    return [
        (str(form.fields[name].label), stands or "–", typed or "–") for name, stands, typed in pairs if stands != typed
    ]


class Line(forms.CharField):
    """One line of text; lengths and characters are judged by the rules."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(**options)
        self.validators = []


class Lines(Line):
    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(**options)


class Whole(forms.IntegerField):
    """Accepts 1.200, 1,200 and 1 200; nothing longer than a number of people can be."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        options.setdefault("required", False)
        super().__init__(**options)
        self.error_messages["invalid"] = _("Geben Sie eine ganze Zahl an, zum Beispiel 80.")

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = "".join(value.split())
            value = re.sub("[.,]", "", value) if GROUPED.fullmatch(value) else value
            if len(value) > 12:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class Several(forms.MultipleChoiceField):
    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.CheckboxSelectMultiple())
        options.setdefault("required", False)
        super().__init__(**options)


class Topics(forms.ModelMultipleChoiceField):
    """Any number of the centre's topics."""

    def __init__(self, **options: Any) -> None:
        options |= {"required": False, "widget": forms.CheckboxSelectMultiple()}
        super().__init__(Topic.objects.all(), **options)
        for code in ("invalid_choice", "invalid_pk_value"):
            self.error_messages[code] = _("Wählen Sie Themen aus der Liste.")

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError:  # a number that SQLite cannot hold
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None


class RuledForm(Form):
    """A form whose values are tidied and judged by the directory's rules."""

    problems: Callable[[Mapping[str, object], Any], dict[str, str]] = staticmethod(problems_with)

    def clean(self) -> dict[str, Any]:
        tidied = tidy(self.cleaned_data)
        for name, problem in self.problems(tidied, timezone.localdate()).items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, problem)
        return {name: value for name, value in tidied.items() if name in self.fields}

    def keep_input(self) -> None:
        """Show what was typed without judging it yet."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {}


def search_field(label: Any) -> Line:
    return Line(
        label=label,
        help_text=_("Ein Wort genügt, deutsch oder englisch: „Tischlerei“, „Altenpflege“, „logistics“."),
    )


class IndustrySearch(RuledForm):
    """Looking for an industry without JavaScript: type a word, press search, choose among the results."""

    nothing_found = False

    def offer_industries(self, name: str, more: Iterable[tuple[str, Any]] = ()) -> None:
        """What is chosen already and what the word finds become the choices of the field ``name``."""
        words = str(self["industry_search"].value() or "")[:100].strip()
        chosen = self[name].value() or []
        kept = [chosen] if isinstance(chosen, str) else [str(code) for code in chosen]
        found = [one.code for one in search_industries(words, reading_language(), limit=8) if one.level > SECTION]
        codes = dict.fromkeys([*(code.strip().upper() for code in kept if _is_industry(code)), *found])
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        titles = {code: industry(code).title(reading_language()) for code in codes}
        field.choices = [*((code, f"{title} ({code})") for code, title in titles.items()), *more]
        field.help_text = INDUSTRY_VERSION
        field.error_messages["invalid_choice"] = _("Wählen Sie eine Branche aus den Vorschlägen.")
        self.nothing_found = bool(words) and not found


class IndustryStep(IndustrySearch):
    """One industry or none."""

    industry_search = search_field(_("Branche suchen"))
    industry = forms.ChoiceField(label=_("Branche"), required=False, widget=forms.RadioSelect())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_industries("industry", [("", _("keine Angabe"))])

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("industry_search") and self.data.get("industry") is None:
            self.add_error("industry", _("Wählen Sie eine Branche aus den Vorschlägen."))
        return values


def _is_industry(code: str) -> bool:
    try:
        return industry(code).level > SECTION
    except KeyError:
        return False


def municipality_choices() -> list[tuple[str, Any]]:
    return [("", _("außerhalb oder unbekannt")), *((place.ags, place.name) for place in municipalities())]


class FactsForm(IndustryStep):
    """What an organisation may say about itself."""

    name = Line(label=_("Name"), required=True, error_messages={"required": _("Geben Sie den Namen an.")})
    legal_form = Line(label=_("Rechtsform"), help_text=_("zum Beispiel GmbH & Co. KG"))
    register_number = Line(label=_("Registernummer"), help_text=_("zum Beispiel HRB 1234, Amtsgericht Paderborn"))
    street = Line(label=_("Straße und Hausnummer"))
    postcode = Line(label=_("Postleitzahl"))
    place = Line(label=_("Ort"))
    municipality = forms.ChoiceField(
        label=_("Stadt oder Gemeinde im Kreis Soest"),
        required=False,
        help_text=_("Wird aus der Postleitzahl ergänzt, wenn Sie nichts wählen."),
    )
    head_count = Whole(label=_("Beschäftigte"))
    head_count_on = Day(label=_("Stand der Beschäftigtenzahl"), required=False)
    founded = Whole(label=_("Gründungsjahr"))
    website = Line(label=_("Website"))
    languages = Several(label=_("Sprachen"), choices=LANGUAGES.items())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "municipality", municipality_choices())
        for name in ("head_count", "founded", "postcode"):
            self.fields[name].widget.attrs["class"] += " dnm-short"

    field_order = [
        "kind", "name", "legal_form", "register_number", "street", "postcode", "place", "municipality",
        "industry_search", "industry", "head_count", "head_count_on", "founded", "website", "languages",
    ]  # fmt: skip


class OrganisationForm(FactsForm):
    """Everything the office keeps about an organisation."""

    kind = forms.ChoiceField(
        label=_("Art"),
        choices=Organisation.Kind.choices,
        widget=forms.RadioSelect(),
        error_messages={"required": _("Wählen Sie aus, ob es ein Unternehmen, ein Startup oder etwas anderes ist.")},
    )
    topics = Topics(label=_("Themen"))
    source = forms.ChoiceField(
        label=_("Wie kam der Kontakt zustande?"),
        required=False,
        choices=[("", "–"), *Organisation.Source.choices],
    )
    scout = forms.ModelChoiceField(
        User.objects.none(), label=_("Zuständig im Büro"), required=False, empty_label=_("niemand")
    )
    scout.error_messages["invalid_choice"] = _("Wählen Sie eine Person aus der Liste.")
    form_token = forms.CharField(required=False, widget=forms.HiddenInput())
    despite_duplicate = forms.BooleanField(label=_("Trotzdem anlegen, es ist ein anderer Betrieb"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "scout", scouts())


def new_form_token() -> str:
    return secrets.token_urlsafe(16)


class ContactForm(RuledForm):
    problems = staticmethod(contact_problems)

    salutation = forms.ChoiceField(label=_("Anrede"), required=False, choices=Salutation.choices)
    first_name = Line(label=_("Vorname"))
    last_name = Line(label=_("Nachname"), required=True, error_messages={"required": _("Geben Sie den Nachnamen an.")})
    position = Line(label=_("Funktion"))
    email = Line(label=_("E-Mail-Adresse"), widget=forms.EmailInput())
    phone = Line(label=_("Telefon"), widget=forms.TextInput(attrs={"inputmode": "tel"}))
    language = forms.ChoiceField(label=_("Sprache der Briefe"), choices=LetterLanguage.choices, initial="de")


class ChannelForm(RuledForm):
    """One more way by which a contact may be reached."""

    permission = forms.ChoiceField(
        label=_("Was ist erlaubt?"),
        choices=Channel.Permission.choices,
        widget=forms.RadioSelect(),
        error_messages={"required": _("Wählen Sie aus, was die Person erlaubt hat.")},
    )
    source = Line(
        label=_("Woher wissen wir das?"),
        required=True,
        help_text=_("zum Beispiel „Gespräch beim Besuch am 12.11.“"),
        error_messages={"required": _("Geben Sie an, woher Sie das wissen.")},
    )
    since = Day(
        label=_("Seit wann?"),
        required=True,
        error_messages={"required": _("Geben Sie an, seit wann das gilt.")},
    )
    consent_text = Lines(
        label=_("Wortlaut der Einwilligung"),
        help_text=_("Nötig für Einladungen und Rundbriefe: mit welchen Worten hat die Person zugestimmt?"),
    )

    def __init__(self, contact: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contact = contact

    def clean(self) -> dict[str, Any]:
        """An organisation has a "source" too, from a list; the one of a channel is a sentence."""
        values = {**self.cleaned_data, "source_text": self.cleaned_data.get("source", "")}
        values.pop("source", None)
        for name, problem in channel_problems(self.contact, tidy(values), timezone.localdate()).items():
            field = "source" if name == "source_text" else name
            if field not in self.errors:
                self.add_error(field, problem)
        return self.cleaned_data


class NoteForm(RuledForm):
    text = Lines(label=_("Kurznotiz"), required=True, error_messages={"required": _("Schreiben Sie die Notiz.")})


class HolidayForm(RuledForm):
    until = Day(label=_("Betriebsferien bis"), required=False)


class TopicForm(RuledForm):
    name_de = Line(
        label=_("Thema auf Deutsch"), required=True, error_messages={"required": _("Geben Sie das Thema an.")}
    )
    name_en = Line(
        label=_("Thema auf Englisch"),
        required=True,
        error_messages={"required": _("Geben Sie das Thema auch auf Englisch an.")},
    )


class RejectForm(RuledForm):
    reason = Lines(
        label=_("Grund der Absage"),
        required=True,
        help_text=_("Steht so im Brief an das Startup."),
        error_messages={"required": _("Geben Sie den Grund an. Er steht so im Brief an das Startup.")},
    )
