"""Who may act for whom, and to whom a letter goes."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils import timezone

from dnm.accounts.models import User
from dnm.accounts.queries import personal_roles_of
from dnm.accounts.rules import Actor
from dnm.accounts.workflow import Role
from dnm.mail.actions import Recipient

from ..models import Contact, Membership, Organisation

ROLES = {
    (Organisation.Kind.COMPANY, Membership.Role.OWNER): Role.COMPANY_OWNER,
    (Organisation.Kind.COMPANY, Membership.Role.MEMBER): Role.COMPANY_MEMBER,
    (Organisation.Kind.STARTUP, Membership.Role.OWNER): Role.STARTUP_OWNER,
    (Organisation.Kind.STARTUP, Membership.Role.MEMBER): Role.STARTUP_MEMBER,
    (Organisation.Kind.HUB, Membership.Role.OWNER): Role.HUB,
    (Organisation.Kind.HUB, Membership.Role.MEMBER): Role.HUB,
    (Organisation.Kind.CARRIER, Membership.Role.OWNER): Role.CARRIER,
    (Organisation.Kind.CARRIER, Membership.Role.MEMBER): Role.CARRIER,
}


def actors_for(user: User) -> list[Actor]:
    """Everything a person may act as today: office roles first, then organisations by name. Two queries."""
    acting = [Actor("accounts.user", user.pk, user.full_name, role) for role in personal_roles_of(user)]
    for membership in (
        Membership.objects.filter(user=user).select_related("organisation").order_by("organisation__sort_name", "pk")
    ):
        role = ROLES.get((Organisation.Kind(membership.organisation.kind), Membership.Role(membership.role)))
        if role:
            acting.append(
                Actor(
                    "accounts.user",
                    user.pk,
                    user.full_name,
                    role,
                    membership.organisation_id,
                    may_release=_may_release(membership, timezone.localdate()),
                )
            )
    return acting


def _may_release(membership: Membership, today: date) -> bool:
    if membership.role == Membership.Role.OWNER:
        return True
    starts, ends = membership.deputy_from, membership.deputy_until
    return starts is not None and starts <= today and (ends is None or today <= ends)


def contact_actor(contact: Contact, *, only: str) -> Actor | None:
    """A contact who came by a mailed link: sees one matter only; the primary contact stands for the owner."""
    membership = Membership.Role.OWNER if contact.primary else Membership.Role.MEMBER
    role = ROLES.get((Organisation.Kind(contact.organisation.kind), membership))
    if role is None or contact.left_on:
        return None
    return Actor(
        "directory.contact",
        contact.pk,
        contact.full_name,
        role,
        contact.organisation_id,
        may_release=contact.primary,
        only=only,
    )


def contact_for(organisation: Organisation) -> Contact | None:
    """The person letters about a case go to: the primary contact, else the first one still there."""
    return organisation.contacts.filter(Q(left_on=None)).order_by("-primary", "pk").first()


def recipient(contact: Contact) -> Recipient:
    return Recipient(contact.email, contact.full_name, contact.language, "directory.contact", contact.pk)


def user_recipient(user: User) -> Recipient:
    return Recipient(user.email, user.full_name, user.language, "accounts.user", user.pk)


def names_of_organisations(ids: Iterable[int | None]) -> dict[int, str]:
    """Names of the organisations somebody may act for, to tell the roles apart."""
    return dict(Organisation.objects.filter(pk__in=[pk for pk in ids if pk]).values_list("pk", "name"))
