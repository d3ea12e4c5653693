"""Partner hubs: anonymous needs they may read, and proposing their own start-ups for them."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.accounts.actions import Refused
from dnm.directory.queries import startups_of_hub
from dnm.introductions.actions import hub_proposes
from dnm.introductions.models import Introduction
from dnm.introductions.queries.member import proposals_of_hub
from dnm.introductions.workflow import AFTER_INTRODUCTION, BEFORE_INTRODUCTION, State
from dnm.matching.models import Teaser
from dnm.matching.queries import teasers_open_to_hubs
from dnm.matching.queries.teasers import one_per_need
from dnm.web.language import reading_language
from dnm.web.requests import SignedInRequest, number_in

WITH_THE_OFFICE = BEFORE_INTRODUCTION[:3]
PROGRESS: Mapping[str, object] = {
    **dict.fromkeys(WITH_THE_OFFICE, gettext_lazy("wird geprüft")),
    **dict.fromkeys(BEFORE_INTRODUCTION[3:], gettext_lazy("Startup ist gefragt")),
    **dict.fromkeys(AFTER_INTRODUCTION, gettext_lazy("vorgestellt")),
    State.PAUSED: gettext_lazy("pausiert"),
}
"""What became of a proposal, as far as a hub may know it."""


def home(request: SignedInRequest) -> HttpResponse:
    teasers = one_per_need(teasers_open_to_hubs(), reading_language())
    if request.method == "POST":
        return _propose(request, teasers)
    proposed: dict[int, list[tuple[Introduction, object]]] = {}
    for case in proposals_of_hub(request.actor):
        words = PROGRESS.get(case.state, _("nicht weiter verfolgt"))
        proposed.setdefault(case.need_id or 0, []).append((case, words))
    startups = list(startups_of_hub(request.actor).filter(confirmed_at__isnull=False))
    rows = []
    for teaser in teasers:
        mine = proposed.get(teaser.need_id, [])
        taken = {case.startup_id for case, _words in mine}
        rows.append((teaser, mine, [startup for startup in startups if startup.pk not in taken]))
    return render(request, "hub/home.html", {"rows": rows, "startups": startups})


def _propose(request: SignedInRequest, teasers: list[Teaser]) -> HttpResponse:
    teaser = next((one for one in teasers if str(one.pk) == request.POST.get("steckbrief")), None)
    key = number_in(request.POST.get("startup", ""))
    if teaser is None:
        raise Http404
    if not request.POST.get("startup"):
        messages.error(request, _("Wählen Sie zuerst, welches Startup Sie vorschlagen."))
        return redirect("hub:home")
    startup = get_object_or_404(startups_of_hub(request.actor), pk=key)
    try:
        case = hub_proposes(teaser.need, startup, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("hub:home")
    if case.hub_id == request.actor.organisation_id:
        messages.success(request, _("%(name)s ist vorgeschlagen. Das Büro prüft das.") % {"name": startup.name})
    else:
        messages.info(request, _("%(name)s kennen wir zu diesem Bedarf schon.") % {"name": startup.name})
    return redirect("hub:home")
