"""Vectors as rows of bits, searched by counting differing bits. Finds candidates; exact scores decide."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dnm.engines.ranking.models import Vectors

Places = NDArray[np.int64]
Differing = NDArray[np.unsignedinteger[Any]]

WORD_BITS = 64
PASSED_ON = 8
"""Rows that the first half of the bits lets through, for each candidate wanted."""
GLANCE = 65_536
"""Rows looked at to find the limit."""
AT_ONCE = 65_536
"""Rows compared at once, so that a step stays in the processor's cache."""
SEED = 1


class Codes:
    """One bit per dimension: the sign after a rotation that puts the telling dimensions first.

    Vectors are compared by their angle. `sample` are some of the rows, to learn the rotation from.
    """

    def __init__(self, sample: Vectors) -> None:
        self._rotation = rotation(sample)
        self._words = np.zeros((-(-sample.shape[1] // WORD_BITS), 0), np.uint64)
        self._half = -(-len(self._words) // 2)
        self._parts: list[NDArray[np.uint64]] = []

    def add(self, rows: Vectors) -> None:
        """Takes further rows; their places are counted from 0 in this order."""
        self._parts.append(self._code(rows))

    @property
    def words(self) -> NDArray[np.uint64]:
        """The bits of all rows: one column per row, 64 bits in a number."""
        if self._parts:
            self._words = np.concatenate([self._words, *self._parts], axis=1)
            self._parts = []
        return self._words

    def nearest(self, direction: Vectors, count: int) -> Places:
        """About `count` places of rows with a small angle to the direction, in rising order; all if there are few."""
        words, wanted = self.words, self._code(direction[None])[:, 0]
        total = words.shape[1]
        if total <= PASSED_ON * count:
            return _least(_differing(words, wanted), np.arange(total), count)
        differing = np.concatenate(
            [_differing(words[: self._half, start : start + AT_ONCE], wanted) for start in range(0, total, AT_ONCE)]
        )
        step = max(1, total // GLANCE)
        places = np.flatnonzero(differing <= _limit(differing[::step], PASSED_ON * count // step))
        rest = _differing(words[self._half :, places], wanted[self._half :])
        return _least(differing[places].astype(np.uint16) + rest, places, count)

    def _code(self, rows: Vectors) -> NDArray[np.uint64]:
        bits = np.packbits(rows @ self._rotation > 0, axis=1)
        padded = np.pad(bits, ((0, 0), (0, 8 * len(self._words) - bits.shape[1])))
        return np.ascontiguousarray(padded.view(np.uint64).T)


def rotation(sample: Vectors) -> Vectors:
    """Turns vectors so that the half with the larger spread comes first, spread evenly within each half."""
    _, directions = np.linalg.eigh((sample.T @ sample).astype(np.float64))
    directions = directions[:, ::-1]
    random = np.random.default_rng(SEED)
    halves = []
    edge = WORD_BITS * -(-len(directions) // (2 * WORD_BITS))
    for half in (directions[:, :edge], directions[:, edge:]):
        turned, _ = np.linalg.qr(random.standard_normal((half.shape[1], half.shape[1])))
        halves.append(half @ turned)
    joined: Vectors = np.concatenate(halves, axis=1).astype(np.float32)
    return joined


def _differing(words: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> Differing:
    """Number of differing bits per column. Up to three words need a byte, which is quicker."""
    total: Differing = np.zeros(words.shape[1], np.uint8 if len(words) < 4 else np.uint16)
    for row, word in zip(words, wanted[: len(words)], strict=True):
        np.add(total, np.bitwise_count(row ^ word), out=total)
    return total


def _limit(differing: Differing, count: int) -> int:
    """The number of differing bits that about `count` rows do not exceed."""
    return int(np.searchsorted(np.cumsum(np.bincount(differing)), max(1, count)))


def _least(differing: Differing, places: Places, count: int) -> Places:
    """Places with the fewest differing bits: at least `count` if there are as many."""
    kept: Places = places[differing <= _limit(differing, count)] if len(places) > count else places
    return kept
