"""Joins the scores of models and words into one number per offer, fair to every language.

Each score is standardised among the offers of one language, because models find texts in the need's own
language more alike whatever they say. The joined score is then stretched so that 0 is the middle offer of its
language and 1 the best hundredth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnm.engines.ranking.models import Vectors

Scores = NDArray[np.float32]

SAME_LANGUAGE = {"e5": 1.0, "use": 0.6, "stems": 0.45, "grams": 0.35}
OTHER_LANGUAGE = {"e5": 1.0, "use": 0.9, "stems": 0.15, "grams": 0.2}
OWN_MODEL = 1.3
"""Weight of a model the operator brought."""

SMALL_GROUP = 200
"""Languages with fewer offers are filled up with background texts: no good offer is its own measure."""
TAIL_TRUST = 500
"""Number of offers at which the best hundredth and the standard deviation count alike for the stretch."""
UNRELATED, RELATED = 0.05, 0.35
"""Cosines (seen from the middle) of the best offers where nothing fits, and where something fits well."""
LEAST_DEVIATION = 0.05
"""Share of the best score by words: a chance word among texts of another language must not count much."""
LEAST_CONFIDENCE = 0.25
BEST_OFFERS = 3


@dataclass(frozen=True)
class Group:
    """Offers that are measured against each other: their rows, their language, and the mean vectors."""

    language: str
    rows: NDArray[np.int64]
    means: Mapping[str, Vectors]


def group_languages(languages: Sequence[str]) -> list[str]:
    """The group of every offer: its language if that is common enough, else the English group."""
    counts = {language: languages.count(language) for language in set(languages)}
    large = {language for language, count in counts.items() if count >= SMALL_GROUP}
    return [language if language in large or language == "de" else "en" for language in languages]


def fill(groups: Sequence[str], size: int) -> list[str]:
    """Groups to be filled up with `size` background texts, each as often as it takes to reach SMALL_GROUP."""
    missing = {group: max(0, SMALL_GROUP - groups.count(group)) for group in sorted(set(groups))}
    return [group for group, count in missing.items() for _ in range(-(-count // size))]


class Space:
    """Vectors of one model, each seen from the middle of its group.

    Without that step some offers lie near every need; subtracting the means costs two numbers per row.
    """

    def __init__(self, rows: Vectors, groups: Sequence[Group], model: str) -> None:
        self._rows = rows
        self._groups = [(group.rows, group.means[model][0]) for group in groups]
        self._lengths = np.ones(len(rows), np.float32)
        squares: Scores = np.einsum("ij,ij->i", rows, rows)
        for members, mean in self._groups:
            squares_around = squares[members] - 2 * (rows[members] @ mean) + mean @ mean
            self._lengths[members] = np.sqrt(np.maximum(squares_around, 1e-6))

    def scores(self, need: Vectors, average_need: Vectors) -> Scores:
        """Cosine of need and offers, both seen from their middle."""
        direction = need - average_need
        direction /= max(float(np.linalg.norm(direction)), 1e-6)
        products = self._rows @ direction
        for members, mean in self._groups:
            products[members] -= mean @ direction
        return (products / self._lengths).astype(np.float32)


def standardise(scores: Scores, least: float = 0.0) -> Scores:
    """Distance from the mean in standard deviations, or in `least` if larger; zeros if all are equal."""
    deviation = max(float(scores.std()), least)
    return np.zeros_like(scores) if deviation < 1e-6 else (scores - scores.mean()) / deviation


def stretch(scores: Scores) -> Scores:
    """0 for the middle, 1 for the best hundredth; in small groups the standard deviation tells where."""
    middle, high = np.quantile(scores, [0.5, 0.99])
    trust = len(scores) / (len(scores) + TAIL_TRUST)
    spread = trust * (high - middle) + (1 - trust) * 2.33 * float(scores.std())
    return np.zeros_like(scores) if spread < 1e-6 else ((scores - middle) / spread).astype(np.float32)


def join(signals: Mapping[str, Scores], groups: Sequence[Group], need_language: str) -> Scores:
    """One score per row from the signals of models and words."""
    size = len(next(iter(signals.values())))
    joined = np.zeros(size, np.float32)
    least = {name: LEAST_DEVIATION * float(signals[name].max()) for name in ("stems", "grams")}
    for group in groups:
        shares = SAME_LANGUAGE if group.language == need_language else OTHER_LANGUAGE
        total = np.zeros(len(group.rows), np.float32)
        for name, scores in signals.items():
            total += shares.get(name, OWN_MODEL) * standardise(scores[group.rows], least.get(name, 0.0))
        joined[group.rows] = stretch(total)
    return joined


def confidence(joined: Scores, meanings: Sequence[Scores]) -> float:
    """How much the best offers say the same as the need, from LOW to 1, whatever the crowd looks like.

    Where nothing fits, the first of a thousand wrong offers still stands out; its cosines tell.
    """
    if not meanings:
        return 1.0
    best = np.argsort(-joined, kind="stable")[:BEST_OFFERS]
    likeness = float(np.mean([np.max(scores[best]) for scores in meanings]))
    return float(np.clip((likeness - UNRELATED) / (RELATED - UNRELATED), LEAST_CONFIDENCE, 1.0))
