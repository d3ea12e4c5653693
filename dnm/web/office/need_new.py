"""A company is on the phone: find it or enter it, write down what it says, and send it off at once."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import is_scout
from dnm.directory.actions import AlreadyThere
from dnm.directory.models import Organisation
from dnm.directory.queries import matching_text, organisations_visible_to
from dnm.matching.actions import take_need
from dnm.web.access import only_for
from dnm.web.directory_forms import new_form_token, show_problems
from dnm.web.requests import SignedInRequest

from .need_forms import NewNeedForm

FOUND = 12


@only_for(is_scout)
def new(request: SignedInRequest) -> HttpResponse:
    """First the firm (``betrieb`` or ``neu`` in the address), then the need."""
    chosen = request.GET.get("betrieb", "")
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 10:
        return _form(request, get_object_or_404(_companies(request), pk=chosen))
    if "neu" in request.GET:
        return _form(request, None)
    words = request.GET.get("suche", "").replace("\0", "").strip()[:100]
    found = list(matching_text(_companies(request), words, people=True)[:FOUND]) if words else []
    return render(request, "office/needs/find.html", {"words": words, "found": found})


def _companies(request: SignedInRequest) -> QuerySet[Organisation]:
    return organisations_visible_to(request.actor).filter(kind=Organisation.Kind.COMPANY)


def _form(request: SignedInRequest, firm: Organisation | None) -> HttpResponse:
    if request.method != "POST":
        initial: dict[str, Any] = {
            "form_token": new_form_token(), "firm": request.GET.get("neu", "").replace("\0", "")[:160],
        }  # fmt: skip
        if firm:
            initial["contact"] = firm.contacts.filter(left_on=None).order_by("-primary", "pk").first()
        return _page(request, firm, NewNeedForm(firm, initial=initial))
    form, known = NewNeedForm(firm, request.POST), None
    if form.is_valid():
        try:
            need = take_need(
                firm or _facts(form), by=request.actor, person={} if firm else form.person, words=form.words,
                source=form.cleaned_data["source"], form_token=form.cleaned_data["form_token"],
                despite_duplicate=form.cleaned_data.get("despite_duplicate", False),
            )  # fmt: skip
            messages.success(request, _("Aufgenommen. Nummer: %(number)s") % {"number": need.number})
            return redirect("office:need", need.pk)
        except AlreadyThere as refusal:
            known = refusal.organisation
            form.add_error("firm", str(refusal))
        except Refused as refusal:
            show_problems(form, refusal, renamed={"name": "firm", "postcode": "place"})
    return _page(request, firm, form, known)


def _facts(form: NewNeedForm) -> dict[str, object]:
    """ "59597 Erwitte", "59597" or "Erwitte": whatever somebody says on the phone."""
    words = form.cleaned_data["place"].split()
    codes = [word for word in words if word.isdigit()]
    return {
        "name": form.cleaned_data["firm"],
        "postcode": codes[0] if codes else "",
        "place": " ".join(word for word in words if word not in codes),
    }


def _page(
    request: SignedInRequest, firm: Organisation | None, form: NewNeedForm, known: Organisation | None = None
) -> HttpResponse:
    return render(request, "office/needs/new.html", {"firm": firm, "form": form, "known": known})
