"""Goal "value": nothing is wrong with a plan, nothing better exists, and it says how good it is."""

import subprocess
import sys
import threading
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings

from dnm.engines.timetable import Cause, Event, Meeting, Participant, Plan, event_from, faults
from dnm.engines.timetable.arrays import narrowed
from dnm.engines.timetable.effort import Effort
from dnm.engines.timetable.generator import EASY, HARD, Regime, drawn_event
from dnm.engines.timetable.greedy import greedy_plan
from dnm.engines.timetable.replanning import replan
from dnm.engines.timetable.value import Progress, plan_value
from tests.engines.timetable.days import best_value, event, small_events
from tests.repository import ROOT

pytestmark = pytest.mark.once

ALL = [0, 1, 2, 3]


def slots_of(plan: Plan) -> dict[str, int]:
    return {entry.meeting: entry.slot for entry in plan.meetings}


def tables_of(plan: Plan) -> dict[str, int]:
    return {entry.meeting: entry.table for entry in plan.meetings}


def drawn(startups: int, companies: int, regime: Regime, seed: int = 1) -> Event:
    return event_from(drawn_event(startups, companies, regime, seed))


@settings(max_examples=80, deadline=None)
@given(small_events())
def test_no_plan_is_better_than_the_one_found(asked):
    plan, best = plan_value(asked, steps=6), best_value(asked)
    assert faults(asked, plan) == []
    if best is None:
        assert plan.status in ("infeasible", "unknown")
    elif narrowed(asked):
        assert plan.status == "unknown" or plan.value <= best <= (plan.bound or 0)
    else:
        assert (plan.status, plan.value, plan.bound) == ("optimal", best, best)


@settings(max_examples=40, deadline=None)
@given(small_events(fair=True))
def test_numbers_of_breaks_stay_as_equal_as_asked(asked):
    plan, best = plan_value(asked, steps=6), best_value(asked)
    assert faults(asked, plan) == []
    assert plan.status in ("infeasible", "unknown") or plan.value <= best <= plan.bound


@settings(max_examples=40, deadline=None)
@given(small_events())
def test_a_greedy_plan_keeps_the_rules_as_well(asked):
    plan = greedy_plan(asked)
    assert faults(asked, plan if plan.status == "feasible" else Plan(plan.status)) == []
    assert plan.value <= plan.bound


@pytest.mark.parametrize(("regime", "seed"), [(HARD, 1), (HARD, 2), (EASY, 1)])
def test_a_drawn_day_is_worth_more_than_a_greedy_one_with_less_waiting(regime, seed):
    asked = drawn(30, 18, regime, seed)
    plan, greedy = plan_value(asked, steps=120), greedy_plan(asked)
    assert faults(asked, plan) == faults(asked, greedy) == []
    assert plan.status == "optimal"
    assert plan.value > greedy.value
    assert plan.idle_slots < greedy.idle_slots


def test_the_same_steps_give_the_same_plan():
    asked = drawn(20, 12, HARD)
    plans = [replace(plan_value(asked, steps=20, seed=seed), seconds=0.0) for seed in (1, 1, 2)]
    assert plans[0] == plans[1]
    assert plans[0] != plans[2]


@pytest.mark.soak
def test_machine_code_gives_the_same_plan_as_python(tmp_path):
    asked = drawn(12, 8, HARD)
    plan = replace(plan_value(asked, steps=8), seconds=0.0)
    program = f"""
from dataclasses import replace
from pathlib import Path
from dnm.engines.timetable.compiling import compile_into
compile_into(Path({str(tmp_path)!r}))
from dnm.engines.timetable import event_from
from dnm.engines.timetable.generator import HARD, drawn_event
from dnm.engines.timetable.value import plan_value
print(replace(plan_value(event_from(drawn_event(12, 8, HARD)), steps=8), seconds=0.0))
"""
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == repr(plan)
    assert list(tmp_path.rglob("*.nbc")) != []


def test_value_idle_slots_and_bound_are_told_while_planning():
    told: list[Progress] = []
    plan = plan_value(drawn(12, 8, HARD), steps=12, progress=told.append)
    assert told[-1].bound == plan.bound
    assert told[-1].value == plan.value
    assert sorted({news.bound for news in told}, reverse=True) == list(dict.fromkeys(news.bound for news in told))


def test_a_small_day_with_nothing_left_to_gain_does_not_wait_for_its_time():
    asked = drawn(4, 3, HARD)
    plan = plan_value(asked, seconds=600)
    assert (faults(asked, plan), plan.status) == ([], "optimal")
    assert plan.seconds < 60


