"""Papers of a case: the calendar entry and the disclosure receipt."""

from datetime import datetime

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from dnm.centre.queries import the_centre
from dnm.documents.ics import Person, meeting_ics
from dnm.documents.pdf import render_pdf

from .emails import other_name, shown_to
from .models import Disclosure, Introduction, Meeting
from .rules import field_labels, teaser_title
from .workflow import RELEASE_FIELDS, Party


def meeting_calendar(meeting: Meeting, side: Party, *, cancelled: bool, now: datetime) -> str:
    """.ics for one side, with the meeting's own UID and SEQUENCE; the other side appears as far as it is released."""
    case = meeting.introduction
    contact = case.contact_of(side)
    own = [Person(contact.full_name, contact.email)] if contact and contact.email else []
    theirs = {row.field: row.value for row in shown_to(case, side)}
    other = other_name(case, side)
    if theirs.get("email"):
        own.append(Person(theirs.get("person") or other, theirs["email"]))
    names = [case.organisation_of(side).name, other or case.number]
    return meeting_ics(
        uid=meeting.uid,
        sequence=meeting.sequence,
        now=now,
        start=meeting.starts,
        end=meeting.ends,
        summary=" – ".join(" ".join(name.split()) for name in names),
        place=meeting.place or meeting.link,
        description="\n".join(part for part in (meeting.agenda, meeting.link, the_centre().phone) if part),
        organizer=Person(meeting.moderator.full_name, meeting.moderator.email),
        attendees=own,
        method="CANCEL" if cancelled else "REQUEST",
    ).decode()


def disclosure_receipt(case: Introduction, reader: Party | None, *, language: str, now: datetime) -> bytes:
    """PDF: what was passed on, to whom, when, by whom. ``reader`` None: the office, which sees withdrawn values too."""
    with translation.override(language):
        return render_pdf(
            "receipt", _receipt(case, reader, now), language=language, created_at=now.replace(microsecond=0)
        )


def _receipt(case: Introduction, reader: Party | None, now: datetime) -> dict[str, object]:
    centre = the_centre()
    rows = list(Disclosure.objects.filter(introduction=case).select_related("release").order_by("id"))
    title = teaser_title(case) if reader == Party.STARTUP else case.title
    return {
        "letterhead": {
            "name": centre.name,
            "part": centre.region,
            "foot": [centre.operator or centre.name, centre.phone],
        },
        "number": f"Q-{case.number.partition('-')[2]}",
        "issued_on": _day(now),
        "case": case.number,
        "purpose": _("Erstgespräch über „%(title)s“ und was daraus folgt") % {"title": title}
        if title
        else _("Erstgespräch und was daraus folgt"),
        "disclosed_on": _day(case.introduced_at) if case.introduced_at else "",
        "disclosed_by": f"{case.owner.full_name}, {centre.name}",
        "sides": [_side(case, side, rows, reader) for side in (Party.COMPANY, Party.STARTUP)],
        "revocation_note": _(
            "Jede Seite kann ihre Freigabe jederzeit widerrufen. Danach geben wir nichts mehr weiter."
        ),
    }


def _side(case: Introduction, side: Party, rows: list[Disclosure], reader: Party | None) -> dict[str, object]:
    """One side's data; what it withdrew stays named for the other one, without the value."""
    own = sorted((row for row in rows if row.side == side), key=lambda row: RELEASE_FIELDS.index(row.field))
    release = own[0].release if own else None
    labels, withdrawn, erased = field_labels(), _("widerrufen, nicht mehr sichtbar"), _("gelöscht")
    known = reader in (None, side) or any(row.field == "organisation" and row.hidden_at is None for row in own)
    other = Party.STARTUP if side == Party.COMPANY else Party.COMPANY
    return {
        "name": case.organisation_of(side).name if known else _("andere Seite"),
        "to": ", ".join(_receivers(own) if _knows_person(rows, other, reader) else []) or _("andere Seite"),
        "released_by": release.given_name if release and _knows_person(rows, side, reader) else "",
        "released_on": _day(release.given_at) if release else "",
        "how": str(release.get_source_display()) if release else "",
        "text_hash": release.text_hash if release else "",
        "revoked_on": _day(ended) if release and (ended := release.revoked_at or release.voided_at) else "",
        "fields": [
            [
                labels[row.field],
                erased if row.erased_at else withdrawn if row.hidden_at and reader not in (None, side) else row.value,
            ]
            for row in own
        ],
    }


def _receivers(rows: list[Disclosure]) -> list[str]:
    return list(dict.fromkeys(row.to_name for row in rows if row.to_name))


def _knows_person(rows: list[Disclosure], side: Party, reader: Party | None) -> bool:
    """Whether this reader may read who acts for that side: its own people, or those it released by name."""
    released = any(row.side == side and row.field == "person" and row.hidden_at is None for row in rows)
    return reader in (None, side) or released


def _day(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return formats.date_format(local, "d.m.Y" if translation.get_language() == "de" else "j F Y")
