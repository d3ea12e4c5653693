"""After signing in: where to go, in which role, and the way to a second factor."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dnm.accounts.workflow import Audience
from dnm.directory.queries import names_of_organisations

from .access import open_to_all
from .account.adapter import has_second_factor
from .acting import act_as, key_of
from .requests import Request

HOME = {Audience.OFFICE: "office:board", Audience.MEMBER: "member:home", Audience.HUB: "hub:home"}


def onward(request: Request) -> HttpResponse:
    """The start page of the audience somebody acts for."""
    if request.actor is None:
        return render(request, "konto/no_role.html")
    return redirect(HOME.get(request.actor.audience or Audience.MEMBER, "public:start"))


def switch_role(request: Request) -> HttpResponse:
    """Who am I now, and who else may I be. The session gets a new key with the new role."""
    if request.method == "POST":
        if act_as(request, request.POST.get("rolle", "")):
            return redirect("onward")
        messages.error(request, _("Diese Rolle haben Sie nicht mehr."))
        return redirect("switch-role")
    names = names_of_organisations([actor.organisation_id for actor in request.actors])
    choices = [(key_of(actor), actor, names.get(actor.organisation_id or 0, "")) for actor in request.actors]
    now = key_of(request.actor) if request.actor else ""
    return render(request, "konto/roles.html", {"choices": choices, "now": now})


def second_factor(request: Request) -> HttpResponse:
    """Why the office needs one, and the two ways to set it up; who has one goes on."""
    if has_second_factor(request.user):
        return redirect("onward")
    return render(request, "konto/second_factor.html")


@open_to_all
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """German or English, kept in a cookie; back to the page somebody came from."""
    target = request.POST.get("weiter", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = redirect(target)
    language = request.POST.get("sprache", "de")
    if check_for_language(language):
        response.set_cookie("django_language", language, max_age=31_536_000, samesite="Lax")
    return response
