"""Calendars, feeds and PDFs: the right time, released names only."""

import io
from datetime import UTC, datetime

import pytest
from django.utils import timezone
from icalendar import Calendar
from pypdf import PdfReader

from dnm.events import actions
from dnm.events.models import Event
from dnm.events.papers import (
    attendance_list,
    calendar_feed,
    everyones_plan,
    feed_values,
    moderators_sheet,
    personal_plan,
    registration_calendar,
    table_signs,
)
from dnm.events.queries import public_events
from tests.events.stories import a_day, a_guest, an_event, everybody_wants
from tests.stories import a_scout

pytestmark = pytest.mark.django_db


def words(paper: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)


@pytest.mark.parametrize(
    ("starts", "local"),
    [
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), "20270328T013000"),  # the night summer time begins
        (datetime(2027, 3, 28, 7, 0, tzinfo=UTC), "20270328T090000"),
        (datetime(2027, 10, 31, 8, 0, tzinfo=UTC), "20271031T090000"),  # the night it ends
    ],
)
def test_german_summer_and_winter_time_is_right(starts, local):
    place = a_guest(an_event(a_scout()))
    Event.objects.update(starts=starts, ends=starts.replace(hour=starts.hour + 1))
    place.event.refresh_from_db()
    text = registration_calendar(place, now=timezone.now(), cancelled=False)
    [entry] = Calendar.from_ical(text).walk("VEVENT")
    assert f"DTSTART;TZID=Europe/Berlin:{local}" in text
    assert entry["DTSTART"].dt == starts


def test_the_feed_holds_every_public_event_without_the_link_to_take_part():
    scout = a_scout()
    event = an_event(scout, place="", link="https://treffen.example/raum")
    gone = actions.cancel_event(an_event(scout, title="Fällt aus"), by=scout)
    an_event(scout, announced=False)
    feed = calendar_feed(public_events(), now=timezone.now()).decode()
    entries = {str(one["UID"]): str(one["STATUS"]) for one in Calendar.from_ical(feed).walk("VEVENT")}
    assert entries == {event.uid: "CONFIRMED", gone.uid: "CANCELLED"}
    assert "treffen.example" not in feed
    assert [(one["guid"], one["title"]) for one in feed_values([event])] == [(event.uid, "Werkbank Digital")]


def test_the_list_to_sign_names_those_with_a_place():
    event = an_event(a_scout(), capacity=1)
    a_guest(event, 1, firm="Tischlerei Ohm")
    a_guest(event, 2)
    shown = words(attendance_list(event, language="de", now=timezone.now()))
    assert ("Gast 1" in shown, "Tischlerei Ohm" in shown, "Gast 2" in shown) == (True, True, False)


def test_papers_of_a_plan_show_released_names_only():
    told = everybody_wants(a_day())
    actions.close_wishes(told.day, by=told.scout)
    plan = told.published({(0, 0): (0, 0), (1, 1): (0, 1)})
    actions.withdraw_day_release(told.startups[1], by=told.scout)
    for paper in (everyones_plan, moderators_sheet, table_signs):
        shown = words(paper(plan, language="de", now=timezone.now()))
        assert ("Werk0" in shown, "Start0" in shown, "Start1" in shown) == (True, True, False)
        assert "nicht freigegeben" in shown
    own = words(personal_plan(told.companies[0], plan, language="de", now=timezone.now()))
    assert ("Start0" in own, "Katrin von Start0" in own, "Start1" in own) == (True, True, False)
