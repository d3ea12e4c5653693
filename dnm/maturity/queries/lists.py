"""The office's list of checks with its filters, and how many each further filter would leave; the dates to come."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast, Substr

from dnm.accounts.rules import Actor
from dnm.directory.industries import COARSE_GROUPS, coarse_group, size_classes
from dnm.directory.models import Organisation
from dnm.directory.places import municipalities
from dnm.directory.queries import matching_text
from dnm.directory.queries.lists import divisions_of_sections

from ..models import Check, PlannedStage
from ..workflow import CheckState, Stage
from .checks import checks_visible_to
from .questionnaires import family, shelf
from .rounds import plans_visible_to

NONE = "ohne"
"""Filter value for checks that say nothing: nobody in charge, size or industry not known, outside the Kreis."""
GUEST = "guest"
"""State of a check whose firm nobody has found in the directory yet."""


@dataclass(frozen=True)
class CheckFilters:
    """What the address of the list says; an empty string filters nothing. ``topic`` only orders."""

    text: str = ""
    state: str = ""
    questionnaire: str = ""
    stage: str = ""
    scout: str = ""
    industry: str = ""
    size: str = ""
    municipality: str = ""
    topic: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        """Only what filters, without the words searched for."""
        return {name: value for name, value in asdict(self).items() if value and name not in ("text", "topic")}


def check_filters_from(values: Mapping[str, str]) -> CheckFilters:
    """From an address; what is unknown there filters nothing."""
    topics = {topic.id for one in shelf().known.values() for topic in one.dimensions}
    known: dict[str, set[str]] = {
        "state": {*CheckState, GUEST},
        "stage": set(Stage),
        "industry": {*COARSE_GROUPS, NONE},
        "size": {size.key for size in size_classes()} | {NONE},
        "municipality": {place.ags for place in municipalities()} | {NONE},
        "topic": topics,
    }
    found: dict[str, str] = {}
    for field in fields(CheckFilters):
        value = values.get(field.name, "").replace("\0", "").strip()[:100]
        person = value == NONE or (value.isascii() and value.isdigit() and len(value) < 10)
        free = field.name in ("text", "questionnaire") or (field.name == "scout" and person)
        if free or value in known.get(field.name, ()):
            found[field.name] = value
    return CheckFilters(**found)


class CheckList:
    """One look at the checks: rows and counts from the same conditions."""

    def __init__(self, actor: Actor, filters: CheckFilters) -> None:
        self.filters = filters
        self._found = _search(_with_state(checks_visible_to(actor)), filters.text)

    def rows(self) -> QuerySet[Check]:
        """Guests who wait for the office first, then what moved last; with ``topic`` the lowest score first."""
        found = self._filtered(self.filters)
        if self.filters.topic:
            score = KeyTransform(self.filters.topic, "scores")
            return found.annotate(score=score).order_by(F("score").asc(nulls_last=True), "-pk")
        first = Case(When(shown_state=GUEST, then=Value(0)), default=Value(1))
        return found.alias(first=first).order_by("first", "-changed_at", "-pk")

    def counts(self) -> dict[str, dict[str, int]]:
        """Filter -> value -> rows it would leave; values as in ``check_filters_from``. One query."""
        arms = [self._counted(name, column) for name, column in COLUMNS.items()]
        found: dict[str, dict[str, int]] = {name: defaultdict(int) for name in COLUMNS}
        for name, value, rows in arms[0].union(*arms[1:], all=True):
            found[name][_key(name, value or "")] += rows
        return found

    def _counted(self, name: str, column: str) -> QuerySet[Check, tuple[str, str, int]]:
        others = self._filtered(replace(self.filters, **{name: ""})).order_by()
        labelled = others.annotate(
            filter=Value(name, output_field=CharField()), value=Cast(column, CharField(max_length=80))
        )
        return labelled.values_list("filter", "value").annotate(rows=Count("pk"))

    def _filtered(self, filters: CheckFilters) -> QuerySet[Check]:
        found = self._found
        for name, value in filters.chosen.items():
            if name == "industry":
                found = found.filter(**{"division__in": divisions_of(value)})
            elif name == "scout":
                found = found.filter(scout=None if value == NONE else int(value))
            else:
                found = found.filter(**{COLUMNS[name]: "" if value == NONE else value})
        return found


COLUMNS = {
    "state": "shown_state",
    "questionnaire": "questionnaire",
    "stage": "stage",
    "scout": "scout",
    "industry": "division",
    "size": "size_class",
    "municipality": "municipality",
}


def _with_state(checks: QuerySet[Check]) -> QuerySet[Check]:
    """``shown_state`` sets guests apart; ``division`` is what a coarse group of industries is made of."""
    state = Case(When(organisation=None, then=Value(GUEST)), default=F("state"), output_field=CharField())
    return checks.alias(shown_state=state, division=Substr("industry", 1, 2))


def _search(checks: QuerySet[Check], text: str) -> QuerySet[Check]:
    if not text:
        return checks
    firms = matching_text(Organisation.objects.filter(kind=Organisation.Kind.COMPANY), text, people=True)
    return checks.filter(Q(organisation__in=firms.order_by().values("pk")) | Q(firm__name__icontains=text))


def divisions_of(group: str) -> list[str]:
    """Divisions of a group, and sections for entries that know no more."""
    if group == NONE:
        return [""]
    sections = divisions_of_sections()
    codes = [*sections, *(code for codes in sections.values() for code in codes)]
    return [code for code in codes if coarse_group(code) == group]


def _key(name: str, value: str) -> str:
    if name == "industry" and value:
        return coarse_group(value)
    return value or NONE


def dates_to_come(actor: Actor) -> QuerySet[PlannedStage]:
    """Days for T1 and T2 whose check nobody has begun yet, whatever its version; the earliest first."""
    families: defaultdict[str, list[str]] = defaultdict(list)
    for key in shelf().known:
        families[family(key)].append(key)
    begun = Q(Exists(_checks_of_plan(questionnaire=OuterRef("questionnaire"))))
    for keys in families.values():
        begun |= Q(Exists(_checks_of_plan(questionnaire__in=keys)), questionnaire__in=keys)
    return plans_visible_to(actor).exclude(begun).order_by("due_on", "pk")


def _checks_of_plan(**of: object) -> QuerySet[Check]:
    return Check.objects.filter(organisation=OuterRef("organisation"), stage=OuterRef("stage"), **of)
