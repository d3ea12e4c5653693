"""Pages of words: for companies, for start-ups, about us, legal pages, easy language."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dnm.accounts.queries import scouts
from dnm.carriers.queries import shares_on
from dnm.centre.queries import closures_from, opening_hours
from dnm.centre.queries import text as worded
from dnm.evidence.indicators import FUNNEL, figures, year_of
from dnm.web.access import open_to_all
from dnm.web.requests import Request


@open_to_all
def for_companies(request: Request) -> HttpResponse:
    return render(request, "public/for_companies.html")


@open_to_all
def for_startups(request: Request) -> HttpResponse:
    return render(request, "public/for_startups.html")


@open_to_all
def about(request: Request) -> HttpResponse:
    today = timezone.localdate()
    counts = figures(year_of(today))
    shown = {
        "text": worded("about"),
        "people": scouts(),
        "shares": shares_on(today),
        "figures": [(one, counts[one.key]) for one in FUNNEL],
        "today": today,
        "hours": opening_hours(),
        "closures": closures_from(today),
    }
    return render(request, "public/about.html", shown)


@open_to_all
def imprint(request: Request) -> HttpResponse:
    return render(request, "public/imprint.html", {"text": worded("imprint")})


@open_to_all
def privacy(request: Request) -> HttpResponse:
    return render(request, "public/privacy.html", {"text": worded("privacy")})


@open_to_all
def easy_language(request: Request) -> HttpResponse:
    return render(request, "public/easy_language.html", {"hours": opening_hours()})
