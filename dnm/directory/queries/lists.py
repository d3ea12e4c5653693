"""The list of organisations with its filters, and how many each further filter would leave."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from typing import Any

from django.db.models import CharField, Count, F, Max, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Cast

from dnm.accounts.rules import Actor

from ..industries import DIVISION, industries, size_classes
from ..models import Channel, Contact, Organisation
from ..places import municipalities
from .search import matching_text
from .visible import organisations_visible_to

NONE = "ohne"
"""Filter value for rows that say nothing: no size, outside the Kreis, nobody in charge."""


@dataclass(frozen=True)
class Filters:
    """What the address of the list says; an empty string filters nothing."""

    text: str = ""
    kind: str = ""
    municipality: str = ""
    section: str = ""
    size: str = ""
    topic: str = ""
    scout: str = ""
    state: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        """Only what filters, without the words searched for."""
        return {name: value for name, value in asdict(self).items() if value and name != "text"}


def filters_from(values: Mapping[str, str]) -> Filters:
    """From an address; what is unknown there filters nothing."""
    known: dict[str, set[str]] = {
        "kind": set(Organisation.Kind.values),
        "municipality": {place.ags for place in municipalities()} | {NONE},
        "section": set(divisions_of_sections()) | {NONE},
        "size": {size.key for size in size_classes()} | {NONE},
        "state": {"waiting", "rejected"},
    }
    found: dict[str, str] = {}
    for field in fields(Filters):
        value = values.get(field.name, "").replace("\0", "").strip()[:100]
        numeric = field.name in ("topic", "scout") and (value == NONE or (value.isascii() and value.isdigit()))
        if field.name == "text" or value in known.get(field.name, ()) or (numeric and len(value) < 10):
            found[field.name] = value
    return Filters(**found)


@lru_cache(maxsize=1)
def divisions_of_sections() -> dict[str, tuple[str, ...]]:
    """Section -> its divisions: C -> 10, 11, … 33."""
    found: dict[str, list[str]] = {}
    for division in industries(DIVISION):
        found.setdefault(division.section, []).append(division.code)
    return {section: tuple(codes) for section, codes in found.items()}


class DirectoryList:
    """One look at the directory: search once, then rows and counts from the same conditions."""

    def __init__(self, actor: Actor, filters: Filters) -> None:
        self.filters = filters
        self._everything = organisations_visible_to(actor)
        self._found = matching_text(self._everything, filters.text, people=True)

    def organisations(self) -> QuerySet[Organisation]:
        return self._filtered(self.filters).order_by("sort_name", "pk")

    def rows(self) -> QuerySet[Organisation]:
        """With everything a row shows: two queries however many rows."""
        primary = Contact.objects.filter(primary=True)
        wanted = self.organisations().select_related("scout", "startup")
        return wanted.prefetch_related(Prefetch("contacts", primary, to_attr="primary_contacts"))

    def export_rows(self) -> QuerySet[Organisation]:
        """With topics and the ways by which the primary contact may be reached."""
        primary = Contact.objects.filter(primary=True).prefetch_related(Prefetch("channels", Channel.objects.all()))
        wanted = self.organisations().select_related("scout", "startup").prefetch_related("topics")
        return wanted.prefetch_related(Prefetch("contacts", primary, to_attr="primary_contacts"))

    def counts(self) -> dict[str, dict[str, int]]:
        """Filter -> value -> rows it would leave; values as in ``filters_from``. One query."""
        arms = [self._counted(name, column) for name, column in COLUMNS.items()]
        found: dict[str, dict[str, int]] = {name: {} for name in COLUMNS}
        for name, value, rows in arms[0].union(*arms[1:], all=True):
            key = _key(name, value or "")
            found[name][key] = found[name].get(key, 0) + rows
        return found

    def _counted(self, name: str, column: str) -> QuerySet[Any, tuple[str, str, int]]:
        others = self._filtered(replace(self.filters, **{name: ""}))
        if name == "topic":
            return _by_topic(others)
        if name == "state":
            others = self._everything.filter(CONDITIONS["state"]("waiting"))
        if name == "scout":
            return _by_number(others.order_by(), name)
        labelled = others.order_by().annotate(filter=Value(name), value=F(column))
        return labelled.values_list("filter", "value").annotate(rows=Count("pk"))

    def _filtered(self, filters: Filters) -> QuerySet[Organisation]:
        found = self._found
        for name, value in filters.chosen.items():
            found = found.filter(CONDITIONS[name](value))
        return found


def _by_topic(organisations: QuerySet[Organisation]) -> QuerySet[Any, tuple[str, str, int]]:
    pairs = Organisation.topics.through.objects.all()
    if organisations.query.where:  # without conditions the pairs alone tell it, from their index
        pairs = pairs.filter(organisation__in=organisations.order_by().values("pk"))
    return _by_number(pairs, "topic")


def _by_number(rows: QuerySet[Any], name: str) -> QuerySet[Any, tuple[str, str, int]]:
    """Grouped by the plain column, which an index holds in order; only the few results become text."""
    counted = rows.values(name).annotate(rows=Count("pk"), filter=Value(name), value=Cast(Max(name), CharField()))
    return counted.values_list("filter", "value", "rows")


@lru_cache(maxsize=1)
def _sections() -> dict[str, str]:
    return {code: section for section, codes in divisions_of_sections().items() for code in codes}


def _key(name: str, value: str) -> str:
    if name == "section":
        return _sections().get(value[:2], NONE)
    return value or NONE


def _section(value: str) -> Q:
    if value == NONE:
        return Q(industry="")
    first, last = divisions_of_sections()[value][0], divisions_of_sections()[value][-1]
    within = Q(industry__gte=first)
    return within & Q(industry__lt=f"{int(last) + 1:02}") if last < "99" else within


def _state(value: str) -> Q:
    waiting = Q(kind=Organisation.Kind.STARTUP, confirmed_at=None)
    return waiting & Q(startup__rejected_at__isnull=value == "waiting")


CONDITIONS = {
    "kind": lambda value: Q(kind=value),
    "municipality": lambda value: Q(municipality="" if value == NONE else value),
    "section": _section,
    "size": lambda value: Q(size_class="" if value == NONE else value),
    "topic": lambda value: Q(topics=None if value == NONE else int(value)),
    "scout": lambda value: Q(scout=None if value == NONE else int(value)),
    "state": _state,
}

COLUMNS: dict[str, str] = {
    "kind": "kind",
    "municipality": "municipality",
    "section": "industry",
    "size": "size_class",
    "topic": "",
    "scout": "scout",
    "state": "kind",
}
"""What is counted; "state" counts all start-ups that wait for a scout, whatever is filtered."""
