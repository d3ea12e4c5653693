"""Who signs in for an organisation: the forms and the acts behind them, for its owners and for the office."""

from typing import Any

from django import forms
from django.contrib import messages
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.accounts.actions import Refused
from dnm.directory.actions.invitations import invite_to_organisation, withdraw_invitation
from dnm.directory.actions.memberships import change_member_role, name_member_deputy
from dnm.directory.models import Invitation, Membership, Organisation
from dnm.directory.queries.members import is_deputy_now, members_of

from .forms import Day, Form, PersonalInvitation
from .requests import SignedInRequest

Role, Kind = Membership.Role, Organisation.Kind
RELEASING = (Kind.COMPANY, Kind.STARTUP)
"""Only these release data about themselves, so only they need deputies for it."""

RIGHTS: list[tuple[str, Promise]] = [
    (Role.MEMBER, gettext_lazy("Mitglied: sieht und bearbeitet alles, gibt nichts frei")),
    (Role.OWNER, gettext_lazy("verantwortlich: gibt auch Angaben frei und lädt andere ein")),
]
PARTNER_RIGHTS: list[tuple[str, Promise]] = [
    (Role.MEMBER, gettext_lazy("Mitglied: sieht und bearbeitet alles")),
    (Role.OWNER, gettext_lazy("verantwortlich: erster Kontakt für das Zentrum")),
]


class InviteForm(PersonalInvitation):
    role = forms.ChoiceField(
        label=gettext_lazy("Was darf die Person?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Wählen Sie aus, was die Person darf.")},
    )

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField), "declared above"
        role.choices = RIGHTS if organisation.kind in RELEASING else PARTNER_RIGHTS


class MemberForm(Form):
    role = forms.ChoiceField(label=gettext_lazy("Rolle"), choices=Role.choices, widget=forms.RadioSelect)
    starts = Day(label=gettext_lazy("Vertretung vom"), required=False)
    ends = Day(label=gettext_lazy("Vertretung bis"), required=False)

    def __init__(self, member: Membership, *args: Any, **kwargs: Any) -> None:
        now = {"role": member.role, "starts": member.deputy_from, "ends": member.deputy_until}
        super().__init__(*args, initial=now, **kwargs)
        if member.organisation.kind not in RELEASING:
            del self.fields["starts"], self.fields["ends"]


def listed(organisation: Organisation) -> list[tuple[Membership, bool]]:
    """Everybody who signs in for it, and whether each deputises today."""
    return [(member, is_deputy_now(member)) for member in members_of(organisation)]


def invited(request: SignedInRequest, organisation: Organisation, form: InviteForm) -> bool:
    wanted = dict(form.cleaned_data)
    try:
        invite_to_organisation(organisation, wanted.pop("email"), by=request.actor, **wanted)
    except Refused as refusal:
        form.add_error("email", str(refusal))
        return False
    messages.success(request, _("Die Einladung ist unterwegs. Sie gilt 14 Tage."))
    return True


def changed(request: SignedInRequest, member: Membership, form: MemberForm) -> bool:
    wanted = form.cleaned_data
    try:
        change_member_role(member, wanted["role"], by=request.actor)
        if "starts" in form.fields:
            name_member_deputy(member, starts=wanted["starts"], ends=wanted["ends"], by=request.actor)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Gespeichert: %(name)s") % {"name": member.user.full_name})
    return True


def withdrawn(request: SignedInRequest, invitation: Invitation) -> None:
    try:
        withdraw_invitation(invitation, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Die Einladung an %(email)s gilt nicht mehr.") % {"email": invitation.email})
