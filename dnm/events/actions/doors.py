"""Letting a participant in without an account: a mailed address, and a code sent to the same mailbox."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from dnm.accounts.actions import CODE_MINUTES, new_code, open_with_code
from dnm.accounts.rules import Actor, hash_of, new_token
from dnm.directory.models import Contact
from dnm.journal.actions import record

from .. import emails
from ..links import door_address, participant_address
from ..models import Participant, ParticipantDoor
from ..queries.doors import known_doors
from .checks import only_office

LINK_DAYS = 60


def address_for(participant: Participant) -> str:
    """For a letter to who comes: the page itself for people who sign in, a door for all others.

    Each letter carries its own; those before go on opening until they are over or taken back.
    """
    contact = participant.contact
    if contact is None or contact.user_id:
        return participant_address(participant)
    return door_address(_new_door(participant, contact))


def _new_door(participant: Participant, contact: Contact) -> str:
    token, now = new_token(), timezone.now()
    ParticipantDoor.objects.create(
        participant=participant, contact=contact, token_hash=hash_of(token), created_at=now,
        expires_at=now + timedelta(days=LINK_DAYS),
    )  # fmt: skip
    return token


@transaction.atomic
def send_code(door: ParticipantDoor) -> None:
    """Mail a fresh six-digit code to the address the door's letter went to; the one before is void."""
    emails.door_code(door, new_code(door), CODE_MINUTES)


def open_door(door: ParticipantDoor, code: str) -> ParticipantDoor:
    """Raises Refused on a wrong, worn-out or late code.

    Never inside another transaction: the count of wrong tries has to outlive the refusal.
    """
    return open_with_code(door, code)


@transaction.atomic
def renew_door(token: str) -> None:
    """Mail a new address to the same mailbox, the old one is void; revoked and unknown ones get no answer."""
    old = known_doors().select_for_update(of=("self",)).filter(token_hash=hash_of(token)).first()
    if old is None or not old.contact.email or old.contact.left_on:
        return
    emails.door_renewed(old, door_address(_new_door(old.participant, old.contact)))
    old.revoked_at = timezone.now()
    old.save(update_fields=["revoked_at"])


@transaction.atomic
def revoke_doors(participant: Participant, *, by: Actor) -> None:
    """A letter fell into the wrong hands: every address sent for this participant opens nothing any more."""
    only_office(by)
    if participant.doors.filter(revoked_at=None).update(revoked_at=timezone.now()):
        record(
            "meeting_day.doors_revoked", participant, by=by, organisation_id=participant.organisation_id,
            event=participant.day.event_id,
        )  # fmt: skip
