"""What other weights would make of a match that is ranked already. For previews: no model and no index needed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from dnm.engines.ranking.records import Reason, Weights

FACTS: Mapping[str, tuple[str, ...]] = {
    "industry_served": ("industry",),
    "reference_industry": ("reference",),
    "reference_confirmed": ("reference", "reference_confirmed"),
    "size_served": ("same_size",),
    "size_not_served": ("other_size",),
    "region_same": ("region",),
    "region_not_served": ("other_region",),
    "form_same": ("form",),
    "form_other": ("other_form",),
    "language_same": ("language",),
    "language_other": ("other_language",),
    "budget_fits": ("budget",),
    "budget_upper": ("upper_budget",),
    "budget_exceeded": ("over_budget",),
    "stage_reached": ("stage",),
    "stage_too_early": ("too_early",),
    "capacity_none": ("no_capacity",),
    "unwanted_brought": ("unwanted",),
}
"""Code of a reason -> the weights whose sum its points are."""


def reweighed(reasons: Iterable[Reason], before: Weights, after: Weights) -> int:
    """The score with other weights. Exact for facts; a text that was cut off at `text_most` stays an estimate."""
    listed = list(reasons)
    text = sum(reason.points for reason in listed if reason.topic == "text")
    score = math.floor(min(text * after.text_scale / before.text_scale, after.text_most) + 0.5)
    score += sum(getattr(after, name) for reason in listed for name in FACTS.get(reason.code, ()))
    refusals = sum(after.refused.get(one.parameters.get("code", ""), 0) for one in listed if one.topic == "refused")
    return score + max(refusals, after.refused_most)
