"""Drafts worked out by the timetable engine itself: goals, what stays after a change, and why a day is impossible."""

from typing import Any

import pytest

from dnm.accounts.actions import Refused
from dnm.directory.models import Organisation
from dnm.engines.timetable import event_from, faults, plan_from
from dnm.events import actions
from dnm.events.models import Pair, Plan
from dnm.events.queries import conflicts_of_moving, event_file, reasons_of
from dnm.events.workflow import Goal, Keep
from dnm.work.actions import run
from dnm.work.models import Job
from dnm.worker.table import RUNNERS
from tests.events.stories import SLOTS, Day, a_day, everybody_wants

pytestmark = pytest.mark.django_db

LONG = 300
"""Seconds; a small day with goal "all" is done as soon as it is proven, however busy the machine is."""


def made(day: Day, seconds: float = 0.5, **asked: Any) -> Plan:
    """Worked out by the worker's job."""
    plan = actions.ask_for_plan(day.fresh(), by=day.scout, seconds=seconds, **asked)
    run(Job.objects.get(kind="events.plan", key=str(plan.pk)).pk, RUNNERS)
    plan.refresh_from_db()
    return plan


def places(plan: Plan) -> dict[tuple[int, int], tuple[int, int]]:
    return {(one.company_id, one.startup_id): (one.slot, one.table) for one in plan.meetings.all()}


def right(plan: Plan) -> bool:
    """The engine's own judge finds nothing, tables included that were swapped afterwards."""
    talks = [{"id": f"p{c}-p{s}", "slot": slot, "table": table} for (c, s), (slot, table) in places(plan).items()]
    figures = {"value": plan.value, "breaks": plan.breaks, "idle_slots": plan.idle_slots, "bound": int(plan.bound or 0)}
    found = plan_from({"status": plan.status, "meetings": talks, **figures})
    return list(faults(event_from(event_file(plan)), found)) == []


def test_every_meeting_of_a_small_day_is_placed_with_the_fewest_breaks():
    day = everybody_wants(a_day())
    plan = made(day, goal=Goal.ALL, fairness=0, seconds=LONG)
    assert event_file(plan) | {"participants": [], "meetings": []} == {
        "goal": "all", "slots": 3, "sessions": [[0, 1], [2]], "tables": [2, 2, 2], "participants": [], "meetings": [],
        "fairness": 0,
    }  # fmt: skip
    assert (plan.status, plan.meetings.count(), plan.breaks, plan.bound) == ("optimal", 4, 0, 0.0)
    assert [point[1] for point in plan.course] == [None] * len(plan.course)
    assert right(plan)


def test_a_day_on_which_not_every_meeting_fits_says_why_in_the_names_of_the_office():
    day = everybody_wants(a_day(1, 2))
    actions.change_participant(day.companies[0], by=day.scout, away=[0, 1])
    plan = made(day, goal=Goal.ALL, seconds=LONG)
    assert (plan.status, plan.meetings.count()) == ("infeasible", 0)
    assert {"kind", "code", "parameters"} == {key for reason in plan.reasons for key in reason}
    said = reasons_of(plan, "de")
    assert "Werk0 ist nur in diesen Zeitfenstern da: 11:00." in said
    assert "Das Gespräch Werk0 – Start1 muss stattfinden." in said
    assert "Werk0 is there in these slots only: 11:00." in reasons_of(plan, "en")


def test_a_reason_names_firms_as_they_are_called_today():
    day = everybody_wants(a_day(1, 2))
    actions.change_participant(day.companies[0], by=day.scout, away=[0, 1])
    plan = made(day, goal=Goal.ALL, seconds=LONG)
    Organisation.objects.filter(pk=day.companies[0].organisation_id).update(name="Neuwerk")
    assert "Neuwerk kann nur ein Gespräch zugleich führen." in reasons_of(plan, "de")


def test_reasons_told_before_codes_were_kept_are_still_read():
    plan = a_day().plan({})
    plan.reasons = [{"kind": "said", "text": "So geht es nicht."}]
    assert reasons_of(plan, "en") == ["So geht es nicht."]


def test_locks_that_contradict_each_other_are_told_and_plan_nothing():
    day = everybody_wants(a_day(1, 2))
    first = day.plan({(0, 0): (0, 0)})
    actions.lock_meeting(first.meetings.get(), by=day.scout)
    actions.lock_meeting(day.plan({(0, 1): (0, 0)}).meetings.get(), by=day.scout)
    plan = made(day)
    assert (plan.status, plan.meetings.count()) == ("infeasible", 0)
    assert reasons_of(plan, "de") == [
        "Werk0 soll im Zeitfenster 09:00 mehrere Gespräche zugleich führen: Werk0 – Start0, Werk0 – Start1."
    ]
    assert reasons_of(plan, "en") == [
        "Werk0 would have several meetings at once in slot 09:00: Werk0 – Start0, Werk0 – Start1."
    ]


