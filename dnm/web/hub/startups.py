"""Partner hubs: the start-ups they stand for, and proposing new ones."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.directory.actions import propose_startup, vouch, withdraw_vouching
from dnm.directory.queries import listed_startups, matching_text, startups_of_hub
from dnm.web.directory_forms import new_form_token, show_problems
from dnm.web.limits import limited
from dnm.web.requests import SignedInRequest
from dnm.web.startup_forms import ProposalForm

FOUND = 20


@limited("startup-search", count=60, seconds=60, method="GET", when="suche")
def startups(request: SignedInRequest) -> HttpResponse:
    words = request.GET.get("suche", "").replace("\0", "").strip()[:100]
    others = listed_startups().filter(startup__vouched_by=None)
    context = {
        "startups": startups_of_hub(request.actor),
        "words": words,
        "found": matching_text(others, words)[:FOUND] if words else [],
    }
    return render(request, "hub/startups.html", context)


@require_POST
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stand for a listed start-up, or no longer."""
    try:
        if "zurueckziehen" in request.POST:
            startup = get_object_or_404(startups_of_hub(request.actor), pk=pk)
            withdraw_vouching(startup, by=request.actor)
            messages.success(request, _("Sie bürgen nicht mehr für %(name)s.") % {"name": startup.name})
        else:
            startup = get_object_or_404(listed_startups(), pk=pk)
            vouch(startup, by=request.actor)
            messages.success(request, _("Sie bürgen jetzt für %(name)s.") % {"name": startup.name})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("hub:startups")


@limited("startup-proposal", count=30, seconds=3600)
def propose(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        form = ProposalForm(initial={"form_token": new_form_token()})
        return render(request, "hub/propose.html", {"form": form})
    form = ProposalForm(request.POST)
    if form.is_valid():
        try:
            startup = propose_startup(by=request.actor, **form.cleaned_data)
            messages.success(
                request,
                _("%(name)s ist vorgeschlagen. Wir prüfen das in den nächsten Tagen.") % {"name": startup.name},
            )
            return redirect("hub:startups")
        except Refused as refusal:
            show_problems(form, refusal)
    return render(request, "hub/propose.html", {"form": form})
