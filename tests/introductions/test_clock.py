"""What happens by itself, and that it happens once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from dnm.accounts.actions import name_deputy
from dnm.accounts.models import User
from dnm.accounts.rules import SYSTEM
from dnm.accounts.workflow import Role
from dnm.centre.actions import add_closure, set_deadline
from dnm.introductions import actions
from dnm.introductions.jobs import run_clock as run_clock_job
from dnm.introductions.models import CheckIn, Introduction, PhoneTask
from dnm.introductions.workflow import Party, State
from dnm.mail.models import Letter
from dnm.matching import actions as matching
from dnm.matching.models import Need
from dnm.matching.rules import teaser_hash
from dnm.work.actions import Progress
from dnm.work.models import Job
from tests.factories import UserFactory
from tests.introductions.ended import days_pass
from tests.stories import Story, a_match, a_need, a_scout, a_startup, a_teaser, story

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return [
        kind.removeprefix("introductions/") for kind in Letter.objects.order_by("pk").values_list("kind", flat=True)
    ]


def new_letters(told: Story, days: int) -> list[str]:
    """What the clock writes after so many days; it runs twice and must write once."""
    before = len(kinds())
    days_pass(told, days)
    actions.run_clock()
    actions.run_clock()
    return kinds()[before:]


def test_a_silent_startup_is_reminded_on_the_fifth_day_and_not_before():
    told = story(State.STARTUP_ASKED)
    assert new_letters(told, 4) == []
    assert new_letters(told, 1) == ["reminder"]
    assert new_letters(told, 1) == []
    reminder = Letter.objects.get(kind="introductions/reminder")
    assert reminder.to_name == "Leyla Aksoy"
    assert told.fresh().reminded_at


def test_a_silent_startup_expires_after_its_time_and_both_sides_hear_it():
    told = story(State.STARTUP_ASKED)
    assert new_letters(told, 14) == ["reminder"]  # the last day still counts
    assert new_letters(told, 7) == ["expired", "expired"]
    case = told.fresh()
    assert (case.state, case.reason_code, case.reason_side) == (State.EXPIRED, "no_answer", "startup")


def test_a_startup_that_waits_for_our_answer_does_not_expire():
    told = story(State.STARTUP_ASKED)
    question = actions.ask_question(told.fresh(), Party.STARTUP, "Wie viele Maschinen?", by=told.startup)
    assert new_letters(told, 21) == ["overdue_office"]
    assert told.fresh().state == State.STARTUP_ASKED
    actions.answer_question(question, "Vier.", by=told.scout)
    assert told.fresh().due_on > timezone.localdate()


def test_the_silence_of_a_company_ends_nothing_but_makes_somebody_ring_up():
    told = story(State.COMPANY_ASKED)
    assert new_letters(told, 5) == ["reminder"]
    assert new_letters(told, 20) == []
    call = PhoneTask.objects.get()
    assert (call.side, call.reason) == ("company", "Keine Antwort bis zur Frist: anrufen")
    assert told.fresh().state == State.COMPANY_ASKED


def test_after_a_call_without_result_the_next_one_falls_due():
    told = story(State.COMPANY_ASKED)
    days_pass(told, 25)
    actions.run_clock()
    actions.done_calling(PhoneTask.objects.get(), "Meldet sich nächste Woche.", by=told.scout)
    assert told.fresh().due_on > timezone.localdate()
    days_pass(told, 12)
    actions.run_clock()
    assert PhoneTask.objects.count() == 2
    assert PhoneTask.objects.filter(done_at=None).count() == 1


def asked_about_two() -> tuple[Story, Introduction]:
    told = story(State.SHORTLISTED)
    match = a_match(told.need, a_startup("Stapelhirn"))
    other = actions.shortlist(match, "Auch gut.", by=told.scout)
    a_teaser(told.need, told.scout)
    actions.ask_company(told.need, by=told.scout)
    return told, other


def test_a_company_asked_about_two_startups_gets_one_reminder_and_one_call():
    told, other = asked_about_two()
    Introduction.objects.update(since=timezone.now() - timedelta(days=6))
    before = len(kinds())
    actions.run_clock()
    assert kinds()[before:] == ["reminder"]
    Introduction.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    actions.run_clock()
    actions.run_clock()
    assert PhoneTask.objects.count() == 1
    actions.done_calling(PhoneTask.objects.get(), "Ruft zurück.", by=told.scout)
    assert [case.due_on > timezone.localdate() for case in (told.fresh(), Introduction.objects.get(pk=other.pk))] == [
        True, True,
    ]  # fmt: skip


def test_while_both_releases_are_missing_the_company_is_called_and_afterwards_the_startup_expires():
    told = story(State.RELEASE_PENDING)
    assert new_letters(told, 3) == ["reminder", "reminder"]
    assert new_letters(told, 9) == []
    assert PhoneTask.objects.get().side == "company"
    told.release(Party.COMPANY)
    assert new_letters(told, 1) == []
    assert new_letters(told, 5) == ["expired", "expired"]


def test_holidays_stop_the_clock_and_leave_a_week():
    told = story(State.STARTUP_ASKED)
    startup = told.case.startup
    back = timezone.localdate() + timedelta(days=10)
    startup.on_holiday_until = back
    startup.save()
    assert new_letters(told, 30) == []
    case = told.fresh()
    assert case.state == State.STARTUP_ASKED
    assert case.due_on >= back + timedelta(days=7)
    assert new_letters(told, 0) == []


def test_a_firm_on_holiday_is_asked_with_a_later_date():
    told = story(State.COMPANY_ASKED)
    startup = told.case.startup
    startup.on_holiday_until = timezone.localdate() + timedelta(days=30)
    startup.save()
    teaser = told.need.teasers.get()
    matching.approve_teaser(teaser, by=told.company, shown_hash=teaser_hash(teaser))
    case = actions.company_says_yes(told.fresh(), by=told.company)
    assert case.due_on >= timezone.localdate() + timedelta(days=44)


def test_nothing_falls_due_while_the_office_is_closed():
    today = timezone.localdate()
    add_closure("Betriebsurlaub", today, today + timedelta(days=60), by=SYSTEM)
    assert story(State.INTRODUCED).case.due_on > today + timedelta(days=60)


def test_the_office_may_set_other_deadlines():
    set_deadline("startup_asked", 4, 2, by=SYSTEM)
    told = story(State.STARTUP_ASKED)
    assert new_letters(told, 2) == ["reminder"]
    assert new_letters(told, 5) == ["expired", "expired"]


def test_what_the_office_leaves_undone_reaches_owner_deputy_and_leads():
    told = story(State.INTRODUCED)
    lead = UserFactory(roles=[Role.LEAD])
    deputy = UserFactory(roles=[Role.SCOUT])
    today = timezone.localdate()
    name_deputy(told.case.owner, deputy, starts=today, ends=today, by=SYSTEM)
    late = (told.case.due_on - today).days + 2
    assert new_letters(told, late) == []
    assert new_letters(told, 1) == ["overdue_office"] * 3
    readers = Letter.objects.filter(kind="introductions/overdue_office").values_list("to_address", flat=True)
    assert sorted(readers) == sorted([told.case.owner.email, deputy.email, lead.email])
    assert Letter.objects.filter(kind="introductions/overdue_office")[0].subject.endswith("seit 3 Tagen überfällig")


def test_a_pause_ends_by_itself_where_it_began():
    told = story(State.STARTUP_ASKED)
    actions.pause(told.fresh(), until=timezone.localdate() + timedelta(days=10), by=told.scout)
    assert new_letters(told, 9) == []
    assert told.fresh().state == State.PAUSED
    assert new_letters(told, 1) == []
    case = told.fresh()
    assert (case.state, case.paused_from, case.paused_until) == (State.STARTUP_ASKED, "", None)
    assert case.due_on > timezone.localdate()


def test_a_pilot_is_asked_for_after_30_60_and_90_days_each_time_once():
    told = story(State.PILOT_RUNNING)
    pilot = told.fresh().pilot
    assert [(one.day, one.due_on - pilot.starts) for one in pilot.check_ins.all()] == [
        (day, timedelta(days=day)) for day in (30, 60, 90)
    ]
    for day in (30, 60, 90):
        for check in CheckIn.objects.filter(day=day):
            check.due_on = timezone.localdate()
            check.save()
        assert new_letters(told, 0) == ["check_in_due", "check_in_due"]
        actions.check_in(CheckIn.objects.get(day=day), f"Nach {day} Tagen läuft es.", by=told.startup)
    assert told.fresh().due_on == pilot.ends


def test_on_the_agreed_day_it_is_the_turn_of_the_office():
    told = story(State.MEETING_SCHEDULED)
    assert told.fresh().waits_for == []
    actions.run_clock(told.fresh().due_on)
    assert told.fresh().waits_for == [Party.SCOUT]


def test_a_cooperation_is_asked_for_after_six_and_twelve_months_and_then_done():
    told = story(State.COOPERATION)
    for month in (6, 12):
        told.fresh().cooperation.follow_ups.filter(month=month).update(due_on=timezone.localdate())
        Introduction.objects.update(due_on=timezone.localdate())
        assert new_letters(told, 0) == ["follow_up_due", "follow_up_due"]
        ask = told.fresh().cooperation.follow_ups.get(month=month)
        actions.follow_up(ask, "Läuft.", by=told.company)
    case = told.fresh()
    assert (case.state, case.due_on, case.waits_for) == (State.COOPERATION, None, [])
    assert new_letters(told, 0) == []


@pytest.mark.parametrize(("solved", "reason"), [(True, "already_solved"), (False, "wrong_timing")])
def test_a_need_that_was_closed_takes_its_cases_with_it(solved: bool, reason: str):
    told = story(State.STARTUP_ASKED)
    if solved:
        matching.close_need(told.need, by=told.scout, solved=True)
    else:
        matching.withdraw_need(told.need, by=told.company)
    assert new_letters(told, 0) == ["stopped", "stopped"]
    case = told.fresh()
    assert (case.state, case.reason_code) == (State.STOPPED, reason)


def test_a_withdrawn_need_does_not_end_what_was_introduced():
    told = story(State.INTRODUCED)
    matching.withdraw_need(told.need, by=told.company)
    actions.run_clock()
    assert told.fresh().state == State.INTRODUCED


def test_a_case_the_clock_cannot_handle_does_not_stop_the_others(caplog):
    broken, sound = story(State.STARTUP_ASKED), story(State.STARTUP_ASKED)
    days_pass(broken, 30)
    days_pass(sound, 30)
    Introduction.objects.filter(pk=broken.case.pk).update(
        state="paused", paused_from="nonsense", paused_until=timezone.localdate()
    )
    actions.run_clock()
    assert sound.fresh().state == State.EXPIRED
    assert [record.message for record in caplog.records if "clock" in record.message] == [
        f"clock: {broken.case.number}"
    ]


def test_the_worker_runs_the_clock():
    told = story(State.STARTUP_ASKED)
    days_pass(told, 30)
    run_clock_job(Progress(Job(kind="introductions.run_clock")))
    assert told.fresh().state == State.EXPIRED
    assert User.objects.count()


def test_a_need_nobody_is_on_the_way_to_expires_long_after_its_decision_and_can_be_reopened():
    told, waiting = story(State.SHORTLISTED), a_need(a_scout())
    day = max(told.need.decide_by, waiting.decide_by) + timedelta(days=60)
    actions.run_clock(day)
    assert [Need.objects.get(pk=need.pk).state for need in (told.need, waiting)] == ["qualified", "qualified"]
    actions.run_clock(day + timedelta(days=1))
    actions.run_clock(day + timedelta(days=1))
    assert [Need.objects.get(pk=need.pk).state for need in (told.need, waiting)] == ["qualified", "expired"]
    assert matching.reopen_need(waiting, by=told.scout).state == "submitted"


def test_a_need_that_cannot_expire_stops_neither_the_other_needs_nor_the_cases(caplog):
    """The database refuses the first one: this firm already has a need that expired, and a rule says one is enough."""
    scout = a_scout()
    earlier, broken, sound = (a_need(scout) for _ in range(3))
    Need.objects.filter(pk=broken.pk).update(organisation=earlier.organisation)
    Need.objects.filter(pk=earlier.pk).update(state="expired")
    connection.check_constraints()  # PostgreSQL makes no index on a table with open questions
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX one_expired ON matching_need (organisation_id) WHERE state = 'expired'")
    told = story(State.STARTUP_ASKED)
    day = sound.decide_by + timedelta(days=61)
    assert actions.run_clock(day) > 0
    assert [Need.objects.get(pk=need.pk).state for need in (broken, sound)] == ["qualified", "expired"]
    assert told.fresh().state == State.EXPIRED
    assert [record.getMessage() for record in caplog.records] == [f"clock: {broken.number}"]
    assert "IntegrityError" in caplog.text
