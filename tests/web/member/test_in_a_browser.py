"""Every page of members and mailed links in Chromium: axe, phone width, keyboard, no complaint in the console."""

import re

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from dnm.introductions.actions.doors import door
from dnm.introductions.links import dispute_link
from dnm.introductions.workflow import State
from dnm.mail.models import Letter
from dnm.matching.models import Need
from tests.factories import NeedFactory, OrganisationFactory, member_of
from tests.stories import Story, a_startup, story
from tests.web.member.pages import approve_all, one_more
from tests.web.reading import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def enter(page: Page, server: str, client: Client) -> None:
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server}])


def company_pages(told: Story, asked: Story, draft: Need) -> list[str]:
    need, case = f"/mein/bedarfe/{asked.need.pk}/", f"/mein/vermittlungen/{told.case.pk}/"
    questions = ["problem", "ziel", "rahmen", "zusammenarbeit", "vertraulichkeit", "ueberschrift"]
    return [
        "/mein/", "/mein/bedarfe/", "/mein/bedarfe/neu/", need, f"{need}vorschlaege/", f"{need}abgeschickt/",
        f"{need}zurueckziehen/", *(f"/mein/bedarfe/{draft.pk}/bearbeiten/{slug}/" for slug in questions),
        f"/mein/bedarfe/{draft.pk}/absenden/", case, f"{case}frage/", f"{case}absagen/", f"{case}pause/",
        "/mein/freigaben/", f"/mein/freigaben/{told.case.pk}/", f"/mein/freigaben/{told.case.pk}/widerrufen/",
    ]  # fmt: skip


def same_company(told: Story, asked: Story) -> None:
    """One company has both cases, so that one session sees all pages."""
    asked.need.organisation = told.need.organisation
    asked.need.save()
    asked.case.company = told.case.company
    asked.case.save()


def looked_at(page: Page, server: str, paths: list[str], axe, width: int) -> None:
    for path in paths:
        page.goto(server + path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        expect(page.locator("h1")).to_have_count(1)


@pytest.mark.once
def test_the_pages_of_a_company_are_accessible(live_server, page, axe):
    told, asked = story(State.MEETING_HELD), story(State.COMPANY_ASKED)
    same_company(told, asked)
    one_more(asked, "Crumbcast", language="en")
    draft = NeedFactory(organisation=told.need.organisation)
    enter(page, live_server.url, signed_in(told.company))
    looked_at(page, live_server.url, company_pages(told, asked, draft), axe, 1280)


@pytest.mark.once
def test_the_pages_of_a_startup_and_a_hub_are_accessible_on_a_phone(live_server, phone_page, axe):
    told = story(State.STARTUP_ASKED)
    Need.objects.update(shown_to_startups=True)
    pending, held = story(State.RELEASE_PENDING), story(State.MEETING_HELD)
    for other in (pending, held):
        other.case.startup = told.case.startup
        other.case.save()
    enter(phone_page, live_server.url, signed_in(told.startup))
    paths = [
        "/mein/", "/mein/passende-bedarfe/", f"/mein/steckbriefe/{told.case.pk}/",
        f"/mein/freigaben/{pending.case.pk}/",
        f"/mein/vermittlungen/{held.case.pk}/", f"/mein/freigaben/{held.case.pk}/", "/mein/betrieb/angebote/neu/",
        f"/mein/betrieb/angebote/{told.offer.pk}/",
    ]  # fmt: skip
    looked_at(phone_page, live_server.url, paths, axe, 390)
    hub, startup = OrganisationFactory(kind="hub", name="digihub"), a_startup("Sensorik")
    startup.startup.vouched_by = hub
    startup.startup.save()
    enter(phone_page, live_server.url, signed_in(member_of(hub)))
    looked_at(phone_page, live_server.url, ["/hub/"], axe, 390)


def test_errors_are_summed_up_on_top_with_the_focus_there(live_server, page, axe):
    told = story(State.COMPANY_ASKED)
    enter(page, live_server.url, signed_in(told.company))
    page.goto(f"{live_server.url}/mein/bedarfe/neu/")
    page.get_by_role("button", name="Weiter", exact=True).click()
    expect(page).to_have_title(re.compile("^Fehler: "))
    expect(page.locator("#fehler")).to_be_focused()
    axe(page)
    page.get_by_role("link", name="Beschreiben Sie, was hakt.").click()
    page.keyboard.press("Tab")
    page.get_by_label("Was hakt bei Ihnen?").fill("Die Stapler fahren leer zurück.")
    page.get_by_role("button", name="Weiter", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Was soll danach anders sein?"))


def test_a_proposal_is_answered_with_the_keyboard_alone(live_server, page):
    told = story(State.COMPANY_ASKED)
    approve_all(told)
    enter(page, live_server.url, signed_in(told.company))
    page.goto(f"{live_server.url}/mein/bedarfe/{told.need.pk}/vorschlaege/")
    page.get_by_role("button", name="Ja, kennenlernen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Sie möchten Gussauge kennenlernen.")


def test_a_mailed_link_leads_to_the_release_without_an_account(live_server, phone_page, axe):
    told = story(State.RELEASE_PENDING)
    address = door(told.case.company_contact, f"/mein/freigaben/{told.case.pk}/", introduction=told.case)
    page = phone_page
    page.goto(live_server.url + "/" + address.split("/", 3)[3])
    axe(page)
    page.get_by_role("button", name="Code anfordern").click()
    axe(page)
    code = re.search(r"^\d{6}$", Letter.objects.get(kind="introductions/link_code").body, re.M)
    assert code
    page.get_by_label("Code aus der E-Mail").fill(code.group())
    page.get_by_role("button", name="Weiter", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Was dürfen wir an Gussauge weitergeben?")
    page.get_by_label("Name und Ort").check()
    page.get_by_label("Telefon").check()
    page.get_by_role("button", name="Angekreuztes freigeben").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sie haben freigegeben")
    axe(page)
    page.goto(f"{live_server.url}/mein/")
    axe(page)
    page.locator("summary", has_text="Menü").click()
    page.get_by_role("button", name="Fertig, abmelden").locator("visible=true").click()
    expect(page.get_by_role("status")).to_contain_text("Sie sind abgemeldet.")


@pytest.mark.once
def test_the_pages_around_links_are_accessible(live_server, page, axe):
    told = story(State.COMPANY_ASKED)
    step = told.case.steps.last()
    page.goto(f"{live_server.url}/stimmt-nicht/{dispute_link(step, 'company').split('/')[-2]}/")
    axe(page)
    page.goto(f"{live_server.url}/a/falsch/")
    axe(page)
    page.problems.clear()  # a link that is over answers 410, which the browser notes
