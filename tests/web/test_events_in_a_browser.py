"""Every page of events in Chromium: axe, desktop and phone width, one heading, no complaint in the console."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from dnm.accounts.rules import Actor
from dnm.directory.models import Contact
from dnm.events import actions
from dnm.events.links import registration_address, survey_address
from dnm.events.models import Event, Registration
from tests.events.stories import SLOTS, a_guest, an_event, begun, ticked
from tests.factories import ContactFactory, OrganisationFactory, member_of
from tests.stories import a_scout
from tests.web.reading import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


@dataclass
class Calendar:
    scout: Actor
    contact: Contact
    full: Event
    today: Event
    draft: Event
    places: list[Registration]

    def of_everybody(self) -> list[str]:
        full, today = f"/termine/{self.full.pk}/", f"/termine/{self.today.pk}/"
        return [
            "/termine/", "/termine/?zeit=vergangen", full, today, f"{today}da/?tuer={self.today.door_code}",
            *(urlsplit(registration_address(place)).path for place in self.places),
            urlsplit(survey_address(Registration.objects.get(event=self.today))).path
        ]  # fmt: skip

    def of_the_office(self) -> list[str]:
        base = "/buero/termine/"
        full, today, draft = (f"{base}{event.pk}/" for event in (self.full, self.today, self.draft))
        return [
            base, f"{base}?stand=entwuerfe", f"{base}neu/", full, today, draft, f"{full}bearbeiten/", f"{full}absagen/",
            f"{draft}ankuendigen/", f"{full}anmelden/?suche=Rehmert", f"{full}anmelden/?person={self.contact.pk}",
            f"{full}anmelden/?neu=", f"{full}anmeldungen/{self.places[0].pk}/absagen/", f"{today}eingang/",
        ]  # fmt: skip

    def of_the_firm(self) -> list[str]:
        base = f"/mein/termine/{self.full.pk}/"
        return ["/mein/termine/", base, f"{base}absagen/{self.places[1].pk}/", f"/mein/termine/{self.today.pk}/"]


def a_calendar() -> Calendar:
    scout = a_scout()
    contact = ContactFactory(organisation=OrganisationFactory(name="Rehmert"), last_name="Rehmert")
    full = an_event(scout, title="Business-Mixer", kind="meeting_day", capacity=1, series="Mixer", summary="- Tische")
    actions.set_up_day(full, slots=SLOTS, by=scout)
    places = [
        a_guest(full, **ticked(full, photo=True)),
        actions.register(full, by=scout, contact=contact, **ticked(full)),
    ]
    today = an_event(scout, title="Werkbank Digital")
    a_guest(today)
    today = begun(today)
    place = actions.check_in(today, Registration.objects.get(event=today).code, by=scout).registration
    actions.answer_survey(place, useful=5, organised=4, again=5, comment="Mehr Zeit.")
    return Calendar(scout, contact, full, today, an_event(scout, title="Entwurf", announced=False), places)


def looked_at(page: Page, server: str, paths: list[str], axe, client: Client | None = None) -> None:
    page.context.clear_cookies()
    if client:
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server}
        page.context.add_cookies([cookie])
    width = page.viewport_size["width"]
    for path in paths:
        page.goto(server + path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        expect(page.locator("h1")).to_have_count(1)


def everything(page: Page, server: str, axe) -> None:
    told = a_calendar()
    looked_at(page, server, told.of_everybody(), axe)
    looked_at(page, server, told.of_the_office(), axe, signed_in(told.scout))
    looked_at(page, server, told.of_the_firm(), axe, signed_in(member_of(told.contact.organisation)))
    assert page.problems == []
    looked_at(page, server, ["/anmeldung/falsch/"], axe)
    page.problems.clear()  # the browser notes the answer 410


def test_the_pages_of_events_are_accessible(live_server, page, axe):
    everything(page, live_server.url, axe)


def test_the_pages_of_events_are_accessible_on_a_phone(live_server, phone_page, axe):
    everything(phone_page, live_server.url, axe)
