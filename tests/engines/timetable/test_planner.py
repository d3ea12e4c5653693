"""One call for both goals; required meetings that do not fit are told by name."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from dnm.engines.timetable import Cause, Event, Plan, faults
from dnm.engines.timetable.planner import plan, with_required
from tests.engines.timetable.days import event

pytestmark = pytest.mark.once

ALL_DAY = [0, 1, 2]
LONG = 300.0
"""Seconds that no plan here needs, however busy the machine is."""


def after(steps: int) -> Callable[[], bool]:
    """To stop a search that would use all of its time."""
    left = iter(range(steps))
    return lambda: next(left, None) is None


def required(*pairs: str) -> list[dict[str, object]]:
    return [{"between": list(pair), "required": True} for pair in pairs]


def test_the_goal_decides_who_plans():
    everything = event(3, 2, dict.fromkeys("abc", ALL_DAY), required("ab", "bc"), goal="all")
    found = plan(everything, LONG)
    assert (found.status, found.breaks) == ("optimal", 0)
    valuable = event(
        1, 2, {name: [0] for name in "abc"}, [{"between": ["a", "b"], "weight": 3}, {"between": ["b", "c"]}]
    )
    found = plan(valuable, LONG, stop=after(5))
    assert (found.status, found.value, found.bound, faults(valuable, found)) == ("optimal", 3, 3, [])


def test_required_meetings_are_in_the_plan_whatever_they_are_worth():
    wishes = [*required("ab"), {"between": ["a", "c"], "weight": 100}]
    wishes[0]["weight"] = 0
    short = event(1, 1, {name: [0] for name in "abc"}, wishes)
    found = plan(short, LONG, stop=after(5))
    assert ([entry.meeting for entry in found.meetings], found.value, faults(short, found)) == (["m0"], 0, [])


def test_required_meetings_that_do_not_fit_are_told_with_all_that_matters_and_nothing_else():
    people = {"a": ALL_DAY, "b": [0], "c": [0], "d": ALL_DAY}
    found = plan(event(3, 2, people, [*required("ab", "ac", "ad"), {"between": ["b", "d"]}]), LONG)
    assert (found.status, found.meetings, found.bound) == ("infeasible", (), None)
    assert set(map(str, found.conflict)) == {
        str(cause)
        for cause in (
            Cause("one_at_a_time", {"participant": "a"}),
            Cause("available", {"participant": "b", "slots": "0"}),
            Cause("available", {"participant": "c", "slots": "0"}),
            Cause("required", {"meeting": "m0"}),
            Cause("required", {"meeting": "m1"}),
        )
    }


def test_a_contradiction_that_only_searching_finds_is_told_too(monkeypatch):
    monkeypatch.setattr("dnm.engines.timetable.complete.EXPLAINING", LONG)
    fixed = [{"between": ["a", "b"], "fixed_slot": 2}, {"between": ["c", "d"], "required": True}]
    people = {"a": ALL_DAY, "b": ALL_DAY, "c": ALL_DAY, "d": [0, 1, 2]}
    asked = event(3, [2, 2, 1], people, fixed, precedences=[["m0", "m1"]])
    found = plan(asked, LONG)
    assert (found.status, [cause.code for cause in found.conflict]) == (
        "infeasible",
        ["required", "required", "fixed", "precedence"],
    )


def must_and_others(fairness: int | None) -> Event:
    """m0 and m1 lie apart; only m2 between them can fill the break."""
    wishes = [
        {"between": ["a", "b"], "fixed_slot": 0},
        {"between": ["a", "c"], "fixed_slot": 2},
        {"between": ["a", "d"]},
    ]
    return event(3, 2, dict.fromkeys("abcd", ALL_DAY), wishes, fairness=fairness)


def test_where_the_search_found_nothing_the_required_meetings_alone_are_a_plan():
    asked = must_and_others(None)
    found = with_required(asked, Plan("unknown", bound=3), LONG)
    assert (found.status, found.value, found.bound, faults(asked, found)) == ("feasible", 2, 3, [])


def test_unfair_required_meetings_are_no_contradiction_since_others_may_fill_the_breaks():
    unfair = with_required(must_and_others(0), Plan("unknown", bound=3), LONG)
    assert unfair == Plan("unknown", bound=3)
    asked = must_and_others(0)
    twice = replace(asked, meetings=tuple(replace(m, fixed_slot=0, required=True) for m in asked.meetings))
    assert with_required(twice, Plan("unknown"), LONG).status == "infeasible"


def test_without_time_nothing_is_claimed_about_required_meetings():
    assert with_required(must_and_others(None), Plan("infeasible", bound=3), 0) == Plan("unknown")
