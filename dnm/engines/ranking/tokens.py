"""A unigram tokeniser (as in SentencePiece) that keeps its vocabulary as numbers.

The usual library needs 340 MB for the two vocabularies; hashes of 64 bits and scores need 6 MB, and
words that were seen before cost one look-up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SPACE = "▁"
REMEMBERED_WORDS = 50_000
_BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))

Hashes = NDArray[np.uint64]


def code_points(text: str) -> NDArray[np.uint32]:
    """The characters of a text as numbers; half surrogates count as the replacement character."""
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)


class PrefixSums:
    """Hashes of any part of a text in one subtraction and one product (polynomials modulo 2^64)."""

    def __init__(self, codes: NDArray[np.uint32]) -> None:
        powers = np.full(len(codes) + 1, _BASE)
        powers[0] = 1
        powers = np.cumprod(powers, dtype=np.uint64)
        self._inverse = np.full(len(codes) + 1, _INVERSE)
        self._inverse[0] = 1
        self._inverse = np.cumprod(self._inverse, dtype=np.uint64)
        self._sums = np.zeros(len(codes) + 1, np.uint64)
        np.cumsum((codes.astype(np.uint64) + np.uint64(1)) * powers[:-1], out=self._sums[1:])

    def part(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Hashes:
        hashes: Hashes = (self._sums[ends] - self._sums[starts]) * self._inverse[starts]
        return hashes


class Unigram:
    """Cuts words into the most probable pieces. `ends` are the pieces' ends in `blob`, in characters."""

    def __init__(self, blob: str, ends: NDArray[np.int64], scores: NDArray[np.float32], unknown: int) -> None:
        starts = np.concatenate([[0], ends[:-1]])
        used = np.flatnonzero((ends > starts) & (np.arange(len(ends)) != unknown))
        hashes = PrefixSums(code_points(blob)).part(starts[used], ends[used])
        order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[order]
        self._pieces = used[order].astype(np.int32)
        self._scores = scores[used][order].astype(np.float32)
        self._longest = int((ends - starts).max())
        self._unknown = unknown
        self._unknown_score = float(scores.min()) - 10
        self._known: dict[str, list[int]] = {}

    def encode(self, texts: list[str]) -> list[list[int]]:
        """Piece numbers of normalised texts, without marks for begin and end."""
        cut = self.encode_words([text.split() for text in texts])
        return [[piece for word in words for piece in word] for words in cut]

    def encode_words(self, texts: list[list[str]]) -> list[list[list[int]]]:
        """Piece numbers of every word."""
        fresh = sorted({word for words in texts for word in words if word not in self._known})
        if len(self._known) + len(fresh) > REMEMBERED_WORDS:
            self._known.clear()
            fresh = sorted({word for words in texts for word in words})
        for start in range(0, len(fresh), 2000):
            self._learn(fresh[start : start + 2000])
        return [[self._known[word] for word in words] for words in texts]

    def _learn(self, words: list[str]) -> None:
        """Adds the best cut of each word; the words are laid end to end and cut in one pass."""
        marked = [SPACE + word for word in words]
        ends = np.cumsum([len(word) for word in marked])
        starts, stops, pieces, scores = self._candidates("".join(marked), ends)
        best = [-1e30] * (int(ends[-1]) + 1)
        came_from = [(0, 0)] * len(best)
        best[0] = 0.0
        for start, stop, piece, score in zip(starts, stops, pieces, scores, strict=True):
            total = best[start] + score
            if total > best[stop]:
                best[stop], came_from[stop] = total, (start, piece)
        begin = 0
        for word, end in zip(words, ends.tolist(), strict=True):
            self._known[word] = self._trace(came_from, begin, end)
            begin = end

    def _trace(self, came_from: list[tuple[int, int]], begin: int, end: int) -> list[int]:
        """Pieces from begin to end; neighbouring unknown characters become one unknown piece."""
        found: list[int] = []
        while end > begin:
            end, piece = came_from[end]
            if piece != self._unknown or not found or found[-1] != self._unknown:
                found.append(piece)
        return found[::-1]

    def _candidates(self, text: str, ends: NDArray[np.int64]) -> tuple[list[int], list[int], list[int], list[float]]:
        """Every piece that occurs inside a word: start, stop, number, score; ordered by start."""
        size = len(text)
        sums = PrefixSums(code_points(text))
        limit = np.repeat(ends, np.diff(ends, prepend=0))
        places = np.arange(size)
        found = []
        for length in range(1, self._longest + 1):
            starts = places[places + length <= limit]
            if not len(starts):
                break
            hashes = sums.part(starts, starts + length)
            at = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
            hit = self._hashes[at] == hashes
            if length == 1:
                lost = starts[~hit]
                row = (
                    lost,
                    lost + 1,
                    np.full(len(lost), self._unknown),
                    np.full(len(lost), self._unknown_score),
                )
                found.append(row)
            found.append((starts[hit], starts[hit] + length, self._pieces[at[hit]], self._scores[at[hit]]))
        starts, stops, pieces, scores = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.argsort(starts, kind="stable")
        return starts[order].tolist(), stops[order].tolist(), pieces[order].tolist(), scores[order].tolist()
