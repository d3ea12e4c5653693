"""All offers in memory, ready to be ranked. Search is exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dnm.engines.ranking import background, scoring
from dnm.engines.ranking.alignment import Cut
from dnm.engines.ranking.cleaning import whole
from dnm.engines.ranking.encoder import Encoder
from dnm.engines.ranking.language import detect
from dnm.engines.ranking.lexical import Lexicon, Vocabulary, content_words
from dnm.engines.ranking.models import Side, Vectors, unit
from dnm.engines.ranking.phrases import phrases
from dnm.engines.ranking.records import Need, Offer, RankingError

Scores = NDArray[np.float32]

NEED_PHRASES, OFFER_PHRASES = 16, 8
USUAL_NEED_LANGUAGE = "de"
"""Taken where a need is too short to tell."""
BATCH = 256
TRUST_IN_BACKGROUND = 20
"""The background needs count like this many learned ones in the average need."""


@dataclass(frozen=True)
class PreparedNeed:
    """A need with its language, vectors, words and phrases. `empty`: there is nothing to read in it."""

    need: Need
    empty: bool
    language: str
    vectors: Mapping[str, Vectors]
    words: Sequence[str]
    cut: Cut


class Index:
    """Offers with their vectors and words. Every change is seen by the next search.

    `phrases_ahead` finds phrases when an offer is added, so that a need is answered in 30 ms; without it
    they are found when an offer is first suggested, which saves half the memory.
    """

    def __init__(self, encoder: Encoder, phrases_ahead: bool = True) -> None:
        self.encoder = encoder
        self.phrases_ahead = phrases_ahead
        self._offers: dict[str, Offer] = {}
        self._languages: dict[str, str] = {}
        self._words: dict[str, NDArray[np.int32]] = {}
        self._vocabulary = Vocabulary()
        self._rows: dict[str, Vectors] = {
            model.name: np.zeros((0, model.width), np.float32) for model in encoder.models
        }
        self._cuts: dict[str, Cut] = {}
        self._learned: dict[str, dict[str, tuple[Vectors, int]]] = {}
        self._learned_words: list[NDArray[np.int32]] = []
        self._search: _Search | None = None

    def __len__(self) -> int:
        return len(self._offers)

    def ids(self) -> list[str]:
        """Ids in the order in which they were added."""
        return list(self._offers)

    def offer(self, id: str) -> Offer:
        return self._offers[id]

    def language(self, id: str) -> str:
        """The language an offer was taken to be in."""
        return self._languages[id]

    def vectors(self, model: str) -> Vectors:
        """One row per offer, in the order of ids()."""
        return self._rows[model]

    def add(self, offers: Iterable[Offer]) -> None:
        """Takes new offers. Raises RankingError if an id is there or comes twice; then none is taken."""
        new = list(offers)
        seen = set(self._offers)
        for offer in new:
            if offer.id in seen:
                raise RankingError(f"The offer {offer.id!r} is there twice.")
            seen.add(offer.id)
        for start in range(0, len(new), BATCH):
            self._take(new[start : start + BATCH])

    def change(self, offers: Iterable[Offer]) -> None:
        """Replaces offers with the same ids, adds new ones. Changed facts alone need no new vectors."""
        again = []
        for offer in offers:
            old = self._offers.get(offer.id)
            if old and replace(offer, title=old.title, text=old.text, language=old.language) == offer:
                self._offers[offer.id] = offer
            else:
                again.append(offer)
        self.remove([offer.id for offer in again if offer.id in self._offers])
        self.add(again)

    def remove(self, ids: Iterable[str]) -> None:
        """Forgets offers. Raises RankingError if an id is not there; then none is forgotten."""
        gone = set(ids)
        missing = sorted(gone - set(self._offers))
        if missing:
            raise RankingError(f"There is no offer {missing[0]!r}.")
        if not gone:
            return
        kept = np.array([id not in gone for id in self._offers])
        self._languages = {id: code for id, code in self._languages.items() if id not in gone}
        self._words = {id: words for id, words in self._words.items() if id not in gone}
        self._rows = {name: rows[kept] for name, rows in self._rows.items()}
        self._offers = {id: offer for id, offer in self._offers.items() if id not in gone}
        self._cuts = {id: cut for id, cut in self._cuts.items() if id not in gone}
        self._search = None

    def learn(self, needs: Iterable[PreparedNeed]) -> None:
        """Takes the given needs as the picture of an average need; replaces what was learned before."""
        self._learned, self._learned_words = {}, []
        for prepared in needs:
            sums = self._learned.setdefault(prepared.language, {})
            for name, vector in prepared.vectors.items():
                total, count = sums.get(name, (np.zeros_like(vector), 0))
                sums[name] = (total + vector, count + 1)
            self._learned_words.append(self._vocabulary.numbers(" ".join(prepared.words)))
        self._search = None

    def prepare(self, needs: Sequence[Need]) -> list[PreparedNeed]:
        """Everything about needs that does not depend on offers, computed together."""
        texts = [whole(need.title, need.text) for need in needs]
        languages = [
            need.language or detect(text, USUAL_NEED_LANGUAGE).code for need, text in zip(needs, texts, strict=True)
        ]
        vectors, cuts = self._read(needs, texts, languages, "need")
        return [
            PreparedNeed(
                need,
                not text,
                languages[at],
                {name: rows[at : at + 1] for name, rows in vectors.items()},
                content_words(text),
                cuts[at],
            )
            for at, (need, text) in enumerate(zip(needs, texts, strict=True))
        ]

    def scores(self, prepared: PreparedNeed) -> Scores:
        """How far each offer's text stands out for the need (see scoring.py), in the order of ids()."""
        if not self._offers:
            return np.zeros(0, np.float32)
        if self._search is None:
            self._search = _Search(self)
        return self._search.scores(prepared, self._average_need(prepared.language))

    def cuts(self, ids: Sequence[str]) -> list[Cut]:
        """Phrases of offers; computed for those that have none yet."""
        missing = [id for id in ids if id not in self._cuts]
        if missing:
            offers = [self._offers[id] for id in missing]
            texts = [whole(offer.title, offer.text) for offer in offers]
            _, found = self._read(offers, texts, [self._languages[id] for id in missing], "offer")
            self._cuts.update(zip(missing, found, strict=True))
        return [self._cuts[id] for id in ids]

    def _take(self, offers: list[Offer]) -> None:
        texts = [whole(offer.title, offer.text) for offer in offers]
        languages = [offer.language or detect(text).code for offer, text in zip(offers, texts, strict=True)]
        if self.phrases_ahead:
            vectors, cuts = self._read(offers, texts, languages, "offer")
            self._cuts.update((offer.id, cut) for offer, cut in zip(offers, cuts, strict=True))
        else:
            vectors = self.encoder.encode(texts, "offer")
        for offer, text, language in zip(offers, texts, languages, strict=True):
            self._offers[offer.id], self._languages[offer.id] = offer, language
            self._words[offer.id] = self._vocabulary.numbers(text)
        self._rows = {name: np.concatenate([rows, vectors[name]]) for name, rows in self._rows.items()}
        self._search = None

    def _read(
        self, records: Sequence[Need | Offer], texts: Sequence[str], languages: Sequence[str], side: Side
    ) -> tuple[dict[str, Vectors], list[Cut]]:
        """Vectors of texts, and their phrases seen from the middle of what is usual in their language.

        An offer's short title is a name and says nothing.
        """
        most = NEED_PHRASES if side == "need" else OFFER_PHRASES
        names = [record.title if side == "need" or record.title.count(" ") >= 3 else "" for record in records]
        found = [phrases(name, record.text, most) for name, record in zip(names, records, strict=True)]
        readable = [[phrase.readable for phrase in listed] for listed in found]
        vectors, parts = self.encoder.encode_parts(texts, readable, side)
        if self.encoder.models:
            parts = [
                unit(rows - self.encoder.average_part(side, language))
                for rows, language in zip(parts, languages, strict=True)
            ]
        return vectors, [Cut(one, rows.astype(np.float16)) for one, rows in zip(found, parts, strict=True)]

    def _average_need(self, language: str) -> dict[str, Vectors]:
        average = self.encoder.average_need(language)
        for name, (total, count) in self._learned.get(language, {}).items():
            mixed = (total + TRUST_IN_BACKGROUND * average[name]) / (count + TRUST_IN_BACKGROUND)
            average[name] = mixed.astype(np.float32)
        return average


