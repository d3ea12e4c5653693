"""On the day and afterwards: who does not come, which talks were held, how they were, which case begins with one."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.introductions.actions import open_known
from dnm.introductions.actions.consent import Clicked
from dnm.introductions.actions.steps import Spoken
from dnm.introductions.models import Introduction
from dnm.introductions.workflow import Party
from dnm.journal.actions import record

from ..models import Encounter, EncounterRating, Participant, PlannedMeeting
from ..queries import consents_to_go_on, going_on_text
from ..queries.going_on import going_on_values
from ..queries.plans import moment_of
from ..rules import can_answer_for, text_hash
from ..workflow import PlanState
from .checks import locked_day, locked_event, only_office
from .joining import take_place


@transaction.atomic
def mark_gone(participant: Participant, *, by: Actor, from_slot: int = 0) -> Participant:
    """Cancelled late, did not come, or leaves: not there from this slot on. The next plan goes on without."""
    only_office(by)
    locked_day(participant.day)
    one = Participant.objects.select_related("day").get(pk=participant.pk)
    one.gone_at, one.gone_from = one.gone_at or timezone.now(), from_slot
    one.save(update_fields=["gone_at", "gone_from"])
    _note("meeting_day.gone", one, by, from_slot=from_slot)
    return one


@transaction.atomic
def mark_back(participant: Participant, *, by: Actor) -> Participant:
    """Comes after all: has talks in the next plan again, and a place if it was given back."""
    only_office(by)
    event = locked_event(participant.day.event)
    locked_day(participant.day)
    one = Participant.objects.select_related("day", "contact__organisation").get(pk=participant.pk)
    one.gone_at = one.gone_from = None
    one.save(update_fields=["gone_at", "gone_from"])
    if one.answered_at:
        take_place(one, event, by=by)
    _note("meeting_day.back", one, by)
    return one


def _note(verb: str, one: Participant, by: Actor, **details: Any) -> None:
    record(verb, one, by=by, organisation_id=one.organisation_id, event=one.day.event_id, **details)


@transaction.atomic
def hold_talk(meeting: PlannedMeeting, *, by: Actor) -> Encounter:
    """The talk took place: counts once per pair and day, with the company's municipality."""
    only_office(by)
    locked_day(meeting.plan.day)
    one = PlannedMeeting.objects.select_related("plan__day__event", "company__organisation").get(pk=meeting.pk)
    if one.plan.state not in (PlanState.PUBLISHED, PlanState.SUPERSEDED):
        raise Refused(_("Dieser Plan ist noch nicht veröffentlicht."))
    starts, _ends = moment_of(one.plan, one.slot)
    if starts > timezone.now():
        raise Refused(_("Dieses Gespräch hat noch nicht begonnen."))
    known = Encounter.objects.filter(company=one.company_id, startup=one.startup_id, voided_at=None).first()
    if known:
        return known
    firm = one.company.organisation
    held = Encounter.objects.create(
        company_id=one.company_id, startup_id=one.startup_id, municipality=firm.municipality, held_at=starts
    )
    _seal("meeting_day.talk_held", held, by)
    return held


def _seal(verb: str, held: Encounter, by: Actor) -> None:
    record(
        verb, held, by=by, organisation_id=held.company.organisation_id, municipality=held.municipality,
        startup=held.startup.organisation_id, event=held.company.day.event_id, seals=[held],
    )  # fmt: skip


@transaction.atomic
def void_talk(encounter: Encounter, *, by: Actor) -> Encounter:
    """Marked by mistake: counts no longer, stays readable."""
    only_office(by)
    held = Encounter.objects.select_for_update(of=("self",)).get(pk=encounter.pk)
    if held.voided_at is None:
        held.voided_at = timezone.now()
        held.save(update_fields=["voided_at"])
        _seal("meeting_day.talk_voided", held, by)
    return held


@transaction.atomic
def rate_talk(
    encounter: Encounter, *, stars: int, by: Actor, comment: str = "", going_on_hash: str = "", language: str = "de"
) -> EncounterRating:
    """By either side, 1 to 5; read by the office alone. A second rating replaces the first.

    ``going_on_hash``: of the consent to stay in touch with our help as it stood on the page; empty: not ticked.
    """
    held = Encounter.objects.select_for_update(of=("self",)).get(pk=encounter.pk)
    one, other = next(
        (pair for pair in ((held.company, held.startup), (held.startup, held.company)) if can_answer_for(by, pair[0])),
        (None, None),
    )
    if one is None or other is None:
        raise Refused(_("Bewerten können nur die beiden, die gesprochen haben."))
    if not 1 <= stars <= 5:
        raise Refused(_("Wählen Sie 1 bis 5 Sterne."))
    given = {"stars": stars, "comment": comment.strip()[:2000], "given_by": by.name[:200], "given_at": timezone.now()}
    given |= _going_on(one, other, by, going_on_hash, language)
    rating, _is_new = EncounterRating.objects.update_or_create(encounter=held, side=one.side, defaults=given)
    going_on = text_hash(rating.going_on_text) if rating.going_on_text else ""
    record(
        "meeting_day.talk_rated", held, by=by, organisation_id=by.organisation_id, side=one.side, going_on=going_on
    )  # fmt: skip
    return rating


def _going_on(one: Participant, other: Participant, by: Actor, ticked: str, language: str) -> dict[str, str]:
    if not ticked:
        return {"going_on_text": "", "going_on_language": "", "going_on_source": ""}
    if not by.may_release:
        raise Refused(_("Freigeben darf nur, wer für den Betrieb verantwortlich ist, oder die benannte Vertretung."))
    text = going_on_text(one, other.organisation.name_and_place, language)
    if not text or ticked != text_hash(text):
        raise Refused(_("Der Text hat sich inzwischen geändert. Lesen Sie ihn noch einmal."))
    source = "link" if by.label == "directory.contact" else "page"
    return {"going_on_text": text, "going_on_language": language, "going_on_source": source}


@transaction.atomic
def open_case(encounter: Encounter, *, title: str, by: Actor, spoken: Spoken | None = None) -> Introduction:
    """A case at ``introduced``, as both know each other from here.

    ``spoken``: their consent to our accompanying it, told to the office; None: both have ticked it with their rating.
    """
    only_office(by)
    held = Encounter.objects.select_for_update(of=("self",)).get(pk=encounter.pk)
    if held.introduction:
        return held.introduction
    if held.voided_at:
        raise Refused(_("Dieses Gespräch hat nicht stattgefunden."))
    event, consents = held.company.day.event, spoken or _clicked(held)
    held.introduction = open_known(
        held.company.organisation, held.startup.organisation, title=title, where=event.title,
        on=timezone.localdate(held.held_at), by=by, spoken=consents,
    )  # fmt: skip
    held.save(update_fields=["introduction"])
    return held.introduction


def _clicked(held: Encounter) -> dict[Party, Clicked]:
    given = consents_to_go_on(held)
    if not given:
        raise Refused(_("Dafür brauchen wir das Ja beider Seiten. Fragen Sie nach, und tragen Sie es ein."))
    parties = {Party.COMPANY: held.company, Party.STARTUP: held.startup}
    return {
        side: Clicked(
            text=rating.going_on_text, fields=sorted(going_on_values(parties[side])),
            language=rating.going_on_language, name=rating.given_by, source=rating.going_on_source,
            on=timezone.localdate(rating.given_at),
        )
        for side, rating in given.items()
    }  # fmt: skip
