"""Whatever the searches do, the arrays keep saying the same thing as the slots of the meetings."""

import random

import numpy as np
import pytest

from dnm.engines.timetable import Event, Meeting, Participant, Plan, calming, ejecting, event_from, faults, kernels
from dnm.engines.timetable.arrays import ALWAYS, day_of, plan_of, value_of
from dnm.engines.timetable.bounds import Choice
from dnm.engines.timetable.day import Day
from dnm.engines.timetable.effort import Effort
from dnm.engines.timetable.generator import HARD, drawn_event
from dnm.engines.timetable.seating import seated
from dnm.engines.timetable.value import Planner, waiting_by_kind
from tests.engines.timetable.days import event

pytestmark = pytest.mark.once


def crowded(seed: int) -> Event:
    """Twelve people with thirty wishes in six slots with three tables; orders, limits, hosts who share tables."""
    chance = random.Random(seed)
    names = [f"p{number}" for number in range(12)]
    people = tuple(
        Participant(
            name,
            tuple(sorted(chance.sample(range(6), chance.randint(3, 6)))),
            chance.choice([None, None, 2, 3]),
            chance.choice([None, None, None, 0, 1]),
        )
        for name in names
    )
    pairs = [tuple(chance.sample(names, 2)) for _ in range(30)]
    meetings = tuple(
        Meeting(f"m{number}", (a, b), chance.randint(0, 9), chance.choice([None, None, 0, 1]))
        for number, (a, b) in enumerate(pairs)
    )
    orders = tuple((f"m{a}", f"m{b}") for a, b in (sorted(chance.sample(range(30), 2)) for _ in range(10)))
    return Event("value", 6, ((0, 1, 2), (3, 4, 5)), (3,) * 6, people, meetings, orders, chance.choice([None, 0, 1]))


def mistakes(day: Day, event: Event) -> list[str]:
    """Where the arrays contradict the slots, or the plan the event."""
    fresh = day_of(event)
    kernels.load(fresh, day.slot)
    names = ("at", "busy", "placed", "used", "holder", "fair")
    wrong = [name for name in names if not np.array_equal(getattr(day, name), getattr(fresh, name))]
    plan = plan_of(day, event, seated(day, event, {}), "feasible", None)
    return wrong + [fault.code for fault in faults(event, plan) if fault.code != "unfair"]


def warmed(asked: Event) -> Day:
    day = day_of(asked)
    kernels.place(day, np.arange(len(asked.meetings)), 12)
    return day


@pytest.mark.parametrize("seed", range(25))
def test_searches_leave_the_arrays_in_order(seed):
    asked = crowded(seed)
    day = warmed(asked)
    value = value_of(day)
    waiting = np.flatnonzero((day.slot < 0) & (day.domain != 0))
    pool = np.zeros(len(asked.meetings), np.int64)
    pool[: len(waiting)] = waiting
    left = ejecting.search(day, pool, len(waiting), 0.0, 150)
    assert mistakes(day, asked) == []
    assert value_of(day) >= value
    assert sorted(pool[:left]) == np.flatnonzero((day.slot < 0) & (day.domain != 0)).tolist()
    value = value_of(day)
    pool, kinds = waiting_by_kind(day)
    calming.calm(day, pool, kinds, 0.5, 400)
    assert mistakes(day, asked) == []
    assert value_of(day) == value


def test_what_is_taken_back_leaves_no_trace():
    asked = crowded(3)
    day = warmed(asked)
    before = [np.array(part) for part in day]
    day.logged[0] = 0
    for m in range(10):
        if day.slot[m] >= 0:
            kernels.take(day, m)
    kernels.undo(day, 0)
    same = {name for name, old in zip(Day._fields, before, strict=True) if np.array_equal(getattr(day, name), old)}
    assert set(Day._fields) - same <= {"log", "logged"}


def test_random_numbers_are_the_same_everywhere():
    day = day_of(event(1, 1, {"a": [0]}, []), seed=7)
    assert [kernels.drawn(day, 1000) for _ in range(5)] == [938, 830, 577, 387, 161]


def test_an_optimum_that_comes_late_is_taken_over():
    """The proof arrives while the plan is already being calmed."""
    late = Planner(event_from(drawn_event(12, 8, HARD)), Effort(0, 10), 1, None)
    late._exact.solve(60, True)
    best = late._exact.choice
    assert isinstance(best, Choice)
    late._calm()
    assert value_of(late._day) == best.bound


def test_what_must_stay_is_no_obstacle_that_can_go():
    people = {"a": [0, 1], "b": [0], "c": [0, 1]}
    asked = event(2, 1, people, [{"between": ["a", "b"], "fixed_slot": 0}, {"between": ["a", "c"]}])
    day = day_of(asked)
    kernels.place(day, np.arange(1), 0)
    found = np.zeros(16, np.int64)
    assert day.domain.tolist() == [1, 2]
    assert ejecting.obstacles(day, 1, 0, found) == -1
    assert ejecting.obstacles(day, 1, 1, found) == 0
    assert int(day.weight[0]) == ALWAYS + 1
    assert plan_of(day, asked, [0, 0], "feasible", None) != Plan("feasible")


def test_a_full_slot_among_many_people_may_not_be_opened():
    """Whoever holds the only table is found by chance: not in every try, and then nothing has changed."""
    people = {f"p{number}": [0] for number in range(200)}
    asked = event(1, 1, people, [{"between": ["p0", "p1"]}, {"between": ["p2", "p3"], "weight": 9}])
    outcomes = set()
    for seed in range(30):
        day = day_of(asked, seed)
        kernels.place(day, np.arange(1), 0)
        outcomes.add(ejecting.search(day, np.array([1, 0]), 1, 0.0, 1))
        assert day.slot.tolist() in ([0, -1], [-1, 0])
    assert outcomes == {1}
    day = day_of(asked)
    kernels.place(day, np.arange(1), 0)
    ejecting.search(day, np.array([1, 0]), 1, 0.0, 200)
    assert day.slot.tolist() == [-1, 0]


def test_a_meeting_whose_only_slot_is_held_cannot_be_forced():
    """a and b would have to meet while a is in a meeting that stays."""
    people = {"a": [0], "b": [0], "c": [0]}
    asked = event(1, 2, people, [{"between": ["a", "c"]}, {"between": ["a", "b"]}])
    day = day_of(asked)
    day.fixed[0] = 1
    kernels.place(day, np.arange(1), 0)
    assert ejecting.search(day, np.array([1, 0]), 1, 0.0, 5) == 1
    assert day.slot.tolist() == [0, -1]
