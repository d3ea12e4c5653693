"""Every page of a meeting day in Chromium, of the office and of a participant: axe, phone width, one heading."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dnm.events import actions
from dnm.events.models import ParticipantDoor, Plan
from tests.events.stories import Day, a_day, begun, everybody_wants
from tests.events.test_doors import code_for, invited
from tests.web.reading import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def enter(page: Page, server: str, client) -> None:
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server}])


def looked_at(page: Page, server: str, paths: list[str], axe) -> None:
    for path in paths:
        page.goto(server + path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], path
        expect(page.locator("h1")).to_have_count(1)


def office_pages(told: Day, plan: Plan) -> list[str]:
    event = f"/buero/termine/{told.day.event_id}/"
    one = f"{event}tag/teilnahmen/{told.companies[0].pk}/"
    return [
        f"{event}tag/", f"{event}tag/rahmen/", f"{event}tag/tische/", f"{event}tag/teilnahmen/?suche=Werk",
        f"{event}tag/wuensche/", one, f"{one}wuensche/", f"{one}freigabe/", f"{one}widerrufen/", f"{one}links/",
        f"{event}tag/schritt/schluss/", f"{event}zeitplan/", f"{event}zeitplan/?ansicht=startups",
        f"{event}zeitplan/?ansicht=personen", f"{event}zeitplan/{plan.pk}/pruefen/",
        f"{event}zeitplan/gespraeche/{plan.meetings.all()[0].pk}/", f"{event}tag/heute/", f"{event}anzeige/",
        f"{event}tag/danach/",
    ]  # fmt: skip


def planned() -> tuple[Day, Plan]:
    """One published plan, a draft after it with a talk fixed, a what-if beside it, another one in the making."""
    told = everybody_wants(a_day(3, 3))
    actions.change_participant(told.companies[0], by=told.scout, table=0, away=[2])
    actions.close_wishes(told.day, by=told.scout)
    told.published({(0, 0): (0, 0), (1, 1): (0, 1), (2, 2): (1, 1)})
    draft = told.plan({(0, 0): (0, 0), (1, 2): (0, 1), (2, 2): (1, 1)})
    actions.lock_meeting(draft.meetings.all()[0], by=told.scout)
    actions.forbid_pair(told.companies[2], told.startups[0], by=told.scout)
    told.plan({(1, 1): (0, 1)}, slots=[{**slot, "tables": 3} for slot in told.day.slots])
    return told, draft


@pytest.mark.once
def test_the_pages_of_the_office_are_accessible(live_server, page, axe):
    told, draft = planned()
    enter(page, live_server.url, signed_in(told.scout))
    looked_at(page, live_server.url, office_pages(told, draft), axe)


@pytest.mark.once
def test_the_pages_of_the_office_are_accessible_on_a_phone_while_a_plan_is_made(live_server, phone_page, axe):
    told, draft = planned()
    enter(phone_page, live_server.url, signed_in(told.scout))
    looked_at(phone_page, live_server.url, office_pages(told, draft), axe)
    busy = actions.ask_for_plan(told.fresh(), by=told.scout)
    actions.note_course(busy, [(0.5, 20, 3, 90.0), (1.0, 40, 1, 80.0)])
    looked_at(phone_page, live_server.url, [f"/buero/termine/{told.day.event_id}/zeitplan/"], axe)


@pytest.mark.once
@pytest.mark.parametrize("side", ["companies", "startups"])
def test_the_pages_of_a_participant_are_accessible_on_a_phone(live_server, phone_page, axe, side: str):
    wishing = everybody_wants(a_day(2, 2))
    one = getattr(wishing, side)[0]
    actions.withdraw_day_release(one, by=wishing.scout)
    enter(phone_page, live_server.url, signed_in(wishing.member(one)))
    event = f"/mein/termine/{wishing.day.event_id}/"
    looked_at(
        phone_page,
        live_server.url,
        [f"{event}{page}/" for page in ("wuensche", "zeiten", "freigabe", "nicht-dabei")],
        axe,
    )
    told, _draft = planned()
    told.published({(0, 0): (0, 0), (1, 1): (1, 1)})
    enter(phone_page, live_server.url, signed_in(told.member(getattr(told, side)[0])))
    event = f"/mein/termine/{told.day.event_id}/"
    begun(told.day.event, hours=24)
    plan = told.fresh().plans.get(state="published")
    held = actions.hold_talk(plan.meetings.get(company=told.companies[0]), by=told.scout)
    pages = ("plan", "wuensche", "freigabe", "freigabe/widerrufen", f"plan/bewertung/{held.pk}")
    paths = [*(f"{event}{page}/" for page in pages), "/mein/", "/mein/freigaben/"]
    looked_at(phone_page, live_server.url, paths, axe)


@pytest.mark.once
def test_a_participant_without_an_account_comes_in_by_letter_and_code_on_a_phone(live_server, phone_page, axe):
    told = a_day(1, 1)
    one, token = invited(told)
    address = f"{live_server.url}/matchingtag/a/{token}/"
    looked_at(phone_page, address, [""], axe)
    phone_page.get_by_role("button", name="Code anfordern").click()
    axe(phone_page)
    phone_page.get_by_label("Code aus der E-Mail").fill("000000")
    phone_page.get_by_role("button", name="Weiter").click()
    axe(phone_page)
    phone_page.get_by_label("Code aus der E-Mail").fill(code_for(one))
    phone_page.get_by_role("button", name="Weiter").click()
    expect(phone_page.locator("h1")).to_have_text("Wen möchten Sie treffen?")
    looked_at(phone_page, live_server.url, [f"/mein/termine/{told.day.event_id}/wuensche/"], axe)
    ParticipantDoor.objects.update(expires_at=timezone.now())
    looked_at(phone_page, address, [""], axe)
    phone_page.problems.clear()  # the browser reports the 410
    phone_page.get_by_role("button", name="Neuen Link per E-Mail anfordern").click()
    expect(phone_page.locator("h1")).to_have_text("Sehen Sie in Ihr Postfach")
