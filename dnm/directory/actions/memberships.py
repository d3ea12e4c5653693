"""Who belongs to an organisation, who is responsible for it, who stands in. One owner always remains."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.models import User
from dnm.accounts.rules import Actor
from dnm.journal.actions import record
from dnm.journal.rules import Acting

from ..models import Contact, Membership, Organisation
from ..queries.members import may_manage_members
from .journaling import note_contact


def _locked(organisation_id: int) -> Organisation:
    """Locked, so that two owners who leave at the same moment do not both succeed."""
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation_id)


def _note(verb: str, membership: Membership, by: Acting, **details: str) -> None:
    firm = membership.organisation
    facts: dict[str, Any] = {"organisation_id": firm.pk, "municipality": firm.municipality, **details}
    record(verb, membership, by=by, **facts)


def _only_managers(by: Actor, organisation: Organisation) -> None:
    if not may_manage_members(by, organisation):
        raise Refused(_("Das dürfen nur die Verantwortlichen Ihres Betriebs."))


def _keep_an_owner(membership: Membership) -> None:
    others = Membership.objects.filter(organisation=membership.organisation_id, role=Membership.Role.OWNER)
    if membership.role == Membership.Role.OWNER and not others.exclude(pk=membership.pk).exists():
        raise Refused(_("Eine Person muss verantwortlich bleiben. Geben Sie die Verantwortung zuerst jemand anderem."))


@transaction.atomic
def join(organisation: Organisation, user: User, role: str, *, by: Acting) -> Membership:
    """Belong to an organisation from now on. Who belongs already may only move up to owner.

    For the actions of this app: asks for no rights, those lie in the invitation.
    """
    organisation = _locked(organisation.pk)
    membership, is_new = Membership.objects.get_or_create(user=user, organisation=organisation, defaults={"role": role})
    if is_new:
        _note("membership.started", membership, by, role=role)
    elif role == Membership.Role.OWNER and membership.role != role:
        membership.role = role
        membership.save(update_fields=["role"])
        _note("membership.role_changed", membership, by, role=role)
    _be_a_contact(organisation, user, role, by)
    return membership


def _be_a_contact(organisation: Organisation, user: User, role: str, by: Acting) -> None:
    """Letters go to contacts: take over the one with this address, or add one."""
    there = organisation.contacts.filter(left_on=None)
    known = there.filter(user=user).first() or there.filter(email__iexact=user.email, user=None).first()
    if known:
        if known.user_id is None:
            known.user = user
            known.save(update_fields=["user"])
        return
    # The primary contact may release data by a mailed link: an owner may be that, a member never by chance.
    primary = role == Membership.Role.OWNER and not there.filter(primary=True).exists()
    contact = Contact.objects.create(
        organisation=organisation, user=user, salutation=user.salutation, first_name=user.first_name,
        last_name=user.last_name, email=user.email, phone=user.phone, language=user.language, primary=primary,
    )  # fmt: skip
    note_contact("contact.added", contact, by=by, primary=primary)


@transaction.atomic
def change_member_role(membership: Membership, role: str, *, by: Actor) -> Membership:
    organisation = _locked(membership.organisation_id)
    _only_managers(by, organisation)
    membership.refresh_from_db()
    if membership.role == role:
        return membership
    if role not in Membership.Role.values:
        raise Refused(_("Wählen Sie „verantwortlich“ oder „Mitglied“."))
    _keep_an_owner(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    _note("membership.role_changed", membership, by, role=role)
    return membership


@transaction.atomic
def name_member_deputy(membership: Membership, *, starts: date | None, ends: date | None, by: Actor) -> Membership:
    """From ``starts`` to ``ends`` (both included) this member may release. Without a start: no longer."""
    organisation = _locked(membership.organisation_id)
    _only_managers(by, organisation)
    if starts is None and ends is not None:
        raise Refused(_("Geben Sie an, ab wann die Vertretung gilt."))
    if starts and ends and ends < starts:
        raise Refused(_("Das Ende der Vertretung liegt vor ihrem Anfang."))
    membership.refresh_from_db()
    if (membership.deputy_from, membership.deputy_until) != (starts, ends):
        membership.deputy_from, membership.deputy_until = starts, ends
        membership.save(update_fields=["deputy_from", "deputy_until"])
        _note("membership.deputy_named", membership, by, starts=_iso(starts), ends=_iso(ends))
    return membership


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


@transaction.atomic
def end_membership(membership: Membership, *, by: Actor) -> None:
    """The person leaves or is removed: no access from the next request on, no more letters to it."""
    organisation = _locked(membership.organisation_id)
    if (by.label, by.id) != ("accounts.user", membership.user_id):
        _only_managers(by, organisation)
    membership = Membership.objects.select_related("organisation", "user").get(pk=membership.pk)
    _keep_an_owner(membership)
    _note("membership.ended", membership, by)
    for contact in organisation.contacts.filter(user=membership.user_id, left_on=None):
        contact.left_on, contact.primary = timezone.localdate(), False
        contact.save(update_fields=["left_on", "primary"])
        note_contact("contact.left", contact, by=by, on=contact.left_on.isoformat())
    membership.delete()
