"""Check-in, evidence in the journal, survey, the clock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.events import actions, jobs
from dnm.events.models import Attendance, Event, Registration, SurveyAnswer
from dnm.events.queries import survey_counts_visible_to
from dnm.evidence.indicators import events_by_municipality, figures_of_events, year_of
from dnm.journal.models import Entry
from dnm.journal.queries import faults
from dnm.mail.models import Letter
from tests.events.stories import a_guest, an_event, begun, ticked, tomorrow_at
from tests.factories import ContactFactory, OrganisationFactory, member_of
from tests.stories import a_scout

pytestmark = pytest.mark.django_db
STARS = {"useful": 5, "organised": 4, "again": 5}


def letters(kind: str) -> int:
    return Letter.objects.filter(kind=f"events/{kind}").count()


def test_every_way_of_coming_counts_once_with_organisation_and_municipality():
    scout = a_scout()
    event = an_event(scout)
    contact = ContactFactory(organisation=OrganisationFactory(municipality="05974052"))
    known = actions.register(event, by=scout, contact=contact, **ticked(event))
    guest, third = a_guest(event, 1, municipality="05974008"), a_guest(event, 2)
    event = begun(event)
    came = actions.check_in(event, known.code.lower(), by=scout)
    assert actions.check_in(event, known.code, by=scout) == came
    by_phone = actions.check_in_by_phone(event.door_code.lower(), guest.code)
    signed = actions.mark_attended(third, by=scout)
    assert [came.way, by_phone.way, signed.way] == ["code", "phone", "list"]
    entry = Entry.objects.filter(verb="event.attended").order_by("pk")[0]
    assert (entry.organisation_id, entry.municipality) == (contact.organisation_id, "05974052")
    period = year_of(timezone.localdate())
    assert figures_of_events(period) == {"attendances": 3, "encounters": 0}
    assert events_by_municipality(period) == {
        ("attendances", "05974052"): 1, ("attendances", "05974008"): 1, ("attendances", ""): 1,
    }  # fmt: skip
    assert list(faults()) == []


def test_a_guest_whose_address_stands_in_the_directory_for_one_firm_counts_for_that_firm():
    scout = a_scout()
    event = an_event(scout)
    firm = OrganisationFactory(municipality="05974052")
    ContactFactory(organisation=firm, email="Guest.One@firma.example")
    for _firm in range(2):
        ContactFactory(email="verein@firma.example")
    one = a_guest(event, 1, email="guest.one@firma.example")
    shared, nobody = a_guest(event, 2, email="verein@firma.example"), a_guest(event, 3)
    begun(event)
    came = [actions.mark_attended(place, by=scout) for place in (one, shared, nobody)]
    assert [(row.organisation, row.municipality) for row in came] == [(firm, "05974052"), (None, ""), (None, "")]
    one.email = ""
    one.save()
    actions.void_attendance(came[0], by=scout)
    assert actions.mark_attended(one, by=scout).organisation is None


def test_a_voided_attendance_counts_no_longer_and_stays_readable():
    scout = a_scout()
    event = an_event(scout)
    place = a_guest(event)
    begun(event)
    came = actions.mark_attended(place, by=scout)
    for _twice in range(2):
        actions.void_attendance(came, by=scout)
    assert figures_of_events(year_of(timezone.localdate()))["attendances"] == 0
    assert Entry.objects.filter(verb="event.attendance_voided").count() == 1
    actions.mark_attended(place, by=scout)
    assert Attendance.objects.filter(registration=place).count() == 2
    assert list(faults()) == []


def test_wrong_codes_wrong_days_and_cancelled_events_are_refused():
    scout = a_scout()
    event = an_event(scout)
    place = a_guest(event)
    with pytest.raises(Refused, match="noch nicht begonnen"):
        actions.check_in(event, place.code, by=scout)
    with pytest.raises(Refused, match="hängt am Eingang"):
        actions.check_in_by_phone("FALSCH", place.code)
    with pytest.raises(Refused, match="Brief zur Anmeldung"):
        actions.check_in(event, "FALSCH", by=scout)
    with pytest.raises(Refused, match="Büro"):
        actions.check_in(event, place.code, by=member_of(OrganisationFactory()))
    actions.cancel_event(event, by=scout)
    with pytest.raises(Refused, match="abgesagt"):
        actions.check_in(event, place.code, by=scout)


def test_whoever_comes_from_the_waiting_list_has_a_place_and_cannot_cancel_afterwards():
    scout = a_scout()
    event = an_event(scout, capacity=1)
    a_guest(event, 1)
    waiting = a_guest(event, 2)
    event = begun(event)
    actions.check_in(event, waiting.code, by=scout)
    waiting.refresh_from_db()
    assert waiting.state == Registration.State.REGISTERED
    with pytest.raises(Refused, match="schon stattgefunden"):
        actions.cancel_registration(waiting)


def test_the_clock_reminds_once_and_not_whoever_has_just_registered():
    scout = a_scout()
    event = an_event(scout, starts=tomorrow_at(9, days=1), ends=tomorrow_at(12, days=1))
    early, _late = a_guest(event, 1), a_guest(event, 2)
    Registration.objects.filter(pk=early.pk).update(registered_at=timezone.now() - timedelta(days=9))
    for _twice in range(2):
        jobs.look_at_all_events(None)  # type: ignore[arg-type]
    assert list(Letter.objects.filter(kind="events/reminder").values_list("to_address", flat=True)) == [early.email]


def test_a_day_after_the_end_the_event_closes_and_who_came_is_asked_once():
    scout = a_scout()
    event = an_event(scout)
    came, _absent = a_guest(event, 1), a_guest(event, 2)
    with pytest.raises(Refused, match="noch nicht vorbei"):
        actions.close_event(event, by=scout)
    event = begun(event)
    actions.check_in(event, came.code, by=scout)
    begun(event, hours=48)
    for _twice in range(2):
        actions.run_clock()
    assert (Event.objects.get().state, letters("survey")) == ("over", 1)
    assert Entry.objects.get(verb="event.closed").details["attended"] == 1


def test_a_survey_is_answered_once_begun_and_a_second_answer_replaces_the_first():
    event = an_event(a_scout())
    place = a_guest(event)
    with pytest.raises(Refused, match="noch nicht begonnen"):
        actions.answer_survey(place, **STARS)
    begun(event)
    place = Registration.objects.get()
    for wrong in ({"useful": 5}, {**STARS, "again": 6}):
        with pytest.raises(Refused, match="1 bis 5"):
            actions.answer_survey(place, **wrong)
    actions.answer_survey(place, **STARS)
    actions.answer_survey(place, comment="Gut", **{**STARS, "useful": 3})
    assert (SurveyAnswer.objects.get().useful, SurveyAnswer.objects.get().comment) == (3, "Gut")


def test_results_leave_the_office_as_counts_of_five_firms_at_least():
    scout = a_scout()
    event = an_event(scout)
    contacts = [ContactFactory(organisation=OrganisationFactory()) for _firm in range(5)]
    places = [actions.register(event, by=scout, contact=one, **ticked(event)) for one in contacts]
    begun(event)
    stranger = member_of(OrganisationFactory())
    for place in places[:4]:
        actions.answer_survey(Registration.objects.get(pk=place.pk), **STARS)
    shown = survey_counts_visible_to(scout, event)
    assert shown
    assert (survey_counts_visible_to(stranger, event), shown["answers"]) == (None, 4)
    actions.answer_survey(Registration.objects.get(pk=places[4].pk), **{**STARS, "useful": 1})
    assert survey_counts_visible_to(stranger, event) == {
        "answers": 5,
        "useful": {"mean": 4.2, "counts": [1, 0, 0, 0, 4]},
        "organised": {"mean": 4.0, "counts": [0, 0, 0, 5, 0]},
        "again": {"mean": 5.0, "counts": [0, 0, 0, 0, 5]},
    }
