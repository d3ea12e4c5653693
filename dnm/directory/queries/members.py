from django.db.models import QuerySet
from django.utils import timezone

from dnm.accounts.rules import Actor, is_scout, is_system

from ..models import Membership, Organisation


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Everybody who signs in for this organisation: owners first, then by name."""
    members = Membership.objects.filter(organisation=organisation).select_related("user", "organisation")
    return members.order_by("-role", "user__last_name", "user__first_name", "pk")


def members_visible_to(actor: Actor) -> QuerySet[Membership]:
    """The only door to memberships for pages: scouts see all, members those of the organisation they act for."""
    if is_scout(actor):
        return Membership.objects.select_related("user", "organisation")
    if actor.only or actor.organisation_id is None:
        return Membership.objects.none()
    return Membership.objects.filter(organisation=actor.organisation_id).select_related("user", "organisation")


def owns(actor: Actor, organisation: Organisation) -> bool:
    """Acts for this organisation and is responsible for it. A mailed link does not count, a deputy neither."""
    if actor.only or actor.label != "accounts.user" or actor.organisation_id != organisation.pk:
        return False
    owners = Membership.objects.filter(organisation=organisation, role=Membership.Role.OWNER)
    return owners.filter(user=actor.id).exists()


def may_manage_members(actor: Actor, organisation: Organisation) -> bool:
    """Invite people, change their roles, name deputies: the owners, and scouts on their behalf."""
    return is_scout(actor) or is_system(actor) or owns(actor, organisation)


def is_deputy_now(membership: Membership) -> bool:
    starts, ends, today = membership.deputy_from, membership.deputy_until, timezone.localdate()
    return starts is not None and starts <= today and (ends is None or today <= ends)
