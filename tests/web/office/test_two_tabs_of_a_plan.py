"""Two tabs on a meeting day's plan: what one of them did, the other is told before it does anything."""

from collections.abc import Callable

import pytest
from pytest_django import Settings

from dnm.events import actions
from dnm.events.models import Pair, Plan
from dnm.events.queries import current_plan
from dnm.work.models import Job
from tests.events.stories import Day
from tests.web.office.meeting_days import BOTH, office, page, send, told_day
from tests.web.reading import hidden, words

pytestmark = pytest.mark.django_db
TOLD = "Inzwischen wurde an anderer Stelle weitergeplant. Nichts ist gespeichert; Sie sehen den jetzigen Stand."


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO = True


def a_draft() -> tuple[Day, Plan]:
    told = told_day()
    actions.close_wishes(told.day, by=told.scout)
    return told, told.plan(BOTH)


def standing(told: Day, rest: str) -> dict[str, str]:
    """What the page carries that is open in a tab."""
    return {"stand": hidden(office(told).get(page(told, rest)), "stand")}


ELSEWHERE: dict[str, Callable[[Day, Plan], object]] = {
    "moved": lambda told, plan: actions.move_meeting(plan.meetings.get(slot=1), 2, 1, by=told.scout),
    "taken out": lambda told, plan: actions.remove_meeting(plan.meetings.get(slot=1), by=told.scout),
    "locked": lambda told, plan: actions.lock_meeting(plan.meetings.get(slot=1), by=told.scout),
    "asked": lambda told, plan: actions.ask_for_plan(told.fresh(), by=told.scout),
    "reviewed": lambda told, plan: actions.review_plan(plan, by=told.scout),
    "published": lambda told, plan: told.published(BOTH),
}


@pytest.mark.parametrize("what", ELSEWHERE)
def test_an_old_tab_starts_no_plan_over_what_another_did(what: str):
    told, plan = a_draft()
    old = standing(told, "zeitplan/")
    ELSEWHERE[what](told, plan)
    plans = Plan.objects.count()
    answer = send(told, "zeitplan/neu/", {"seconds": "30", "keep": "everything", "auf": str(plan.pk), **old})
    assert (TOLD in words(answer), Plan.objects.count()) == (True, plans)
    send(told, "zeitplan/neu/", {"seconds": "30"})
    assert Plan.objects.count() == plans + 1


def test_what_if_from_an_old_tab_is_told_too_and_makes_no_other_tab_old():
    told, plan = a_draft()
    old = standing(told, "zeitplan/")
    send(told, "zeitplan/neu/", {"waere": "1", "tables": "1", **old})
    assert (Plan.objects.count(), standing(told, "zeitplan/")) == (2, old)
    actions.remove_meeting(plan.meetings.get(slot=1), by=told.scout)
    answer = send(told, "zeitplan/neu/", {"waere": "1", "tables": "2", **old})
    assert (TOLD in words(answer), Plan.objects.count()) == (True, 2)


def test_a_double_click_asks_once_and_a_failed_computation_is_asked_for_anew():
    told, _plan = a_draft()
    for asked in ({"waere": "1", "tables": "1"}, {"seconds": "10"}):
        seen, before = standing(told, "zeitplan/"), Plan.objects.count()
        first, second = (send(told, "zeitplan/neu/", {**asked, **seen}) for _click in range(2))
        assert (first["Location"], Plan.objects.count()) == (second["Location"], before + 1)
    longer = send(told, "zeitplan/neu/", {"seconds": "120", **seen})
    assert (TOLD in words(longer), Plan.objects.count()) == (True, before + 1)
    Job.objects.filter(kind="events.plan").update(state=Job.State.FAILED)
    send(told, "zeitplan/neu/", {"waere": "1", "tables": "1"})
    assert Plan.objects.filter(state="variant").count() == 2


def test_an_old_tab_publishes_nothing_over_what_another_did():
    told, plan = a_draft()
    address = f"zeitplan/{plan.pk}/pruefen/"
    old = standing(told, address)
    actions.move_meeting(plan.meetings.get(slot=1), 2, 1, by=told.scout)
    assert TOLD in words(send(told, address, {"tun": "durchgesehen", **old}))
    plan.refresh_from_db()
    assert plan.reviewed_at is None
    send(told, address, {"tun": "durchgesehen"})
    old = standing(told, address)
    other = told.published(BOTH)
    assert TOLD in words(send(told, address, {"tun": "veroeffentlichen", **old}))
    assert current_plan(told.fresh()) == other
    send(told, address, {"tun": "veroeffentlichen"})
    assert current_plan(told.fresh()) == plan


