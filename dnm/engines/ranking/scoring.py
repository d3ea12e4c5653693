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

Scores = NDArray[np.float32]

SAME_LANGUAGE = {"e5": 1.0, "use": 1.0, "stems": 0.25, "grams": 0.3}
OTHER_LANGUAGE = {"e5": 1.0, "use": 0.8, "stems": 0.12, "grams": 0.15}
OWN_MODEL = 1.3
"""Weight of a model the operator brought."""

SMALL_GROUP = 200
"""Languages with fewer offers are filled up with background texts: no good offer is its own measure."""
TAIL_TRUST = 500
"""Number of offers at which the best hundredth and the standard deviation count alike for the stretch."""
UNRELATED, RELATED = 0.045, 0.32
"""Cosines (seen from the middle) of the best offers where nothing fits, and where something fits well."""
LEAST_DEVIATION = 0.05
"""Share of the best score by words: a chance word among texts of another language must not count much."""
LEAST_CONFIDENCE = 0.25
BEST_OFFERS = 3


def group_languages(languages: Sequence[str]) -> list[str]:
    """The group of every offer: its language if that is common enough, else the English group."""
    counts = {language: languages.count(language) for language in set(languages)}
    large = {language for language, count in counts.items() if count >= SMALL_GROUP}
    return [language if language in large or language == "de" else "en" for language in languages]


def fill(groups: Sequence[str], size: int) -> list[str]:
    """Groups to be filled up with `size` background texts, each as often as it takes to reach SMALL_GROUP."""
    missing = {group: max(0, SMALL_GROUP - groups.count(group)) for group in sorted(set(groups))}
    return [group for group, count in missing.items() for _ in range(-(-count // size))]


@dataclass(frozen=True)
class Measured:
    """One language among the scores at hand: where its offers stand, and how many offers each stands for."""

    language: str
    places: NDArray[np.int64]
    weights: Scores


def spread(scores: Scores, weights: Scores) -> tuple[float, float]:
    """Mean and standard deviation of scores that stand for several offers each."""
    mean = float(np.average(scores, weights=weights))
    return mean, float(np.sqrt(np.average((scores - mean) ** 2, weights=weights)))


def standardise(scores: Scores, weights: Scores, least: float = 0.0) -> Scores:
    """Distance from the mean in standard deviations, or in `least` if larger; zeros if all are equal."""
    mean, deviation = spread(scores, weights)
    deviation = max(deviation, least)
    return np.zeros_like(scores) if deviation < 1e-6 else ((scores - mean) / deviation).astype(np.float32)


def stretch(scores: Scores, weights: Scores) -> Scores:
    """0 for the middle, 1 for the best hundredth; in small groups the standard deviation tells where."""
    order = np.argsort(scores, kind="stable")
    reached = np.cumsum(weights[order], dtype=np.float64) - 0.5 * weights[order]
    middle, high = np.interp([0.5 * weights.sum(), 0.99 * weights.sum()], reached, scores[order])
    count = float(weights.sum())
    trust = count / (count + TAIL_TRUST)
    distance = trust * (high - middle) + (1 - trust) * 2.33 * spread(scores, weights)[1]
    return np.zeros_like(scores) if distance < 1e-6 else ((scores - middle) / distance).astype(np.float32)


def shares(language: str, need_language: str) -> Mapping[str, float]:
    """What each signal counts for offers of a language."""
    return SAME_LANGUAGE if language == need_language else OTHER_LANGUAGE


def join(signals: Mapping[str, Scores], groups: Sequence[Measured], need_language: str) -> Scores:
    """One score per offer from the signals of models and words."""
    joined = np.zeros(len(next(iter(signals.values()))), np.float32)
    least = {name: LEAST_DEVIATION * float(signals[name].max()) for name in ("stems", "grams")}
    for group in groups:
        counts = shares(group.language, need_language)
        total = np.zeros(len(group.places), np.float32)
        for name, scores in signals.items():
            here = standardise(scores[group.places], group.weights, least.get(name, 0.0))
            total += counts.get(name, OWN_MODEL) * here
        joined[group.places] = stretch(total, group.weights)
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