def test_after_a_late_cancellation_the_others_keep_time_and_table():
    day = everybody_wants(a_day(3, 3))
    actions.close_wishes(day.day, by=day.scout)
    first = made(day)
    assert right(first)
    actions.publish_plan(actions.review_plan(first, by=day.scout), by=day.scout)
    before = places(first)
    gone = day.startups[0]
    actions.mark_gone(gone, by=day.scout)
    second = made(day, based_on=first, keep=Keep.NEARLY)
    assert right(second)
    after = places(second)
    kept = {key: place for key, place in before.items() if gone.pk not in key}
    assert {key: after.get(key) for key in kept} == kept
    assert all(gone.pk not in key for key in after)
    with pytest.raises(Refused, match="Wählen Sie eines"):
        actions.ask_for_plan(day.fresh(), by=day.scout, based_on=first, keep=Keep.NEARLY, goal=Goal.ALL)


def test_on_the_day_nothing_changes_before_now():
    day = everybody_wants(a_day())
    actions.close_wishes(day.day, by=day.scout)
    first = made(day)
    actions.publish_plan(actions.review_plan(first, by=day.scout), by=day.scout)
    over = {key: place for key, place in places(first).items() if place[0] == 0}
    actions.mark_gone(day.startups[1], by=day.scout, from_slot=1)
    for keep in (Keep.NEARLY, Keep.PAST):
        later = made(day, based_on=first, keep=keep, from_slot=1)
        assert {key: place for key, place in places(later).items() if place[0] == 0} == over
        assert all(day.startups[1].pk not in key for key, place in places(later).items() if place[0] > 0)


def test_a_meeting_bound_to_a_session_takes_place_there():
    day = everybody_wants(a_day(1, 2))
    company, startup = day.companies[0], day.startups[0]
    actions.bind_pair(company, startup, 1, by=day.scout)
    assert [one.get("session") for one in day.file()["meetings"]] == [1, None]
    plan = made(day)
    assert places(plan)[company.pk, startup.pk][0] == 2
    meeting = plan.meetings.get(startup=startup)
    assert [one.kind for one in conflicts_of_moving(plan, meeting, 0, 0)] == ["session"]
    with pytest.raises(Refused, match="Block gibt es nicht"):
        actions.bind_pair(company, startup, 7, by=day.scout)
    actions.change_participant(startup, by=day.scout, away=[2])
    assert [one["id"] for one in day.file()["meetings"]] == [f"p{company.pk}-p{day.startups[1].pk}"]
    actions.free_pair(company, startup, by=day.scout)
    assert Pair.objects.get().session is None


def test_a_lock_goes_before_what_is_kept_and_ends_when_one_of_the_two_is_away():
    day = everybody_wants(a_day(1, 2))
    first = day.plan({(0, 0): (0, 0)})
    actions.lock_meeting(day.plan({(0, 1): (0, 0)}).meetings.get(), by=day.scout)
    file = event_file(actions.ask_for_plan(day.fresh(), by=day.scout, based_on=first, keep=Keep.EVERYTHING))
    assert [one.get("fixed_slot") for one in file["meetings"]] == [None, 0]
    actions.change_participant(day.startups[1], by=day.scout, away=[0])
    file = event_file(actions.ask_for_plan(day.fresh(), by=day.scout, based_on=first, keep=Keep.EVERYTHING))
    assert [one.get("fixed_slot") for one in file["meetings"]] == [0, None]


def test_a_frame_with_fewer_tables_keeps_what_still_has_a_table():
    day = everybody_wants(a_day())
    actions.change_participant(day.companies[1], by=day.scout, table=1)
    first = day.plan({(0, 0): (0, 0), (1, 1): (0, 1)})
    fewer = [{**slot, "tables": 1} for slot in SLOTS]
    plan = made(day, based_on=first, keep=Keep.EVERYTHING, slots=fewer)
    assert places(plan)[day.companies[0].pk, day.startups[0].pk] == (0, 0)
    assert (plan.status, plan.meetings.count()) == ("optimal", 3)


def test_a_day_without_wishes_has_an_empty_plan():
    plan = made(a_day())
    assert (plan.status, plan.meetings.count()) == ("optimal", 0)
