"""Who acts, and for which audience. Pages, letters and jobs all pass an ``Actor`` to actions and queries."""

import hashlib
import secrets
from dataclasses import dataclass

from .workflow import AUDIENCE, INCLUDED, Audience, Role


@dataclass(frozen=True)
class Actor:
    """One person in one role. ``label`` and ``id`` name the row: a user, a contact with a mailed link, or the clock.

    ``organisation_id`` is set for members, hubs and carriers; ``may_release`` for owners and named deputies.
    ``only`` narrows the view to one subject, "need:12", "introduction:7" or "check:3": a mailed link opens nothing
    else.
    """

    label: str
    id: int | None
    name: str
    role: Role
    organisation_id: int | None = None
    may_release: bool = False
    only: str = ""

    @property
    def audience(self) -> Audience | None:
        return AUDIENCE.get(self.role)

    def holds(self, role: Role) -> bool:
        return role == self.role or role in INCLUDED.get(self.role, ())


SYSTEM = Actor("system", None, "DNM", Role.SYSTEM)


def is_scout(actor: Actor) -> bool:
    """May read needs and cases and moderate them."""
    return actor.holds(Role.SCOUT)


def is_office(actor: Actor) -> bool:
    return actor.audience == Audience.OFFICE


def is_system(actor: Actor) -> bool:
    return actor.role == Role.SYSTEM


def can_manage_people(actor: Actor) -> bool:
    """Invite office people, give and take roles. Leads run the office, admins the machine."""
    return actor.role in (Role.LEAD, Role.ADMIN)


def may_name_deputy(actor: Actor, person_id: int) -> bool:
    """For oneself, or for others as their lead."""
    return can_manage_people(actor) or is_system(actor) or (actor.label, actor.id) == ("accounts.user", person_id)


def new_token() -> str:
    """For an address that opens something; only its hash is kept."""
    return secrets.token_urlsafe(24)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
