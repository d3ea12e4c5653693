"""Many tabs at once on one meeting day: one place for one yes, one change for one state of the plan. With controls."""

import threading

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from dnm.events import actions
from dnm.events.actions import PlannedOn
from dnm.events.models import MeetingDay, Plan, PlannedMeeting, Registration
from dnm.mail.models import Letter
from tests.events.stories import Day, a_day, everybody_wants, ticked
from tests.introductions.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TABS = 4


def test_one_yes_from_many_tabs_and_a_registration_by_hand_are_one_place():
    told = a_day(1, 1)
    one, other, event = told.companies[0], told.startups[0], told.day.event

    def answer() -> None:
        actions.answer_wishes(one, {other.pk: "meet"}, by=told.scout)

    def by_hand() -> None:
        actions.register(event, by=told.scout, contact=one.contact, **ticked(event))

    assert at_once([answer, by_hand] * TABS) == []
    assert list(Registration.objects.values_list("participant", "state")) == [(one.pk, "registered")]


def test_control_looking_for_a_place_without_the_lock_makes_several():
    told = a_day(1, 1)
    one, looked = told.companies[0], threading.Barrier(TABS)

    def naive() -> None:
        known = one.day.event.registrations.filter(contact=one.contact).exists()
        looked.wait()
        if not known:
            with transaction.atomic():
                Registration.objects.create(
                    event=one.day.event, state="registered", contact=one.contact, name="Katrin",
                    code=str(threading.get_ident())[-8:], registered_at=timezone.now(),
                )  # fmt: skip

    assert at_once([naive] * TABS) == []
    assert Registration.objects.count() == TABS


def a_draft() -> tuple[Day, Plan, list[PlannedMeeting]]:
    told = everybody_wants(a_day(2, 2))
    plan = told.plan({(0, 0): (0, 0), (1, 1): (0, 1)})
    return told, plan, list(plan.meetings.select_related("plan__day", "company", "startup"))


def test_of_many_tabs_that_saw_the_same_plan_one_changes_it_and_the_others_are_told():
    told, _plan, (first, second) = a_draft()
    seen = told.fresh().revision
    acts = [
        lambda: actions.move_meeting(first, 1, 0, by=told.scout, seen=seen),
        lambda: actions.move_meeting(second, 2, 0, by=told.scout, seen=seen),
        lambda: actions.remove_meeting(second, by=told.scout, seen=seen),
        lambda: actions.ask_for_plan(told.day, by=told.scout, seen=seen),
    ]
    raised = at_once(acts)
    assert [type(one) for one in raised] == [PlannedOn] * 3
    assert told.fresh().revision == seen + 1


def test_control_comparing_the_revision_without_the_lock_lets_every_tab_through():
    told, _plan, _meetings = a_draft()
    seen, compared, through = told.fresh().revision, threading.Barrier(TABS), []

    def naive() -> None:
        same = MeetingDay.objects.get(pk=told.day.pk).revision == seen
        compared.wait()
        if same:
            through.append(1)
            MeetingDay.objects.filter(pk=told.day.pk).update(revision=F("revision") + 1)

    assert at_once([naive] * TABS) == []
    assert (len(through), told.fresh().revision) == (TABS, seen + TABS)


def test_a_double_click_on_two_machines_asks_for_one_plan():
    told, _plan, _meetings = a_draft()
    seen, plans = told.fresh().revision, Plan.objects.count()
    assert at_once([lambda: actions.ask_for_plan(told.day, by=told.scout, seen=seen)] * TABS) == []
    assert Plan.objects.count() == plans + 1


def test_a_double_click_renews_a_link_once():
    told = everybody_wants(a_day(1, 1))
    place = Registration.objects.get(participant=told.companies[0])
    assert at_once([lambda: actions.renew_link(place, seen=0, by=told.scout)] * TABS) == []
    place.refresh_from_db()
    assert (place.link_version, Letter.objects.filter(kind="events/link_renewed").count()) == (1, 1)
