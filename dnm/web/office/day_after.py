"""Afterwards: the talks that were held, how both sides found them, and the cases that begin with one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.accounts.actions import Refused
from dnm.events.actions import open_case
from dnm.events.models import Encounter, Participant
from dnm.events.queries import consents_to_go_on
from dnm.events.rules import can_keep_events
from dnm.introductions.workflow import Party
from dnm.web.access import only_for
from dnm.web.language import joined
from dnm.web.requests import SignedInRequest

from .case_forms import text_field
from .checked_acts import leaving, posted
from .day import day_of
from .recording import SpokenForm


def encounters_of(request: SignedInRequest, pk: int) -> Any:
    held = Encounter.objects.filter(company__day=day_of(request, pk), voided_at=None)
    return held.select_related(
        "company__organisation", "company__contact", "company__pitch", "company__day__event", "startup__organisation",
        "startup__contact", "introduction",
    )  # fmt: skip


@only_for(can_keep_events)
def after(request: SignedInRequest, pk: int) -> HttpResponse:
    day = day_of(request, pk)
    rows = []
    for one in encounters_of(request, pk).prefetch_related("ratings").order_by("held_at", "pk"):
        ratings = {rating.side: rating for rating in one.ratings.all()}
        both = one.introduction_id is None and bool(consents_to_go_on(one))
        rows.append((one, ratings.get(Party.COMPANY), ratings.get(Party.STARTUP), both))
    rows.sort(key=lambda row: not row[3])  # where both want to go on, the office can act at once
    stars = [rating.stars for row in rows for rating in row[1:3] if rating]
    context = {
        "event": day.event, "day": day, "rows": rows, "rated": len(stars),
        "mean": sum(stars) / len(stars) if stars else None,
        "opened": sum(row[0].introduction_id is not None for row in rows),
        "willing": sum(row[3] for row in rows),
    }  # fmt: skip
    return render(request, "office/day/after.html", context)


class CaseForm(SpokenForm):
    """What the case is about, and who agreed that we accompany it."""

    title = text_field(gettext_lazy("Worum geht es?"), gettext_lazy("Geben Sie an, worum es geht."), length=120, rows=1)
    field_order = ["title"]


@only_for(can_keep_events)
def open_new_case(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """A case at the introduction, as both know each other from here. The letters are shown before they go out."""
    held = get_object_or_404(encounters_of(request, pk), pk=row)
    if held.introduction_id:
        return redirect("office:introduction", held.introduction_id)
    if "beide" in request.POST:
        return _open_at_once(request, held)
    form = CaseForm(request.POST if request.method == "POST" else None, initial=_initial(held))
    if request.method == "POST" and form.is_valid() and "zurueck" not in request.POST:

        def run() -> object:
            title = form.cleaned_data["title"]
            return open_case(held, title=title, by=request.actor, spoken=form.spoken)

        try:
            if "geprueft" not in request.POST:
                context = {"event": held.company.day.event, "held": held, "form": form, "letters": leaving(run),
                           "posted": posted(request)}  # fmt: skip
                return render(request, "office/day/case_check.html", context)
            run()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            held.refresh_from_db()
            messages.success(request, _("Der Vorgang ist angelegt."))
            return redirect("office:introduction", held.introduction_id)
    context = {"event": held.company.day.event, "held": held, "form": form}
    return render(request, "office/day/case.html", context)


def _open_at_once(request: SignedInRequest, held: Encounter) -> HttpResponse:
    """Both ticked it with their ratings: nothing is left to write down."""
    try:
        case = open_case(held, title=title_of(held), by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("office:day-after", held.company.day.event_id)
    messages.success(request, _("Der Vorgang ist angelegt. Beide bekommen einen Brief."))
    return redirect("office:introduction", case.pk)


def title_of(held: Encounter) -> str:
    """What both may read: the pitch, or where they met; the company's needs are its own matter."""
    pitch = getattr(held.company, "pitch", None)
    event = held.company.day.event
    return pitch.title if pitch else (_("Gespräch bei „%(title)s“") % {"title": event.title})[:120]


def _initial(held: Encounter) -> dict[str, Any]:
    names = [_person(one) for one in (held.company, held.startup)]
    return {"title": title_of(held), "said_by": joined(name for name in names if name), "said_on": timezone.localdate()}


def _person(one: Participant) -> str:
    return one.contact.full_name if one.contact else ""
