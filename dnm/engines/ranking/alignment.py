"""Finds the phrases of need and offer that answer each other, and shares the text's points among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dnm.engines.ranking.lexical import grams
from dnm.engines.ranking.models import Vectors
from dnm.engines.ranking.negation import affirmed, rules_out
from dnm.engines.ranking.phrases import Phrase, content
from dnm.engines.ranking.records import Reason

MOST_PAIRS = 3
ENOUGH = 0.2
"""Likeness a pair must reach to be shown."""
NEAR_BEST = 0.4
"""Share of the best pair's likeness that a further pair must reach."""
REST = 0.25
"""Likeness that stands for everything no pair shows: the text as a whole."""
WORD_SHARE = 0.5
"""Part that common words add to the likeness of meaning."""


@dataclass(frozen=True)
class Cut:
    """A text's phrases and their vectors (centred, length one; no columns without a model)."""

    phrases: Sequence[Phrase]
    vectors: NDArray[np.float16]

    @cached_property
    def parts(self) -> list[frozenset[str]]:
        """The 4-grams of each phrase, kept for a need that is compared with many offers."""
        return parts_of(self.phrases)

    @cached_property
    def rules_out(self) -> NDArray[np.bool_]:
        """Whether each phrase only says what is not wanted or not needed."""
        return np.array([rules_out(phrase.text) for phrase in self.phrases], bool)


def parts_of(phrases: Sequence[Phrase]) -> list[frozenset[str]]:
    """The 4-grams of each phrase's words of content, without those it rules out unless it does nothing else."""
    read = [affirmed(one.text) for one in phrases]
    told = [content(text) or content(one.text) for text, one in zip(read, phrases, strict=True)]
    return [frozenset(part for word in listed for part in grams(word)) for listed in told]


def overlap(need: Sequence[frozenset[str]], offer: Sequence[frozenset[str]]) -> Vectors:
    """Dice coefficient of the 4-grams of each pair of phrases."""
    table = np.zeros((len(need), len(offer)), np.float32)
    for row, left in enumerate(need):
        for column, right in enumerate(offer):
            common = len(left & right)
            if common:
                table[row, column] = 2 * common / (len(left) + len(right))
    return table


def pairs(need: Cut, offer: Cut) -> list[tuple[float, Phrase, Phrase]]:
    """Up to MOST_PAIRS best pairs, each phrase used once, best first; "no hardware" only answers another no."""
    if not need.phrases or not offer.phrases:
        return []
    meaning = need.vectors.astype(np.float32) @ offer.vectors.astype(np.float32).T
    likeness = meaning + WORD_SHARE * overlap(need.parts, parts_of(offer.phrases))
    likeness[need.rules_out[:, None] != offer.rules_out] = -1
    found: list[tuple[float, Phrase, Phrase]] = []
    for _ in range(min(MOST_PAIRS, *likeness.shape)):
        row, column = np.unravel_index(int(likeness.argmax()), likeness.shape)
        value = float(likeness[row, column])
        if value < ENOUGH or (found and value < NEAR_BEST * found[0][0]):
            break
        found.append((value, need.phrases[int(row)], offer.phrases[int(column)]))
        likeness[row, :] = likeness[:, column] = -1
    return found


def shared(points: int, shares: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to the shares that add up to `points` (largest remainder)."""
    total = sum(shares)
    exact = [points * share / total for share in shares]
    whole = [int(value) for value in exact]
    order = sorted(range(len(shares)), key=lambda index: (whole[index] - exact[index], index))
    for index in order[: points - sum(whole)]:
        whole[index] += 1
    return whole


def text_reasons(points: int, need: Cut, offer: Cut) -> list[Reason]:
    """Reasons whose points add up to the text's points."""
    if points <= 0:
        return [Reason("against", "text", "text_far", 0)]
    found = pairs(need, offer)
    parts = shared(points, [REST, *(value for value, _, _ in found)])
    reasons = [
        Reason("for", "text", "text_pair", part, left.text, right.text, left.span, right.span)
        for part, (_, left, right) in zip(parts[1:], found, strict=True)
        if part > 0
    ]
    rest = points - sum(reason.points for reason in reasons)
    return [*reasons, Reason("for", "text", "text_whole", rest)] if rest else reasons
