"""Meeting days, who takes part, and what they may know of each other."""

from typing import NamedTuple

from django.db.models import Max, QuerySet

from dnm.accounts.rules import Actor
from dnm.accounts.workflow import Audience
from dnm.introductions.workflow import Party
from dnm.matching.models import Match

from ..models import MeetingDay, Pair, Participant, ParticipantRelease, Wish
from ..rules import can_keep_events
from ..workflow import SCORE_WEIGHT, WEIGHT, Answer


class Mutual(NamedTuple):
    """A pair that both sides want, with what the meeting is worth."""

    company: Participant
    startup: Participant
    weight: int


class Other(NamedTuple):
    """A participant of the other side as this side sees it. ``name``: or the teaser, where no name is shown."""

    participant: Participant
    name: str
    score: int | None
    answer: str


def days_visible_to(actor: Actor) -> QuerySet[MeetingDay]:
    days = MeetingDay.objects.select_related("event")
    if can_keep_events(actor):
        return days
    return days.filter(pk__in=participants_visible_to(actor).values("day"))


def participants_visible_to(actor: Actor) -> QuerySet[Participant]:
    """The office sees all; a firm its own rows. The other side appears through ``others_for`` only."""
    found = Participant.objects.select_related("organisation", "contact", "day__event")
    if can_keep_events(actor):
        return found
    if actor.audience != Audience.MEMBER or actor.organisation_id is None:
        return found.none()
    own = found.filter(organisation=actor.organisation_id)
    if actor.only:
        kind, _colon, key = actor.only.partition(":")
        return own.filter(pk=key) if kind == "participant" else own.none()
    return own


def shown_name(participant: Participant) -> str:
    """Before the plan: what the other side reads. Start-ups show their name, companies as they chose."""
    if participant.side == Party.STARTUP or participant.shown_as == Participant.ShownAs.NAME:
        return participant.organisation.name
    return participant.teaser


def scores_of(day: MeetingDay) -> dict[tuple[int, int], int]:
    """(company's, start-up's organisation) -> the best score the ranking engine has stored for them. One query."""
    here = day.participants.values("organisation")
    found = Match.objects.filter(need__organisation__in=here, offer__organisation__in=here)
    pairs = found.order_by().values_list("need__organisation", "offer__organisation").annotate(best=Max("score"))
    return {(company, startup): best for company, startup, best in pairs}


def others_for(participant: Participant) -> list[Other]:
    """The other side's participants to say yes or no to: the engine's best first, unranked ones behind, by name.

    On a reverse pitch a start-up sees the companies in the order of their pitches.
    """
    day = participant.day
    scores = scores_of(day)
    answers = dict(participant.wishes.values_list("other", "answer"))
    others = day.participants.filter(gone_at=None).exclude(side=participant.side)
    rows = []
    for other in others.select_related("organisation", "pitch"):
        firms = (participant.organisation_id, other.organisation_id)
        score = scores.get(firms if participant.side == Party.COMPANY else (firms[1], firms[0]))
        rows.append(Other(other, shown_name(other), score, answers.get(other.pk, "")))
    return sorted(rows, key=_by_pitch_and_score)


def _by_pitch_and_score(row: Other) -> tuple[int, int, str, int]:
    pitch = getattr(row.participant, "pitch", None)
    # By what is shown, never by the hidden name: the order must not give a firm away.
    return (pitch.place_in_order if pitch else 0, -(row.score or 0), row.name, row.participant.pk)


def mutual_pairs(day: MeetingDay) -> list[Mutual]:
    """Both sides' yes, not forbidden, both still coming, both released: what a plan may hold. Three queries."""
    coming = day.participants.exclude(gone_at__isnull=False, gone_from=0)
    here = {one.pk: one for one in coming.select_related("organisation", "contact")}
    released = set(
        ParticipantRelease.objects.filter(participant__day=day, revoked_at=None, voided_at=None).values_list(
            "participant", flat=True
        )
    )
    answers = {
        (own, other): answer
        for own, other, answer in Wish.objects.filter(participant__day=day).values_list(
            "participant", "other", "answer"
        )
    }
    forbidden = set(Pair.objects.filter(company__day=day, forbidden=True).values_list("company", "startup"))
    scores = scores_of(day)
    found = []
    for (own, other), answer in sorted(answers.items()):
        back = answers.get((other, own), Answer.NO)
        if not {own, other} <= (here.keys() & released) or (own, other) in forbidden or here[own].side != Party.COMPANY:
            continue
        if Answer.NO not in (answer, back):
            company, startup = here[own], here[other]
            score = scores.get((company.organisation_id, startup.organisation_id), 0)
            worth = WEIGHT[Answer(answer)] + WEIGHT[Answer(back)] + min(max(score, 0), 100) * SCORE_WEIGHT // 100
            found.append(Mutual(company, startup, worth))
    return found


def day_releases_visible_to(actor: Actor) -> QuerySet[ParticipantRelease]:
    """The newest first; the office reads them on the page of the participant."""
    own = participants_visible_to(actor).values("pk")
    rows = ParticipantRelease.objects.filter(participant__in=own).order_by("-given_at", "-pk")
    return rows.select_related("participant__day__event")


def valid_release(participant: Participant) -> ParticipantRelease | None:
    return participant.releases.filter(revoked_at=None, voided_at=None).first()
