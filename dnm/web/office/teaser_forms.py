"""The form of a teaser, and the warnings beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.engines.privacy import Finding, wording
from dnm.matching.models import Need
from dnm.matching.queries.exposure import risk_key
from dnm.matching.rules import can_accept
from dnm.web.directory_forms import Line
from dnm.web.forms import Day, Form
from dnm.web.language import reading_language

LONGEST = 600
WORDS = ("title", "text", "industry", "region", "size", "budget", "forms", "decide_by")


class TeaserForm(Form):
    title = Line(label=gettext_lazy("Überschrift"), required=True)
    text = Line(label=gettext_lazy("Problem und Ziel"), widget=forms.Textarea(attrs={"rows": 7}), required=True)
    industry = Line(label=gettext_lazy("Branche im Steckbrief"))
    region = Line(label=gettext_lazy("Region im Steckbrief"))
    size = Line(label=gettext_lazy("Größe im Steckbrief"))
    budget = Line(label=gettext_lazy("Budget im Steckbrief"))
    decide_by = Day(label=gettext_lazy("Entscheidung bis"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput(), min_value=0, max_value=2**31 - 1)
    # Last, because it hides the module of the same name.
    forms = Line(label=gettext_lazy("Zusammenarbeit im Steckbrief"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].error_messages["required"] = _("Geben Sie dem Steckbrief eine Überschrift.")
        self.fields["text"].error_messages["required"] = _("Schreiben Sie Problem und Ziel in wenigen Sätzen.")
        typed = self.data if self.is_bound else self.initial
        left = LONGEST - len(str(typed.get("text") or ""))
        self.fields["text"].help_text = (
            _("Höchstens 600 Zeichen, noch %(left)s.") % {"left": left}
            if left >= 0
            else _("Höchstens 600 Zeichen, %(over)s zu viel.") % {"over": -left}
        )
        self.fields["text"].widget.attrs["data-longest"] = str(LONGEST)

    @property
    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in WORDS}


class ApprovalForm(Form):
    """The company said yes to the text, but not on our page."""

    said_by = Line(label=gettext_lazy("Wer hat zugestimmt?"))
    said_on = Day(label=gettext_lazy("Wann?"), required=False)
    source = forms.ChoiceField(
        label=gettext_lazy("Auf welchem Weg?"),
        choices=[
            ("phone", gettext_lazy("am Telefon")),
            ("in_person", gettext_lazy("persönlich")),
            ("paper", gettext_lazy("auf Papier")),
        ],
        error_messages={"invalid_choice": gettext_lazy("Wählen Sie eine der Möglichkeiten aus.")},
    )


@dataclass(frozen=True)
class Hint:
    """One passage in the list of warnings."""

    key: str
    quote: str
    why: str
    proposal: str
    has_suggestion: bool
    acceptable: bool
    blocking: bool


def hints_of(found: Sequence[Finding], need: Need) -> list[Hint]:
    """Each passage once, in the reader's language; what blocks comes first."""
    language = reading_language()
    hints: dict[str, Hint] = {}
    for one in sorted(found, key=lambda finding: finding.severity != "blocking"):
        hints.setdefault(
            risk_key(one),
            Hint(
                key=risk_key(one),
                quote=one.quote,
                why=wording.sentence(one, language),
                proposal=wording.proposal(one, language),
                has_suggestion=one.suggestion is not None,
                acceptable=can_accept(one, need),
                blocking=one.severity == "blocking",
            ),
        )
    return list(hints.values())
