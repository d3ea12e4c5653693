"""The start page: what the centre does for whom, newest needs, figures, carriers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dnm.carriers.queries import shares_on
from dnm.centre.queries import text as worded
from dnm.directory.places import attribution, municipalities
from dnm.evidence.indicators import FUNNEL, INTRODUCTIONS, by_seat, figures, year_of
from dnm.matching.queries import teasers_open_to_public
from dnm.matching.queries.teasers import one_per_need
from dnm.web.access import open_to_all
from dnm.web.language import reading_language
from dnm.web.requests import Request

from .compass import compass

SHOWN_NEEDS = 3
SHOWN_SEATS = 8


@open_to_all
def start(request: Request) -> HttpResponse:
    today = timezone.localdate()
    period = year_of(today)
    counts = figures(period)
    seats = {place: number for (_key, place), number in by_seat(period, INTRODUCTIONS).items() if place}
    ranked = sorted(seats.items(), key=lambda seat: (-seat[1], seat[0]))
    teasers = one_per_need(teasers_open_to_public(), reading_language())
    return render(
        request,
        "public/start.html",
        {
            "claim": worded("start-claim"),
            "lead": worded("start-lead"),
            "today": today,
            "figures": [(one, counts[one.key]) for one in FUNNEL],
            "seats": ranked[:SHOWN_SEATS],
            "other_seats": sum(number for _place, number in ranked[SHOWN_SEATS:]),
            "rays": compass(seats),
            "areas": municipalities(),
            "attribution": attribution,
            "teasers": teasers[:SHOWN_NEEDS],
            "open_needs": len(teasers),
            "shares": shares_on(today),
        },
    )
