"""Doors of participants without an account: what a mailed address leads to, and who acts behind it."""

from django.db.models import F, QuerySet
from django.utils import timezone

from dnm.accounts.rules import Actor, hash_of
from dnm.directory.queries import contact_actor

from ..models import ParticipantDoor


def door_of(token: str) -> ParticipantDoor | None:
    """The door behind a mailed address, if it still opens something."""
    return known_doors().filter(token_hash=hash_of(token), expires_at__gt=timezone.now()).first()


def known_doors() -> QuerySet[ParticipantDoor]:
    """Also those that are over, so that a new address can be asked for; none of somebody who comes no longer."""
    doors = ParticipantDoor.objects.filter(revoked_at=None, participant__contact=F("contact"))
    return doors.select_related("contact__organisation", "participant__organisation", "participant__day__event")


def actor_of_door(door_id: int) -> Actor | None:
    """Who acts through a door that was opened with its code; None once it is over."""
    door = known_doors().filter(pk=door_id, expires_at__gt=timezone.now()).first()
    return contact_actor(door.contact, only=f"participant:{door.participant_id}") if door else None
