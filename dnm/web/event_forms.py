"""Forms of events: registering with two consents, the survey afterwards, checking in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dnm.directory.models import Contact, Organisation
from dnm.events.models import Event
from dnm.events.rules import data_text, photo_text, text_hash
from dnm.web.directory_forms import Line, municipality_choices
from dnm.web.forms import Form, Words, dress, offer
from dnm.web.language import reading_language

STARS = [(5, _("5, ja, ganz")), (4, "4"), (3, "3"), (2, "2"), (1, _("1, gar nicht"))]


def only_signs(value: str) -> None:
    """Names stand in the subject of letters and in calendars."""
    if any(ord(sign) < 32 for sign in value):
        raise ValidationError(_("Der Text enthält Steuerzeichen, die wir nicht speichern können. Tippen Sie ihn neu."))


class ConsentBox(forms.CheckboxInput):
    """Never preticked. Sends the hash of the words beside it; a tick under other words does not count."""

    def __init__(self, shown_hash: str) -> None:
        super().__init__(check_test=lambda value: value == shown_hash)
        self.shown_hash = shown_hash

    def format_value(self, value: Any) -> str:
        return self.shown_hash

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return str(data.get(name, ""))[:64]


class ConsentForm(Form):
    """The two consents of an event in the reader's language."""

    data_hash = forms.CharField(
        error_messages={"required": _("Ohne Ihr Einverständnis können wir Ihre Anmeldung nicht speichern.")}
    )
    photo_hash = forms.CharField(required=False)
    form_token = forms.CharField(required=False, widget=forms.HiddenInput(), max_length=43)

    def __init__(self, event: Event, *args: Any, language: str = "", **kwargs: Any) -> None:
        self.language = language or reading_language()
        super().__init__(*args, **kwargs)
        for name, words in (("data_hash", data_text), ("photo_hash", photo_text)):
            text = words(event, self.language)
            self.fields[name].label = text
            self.fields[name].widget = ConsentBox(text_hash(text))
            dress(self.fields[name])

    @property
    def told(self) -> dict[str, Any]:
        """What ``register`` takes."""
        own = ("form_token", "homepage")
        return {name: value for name, value in self.cleaned_data.items() if name not in own} | {
            "language": self.language
        }


class PhotoForm(Form):
    """The consent to photos alone, for somebody who has a place already."""

    photo_hash = forms.CharField(error_messages={"required": _("Kreuzen Sie an, wenn Sie einverstanden sind.")})

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = photo_text(event, reading_language())
        self.fields["photo_hash"].label = text
        self.fields["photo_hash"].widget = ConsentBox(text_hash(text))
        dress(self.fields["photo_hash"])


class GuestForm(ConsentForm):
    """Without an account. ``homepage`` stands there for machines that fill in everything."""

    name = Words(
        label=_("Ihr Name"), max_length=160, validators=[only_signs],
        error_messages={"required": _("Geben Sie Ihren Namen an.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"), max_length=254, help_text=_("Dorthin schicken wir Bestätigung und Code."),
        error_messages={
            "required": _("Geben Sie eine E-Mail-Adresse an, damit wir antworten können."),
            "invalid": _("Geben Sie die E-Mail-Adresse so ein: name@beispiel.de"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    firm = Words(
        label=_("Betrieb oder Einrichtung"), max_length=160, required=False, validators=[only_signs],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    municipality = forms.ChoiceField(
        label=_("Stadt oder Gemeinde"), required=False,
        error_messages={"invalid_choice": _("Wählen Sie eine Stadt oder Gemeinde aus der Liste.")},
    )  # fmt: skip
    homepage = Line(
        label=_("Dieses Feld leer lassen"), widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )
    field_order = ["name", "email", "firm", "municipality"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "municipality", municipality_choices())


class WhoComes(forms.ModelChoiceField):
    def label_from_instance(self, person: Contact) -> str:
        return ", ".join(part for part in (person.full_name, person.position) if part)


class ColleagueForm(ConsentForm):
    """For somebody of one's own firm."""

    contact = WhoComes(
        Contact.objects.none(), label=_("Wer kommt?"), widget=forms.RadioSelect(), empty_label=None,
        error_messages={
            "required": _("Wählen Sie, wer kommt."), "invalid_choice": _("Wählen Sie eine Person aus der Liste."),
        },
    )  # fmt: skip

    def __init__(self, event: Event, firm: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(event, *args, **kwargs)
        self.people = firm.contacts.filter(left_on=None)
        offer(self, "contact", self.people)


class CodeForm(Form):
    """One's own code from the letter."""

    code = forms.CharField(
        label=_("Ihr Code aus dem Brief"), max_length=20,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false",
                                      "class": "kern-form-input__input dnm-short"}),
        error_messages={
            "required": _("Geben Sie den Code aus Ihrem Brief ein, zum Beispiel K7M2QX."),
            "max_length": _("Geben Sie den Code aus Ihrem Brief ein, zum Beispiel K7M2QX."),
        },
    )  # fmt: skip


class DoorForm(CodeForm):
    """On one's own phone; whoever scans the code at the entrance has the first field filled in."""

    door = forms.CharField(
        label=_("Code am Eingang"), max_length=20,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false",
                                      "class": "kern-form-input__input dnm-short"}),
        error_messages={
            "required": _("Geben Sie den Code ein, der am Eingang hängt."),
            "max_length": _("Geben Sie den Code ein, der am Eingang hängt."),
        },
    )  # fmt: skip
    field_order = ["door", "code"]


def _stars(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=STARS, coerce=int, widget=forms.RadioSelect(),
        error_messages={
            "required": _("Wählen Sie eine Zahl von 1 bis 5."),
            "invalid_choice": _("Wählen Sie eine Zahl von 1 bis 5."),
        },
    )  # fmt: skip


class SurveyForm(Form):
    """Three questions from 1 to 5, and room for words."""

    useful = _stars(_("War die Veranstaltung für Sie nützlich?"))
    organised = _stars(_("War sie gut organisiert?"))
    again = _stars(_("Würden Sie wiederkommen?"))
    comment = Words(
        label=_("Was sollen wir beim nächsten Mal anders machen?"), max_length=2000, rows=4, required=False,
        help_text=_("Das liest nur das Büro."),
    )  # fmt: skip
