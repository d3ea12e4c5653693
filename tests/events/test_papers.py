"""Calendars, feeds and PDFs: the right time, released names only."""

import io
import re
from datetime import UTC, datetime

import pytest
from django.utils import timezone
from icalendar import Calendar
from pypdf import PdfReader

from dnm.events import actions
from dnm.events.links import entrance_address
from dnm.events.models import Event
from dnm.events.papers import (
    attendance_list,
    calendar_feed,
    day_receipt,
    everyones_plan,
    feed_values,
    moderators_sheet,
    personal_plan,
    registration_calendar,
    table_signs,
)
from dnm.events.queries import public_events, receipt_visible_to
from tests.events.stories import a_day, a_guest, an_event, begun, everybody_wants, ticked
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
    place = a_guest(event, 1, firm="Tischlerei Ohm", **ticked(event, photo=True))
    a_guest(event, 2)
    assert re.search(r"Tischlerei Ohm\s+ja\b", words(attendance_list(event, language="de", now=timezone.now())))
    actions.withdraw_photo_consent(place)
    shown = words(attendance_list(event, language="de", now=timezone.now()))
    assert re.search(r"Tischlerei Ohm\s+nein\b", shown)
    assert ("Gast 1" in shown, "Tischlerei Ohm" in shown, "Gast 2" in shown) == (True, True, False)


def test_the_list_to_sign_carries_the_way_to_check_in_by_phone_until_the_event_is_over():
    scout = a_scout()
    event = begun(an_event(scout), hours=20)
    a_guest(event, by=scout)
    paper = attendance_list(event, language="de", now=timezone.now())
    shown = words(paper)
    assert (f"Code am Eingang: {event.door_code}" in shown, f"/termine/{event.pk}/da/" in shown) == (True, True)
    assert entrance_address(event).endswith(f"/termine/{event.pk}/da/?tuer={event.door_code}")
    over = words(attendance_list(actions.close_event(event, by=scout), language="de", now=timezone.now()))
    assert ("Gast 1" in over, event.door_code in over) == (True, False)


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


def test_the_receipt_says_what_was_passed_on_to_whom_and_hides_what_was_withdrawn():
    told = everybody_wants(a_day())
    actions.close_wishes(told.day, by=told.scout)
    told.published({(0, 0): (0, 0), (0, 1): (1, 1)})
    company, startup = told.companies[0], told.startups[1]
    actions.withdraw_day_release(startup, by=told.member(startup))
    member = told.member(company)

    def lines(reader):
        return [(one.own, one.other, one.person, one.values) for one in receipt_visible_to(reader, company)]

    ours = [company.organisation.name_and_place, "Katrin von Werk0, Geschäftsführerin"]
    reads = "Katrin von Werk0"
    gone = ["widerrufen, nicht mehr sichtbar"] * 2
    assert lines(member) == [
        (True, "Start0", "Katrin von Start0", ours),
        (False, "Start0", reads, ["Start0, Köln", "Katrin von Start0, Geschäftsführerin"]),
        (True, "andere Seite", "", ours),
        (False, "andere Seite", reads, gone),
    ]
    assert lines(told.scout)[2][1:3] == ("Start1", "Katrin von Start1")
    assert receipt_visible_to(told.member(told.startups[0]), company) == []
    shown = words(day_receipt(company, receipt_visible_to(member, company), language="de", now=timezone.now()))
    assert ("Start0" in shown, "Start1" in shown, "Weitergegeben" in shown, "Erhalten" in shown) == (
        True, False, True, True,
    )  # fmt: skip
    assert f"{timezone.localdate():%d.%m.%Y}" in shown
