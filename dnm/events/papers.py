"""Papers of an event: calendars, the list to sign, plans, table signs, the moderator's sheet."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from dnm.centre.queries import the_centre
from dnm.documents.ics import Entry, Person, calendar_ics
from dnm.documents.pdf import render_pdf
from dnm.documents.qr import qr_drawing

from .links import entrance_address, event_address
from .models import Event, Participant, Plan, PlannedMeeting, Registration
from .queries.plans import moment_of, own_talks, released_names
from .queries.receipts import PassedLine
from .workflow import EventState


def registration_calendar(place: Registration, *, now: datetime, cancelled: bool) -> str:
    """The .ics of one place. SEQUENCE also counts a cancelled place, so that calendars take it out.

    A cancelled one is told no link any more: it may never have been more than a place on the waiting list.
    """
    event = place.event
    entry = _entry(event, sequence=event.sequence + cancelled, cancelled=cancelled, public=cancelled)
    own = [Person(place.name, place.email)] if place.email else []
    entry = Entry(**{**entry.__dict__, "attendees": own})
    return calendar_ics([entry], now=now, method="CANCEL" if cancelled else "REQUEST").decode()


def calendar_feed(events: Iterable[Event], *, now: datetime) -> bytes:
    """Public events as one calendar to subscribe to; the link to take part goes to registered people only."""
    return calendar_ics(
        (
            _entry(event, sequence=event.sequence, cancelled=event.state == EventState.CANCELLED, public=True)
            for event in events
        ),
        now=now,
    )


def feed_values(events: Iterable[Event]) -> list[dict[str, Any]]:
    """What an RSS feed tells of each event; the page turns it into XML. ``guid`` stays, whatever changes."""
    return [
        {
            "guid": event.uid,
            "title": event.title,
            "link": event_address(event),
            "published": event.created_at,
            "text": "\n".join(part for part in (_when(event), event.place, event.summary) if part),
        }
        for event in events
    ]


def _when(event: Event) -> str:
    starts, ends = timezone.localtime(event.starts), timezone.localtime(event.ends)
    return f"{starts:%d.%m.%Y, %H:%M} – {ends:%H:%M}" if starts.date() == ends.date() else _span(starts, ends)


def _span(starts: datetime, ends: datetime) -> str:
    return f"{starts:%d.%m.%Y, %H:%M} – {ends:%d.%m.%Y, %H:%M}"


def _entry(event: Event, *, sequence: int, cancelled: bool, public: bool = False) -> Entry:
    link = "" if public else event.link
    return Entry(
        uid=event.uid, sequence=sequence, start=event.starts, end=event.ends, summary=event.title,
        place=event.place or link or (_("online") if event.link else ""),
        description="\n".join(part for part in (event.summary, link, event_address(event)) if part),
        organizer=Person(event.organiser.full_name, event.organiser.email), cancelled=cancelled,
    )  # fmt: skip


def personal_calendar(
    participant: Participant, plan: Plan, *, before: Plan | None, now: datetime, cancelled: bool = False
) -> str:
    """All talks of one participant; those of the version before that fell away are marked as cancelled.

    A talk keeps its UID in every version of the plan; versions and changes of the event count its SEQUENCE up.
    """
    talks = {talk.pair: talk for talk in own_talks(participant, plan)}
    entries = [_talk_entry(plan, talk, cancelled=cancelled) for talk in talks.values()]
    if before:
        gone = (talk for talk in own_talks(participant, before) if talk.pair not in talks)
        entries += [_talk_entry(plan, talk, cancelled=True) for talk in gone]
    return calendar_ics(entries, now=now, method="PUBLISH").decode()


def _talk_entry(plan: Plan, talk: Any, *, cancelled: bool) -> Entry:
    event, host = plan.day.event, urlsplit(settings.PUBLIC_URL).hostname
    company, startup = talk.pair
    return Entry(
        uid=f"talk-{company}-{startup}@{host}", sequence=plan.version + event.sequence,
        start=talk.starts, end=talk.ends, summary=talk.other or event.title,
        place=_table_at(event, talk.table), description=event.title,
        organizer=Person(event.organiser.full_name, event.organiser.email), cancelled=cancelled,
    )  # fmt: skip


def _table_at(event: Event, table: int) -> str:
    return ", ".join(part for part in (_("Tisch %(table)d") % {"table": table}, event.place) if part)


# --- PDF ---


def attendance_list(event: Event, *, language: str, now: datetime) -> bytes:
    """Everybody with a place, by name, with the consent to photos and a line to sign.

    While checking in by phone is possible, with the QR code: whoever stands at the desk need not look for the notice.
    """
    places = event.registrations.filter(state=Registration.State.REGISTERED).select_related("organisation")
    with translation.override(language):
        answer = {True: _("ja"), False: _("nein")}
        rows = [
            [place.name, place.firm_name, answer[place.photo_consent], ""]
            for place in sorted(places, key=lambda one: one.name.casefold())
        ]
        rows += [["", "", "", ""] for _blank in range(5)]
        head = [_("Name"), _("Betrieb oder Einrichtung"), _("Fotos erlaubt"), _("Unterschrift")]
        section = _section("", head, rows, "high")
        title, open_now = _("Anwesenheitsliste"), event.state == EventState.ANNOUNCED
        return _sheet(title, event, [section], language=language, now=now, entrance=open_now)


def everyones_plan(plan: Plan, *, language: str, now: datetime) -> bytes:
    """The whole plan by time; only released names."""
    with translation.override(language):
        return _sheet(_("Plan"), plan.day.event, _by_slot(plan), language=language, now=now)


def moderators_sheet(plan: Plan, *, language: str, now: datetime) -> bytes:
    """By time, with who is free, and a box to tick for each talk held."""
    with translation.override(language):
        sections = _by_slot(plan, tick=True)
        return _sheet(_("Blatt für die Moderation"), plan.day.event, sections, language=language, now=now)


def table_signs(plan: Plan, *, language: str, now: datetime) -> bytes:
    """One page per table: who sits there when."""
    names, meetings = released_names(plan), list(plan.meetings.order_by("slot"))
    with translation.override(language):
        head = [_("Zeit"), _("Unternehmen"), _("Startup")]
        sections = [
            _section(
                _("Tisch %(table)d") % {"table": table + 1}, head,
                [[_clock(plan, one), *_both(one, names)] for one in meetings if one.table == table], page=True,
            )
            for table in sorted({one.table for one in meetings})
        ]  # fmt: skip
        return _sheet(_("Tischschilder"), plan.day.event, sections, language=language, now=now)


def personal_plan(participant: Participant, plan: Plan, *, language: str, now: datetime) -> bytes:
    with translation.override(language):
        head = [_("Zeit"), _("Tisch"), _("Gespräch mit")]
        rows = [
            [
                f"{timezone.localtime(one.starts):%H:%M}",
                str(one.table),
                ", ".join(filter(None, (one.other, one.person))),
            ]
            for one in own_talks(participant, plan)
        ]
        section = _section(participant.organisation.name, head, rows)
        return _sheet(_("Ihr Plan"), plan.day.event, [section], language=language, now=now)


def day_receipt(participant: Participant, lines: Iterable[PassedLine], *, language: str, now: datetime) -> bytes:
    """PDF: consents, what was passed on to whom when, and what was received. ``lines``: as the reader may see them."""
    told = list(lines)
    with translation.override(language):
        sections = [
            _section(_("Freigaben"), [_("Gegeben am"), _("Durch"), _("Wie"), _("Widerrufen am")], [
                [_day(one.given_at), one.given_name, str(one.get_source_display()),
                 _day(one.revoked_at or one.voided_at)]
                for one in participant.releases.order_by("pk")
            ]),
            _section(_("Weitergegeben"), [_("Wann"), _("An wen"), _("Was"), _("Widerrufen am")], [
                [_day(one.at), ", ".join(filter(None, (one.other, one.person))), "; ".join(one.values),
                 _day(one.withdrawn_at)]
                for one in told if one.own
            ]),
            _section(_("Erhalten"), [_("Wann"), _("Von wem"), _("Was"), _("Widerrufen am")], [
                [_day(one.at), one.other, "; ".join(one.values), _day(one.withdrawn_at)] for one in told if not one.own
            ]),
        ]  # fmt: skip
        title = _("Nachweis der Weitergabe: %(firm)s") % {"firm": participant.organisation.name}
        filled = [section for section in sections if section["rows"]]
        return _sheet(title, participant.day.event, filled, language=language, now=now)


def _day(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y}" if moment else ""


def _by_slot(plan: Plan, *, tick: bool = False) -> list[dict[str, Any]]:
    names, meetings = released_names(plan), list(plan.meetings.order_by("slot", "table"))
    head = [_("Tisch"), _("Unternehmen"), _("Startup"), *([_("geführt")] if tick else [])]
    sections = []
    for slot in range(len(plan.slots)):
        here = [one for one in meetings if one.slot == slot]
        rows = [[str(one.table + 1), *_both(one, names), *(["□"] if tick else [])] for one in here]
        starts, ends = (timezone.localtime(moment) for moment in moment_of(plan, slot))
        sections.append(_section(f"{starts:%H:%M} – {ends:%H:%M}", head, rows))
    return sections


def _both(meeting: PlannedMeeting, names: dict[int, str]) -> list[str]:
    withheld = _("nicht freigegeben")
    return [names.get(meeting.company_id, withheld), names.get(meeting.startup_id, withheld)]


def _clock(plan: Plan, meeting: PlannedMeeting) -> str:
    return f"{timezone.localtime(moment_of(plan, meeting.slot)[0]):%H:%M}"


def _section(
    title: str, head: list[str], rows: list[list[str]], height: str = "", page: bool = False
) -> dict[str, Any]:
    return {"title": title, "head": head, "rows": rows, "high": height == "high", "page": page}


def _entrance(event: Event) -> dict[str, str]:
    return {
        "drawing": qr_drawing(entrance_address(event)),
        "spoken": _("QR-Code zum Einchecken; Adresse und Code daneben sagen dasselbe"),
        "words": _("Selbst einchecken: QR-Code einlesen und den eigenen Code aus der E-Mail eingeben."),
        "address": entrance_address(event).split("://", 1)[-1].partition("?")[0],
        "code": _("Code am Eingang: %(code)s") % {"code": event.door_code},
    }  # fmt: skip


def _sheet(
    title: str,
    event: Event,
    sections: list[dict[str, Any]],
    *,
    language: str,
    now: datetime,
    entrance: bool = False,
) -> bytes:
    centre = the_centre()
    values = {
        "letterhead": {
            "name": centre.name, "part": centre.region, "foot": [centre.operator or centre.name, centre.phone],
        },
        "title": title,
        "event": event.title,
        "when": f"{_when(event)} {event.place}".strip(),
        "sections": sections,
        "entrance": _entrance(event) if entrance else None,
        "issued": formats.date_format(timezone.localtime(now), "d.m.Y H:i"),
    }  # fmt: skip
    return render_pdf("tables", values, language=language, created_at=now.replace(microsecond=0))
