"""Calendar entries that update in calendars: stable UID, counted SEQUENCE, German summer and winter time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText

BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True)
class Person:
    name: str
    email: str


@dataclass(frozen=True)
class Entry:
    """One date of a calendar. A changed one keeps the UID and counts SEQUENCE up; so does a cancelled one."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    summary: str
    place: str
    description: str
    organizer: Person
    attendees: Sequence[Person] = ()
    cancelled: bool = False


def meeting_ics(
    *,
    uid: str,
    sequence: int,
    now: datetime,
    start: datetime,
    end: datetime,
    summary: str,
    place: str,
    description: str,
    organizer: Person,
    attendees: Sequence[Person],
    method: Literal["REQUEST", "CANCEL", "PUBLISH"] = "REQUEST",
) -> bytes:
    """One event as UTF-8 text with CRLF lines. ``now``, ``start``, ``end``: aware moments, or ValueError.

    A changed date keeps the UID and counts SEQUENCE up; so does a cancellation.
    """
    entry = Entry(
        uid, sequence, start, end, summary, place, description, organizer, attendees, cancelled=method == "CANCEL"
    )
    return calendar_ics([entry], now=now, method=method)


def calendar_ics(
    entries: Iterable[Entry], *, now: datetime, method: Literal["REQUEST", "CANCEL", "PUBLISH"] = "PUBLISH"
) -> bytes:
    """Any number of dates in one calendar, such as a feed or somebody's talks of a day; see ``meeting_ics``."""
    calendar = Calendar()
    calendar.add("prodid", "-//DNM//Digitales Netzwerk Mittelstand//DE")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_berlin())
    for entry in entries:
        calendar.add_component(_event(entry, now))
    return calendar.to_ical()


def _event(entry: Entry, now: datetime) -> Event:
    if any(moment.tzinfo is None for moment in (now, entry.start, entry.end)) or entry.end < entry.start:
        raise ValueError("a meeting needs aware moments, and ends after it starts")
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", entry.start.astimezone(BERLIN))
    event.add("dtend", entry.end.astimezone(BERLIN))
    event.add("summary", _plain(entry.summary))
    event.add("location", _plain(entry.place))
    event.add("description", _plain(entry.description))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event["organizer"] = _address(entry.organizer)
    for person in entry.attendees:
        attendee = _address(person)
        attendee.params["role"] = vText("REQ-PARTICIPANT")
        event.add("attendee", attendee, encode=False)
    return event


def _berlin() -> Timezone:
    """The rule of the European Union since 1996; the library would list every change until 2038."""
    timezone = Timezone()
    timezone.add("tzid", BERLIN.key)
    for part, name, month, begins, before, after in (
        (TimezoneDaylight(), "CEST", 3, datetime(1997, 3, 30, 2), 1, 2),
        (TimezoneStandard(), "CET", 10, datetime(1996, 10, 27, 3), 2, 1),
    ):
        part.add("dtstart", begins)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", name)
        timezone.add_component(part)
    return timezone


def _address(person: Person) -> vCalAddress:
    """Quotes and line breaks cannot stand in the name of a person (RFC 5545, 3.2)."""
    address = vCalAddress(f"mailto:{''.join(person.email.split())}")
    address.params["cn"] = vText(" ".join(_plain(person.name).replace('"', "'").split()))
    return address


def _plain(text: str) -> str:
    """Without control signs; line breaks stay."""
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n")
