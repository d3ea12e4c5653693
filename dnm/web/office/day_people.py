"""Who takes part, and what they wish: lists of a meeting day for the office."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dnm.accounts.actions import Refused
from dnm.directory.models import Contact, Organisation
from dnm.directory.queries import matching_text, organisations_visible_to
from dnm.events.actions import add_participant
from dnm.events.models import MeetingDay, Participant, ParticipantRelease, Registration, Wish
from dnm.events.queries import mutual_pairs, participants_visible_to
from dnm.events.rules import absent_slots, can_keep_events
from dnm.events.workflow import Answer
from dnm.introductions.queries import introductions_visible_to
from dnm.introductions.workflow import State
from dnm.web.access import only_for
from dnm.web.requests import SignedInRequest, number_in

from .day import day_of

HITS = 20
KINDS = (Organisation.Kind.COMPANY, Organisation.Kind.STARTUP)


@dataclass(frozen=True)
class Guest:
    """A participant as a row of a list."""

    one: Participant
    answers: dict[str, int]
    mutual: int
    released: bool
    there: int
    """In how many slots somebody is there."""

    @property
    def yes(self) -> int:
        return self.answers.get(Answer.MUST, 0) + self.answers.get(Answer.MEET, 0)


def guests_of(day: MeetingDay, ones: Iterable[Participant]) -> list[Guest]:
    """With what each one answered. As many queries for one as for a hundred."""
    answers: dict[int, dict[str, int]] = {}
    for own, answer in Wish.objects.filter(participant__day=day).values_list("participant", "answer"):
        counts = answers.setdefault(own, {})
        counts[answer] = counts.get(answer, 0) + 1
    mutual: dict[int, int] = {}
    for pair in mutual_yes(day):
        for key in pair:
            mutual[key] = mutual.get(key, 0) + 1
    valid = ParticipantRelease.objects.filter(participant__day=day, revoked_at=None, voided_at=None)
    released = set(valid.values_list("participant", flat=True))
    return [
        Guest(
            one, answers.get(one.pk, {}), mutual.get(one.pk, 0), one.pk in released,
            len(day.slots) - len(absent_slots(one, day.slots)),
        )
        for one in ones
    ]  # fmt: skip


def mutual_yes(day: MeetingDay) -> list[tuple[int, int]]:
    """(company, start-up) that both said yes, released or not."""
    yes = Wish.objects.filter(participant__day=day).exclude(answer=Answer.NO)
    given = set(yes.values_list("participant", "other"))
    companies = set(day.participants.filter(side="company").values_list("pk", flat=True))
    return sorted((own, other) for own, other in given if own in companies and (other, own) in given)


@only_for(can_keep_events)
def people(request: SignedInRequest, pk: int) -> HttpResponse:
    day = day_of(request, pk)
    if request.method == "POST":
        return _add(request, day)
    rows = guests_of(day, participants_visible_to(request.actor).filter(day=day))
    known = {row.one.organisation_id for row in rows}
    text = request.GET.get("suche", "")[:100].strip()
    context = {
        "event": day.event,
        "day": day,
        "sides": [("company", [r for r in rows if r.one.side == "company"]),
                  ("startup", [r for r in rows if r.one.side == "startup"])],
        "count": len(rows),
        "searched": text,
        "hits": _hits(request, text, known),
        "listed": _shortlisted(request, known),
        "registered": _registered(request, day, known),
    }  # fmt: skip
    return render(request, "office/day/people.html", context)


def _hits(request: SignedInRequest, text: str, known: set[int]) -> list[Organisation]:
    if not text:
        return []
    visible = organisations_visible_to(request.actor).filter(kind__in=KINDS).exclude(pk__in=known)
    return list(matching_text(visible, text)[:HITS])


def _shortlisted(request: SignedInRequest, known: set[int]) -> list[Organisation]:
    """Companies with an open shortlist and the start-ups on it, each once, those who take part already left out."""
    cases = introductions_visible_to(request.actor).filter(state=State.SHORTLISTED)
    found: dict[int, Organisation] = {}
    for case in cases.select_related("company", "startup").order_by("company__sort_name", "pk")[:200]:
        for firm in (case.company, case.startup):
            if firm.pk not in known:
                found.setdefault(firm.pk, firm)
    return list(found.values())


def _registered(request: SignedInRequest, day: MeetingDay, known: set[int]) -> list[Organisation]:
    """Firms that have a place at the event, or wait for one, and do not take part in the talks yet."""
    places = day.event.registrations.exclude(state=Registration.State.CANCELLED).values("organisation")
    visible = organisations_visible_to(request.actor).filter(kind__in=KINDS, pk__in=places)
    return list(visible.exclude(pk__in=known)[:200])


def _people_coming(day: MeetingDay) -> dict[int | None, Contact | None]:
    """Firm -> who of it has a place at the event, the first one where there are several."""
    places = day.event.registrations.exclude(state=Registration.State.CANCELLED).exclude(contact=None)
    return {place.organisation_id: place.contact for place in places.select_related("contact").order_by("-pk")}


def _add(request: SignedInRequest, day: MeetingDay) -> HttpResponse:
    """Several at once; what is not possible is said by name, the others are taken in."""
    keys = [number_in(key) for key in request.POST.getlist("betriebe")[:200]]
    firms = list(organisations_visible_to(request.actor).filter(pk__in=keys))
    added, coming = 0, _people_coming(day)
    for firm in firms:
        try:
            add_participant(day, firm, by=request.actor, contact=coming.get(firm.pk))
            added += 1
        except Refused as refusal:
            messages.warning(request, f"{firm.name}: {refusal}")
    if not firms:
        messages.warning(request, _("Kreuzen Sie mindestens einen Betrieb an."))
    elif added:
        words = ngettext("Eine Teilnahme ist eingetragen.", "%(count)d Teilnahmen sind eingetragen.", added)
        messages.success(request, words % {"count": added})
    return redirect("office:day-people", day.event_id)


@only_for(can_keep_events)
def wishes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who has answered, what both want, and what still stands in the way."""
    day = day_of(request, pk)
    rows = guests_of(day, participants_visible_to(request.actor).filter(day=day))
    both, plannable = mutual_yes(day), mutual_pairs(day)
    lacking = [row for row in rows if row.mutual and not row.released]
    context: dict[str, Any] = {
        "event": day.event,
        "day": day,
        "rows": sorted(rows, key=lambda row: (row.one.answered_at is not None, row.one.side, row.one.pk)),
        "answered": sum(row.one.answered_at is not None for row in rows),
        "both": len(both),
        "plannable": len(plannable),
        "lacking": lacking,
        "votes": _votes(day) if day.event.kind == "reverse_pitch" else [],
    }
    return render(request, "office/day/wishes.html", context)


def _votes(day: MeetingDay) -> list[tuple[Any, int, int]]:
    """Pitch, how many start-ups voted for it, with how many the company said yes too."""
    for_company: dict[int, int] = {}
    yes = Wish.objects.filter(participant__day=day, participant__side="startup").exclude(answer=Answer.NO)
    for company in yes.values_list("other", flat=True):
        for_company[company] = for_company.get(company, 0) + 1
    matched: dict[int, int] = {}
    for company, _startup in mutual_yes(day):
        matched[company] = matched.get(company, 0) + 1
    companies = day.participants.filter(side="company").select_related("organisation", "pitch")
    rows = [(one, for_company.get(one.pk, 0), matched.get(one.pk, 0)) for one in companies]
    return sorted(rows, key=lambda row: -row[1])
