"""Menschen im Betrieb: who acts for us, who is responsible, who stands in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.directory.actions.memberships import end_membership
from dnm.directory.models import Organisation
from dnm.directory.queries import organisations_visible_to
from dnm.directory.queries.invitations import open_invitations
from dnm.directory.queries.members import may_manage_members, members_visible_to
from dnm.web.limits import limited
from dnm.web.memberships import InviteForm, MemberForm, changed, invited, listed, withdrawn
from dnm.web.requests import SignedInRequest


@limited("invite", count=30, seconds=3600)
def people(request: SignedInRequest) -> HttpResponse:
    """The list, and a form to invite a colleague for those who may."""
    organisation = _own(request)
    manages = may_manage_members(request.actor, organisation)
    form = InviteForm(organisation, request.POST or None, initial={"language": "de"}) if manages else None
    if request.method == "POST" and not form:
        messages.error(request, _("Das dürfen nur die Verantwortlichen Ihres Betriebs."))
        return redirect("member:people")
    if request.method == "POST" and form and form.is_valid() and invited(request, organisation, form):
        return redirect("member:people")
    context = {
        "organisation": organisation,
        "members": listed(organisation),
        "form": form,
        "manages": manages,
        "invitations": open_invitations(organisation) if manages else [],
    }
    return render(request, "member/people.html", context)


def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One colleague: role and deputy dates."""
    member = get_object_or_404(members_visible_to(request.actor), pk=pk)
    if not may_manage_members(request.actor, member.organisation):
        messages.error(request, _("Das dürfen nur die Verantwortlichen Ihres Betriebs."))
        return redirect("member:people")
    form = MemberForm(member, request.POST or None)
    if request.method == "POST" and form.is_valid() and changed(request, member, form):
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
    withdrawn(request, get_object_or_404(open_invitations(_own(request)), pk=pk))
    return redirect("member:people")


def _own(request: SignedInRequest) -> Organisation:
    return get_object_or_404(organisations_visible_to(request.actor), pk=request.actor.organisation_id)
