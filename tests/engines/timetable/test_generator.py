from collections import Counter

import pytest

from dnm.engines.timetable import event_from
from dnm.engines.timetable.arrays import day_of
from dnm.engines.timetable.bounds import at_most, chosen
from dnm.engines.timetable.generator import CROWDED, EASY, HARD, Regime, drawn_event
from dnm.engines.timetable.greedy import greedy_plan

pytestmark = pytest.mark.once


def test_the_same_seed_draws_the_same_day():
    assert drawn_event(20, 10, HARD, seed=3) == drawn_event(20, 10, HARD, seed=3)
    assert drawn_event(20, 10, HARD, seed=3) != drawn_event(20, 10, HARD, seed=4)


def test_a_hard_day_is_as_hard_as_announced():
    event = event_from(drawn_event(400, 200, HARD))
    whole_day = sum(len(person.available) == 12 for person in event.participants)
    bound = sum(meeting.session is not None for meeting in event.meetings) / len(event.meetings)
    fixed = sum(meeting.fixed_slot is not None for meeting in event.meetings) / len(event.meetings)
    assert whole_day / 600 < 0.12
    assert 0.27 < bound < 0.33
    assert 0.02 < fixed < 0.035
    degrees = sorted(sum(person.id in meeting.between for meeting in event.meetings) for person in event.participants)
    assert round(event.tables[0] * 12 / len(event.meetings), 2) == 0.8
    assert degrees[0] >= 5
    assert degrees[-1] > 5 * degrees[len(degrees) // 2]


def test_on_a_crowded_day_every_slot_is_full():
    event = event_from(drawn_event(60, 40, CROWDED))
    used = Counter(entry.slot for entry in greedy_plan(event).meetings)
    assert [used[slot] for slot in range(3, 9)] == [event.tables[0]] * 6


def test_on_an_easy_day_everybody_is_there_and_tables_are_ample():
    event = event_from(drawn_event(40, 20, EASY))
    assert {person.available for person in event.participants} == {tuple(range(12))}
    assert event.tables[0] * 12 > 1.4 * 20 * 7


def test_somebody_without_a_free_slot_comes_for_one():
    event = event_from(drawn_event(5, 5, Regime(holes=1.0)))
    assert {person.available for person in event.participants} == {(0,)}


def test_the_quick_bound_is_no_smaller_than_the_proven_one():
    day = day_of(event_from(drawn_event(60, 30, HARD)))
    assert at_most(day) >= (chosen(day, 60).bound or 0) > 0
    assert chosen(day, 0).bound in (None, chosen(day, 60).bound)
