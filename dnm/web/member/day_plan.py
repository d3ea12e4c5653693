"""The own plan: what comes next, what has changed, as calendar and paper; afterwards the ratings."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.events.actions import rate_talk
from dnm.events.models import Encounter, EncounterRating, Participant, Plan
from dnm.events.papers import personal_calendar, personal_plan
from dnm.events.queries import current_plan, going_on_text
from dnm.events.queries.plans import Talk, own_talks
from dnm.events.rules import text_hash
from dnm.events.workflow import PlanState
from dnm.introductions.workflow import Party
from dnm.web.access import open_to_participants
from dnm.web.language import reading_language
from dnm.web.requests import SignedInRequest

from .answer_forms import RatingForm
from .day import base_context, own_participant


@dataclass(frozen=True)
class PlanRow:
    """A talk with how it stands: over, next, changed since the plan before, held, rated."""

    talk: Talk
    over: bool
    following: bool
    was: Talk | None
    is_new: bool
    held: Encounter | None
    rating: EncounterRating | None

    @property
    def changed(self) -> bool:
        return self.is_new or self.was is not None


def plan_before(plan: Plan) -> Plan | None:
    """The one that was published before this one."""
    return plan.day.plans.filter(state=PlanState.SUPERSEDED, version__lt=plan.version).first()


def rows_of(one: Participant, plan: Plan) -> tuple[list[PlanRow], list[Talk]]:
    """The talks in order, and those of the plan before that fell away."""
    talks, before, now = own_talks(one, plan), plan_before(plan), timezone.now()
    earlier = {talk.pair: talk for talk in own_talks(one, before)} if before else {}
    upcoming = next((talk.pair for talk in talks if talk.ends > now), None)
    held = {
        (row.company_id, row.startup_id): row
        for row in Encounter.objects.filter(company__day=one.day, voided_at=None).prefetch_related("ratings")
    }
    rows = []
    for talk in talks:
        was, met = earlier.get(talk.pair), held.get(talk.pair)
        moved = was is not None and (was.starts, was.table) != (talk.starts, talk.table)
        ratings = [rating for rating in met.ratings.all() if rating.side == one.side] if met else []
        rows.append(
            PlanRow(
                talk, talk.ends <= now, talk.pair == upcoming, was if moved else None,
                before is not None and was is None, met, ratings[0] if ratings else None,
            )
        )  # fmt: skip
    kept = {talk.pair for talk in talks}
    return rows, [talk for pair, talk in earlier.items() if pair not in kept and talk.ends > now]


@open_to_participants
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    one = own_participant(request, pk)
    current = current_plan(one.day)
    context: dict[str, Any] = base_context(request, one) | {"plan": current}
    if current:
        current.day = one.day
        rows, gone = rows_of(one, current)
        context |= {
            "rows": rows,
            "gone": gone,
            "following": next((row for row in rows if row.following), None),
            "to_rate": sum(row.held is not None and row.rating is None for row in rows),
        }
    return render(request, "member/day/plan.html", context)


def _published(request: SignedInRequest, pk: int) -> tuple[Participant, Plan]:
    one = own_participant(request, pk)
    current = current_plan(one.day)
    if current is None:
        raise Http404
    current.day = one.day
    return one, current


@open_to_participants
def calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    one, current = _published(request, pk)
    content = personal_calendar(one, current, before=plan_before(current), now=timezone.now())
    disposition = {"Content-Disposition": 'attachment; filename="plan.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=disposition)


@open_to_participants
def paper(request: SignedInRequest, pk: int) -> HttpResponse:
    one, current = _published(request, pk)
    content = personal_plan(one, current, language=reading_language(), now=timezone.now())
    disposition = {"Content-Disposition": 'attachment; filename="plan.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=disposition)


@open_to_participants
def rate(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """One talk that was held, 1 to 5, and whether to stay in touch; the office alone reads it."""
    one = own_participant(request, pk)
    own = {"company": one} if one.side == Party.COMPANY else {"startup": one}
    met = get_object_or_404(Encounter.objects.filter(voided_at=None, **own), pk=row)
    rating = met.ratings.filter(side=one.side).first()
    initial = {"stars": rating.stars, "comment": rating.comment} if rating else {}
    form = RatingForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            rate_talk(
                met, stars=int(told["stars"]), comment=told["comment"], by=request.actor,
                going_on_hash=request.POST.get("weiter", "")[:64],
                language="en" if request.POST.get("sprache") == "en" else "de",
            )  # fmt: skip
            messages.success(request, _("Vielen Dank. Ihre Bewertung liest nur das Büro."))
            return redirect("member:plan", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    current = current_plan(one.day)
    talks = own_talks(one, current) if current else []
    with_whom = next((talk.other for talk in talks if talk.pair == (met.company_id, met.startup_id)), "")
    context = base_context(request, one) | {"form": form, "met": met, "with_whom": with_whom}
    if with_whom:  # who withdrew its release is named nowhere
        context |= _going_on(request, one, met, rating)
    return render(request, "member/day/rate.html", context)


def _going_on(
    request: SignedInRequest, one: Participant, met: Encounter, rating: EncounterRating | None
) -> dict[str, Any]:
    """The consent to stay in touch; ticked as it was ticked before, as long as its words are the same."""
    other = met.startup if one.side == Party.COMPANY else met.company
    text = going_on_text(one, other.organisation.name_and_place, reading_language())
    given = request.POST.get("weiter", "") if request.method == "POST" else ""
    if request.method != "POST" and rating and rating.going_on_text:
        given = text_hash(rating.going_on_text)
    return {
        "going_on": text,
        "fassung": text_hash(text),
        "ticked": bool(text) and given == text_hash(text),
        "sprache": reading_language(),
        "may_release": request.actor.may_release,
    }
