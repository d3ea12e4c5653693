from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from dnm.documents.ics import Person, meeting_ics

pytestmark = pytest.mark.once

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 13, 3, tzinfo=UTC)
START = datetime(2026, 12, 1, 9, tzinfo=BERLIN)


def meeting(**changes: object) -> bytes:
    values: dict[str, object] = {
        "uid": "meeting-7@dnm.example",
        "sequence": 0,
        "now": NOW,
        "start": START,
        "end": START + timedelta(hours=1),
        "summary": "Erstgespräch",
        "place": "Lippstadt, Raum 1",
        "description": "Tagesordnung:\n1. Kennenlernen",
        "organizer": Person("Anna Beckmann", "beckmann@dnm.example"),
        "attendees": [Person("Petra Rehmert", "rehmert@x.example"), Person("Elif Aksoy", "aksoy@y.example")],
    }
    return meeting_ics(**{**values, **changes})  # type: ignore[arg-type]


def event(ics: bytes):
    (found,) = Calendar.from_ical(ics).walk("VEVENT")
    return found


def test_a_meeting_comes_back_as_it_went_in():
    found = event(meeting())
    assert str(found["UID"]) == "meeting-7@dnm.example"
    assert found["SEQUENCE"] == 0
    assert found.start == START
    assert found.end == START + timedelta(hours=1)
    assert (str(found["SUMMARY"]), str(found["LOCATION"])) == ("Erstgespräch", "Lippstadt, Raum 1")
    assert str(found["DESCRIPTION"]) == "Tagesordnung:\n1. Kennenlernen"
    assert str(found["ORGANIZER"]) == "mailto:beckmann@dnm.example"
    assert [str(one) for one in found["ATTENDEE"]] == ["mailto:rehmert@x.example", "mailto:aksoy@y.example"]
    assert [one.params["CN"] for one in found["ATTENDEE"]] == ["Petra Rehmert", "Elif Aksoy"]


def test_the_calendar_names_its_method_and_each_line_ends_as_the_standard_says():
    ics = meeting()
    assert str(Calendar.from_ical(ics)["METHOD"]) == "REQUEST"
    assert ics.count(b"\n") == ics.count(b"\r\n")
    assert max(len(line) for line in ics.split(b"\r\n")) <= 75


def test_a_change_keeps_the_uid_and_a_cancellation_says_so():
    cancelled = meeting(sequence=3, method="CANCEL")
    assert str(event(cancelled)["UID"]) == str(event(meeting())["UID"])
    assert event(cancelled)["SEQUENCE"] == 3
    assert str(event(cancelled)["STATUS"]) == "CANCELLED"
    assert str(Calendar.from_ical(cancelled)["METHOD"]) == "CANCEL"


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 28), 1), (date(2026, 3, 30), 2), (date(2026, 10, 24), 2), (date(2026, 10, 26), 1)],
)
def test_the_calendar_carries_the_rule_of_summer_and_winter_time(day, hours):
    start = datetime(day.year, day.month, day.day, 9, tzinfo=BERLIN)
    ics = meeting(start=start, end=start + timedelta(hours=1))
    (zone,) = Calendar.from_ical(ics).walk("VTIMEZONE")
    assert zone.to_tz().utcoffset(start.replace(tzinfo=None)) == timedelta(hours=hours)
    assert f"DTSTART;TZID=Europe/Berlin:{day:%Y%m%d}T090000".encode() in ics


def test_moments_are_written_in_the_time_of_berlin():
    start = datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert b"DTSTART;TZID=Europe/Berlin:20260701T100000" in meeting(start=start, end=start)


def test_text_cannot_smuggle_lines_into_the_calendar():
    evil = 'X"\r\nATTACH:http://boese.example\r\n'
    ics = meeting(
        summary=evil,
        place=evil,
        description=f"{evil}\x00",
        attendees=[Person(evil, "a@b.example\r\nATTACH:y")],
    )
    assert [line for line in ics.split(b"\r\n") if line.startswith(b"ATTACH")] == []
    assert str(event(ics)["DESCRIPTION"]).endswith("boese.example\n")


def test_moments_without_a_zone_and_meetings_that_end_before_they_start_are_errors():
    with pytest.raises(ValueError, match="aware moments"):
        meeting(start=datetime(2026, 12, 1, 9))
    with pytest.raises(ValueError, match="aware moments"):
        meeting(end=START - timedelta(minutes=1))


def test_the_same_meeting_gives_the_same_bytes():
    assert meeting() == meeting()
