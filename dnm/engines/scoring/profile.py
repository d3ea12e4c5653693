"""Answers -> scores. Every formula is data: lists with a share of 100, items with equal parts of their list."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from dnm.engines.scoring.answers import checked
from dnm.engines.scoring.bands import Band, band_of, rounded
from dnm.engines.scoring.model import Dimension, Item, ItemList, Questionnaire, Value

Reason = Literal["unknown", "not_applicable", "blank"]
Checked = Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class Score:
    """0 to 100. `exact` is never rounded; `whole` is rounded half up and decides on the band."""

    exact: Fraction

    @property
    def points(self) -> float:
        return float(self.exact)

    @property
    def whole(self) -> int:
        return rounded(self.exact)

    @property
    def band(self) -> Band:
        return band_of(self.exact)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An item that counts 0 because nobody said anything about it; never an excluding statement."""

    item: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Profile:
    """`overall` is the mean of the exact scores. `overruled`: ticked, but ruled out by an excluding statement."""

    questionnaire: str
    dimensions: Mapping[str, Score]
    overall: Score
    unanswered: tuple[Unanswered, ...]
    overruled: tuple[str, ...]

    @property
    def band(self) -> Band:
        return self.overall.band

    def figures(self) -> dict[str, Any]:
        """For JSON: unrounded scores, the band in English."""
        return {
            "dimensions": {name: score.points for name, score in self.dimensions.items()},
            "overall": self.overall.points,
            "band": self.band.value,
        }


def score(questionnaire: Questionnaire, answers: Mapping[str, object]) -> Profile:
    """Answers by item id. AnswersError names unknown items and answers that are not allowed.

    "unknown", "not_applicable" and blanks count 0 and never shrink a denominator.
    """
    said = checked(questionnaire, answers)
    scores = {dimension.id: Score(dimension_score(dimension, said)) for dimension in questionnaire.dimensions}
    return Profile(
        questionnaire=questionnaire.key,
        dimensions=scores,
        overall=Score(sum((score.exact for score in scores.values()), Fraction(0)) / len(scores)),
        unanswered=tuple(
            Unanswered(item.id, reason)
            for item in questionnaire.items.values()
            if item.kind != "exclusive" and (reason := _reason(said[item.id])) is not None
        ),
        overruled=tuple(
            item.id
            for dimension in questionnaire.dimensions
            for item_list in dimension.lists
            if is_ruled_out(item_list, said)
            for item in item_list.items
            if worth(item, said)
        ),
    )


def dimension_score(dimension: Dimension, said: Checked) -> Fraction:
    """100 · Σ share · (worth of the items / number of items)."""
    return sum((_list_score(item_list, said) for item_list in dimension.lists), Fraction(0))


def _list_score(item_list: ItemList, said: Checked) -> Fraction:
    if is_ruled_out(item_list, said):
        return Fraction(0)
    return part_of_one(item_list) * sum(worth(item, said) for item in item_list.items)


def part_of_one(item_list: ItemList) -> Fraction:
    """What the best answer to one item brings to its dimension, in points."""
    return 100 * item_list.share / len(item_list.items)


def is_ruled_out(item_list: ItemList, said: Checked) -> bool:
    return item_list.exclusion is not None and said[item_list.exclusion.id] is True


def worth(item: Item, said: Checked) -> Fraction:
    given = said[item.id]
    return Fraction(0) if given is None or _reason(given) else item.worth(given)


def _reason(given: Value | None) -> Reason | None:
    if given is None:
        return "blank"
    if given == "unknown":
        return "unknown"
    return "not_applicable" if given == "not_applicable" else None
