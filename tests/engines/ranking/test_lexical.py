"""Words: stems, compounds, 4-grams."""

import numpy as np
import pytest

from dnm.engines.ranking.lexical import MOST_WORDS, Lexicon, Splitter, Vocabulary, content_words, grams, stem

pytestmark = pytest.mark.once


def lexicon(texts: list[str], languages: list[str], others: tuple[str, ...] = ()) -> Lexicon:
    vocabulary = Vocabulary()
    listed = [vocabulary.numbers(text) for text in texts]
    return Lexicon(vocabulary, listed, languages, [vocabulary.numbers(text) for text in others])


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("lagerverwaltung", ("lager", "verwaltung")),
        ("retourenquote", ("retoure", "quote")),
        ("auftragsplanung", ("auftrag", "planung")),
        ("schulbücher", ()),
        ("lager", ()),
        ("unbekanntwort", ()),
    ],
)
def test_compounds_are_split_into_known_words(word: str, parts: tuple[str, ...]) -> None:
    known = ("lager", "verwaltung", "retoure", "quote", "auftrag", "planung", "bücher")

    assert Splitter(dict.fromkeys(known, 1)).parts(word) == parts


def test_the_commoner_parts_win() -> None:
    assert Splitter({"staub": 1, "ecken": 1, "stau": 9, "becken": 9}).parts("staubecken") == (
        "stau",
        "becken",
    )


def test_a_compound_finds_its_parts_and_the_parts_find_it() -> None:
    found = lexicon(["Lagerverwaltung", "Verwaltung einer Halle", "Lager", "Brot"], ["de"] * 4)

    assert (found.scores(["lager"])[0] > 0).tolist() == [True, False, True, False]
    assert (found.scores(["lagerverwaltung"])[0] > 0).tolist() == [True, True, True, False]


def test_words_of_needs_help_to_split_but_are_not_found() -> None:
    found = lexicon(["Terminplanung"], ["de"], others=("Termin", "Planung"))

    stems, parts = found.scores(["planung"])

    assert (len(stems), len(parts)) == (1, 1)
    assert stems[0] > 0


def test_every_language_has_its_own_stems() -> None:
    found = lexicon(["Wir planen Touren", "planning tours", "planification"], ["de", "en", "fr"])

    assert (found.scores(["planung", "tour"])[0] > 0).tolist() == [True, True, False]


def test_parts_of_words_cross_languages_and_fold_umlauts() -> None:
    found = lexicon(["robotics for hospitals", "accounting"], ["en", "en"])

    assert (found.scores(["roboter"])[1] > 0).tolist() == [True, False]
    assert (grams("Übung".lower()), grams("ab")) == (["ubun", "bung"], ["ab"])


def test_stop_words_and_the_end_of_endless_texts_do_not_count() -> None:
    assert content_words("Wir sind die Lagerprofis, and we are fast") == ["lagerprofis", "fast"]
    assert len(content_words("Lager " * 50_000)) == MOST_WORDS


def test_a_language_without_stemmer_uses_the_german_one() -> None:
    assert stem("lagern", "xx") == stem("lagern", "de")


def test_nothing_to_search_and_nothing_to_find() -> None:
    assert [len(part) for part in lexicon([], []).scores(["lager"])] == [0, 0]
    assert np.concatenate(lexicon(["", "Lager"], ["de", "de"]).scores([])).tolist() == [0, 0, 0, 0]
