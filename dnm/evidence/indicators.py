"""What the centre counts, four things apart and never added up. Every figure is the number of its records.

Only reads; computed from the cases themselves, so that a figure and its list cannot disagree.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, F, Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dnm.events.models import Attendance, Encounter
from dnm.events.queries import attendances_in, encounters_in
from dnm.introductions.models import Introduction, Meeting, StepTaken
from dnm.maturity.models import Check
from dnm.maturity.queries import published_means
from dnm.maturity.queries.figures import OwnComparison
from dnm.maturity.workflow import CheckState


@dataclass(frozen=True)
class Indicator:
    """Something we count: what it is called, and when exactly a case counts."""

    key: str
    # Words in the reader's language: no part of what makes two indicators the same.
    label: Promise = field(compare=False)
    definition: Promise = field(compare=False)


INTRODUCTIONS = Indicator(
    "introductions",
    _("Vorstellungen"),
    _(
        "Beide Seiten haben zugestimmt, und wir haben sie einander vorgestellt. Es zählt der Tag der Vorstellung. "
        "Bestrittene Einträge zählen nicht."
    ),
)
FIRST_MEETINGS = Indicator(
    "first_meetings",
    _("Erstgespräche"),
    _(
        "Das erste Gespräch hat stattgefunden, und es gibt ein Protokoll. Jeder Vorgang zählt einmal, am Tag "
        "dieses Gesprächs."
    ),
)
MATCHES = Indicator(
    "matches",
    _("Treffer"),
    _(
        "Ein Pilot ist vereinbart, oder es gibt eine Kooperation ohne Pilot. Jeder Vorgang zählt einmal, am Tag der "
        "Vereinbarung."
    ),
)
COOPERATIONS = Indicator(
    "cooperations",
    _("Kooperationen"),
    _("Es gibt einen Auftrag, einen Vertrag oder ein gemeinsames Vorhaben. Es zählt der Tag, an dem es begann."),
)
FUNNEL = (INTRODUCTIONS, FIRST_MEETINGS, MATCHES, COOPERATIONS)
ATTENDANCES = Indicator(
    "attendances",
    _("Teilnahmen"),
    _("Jemand war bei einer Veranstaltung. Jede Person zählt je Veranstaltung einmal."),
)
ENCOUNTERS = Indicator(
    "encounters",
    _("Begegnungen"),
    _(
        "Ein Gespräch auf einem Matchingtag oder Reverse Pitch hat stattgefunden. Begegnungen zählen weder als "
        "Vorstellung noch als Treffer."
    ),
)
AT_EVENTS = (ATTENDANCES, ENCOUNTERS)
"""Counted apart from cases: their records are attendances and talks."""
BY_KEY = {indicator.key: indicator for indicator in FUNNEL}


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included."""

    first: date
    last: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Start of the first day and of the day behind the last, local time."""
        return _midnight(self.first), _midnight(self.last + timedelta(days=1))

    def until(self, day: date) -> "Period":
        """The same period as it stood on that day."""
        return Period(self.first, min(self.last, day))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def year_of(day: date) -> Period:
    """The year from its first day to ``day``."""
    return Period(date(day.year, 1, 1), day)


def records_of(indicator: Indicator, period: Period) -> QuerySet[Introduction]:
    """The cases behind a figure, each once, with ``counted_on``; the latest first."""
    contested = StepTaken.objects.filter(
        introduction=OuterRef("pk"), name="record_introduction", disputed_at__isnull=False
    )
    cases = Introduction.objects.filter(~Exists(contested))
    return COUNTED[indicator](cases, period).order_by("-counted_on", "-pk")


def _introduced(cases: QuerySet[Introduction], period: Period) -> QuerySet[Introduction]:
    first, end = period.moments
    counted = cases.filter(introduced_at__gte=first, introduced_at__lt=end)
    return counted.annotate(counted_on=TruncDate("introduced_at"))


def _met(cases: QuerySet[Introduction], period: Period) -> QuerySet[Introduction]:
    first, end = period.moments
    held = Meeting.objects.filter(state=Meeting.State.HELD).order_by().values("introduction")
    begun = held.annotate(first=Min("starts")).filter(first__gte=first, first__lt=end)
    of_case = held.filter(introduction=OuterRef("pk")).annotate(first=Min("starts")).values("first")
    counted = cases.filter(pk__in=begun.values("introduction"))
    return counted.annotate(counted_on=TruncDate(Subquery(of_case)))


def _matched(cases: QuerySet[Introduction], period: Period) -> QuerySet[Introduction]:
    agreed_on = Coalesce(TruncDate("pilot__agreed_at"), "cooperation__since")
    return cases.annotate(counted_on=agreed_on).filter(counted_on__range=(period.first, period.last))


def _cooperating(cases: QuerySet[Introduction], period: Period) -> QuerySet[Introduction]:
    counted = cases.filter(cooperation__since__range=(period.first, period.last))
    return counted.annotate(counted_on=F("cooperation__since"))


COUNTED: dict[Indicator, Callable[[QuerySet[Introduction], Period], QuerySet[Any]]] = {
    INTRODUCTIONS: _introduced,
    FIRST_MEETINGS: _met,
    MATCHES: _matched,
    COOPERATIONS: _cooperating,
}


def figures(period: Period) -> dict[str, int]:
    """Key of each indicator -> its number. One query."""
    counted = {key: number for key, _part, number in _counted_by("", period, FUNNEL)}
    return {indicator.key: counted.get(indicator.key, 0) for indicator in FUNNEL}


def by_municipality(period: Period, *indicators: Indicator) -> dict[tuple[str, str], int]:
    """(key of the indicator, AGS of the company's municipality) -> number; exact, as the carriers see it. One query."""
    return {(key, ags): number for key, ags, number in _counted_by("company__municipality", period, indicators)}


def by_seat(period: Period, *indicators: Indicator) -> dict[tuple[str, str], int]:
    """(key of the indicator, place where the start-up sits) -> number. One query."""
    return {(key, place): number for key, place, number in _counted_by("startup__place", period, indicators)}


def _counted_by(column: str, period: Period, indicators: tuple[Indicator, ...]) -> list[tuple[str, str, int]]:
    parts = []
    for indicator in indicators:
        ids = records_of(indicator, period).order_by().values_list("pk", flat=True)
        cases = Introduction.objects.filter(pk__in=ids).order_by()
        group = Coalesce(column, Value("")) if column else Value("", output_field=CharField())
        named = cases.annotate(indicator=Value(indicator.key, output_field=CharField()), part=group)
        parts.append(named.values_list("indicator", "part").annotate(number=Count("pk")))
    return list(parts[0].union(*parts[1:], all=True)) if parts else []


def attendances_of(period: Period) -> QuerySet[Attendance]:
    """The records behind ``ATTENDANCES``."""
    return attendances_in(*period.moments)


def encounters_of(period: Period) -> QuerySet[Encounter]:
    """The records behind ``ENCOUNTERS``."""
    return encounters_in(*period.moments)


def figures_of_events(period: Period) -> dict[str, int]:
    return {ATTENDANCES.key: attendances_of(period).count(), ENCOUNTERS.key: encounters_of(period).count()}


def events_by_municipality(period: Period) -> dict[tuple[str, str], int]:
    """(key of the indicator, AGS or "" where unknown) -> number; exact, as the carriers see it. Two queries."""
    found: dict[tuple[str, str], int] = {}
    for key, records in ((ATTENDANCES.key, attendances_of(period)), (ENCOUNTERS.key, encounters_of(period))):
        numbers = records.order_by().values_list("municipality").annotate(number=Count("pk"))
        found |= {(key, ags): number for ags, number in numbers}
    return found


# --- Digital-Checks: their number is the centre's own work and exact, what companies answered is not ---

CHECKS = Indicator(
    "checks",
    _("Digital-Checks"),
    _(
        "Ein Betrieb hat alle Themen beantwortet und den Check abgeschlossen. T0, T1 und T2 zählen getrennt, am Tag "
        "des Abschlusses."
    ),
)


def finished_checks(period: Period | None = None) -> dict[tuple[str, str], int]:
    """(stage, AGS of the company's municipality) -> finished checks; exact, as the carriers see it. One query."""
    checks = Check.objects.filter(state=CheckState.FINISHED, organisation__isnull=False)
    if period:
        first, end = period.moments
        checks = checks.filter(finished_at__gte=first, finished_at__lt=end)
    counted = checks.order_by().values_list("stage", "municipality").annotate(number=Count("pk"))
    return {(stage, ags): number for stage, ags, number in counted}


def check_means(questionnaire: str) -> list[OwnComparison]:
    """What carriers and the funder may know of the scores: published blocks of six companies or more, nothing else."""
    return published_means(questionnaire)
