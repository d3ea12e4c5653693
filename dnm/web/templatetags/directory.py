"""Codes of the directory in the reader's language. Unknown codes show themselves."""

from collections.abc import Iterable
from typing import Any

from django import template

from dnm.directory import industries, places
from dnm.directory.rules import FORMS, LANGUAGES
from dnm.journal.models import Entry
from dnm.web.history import in_words
from dnm.web.language import reading_language

register = template.Library()


@register.simple_tag(takes_context=True)
def filter_query(context: Any, name: str, value: str) -> str:
    """As ``query``, for a filter whose name is itself a value; escaped by the template."""
    values = context["request"].GET.copy()
    values.pop("seite", None)
    values.pop(name, None)
    if value:
        values[name] = value
    return values.urlencode()


@register.filter
def industry_title(code: str) -> str:
    try:
        return industries.industry(code).title(reading_language()) if code else ""
    except KeyError:
        return code


@register.filter
def industry_division(code: str) -> str:
    """The coarse industry, as others may see it before anything is released."""
    try:
        found = industries.industry(code)
    except KeyError:
        return ""
    steps = [one for one in (found, *industries.ancestors(code)) if one.level == industries.DIVISION]
    return steps[0].title(reading_language()) if steps else found.title(reading_language())


@register.filter
def municipality_name(ags: str) -> str:
    try:
        return places.municipality(ags).name if ags else ""
    except KeyError:
        return ags


@register.filter
def size_label(key: str) -> str:
    return next((size.label(reading_language()) for size in industries.size_classes() if size.key == key), "")


@register.filter
def size_labels(keys: Iterable[str]) -> str:
    return ", ".join(size_label(size.key) for size in industries.size_classes() if size.key in keys)


@register.filter
def form_labels(keys: Iterable[str]) -> str:
    return ", ".join(str(FORMS.get(key, key)) for key in keys)


@register.filter
def language_names(codes: Iterable[str]) -> str:
    return ", ".join(str(LANGUAGES.get(code, code)) for code in codes)


@register.filter
def industry_titles(codes: Iterable[str]) -> str:
    return "; ".join(industry_title(code) for code in codes)


@register.filter
def topic_name(topic: object) -> str:
    return str(getattr(topic, f"name_{reading_language()}", ""))


@register.filter
def act_in_words(entry: Entry) -> str:
    return in_words(entry)


@register.filter
def host(website: str) -> str:
    """betrieb.de: what people call a website."""
    return website.split("://", 1)[-1].removeprefix("www.").rstrip("/")
