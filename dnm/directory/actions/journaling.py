"""Every act in the directory stands in the journal under its organisation and municipality."""

from typing import Any

from dnm.journal.actions import record
from dnm.journal.rules import Acting

from ..models import Contact, Organisation


def note_organisation(verb: str, organisation: Organisation, *, by: Acting, aside: str = "", **details: Any) -> None:
    record(
        verb,
        organisation,
        by=by,
        organisation_id=organisation.pk,
        municipality=organisation.municipality,
        aside=aside,
        **details,
    )


def note_contact(verb: str, contact: Contact, *, by: Acting, **details: Any) -> None:
    record(
        verb,
        contact,
        by=by,
        organisation_id=contact.organisation_id,
        municipality=contact.organisation.municipality,
        **details,
    )
