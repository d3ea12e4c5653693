"""How much the ranking counts each thing: change it, and see on real needs what that does before it is saved."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.centre.actions import ChangedMeanwhile
from dnm.centre.queries import last_change, version_of_weights
from dnm.matching.actions import weigh
from dnm.matching.models import ReasonCode
from dnm.matching.queries.weights import REFUSED, STANDARD, flat, preview, weights_in_force, weights_of
from dnm.matching.rules import WEIGHT_BOUNDS
from dnm.web.requests import SignedInRequest

from .management import management_only
from .versions import Versioned, conflict_of

GROUPS = (
    (
        gettext_lazy("Text"),
        {
            "text_scale": gettext_lazy("Ein Text, der sehr gut passt"),
            "weak_below": gettext_lazy(
                "Mit weniger Punkten, zusammen oder aus dem Text allein, gilt ein Vorschlag als schwach"
            ),
        },
    ),
    (
        gettext_lazy("Branche und Erfahrung"),
        {
            "industry": gettext_lazy("Arbeitet für diese Branche"),
            "reference": gettext_lazy("Hat eine Referenz aus der Branche"),
            "reference_confirmed": gettext_lazy("Der Kunde hat die Referenz bestätigt (zusätzlich)"),
            "same_size": gettext_lazy("Kennt Betriebe dieser Größe"),
            "other_size": gettext_lazy("Arbeitet nicht für Betriebe dieser Größe"),
        },
    ),
    (
        gettext_lazy("Nähe und Zusammenarbeit"),
        {
            "region": gettext_lazy("Sitzt im selben Land oder Kreis"),
            "other_region": gettext_lazy("Arbeitet nicht in der Region"),
            "language": gettext_lazy("Spricht eine Sprache des Betriebs"),
            "other_language": gettext_lazy("Spricht keine Sprache des Betriebs"),
            "form": gettext_lazy("Bietet die gewünschte Form der Zusammenarbeit"),
            "other_form": gettext_lazy("Bietet nur andere Formen der Zusammenarbeit"),
        },
    ),
    (
        gettext_lazy("Geld, Reife und Zeit"),
        {
            "budget": gettext_lazy("Der Preis passt ins Budget"),
            "upper_budget": gettext_lazy("Der Preis liegt am oberen Ende des Budgets"),
            "over_budget": gettext_lazy("Der Preis liegt über dem Budget"),
            "stage": gettext_lazy("Die Lösung ist reif genug"),
            "too_early": gettext_lazy("Die Lösung ist noch nicht reif genug"),
            "no_capacity": gettext_lazy("Das Startup hat in diesem Quartal keine Zeit mehr"),
            "unwanted": gettext_lazy("Das Angebot bringt mit, was der Bedarf ausschließt"),
        },
    ),
    (
        gettext_lazy("Frühere Absage zwischen denselben beiden"),
        {REFUSED + code: label for code, label in ReasonCode.choices},
    ),
)
STANDARDS = flat(STANDARD)


def _points(label: Any, low: int, high: int) -> forms.IntegerField:
    say = _("Geben Sie eine ganze Zahl von %(low)d bis %(high)d an.") % {"low": low, "high": high}
    return forms.IntegerField(
        label=label, min_value=low, max_value=high, widget=forms.TextInput(attrs={"inputmode": "text"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), say),
    )  # fmt: skip


class WeightsForm(Versioned):
    """One field per name in WEIGHT_BOUNDS."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for title, labels in GROUPS:
            for name, label in labels.items():
                self.add(name, _points(f"{title}: {label}", *WEIGHT_BOUNDS[name]))

    def groups(self) -> list[dict[str, object]]:
        return [
            {
                "title": title,
                "rows": [
                    {"label": label, "field": self[name], "standard": STANDARDS[name], "bounds": WEIGHT_BOUNDS[name]}
                    for name, label in labels.items()
                ],
            }
            for title, labels in GROUPS
        ]


@management_only
def weights(request: SignedInRequest) -> HttpResponse:
    """Three ways to send the form: look at what it would do, save it, or fill in the standard and look."""
    version, stored = version_of_weights(), flat(weights_in_force())
    act = request.POST.get("act", "")
    typed = request.POST if act and act != "standard" else None
    form = WeightsForm(typed, initial={**(STANDARDS if act == "standard" else stored), "version": version})
    shown, conflict = None, None
    if act == "standard":
        shown = preview(STANDARD)
    elif act and form.is_valid():
        if act == "preview":
            shown = preview(weights_of(form.wanted))
        else:
            try:
                weigh(form.wanted, by=request.actor, seen=form.seen)
            except ChangedMeanwhile:
                conflict = conflict_of(form, dict(stored), version, last_change("centre.ranking_weighed"))
            else:
                messages.success(request, _("Gespeichert. Alle offenen Bedarfe werden im Hintergrund neu geordnet."))
                return redirect("office:settings-weights")
    entry = last_change("centre.ranking_weighed")
    found = {"form": form, "conflict": conflict, "entry": entry, "preview": shown}
    return render(request, "office/settings_weights.html", found)
