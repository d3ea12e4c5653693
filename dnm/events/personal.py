"""Which columns say something about a person, and what we tell that person about them (Art. 15 DSGVO)."""

from typing import Any

from dnm.directory.models import Contact
from dnm.directory.queries.traces import copies, personal_columns
from dnm.directory.rules.traces import traces_of
from dnm.introductions import personal as introductions

from .queries.traces import LETTERS, WORDS, participants_of, places_of, receipts_with, releases_of

PERSONAL = {
    **personal_columns(WORDS),
    "events.event": ("organiser",),
    "events.registration": ("name", "email", "firm", "contact"),
    "events.participant": ("teaser", "contact"),
    "events.participantrelease": ("text", "given_label", "given_id", "given_name"),
    "events.participantdisclosure": ("value", "to_label", "to_id", "to_name"),
}
"""Table -> its personal columns; ``actions.erase_person`` takes the person out of them."""


def data_of(contact: Contact) -> dict[str, Any]:
    """Everything the program holds about a contact, in every app, as plain values for a copy in JSON."""
    told, firm, traces = introductions.data_of(contact), contact.organisation, traces_of(contact)
    received = receipts_with(firm).filter(receiver__organisation=firm, to_id=contact.pk)
    releases = [one for one in releases_of(firm) if traces.meant_in(one.text) or traces.is_name(one.given_name)]
    return told | {
        "events": [
            {
                "event": place.event.title, "state": place.state, "name": place.name, "email": place.email,
                "firm": place.firm, "registered_at": place.registered_at.isoformat(), "photos": place.photo_consent,
                "attended": [came.came_at.isoformat() for came in place.attendances.filter(voided_at=None)],
            }
            for place in places_of(contact).select_related("event").order_by("pk")
        ],
        "meeting_days": [
            {"event": one.day.event.title, "answered_at": one.answered_at.isoformat() if one.answered_at else None}
            for one in participants_of(firm).filter(contact=contact).select_related("day__event").order_by("pk")
        ],
        "meeting_day_links": [
            {"created": one.created_at.isoformat(), "expires": one.expires_at.isoformat()}
            for one in contact.meeting_day_doors.order_by("pk")
        ],
        "meeting_day_releases": [
            {"text": one.text, "given_by": one.given_name, "given_at": one.given_at.isoformat()} for one in releases
        ],
        "meeting_day_received": [
            {"field": row.field, "value": row.value, "at": row.disclosed_at.isoformat()} for row in received
        ],
        "named_in": [*told["named_in"], *copies([*WORDS, *LETTERS], firm, traces)],
    }  # fmt: skip
