"""Every page on which a check is filled in, in Chromium: axe, no wider than the screen, no complaint in the console."""

import pytest
from django.test import Client
from playwright.sync_api import Page

from dnm.maturity import actions
from tests.maturity.people import taken
from tests.web.checks.people import begun_as_guest, door_path, filling_long, through
from tests.web.member.test_in_a_browser import enter, looked_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
SMALL = {"width": 320, "height": 640}


def at_both_widths(page: Page, server: str, client: Client, paths: list[str], axe) -> None:
    enter(page, server, client)
    looked_at(page, server, paths, axe, 1280)
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    looked_at(page, server, paths, axe, 320)


def test_the_pages_of_a_company_are_accessible(live_server, page, axe):
    told = filling_long()
    taken(told.firm, told.actor)
    actions.answer(told.check, "practices.paper", True, by=told.actor)
    told.post("weitergeben/people/", name="Jana Kurz", email="jana@rehmert.example")
    sheets = ["strategy/1", "strategy/2", "readiness/1", "readiness/2", "data/1", "green/2"]
    paths = [
        "/digital-check/", "/mein/", "/mein/digital-check/", told.path(), told.path("antworten/"),
        told.path("weitermachen/"), told.path("weitergeben/people/"), told.path("weitergeben/data/"),
        *(told.path(f"fragen/{sheet}/") for sheet in sheets),
    ]  # fmt: skip
    at_both_widths(page, live_server.url, told.client, paths, axe)


def test_the_pages_of_a_guest_and_a_colleague_are_accessible(live_server, page, axe):
    client, check = begun_as_guest()
    path = f"/mein/digital-check/{check.pk}/"
    at_both_widths(page, live_server.url, client, ["/digital-check/", path, f"{path}betrieb/"], axe)
    client.post(f"{path}weitergeben/work/", {"name": "Jana Kurz", "email": "jana@rehmert.example"})
    link = door_path("topic_handed")
    colleague, _page = through(link)
    at_both_widths(page, live_server.url, colleague, [link, f"{path}fragen/work/1/", f"{path}danke/"], axe)
    client.post(f"{path}antworten/")
    at_both_widths(page, live_server.url, client, [f"{path}fertig/", f"{path}weitermachen/"], axe)