def test_what_is_told_while_planning_never_gets_worse():
    told: list[Progress] = []
    plan = plan_value(drawn(12, 8, HARD), steps=30, progress=told.append)
    assert [news.value for news in told] == sorted(news.value for news in told)
    best = [news.idle_slots for news in told if news.value == plan.value]
    assert (told[-1].idle_slots, min(best)) == (plan.idle_slots, plan.idle_slots)


def test_a_stopped_plan_is_the_best_so_far():
    asked = drawn(12, 8, HARD)
    told: list[Progress] = []
    plan = plan_value(asked, seconds=600, progress=told.append, stop=lambda: len(told) > 2)
    assert faults(asked, plan) == []
    assert plan.value >= greedy_plan(asked).value * 0.9
    assert plan.seconds < 60


def test_without_time_there_is_a_plan_and_a_bound():
    asked = drawn(12, 8, HARD)
    for plan in (plan_value(asked, seconds=0), plan_value(asked, steps=0)):
        assert faults(asked, plan) == []
        assert plan.status in ("feasible", "optimal")
        assert 0 < plan.value <= plan.bound


def test_the_exact_optimum_arrives_while_the_search_goes_on():
    asked, before = drawn(12, 8, HARD), set(threading.enumerate())
    plan = plan_value(asked, seconds=600, stop=lambda: before >= set(threading.enumerate()))
    assert faults(asked, plan) == []
    assert (plan.status, plan.bound) == ("optimal", plan_value(asked, steps=1).bound)


def test_meetings_that_weigh_nothing_take_place_where_they_fit():
    asked = event(2, 1, {"a": [0, 1], "b": [0], "c": [1]}, [
        {"between": ["a", "b"], "weight": 0}, {"between": ["a", "c"], "weight": 0}])  # fmt: skip
    plan = plan_value(asked, steps=4)
    assert (plan.status, plan.value, slots_of(plan)) == ("optimal", 0, {"m0": 0, "m1": 1})


def test_nobody_and_nothing_is_a_plan():
    for people in ({}, {"a": [0], "b": [0]}):
        asked = event(1, 1, people, [])
        assert replace(plan_value(asked, steps=2), seconds=0.0) == Plan("optimal", bound=0)
        assert replace(plan_value(asked, steps=0), seconds=0.0) == Plan("optimal", bound=0)
        assert replace(replan(asked, Plan("optimal"), steps=2), seconds=0.0) == Plan("optimal", bound=0)


def test_where_nothing_can_take_place_no_time_is_spent():
    assert plan_value(event(1, 1, {}, []), seconds=600).seconds < 60
    apart = event(2, 1, {"a": [0], "b": [1]}, [{"between": ["a", "b"]}])
    plan = plan_value(apart, seconds=600)
    assert (plan.status, plan.value, plan.bound) == ("optimal", 0, 0)
    assert plan.seconds < 60


@pytest.mark.parametrize(("required", "status", "bound"), [(False, "optimal", 0), (True, "infeasible", None)])
def test_a_day_without_slots_has_room_for_nothing(required, status, bound):
    """No file may say so; whoever builds an event in a program may."""
    people = (Participant("a", ()), Participant("b", ()))
    asked = Event("value", 0, ((),), (), people, (Meeting("m", ("a", "b"), 1, required=required),))
    assert replace(plan_value(asked, steps=2), seconds=0.0) == Plan(status, bound=bound)
    why = (Cause("required", {"meeting": "m"}),) if required else ()
    assert replace(replan(asked, Plan("optimal"), steps=2), seconds=0.0) == Plan(status, bound=bound, conflict=why)


def test_required_meetings_that_cannot_all_be_are_infeasible():
    people = {"a": [0, 1], "b": [0, 1], "c": [0, 1], "d": [0, 1]}
    wishes = [{"between": ["a", name], "required": True} for name in "bcd"]
    plan = plan_value(event(2, 4, people, wishes), steps=4)
    assert replace(plan, seconds=0.0) == Plan("infeasible", bound=None)
    apart = event(2, 4, {"a": [0], "b": [1]}, [{"between": ["a", "b"], "required": True}])
    assert plan_value(apart, steps=4).status == "infeasible"


