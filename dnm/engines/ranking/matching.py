"""Ranks offers for a need: the text chooses who is considered, facts move them, reasons tell why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np

from dnm.engines.ranking.alignment import text_reasons
from dnm.engines.ranking.encoder import Encoder
from dnm.engines.ranking.facts import fact_reasons, unwanted_reasons
from dnm.engines.ranking.index import Index, PreparedNeed, Scores
from dnm.engines.ranking.language import SUPPORTED
from dnm.engines.ranking.records import Match, Need, Offer, Reason, Weights

CONSIDERED = 200
"""Offers whose facts are weighed: the best ones by text, at least ten times as many as are asked for."""

_STANDARD = Weights()


def rank(
    need: Need,
    offers: Index | Iterable[Offer],
    limit: int = 20,
    *,
    weights: Weights = _STANDARD,
    exclude: Collection[str] = frozenset(),
    encoder: Encoder | None = None,
) -> list[Match]:
    """The best `limit` matches, best first; equal scores are ordered by id.

    `exclude` holds ids that must not be suggested, such as those declined for this need. A need without any
    text has no matches. For more than one need build an Index once.
    """
    if not isinstance(offers, Index):
        listed = list(offers)
        offers = Index(encoder or Encoder.lexical(), phrases_ahead=False)
        offers.add(listed)
    return rank_prepared(offers.prepare([need])[0], offers, limit, weights=weights, exclude=exclude)


def rank_prepared(
    prepared: PreparedNeed,
    index: Index,
    limit: int,
    *,
    weights: Weights = _STANDARD,
    exclude: Collection[str] = frozenset(),
) -> list[Match]:
    """As rank, for a need that was prepared together with others."""
    if prepared.empty:
        return []
    ids = index.ids()
    scores = index.scores(prepared)
    points = np.clip(scores * weights.text_scale, 0, weights.text_most)
    considered = _best_by_text(scores, ids, max(CONSIDERED, 10 * limit), exclude)
    ranked = []
    for place in considered:
        offer = index.offer(ids[place])
        facts = [*fact_reasons(prepared.need, offer, weights), *unwanted_reasons(prepared.unwanted, offer, weights)]
        total = float(points[place]) + sum(reason.points for reason in facts)
        ranked.append((-round(total, 4), -round(float(scores[place]), 4), ids[place], place, facts))
    ranked.sort(key=lambda entry: entry[:3])
    chosen = ranked[:limit]
    matches = []
    for (_, _, id, place, facts), cut in zip(chosen, index.cuts([entry[2] for entry in chosen]), strict=True):
        from_text = int(np.floor(points[place] + 0.5))
        text = text_reasons(from_text, prepared.cut, cut)
        told = [*text, *facts, *unproven(prepared.language, index.language(id))]
        reasons = tuple(sorted(told, key=lambda reason: (_ORDER[reason.kind], -abs(reason.points))))
        score = sum(reason.points for reason in reasons)
        weak = min(score, from_text) < weights.weak_below
        matches.append(Match(id, score, reasons, index.language(id), weak))
    return matches


def unproven(*languages: str) -> list[Reason]:
    """A note for texts in languages the ranking was not measured for; counts nothing."""
    strange = sorted({code for code in languages if code and code not in SUPPORTED})
    if not strange:
        return []
    return [Reason("unknown", "written", "written_unproven", 0, parameters={"written": ",".join(strange)})]


_ORDER = {"for": 0, "against": 1, "unknown": 2}


def _best_by_text(scores: Scores, ids: Sequence[str], count: int, exclude: Collection[str]) -> list[int]:
    """Places of the best offers by text that may be suggested."""
    allowed = np.array([id not in exclude for id in ids], bool) if exclude else np.ones(len(ids), bool)
    places = np.flatnonzero(allowed)
    if len(places) > count:
        edge = np.partition(scores[places], -count)[-count]
        places = places[scores[places] >= edge]
    return [int(place) for place in places]
