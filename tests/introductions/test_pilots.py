"""Pilot, check-ins, lesson, cooperation, follow-ups."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.introductions import actions
from dnm.introductions.models import Cooperation, Pilot
from dnm.introductions.workflow import State
from tests.factories import office
from tests.stories import Story, story

pytestmark = pytest.mark.django_db
GOAL = {"goal": "Fehler an zwei Maschinen finden", "success_criterion": "halb so viel Ausschuss"}


def agree(told: Story, starts: int, ends: int, **changes: str) -> Pilot:
    today = timezone.localdate()
    return actions.agree_pilot(
        told.fresh(),
        starts=today + timedelta(days=starts),
        ends=today + timedelta(days=ends),
        by=told.scout,
        **(GOAL | changes),
    )


@pytest.mark.parametrize(
    ("starts", "ends", "changes", "words"),
    [
        (0, 90, {"goal": " "}, "Ziel und Erfolgskriterium"),
        (0, 90, {"success_criterion": ""}, "Ziel und Erfolgskriterium"),
        (5, 5, {}, "Ende liegt vor dem Beginn"),
        (-1, 90, {}, "vereinbart, bevor er beginnt"),
    ],
)
def test_a_pilot_is_agreed_before_it_starts(starts: int, ends: int, changes: dict, words: str):
    with pytest.raises(actions.StepRefused, match=words):
        agree(story(State.MEETING_HELD), starts, ends, **changes)


def test_agreeing_twice_agrees_once():
    told = story(State.MEETING_HELD)
    assert agree(told, 0, 90).pk == agree(told, 0, 60).pk
    assert told.fresh().state == State.PILOT_RUNNING


@pytest.mark.parametrize(("days", "checks"), [(20, []), (45, [30]), (89, [30, 60]), (90, [30, 60, 90])])
def test_a_pilot_has_the_check_ins_it_lasts_for(days: int, checks: list[int]):
    told = story(State.MEETING_HELD)
    pilot = agree(told, 0, days)
    assert [check.day for check in pilot.check_ins.all()] == checks
    assert told.fresh().due_on == timezone.localdate() + timedelta(days=checks[0] if checks else days)


def test_both_sides_and_the_office_write_into_a_check_in():
    told = story(State.PILOT_RUNNING)
    check = told.fresh().pilot.check_ins.first()
    for _click in range(2):
        actions.check_in(check, "Läuft gut.", by=told.company)
    actions.check_in(check, "Es fehlt Licht.", by=told.startup)
    check.refresh_from_db()
    assert check.text == f"{told.company.name}: Läuft gut.\n{told.startup.name}: Es fehlt Licht."
    assert told.fresh().due_on == timezone.localdate() + timedelta(days=60)


def test_a_check_in_needs_words_of_somebody_involved_in_a_running_pilot():
    told = story(State.PILOT_RUNNING)
    check = told.fresh().pilot.check_ins.first()
    with pytest.raises(actions.StepRefused, match="ein, zwei Sätze"):
        actions.check_in(check, " ", by=told.company)
    with pytest.raises(actions.StepRefused, match="nur die Beteiligten"):
        actions.check_in(check, "Hallo", by=office("director"))
    actions.finish_pilot(told.fresh(), result="failed", lesson="Zu dunkel.", by=told.scout)
    due = told.fresh().due_on
    with pytest.raises(actions.StepRefused, match="läuft nicht mehr"):
        actions.check_in(check, "Noch etwas", by=told.company)
    assert told.fresh().due_on == due


def test_a_check_in_during_a_pause_does_not_move_its_end():
    told = story(State.PILOT_RUNNING)
    until = timezone.localdate() + timedelta(days=5)
    actions.pause(told.fresh(), until=until, by=told.scout)
    actions.check_in(told.fresh().pilot.check_ins.first(), "Pause wegen Umbau.", by=told.company)
    assert told.fresh().due_on == until
    assert actions.resume(told.fresh(), by=told.scout).due_on == timezone.localdate() + timedelta(days=60)


def test_a_pilot_ends_with_a_result_and_a_lesson():
    told = story(State.PILOT_RUNNING)
    for result, lesson in (("great", "x"), ("failed", " ")):
        with pytest.raises(actions.StepRefused, match="was wir gelernt haben"):
            actions.finish_pilot(told.fresh(), result=result, lesson=lesson, by=told.scout)
    for _click in range(2):
        pilot = actions.finish_pilot(told.fresh(), result="partial", lesson="Licht zuerst.", by=told.scout)
    assert (pilot.result, pilot.lesson, told.fresh().state) == ("partial", "Licht zuerst.", State.PILOT_DONE)


def test_a_cooperation_is_of_a_kind_and_begins_once():
    told = story(State.PILOT_DONE)
    today = timezone.localdate()
    with pytest.raises(actions.StepRefused, match="Art und Größenordnung"):
        actions.start_cooperation(told.fresh(), kind="love", value="unknown", since=today, by=told.scout)
    for _click in range(2):
        cooperation = actions.start_cooperation(
            told.fresh(), kind="order", value="under_5k", since=today, by=told.scout
        )
    assert Cooperation.objects.get() == cooperation
    months = [ask.month for ask in cooperation.follow_ups.all()]
    assert months == [6, 12]
    assert told.fresh().due_on == cooperation.follow_ups.first().due_on


def test_a_follow_up_needs_words_of_somebody_involved():
    told = story(State.COOPERATION)
    ask = told.fresh().cooperation.follow_ups.first()
    with pytest.raises(actions.StepRefused, match="was daraus geworden ist"):
        actions.follow_up(ask, "", by=told.company)
    with pytest.raises(actions.StepRefused, match="nur die Beteiligten"):
        actions.follow_up(ask, "x", by=office("admin"))
    for _click in range(2):
        actions.follow_up(ask, "Läuft weiter.", by=told.company)
    ask.refresh_from_db()
    assert ask.text == f"{told.company.name}: Läuft weiter."
    assert told.fresh().due_on == told.fresh().cooperation.follow_ups.get(month=12).due_on


def test_a_follow_up_after_the_end_changes_no_date():
    told = story(State.COOPERATION)
    actions.stop(told.fresh(), by=told.scout, reason_code="terms")
    actions.follow_up(told.fresh().cooperation.follow_ups.first(), "War schön.", by=told.startup)
    assert told.fresh().due_on is None