def test_a_second_click_on_looked_through_does_no_harm():
    told, plan = a_draft()
    address = f"zeitplan/{plan.pk}/pruefen/"
    old = standing(told, address)
    answers = [send(told, address, {"tun": "durchgesehen", **old}) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]


@pytest.mark.parametrize(
    "act",
    [
        {"tun": "verlegen", "slot": "2", "table": "1"},
        {"tun": "heraus"},
        {"tun": "festsetzen"},
        {"tun": "trennen"},
        {"tun": "block", "block": "1"},
        {"tun": "loesen"},
    ],
)
def test_an_old_tab_changes_no_talk_over_what_another_did(act: dict[str, str]):
    told, plan = a_draft()
    meeting = plan.meetings.get(slot=0, table=0)
    address = f"zeitplan/gespraeche/{meeting.pk}/"
    old = standing(told, address)
    actions.move_meeting(meeting, 2, 0, by=told.scout)
    answer = send(told, address, {**act, **old})
    assert TOLD in words(answer)
    meeting.refresh_from_db()
    assert ((meeting.slot, meeting.table), Pair.objects.count()) == ((2, 0), 0)
    assert hidden(answer, "stand") == str(told.fresh().revision)


@pytest.mark.parametrize("stand", ["", "vier", "-1", "9" * 30])
def test_a_page_that_does_not_say_what_it_has_seen_has_seen_nothing(stand: str):
    told, plan = a_draft()
    meeting = plan.meetings.get(slot=0, table=0)
    answer = send(told, f"zeitplan/gespraeche/{meeting.pk}/", {"tun": "heraus", "stand": stand})
    assert (TOLD in words(answer), plan.meetings.count()) == (True, 3)


def test_stopping_what_is_ready_says_so():
    told, plan = a_draft()
    answer = office(told).post(page(told, f"zeitplan/{plan.pk}/anhalten/"), follow=True)
    assert "Die Berechnung war schon fertig." in words(answer)


def test_a_pair_is_bound_to_a_block_and_let_go_again():
    told, plan = a_draft()
    meeting = plan.meetings.get(slot=0, table=0)
    address = f"zeitplan/gespraeche/{meeting.pk}/"
    shown = office(told).get(page(told, address))
    assert shown.context["binding"].fields["block"].choices == [
        ("0", "Block 1, 9.00 bis 9.25 Uhr"), ("1", "Block 2, 11.00 Uhr"),
    ]  # fmt: skip
    assert "Block Block 1, 9.00 bis 9.25 Uhr Block 2, 11.00 Uhr In diesem Block halten" in words(shown)
    assert "Wählen Sie einen Block." in words(send(told, address, {"tun": "block", "block": ""}))
    send(told, address, {"tun": "block", "block": "1"})
    assert Pair.objects.get().session == 1
    shown = office(told).get(page(told, address))
    assert "Jeder neue Plan hält dieses Gespräch in diesem Block." in words(shown)
    offered = dict(shown.context["form"].fields["slot"].choices)
    assert offered["1"] == "9.25 Uhr, gehört in Block 2; Werk0 spricht mit Start1"
    answer = send(told, address, {"tun": "verlegen", "slot": "1", "table": "1"})
    assert "Dieses Gespräch gehört in Block 2." in words(answer)
    assert "Ein Paar mit festem Block Werk0 und Start0: Block 2" in words(office(told).get(page(told, "zeitplan/")))
    send(told, "zeitplan/paare/", {"company": str(meeting.company_id), "startup": str(meeting.startup_id)})
    assert Pair.objects.get().session is None


def test_a_day_of_one_block_offers_none():
    told, plan = a_draft()
    actions.set_up_day(told.day.event, slots=told.day.slots[:2], by=told.scout)
    meeting = plan.meetings.get(slot=0, table=0)
    assert "In diesem Block halten" not in words(office(told).get(page(told, f"zeitplan/gespraeche/{meeting.pk}/")))
