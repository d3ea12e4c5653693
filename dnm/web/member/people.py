"""Menschen im Betrieb: who acts for us, who is responsible, who stands in."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.accounts.models import LetterLanguage
from dnm.directory.actions.invitations import invite_to_organisation, withdraw_invitation
from dnm.directory.actions.memberships import change_member_role, end_membership, name_member_deputy
from dnm.directory.models import Membership, Organisation
from dnm.directory.queries import organisations_visible_to
from dnm.directory.queries.invitations import open_invitations
from dnm.directory.queries.members import is_deputy_now, may_manage_members, members_of, members_visible_to
from dnm.web.forms import Day, Form
from dnm.web.limits import limited
from dnm.web.requests import SignedInRequest


class InviteForm(Form):
    first_name = forms.CharField(label=gettext_lazy("Vorname"), max_length=80, required=False)
    last_name = forms.CharField(label=gettext_lazy("Nachname"), max_length=80, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-Mail-Adresse"),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Geben Sie die E-Mail-Adresse der Person an."),
            "invalid": gettext_lazy("Geben Sie die E-Mail-Adresse so ein: name@beispiel.de"),
        },
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Was darf die Person?"),
        choices=[
            (Membership.Role.MEMBER, gettext_lazy("Mitglied: sieht und bearbeitet alles, gibt nichts frei")),
            (
                Membership.Role.OWNER,
                gettext_lazy("verantwortlich: gibt auch Angaben frei und lädt andere ein"),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Wählen Sie aus, was die Person darf.")},
    )
    language = forms.ChoiceField(label=gettext_lazy("Sprache des Briefs"), choices=LetterLanguage.choices)


class MemberForm(Form):
    role = forms.ChoiceField(
        label=gettext_lazy("Rolle im Betrieb"), choices=Membership.Role.choices, widget=forms.RadioSelect
    )
    starts = Day(label=gettext_lazy("Vertretung vom"), required=False)
    ends = Day(
        label=gettext_lazy("Vertretung bis"),
        required=False,
    )


@limited("invite", count=30, seconds=3600)
def people(request: SignedInRequest) -> HttpResponse:
    """The list, and a form to invite a colleague for those who may."""
    organisation = _own(request)
    manages = may_manage_members(request.actor, organisation)
    form = InviteForm(request.POST or None, initial={"language": "de"}) if manages else None
    if request.method == "POST" and form and form.is_valid():
        try:
            invite_to_organisation(organisation, form.cleaned_data.pop("email"), by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("Die Einladung ist unterwegs. Sie gilt 14 Tage."))
            return redirect("member:people")
    elif request.method == "POST" and not manages:
        messages.error(request, _("Das dürfen nur die Verantwortlichen Ihres Betriebs."))
        return redirect("member:people")
    members = [(member, is_deputy_now(member)) for member in members_of(organisation)]
    context = {"organisation": organisation, "members": members, "form": form, "manages": manages}
    invitations = open_invitations(organisation) if manages else []
    return render(request, "member/people.html", {**context, "invitations": invitations})


def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One colleague: role and deputy dates."""
    member = get_object_or_404(members_visible_to(request.actor), pk=pk)
    if not may_manage_members(request.actor, member.organisation):
        messages.error(request, _("Das dürfen nur die Verantwortlichen Ihres Betriebs."))
        return redirect("member:people")
    now = {"role": member.role, "starts": member.deputy_from, "ends": member.deputy_until}
    form = MemberForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            change_member_role(member, wanted["role"], by=request.actor)
            name_member_deputy(member, starts=wanted["starts"], ends=wanted["ends"], by=request.actor)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Gespeichert: %(name)s") % {"name": member.user.full_name})
            return redirect("member:people")
    return render(request, "member/person.html", {"member": member, "form": form})


@require_POST
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove a colleague, or go oneself."""
    member = get_object_or_404(members_visible_to(request.actor), pk=pk)
    name, own = member.user.full_name, member.user_id == request.user.pk
    try:
        end_membership(member, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("member:people")
    messages.success(request, _("%(name)s gehört nicht mehr dazu.") % {"name": name})
    return redirect("onward" if own else "member:people")


@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(open_invitations(_own(request)), pk=pk)
    try:
        withdraw_invitation(found, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Die Einladung an %(email)s gilt nicht mehr.") % {"email": found.email})
    return redirect("member:people")


def _own(request: SignedInRequest) -> Organisation:
    return get_object_or_404(organisations_visible_to(request.actor), pk=request.actor.organisation_id)
