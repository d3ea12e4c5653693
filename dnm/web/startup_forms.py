"""Forms of start-ups: registering, the profile, references, a pause."""

from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from dnm.accounts.models import LetterLanguage
from dnm.directory.industries import size_classes
from dnm.directory.models import StartupProfile
from dnm.directory.rules import FORMS
from dnm.web.directory_forms import IndustrySearch, Line, Lines, RuledForm, Several, Whole, search_field
from dnm.web.forms import Day
from dnm.web.language import reading_language


class RegistrationForm(RuledForm):
    """Five fields and the language of our letters."""

    name = Line(label=_("Name des Startups"), required=True)
    website = Line(label=_("Website"), help_text=_("zum Beispiel www.startup.de"))
    summary = Lines(
        label=_("Was lösen Sie, und für wen?"),
        required=True,
        help_text=_("Ein, zwei Sätze, wie Sie es einem Betrieb am Telefon sagen würden. Deutsch oder Englisch."),
    )
    contact_name = Line(label=_("Ihr Name"), required=True)
    email = Line(label=_("Ihre E-Mail-Adresse"), required=True, widget=django_forms.EmailInput())
    language = django_forms.ChoiceField(
        label=_("In welcher Sprache dürfen wir Ihnen schreiben?"),
        choices=LetterLanguage.choices,
        widget=django_forms.RadioSelect(),
    )
    form_token = django_forms.CharField(required=False, widget=django_forms.HiddenInput())

    MISSING = {
        "name": _("Geben Sie den Namen des Startups an."),
        "summary": _("Schreiben Sie in ein, zwei Sätzen, was Sie lösen und für wen."),
        "contact_name": _("Geben Sie Ihren Namen an."),
        "email": _("Geben Sie eine E-Mail-Adresse an, damit wir antworten können."),
        "language": _("Wählen Sie eine Sprache."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, message in self.MISSING.items():
            self.fields[name].error_messages["required"] = message


class ProposalForm(RegistrationForm):
    """The same five fields, filled in by a partner hub."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["summary"].label = _("Was löst das Startup, und für wen?")
        self.fields["contact_name"].label = _("Name der Ansprechperson")
        self.fields["email"].label = _("E-Mail-Adresse der Ansprechperson")
        self.fields["language"].label = _("In welcher Sprache schreiben wir dem Startup?")


class ProfileForm(IndustrySearch):
    summary = Lines(
        label=_("Was lösen Sie, und für wen?"),
        required=True,
        help_text=_("Steht so in der Liste, die Betriebe sehen. Höchstens 600 Zeichen."),
    )
    stage = django_forms.ChoiceField(
        label=_("In welcher Phase sind Sie?"),
        required=False,
        choices=[("", "–"), *StartupProfile.Stage.choices],
    )
    forms = Several(label=_("Wie möchten Sie mit Betrieben zusammenarbeiten?"), choices=FORMS.items())
    target_industries = Several(label=_("Für welche Branchen arbeiten Sie?"))
    industry_search = search_field(_("Branche suchen und ankreuzen"))
    target_sizes = Several(
        label=_("Für Betriebe welcher Größe arbeiten Sie?"),
        help_text=_("Nichts ankreuzen heißt: noch nicht festgelegt."),
    )
    capacity = Whole(
        label=_("Wie viele Betriebe können Sie je Quartal kennenlernen?"),
        required=True,
        help_text=_("Sind es mehr, schlagen wir zuerst andere Startups vor."),
    )
    listed = django_forms.BooleanField(
        label=_("Wir möchten in der öffentlichen Liste der Startups stehen"),
        required=False,
        help_text=_("Gezeigt werden Name, Ort, Website, diese Beschreibung, Angebote und Referenzen. Keine Personen."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity"].error_messages["required"] = _("Geben Sie eine Zahl an, zum Beispiel 2.")
        self.fields["summary"].error_messages["required"] = RegistrationForm.MISSING["summary"]
        sizes = self.fields["target_sizes"]
        assert isinstance(sizes, django_forms.ChoiceField)
        sizes.choices = [(size.key, size.label(reading_language())) for size in size_classes()]
        self.offer_industries("target_industries")


class PauseForm(RuledForm):
    until = Day(
        label=_("Pause bis"),
        required=False,
        help_text=_("Bis zu diesem Tag fragen wir Sie nicht an. Leer lassen beendet die Pause."),
    )


class ReferenceForm(RuledForm):
    reference = Line(
        label=_("Für wen haben Sie gearbeitet, und was kam heraus?"),
        required=True,
        help_text=_("Nennen Sie den Kunden nur, wenn er einverstanden ist. Höchstens 200 Zeichen."),
    )
    year = Whole(label=_("Jahr"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"].error_messages["required"] = _("Nennen Sie den Kunden oder das Vorhaben.")
        self.fields["year"].widget.attrs["class"] += " dnm-short"
