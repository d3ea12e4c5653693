"""How the ranking weighs things here, and what other weights would do to real needs."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import NamedTuple

from dnm.centre.queries import the_centre
from dnm.engines.ranking.records import Weights, reason_from_json
from dnm.engines.ranking.reweighing import reweighed

from ..models import Match, Need
from ..rules import WEIGHT_BOUNDS, weight_problems
from .needs import open_needs

STANDARD = Weights()
REFUSED = "refused_"
PREVIEWED_NEEDS, PREVIEWED_OFFERS = 5, 5


def weights_of(values: Mapping[str, int]) -> Weights:
    """The standard weights with these instead; unknown and impossible ones, of an older version, are left out."""
    good = {name: value for name, value in values.items() if name not in weight_problems(values)}
    plain = {field.name: good[field.name] for field in fields(Weights) if field.name in good}
    refused = {code: good.get(REFUSED + code, points) for code, points in STANDARD.refused.items()}
    return replace(STANDARD, **plain, refused=refused)


def weights_in_force() -> Weights:
    return weights_of(the_centre().ranking_weights)


def flat(weights: Weights) -> dict[str, int]:
    """Name -> points, the refusals by ``refused_<code>``: all that the office may change."""
    names = {field.name: getattr(weights, field.name) for field in fields(Weights)}
    names |= {REFUSED + code: points for code, points in weights.refused.items()}
    return {name: int(names[name]) for name in WEIGHT_BOUNDS}


class Place(NamedTuple):
    """An offer's place among the stored ones of a need, before and after."""

    match: Match
    before: int
    after: int
    score: int

    @property
    def rise(self) -> int:
        return self.before - self.after


class Preview(NamedTuple):
    need: Need
    places: list[Place]


def preview(after: Weights) -> list[Preview]:
    """What the weights would do to the needs ranked last: their first five offers then. Five queries, no model."""
    before = weights_in_force()
    needs = open_needs().filter(matches__isnull=False).distinct().order_by("-ranked_at", "-pk")[:PREVIEWED_NEEDS]
    found = []
    for need in needs.prefetch_related("matches__offer__organisation"):
        scored = []
        for match in sorted(need.matches.all(), key=lambda one: one.rank):
            reasons = [reason_from_json(reason) for reason in match.reasons]
            scored.append((reweighed(reasons, before, before), reweighed(reasons, before, after), match))
        now = sorted(scored, key=lambda one: (-one[0], one[2].rank))
        then = sorted(scored, key=lambda one: (-one[1], one[2].rank))
        place_now = {match.pk: place for place, (_now, _then, match) in enumerate(now, start=1)}
        first = enumerate(then[:PREVIEWED_OFFERS], start=1)
        places = [Place(match, place_now[match.pk], place, score) for place, (_now, score, match) in first]
        found.append(Preview(need, places))
    return found
