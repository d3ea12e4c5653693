"""The base of all forms: KERN's classes, dates, amounts and words as people write them, browser validation off."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _

from dnm.accounts.models import LetterLanguage
from dnm.web.language import reading_language, written

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


def offer(form: forms.BaseForm, name: str, offered: QuerySet[Any] | Iterable[tuple[Any, Any]]) -> None:
    """What can be chosen in a field, known only once its form is made: rows, or values with their words."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        assert isinstance(offered, QuerySet)
        field.queryset = offered
    else:
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(offered)


def expect(form: forms.BaseForm, names: Iterable[str]) -> None:
    """Fields that may be left out for now but are no favour: no "(freiwillig)" beside them."""
    for name in names:
        form.fields[name].expected = True  # type: ignore[attr-defined]  # ours, read by components/field.html


def dress(field: forms.Field) -> None:
    """KERN's class for the kind of field."""
    field.widget.attrs.setdefault("class", _class_of(field.widget))


def _class_of(widget: forms.Widget) -> str:
    return next(name for kind, name in CLASSES if isinstance(widget, kind))


class Day(forms.DateField):
    """Accepts 23.11.2026, 23.11.26, 23. 11. 2026, 2026-11-23 and, as English pages write it, 23 Nov 2026."""

    def __init__(self, **options: Any) -> None:
        formats = ["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d", "%d%b%Y", "%d%B%Y"]
        options.setdefault("widget", forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric"}))
        super().__init__(input_formats=formats, **options)
        self.error_messages["invalid"] = _("Geben Sie das Datum so ein: 23.11.2026")

    def to_python(self, value: Any) -> date | None:
        return super().to_python(value.replace(" ", "") if isinstance(value, str) else value)


TOO_LONG = _("Kürzen Sie den Text auf höchstens %(limit_value)d Zeichen. Es sind %(show_value)d.")


class Words(forms.CharField):
    """Free text: too long a text is kept and can be shortened."""

    def __init__(self, *, max_length: int, rows: int = 0, **options: Any) -> None:
        if rows:
            options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **options)
        self.error_messages["max_length"] = TOO_LONG
        for validator in self.validators:
            if isinstance(validator, MaxLengthValidator):
                validator.message = TOO_LONG
        self.widget.attrs.pop("maxlength", None)


LONGEST = 40
"""Cut here: so many digits are far too many anyway."""

MARKS = {"de": (".", ","), "en": (",", ".")}
"""Language -> what stands between thousands, what stands before the cents."""

GROUPED = re.compile(r"\d{1,3}([.,]\d{3})+")


def _amount_pattern(thousands: str, cents: str) -> re.Pattern[str]:
    groups = rf"\d{{1,3}}({re.escape(thousands)}\d{{3}})+"
    return re.compile(rf"({groups}|\d+)({re.escape(cents)}\d{{1,2}})?")


def amount_of(text: str) -> Decimal:
    """The amount as the page's language writes it, or as only the other one can; raises ValidationError."""
    typed = "".join(text.replace("€", "").split())[:LONGEST]
    own = reading_language()
    for thousands, cents in (MARKS[own], MARKS["en" if own == "de" else "de"]):
        if not _amount_pattern(thousands, cents).fullmatch(typed):
            continue
        if thousands != MARKS[own][0] and GROUPED.fullmatch(typed) and typed.count(thousands) == 1:
            # 1,200 on a German page: 1.200 by English habit, or a slip in 1,20?
            raise forms.ValidationError(_("So ist der Betrag nicht eindeutig. Geben Sie ihn so ein: 1200 oder 1200,50"))
        return Decimal(typed.replace(thousands, "").replace(cents, "."))
    raise forms.ValidationError(_("Geben Sie den Betrag so ein: 1.200 oder 1.200,50"))


class Amount(forms.CharField):
    """Accepts 900, 1.234,56 €, 1 234,56; on English pages 1,234.56. Whole and cents, from 0 to 99.999.999."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        typed = str(super().clean(value))
        if not typed:
            return None
        amount = amount_of(typed)
        if amount >= 10**8:
            raise forms.ValidationError(_("Geben Sie einen Betrag von 0 bis 99.999.999 ein."))
        return amount.quantize(Decimal("0.01"))


class PersonalInvitation(Form):
    """Who is invited to sign in, and the language of the letter; the audience adds what the person may do."""

    first_name = forms.CharField(label=_("Vorname"), max_length=80, required=False)
    last_name = forms.CharField(label=_("Nachname"), max_length=80, required=False)
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        max_length=254,
        error_messages={
            "required": _("Geben Sie die E-Mail-Adresse der Person an."),
            "invalid": _("Geben Sie die E-Mail-Adresse so ein: name@beispiel.de"),
        },
    )
    language = forms.ChoiceField(label=_("Sprache des Briefs"), choices=LetterLanguage.choices)