class _Search:
    """The offers of an index at one moment, with background texts where a language has few offers."""

    def __init__(self, index: Index) -> None:
        self.count = len(index)
        own = list(index._languages.values())
        self._empty = np.array([not whole(offer.title, offer.text) for offer in index._offers.values()])
        languages = scoring.group_languages(own)
        small = scoring.fill(languages, len(background.texts("offer", "de")))
        extra = [(code, text) for code in small for text in background.texts("offer", code)]
        words = [*index._words.values(), *(index._vocabulary.numbers(text) for _, text in extra)]
        everywhere = np.array([*languages, *(code for code, _ in extra)])
        stemmers = [*own, *(code for code, _ in extra)]
        self._lexicon = Lexicon(index._vocabulary, words, stemmers, index._learned_words)
        rows = {
            name: np.concatenate([part, *(index.encoder.background("offer", code)[name] for code in small)])
            for name, part in index._rows.items()
        }
        self._groups = []
        for code in sorted(set(languages)):
            members = np.flatnonzero(everywhere == code)
            means = {name: part[members].mean(axis=0, keepdims=True) for name, part in rows.items()}
            self._groups.append(scoring.Group(code, members, means))
        self._spaces = {name: scoring.Space(part, self._groups, name) for name, part in rows.items()}

    def scores(self, prepared: PreparedNeed, average_need: Mapping[str, Vectors]) -> Scores:
        signals = {
            name: space.scores(prepared.vectors[name][0], average_need[name][0]) for name, space in self._spaces.items()
        }
        meanings = [signals[name][: self.count] for name in self._spaces]
        signals["stems"], signals["grams"] = self._lexicon.scores(prepared.words)
        joined = scoring.join(signals, self._groups, prepared.language)[: self.count]
        joined[self._empty] = -1
        return joined * scoring.confidence(joined, meanings)
