"""Scores by words: German and English stems, German compounds split by the offers' own words, 4-grams.

Every different word is analysed once; texts are rows of word counts, and the analysis is a matrix
multiplied onto them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import Stemmer
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from dnm.engines.ranking.cleaning import common_words, words

Scores = NDArray[np.float32]

MOST_WORDS = 5000
"""Words of one text that are counted; the rest is not read."""
SATURATION, LENGTH_SHARE = 1.2, 0.75
LINKS = ("", "s", "n", "en", "es", "er")
"""Letters between the two parts of a German compound."""

_FOLD = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
_STEMMERS = {"de": Stemmer.Stemmer("german"), "en": Stemmer.Stemmer("english")}
STOP_WORDS = common_words("stop_words")


def content_words(text: str) -> list[str]:
    """Words that say something, at most MOST_WORDS."""
    return [word for word in words(text) if word not in STOP_WORDS][:MOST_WORDS]


def grams(word: str) -> list[str]:
    """All parts of four letters, umlauts folded; a shorter word is its own part."""
    word = word.translate(_FOLD)
    return [word[start : start + 4] for start in range(max(1, len(word) - 3))]


def stem(word: str, language: str) -> str:
    """The word's stem; languages without a stemmer use the German one."""
    stemmed: str = _STEMMERS.get(language, _STEMMERS["de"]).stemWord(word)
    return stemmed


class Splitter:
    """Splits German compounds whose both parts occur as words among the given texts."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self._frequencies = frequencies
        self._known: dict[str, tuple[str, ...]] = {}

    def parts(self, word: str) -> tuple[str, ...]:
        """The two parts of the best split, or nothing."""
        if word not in self._known:
            self._known[word] = self._split(word) if len(word) >= 8 and word.isalpha() else ()
        return self._known[word]

    def _split(self, word: str) -> tuple[str, ...]:
        best: tuple[str, ...] = ()
        best_value = 0
        for cut in range(4, len(word) - 3):
            tail = word[cut:]
            tail_count = self._frequencies.get(tail) or (1 if stem(tail, "de") in self._frequencies else 0)
            if not tail_count:
                continue
            for link in LINKS:
                head = word[: cut - len(link)]
                if len(head) < 4 or not word[:cut].endswith(link):
                    continue
                value = (self._frequencies.get(head) or self._frequencies.get(head + "e") or 0) * tail_count
                if value > best_value:
                    best, best_value = (head, tail), value
        return best


@dataclass(frozen=True)
class TermTable:
    """Weights of terms (rows) in texts (columns), ready to be added up for the terms of a need."""

    terms: dict[str, int]
    weights: csr_matrix

    def scores(self, query: Counter[str]) -> Scores:
        """One score per text."""
        known = [(self.terms[term], count) for term, count in query.items() if term in self.terms]
        total = np.zeros(self.weights.shape[1], np.float32)
        starts, columns, values = self.weights.indptr, self.weights.indices, self.weights.data
        for term, count in known:
            part = slice(starts[term], starts[term + 1])
            total[columns[part]] += count * values[part]
        return total


class Vocabulary:
    """Numbers for words, in the order of their first use; texts are kept as arrays of these numbers."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def extend(self, words: Iterable[str]) -> None:
        """Numbers the words in their order."""
        for word in words:
            self._numbers.setdefault(word, len(self._numbers))

    def numbers(self, text: str) -> NDArray[np.int32]:
        """The content words of a text as numbers."""
        found = [self._numbers.setdefault(word, len(self._numbers)) for word in content_words(text)]
        return np.array(found, np.int32)


class Lexicon:
    """All offers' words, ready for scoring. `languages` tells which stemmer each text gets.

    Words of `others` (needs seen earlier) help to split compounds but are not searched.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        texts: Sequence[NDArray[np.int32]],
        languages: Sequence[str],
        others: Sequence[NDArray[np.int32]] = (),
    ) -> None:
        everything = np.concatenate([*texts, *others, np.zeros(0, np.int32)])
        totals = np.bincount(everything, minlength=len(vocabulary)).tolist()
        listed = list(vocabulary)
        self.splitter = Splitter({word: total for word, total in zip(listed, totals, strict=True) if total})
        counts = _count_matrix(texts, len(listed))
        self.grams = _table(counts, [grams(word) for word in listed])
        self._groups: list[tuple[str, NDArray[np.int64], TermTable]] = []
        for language in sorted(set(languages)):
            rows = np.flatnonzero(np.array(languages) == language)
            analysed = [self.stems(word, language) for word in listed]
            self._groups.append((language, rows, _table(counts[rows], analysed)))
        self._size = len(texts)

    def stems(self, word: str, language: str) -> list[str]:
        """The word's stem and the stems of its parts, with the stemmer of the language."""
        return [stem(part, language) for part in (word, *self.splitter.parts(word))]

    def scores(self, need: Iterable[str]) -> tuple[Scores, Scores]:
        """Score of every text for the words of a need: by stems, by 4-grams."""
        need = list(need)
        by_stems = np.zeros(self._size, np.float32)
        for language, rows, table in self._groups:
            by_stems[rows] = table.scores(Counter(part for word in need for part in self.stems(word, language)))
        return by_stems, self.grams.scores(Counter(part for word in need for part in grams(word)))


def _count_matrix(texts: Sequence[NDArray[np.int32]], size: int) -> csr_matrix:
    """Texts × words."""
    ends = np.cumsum([0, *map(len, texts)])
    columns = np.concatenate([*texts, np.zeros(0, np.int32)])
    counts = csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(texts), size))
    counts.sum_duplicates()
    return counts


def _table(texts: csr_matrix, analysed: list[list[str]]) -> TermTable:
    """BM25 weights of the terms that the words are analysed into."""
    terms: dict[str, int] = {}
    columns = [terms.setdefault(term, len(terms)) for parts in analysed for term in parts]
    ends = np.cumsum([0, *map(len, analysed)])
    analysis = csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(analysed), len(terms)))
    frequency = (texts @ analysis).tocoo()
    lengths = np.asarray(texts @ analysis.sum(axis=1)).ravel()
    relative = lengths / max(float(lengths.mean()) if len(lengths) else 0.0, 1e-9)
    found_in = np.bincount(frequency.col, minlength=len(terms))
    rarity = np.log1p((texts.shape[0] - found_in + 0.5) / (found_in + 0.5))
    damping = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * relative[frequency.row])
    values = frequency.data * (SATURATION + 1) / (frequency.data + damping) * rarity[frequency.col]
    shape = (len(terms), texts.shape[0])
    return TermTable(terms, csr_matrix((values.astype(np.float32), (frequency.col, frequency.row)), shape=shape))
