"""Comparisons and counts. Nothing here tells what a single company said, save to the office."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from django.db.models import Count, QuerySet
from django.utils import timezone

from dnm.accounts.rules import Actor
from dnm.directory.industries import coarse_group
from dnm.engines.privacy.blocks import Group, fall_back, shown_mean

from ..models import Block, Check, Snapshot
from ..rules import works_on_checks
from ..workflow import CheckState, Stage

LEVELS = ("very_low", "low", "high", "very_high")
"""Of digital intensity, from few of the twelve technologies to nearly all: 0–3, 4–6, 7–9, 10–12."""


def quarter_of(day: date) -> str:
    """ "2026-4"; sorts by time."""
    return f"{day.year}-{(day.month - 1) // 3 + 1}"


def group_of(check: Check) -> Group:
    """Where a check belongs: group of industries and size class, "" where one is not known."""
    return Group(coarse_group(check.industry) if check.industry else "", check.size_class)


# --- The centre's own companies ---


@dataclass(frozen=True)
class OwnComparison:
    """Means of whole scores, of six companies or more. ``level``: "both", "industry", "size" or "all".

    ``industry`` is a key of ``COARSE_GROUPS``, ``size`` a size class; "" for all. ``quarter``: of the last block.
    """

    level: str
    industry: str
    size: str
    count: int
    topics: Mapping[str, int]
    overall: int
    quarter: str


def comparison_for(check: Check) -> OwnComparison | None:
    """The finest group with published figures; None before there are any. One query."""
    blocks = _blocks(check.questionnaire)
    return next((found for group in fall_back(group_of(check)) if (found := _compared(blocks, group))), None)


def published_means(key: str) -> list[OwnComparison]:
    """Every group that has figures, the whole first: for carriers, the funder and maps that leave the office."""
    blocks = _blocks(key)
    places = {Group(block.row, block.column) for block in blocks}
    wider = {wide for place in places for wide in fall_back(place)}
    ordered = sorted(wider, key=lambda group: (bool(group.row) + bool(group.column), group.row, group.column))
    return [found for group in ordered if (found := _compared(blocks, group))]


def _blocks(key: str) -> list[Block]:
    return list(Block.objects.filter(questionnaire=key).select_related("snapshot").order_by("pk"))


def _compared(blocks: Iterable[Block], group: Group) -> OwnComparison | None:
    inside = [block for block in blocks if group.holds(Group(block.row, block.column))]
    if not inside:
        return None
    count = sum(block.count for block in inside)
    topics = {topic: sum(block.sums[topic] for block in inside) for topic in inside[0].sums}
    level = {(True, True): "both", (True, False): "industry", (False, True): "size", (False, False): "all"}
    return OwnComparison(
        level=level[bool(group.row), bool(group.column)],
        industry=group.row,
        size=group.column,
        count=count,
        topics={topic: shown_mean(total, count) for topic, total in topics.items()},
        overall=shown_mean(sum(block.overall for block in inside), count),
        quarter=max(block.snapshot.quarter for block in inside),
    )


def last_snapshot() -> Snapshot | None:
    return Snapshot.objects.order_by("-quarter").first()


def finished_checks_by_municipality(*, since: date | None = None, until: date | None = None) -> dict[str, int]:
    """The centre's own work, exact: municipality -> checks finished between the days (both included)."""
    checks = Check.objects.filter(state=CheckState.FINISHED, organisation__isnull=False)
    if since:
        checks = checks.filter(finished_at__date__gte=since)
    if until:
        checks = checks.filter(finished_at__date__lte=until)
    counted = checks.order_by("municipality").values_list("municipality").annotate(count=Count("pk"))
    return dict(counted)


# --- Germany ---


@dataclass(frozen=True)
class NationalComparison:
    """Share of German companies of a size class per level of digital intensity, in per cent (Eurostat, DII v3)."""

    year: int
    shares: Mapping[str, float]
    at_least_basic: float


@lru_cache(maxsize=1)
def _intensity() -> dict[str, NationalComparison]:
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    text = (files("dnm.maturity") / "reference" / "digital_intensity.csv").read_text("utf-8")
    years = set()
    for row in csv.DictReader(text.splitlines()):
        found[row["size_class"]][row["level"]] = float(row["per_cent"])
        years.add(int(row["year"]))
    (year,) = years
    return {
        size: NationalComparison(year, {level: shares[level] for level in LEVELS}, shares["at_least_basic"])
        for size, shares in found.items()
    }


def national_comparison(size_class: str) -> NationalComparison | None:
    """None below ten employees: Eurostat has no figures there."""
    return _intensity().get(size_class)


# --- For the office ---


@dataclass(frozen=True)
class HeatRow:
    """``key``: a group of industries, a size class or a municipality; ``topics``: mean of whole scores."""

    key: str
    count: int
    topics: Mapping[str, float]
    overall: float


def heat_map(actor: Actor, key: str, *, by: str, stage: Stage = Stage.T0) -> list[HeatRow]:
    """Exact means for scouts, by "industry", "size" or "municipality". What leaves the office: ``published_means``."""
    found: defaultdict[str, list[Check]] = defaultdict(list)
    for check in _finished(actor).filter(questionnaire=key, stage=stage).order_by("pk"):
        group = group_of(check)
        found[{"industry": group.row, "size": group.column, "municipality": check.municipality}[by]].append(check)
    return [_heat(name, checks) for name, checks in sorted(found.items())]


def _heat(name: str, checks: list[Check]) -> HeatRow:
    count = len(checks)
    topics = {topic: sum(check.scores[topic] for check in checks) / count for topic in checks[0].scores}
    return HeatRow(name, count, topics, sum(check.overall or 0 for check in checks) / count)


def _finished(actor: Actor) -> QuerySet[Check]:
    checks = Check.objects.filter(state=CheckState.FINISHED, organisation__isnull=False)
    return checks if works_on_checks(actor) else checks.none()


@dataclass(frozen=True)
class ExportRow:
    """One company and questionnaire in the shape reports to the European network need; facts as of the last check.

    ``scores`` and ``dates``: by stage. ``scores`` hold the topics and "overall".
    """

    customer: int
    name: str
    size_class: str
    industry: str
    municipality: str
    questionnaire: str
    scores: Mapping[str, Mapping[str, int]]
    dates: Mapping[str, date]


def export_rows(actor: Actor) -> list[ExportRow]:
    """By company and questionnaire; for scouts only. One query."""
    groups: defaultdict[tuple[int, str], list[Check]] = defaultdict(list)
    checks = _finished(actor).select_related("organisation").order_by("organisation_id", "questionnaire", "stage")
    for check in checks:
        groups[check.organisation_id or 0, check.questionnaire].append(check)
    return [_export_row(customer, key, group) for (customer, key), group in groups.items()]


def _export_row(customer: int, key: str, checks: list[Check]) -> ExportRow:
    last = checks[-1]
    return ExportRow(
        customer=customer,
        name=last.organisation.name if last.organisation else "",
        size_class=last.size_class,
        industry=last.industry,
        municipality=last.municipality,
        questionnaire=key,
        scores={check.stage: {**check.scores, "overall": check.overall or 0} for check in checks},
        dates={check.stage: _local(check) for check in checks},
    )


def _local(check: Check) -> date:
    assert check.finished_at, "chosen for being finished"
    return timezone.localdate(check.finished_at)
