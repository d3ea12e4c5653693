"""Filters for German dates, amounts and the words of a deadline."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from dnm.accounts.models import ROLE_NAMES
from dnm.accounts.workflow import Role
from dnm.web.language import reading_language, written, written_time

register = template.Library()
NBSP = "\u00a0"


def _day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


@register.filter
def day(value: date | datetime | None) -> str:
    """23.11.2026, for tables."""
    return "" if value is None else formats.date_format(_day(value), "d.m.Y" if _german() else "j M Y")


@register.filter
def short_day(value: date | datetime | None) -> str:
    """22.10. or 22 Oct: without the year, for the path bar."""
    return "" if value is None else formats.date_format(_day(value), "d.m." if _german() else "j M")


@register.filter
def weekday(value: date | datetime | None) -> str:
    """Mittwoch, 25.11. or Wednesday, 25 Nov."""
    return "" if value is None else f"{formats.date_format(_day(value), 'l')}, {short_day(value)}"


@register.filter
def day_in_words(value: date | datetime | None) -> str:
    """Mittwoch, 25. November (with the year when it is another one), for sentences."""
    if value is None:
        return ""
    on = _day(value)
    year = "" if on.year == timezone.localdate().year else " Y"
    return formats.date_format(on, f"l, j.{NBSP}F{year}" if _german() else f"l, j{NBSP}F{year}")


@register.filter
def moment(value: datetime | None) -> str:
    """23.11.2026, 14.03 Uhr."""
    if value is None:
        return ""
    return f"{day(value)}, {clock(value)}"


@register.filter
def clock(value: datetime) -> str:
    """14.03 Uhr or 14:03."""
    text = written_time(timezone.localtime(value))
    return f"{text}{NBSP}Uhr" if _german() else text


@register.filter
def until(begin: time, end: time) -> str:
    """9.00–12.30 Uhr or 9:00–12:30, for opening hours."""
    span = "–".join(written_time(moment).removeprefix("0") for moment in (begin, end))
    return f"{span}{NBSP}Uhr" if _german() else span


@register.filter
def euro(value: Decimal | float | None) -> str:
    """1.234,56 € or €1,234.56; whole amounts without cents."""
    if value is None:
        return ""
    return f"{written(value)}{NBSP}€" if _german() else f"€{written(value)}"


@register.filter
def days_since(value: datetime | None) -> str:
    """heute, seit gestern, seit 5 Tagen."""
    if value is None:
        return ""
    count = (timezone.localdate() - _day(value)).days
    if count <= 0:
        return gettext("seit heute")
    return ngettext("seit %(count)s Tag", "seit %(count)s Tagen", count) % {"count": count}


@register.filter
def due_words(value: date | None) -> str:
    """2 Tage überfällig, heute fällig, noch 4 Tage."""
    if value is None:
        return gettext("ohne Frist")
    left = (value - timezone.localdate()).days
    if left == 0:
        return gettext("heute fällig")
    if left < 0:
        return ngettext("%(count)s Tag überfällig", "%(count)s Tage überfällig", -left) % {"count": -left}
    return ngettext("noch %(count)s Tag", "noch %(count)s Tage", left) % {"count": left}


@register.filter
def passed(value: date | None) -> bool:
    """Whether this day lies behind us."""
    return value is not None and value < timezone.localdate()


@register.filter
def inside_sentence(text: str) -> str:
    """Somebody's own words without their full stop, where ours goes on."""
    return text.rstrip(". ")


@register.filter
def local(text: Any) -> str:
    """A text of a questionnaire in the language of the page."""
    return str(text.in_language(reading_language()))


@register.filter
def quoted(text: str) -> SafeString:
    """„…“ or “…”, by the language of the page."""
    return format_html("„{}“" if _german() else "“{}”", text)


@register.filter
def due_class(value: date | None) -> str:
    if value is None:
        return ""
    left = (value - timezone.localdate()).days
    return "dnm-due--late" if left < 0 else "dnm-due--today" if left == 0 else ""


@register.filter
def role_name(role: str) -> str:
    """Digitalscout, Projektleitung, Unternehmen …"""
    return str(ROLE_NAMES[Role(role)]) if role in set(Role) else ""


@register.filter
def addressed(person: Any) -> str:
    """Frau Beckmann; the full name where the salutation is not known."""
    if person is None:
        return ""
    if person.salutation and person.last_name:
        return f"{person.get_salutation_display()} {person.last_name}"
    return str(person.full_name)


@register.filter
def in_words(count: int) -> str:
    """zwei, drei … zwölf; other numbers as figures."""
    words = [
        gettext("null"), gettext("ein"), gettext("zwei"), gettext("drei"), gettext("vier"), gettext("fünf"),
        gettext("sechs"), gettext("sieben"), gettext("acht"), gettext("neun"), gettext("zehn"), gettext("elf"),
        gettext("zwölf"),
    ]  # fmt: skip
    return words[count] if 0 <= count < len(words) else str(count)


@register.filter
def points(value: int) -> str:
    """+31, −9, 0: with a real minus sign."""
    return f"+{value}" if value > 0 else f"\u2212{-value}" if value < 0 else "0"


@register.simple_tag(takes_context=True)
def query(context: Any, **changes: object) -> SafeString:
    """The present address with some of its filters changed; an empty value drops the filter."""
    values = context["request"].GET.copy()
    values.pop("seite", None)
    for name, value in changes.items():
        if value in ("", None):
            values.pop(name, None)
        else:
            values[name] = value
    encoded = values.urlencode()
    return mark_safe("?" + encoded.replace("&", "&amp;") if encoded else "?")


def _german() -> bool:
    return reading_language() == "de"
