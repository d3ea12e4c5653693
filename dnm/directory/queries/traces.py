"""Where people wrote about people: the rows that concern a firm, and their columns with words."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from ..models import Note, Organisation, Reference, StartupProfile
from ..rules.traces import Traces


@dataclass(frozen=True)
class Words:
    """A table in which somebody may be named. ``rows``: those that concern an organisation."""

    model: type[Model]
    columns: tuple[str, ...]
    rows: Callable[[Organisation], QuerySet[Any]]


WORDS = (
    Words(Note, ("text",), lambda firm: Note.objects.filter(organisation=firm)),
    Words(
        StartupProfile, ("summary", "rejection_reason"), lambda firm: StartupProfile.objects.filter(organisation=firm)
    ),
    Words(Reference, ("text",), lambda firm: Reference.objects.filter(organisation=firm)),
)


def naming(words: Iterable[Words], firm: Organisation, traces: Traces) -> Iterator[tuple[Model, dict[str, Any]]]:
    """(row, {column: value}) for every column that names the person."""
    for table in words:
        for row in table.rows(firm).order_by("pk").distinct():
            named = {name: getattr(row, name) for name in table.columns if traces.meant_in(getattr(row, name))}
            if named:
                yield row, named


def copies(words: Iterable[Words], firm: Organisation, traces: Traces) -> list[dict[str, Any]]:
    """The same as plain values for a copy in JSON."""
    return [{"table": row._meta.label_lower, "id": row.pk, **named} for row, named in naming(words, firm, traces)]


def personal_columns(words: Iterable[Words]) -> dict[str, tuple[str, ...]]:
    return {table.model._meta.label_lower: table.columns for table in words}
