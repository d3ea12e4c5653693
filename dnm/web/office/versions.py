"""Two people edit the same settings: who saves second sees both versions before anything is overwritten."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms

from dnm.journal.models import Entry
from dnm.web.forms import Form, dress


class Versioned(Form):
    """Carries the version that stood in the database when the form was opened."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def add(self, name: str, field: forms.Field) -> None:
        """A field that is known only now, dressed like the others."""
        dress(field)
        self.fields[name] = field

    @property
    def seen(self) -> str:
        return str(self.cleaned_data.get("version") or "missing")

    @property
    def wanted(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class Difference(NamedTuple):
    label: str
    stored: object
    typed: object


class Conflict(NamedTuple):
    entry: Entry | None
    differences: list[Difference]


def conflict_of(form: Versioned, stored: Mapping[str, object], version: str, entry: Entry | None) -> Conflict:
    """What differs; the form goes on with the present version, so that saving again is a decision."""
    form.data = {**form.data.dict(), form.add_prefix("version"): version}  # type: ignore[attr-defined]
    wanted = form.wanted
    return Conflict(
        entry,
        [
            Difference(str(form.fields[name].label), stored[name], form[name].value())
            for name in wanted
            if stored[name] != wanted[name] and str(stored[name]) != str(form[name].value())
        ],
    )
