"""Above a number of offers only candidates are scored; the answer stays the same."""

import functools
import zlib

import numpy as np
import pytest

from dnm.engines.ranking import Encoder, Index, Need, Offer, rank, search
from dnm.engines.ranking.models import Encoded, Side, Vectors, encode_apart, unit

pytestmark = pytest.mark.once

THINGS = "Lager Brot Pflege Roboter Schicht Rechnung Sensor Wetter Holz Metall Kunde Bestellung Route Energie Wasser"
PLACES = "Bäcker Handwerk Klinik Hafen Werk Schule Hof Hotel Stadt Labor Markt Bahn Garten Museum Kanzlei"


class Hashed:
    """A quick model: every word has its own random direction."""

    name, width = "hashed", 128

    def encode(self, texts: list[str], side: Side) -> Vectors:
        return unit(np.stack([sum(map(self._direction, text.split()), np.zeros(128, np.float32)) for text in texts]))

    def encode_parts(self, texts: list[str], parts: list[list[str]], side: Side) -> Encoded:
        return encode_apart(self, texts, parts, side)

    @staticmethod
    @functools.cache
    def _direction(word: str) -> Vectors:
        return np.random.default_rng(zlib.crc32(word.encode())).standard_normal(128).astype(np.float32)


def offers(count: int) -> list[Offer]:
    random = np.random.default_rng(7)
    things, places = THINGS.split(), PLACES.split()
    made = []
    for number in range(count):
        words = [*random.choice(things, 3), *random.choice(places, 2), f"x{number % 37}", f"y{number % 101}"]
        made.append(Offer(str(number), " ".join(words), language="de" if number % 3 else "en"))
    return made


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder("folder", [Hashed()])


def test_candidates_give_the_same_answer_as_all_offers(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "SAMPLED", 1500)
    monkeypatch.setattr(search, "LEAST_CANDIDATES", 500)
    monkeypatch.setattr(search, "BY_WORDS", 200)
    listed = [*offers(5000), Offer("empty", "")]
    exact, coded = Index(encoder, phrases_ahead=False), Index(encoder, phrases_ahead=False, exact_up_to=1000)
    needs = [Need(str(number), one.text + " Lager", language="de") for number, one in enumerate(listed[:5000:100])]
    for index in (exact, coded):
        index.add(listed)
        index.learn(index.prepare(needs))

    found = []
    for prepared in exact.prepare(needs):
        right, near = exact.scores(prepared), coded.scores(prepared)
        best = np.argsort(-right, kind="stable")[:20]
        found.append(np.isin(best, np.argsort(-near, kind="stable")[:20]).mean())
        assert near[5000] <= 0

    assert np.mean(found) >= 0.99


def test_the_switch_is_made_by_itself(encoder: Encoder) -> None:
    listed = offers(600)
    exact, coded = Index(encoder, phrases_ahead=False), Index(encoder, phrases_ahead=False, exact_up_to=599)
    exact.add(listed)
    coded.add(listed)
    need = Need("n", "Lager für den Hof", language="de")

    assert rank(need, coded, 20) == rank(need, exact, 20)


def test_without_models_candidates_come_from_words() -> None:
    index = Index(Encoder.lexical(), phrases_ahead=False, exact_up_to=100)
    index.add(offers(500))

    best = rank(Need("n", "Roboter im Museum", language="de"), index, 3)

    assert all("Roboter" in index.offer(match.offer_id).text for match in best)
