"""How long each state of an introduction may last, and when a reminder goes out."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.centre.actions import ChangedMeanwhile, set_deadlines
from dnm.centre.queries import deadlines as own_deadlines
from dnm.centre.queries import last_change, version_of_deadlines
from dnm.introductions.models.cases import STATE_LABELS
from dnm.introductions.workflow import DEADLINES
from dnm.web.requests import SignedInRequest

from .management import management_only
from .versions import Versioned, conflict_of

Pair = tuple[int, int | None]
STATES = [state for state, deadline in DEADLINES.items() if deadline.days]
BETWEEN = gettext_lazy("Geben Sie eine Zahl von 1 bis 400 an.")


def _days(label: str, required: bool) -> forms.IntegerField:
    messages = {"required": BETWEEN, "invalid": BETWEEN, "min_value": BETWEEN, "max_value": BETWEEN}
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=400,
        required=required,
        error_messages=messages,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class DeadlinesForm(Versioned):
    """Two fields per state: ``days_<state>`` and ``reminder_<state>``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for state in STATES:
            name = str(STATE_LABELS[state])
            self.add(f"days_{state}", _days(_("%(state)s: Frist in Tagen") % {"state": name}, True))
            self.add(f"reminder_{state}", _days(_("%(state)s: Erinnerung nach Tagen") % {"state": name}, False))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for state in STATES:
            days, reminder = cleaned.get(f"days_{state}"), cleaned.get(f"reminder_{state}")
            if days and reminder and reminder >= days:
                self.add_error(f"reminder_{state}", _("Die Erinnerung muss vor dem Ende der Frist liegen."))
        return cleaned

    def rows(self) -> list[dict[str, object]]:
        return [
            {
                "label": STATE_LABELS[state],
                "days": self[f"days_{state}"],
                "reminder": self[f"reminder_{state}"],
                "default": DEADLINES[state],
            }
            for state in STATES
        ]

    def pairs(self) -> dict[str, Pair]:
        wanted = self.wanted
        return {str(state): (wanted[f"days_{state}"], wanted[f"reminder_{state}"]) for state in STATES}


def _valid_now() -> dict[str, Pair]:
    """State -> days and reminder, the office's own where it has set them."""
    built_in = {str(state): (DEADLINES[state].days or 0, DEADLINES[state].reminder_after) for state in STATES}
    return built_in | {state: pair for state, pair in own_deadlines().items() if state in built_in}


def _stored() -> dict[str, object]:
    values: dict[str, object] = {}
    for state, (days, reminder) in _valid_now().items():
        values |= {f"days_{state}": days, f"reminder_{state}": reminder}
    return values


@management_only
def deadlines(request: SignedInRequest) -> HttpResponse:
    form = DeadlinesForm(request.POST or None, initial={**_stored(), "version": version_of_deadlines()})
    conflict = None
    if request.method == "POST" and form.is_valid():
        now = _valid_now()
        changed = {state: pair for state, pair in form.pairs().items() if pair != now[state]}
        try:
            set_deadlines(changed, by=request.actor, seen=form.seen)
        except ChangedMeanwhile:
            conflict = conflict_of(form, _stored(), version_of_deadlines(), last_change("centre.deadlines_set"))
        else:
            messages.success(
                request, _("Die Fristen sind gespeichert. Sie gelten ab dem nächsten Schritt eines Vorgangs.")
            )
            return redirect("office:settings-deadlines")
    entry = last_change("centre.deadlines_set")
    return render(request, "office/settings_deadlines.html", {"form": form, "conflict": conflict, "entry": entry})
