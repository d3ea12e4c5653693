"""A participant does not come after all; an event that moves or is called off reaches those of its meeting day."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from dnm.accounts.actions import Refused
from dnm.events import actions
from dnm.events.models import MeetingDay, Participant, Registration
from dnm.events.queries import waiting_days
from dnm.events.queries.doors import known_doors
from dnm.journal.models import Entry
from dnm.mail.models import Letter
from tests.events.stories import Day, a_day, begun, everybody_wants, ticked

pytestmark = pytest.mark.django_db

BOTH = {(0, 0): (0, 0), (1, 1): (0, 1)}


def published() -> Day:
    told = everybody_wants(a_day())
    actions.close_wishes(told.day, by=told.scout)
    told.published(BOTH)
    Letter.objects.all().delete()
    return told


def told_about_the_day() -> list[tuple[str, str]]:
    """Kind and receiver of the letters that participants get as such."""
    return sorted(Letter.objects.filter(kind__startswith="events/day_").values_list("kind", "to_address"))


def entries(letter: Letter) -> list[tuple[str, int]]:
    events = Calendar.from_ical(letter.calendar).walk("VEVENT")
    return [(str(one["STATUS"]), int(one["SEQUENCE"])) for one in events]


def test_who_declines_is_planned_no_longer_and_the_organiser_hears_how_many_talks_fall_away():
    told = published()
    one = told.companies[0]
    for _twice in range(2):
        actions.decline_day(one, by=told.member(one))
    one.refresh_from_db()
    assert (one.gone_at is not None, one.gone_from) == (True, 0)
    letter = Letter.objects.get(kind="events/participant_declined_office")
    assert letter.to_address == told.fresh().event.organiser.email
    assert "fällt ein Gespräch aus" in letter.body
    assert one.organisation.name not in letter.body + letter.subject
    assert Entry.objects.filter(verb="meeting_day.declined").count() == 1
    assert f"p{one.pk}" not in {person["id"] for person in told.file()["participants"]}


def test_whoever_declines_gives_back_the_place_at_the_event_and_nobody_elses():
    told = a_day(2, 1)
    event = told.fresh().event
    for one in told.companies:
        actions.register(event, by=told.scout, contact=one.contact, **ticked(event))
    actions.decline_day(told.companies[0], by=told.member(told.companies[0]))
    places = Registration.objects.order_by("pk").values_list("contact", "state")
    assert list(places) == [(told.companies[0].contact_id, "cancelled"), (told.companies[1].contact_id, "registered")]
    assert "fällt dadurch nicht aus" in Letter.objects.get(kind="events/participant_declined_office").body


def test_a_participant_without_a_person_can_decline():
    told = a_day(1, 1)
    one = told.companies[0]
    Participant.objects.filter(pk=one.pk).update(contact=None)
    assert actions.decline_day(one, by=told.member(one)).gone_at


def test_nobody_declines_for_another_or_once_the_event_has_begun():
    told = a_day(1, 1)
    company, startup = told.companies[0], told.startups[0]
    for other in (told.member(startup), told.scout):
        with pytest.raises(Refused, match="nur Sie selbst"):
            actions.decline_day(company, by=other)
    begun(told.day.event)
    with pytest.raises(Refused, match="nicht mehr"):
        actions.decline_day(company, by=told.member(company))


def test_a_called_off_event_reaches_every_participant_and_takes_the_talks_out_of_their_calendars():
    told = published()
    actions.cancel_event(told.fresh().event, by=told.scout)
    everybody = ("start0@firma.example", "start1@firma.example", "werk0@firma.example", "werk1@firma.example")
    assert told_about_the_day() == [("events/day_cancelled", to) for to in everybody]
    own = Letter.objects.filter(to_address="werk0@firma.example").order_by("kind")
    subjects = [letter.subject for letter in own]
    assert subjects == ["Ihre Gespräche entfallen: Business-Mixer", "Abgesagt: Business-Mixer"]
    # Version 1 of the plan, announced and called off: higher than what the calendars hold.
    assert entries(Letter.objects.filter(kind="events/day_cancelled")[0]) == [("CANCELLED", 3)]


def test_who_has_no_talk_in_the_plan_hears_of_a_called_off_day_without_a_calendar():
    told = a_day(1, 2)
    told.want(0, 0)
    actions.close_wishes(told.day, by=told.scout)
    told.published({(0, 0): (0, 0)})
    actions.cancel_event(told.fresh().event, by=told.scout)
    letters = Letter.objects.filter(kind="events/day_cancelled")
    assert {letter.to_address: bool(letter.calendar) for letter in letters} == {
        "werk0@firma.example": True,
        "start0@firma.example": True,
        "start1@firma.example": False,
    }


def test_before_there_is_a_plan_a_letter_to_the_registration_is_enough():
    told = a_day(1, 1)
    event = told.fresh().event
    actions.register(event, by=told.scout, contact=told.companies[0].contact, **ticked(event))
    Letter.objects.all().delete()
    actions.cancel_event(event, by=told.scout)
    assert told_about_the_day() == [("events/day_cancelled", "start0@firma.example")]
    assert Letter.objects.get(kind="events/event_cancelled").to_address == "werk0@firma.example"
    assert Letter.objects.get(kind="events/day_cancelled").calendar == ""


def test_another_time_reaches_the_participants_with_their_talks_at_a_higher_sequence():
    told = published()
    event = told.fresh().event
    gone = told.startups[1]
    actions.mark_gone(gone, by=told.scout)
    later = timedelta(days=1)
    actions.change_event(event, by=told.scout, starts=event.starts + later, ends=event.ends + later)
    assert told_about_the_day() == [
        ("events/day_changed", "start0@firma.example"),
        ("events/day_changed", "werk0@firma.example"),
        ("events/day_changed", "werk1@firma.example"),
    ]
    letter = Letter.objects.get(to_address="werk0@firma.example", kind="events/day_changed")
    assert letter.subject == "Ihre Gespräche ändern sich: Business-Mixer"
    assert entries(letter) == [("CONFIRMED", 3)]
    assert known_doors().filter(participant=told.companies[0]).exists()
    [entry] = Calendar.from_ical(letter.calendar).walk("VEVENT")
    assert entry["DTSTART"].dt.date() == timezone.localdate(event.starts + later)


def test_nobody_hears_of_a_day_to_which_nobody_was_invited():
    told = a_day(1, 1)
    told.day.__class__.objects.update(phase="preparing")
    Letter.objects.all().delete()
    actions.cancel_event(told.fresh().event, by=told.scout)
    assert told_about_the_day() == []


def test_what_waits_follows_the_day_from_the_wishes_to_the_ratings():
    told = a_day(1, 1, released=False)
    one = told.companies[0]
    by = told.member(one)

    def waits() -> list[str]:
        return [waiting.kind for waiting in waiting_days(by)]

    assert waits() == ["wishes"]
    actions.answer_wishes(one, {told.startups[0].pk: "must"}, by=by)
    assert waits() == ["release"]
    told.release(one, told.startups[0])
    assert waits() == []
    actions.answer_wishes(told.startups[0], {one.pk: "meet"}, by=told.scout)
    actions.close_wishes(told.day, by=told.scout)
    plan = told.published({(0, 0): (0, 0)})
    assert waits() == []
    begun(told.fresh().event, hours=0)
    assert waits() == ["plan"]
    begun(told.fresh().event, hours=30)
    held = actions.hold_talk(plan.meetings.get(), by=told.scout)
    assert waits() == ["ratings"]
    actions.rate_talk(held, stars=4, by=told.member(told.startups[0]))
    assert waits() == ["ratings"]
    actions.rate_talk(held, stars=4, by=by)
    assert waits() == []
    begun(told.fresh().event, hours=24 * 40)
    assert waiting_days(told.member(told.startups[0])) == []


def test_nothing_waits_at_a_day_that_was_declined_or_called_off():
    told = a_day(2, 1)
    first, second = told.companies
    actions.decline_day(first, by=told.member(first))
    assert waiting_days(told.member(first)) == []
    assert [one.participant for one in waiting_days(told.member(second))] == [second]
    actions.cancel_event(told.fresh().event, by=told.scout)
    assert waiting_days(told.member(second)) == []


def test_who_has_not_answered_is_reminded_once_a_few_days_before_the_wishes_end():
    told = a_day(2, 1)
    answered, silent = told.companies
    actions.answer_wishes(answered, {told.startups[0].pk: "meet"}, by=told.scout)
    actions.mark_gone(told.startups[0], by=told.scout)
    today = timezone.localdate()

    def reminded(until: date) -> list[str]:
        MeetingDay.objects.update(wishes_until=until)
        actions.run_clock()
        return list(Letter.objects.filter(kind="events/wishes_reminder").values_list("to_address", flat=True))

    assert reminded(today) == []
    assert reminded(today + timedelta(days=5)) == []
    assert reminded(today + timedelta(days=4)) == [silent.contact.email]
    assert reminded(today + timedelta(days=3)) == [silent.contact.email]
    letter = Letter.objects.get(kind="events/wishes_reminder")
    assert "treffen möchten" in letter.body
    assert "/matchingtag/a/" in letter.body


def test_once_the_wishes_are_closed_or_the_event_is_called_off_nobody_is_reminded():
    told, off = a_day(1, 1), a_day(1, 1)
    MeetingDay.objects.update(wishes_until=timezone.localdate() + timedelta(days=2))
    actions.close_wishes(told.day, by=told.scout)
    actions.cancel_event(off.fresh().event, by=off.scout)
    actions.run_clock()
    assert not Letter.objects.filter(kind="events/wishes_reminder").exists()
