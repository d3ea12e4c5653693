"""Who may change what in the directory. Pure yes or no."""

from datetime import date

from dnm.accounts.rules import Actor, is_scout, is_system
from dnm.accounts.workflow import Audience

from ..models import Organisation, StartupProfile

OFFICE_FACTS = frozenset({"kind", "source", "scout", "fictitious"})
"""What members cannot change about their own organisation."""


def can_keep_directory(actor: Actor) -> bool:
    """Create organisations, write notes, add topics, confirm start-ups, export the list."""
    return is_scout(actor) or is_system(actor)


def belongs_to(actor: Actor, organisation: Organisation) -> bool:
    """Signed in for this very organisation; a mailed link does not count."""
    own = actor.organisation_id is not None and actor.organisation_id == organisation.pk
    return own and actor.audience == Audience.MEMBER and not actor.only


def can_change(actor: Actor, organisation: Organisation) -> bool:
    return can_keep_directory(actor) or belongs_to(actor, organisation)


def can_change_contacts(actor: Actor, organisation: Organisation) -> bool:
    """Whoever is reached under these addresses may release data, so only owners and deputies change them."""
    return can_keep_directory(actor) or (belongs_to(actor, organisation) and actor.may_release)


def can_vouch(actor: Actor) -> bool:
    return actor.audience == Audience.HUB and actor.organisation_id is not None


def is_confirmed(organisation: Organisation) -> bool:
    """Start-ups wait for a scout; everybody else is entered by the office itself."""
    return organisation.kind != Organisation.Kind.STARTUP or organisation.confirmed_at is not None


def is_paused(profile: StartupProfile, today: date) -> bool:
    return profile.paused_until is not None and profile.paused_until >= today
