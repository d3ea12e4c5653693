"""The vectors of one model as the search sees them: centred, damped, and above a size also as bits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnm.engines.ranking.codes import Codes, Places
from dnm.engines.ranking.models import Vectors
from dnm.engines.ranking.scoring import Scores

DAMPING, DAMPING_FLOOR = 0.1, 0.5
"""Power by which common directions are damped (0: not at all, 0.5: to equal lengths), and what all have in common."""
MOST_SAMPLED = 20_000
PART = 4096
CROWDING, CROWD, CROWD_TRUST = 0.6, 5, 100
"""Share of the mean likeness to its CROWD nearest needs that is taken off an offer; number of needs that halves it."""
MOST_LEARNED = 1000
"""Needs that are looked at for that."""


@dataclass(frozen=True)
class Group:
    """Offers that are measured against each other: their rows, their language, and the mean vectors."""

    language: str
    rows: Places
    means: Mapping[str, Vectors]


class Space:
    """Vectors of one model, each seen from the middle of its group, directions common to all of them damped.

    Without the first step some offers lie near every need. The second lets the finer differences speak.
    `coded`: candidates can be asked for.
    """

    def __init__(self, rows: Vectors, groups: Sequence[Group], model: str, coded: bool = False) -> None:
        self._rows = rows
        self._means = np.stack([group.means[model][0] for group in groups])
        self._group_of = np.zeros(len(rows), np.int64)
        self._damping = self._damped(rows, groups)
        self._lengths = np.ones(len(rows), np.float32)
        self._crowding = np.zeros(len(rows), np.float32)
        self._codes: list[Codes] = []
        for number, group in enumerate(groups):
            self._group_of[group.rows] = number
            if coded:
                self._codes.append(Codes(self._seen(group.rows[:: -(-len(group.rows) // MOST_SAMPLED)])))
            for part in parts_of(group.rows):
                seen = self._seen(part)
                self._lengths[part] = np.maximum(np.linalg.norm(seen, axis=1), 1e-3)
                if coded:
                    self._codes[number].add(seen)

    def crowd(self, needs: Vectors) -> None:
        """Remembers how near each offer is to the needs it is nearest to: an offer near many needs is near none.

        `needs` are seen from their middle. The fewer they are, the less this counts.
        """
        trust = CROWDING * len(needs) / (len(needs) + CROWD_TRUST)
        nearest = min(CROWD, len(needs))
        directions = np.stack([self._damping @ self._direction(need) for need in needs], axis=1)
        means = self._means @ directions
        for part in parts_of(np.arange(len(self._rows))):
            likeness = (self._rows[part] @ directions - means[self._group_of[part]]) / self._lengths[part, None]
            best = np.partition(likeness, -nearest, axis=1)[:, -nearest:]
            self._crowding[part] = trust * best.mean(axis=1)

    def scores(self, need: Vectors, places: Places | None = None) -> Scores:
        """Cosine of the need, seen from its middle, and each offer (or those at the given places)."""
        direction = self._damping @ self._direction(need)
        chosen = slice(None) if places is None else places
        products = np.vecdot(self._rows[chosen], direction)
        products -= (self._means @ direction)[self._group_of[chosen]]
        return (products / self._lengths[chosen]).astype(np.float32)

    def crowding(self, places: Places | None = None) -> Scores:
        """What each offer shares with the needs it is nearest to, to be taken off its scores."""
        return self._crowding if places is None else self._crowding[places]

    def candidates(self, need: Vectors, group: int, count: int) -> Places:
        """Places within a group of about `count` offers with high scores."""
        return self._codes[group].nearest(self._direction(need), count)

    def _seen(self, places: Places) -> Vectors:
        """Offers from the middle of their group, damped."""
        seen: Vectors = (self._rows[places] - self._means[self._group_of[places]]) @ self._damping
        return seen

    def _direction(self, need: Vectors) -> Vectors:
        """The need, damped, of length one."""
        damped: Vectors = self._damping @ need
        return damped / max(float(np.linalg.norm(damped)), 1e-6)

    def _damped(self, rows: Vectors, groups: Sequence[Group]) -> Vectors:
        """The matrix that shortens directions in which the vectors differ much, from at most MOST_SAMPLED of them."""
        spread = np.zeros((rows.shape[1], rows.shape[1]))
        for group, mean in zip(groups, self._means, strict=True):
            seen = rows[group.rows[:: -(-len(rows) // MOST_SAMPLED)]] - mean
            spread += seen.T @ seen
        values, directions = np.linalg.eigh(spread)
        usual = max(float(values.mean()), 1e-9)
        shorter = (np.maximum(values, 0) / usual + DAMPING_FLOOR) ** -DAMPING
        damping: Vectors = ((directions * shorter) @ directions.T).astype(np.float32)
        return damping


def parts_of(rows: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Rows in parts small enough to be computed together."""
    return np.array_split(rows, -(-len(rows) // PART))
