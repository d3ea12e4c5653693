"""Whoever says yes to a meeting day has a place at its event, once, and counts once for firm and municipality."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.events import actions
from dnm.events.models import Attendance, Event, Participant, Registration
from dnm.events.papers import attendance_list
from dnm.events.queries import attendances_in, registration_of, registrations_visible_to
from dnm.events.queries.events import link_token
from dnm.events.rules import photo_text, text_hash
from dnm.journal.models import Entry
from dnm.mail.models import Letter
from tests.events.stories import Day, a_day, a_guest, begun, ticked, tomorrow_at
from tests.events.test_papers import words
from tests.factories import ContactFactory

pytestmark = pytest.mark.django_db


def letters(*kinds: str) -> list[str]:
    """To whom letters of these kinds went, in order; without: every letter about a place."""
    about = Letter.objects.filter(subject_label="events.registration").order_by("pk")
    return list((about.filter(kind__in=kinds) if kinds else about).values_list("to_address", flat=True))


def said(told: Day, answer: str = "meet") -> Participant:
    """The first company answers about the first start-up, by itself."""
    one = told.companies[0]
    actions.answer_wishes(one, {told.startups[0].pk: answer}, by=told.member(one))
    return Participant.objects.select_related("day__event", "contact", "organisation").get(pk=one.pk)


@pytest.mark.parametrize("answer", ["must", "meet"])
def test_the_first_yes_takes_a_place_for_who_comes_and_sends_the_code_once(answer: str):
    told = a_day()
    for _twice in range(2):
        one = said(told, answer)
    place = Registration.objects.get()
    firm = one.organisation
    assert (place.participant, place.contact, place.organisation, place.municipality) == (
        one, one.contact, firm, firm.municipality,
    )  # fmt: skip
    assert (place.state, letters()) == ("registered", ["werk0@firma.example"])
    letter = Letter.objects.get(kind="events/registered")
    assert (place.code in letter.body, letter.calendar_method) == (True, "REQUEST")


@pytest.mark.parametrize("answer", ["no", ""])
def test_without_a_yes_nobody_has_a_place(answer: str):
    said(a_day(), answer)
    assert Registration.objects.count() == 0


def test_no_consent_is_assumed_and_the_list_to_sign_says_no_photos():
    told = a_day()
    said(told)
    place = Registration.objects.get()
    assert (place.data_text_hash, place.photo_consent) == ("", False)
    paper = words(attendance_list(told.day.event, language="de", now=timezone.now()))
    assert re.search(r"Katrin von Werk0\s+Werk0\s+nein\b", paper)


def test_an_attendance_counts_once_with_firm_and_municipality_however_often_somebody_registered():
    told = a_day()
    one = told.companies[0]
    by_hand = actions.register(told.day.event, by=told.scout, contact=one.contact, **ticked(told.day.event))
    said(told)
    a_guest(told.day.event, email=one.contact.email.upper(), name="Noch einmal")
    assert list(Registration.objects.all()) == [by_hand]
    event = begun(told.day.event)
    place = Registration.objects.get()
    actions.check_in(event, place.code, by=told.scout)
    actions.mark_attended(place, by=told.scout)
    actions.check_in_by_phone(event.door_code, place.code)
    found = attendances_in(timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1))
    firm = one.organisation
    assert [(came.organisation, came.municipality) for came in found] == [(firm, firm.municipality)]
    told_by = Entry.objects.filter(verb="event.attended")
    assert list(told_by.values_list("organisation_id", "municipality")) == [(firm.pk, firm.municipality)]


def test_a_guest_of_the_same_address_gets_firm_and_municipality_and_keeps_the_own_consents():
    told = a_day()
    event = told.day.event
    a_guest(event, email=told.companies[0].contact.email, **ticked(event, photo=True))
    one = said(told)
    place = Registration.objects.get()
    assert (place.participant, place.organisation, place.contact) == (one, one.organisation, one.contact)
    assert (place.photo_consent, letters("events/registered")) == (True, ["werk0@firma.example"])


def test_whom_the_office_invited_does_not_wait():
    told = a_day()
    event = actions.change_event(told.day.event, by=told.scout, capacity=1)
    a_guest(event)
    waiting = actions.register(event, by=told.scout, contact=told.companies[0].contact, **ticked(event))
    assert waiting.state == "waiting"
    said(told)
    waiting.refresh_from_db()
    assert (waiting.state, letters("events/moved_up")) == ("registered", ["werk0@firma.example"])
    told.want(1, 0)
    assert Registration.objects.filter(state="registered").count() == 4
    assert a_guest(event, 2).state == "waiting"


def test_a_place_that_was_given_back_is_not_taken_again_by_another_answer():
    told = a_day()
    one = said(told)
    actions.cancel_registration(Registration.objects.get())
    one.refresh_from_db()
    assert (one.gone_from, one.gone_at is not None) == (0, True)
    said(told, "must")
    assert list(Registration.objects.values_list("state", flat=True)) == ["cancelled"]
    actions.mark_back(one, by=told.scout)
    assert list(Registration.objects.values_list("state", flat=True)) == ["cancelled", "registered"]
    assert letters("events/registered") == ["werk0@firma.example"] * 2
    actions.mark_back(one, by=told.scout)
    assert Registration.objects.count() == 2


def test_giving_the_place_back_tells_the_organiser_once_a_plan_is_made():
    told = a_day()
    one = said(told)
    actions.close_wishes(told.day, by=told.scout)
    place = Registration.objects.get()
    for _twice in range(2):
        actions.cancel_registration(place, by=told.member(one))
    assert Letter.objects.filter(kind="events/participant_left_office").count() == 1
    assert Entry.objects.filter(verb="meeting_day.gone").count() == 1


def test_the_office_that_cancels_a_place_itself_gets_no_letter():
    told = a_day()
    said(told)
    actions.close_wishes(told.day, by=told.scout)
    actions.cancel_registration(Registration.objects.get(), by=told.scout)
    assert Letter.objects.filter(kind="events/participant_left_office").count() == 0
    assert Participant.objects.get(pk=told.companies[0].pk).gone_from == 0


def test_somebody_else_comes_the_seat_passes_on_and_the_letters_say_so():
    told = a_day()
    one = said(told)
    other = ContactFactory(primary=False, organisation=one.organisation, email="vertretung@firma.example")
    actions.change_participant(one, by=told.scout, contact=other)
    states = Registration.objects.order_by("pk").values_list("contact", "state", "participant")
    assert list(states) == [(one.contact_id, "cancelled", None), (other.pk, "registered", one.pk)]
    assert letters("events/registration_cancelled") == ["werk0@firma.example"]
    assert letters("events/registered") == ["werk0@firma.example", "vertretung@firma.example"]
    actions.change_participant(one, by=told.scout, max_meetings=2)
    assert Registration.objects.count() == 2


def test_who_registered_separately_keeps_the_place_when_somebody_else_comes_to_the_talks():
    told = a_day()
    event = told.day.event
    own = actions.register(event, by=told.scout, contact=told.companies[0].contact, **ticked(event))
    one = said(told)
    other = ContactFactory(primary=False, organisation=one.organisation)
    actions.change_participant(one, by=told.scout, contact=other)
    own.refresh_from_db()
    assert (own.state, own.participant) == ("registered", None)
    assert Registration.objects.get(contact=other).participant == one


def test_after_somebody_came_the_place_stays_whoever_is_named_later():
    told = a_day()
    one = said(told)
    event = begun(told.day.event)
    actions.mark_attended(Registration.objects.get(event=event), by=told.scout)
    actions.change_participant(one, by=told.scout, contact=ContactFactory(primary=False, organisation=one.organisation))
    assert list(Registration.objects.values_list("state", "participant")) == [("registered", one.pk)]


def test_one_person_for_two_firms_is_one_person():
    told = a_day()
    first, second = told.companies
    twin = ContactFactory(primary=False, organisation=second.organisation, email=first.contact.email)
    actions.change_participant(second, by=told.scout, contact=twin)
    told.want(0, 0)
    told.want(1, 0)
    places = Registration.objects.filter(email=first.contact.email)
    assert [place.participant for place in places] == [first]


def test_somebody_without_an_address_or_without_a_person_does_no_harm():
    told = a_day()
    one = told.companies[0]
    one.contact.email = ""
    one.contact.save()
    said(told)
    assert (Registration.objects.get().contact, letters()) == (one.contact, [])
    Participant.objects.filter(pk=told.companies[1].pk).update(contact=None)
    actions.answer_wishes(told.companies[1], {told.startups[0].pk: "meet"}, by=told.scout)
    assert Registration.objects.count() == 1


def test_who_is_named_after_the_answer_has_a_place_when_the_plan_is_published():
    told = a_day()
    told.want(0, 0)
    person, one = told.companies[0].contact, told.companies[0]
    Registration.objects.filter(participant=one).delete()
    actions.close_wishes(told.day, by=told.scout)
    for _twice in range(2):
        told.published({(0, 0): (0, 0)})
        assert list(Registration.objects.filter(participant=one).values_list("contact", flat=True)) == [person.pk]


def test_who_is_gone_already_takes_no_place():
    told = a_day()
    actions.mark_gone(told.companies[0], by=told.scout)
    actions.answer_wishes(told.companies[0], {told.startups[0].pk: "meet"}, by=told.scout)
    assert Registration.objects.count() == 0
    actions.mark_back(told.companies[0], by=told.scout)
    assert Registration.objects.get().contact == told.companies[0].contact


def test_while_the_event_is_a_draft_the_letter_waits_for_the_announcement():
    told = a_day()
    Event.objects.update(state="draft", sequence=0)
    said(told)
    assert (Registration.objects.get().state, letters()) == ("registered", [])
    actions.announce_event(told.day.event, by=told.scout)
    assert letters() == ["werk0@firma.example"]


def test_after_the_event_an_answer_takes_no_place():
    told = a_day()
    Event.objects.update(state="over")
    said(told)
    assert Registration.objects.count() == 0


def test_who_said_no_meanwhile_is_not_reminded():
    told = a_day()
    told.want(0, 0)
    Registration.objects.update(registered_at=timezone.now() - timedelta(days=9))
    Event.objects.update(starts=timezone.now() + timedelta(days=1), ends=tomorrow_at(9, days=3))
    actions.mark_gone(told.companies[0], by=told.scout)
    actions.run_clock()
    assert letters("events/reminder") == ["start0@firma.example"]


def test_firm_and_participant_see_their_own_place():
    told = a_day()
    told.want(0, 0)
    one, other = told.companies[0], told.startups[0]
    mine, theirs = Registration.objects.get(participant=one), Registration.objects.get(participant=other)
    assert list(registrations_visible_to(told.member(one))) == [mine]
    assert list(registrations_visible_to(told.member(other))) == [theirs]
    door = replace(told.member(one), only=f"participant:{one.pk}")
    assert list(registrations_visible_to(door)) == [mine]
    assert list(registrations_visible_to(replace(door, only="need:1"))) == []


# --- Consents are asked for separately ---


def agree(place: Registration, **told: Any) -> Registration:
    shown = {"shown_hash": text_hash(photo_text(place.event, "de")), "language": "de", **told}
    return actions.give_photo_consent(place, **shown)


def test_photos_are_allowed_by_the_person_itself_and_taken_back():
    told = a_day()
    said(told)
    place = registration_of(link_token(Registration.objects.get()))
    for _twice in range(2):
        place = agree(place)
    assert (place.photo_consent, Entry.objects.filter(verb="event.photo_consent_given").count()) == (True, 1)
    assert not actions.withdraw_photo_consent(place).photo_consent


@pytest.mark.parametrize(
    ("wrong", "message"), [({"shown_hash": ""}, "Kreuzen Sie an"), ({"shown_hash": "alt"}, "inzwischen geändert")]
)
def test_an_empty_tick_and_other_words_are_no_consent(wrong: dict[str, str], message: str):
    said(a_day())
    with pytest.raises(Refused, match=message):
        agree(Registration.objects.get(), **wrong)


def test_who_does_not_come_allows_no_photos():
    said(a_day())
    place = actions.cancel_registration(Registration.objects.get())
    with pytest.raises(Refused, match="nicht mehr möglich"):
        agree(place)


def test_consents_told_to_the_office_later_are_noted_but_not_those_a_stranger_ticks():
    told = a_day()
    one, event = said(told), told.day.event
    a_guest(event, email=one.contact.email, **ticked(event, photo=True))
    assert not Registration.objects.get().photo_consent
    a_guest(event, email=one.contact.email, by=told.member(told.startups[0]), **ticked(event, photo=True))
    assert not Registration.objects.get().photo_consent
    actions.register(event, by=told.scout, contact=one.contact, **ticked(event, photo=True))
    place = Registration.objects.get()
    assert (place.photo_consent, bool(place.data_text_hash)) == (True, True)
    actions.register(event, by=told.scout, contact=one.contact, **ticked(event))
    assert Entry.objects.filter(verb="event.consents_given").count() == 1


def test_an_erased_person_leaves_a_place_that_counts_for_the_firm_and_a_dead_link():
    told = a_day()
    one = said(told)
    place = Registration.objects.get()
    actions.mark_attended(Registration.objects.get(event=begun(told.day.event)), by=told.scout)
    old = link_token(place)
    actions.erase_person(one.contact, by=told.scout)
    assert (registration_of(old), Attendance.objects.get().organisation) == (None, one.organisation)
