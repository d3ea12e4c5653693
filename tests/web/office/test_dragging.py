"""Dragging a talk on the timetable, in Chromium: through the form of the talk, with its warnings."""

import pytest
from playwright.sync_api import Locator, Page, expect

from dnm.events import actions
from dnm.events.models import Plan, PlannedMeeting
from tests.events.stories import Day
from tests.web.office.meeting_days import BOTH, told_day
from tests.web.office.meeting_days import page as address
from tests.web.reading import signed_in

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def opened(page: Page, server: str, told: Day, rest: str = "zeitplan/") -> None:
    cookie = signed_in(told.scout).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": server}])
    page.goto(server + address(told, rest))


def a_draft() -> tuple[Day, Plan]:
    """Werk0 meets Start0 at 9.00 and Start1 at 9.25, both at table 1; Werk1 meets Start1 at 9.00, table 2."""
    told = told_day()
    actions.close_wishes(told.day, by=told.scout)
    return told, told.plan(BOTH)


def talk_of(page: Page, meeting: PlannedMeeting) -> Locator:
    return page.locator(f"table a[href*='/gespraeche/{meeting.pk}/']")


def cell(page: Page, row: int, slot: int) -> Locator:
    return page.locator("table tbody tr").nth(row).locator(f"td[data-slot='{slot}']")


def places(plan: Plan) -> list[tuple[int, int]]:
    return list(plan.meetings.order_by("pk").values_list("slot", "table"))


def marks(page: Page) -> list[list[str]]:
    """Per row and time: what the page says while a talk is held."""
    return page.locator("table tbody tr").evaluate_all(
        """rows => rows.map(row => [...row.querySelectorAll('td[data-slot]')].map(cell =>
        ['cannot-take', 'can-take'].find(name => cell.classList.contains(name)) || ''))"""
    )


def hold(page: Page, talk: Locator, over: Locator) -> None:
    """Pressed and moved, not let go."""
    talk.hover()
    page.mouse.down()
    box = talk.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2 + 5, box["y"] + box["height"] / 2)
    over.hover()
    over.hover()  # a browser tells of dragging over something from the second movement on


def drag(page: Page, talk: Locator, to: Locator) -> None:
    hold(page, talk, to)
    with page.expect_navigation():
        page.mouse.up()


def test_a_conflict_is_named_before_anything_is_saved_and_a_free_place_is_saved(live_server, page, axe):
    told, plan = a_draft()
    opened(page, live_server.url, told)
    meeting, before = plan.meetings.get(slot=0, table=0), places(plan)
    drag(page, talk_of(page, meeting), cell(page, 0, 1))
    expect(page.locator("main")).to_contain_text("Werk0 hat dann schon ein Gespräch. Tisch 1 ist dann besetzt.")
    assert (places(plan), page.get_by_label("Neue Zeit").input_value()) == (before, "1")
    axe(page)
    page.get_by_role("link", name="Zum Zeitplan").click()
    drag(page, talk_of(page, meeting), cell(page, 1, 2))
    expect(page.locator("main")).to_contain_text("Verlegt.")
    meeting.refresh_from_db()
    assert (meeting.slot, meeting.table) == (2, 1)
    expect(talk_of(page, meeting)).to_be_focused()


def test_places_that_cannot_take_it_are_marked_while_it_is_held_and_escape_ends_it(live_server, page):
    told, plan = a_draft()
    actions.change_participant(told.startups[0], by=told.scout, away=[2])
    opened(page, live_server.url, told)
    before = places(plan)
    hold(page, talk_of(page, plan.meetings.get(slot=0, table=0)), cell(page, 1, 2))
    assert marks(page) == [["", "cannot-take", "cannot-take"], ["cannot-take", "cannot-take", "cannot-take"]]
    expect(cell(page, 1, 2)).to_have_class("is-free cannot-take is-over")
    page.keyboard.press("Escape")
    page.mouse.up()
    assert (marks(page), places(plan)) == ([["", "", ""], ["", "", ""]], before)
    assert page.url.endswith("/zeitplan/")
    hold(page, talk_of(page, plan.meetings.get(slot=0, table=1)), cell(page, 0, 2))
    assert marks(page) == [["cannot-take", "cannot-take", "can-take"], ["", "cannot-take", "can-take"]]
    page.keyboard.press("Escape")
    page.mouse.up()


