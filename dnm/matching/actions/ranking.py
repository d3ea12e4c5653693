"""What the engine said, and what people made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.queries import person_of
from dnm.accounts.rules import Actor
from dnm.directory.models import Organisation
from dnm.journal.actions import record
from dnm.work.actions import enqueue
from dnm.work.models import Job

from ..models import Match, Need, ReasonCode, Refusal
from ..rules import can_decide_matches, is_decision

COMPUTED = ("rank", "score", "weak", "reasons", "engine_version", "computed_at")


@dataclass(frozen=True)
class Ranked:
    """One line of the engine's answer, ready to store: reasons as JSON values, their points sum up to the score."""

    offer_id: int
    score: int
    weak: bool
    reasons: list[dict[str, Any]]


def ask_for_ranking(need: Need) -> Job:
    """In the background; asking again before it began changes nothing."""
    return enqueue("matching.rank_need", str(need.pk), need=need.pk)


@transaction.atomic
def store_matches(need: Need, ranked: Sequence[Ranked], *, engine_version: str) -> None:
    """The newest answer replaces the old one. What people decided stays, and so does the id of an offer's match:
    somebody may be looking at it."""
    Need.objects.select_for_update().get(pk=need.pk)
    now = timezone.now()
    known = {match.offer_id: match for match in Match.objects.filter(need=need)}
    found = {line.offer_id for line in ranked}
    gone = [m.pk for m in known.values() if m.offer_id not in found and m.decision == Match.Decision.OPEN]
    Match.objects.filter(pk__in=gone).delete()
    changed: list[Match] = []
    fresh: list[Match] = []
    for rank, line in enumerate(ranked, start=1):
        match = known.get(line.offer_id) or Match(need=need, offer_id=line.offer_id)
        match.rank, match.score, match.weak, match.reasons = rank, line.score, line.weak, line.reasons
        match.engine_version, match.computed_at = engine_version, now
        (changed if match.pk else fresh).append(match)
    Match.objects.bulk_update(changed, COMPUTED)
    Match.objects.bulk_create(fresh)
    Need.objects.filter(pk=need.pk).update(ranked_at=now)


@transaction.atomic
def decide_match(match: Match, decision: str, *, by: Actor, reason_code: str = "") -> Match:
    """Reject with a reason code, put off, or take back. The shortlist itself is ``introductions.actions.shortlist``."""
    if not can_decide_matches(by):
        raise Refused(_("Darüber entscheidet das Büro."))
    if not is_decision(decision):
        raise ValueError(f"nothing to decide here: {decision}")
    if decision == Match.Decision.REJECTED and reason_code not in ReasonCode.values:
        raise Refused(_("Wählen Sie einen Grund."))
    Need.objects.select_for_update().get(pk=match.need_id)
    rows = Match.objects.select_for_update(of=("self",)).select_related("offer__organisation", "need")
    match = rows.get(pk=match.pk)
    reason_code = reason_code if decision == Match.Decision.REJECTED else ""
    if match.decision == decision and match.reason_code == reason_code:
        return match
    if match.decision == Match.Decision.SHORTLISTED:
        raise Refused(_("Nehmen Sie das Startup zuerst von der Shortlist."))
    match.decision, match.reason_code, match.decided_at = decision, reason_code, timezone.now()
    match.decided_by = person_of(by)
    match.save(update_fields=["decision", "reason_code", "decided_at", "decided_by"])
    if decision == Match.Decision.REJECTED:
        remember_refusal(match.need, match.offer.organisation, side="office", reason_code=reason_code)
    else:
        _forget_refusal(match)
    record(f"match.{decision}", match, by=by, organisation_id=match.need.organisation_id, reason=match.reason_code)
    return match


def _forget_refusal(match: Match) -> None:
    """Unless another offer of the same start-up stays rejected."""
    startup = match.offer.organisation
    others = Match.objects.filter(need=match.need, offer__organisation=startup, decision=Match.Decision.REJECTED)
    if not others.exclude(pk=match.pk).exists():
        Refusal.objects.filter(need=match.need, startup=startup, side="office").delete()


def remember_refusal(need: Need, startup: Organisation, *, side: str, reason_code: str = "") -> Refusal:
    """A "no" is not asked again for this need. What the office thinks never replaces what one of the two said."""
    told = {"side": side, "reason_code": reason_code, "at": timezone.now()}
    refusal, is_new = Refusal.objects.get_or_create(need=need, startup=startup, defaults=told)
    if not is_new and (side != "office" or refusal.side == "office"):
        refusal.side, refusal.reason_code, refusal.at = side, reason_code, timezone.now()
        refusal.save(update_fields=["side", "reason_code", "at"])
    return refusal