def test_what_only_whole_numbers_rule_out_is_found_by_them():
    """Three people, each pair must meet, two slots: the relaxation has room for one and a half meetings each."""
    people = {name: [0, 1] for name in "abc"}
    wishes = [{"between": list(pair), "required": True} for pair in ("ab", "bc", "ca")]
    assert plan_value(event(2, 3, people, wishes), steps=4).status == "infeasible"


def test_a_required_meeting_drives_out_a_heavier_one():
    people = {"a": [0], "b": [0], "c": [0]}
    wishes = [{"between": ["a", "b"], "weight": 9}, {"between": ["a", "c"], "weight": 1, "required": True}]
    plan = plan_value(event(1, 2, people, wishes), steps=4)
    assert (plan.status, plan.value, slots_of(plan)) == ("optimal", 1, {"m1": 0})


def test_a_meeting_is_never_before_the_one_it_must_follow():
    people = {"a": [0, 1, 2], "b": [0, 1, 2], "c": [2], "d": [0, 1, 2]}
    wishes = [{"between": ["a", "c"], "weight": 5}, {"between": ["a", "b"], "weight": 5}, {"between": ["b", "d"]}]
    plan = plan_value(event(3, 1, people, wishes, precedences=[["m1", "m2"], ["m2", "m0"]]), steps=6)
    assert (plan.status, slots_of(plan)) == ("optimal", {"m1": 0, "m2": 1, "m0": 2})


def test_hosts_stay_at_their_table_and_others_sit_elsewhere():
    people = {"host": {"available": ALL, "table": 1}, "a": ALL, "b": ALL, "c": ALL, "d": ALL}
    wishes = [{"between": ["host", name]} for name in "abc"] + [{"between": ["a", "d"]}, {"between": ["b", "d"]}]
    plan = plan_value(event(4, 2, people, wishes), steps=6)
    assert plan.status == "optimal"
    tables = tables_of(plan)
    assert [tables[f"m{number}"] for number in range(5)] == [1, 1, 1, 0, 0]


def test_two_hosts_of_one_table_take_turns():
    people = {"x": {"available": ALL, "table": 0}, "y": {"available": ALL, "table": 0}, "a": ALL, "b": ALL}
    wishes = [{"between": [host, name]} for host in "xy" for name in "ab"]
    plan = plan_value(event(4, 2, people, wishes), steps=6)
    assert (plan.status, plan.value) == ("optimal", 4)
    assert Counter(slots_of(plan).values()) == {0: 1, 1: 1, 2: 1, 3: 1}


def test_light_meetings_go_when_breaks_must_be_equal():
    """a is busy in 0 and 3 by force; the break may not be."""
    people = {"a": [0, 3], "b": [0], "c": [3]}
    wishes = [{"between": ["a", "b"], "weight": 5}, {"between": ["a", "c"], "weight": 2}]
    plan = plan_value(event(4, 1, people, wishes, fairness=0), steps=6)
    assert (plan.status, plan.value, plan.bound) == ("feasible", 5, 7)
    wishes = [{**wish, "required": True} for wish in wishes]
    assert plan_value(event(4, 1, people, wishes, fairness=0), steps=6).status == "unknown"


def test_everybody_gets_a_share_at_equal_value():
    """a and b could both meet everybody; there are tables for four of eight meetings of the same weight."""
    people = {name: [0, 1, 2, 3] for name in ("a", "b", "c", "d", "e", "f")}
    wishes = [{"between": [host, guest]} for host in "ab" for guest in "cdef"]
    plan = plan_value(event(4, 1, people, wishes), steps=40)
    met = Counter(name for entry in plan.meetings for name in wishes[int(entry.meeting[1:])]["between"])
    assert met == {"a": 2, "b": 2, "c": 1, "d": 1, "e": 1, "f": 1}


def test_a_step_grows_until_it_takes_its_time(monkeypatch):
    """On a clock on which a thousand rounds take 10 ms, then 10 s."""
    now, rounds, slow = [100.0], [], 1
    monkeypatch.setattr("dnm.engines.timetable.effort.time", SimpleNamespace(monotonic=lambda: now[0]))

    def step(count: int) -> None:
        rounds.append(count)
        now[0] += slow * count / 100_000

    effort = Effort(60)
    for _ in range(4):
        effort.spend(step)
    assert rounds == [200, 800, 3000, 3000]
    assert round(60 - effort.left, 3) == 0.07
    slow = 1000
    effort.spend(step)
    effort.spend(step)
    assert rounds[4:] == [3000, 750]
    assert (effort.left, effort.share > 0.6) == (60 - effort.seconds, True)
