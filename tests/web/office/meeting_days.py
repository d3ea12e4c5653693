"""A meeting day in front of the office's pages: who looks, and where."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.test import Client

from tests.events.stories import Day, a_day, everybody_wants
from tests.web.reading import signed_in

BOTH = {(0, 0): (0, 0), (1, 1): (0, 1), (0, 1): (1, 0)}
"""Three of four talks that everybody wants."""


def office(told: Day) -> Client:
    return signed_in(told.scout)


def page(told: Day, rest: str = "tag/") -> str:
    return f"/buero/termine/{told.day.event_id}/{rest}"


def send(told: Day, rest: str, values: Mapping[str, str] | None = None) -> HttpResponse:
    """From a page that was opened a moment ago; ``values`` may carry an older ``stand``."""
    return office(told).post(page(told, rest), {"stand": str(told.fresh().revision), **(values or {})})


def told_day(companies: int = 2, startups: int = 2, **fields: object) -> Day:
    return everybody_wants(a_day(companies, startups, **fields))
