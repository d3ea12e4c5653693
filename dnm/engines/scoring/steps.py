"""Which things would bring most."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from dnm.engines.scoring.answers import checked
from dnm.engines.scoring.model import Dimension, Item, ItemList, Questionnaire
from dnm.engines.scoring.profile import Checked, dimension_score, is_ruled_out, part_of_one, worth


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the best answer to `item` would add, in points of its dimension and of the overall score."""

    item: Item
    dimension: str
    gain: Fraction
    overall_gain: Fraction


def next_steps(
    questionnaire: Questionnaire,
    answers: Mapping[str, object],
    limit: int = 3,
    per_dimension: int | None = None,
) -> list[NextStep]:
    """The items with the largest gain; among equals those of the lower dimension, then in the order of the file.

    Never an item that does not apply. Where a statement rules out a list, lifting it is the step, together with
    one item of the list; the list's own items wait. `per_dimension` limits how many come from one dimension.
    """
    said = checked(questionnaire, answers)
    count = len(questionnaire.dimensions)
    scores = {dimension.id: dimension_score(dimension, said) for dimension in questionnaire.dimensions}
    found = [
        NextStep(item, dimension.id, gain, gain / count)
        for dimension in questionnaire.dimensions
        for item, gain in _gains(dimension, said)
        if gain > 0
    ]
    found.sort(key=lambda step: (-step.gain, scores[step.dimension]))  # stable: the order of the file stays
    chosen: list[NextStep] = []
    for step in found:
        taken = sum(other.dimension == step.dimension for other in chosen)
        if len(chosen) < limit and (per_dimension is None or taken < per_dimension):
            chosen.append(step)
    return chosen


def _gains(dimension: Dimension, said: Checked) -> Iterator[tuple[Item, Fraction]]:
    for item_list in dimension.lists:
        part = part_of_one(item_list)
        if item_list.exclusion and is_ruled_out(item_list, said):
            yield item_list.exclusion, part * _counted_once_lifted(item_list, said)
            continue
        for item in item_list.items:
            if said[item.id] != "not_applicable":
                yield item, part * (1 - worth(item, said))


def _counted_once_lifted(item_list: ItemList, said: Checked) -> Fraction:
    """What stands ticked already, at least one item: whoever lifts the statement does one of them."""
    return max(Fraction(1), sum((worth(item, said) for item in item_list.items), Fraction(0)))
