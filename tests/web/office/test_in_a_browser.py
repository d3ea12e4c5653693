"""Pages of the office in Chromium: axe, phone width, one heading, and the button that takes an act back."""

import pytest
from playwright.sync_api import Page, expect

from dnm.accounts.workflow import Role
from dnm.directory.models import Membership
from dnm.introductions.workflow import State
from dnm.matching.actions import write_teaser
from tests.factories import MembershipFactory, OrganisationFactory
from tests.stories import Story, story
from tests.web.office.seen import page_of
from tests.web.reading import client_as, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def enter(page: Page, server: str, client) -> None:
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server}])


def address_of(organisation) -> str:
    return f"/buero/verzeichnis/{organisation.pk}/"


def office_pages(told: Story, listed: Story) -> list[str]:
    hub, carrier = (OrganisationFactory(kind=kind, name=f"Haus {kind}") for kind in ("hub", "carrier"))
    member = MembershipFactory(organisation=hub, role=Membership.Role.MEMBER)
    need = f"/buero/bedarfe/{listed.need.pk}/"
    return [
        "/buero/", "/buero/bedarfe/", need, f"{need}vorschlaege/", f"{need}steckbrief/?sprache=en",
        "/buero/vermittlungen/", page_of(told), page_of(listed), f"{page_of(listed)}vorstellen/",
        "/buero/verzeichnis/", "/buero/verzeichnis/?ansicht=karte", address_of(told.case.company),
        address_of(told.case.startup), address_of(hub), f"{address_of(hub)}zugaenge/",
        f"{address_of(hub)}zugaenge/{member.pk}/", address_of(carrier), f"{address_of(carrier)}zugaenge/",
        "/buero/zahlen/", "/buero/zahlen/?zahl=introductions", "/buero/postausgang/",
    ]  # fmt: skip


def looked_at(page: Page, server: str, paths: list[str], axe, width: int) -> None:
    for path in paths:
        page.goto(server + path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        expect(page.locator("h1").or_(page.locator("h2.kern-heading-large")).first).to_be_visible()


@pytest.mark.once
def test_the_pages_of_the_office_are_accessible(live_server, page, axe):
    told, listed = story(State.INTRODUCED), story(State.SHORTLISTED)
    write_teaser(listed.need, "en", by=listed.scout, title="Find faults earlier", text="We make parts.")
    enter(page, live_server.url, signed_in(listed.scout))
    looked_at(page, live_server.url, office_pages(told, listed), axe, 1280)


@pytest.mark.once
def test_the_pages_of_the_office_are_accessible_on_a_phone(live_server, phone_page, axe):
    told, listed = story(State.MEETING_HELD), story(State.SHORTLISTED)
    write_teaser(listed.need, "en", by=listed.scout, title="Find faults earlier", text="We make parts.")
    enter(phone_page, live_server.url, signed_in(listed.scout))
    looked_at(phone_page, live_server.url, office_pages(told, listed), axe, 390)


def test_taking_back_is_offered_for_ten_seconds_and_then_in_the_history(live_server, page, axe):
    told = story(State.SHORTLISTED)
    enter(page, live_server.url, signed_in(told.scout))
    page.goto(live_server.url + page_of(told))
    page.get_by_role("button", name="Von der Shortlist nehmen").click()
    offered = page.get_by_role("status").get_by_role("button", name="Rückgängig")
    expect(offered).to_be_visible()
    axe(page)
    # Ten seconds later, without waiting for them.
    page.mouse.move(1, 1)
    page.evaluate("document.getAnimations().forEach((one) => one.finish())")
    expect(offered).to_be_hidden()
    page.get_by_role("button", name="Rückgängig").click()
    expect(page.get_by_role("status")).to_contain_text("Zurückgenommen.")
    assert told.fresh().state == State.SHORTLISTED


def test_a_form_that_is_too_old_says_so_in_our_own_dress(live_server, page, axe):
    enter(page, live_server.url, client_as(Role.SCOUT))
    page.goto(f"{live_server.url}/kontakt/")
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Nachricht senden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dieses Formular ist abgelaufen, gespeichert ist nichts")
    axe(page)
    page.problems.clear()  # the browser notes the answer 403
