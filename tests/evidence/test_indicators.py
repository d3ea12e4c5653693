"""Four counters, four words, never added up; each figure is the length of its list."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from dnm.evidence.indicators import (
    COOPERATIONS,
    FIRST_MEETINGS,
    FUNNEL,
    INTRODUCTIONS,
    MATCHES,
    Period,
    by_municipality,
    by_seat,
    figures,
    records_of,
    year_of,
)
from dnm.introductions import actions
from dnm.introductions.models import Introduction, Meeting, Pilot
from dnm.introductions.workflow import Party, State
from tests.stories import story

pytestmark = pytest.mark.django_db


def around_today() -> Period:
    """Stories hold their meeting two hours ago, which may be yesterday or last year."""
    today = timezone.localdate()
    return Period(today - timedelta(days=1), today)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.RELEASE_PENDING, (0, 0, 0, 0)),
        (State.INTRODUCED, (1, 0, 0, 0)),
        (State.MEETING_SCHEDULED, (1, 0, 0, 0)),
        (State.MEETING_HELD, (1, 1, 0, 0)),
        (State.PILOT_RUNNING, (1, 1, 1, 0)),
        (State.PILOT_DONE, (1, 1, 1, 0)),
        (State.COOPERATION, (1, 1, 1, 1)),
    ],
)
def test_a_case_counts_as_far_as_it_has_come(state: State, expected: tuple[int, ...]):
    story(state)
    assert tuple(figures(around_today()).values()) == expected


def test_a_cooperation_without_a_pilot_is_a_match_too():
    told = story(State.MEETING_HELD)
    actions.start_cooperation(told.case, kind="order", value="unknown", since=timezone.localdate(), by=told.scout)
    assert figures(around_today()) == {"introductions": 1, "first_meetings": 1, "matches": 1, "cooperations": 1}


def test_a_second_meeting_is_no_second_first_meeting():
    told = story(State.MEETING_HELD)
    actions.hold_meeting(
        told.case, by=told.scout, minutes="Noch einmal", next_step="Warten", next_step_owner="Anna",
        next_step_on=timezone.localdate(), held_at=timezone.now() - timedelta(minutes=5),
    )  # fmt: skip
    assert Meeting.objects.count() == 2
    assert figures(around_today())["first_meetings"] == 1


def test_what_ended_later_has_still_happened():
    told = story(State.MEETING_HELD)
    actions.decline(told.case, Party.STARTUP, by=told.startup)
    assert figures(around_today()) == {"introductions": 1, "first_meetings": 1, "matches": 0, "cooperations": 0}


def test_a_contested_introduction_does_not_count():
    told = story(State.COMPANY_ASKED)
    spoken = actions.Spoken("phone", "Frau Rehmert", timezone.localdate())
    actions.record_introduction(told.case, by=told.scout, spoken=spoken)
    assert figures(around_today())["introductions"] == 1
    step = told.case.steps.get(name="record_introduction")
    actions.dispute(step, "Davon weiß ich nichts.", side=Party.COMPANY)
    assert figures(around_today())["introductions"] == 0


def test_each_figure_is_the_length_of_its_list():
    for state in (State.INTRODUCED, State.MEETING_HELD, State.PILOT_RUNNING, State.COOPERATION):
        story(state)
    counted = figures(around_today())
    assert counted == {"introductions": 4, "first_meetings": 3, "matches": 2, "cooperations": 1}
    assert {one.key: len(records_of(one, around_today())) for one in FUNNEL} == counted


def test_the_day_decides_in_local_time_and_both_ends_belong_to_the_period():
    told = story(State.PILOT_RUNNING)
    late = timezone.make_aware(datetime(2018, 12, 31, 23, 59))
    Introduction.objects.update(introduced_at=late)
    Meeting.objects.update(starts=late, ends=late + timedelta(hours=1))
    Pilot.objects.update(agreed_at=late)
    of_2018, of_2019 = Period(date(2018, 1, 1), date(2018, 12, 31)), Period(date(2019, 1, 1), date(2019, 12, 31))
    assert list(figures(of_2018).values()) == [1, 1, 1, 0]
    assert list(figures(of_2019).values()) == [0, 0, 0, 0]
    assert [case.counted_on for case in records_of(INTRODUCTIONS, of_2018)] == [date(2018, 12, 31)]
    assert [case.counted_on for case in records_of(FIRST_MEETINGS, of_2018)] == [date(2018, 12, 31)]
    assert [case.pk for case in records_of(MATCHES, of_2018)] == [told.case.pk]
    assert figures(of_2018.until(date(2018, 12, 30))) == dict.fromkeys(figures(of_2018), 0)


def test_figures_are_split_by_the_towns_of_both_sides():
    told = story(State.COOPERATION)
    other = story(State.INTRODUCED)
    other.case.company.municipality, other.case.startup.place = "05974028", "Berlin"
    other.case.company.save()
    other.case.startup.save()
    period = around_today()
    assert by_municipality(period, INTRODUCTIONS, COOPERATIONS) == {
        ("introductions", told.case.company.municipality): 1,
        ("introductions", "05974028"): 1,
        ("cooperations", told.case.company.municipality): 1,
    }
    assert by_seat(period, INTRODUCTIONS) == {("introductions", "Köln"): 1, ("introductions", "Berlin"): 1}


def test_all_four_figures_are_one_query(django_assert_num_queries):
    story(State.COOPERATION)
    with django_assert_num_queries(1):
        figures(around_today())


def test_every_indicator_says_when_it_counts():
    assert [(one.key, bool(str(one.label)), len(str(one.definition)) > 60) for one in FUNNEL] == [
        ("introductions", True, True), ("first_meetings", True, True), ("matches", True, True),
        ("cooperations", True, True),
    ]  # fmt: skip
    assert year_of(date(2018, 11, 23)) == Period(date(2018, 1, 1), date(2018, 11, 23))
