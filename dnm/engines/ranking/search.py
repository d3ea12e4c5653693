"""The offers of an index at one moment, with background texts where a language has few offers.

Up to a number of offers every one is scored. Above it, candidates are found by bits and by words in every
language and scored exactly; a sample of each language tells what usual scores are, so that the languages
stay comparable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dnm.engines.ranking import background, scoring
from dnm.engines.ranking.codes import Places
from dnm.engines.ranking.encoder import Encoder
from dnm.engines.ranking.lexical import Lexicon, Vocabulary
from dnm.engines.ranking.models import Vectors
from dnm.engines.ranking.scoring import Measured, Scores
from dnm.engines.ranking.space import Group, Space

EXACT_UP_TO = 100_000
SAMPLED = 16_384
"""Offers of a language by which the others are measured when not all are scored."""
LEAST_CANDIDATES, CANDIDATE_SHARE = 2_000, 50
"""Candidates per model and language: this many, or one in so many offers."""
BY_WORDS = 1_000
"""Candidates per language by words."""
LOWEST = -1.0
"""Score of offers without text and of those that are no candidates."""


class Search:
    """Made in two steps, `read` for words and `see` for vectors, because there may be no vectors."""

    def __init__(self, encoder: Encoder, vocabulary: Vocabulary, exact_up_to: int) -> None:
        self._encoder, self._vocabulary, self._exact_up_to = encoder, vocabulary, exact_up_to

    def read(self, own: Sequence[str], words: Sequence[NDArray[np.int32]], others: Sequence[NDArray[np.int32]]) -> None:
        """Takes the offers' languages and words, and the words of learned needs."""
        self._count = len(own)
        languages = scoring.group_languages(own)
        self._small = scoring.fill(languages, len(background.texts("offer", "de")))
        extra = [(code, text) for code in self._small for text in background.texts("offer", code)]
        numbers = [*words, *(self._vocabulary.numbers(text) for _, text in extra)]
        codes = [code for code, _ in extra]
        self._lexicon = Lexicon(self._vocabulary, numbers, [*own, *codes], others)
        everywhere = np.array([*languages, *codes])
        self._members = {code: np.flatnonzero(everywhere == code) for code in sorted(set(languages))}
        self._language_of = everywhere
        self._everyone = [
            Measured(code, members, np.ones(len(members), np.float32)) for code, members in self._members.items()
        ]
        self._coded = self._count > self._exact_up_to

    def see(self, rows: Mapping[str, Vectors], empty: NDArray[np.bool_]) -> None:
        """Takes the offers' vectors, and which offers have no text."""
        self._empty = empty
        self._spaces = {}
        for name, part in rows.items():
            added = [self._encoder.background("offer", code)[name] for code in self._small]
            everything = np.concatenate([part, *added]) if added else part
            groups = [
                Group(code, members, {name: everything[members].mean(axis=0, keepdims=True)})
                for code, members in self._members.items()
            ]
            self._spaces[name] = Space(everything, groups, name, self._coded)
        self._samples = {code: rows[:: -(-len(rows) // SAMPLED)] for code, rows in self._members.items()}

    def crowd(self, asked: Mapping[str, Vectors]) -> None:
        """Takes the learned needs, each seen from its middle."""
        for name, space in self._spaces.items():
            space.crowd(asked[name])

    def scores(self, needs: Mapping[str, Vectors], words: Sequence[str], language: str) -> Scores:
        """One score per offer. `needs`: the need's vector for each model, seen from its middle."""
        stems, grams = self._lexicon.scores(words)
        places, groups = None, self._everyone
        if self._coded:
            places, groups = self._chosen(needs, {"stems": stems, "grams": grams}, language)
        chosen = slice(None) if places is None else places
        likeness = {name: space.scores(needs[name], places) for name, space in self._spaces.items()}
        signals = {name: likeness[name] - space.crowding(places) for name, space in self._spaces.items()}
        signals |= {"stems": stems[chosen], "grams": grams[chosen]}
        return self._placed(scoring.join(signals, groups, language), list(likeness.values()), places)

    def _placed(self, joined: Scores, likeness: Sequence[Scores], places: Places | None) -> Scores:
        """Scores of the offers alone, in their order, less where even the best say something else."""
        if places is None:
            joined, likeness = joined[: self._count], [scores[: self._count] for scores in likeness]
            joined[self._empty] = LOWEST
            return joined * scoring.confidence(joined, likeness)
        own = places < self._count
        joined, likeness, places = joined[own], [scores[own] for scores in likeness], places[own]
        joined[self._empty[places]] = LOWEST
        everywhere = np.full(self._count, min(LOWEST, float(joined.min())), np.float32)
        everywhere[places] = joined
        return everywhere * scoring.confidence(joined, likeness)

    def _chosen(
        self, needs: Mapping[str, Vectors], by_words: Mapping[str, Scores], language: str
    ) -> tuple[Places, list[Measured]]:
        """Candidates and samples in rising order. A candidate stands for itself, a sample for all the others."""
        candidates = np.unique(np.concatenate([*self._near(needs), *self._worded(by_words, language)]))
        places = np.union1d(candidates, np.concatenate(list(self._samples.values())))
        itself = np.isin(places, candidates, assume_unique=True)
        groups = []
        for code, members in self._members.items():
            here = np.flatnonzero(self._language_of[places] == code)
            known = itself[here]
            others = (len(members) - known.sum()) / max(1, (~known).sum())
            groups.append(Measured(code, here, np.where(known, 1.0, others).astype(np.float32)))
        return places, groups

    def _near(self, needs: Mapping[str, Vectors]) -> Iterator[Places]:
        for name, space in self._spaces.items():
            for number, members in enumerate(self._members.values()):
                count = max(LEAST_CANDIDATES, len(members) // CANDIDATE_SHARE)
                yield members[space.candidates(needs[name], number, count)]

    def _worded(self, by_words: Mapping[str, Scores], language: str) -> Iterator[Places]:
        for code, members in self._members.items():
            counts = scoring.shares(code, language)
            total = np.zeros(len(members), np.float32)
            for name, scores in by_words.items():
                total += counts[name] * scoring.standardise(scores[members], np.ones(len(members), np.float32))
            yield members[np.argpartition(-total, min(BY_WORDS, len(total) - 1))[:BY_WORDS]]


__all__ = ["EXACT_UP_TO", "Search"]