def test_a_host_keeps_its_table_and_a_fixed_talk_is_not_dragged(live_server, page):
    told, plan = a_draft()
    actions.change_participant(told.companies[0], by=told.scout, table=0)
    actions.lock_meeting(plan.meetings.get(slot=1), by=told.scout)
    opened(page, live_server.url, told)
    hold(page, talk_of(page, plan.meetings.get(slot=0, table=0)), cell(page, 1, 2))
    assert marks(page) == [["", "cannot-take", "can-take"], ["cannot-take", "cannot-take", "cannot-take"]]
    page.keyboard.press("Escape")
    page.mouse.up()
    hold(page, talk_of(page, plan.meetings.get(slot=1)), cell(page, 0, 2))
    assert marks(page) == [["", "", ""], ["", "", ""]]
    page.mouse.up()
    assert places(plan) == [(0, 0), (0, 1), (1, 0)]


def test_in_the_row_of_a_participant_a_talk_changes_its_time_and_takes_a_free_table(live_server, page):
    told, plan = a_draft()
    plan.meetings.filter(slot=0, table=1).update(slot=2, table=0)
    opened(page, live_server.url, told, "zeitplan/?ansicht=unternehmen")
    meeting = plan.meetings.get(slot=0, table=0)
    hold(page, talk_of(page, meeting), cell(page, 0, 2))
    assert marks(page) == [["", "cannot-take", "can-take"], ["cannot-take", "cannot-take", "cannot-take"]]
    with page.expect_navigation():
        page.mouse.up()
    meeting.refresh_from_db()
    assert ((meeting.slot, meeting.table), page.url.endswith("ansicht=unternehmen")) == ((2, 1), True)


def test_an_old_tab_is_told_and_saves_nothing(live_server, page):
    told, plan = a_draft()
    opened(page, live_server.url, told)
    actions.move_meeting(plan.meetings.get(slot=1), 2, 0, by=told.scout)
    before = places(plan)
    drag(page, talk_of(page, plan.meetings.get(slot=0, table=0)), cell(page, 0, 1))
    expect(page.locator("main")).to_contain_text("Inzwischen wurde an anderer Stelle weitergeplant.")
    assert places(plan) == before
    with page.expect_navigation():
        page.get_by_role("button", name="Verlegen").click()
    assert places(plan) == [(1, 0), *before[1:]]


def test_a_published_plan_is_not_dragged(live_server, page):
    told = told_day()
    actions.close_wishes(told.day, by=told.scout)
    told.published(BOTH)
    opened(page, live_server.url, told)
    assert page.locator("[data-drag], [draggable], script[src*='plan.js'], #verlegen").count() == 0


def test_a_phone_shows_a_list_per_participant_and_drags_nothing(live_server, phone_page, axe):
    told, plan = a_draft()
    opened(phone_page, live_server.url, told)
    axe(phone_page)
    assert phone_page.locator("[draggable]:visible").count() == 0
    people = phone_page.locator("summary:visible").filter(has_text="Gespräch").all_inner_texts()
    assert [one.partition(",")[0] for one in people] == ["Werk0", "Werk1", "Start0", "Start1"]
    phone_page.locator(f"li a[href*='/gespraeche/{plan.meetings.get(slot=0, table=0).pk}/']").first.click()
    phone_page.get_by_label("Neue Zeit").select_option("2")
    phone_page.get_by_role("button", name="Verlegen").click()
    expect(phone_page.locator("main")).to_contain_text("Verlegt.")
