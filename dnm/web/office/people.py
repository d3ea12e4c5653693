"""Menschen im Büro: roles, invitations, deputies. For the lead and the administration."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused, end_deputy, name_deputy, set_office_roles
from dnm.accounts.models import ROLE_NAMES, User
from dnm.accounts.queries import deputies_from, office_people, personal_roles_of
from dnm.accounts.workflow import Role
from dnm.directory.actions.invitations import invite_to_office, withdraw_invitation
from dnm.directory.queries.invitations import open_invitations
from dnm.web.account.pages import DeputyForm
from dnm.web.forms import Form, PersonalInvitation
from dnm.web.limits import limited
from dnm.web.requests import SignedInRequest, number_in

from .management import management_only

OFFICE_ROLES = (Role.SCOUT, Role.LEAD, Role.DIRECTOR, Role.ADMIN)
CHOICES = [(str(role), ROLE_NAMES[role]) for role in OFFICE_ROLES]


class InviteForm(PersonalInvitation):
    role = forms.ChoiceField(
        label=gettext_lazy("Rolle"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Wählen Sie eine Rolle.")},
    )


class Roles(forms.MultipleChoiceField):
    """None at all is an answer too: the person leaves the office."""

    def validate(self, value: list[str]) -> None:
        if value:
            super().validate(value)


class RolesForm(Form):
    roles = Roles(
        label=gettext_lazy("Rollen"),
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Projektleitung schließt Digitalscout ein. Geschäftsführung und Verwaltung allein lesen keine "
            "Bedarfe. Eine Änderung gilt sofort, auch in offenen Sitzungen."
        ),
    )


@management_only
@limited("invite", count=30, seconds=3600)
def people(request: SignedInRequest) -> HttpResponse:
    form = InviteForm(request.POST or None, initial={"language": "de"})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            invite_to_office(wanted.pop("email"), Role(wanted.pop("role")), by=request.actor, **wanted)
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("Die Einladung ist unterwegs. Sie gilt 14 Tage."))
            return redirect("office:people")
    today = timezone.localdate()
    rows = [_row(person, today) for person in office_people()]
    return render(request, "office/people.html", {"rows": rows, "form": form, "invitations": open_invitations(None)})


def _row(person: User, today: object) -> dict[str, object]:
    """From what ``office_people`` fetched along, without a query per person."""
    held = {grant.role for grant in person.role_grants.all()}
    return {
        "person": person,
        "roles": [name for role, name in CHOICES if role in held],
        "deputies": [named for named in person.deputies.all() if named.ends >= today],  # type: ignore[operator]
    }


@management_only
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person: tick the roles; name and end deputies."""
    found = get_object_or_404(office_people(), pk=pk)
    held = [str(role) for role in personal_roles_of(found) if role in OFFICE_ROLES]
    naming = request.POST.get("act") == "deputy"
    form = RolesForm(request.POST if request.method == "POST" and not naming else None, initial={"roles": held})
    deputy_form = DeputyForm(found, request.POST if naming else None)
    deputy_form.fields["deputy"].label = _("Wer vertritt %(name)s?") % {"name": found.full_name}
    if form.is_bound and form.is_valid() and _set_roles(request, found, form):
        return redirect("office:people")
    if naming and deputy_form.is_valid():
        try:
            name_deputy(found, by=request.actor, **deputy_form.cleaned_data)
        except Refused as refusal:
            deputy_form.add_error("ends", str(refusal))
        else:
            messages.success(request, _("Die Vertretung ist eingetragen."))
            return redirect("office:person", pk=pk)
    deputies = deputies_from(found, timezone.localdate())
    shown = {"person": found, "roles_form": form, "deputy_form": deputy_form, "deputies": deputies}
    return render(request, "office/person.html", {**shown, "form": deputy_form if naming else form})


def _set_roles(request: SignedInRequest, person: User, form: RolesForm) -> bool:
    try:
        set_office_roles(person, [Role(role) for role in form.cleaned_data["roles"]], by=request.actor)
    except Refused as refusal:
        form.add_error("roles", str(refusal))
        return False
    messages.success(request, _("Gespeichert: %(name)s") % {"name": person.full_name})
    return True


@management_only
@require_POST
def deputy_end(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(office_people(), pk=pk)
    number = number_in(request.POST.get("beenden", ""))
    named = deputies_from(found, timezone.localdate()).filter(pk=number).first()
    if named:
        end_deputy(named, by=request.actor)
        messages.success(request, _("Die Vertretung ist beendet."))
    return redirect("office:person", pk=pk)


@management_only
@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(open_invitations(None), pk=pk)
    withdraw_invitation(found, by=request.actor)
    messages.success(request, _("Die Einladung an %(email)s gilt nicht mehr.") % {"email": found.email})
    return redirect("office:people")
