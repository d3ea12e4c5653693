"""The base of all forms: KERN's classes, German dates and amounts, browser validation off."""

from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _

CLASSES: list[tuple[type, str]] = [
    (forms.CheckboxInput, "kern-form-check__checkbox"),
    (forms.CheckboxSelectMultiple, "kern-form-check__checkbox"),
    (forms.RadioSelect, "kern-form-check__radio"),
    (forms.Select, "kern-form-input__select"),
    (forms.Widget, "kern-form-input__input"),
]


class Form(forms.Form):
    """Errors say what to do; optional fields say "(freiwillig)"; nothing is preticked unless a page asks for it."""

    use_required_attribute = False
    default_renderer = DjangoTemplates()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field)

    @property
    def first_fields_with_errors(self) -> list[forms.BoundField]:
        return [field for field in self if field.errors]


def dress(field: forms.Field) -> None:
    """KERN's class for the kind of field."""
    field.widget.attrs.setdefault("class", _class_of(field.widget))


def _class_of(widget: forms.Widget) -> str:
    return next(name for kind, name in CLASSES if isinstance(widget, kind))


class Day(forms.DateField):
    """Accepts 23.11.2026, 23.11.26, 23. 11. 2026 and 2026-11-23."""

    def __init__(self, **options: Any) -> None:
        formats = ["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"]
        options.setdefault("widget", forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric"}))
        super().__init__(input_formats=formats, **options)
        self.error_messages["invalid"] = _("Geben Sie das Datum so ein: 23.11.2026")

    def to_python(self, value: Any) -> date | None:
        return super().to_python(value.replace(" ", "") if isinstance(value, str) else value)
