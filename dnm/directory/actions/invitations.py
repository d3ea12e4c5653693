"""Invitations: a secret letter with a link for 14 days and one use. Opening the link changes nothing."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused, create_person, grant_role
from dnm.accounts.models import User
from dnm.accounts.queries import person_by_email
from dnm.accounts.rules import SYSTEM, Actor, can_manage_people
from dnm.accounts.workflow import AUDIENCE, Audience, Role
from dnm.journal.actions import record
from dnm.mail.actions import Recipient

from ..emails import invitation_letter
from ..models import Invitation, Membership, Organisation
from ..queries.invitations import hash_of, open_invitations
from ..queries.members import may_manage_members
from ..queries.people import ROLES, user_recipient
from .memberships import join

VALID = timedelta(days=14)
DOUBLE_CLICK = timedelta(minutes=1)
"""The same request again within this time is a double click: nothing new happens."""


@transaction.atomic
def invite_to_organisation(
    organisation: Organisation,
    email: str,
    *,
    by: Actor,
    role: str = Membership.Role.MEMBER,
    first_name: str = "",
    last_name: str = "",
    language: str = "de",
) -> Invitation:
    """Invite somebody to act for an organisation; a new one to the same address replaces the old one."""
    if not may_manage_members(by, organisation):
        raise Refused(_("Das dürfen nur die Verantwortlichen Ihres Betriebs."))
    if organisation.memberships.filter(user__email__iexact=email.strip()).exists():
        raise Refused(_("Diese Person gehört schon dazu."))
    if (organisation.kind, role) not in ROLES:
        raise Refused(_("Für diese Organisation gibt es keine Zugänge."))
    return _invite(
        Invitation(organisation=organisation, member_role=role, first_name=first_name, last_name=last_name),
        email, language, by,
    )  # fmt: skip


@transaction.atomic
def invite_to_office(
    email: str, role: Role, *, by: Actor, first_name: str = "", last_name: str = "", language: str = "de"
) -> Invitation:
    if not can_manage_people(by):
        raise Refused(_("Ins Büro laden die Projektleitung und die Verwaltung ein."))
    if AUDIENCE.get(role) != Audience.OFFICE:
        raise Refused(_("Wählen Sie eine Rolle im Büro."))
    person = person_by_email(email)
    if person and person.role_grants.filter(role=role).exists():
        raise Refused(_("Diese Person hat die Rolle schon."))
    return _invite(Invitation(office_role=role, first_name=first_name, last_name=last_name), email, language, by)


def _invite(invitation: Invitation, email: str, language: str, by: Actor) -> Invitation:
    now = timezone.now()
    address = email.strip().lower()
    before = open_invitations(invitation.organisation).filter(email=address, office_role=invitation.office_role)
    if just_sent := before.filter(created_at__gt=now - DOUBLE_CLICK, member_role=invitation.member_role).first():
        return just_sent
    for replaced in before:
        withdraw_invitation(replaced, by=by)
    token = secrets.token_urlsafe(32)
    invitation.email, invitation.token_hash, invitation.expires_at = address, hash_of(token), now + VALID
    if by.label == "accounts.user":
        invitation.invited_by = User.objects.filter(pk=by.id or 0).first()
    invitation.save()
    _note("invitation.sent", invitation, by)
    person = person_by_email(address)
    name = f"{invitation.first_name} {invitation.last_name}".strip()
    invitation_letter(invitation, token, to=user_recipient(person) if person else Recipient(address, name, language))
    return invitation


def _note(verb: str, invitation: Invitation, by: Actor) -> None:
    firm = invitation.organisation
    record(
        verb, invitation, by=by, organisation_id=firm.pk if firm else None,
        municipality=firm.municipality if firm else "", role=invitation.member_role or invitation.office_role,
    )  # fmt: skip


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Actor) -> None:
    """The link in the letter opens nothing from now on."""
    allowed = may_manage_members(by, invitation.organisation) if invitation.organisation else can_manage_people(by)
    if not allowed:
        raise Refused(_("Das dürfen Sie in Ihrer Rolle nicht ändern."))
    _note("invitation.withdrawn", invitation, by)
    invitation.delete()


@transaction.atomic
def accept_invitation(
    token: str, *, first_name: str = "", last_name: str = "", language: str = "de", person: User | None = None
) -> User:
    """Who holds the letter belongs from now on; makes the account where there is none yet.

    ``person``: who is signed in while accepting. Raises ``Invitation.DoesNotExist`` for an unknown token.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).get(token_hash=hash_of(token))
    known = person_by_email(invitation.email)
    if person and person != known:
        raise Refused(_("Diese Einladung gilt für eine andere E-Mail-Adresse."))
    if invitation.accepted_at:
        if known and timezone.now() - invitation.accepted_at < DOUBLE_CLICK:
            return known
        raise Refused(_("Diese Einladung ist schon angenommen. Melden Sie sich an."))
    if invitation.expires_at <= timezone.now():
        raise Refused(_("Diese Einladung ist abgelaufen. Lassen Sie sich neu einladen."))
    if known and not known.is_active:
        raise Refused(_("Dieser Zugang ist gesperrt. Rufen Sie uns an."))
    user = known or _new_person(invitation.email, first_name.strip(), last_name.strip(), language)
    _take_up(invitation, user)
    return user


def _new_person(email: str, first_name: str, last_name: str, language: str) -> User:
    if not last_name:
        raise Refused(_("Geben Sie Ihren Nachnamen an."))
    return create_person(email=email, first_name=first_name, last_name=last_name, language=language, by=SYSTEM)


def _take_up(invitation: Invitation, user: User) -> None:
    """What was promised; the right to it lies in the invitation, so the system acts."""
    if invitation.organisation:
        join(invitation.organisation, user, invitation.member_role, by=SYSTEM)
    else:
        grant_role(user, Role(invitation.office_role), by=SYSTEM)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    _note("invitation.accepted", invitation, Actor("accounts.user", user.pk, user.full_name, _role(invitation)))


def _role(invitation: Invitation) -> Role:
    """The role in which the person enters, for the journal."""
    if invitation.organisation is None:
        return Role(invitation.office_role)
    return ROLES[(Organisation.Kind(invitation.organisation.kind), Membership.Role(invitation.member_role))]
