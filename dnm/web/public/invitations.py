"""The page behind the link in an invitation: shows on GET, accepts on POST only."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dnm.accounts.actions import Refused
from dnm.accounts.models import User
from dnm.accounts.queries import person_by_email
from dnm.directory.actions.invitations import accept_invitation
from dnm.directory.models import Invitation
from dnm.directory.queries.invitations import invitation_by_token
from dnm.web.access import open_to_all
from dnm.web.account.forms import Login
from dnm.web.forms import Form
from dnm.web.language import reading_language
from dnm.web.requests import Request


class NameForm(Form):
    first_name = forms.CharField(
        label=_("Vorname"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Nachname"),
        max_length=80,
        error_messages={"required": _("Geben Sie Ihren Nachnamen an.")},
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )


@open_to_all
def invitation(request: Request, token: str) -> HttpResponse:
    found = invitation_by_token(token)
    if found is None:
        raise Http404
    person = request.user if request.user.is_authenticated else None
    known = person_by_email(found.email)
    given = {"first_name": found.first_name, "last_name": found.last_name}
    form = NameForm(request.POST or None, initial=given) if known is None else None
    if request.method == "POST" and (form is None or form.is_valid()):
        names = form.cleaned_data if form else {}
        try:
            user = accept_invitation(token, person=person, language=reading_language(), **names)
        except Refused as refusal:
            return _page(request, found, form, known, str(refusal))
        return redirect("onward") if person else _send_code(request, user)
    return _page(request, found, form, known)


def _page(
    request: Request, found: Invitation, form: NameForm | None, known: User | None, refusal: str = ""
) -> HttpResponse:
    used, expired = found.accepted_at is not None, found.expires_at <= timezone.now()
    stranger = request.user.is_authenticated and request.user != known
    context = {"invitation": found, "form": form, "used": used, "expired": expired, "stranger": stranger}
    status = 410 if used or expired else 200
    return render(request, "public/invitation.html", {**context, "refusal": refusal}, status=status)


def _send_code(request: Request, user: User) -> HttpResponse:
    """On to the usual sign-in with a mailed code, as if the address had been typed in there."""
    form = Login({"login": user.email}, request=request)
    if not form.is_valid():  # asked for too many codes: the sign-in page says so
        return redirect("account_login")
    answer: HttpResponse = form.login(request)
    return answer
