"""Forms of a meeting day that the participant and the office share."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from dnm.engines.privacy.wording import sentence
from dnm.events.models import Participant
from dnm.introductions.workflow import Party
from dnm.matching.queries.exposure import naming_in, plain_teaser
from dnm.web.directory_forms import Several, Whole
from dnm.web.forms import Form, Words, offer
from dnm.web.language import reading_language, written_time
from dnm.web.office.case_forms import Clock


def clock_of_slot(slot: Mapping[str, Any]) -> str:
    """9.00 or 9:00: when a slot begins, without a word behind it."""
    return written_time(time.fromisoformat(slot["starts"])).removeprefix("0")


def check_unnamed(text: str, one: Participant) -> None:
    """ValidationError with the first passage that names the firm."""
    language = reading_language()
    for found in naming_in(text, one.organisation, language)[:1]:
        words = {"quote": found.quote, "reason": sentence(found, language)}
        raise forms.ValidationError(gettext("„%(quote)s“ %(reason)s") % words)


def proposed_teaser(one: Participant) -> str:
    """Coarse enough for five firms of the directory; read by others only once somebody saves it."""
    facts = plain_teaser(one.organisation, reading_language())
    return ", ".join(facts[name] for name in ("industry", "size", "region") if facts[name])


class TimesForm(Form):
    """When somebody is there, for how many talks, and how the firm appears before the plan."""

    arrives = Clock(label=gettext_lazy("Ankunft"), required=False, help_text=gettext_lazy("Leer: von Anfang an da."))
    leaves = Clock(label=gettext_lazy("Abfahrt"), required=False, help_text=gettext_lazy("Leer: bis zum Schluss da."))
    away = Several(
        label=gettext_lazy("Zu diesen Zeiten nicht da"),
        error_messages={"invalid_choice": gettext_lazy("Der Rahmen hat sich geändert. Laden Sie die Seite neu.")},
    )
    max_meetings = Whole(label=gettext_lazy("Gespräche höchstens"), min_value=1, max_value=60)
    shown_as = forms.ChoiceField(
        label=gettext_lazy("Wie erscheint der Betrieb vor dem Plan?"), choices=Participant.ShownAs.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip
    teaser = Words(
        label=gettext_lazy("So erscheint er ohne Namen"), max_length=300, rows=3, required=False,
        help_text=gettext_lazy("Ohne Namen, Ort und Marken. Zum Beispiel: Spritzgießerei mit 80 Beschäftigten."),
    )  # fmt: skip

    def __init__(self, one: Participant, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one = one
        away = [(str(number), clock_of_slot(slot)) for number, slot in enumerate(one.day.slots)]
        offer(self, "away", away)
        for name in ("arrives", "leaves", "max_meetings", "shown_as", "teaser"):
            self.fields[name].initial = getattr(one, name, None)
        self.fields["away"].initial = [str(number) for number in one.away]
        for name in ("arrives", "leaves", "max_meetings"):
            self.fields[name].widget.attrs["class"] += " dnm-short"
        if one.side == Party.STARTUP:
            del self.fields["shown_as"], self.fields["teaser"]
        elif not one.teaser:
            self.fields["teaser"].initial = proposed_teaser(one)

    def clean_teaser(self) -> str:
        """A slip gives the name away for good: who appears without it may not write it, nor people or addresses."""
        text: str = self.cleaned_data["teaser"]
        if self.cleaned_data.get("shown_as") != Participant.ShownAs.NAME:
            check_unnamed(text, self.one)
        return text

    @property
    def told(self) -> dict[str, Any]:
        """As ``change_participant`` takes it."""
        values = self.cleaned_data
        names = [name for name in ("arrives", "leaves", "max_meetings", "shown_as", "teaser") if name in values]
        return {name: values[name] for name in names} | {"away": [int(number) for number in values["away"]]}
