"""Pausing, stopping, opening again, handing over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.accounts.models import User
from dnm.accounts.rules import SYSTEM
from dnm.accounts.workflow import Role
from dnm.introductions import actions
from dnm.introductions.models import Introduction, PhoneTask, Release
from dnm.introductions.workflow import Party, State
from dnm.journal.models import Entry
from dnm.mail.models import Letter
from dnm.matching.models import Refusal
from tests.factories import UserFactory
from tests.introductions.ended import story_beside
from tests.stories import story

pytestmark = pytest.mark.django_db


def letters(kind: str) -> list[str]:
    return list(Letter.objects.filter(kind=f"introductions/{kind}").order_by("pk").values_list("to_name", flat=True))


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def test_a_pause_names_a_day_within_a_year():
    told = story(State.STARTUP_ASKED)
    for day in (timezone.localdate(), in_days(400)):
        with pytest.raises(actions.StepRefused, match="von morgen bis in einem Jahr"):
            actions.pause(told.fresh(), until=day, by=told.scout)
    case = actions.pause(told.fresh(), until=in_days(20), by=told.company)
    assert (case.state, case.due_on, case.waits_for) == (State.PAUSED, in_days(20), [])
    assert actions.pause(case, until=in_days(30), by=told.scout).paused_until == in_days(20)


def test_going_on_earlier_leads_back_with_new_time():
    told = story_beside(State.PAUSED)
    case = actions.resume(told.fresh(), by=told.scout)
    assert (case.state, case.paused_from, case.paused_until) == (State.STARTUP_ASKED, "", None)
    assert case.due_on > timezone.localdate()
    assert actions.resume(case, by=told.scout).state == State.STARTUP_ASKED


def test_a_paused_conversation_keeps_its_day():
    told = story(State.INTRODUCED)
    starts = timezone.now() + timedelta(days=30)
    actions.schedule_meeting(
        told.case,
        starts=starts,
        ends=starts + timedelta(hours=1),
        moderator=told.case.owner,
        place="Werl",
        by=told.scout,
    )
    actions.pause(told.fresh(), until=in_days(5), by=told.scout)
    assert actions.resume(told.fresh(), by=told.scout).due_on == timezone.localtime(starts + timedelta(hours=1)).date()


@pytest.mark.parametrize(
    ("state", "told_sides"),
    [(State.SHORTLISTED, []), (State.COMPANY_ASKED, ["Katrin"]), (State.STARTUP_ASKED, ["Katrin", "Leyla"])],
)
def test_stopping_tells_whoever_knew(state: State, told_sides: list[str]):
    told = story(state)
    case = actions.stop(told.case, by=told.scout, reason_code="no_budget", note="Bank sagt nein.")
    assert (case.state, case.reason_side, case.steps.last().note) == (State.STOPPED, "office", "Bank sagt nein.")
    assert [name.split()[0] for name in letters("stopped")] == told_sides
    actions.stop(told.fresh(), by=told.scout, reason_code="terms")
    assert told.fresh().reason_code == "no_budget"


def test_stopping_a_paused_case_tells_those_who_were_asked_before_it():
    told = story_beside(State.PAUSED)
    actions.stop(told.fresh(), by=told.scout, reason_code="no_budget")
    assert len(letters("stopped")) == 2


def test_stopping_needs_a_reason_from_the_list():
    told = story(State.STARTUP_ASKED)
    with pytest.raises(actions.StepRefused, match="Wählen Sie einen Grund"):
        actions.stop(told.case, by=told.scout, reason_code="weather")


def test_what_has_ended_needs_no_call():
    told = story(State.STARTUP_ASKED)
    actions.plan_call(told.case, Party.STARTUP, "Nachfragen", due_on=timezone.localdate(), by=told.scout)
    actions.stop(told.fresh(), by=told.scout, reason_code="no_budget")
    assert PhoneTask.objects.get().outcome == "Entfällt, der Vorgang ist beendet."


def test_opening_again_before_the_introduction_starts_from_nothing():
    told = story(State.RELEASE_PENDING)
    told.release(Party.COMPANY)
    actions.decline(told.fresh(), Party.STARTUP, by=told.startup, reason_code="no_capacity", pass_on="Später gern.")
    case = actions.reopen(told.fresh(), by=told.scout)
    assert (case.state, case.reason_code, case.passed_on, case.startup_answers) == (State.SUGGESTED, "", "", {})
    assert Release.objects.get().voided_at
    assert Refusal.objects.count() == 0


def test_opening_again_after_the_introduction_leads_back_to_it():
    told = story(State.MEETING_HELD)
    actions.decline(told.fresh(), Party.STARTUP, by=told.startup)
    case = actions.reopen(told.fresh(), by=told.scout)
    assert (case.state, case.waits_for) == (State.INTRODUCED, [Party.SCOUT])


def test_a_withdrawn_release_keeps_the_case_closed():
    told = story(State.INTRODUCED)
    actions.decline(told.fresh(), Party.STARTUP, by=told.startup)
    actions.withdraw_release(told.fresh(), Party.STARTUP, by=told.startup)
    with pytest.raises(actions.StepRefused, match="Freigabe wurde widerrufen"):
        actions.reopen(told.fresh(), by=told.scout)


def test_a_release_can_be_withdrawn_after_the_end():
    told = story(State.INTRODUCED)
    actions.decline(told.fresh(), Party.COMPANY, by=told.company)
    actions.withdraw_release(told.fresh(), Party.COMPANY, by=told.company)
    case = told.fresh()
    assert case.state == State.DECLINED
    assert set(case.disclosures.filter(side="company").values_list("hidden_at", flat=True)) != {None}
    assert letters("release_withdrawn") == ["Leyla Aksoy"]


def test_the_new_owner_hears_of_the_case_once():
    told = story(State.STARTUP_ASKED)
    jens = UserFactory(roles=[Role.LEAD], first_name="Jens", last_name="Althaus")
    for _click in range(2):
        actions.hand_over(told.fresh(), jens.pk, by=told.scout)
    assert told.fresh().owner == jens
    assert letters("handed_over_office") == ["Jens Althaus"]
    assert Entry.objects.filter(verb="introduction.handed_over").count() == 1


def test_only_scouts_own_cases_and_only_the_office_hands_over():
    told = story(State.STARTUP_ASKED)
    nobody = UserFactory()
    for pk in (nobody.pk, 0):
        with pytest.raises(Refused, match="kann keine Vorgänge führen"):
            actions.hand_over(told.fresh(), pk, by=told.scout)
    with pytest.raises(actions.StepRefused, match="Das entscheidet das Büro"):
        actions.hand_over(told.fresh(), told.case.owner_id, by=told.company)
    assert User.objects.get(pk=told.case.owner_id) == Introduction.objects.get().owner


def test_a_case_stopped_by_the_clock_is_stopped_by_the_system():
    told = story(State.STARTUP_ASKED)
    actions.stop(told.case, by=SYSTEM, reason_code="already_solved")
    assert told.fresh().steps.last().source == "clock"
