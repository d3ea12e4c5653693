"""The list of needs with its filters, and how many each further filter would leave."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace

from django.db.models import Case, CharField, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.utils import timezone

from dnm.accounts.queries import person_of, represented_by
from dnm.accounts.rules import Actor
from dnm.directory.models import Organisation
from dnm.directory.queries import matching_text

from ..models import Need
from ..workflow import NeedState
from .needs import needs_visible_to

NONE = "ohne"
WAITING_STATES = (NeedState.SUBMITTED, NeedState.QUALIFIED)
"""The office is to act: ring up, or choose start-ups."""


@dataclass(frozen=True)
class NeedFilters:
    """What the address of the list says; an empty string filters nothing."""

    text: str = ""
    state: str = ""
    scout: str = ""
    confidentiality: str = ""
    waiting: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value and name != "text"}


def need_filters_from(values: Mapping[str, str]) -> NeedFilters:
    """From an address; what is unknown there filters nothing."""
    known: dict[str, set[str]] = {
        "state": {str(state) for state in NeedState if state != NeedState.DRAFT},
        "confidentiality": set(Need.Confidentiality.values),
        "waiting": {"me"},
    }
    found: dict[str, str] = {}
    for field in fields(NeedFilters):
        value = values.get(field.name, "").replace("\0", "").strip()[:100]
        person = value == NONE or (value.isascii() and value.isdigit() and len(value) < 10)
        if field.name == "text" or value in known.get(field.name, ()) or (field.name == "scout" and person):
            found[field.name] = value
    return NeedFilters(**found)


class NeedList:
    """One look at the needs: rows and counts from the same conditions."""

    def __init__(self, actor: Actor, filters: NeedFilters) -> None:
        self.filters = filters
        self._found = _search(needs_visible_to(actor), filters.text)
        me = person_of(actor)
        self._mine = represented_by(me, timezone.localdate()) if me else []

    def rows(self) -> QuerySet[Need]:
        """Whoever waits for the office first, by the promised day; then the newest."""
        waits = Case(
            When(state=NeedState.SUBMITTED, then=Value(0)),
            When(state=NeedState.QUALIFIED, then=Value(1)),
            When(state=NeedState.MATCHED, then=Value(2)),
            default=Value(3),
            output_field=IntegerField(),
        )
        promised = Case(When(state=NeedState.SUBMITTED, then=F("answer_by")))
        ordered = self._filtered(self.filters).alias(waits=waits, promised=promised)
        return ordered.order_by("waits", F("promised").asc(nulls_last=True), "-submitted_at", "-pk")

    def counts(self) -> dict[str, dict[str, int]]:
        """Filter -> value -> rows it would leave; values as in ``need_filters_from``. One query."""
        arms = [self._counted(name) for name in ("state", "scout", "confidentiality", "waiting")]
        found: dict[str, dict[str, int]] = {field.name: {} for field in fields(NeedFilters)}
        for name, value, rows in arms[0].union(*arms[1:], all=True):
            found[name][value or NONE] = rows
        return found

    def _counted(self, name: str) -> QuerySet[Need, tuple[str, str, int]]:
        others = self._filtered(replace(self.filters, **{name: ""})).order_by()
        if name == "waiting":
            others, value = others.filter(self._waiting()), Value("me", output_field=CharField())
        else:
            value = Cast(name, CharField())  # type: ignore[assignment]
        labelled = others.annotate(filter=Value(name, output_field=CharField()), value=value)
        return labelled.values_list("filter", "value").annotate(rows=Count("pk"))

    def _filtered(self, filters: NeedFilters) -> QuerySet[Need]:
        found = self._found
        if filters.state:
            found = found.filter(state=filters.state)
        if filters.scout:
            found = found.filter(scout=None if filters.scout == NONE else int(filters.scout))
        if filters.confidentiality:
            found = found.filter(confidentiality=filters.confidentiality)
        return found.filter(self._waiting()) if filters.waiting else found

    def _waiting(self) -> Q:
        return Q(scout__in=self._mine, state__in=WAITING_STATES)


def _search(needs: QuerySet[Need], text: str) -> QuerySet[Need]:
    """Number, heading or problem hold the words, or the firm does; umlauts and typing errors are forgiven there."""
    if not text:
        return needs
    firms = matching_text(Organisation.objects.filter(kind=Organisation.Kind.COMPANY), text, people=True)
    inside = Q()
    for word in text.split()[:6]:
        inside &= Q(number__icontains=word) | Q(title__icontains=word) | Q(problem__icontains=word)
    return needs.filter(inside | Q(organisation__in=firms.order_by().values("pk")))
