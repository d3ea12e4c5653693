"""Who signs in for an organisation, as the office sees and changes it on its behalf."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.directory.actions.memberships import end_membership
from dnm.directory.models import Membership, Organisation
from dnm.directory.queries import organisations_visible_to
from dnm.directory.queries.invitations import open_invitations
from dnm.directory.queries.members import members_visible_to
from dnm.directory.queries.people import ROLES
from dnm.directory.rules import can_keep_directory
from dnm.web.access import only_for
from dnm.web.limits import limited
from dnm.web.memberships import RELEASING, InviteForm, MemberForm, changed, invited, listed, withdrawn
from dnm.web.requests import SignedInRequest

WITH_ACCOUNTS = {kind for kind, _role in ROLES}
"""Kinds of organisations for which somebody can sign in at all."""


def _organisation(request: SignedInRequest, pk: int) -> Organisation:
    return get_object_or_404(organisations_visible_to(request.actor), pk=pk, kind__in=WITH_ACCOUNTS)


def _member(request: SignedInRequest, pk: int, row: int) -> Membership:
    return get_object_or_404(members_visible_to(request.actor), pk=row, organisation=_organisation(request, pk))


@only_for(can_keep_directory)
@limited("invite", count=30, seconds=3600)
def members(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = _organisation(request, pk)
    form = InviteForm(organisation, request.POST or None, initial={"language": "de"})
    if request.method == "POST" and form.is_valid() and invited(request, organisation, form):
        return redirect("office:organisation-members", pk)
    context = {
        "organisation": organisation,
        "members": listed(organisation),
        "invitations": open_invitations(organisation),
        "releasing": organisation.kind in RELEASING,
        "form": form,
    }
    return render(request, "office/directory/members.html", context)


@only_for(can_keep_directory)
def member(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    shown = _member(request, pk, row)
    form = MemberForm(shown, request.POST or None)
    if request.method == "POST" and form.is_valid() and changed(request, shown, form):
        return redirect("office:organisation-members", pk)
    return render(request, "office/directory/member.html", {"member": shown, "form": form})


@only_for(can_keep_directory)
@require_POST
def end(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    gone = _member(request, pk, row)
    name = gone.user.full_name
    try:
        end_membership(gone, by=request.actor)
        messages.success(request, _("%(name)s gehört nicht mehr dazu.") % {"name": name})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("office:organisation-members", pk)


@only_for(can_keep_directory)
@require_POST
def withdraw(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    withdrawn(request, get_object_or_404(open_invitations(_organisation(request, pk)), pk=row))
    return redirect("office:organisation-members", pk)
