"""After a change, who has a plan keeps it as far as possible."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnm.engines.timetable import Event, Meeting, Participant, Placed, Plan, event_from, faults
from dnm.engines.timetable.complete import plan_all
from dnm.engines.timetable.generator import HARD, drawn_event
from dnm.engines.timetable.replanning import changed, replan, without
from dnm.engines.timetable.seating import table_changes
from dnm.engines.timetable.value import plan_value
from tests.engines.timetable.days import event, small_events

pytestmark = pytest.mark.once

TWO, THREE = [0, 1], [0, 1, 2]
LONG = 300.0
"""Seconds that no plan here needs, however busy the machine is."""


def places(plan: Plan) -> dict[str, tuple[int, int]]:
    return {entry.meeting: (entry.slot, entry.table) for entry in plan.meetings}


@pytest.fixture(scope="module")
def published() -> tuple[Event, Plan]:
    asked = event_from(drawn_event(60, 40, HARD))
    return asked, plan_value(asked, steps=30)


def cancelled(asked: Event) -> Event:
    return without(asked, random.Random(7).sample([person.id for person in asked.participants], 5))


@settings(max_examples=40, deadline=None)
@given(small_events(), st.integers(0, 3), st.integers(0, 5))
def test_whatever_is_cancelled_the_new_plan_keeps_the_rules(asked, past, gone):
    old = plan_value(asked, steps=3)
    left = without(asked, meetings=[f"m{gone}"])
    kept = {entry.meeting for entry in old.meetings if entry.slot < past}
    plan = replan(left, old, past=past, steps=6)
    assert faults(left, plan) == []
    if plan.status in ("feasible", "optimal"):
        now = places(plan)
        assert all(now[e.meeting] == (e.slot, e.table) for e in old.meetings if e.meeting in kept - {f"m{gone}"})
        fixed = {meeting.id for meeting in left.meetings if meeting.fixed_slot is not None}
        assert not any(entry.slot < past and entry.meeting not in kept | fixed for entry in plan.meetings)


def test_after_cancellations_hardly_anything_changes_and_free_places_are_filled(published):
    asked, old = published
    left = cancelled(asked)
    plan = replan(left, old, steps=20)
    kept = [entry for entry in old.meetings if entry.meeting in left.meeting_numbers]
    assert faults(left, plan) == []
    assert len(changed(old, plan, left)) <= 0.1 * len(kept)
    assert len(plan.meetings) > len(kept)
    assert plan.value <= plan.bound


def test_without_leave_to_move_anybody_only_what_is_free_is_filled(published):
    asked, old = published
    left = cancelled(asked)
    plan = replan(left, old, changes=0.0, steps=20)
    assert changed(old, plan, left) == []
    assert replan(left, old, steps=20).value >= plan.value


def test_slots_that_are_over_and_locked_meetings_stay(published):
    asked, old = published
    left = cancelled(asked)
    locked = [entry.meeting for entry in old.meetings if entry.meeting in left.meeting_numbers][-5:]
    plan = replan(left, old, past=6, locked=locked, changes=1.0, steps=20)
    now = places(plan)
    assert faults(left, plan) == []
    stays = [entry for entry in old.meetings if entry.slot < 6 or entry.meeting in locked]
    assert [e for e in stays if e.meeting in left.meeting_numbers and now.get(e.meeting) != (e.slot, e.table)] == []
    known = {entry.meeting for entry in old.meetings}
    assert [entry for entry in plan.meetings if entry.slot < 6 and entry.meeting not in known] == []


def test_nothing_cancelled_nothing_changed(published):
    asked, old = published
    plan = replan(asked, old, changes=0.0, steps=5)
    assert changed(old, plan, asked) == []


def test_a_new_meeting_that_must_be_drives_out_another():
    asked = event(1, 1, {"a": [0], "b": [0], "c": [0]}, [{"between": ["a", "b"], "weight": 9}])
    old = plan_value(asked, steps=2)
    more = replace(asked, meetings=(*asked.meetings, Meeting("new", ("a", "c"), 1, required=True)))
    plan = replan(more, old, steps=8)
    assert (plan.status, places(plan)) == ("optimal", {"new": (0, 0)})
    assert changed(old, plan, more) == ["m0"]


def test_two_new_meetings_that_must_be_at_once_are_infeasible():
    asked = event(1, 2, {"a": [0], "b": [0], "c": [0]}, [])
    must = tuple(Meeting(name, ("a", name), required=True) for name in "bc")
    assert replan(replace(asked, meetings=must), Plan("optimal"), steps=4).status == "infeasible"


def test_somebody_is_moved_for_a_meeting_that_is_worth_it():
    """a and c can meet in slot 0 only, where a meets b, who could also come later."""
    asked = event(2, 1, {"a": [0, 1], "b": [0, 1], "c": [0]}, [
        {"between": ["a", "b"], "weight": 5}, {"between": ["a", "c"], "weight": 5}])  # fmt: skip
    old = Plan("feasible", (Placed("m0", 0, 0),), 5, 10)
    assert places(replan(asked, old, changes=1.0, steps=4)) == {"m0": (1, 0), "m1": (0, 0)}
    assert places(replan(asked, old, changes=0.0, steps=4)) == {"m0": (0, 0)}
    cheap = replace(asked, meetings=(asked.meetings[0], replace(asked.meetings[1], weight=1)))
    assert places(replan(cheap, old, changes=1.0, steps=4)) == {"m0": (0, 0)}


def test_people_stay_at_their_table_where_they_can():
    asked = event(3, 2, {name: [0, 1, 2] for name in "abcdef"}, [
        {"between": ["a", name], "fixed_slot": slot} for slot, name in enumerate("bcd")] + [
        {"between": ["e", "f"], "fixed_slot": 1}])  # fmt: skip
    plan = plan_value(asked, steps=2)
    assert table_changes(asked, plan) == 0
    elsewhere = replace(plan, meetings=tuple(replace(e, table=e.slot % 2) for e in plan.meetings if e.meeting != "m3"))
    assert table_changes(asked, elsewhere) == 2


def test_who_cancels_takes_meetings_and_orders_along():
    people = (Participant("a", (0, 1)), Participant("b", (0, 1)), Participant("c", (0, 1)))
    meetings = (Meeting("m", ("a", "b")), Meeting("n", ("a", "c")), Meeting("o", ("b", "c")))
    asked = Event("value", 2, ((0, 1),), (3, 3), people, meetings, (("m", "n"), ("n", "o")))
    left = without(asked, participants=["b"])
    assert left == replace(asked, participants=(people[0], people[2]), meetings=(meetings[1],), precedences=())
    assert without(asked, meetings=["m"]).precedences == (("n", "o"),)


def everything(slots: int, people: dict[str, list[int]], *pairs: str, **more: object) -> Event:
    """Goal "all", one table more than needed."""
    return event(slots, len(pairs) + 1, people, [{"between": list(pair)} for pair in pairs], goal="all", **more)


def test_a_meeting_that_cannot_take_place_any_more_makes_all_impossible_and_is_told_by_name():
    old = plan_all(everything(2, dict.fromkeys("abc", TWO), "ab", "bc"), LONG)
    late = everything(2, {"a": [0, 1], "b": [0], "c": [1]}, "ab", "bc")
    plan = replan(late, old, LONG)
    assert (plan.status, plan.meetings, plan.bound, faults(late, plan)) == ("infeasible", (), None, [])
    assert [cause.code for cause in plan.conflict] == ["available", "available", "required"]


def test_what_is_over_leaves_no_room_for_all_that_is_still_to_come():
    asked = everything(2, dict.fromkeys("abc", TWO), "ab", "bc")
    old = Plan("feasible", (Placed("m0", 1, 0),))
    plan = replan(asked, old, LONG, past=1, locked=["m0"])
    assert (plan.status, [cause.code for cause in plan.conflict]) == (
        "infeasible",
        ["one_at_a_time", "available", "fixed", "required", "required"],
    )


def test_all_meetings_again_are_optimal_only_if_nobody_has_a_break():
    asked = everything(3, dict.fromkeys("abc", THREE), "ab", "bc")
    calm = replan(asked, Plan("feasible", (Placed("m0", 0, 0), Placed("m1", 1, 0))), LONG)
    assert (calm.status, calm.breaks, calm.bound) == ("optimal", 0, 0)
    broken = replan(asked, Plan("feasible", (Placed("m0", 0, 0), Placed("m1", 2, 0))), LONG)
    assert (broken.status, broken.breaks, broken.bound, faults(asked, broken)) == ("feasible", 1, 0, [])


def test_where_few_changes_find_no_place_for_all_another_plan_is_made(monkeypatch):
    """Only a search that leaves nothing where it was sees that m0 can move."""
    asked = everything(2, {"a": [0, 1], "b": [0, 1], "c": [0]}, "ab", "bc")
    monkeypatch.setattr("dnm.engines.timetable.replanning.TRIES", 0)
    monkeypatch.setattr("dnm.engines.timetable.replanning.PROVING", 0.0)
    plan = replan(asked, Plan("feasible", (Placed("m0", 0, 0),)), LONG)
    assert (plan.status, {name: slot for name, (slot, _) in places(plan).items()}) == ("feasible", {"m0": 1, "m1": 0})
    assert faults(asked, plan) == []


def test_required_meetings_that_no_longer_fit_are_told_by_name_after_a_change():
    asked = event(1, 2, {"a": [0], "b": [0], "c": [0]}, [])
    must = tuple(Meeting(name, ("a", name), required=True) for name in "bc")
    plan = replan(replace(asked, meetings=must), Plan("optimal"), LONG)
    assert [cause.code for cause in plan.conflict] == ["one_at_a_time", "required", "required"]


def test_without_time_a_change_that_cannot_be_is_told_without_its_reasons():
    asked = event(1, 2, {"a": [0], "b": [0], "c": [0]}, [])
    must = tuple(Meeting(name, ("a", name), required=True) for name in "bc")
    plan = replan(replace(asked, meetings=must), Plan("optimal"), seconds=0)
    assert (plan.status, plan.meetings, plan.conflict) == ("infeasible", (), ())


def test_whoever_watches_sees_value_and_bound_from_the_old_plan_to_the_new_one(published):
    asked, old = published
    left, seen = cancelled(asked), []
    plan = replan(left, old, steps=20, progress=seen.append)
    assert seen[0].value == sum(left.meetings[left.meeting_numbers[e.meeting]].weight for e in old.meetings
                                if e.meeting in left.meeting_numbers)  # fmt: skip
    assert (seen[-1].value, seen[-1].bound) == (plan.value, plan.bound)
    assert [news.value for news in seen] == sorted(news.value for news in seen)


def test_on_a_very_large_day_people_still_stay_where_they_can(monkeypatch):
    asked = event(3, 2, dict.fromkeys("abcdef", THREE), [
        {"between": ["a", name], "fixed_slot": slot} for slot, name in enumerate("bcd")] + [
        {"between": ["e", "f"], "fixed_slot": 1}])  # fmt: skip
    monkeypatch.setattr("dnm.engines.timetable.seating.MOST_CELLS", 0)
    plan = plan_value(asked, steps=2)
    assert (table_changes(asked, plan), faults(asked, plan)) == (0, [])
