"""All offers in memory, ready to be ranked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dnm.engines.ranking.alignment import Cut
from dnm.engines.ranking.cleaning import whole
from dnm.engines.ranking.encoder import Encoder
from dnm.engines.ranking.language import detect
from dnm.engines.ranking.lexical import Vocabulary, content_words
from dnm.engines.ranking.models import Side, Vectors, unit
from dnm.engines.ranking.negation import Excluded, affirmed, exclusions
from dnm.engines.ranking.phrases import phrases
from dnm.engines.ranking.records import Need, Offer, RankingError
from dnm.engines.ranking.rows import Rows
from dnm.engines.ranking.scoring import Scores
from dnm.engines.ranking.search import EXACT_UP_TO, Search
from dnm.engines.ranking.space import MOST_LEARNED

NEED_PHRASES, OFFER_PHRASES = 16, 8
USUAL_NEED_LANGUAGE = "de"
"""Taken where a need is too short to tell."""
BATCH = 256
TRUST_IN_BACKGROUND = 20
"""The background needs count like this many learned ones in the average need."""


@dataclass(frozen=True)
class PreparedNeed:
    """A need with its language, vectors, words, phrases and what it rules out. `empty`: nothing to read in it."""

    need: Need
    empty: bool
    language: str
    vectors: Mapping[str, Vectors]
    words: Sequence[str]
    cut: Cut
    unwanted: Sequence[Excluded]


class Index:
    """Offers with their vectors and words. Every change is seen by the next search.

    `phrases_ahead` finds phrases when an offer is added, so that a need is answered in 30 ms; without it
    they are found when an offer is first suggested, which saves half the memory.
    With more than `exact_up_to` offers only candidates found by bits and words are scored (search.py).
    """

    def __init__(self, encoder: Encoder, phrases_ahead: bool = True, exact_up_to: int = EXACT_UP_TO) -> None:
        self.encoder = encoder
        self.phrases_ahead = phrases_ahead
        self.exact_up_to = exact_up_to
        self._offers: dict[str, Offer] = {}
        self._languages: dict[str, str] = {}
        self._words: dict[str, NDArray[np.int32]] = {}
        self._vocabulary = Vocabulary()
        self._rows = {model.name: Rows(np.zeros((0, model.width), np.float32)) for model in encoder.models}
        self._cuts: dict[str, Cut] = {}
        self._learned: dict[str, dict[str, Vectors]] = {}
        self._learned_words: list[NDArray[np.int32]] = []
        self._search: Search | None = None

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
        return self._rows[model].all

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
        for rows in self._rows.values():
            rows.keep(kept)
        self._offers = {id: offer for id, offer in self._offers.items() if id not in gone}
        self._cuts = {id: cut for id, cut in self._cuts.items() if id not in gone}
        self._search = None

    def learn(self, needs: Iterable[PreparedNeed]) -> None:
        """Takes the given needs as the picture of what is asked for; replaces what was learned before."""
        listed = list(needs)
        self._learned = {
            language: {
                model.name: np.concatenate([need.vectors[model.name] for need in listed if need.language == language])
                for model in self.encoder.models
            }
            for language in sorted({need.language for need in listed})
        }
        self._learned_words = [self._vocabulary.numbers(" ".join(need.words)) for need in listed]
        self._search = None

    def prepare(self, needs: Sequence[Need]) -> list[PreparedNeed]:
        """Everything about needs that does not depend on offers, computed together."""
        texts = [whole(need.title, need.text) for need in needs]
        languages = [
            need.language or detect(text, USUAL_NEED_LANGUAGE).code for need, text in zip(needs, texts, strict=True)
        ]
        vectors, cuts = self._read(needs, texts, languages, "need")
        excluded = [exclusions(text) for text in texts]
        return [
            PreparedNeed(
                need,
                not text,
                languages[at],
                {name: rows[at : at + 1] for name, rows in vectors.items()},
                content_words(affirmed(text, excluded[at])) or content_words(text),
                cuts[at],
                [one for one in excluded[at] if one.wished],
            )
            for at, (need, text) in enumerate(zip(needs, texts, strict=True))
        ]

    def scores(self, prepared: PreparedNeed) -> Scores:
        """How far each offer's text stands out for the need (see scoring.py), in the order of ids()."""
        if not self._offers:
            return np.zeros(0, np.float32)
        if self._search is None:
            self._search = self._prepared_search()
        average = self._average_need(prepared.language)
        needs = {name: rows[0] - average[name][0] for name, rows in prepared.vectors.items()}
        return self._search.scores(needs, prepared.words, prepared.language)

    def cuts(self, ids: Sequence[str]) -> list[Cut]:
        """Phrases of offers; computed for those that have none yet."""
        missing = [id for id in ids if id not in self._cuts]
        if missing:
            offers = [self._offers[id] for id in missing]
            texts = [whole(offer.title, offer.text) for offer in offers]
            _, found = self._read(offers, texts, [self._languages[id] for id in missing], "offer")
            self._cuts.update(zip(missing, found, strict=True))
        return [self._cuts[id] for id in ids]

    def _prepared_search(self) -> Search:
        texts = zip(self._offers.values(), self._words.values(), strict=True)
        empty = [not len(words) and not whole(offer.title, offer.text) for offer, words in texts]
        search = Search(self.encoder, self._vocabulary, self.exact_up_to)
        search.read(list(self._languages.values()), list(self._words.values()), self._learned_words)
        search.see({name: rows.all for name, rows in self._rows.items()}, np.array(empty))
        if self._learned:
            search.crowd({name: self._asked(name) for name in self._rows})
        return search

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
        for name, rows in self._rows.items():
            rows.add(vectors[name])
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
        for name, rows in self._learned.get(language, {}).items():
            mixed = (rows.sum(axis=0) + TRUST_IN_BACKGROUND * average[name]) / (len(rows) + TRUST_IN_BACKGROUND)
            average[name] = mixed.astype(np.float32)
        return average

    def _asked(self, model: str) -> Vectors:
        """Learned needs, each seen from the middle of its language; a sample if there are many."""
        seen = [rows[model] - self._average_need(language)[model] for language, rows in self._learned.items()]
        asked = np.concatenate(seen)
        return asked[:: -(-len(asked) // MOST_LEARNED)]
