"""Zahlen: four counters apart, with their definitions and the list behind each."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.accounts.rules import is_scout
from dnm.directory.places import municipalities
from dnm.evidence.indicators import (
    BY_KEY,
    COOPERATIONS,
    FIRST_MEETINGS,
    FUNNEL,
    INTRODUCTIONS,
    MATCHES,
    Indicator,
    Period,
    by_municipality,
    by_seat,
    records_of,
    year_of,
)
from dnm.evidence.indicators import (
    figures as figures_of,
)
from dnm.web.forms import Day
from dnm.web.requests import SignedInRequest

ROWS = 50
FIRST_YEAR = 2018
WIDEST = 350


SINGULAR = {
    INTRODUCTIONS.key: gettext_lazy("Vorstellung"),
    FIRST_MEETINGS.key: gettext_lazy("Erstgespräch"),
    COOPERATIONS.key: gettext_lazy("Kooperation"),
}


@dataclass(frozen=True)
class Bar:
    """One counter of the funnel; ``width`` and ``top`` place its bar in the drawing."""

    indicator: Indicator
    number: int
    before: int | None
    width: int
    top: int

    @property
    def label(self) -> str:
        """Beside the number in the drawing."""
        return str(SINGULAR.get(self.indicator.key, self.indicator.label) if self.number == 1 else self.indicator.label)

    @property
    def label_at(self) -> int:
        return self.width + 12


@dataclass(frozen=True)
class Funnel:
    period: Period
    bars: list[Bar]


def funnel_of(period: Period) -> Funnel:
    """The four figures of a period. One query."""
    counted = figures_of(period)
    largest = max([*counted.values(), 1])
    bars, before = [], None
    for place, indicator in enumerate(FUNNEL):
        number = counted[indicator.key]
        bars.append(Bar(indicator, number, before, round(WIDEST * number / largest), 4 + 52 * place))
        before = number
    return Funnel(period, bars)


def figures(request: SignedInRequest) -> HttpResponse:
    """Period and as-of day live in the address; a figure opens its records only for those who may see them."""
    today = timezone.localdate()
    period, stand, problem = _period(request, today)
    chosen = BY_KEY.get(request.GET.get("zahl", ""))
    may_open = is_scout(request.actor)
    if "zahl" in request.GET and (chosen is None or not may_open):
        raise Http404
    towns, seats = by_municipality(period, *FUNNEL), by_seat(period, INTRODUCTIONS, MATCHES)
    context = {
        "funnel": funnel_of(period),
        "period": period,
        "stand": stand,
        "problem": problem,
        "today": today,
        "years": [
            (year, year == period.first.year) for year in range(today.year, max(FIRST_YEAR, today.year - 8) - 1, -1)
        ],
        "may_open": may_open,
        "chosen": chosen,
        "page": Paginator(_records(chosen, period), ROWS).get_page(request.GET.get("seite")) if chosen else None,
        "towns": [(town, [towns.get((one.key, town.ags), 0) for one in FUNNEL]) for town in municipalities()],
        "elsewhere": _elsewhere(towns),
        "seats": _seats(seats),
        "indicators": FUNNEL,
    }
    return render(request, "office/figures.html", context)


def _records(indicator: Indicator, period: Period):  # type: ignore[no-untyped-def]
    return records_of(indicator, period).select_related("company", "startup")


def _elsewhere(towns: dict[tuple[str, str], int]) -> list[int]:
    known = {town.ags for town in municipalities()}
    return [
        sum(number for (key, ags), number in towns.items() if key == one.key and ags not in known) for one in FUNNEL
    ]


def _seats(seats: dict[tuple[str, str], int]) -> list[tuple[str, int, int]]:
    """Place, introductions, matches; the most introductions first."""
    places = {place for _key, place in seats}
    rows = [
        (place or _("ohne Angabe"), seats.get((INTRODUCTIONS.key, place), 0), seats.get((MATCHES.key, place), 0))
        for place in places
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _period(request: SignedInRequest, today: date) -> tuple[Period, date, str]:
    """(period, as-of day, what is wrong with the address). An unreadable day counts as not given."""
    problem = ""
    days: dict[str, date | None] = {}
    for name in ("von", "bis", "stand"):
        text = request.GET.get(name, "").replace("\0", "")[:20]
        try:
            days[name] = Day(required=False).clean(text)
        except Exception:
            days[name] = None
            problem = _("Geben Sie das Datum so ein: 23.11.2026")
    stand = min(days["stand"] or today, today)
    first, last = days["von"], days["bis"]
    if first is None and last is None:
        return year_of(stand), stand, problem
    first = first or date((last or stand).year, 1, 1)
    last = last or date(first.year, 12, 31)
    if last < first:
        return year_of(stand), stand, _("Das Ende des Zeitraums liegt vor seinem Anfang.")
    return Period(first, last).until(stand), stand, problem
