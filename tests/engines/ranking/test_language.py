"""Languages of long and short texts."""

import pytest

from dnm.engines.ranking.language import detect

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Wir suchen eine Lösung für unsere Retouren.", "de"),
        ("Daily demand forecast for every shop", "en"),
        ("Retouren senken", "de"),
        ("Rechnungen prüfen", "de"),
        ("warehouse robots", "en"),
        ("Predictive maintenance for pumps", "en"),
        ("<b>Bestellung</b> per Zettel", "de"),
        ("Nous cherchons un robot pour souder de petites séries", "fr"),
        ("Szukamy oprogramowania do magazynu", "pl"),
        ("Wij zoeken software voor de planning van het magazijn", "nl"),
    ],
)
def test_the_language_of_a_text(text: str, code: str) -> None:
    found = detect(text)

    assert (found.code, found.supported) == (code, code in ("de", "en"))


@pytest.mark.parametrize("text", ["", "😀😀", "12 345", "<p></p>", "\x00"])
def test_a_text_without_words_has_no_language(text: str) -> None:
    assert (detect(text).code, detect(text).certainty, detect(text).supported) == ("", 0.0, False)


def test_what_is_likely_decides_where_the_text_says_little() -> None:
    assert [detect("Inventur", likely).code for likely in ("de", "en")] == ["de", "en"]
    assert detect("Die Daily demand forecast for every shop of the chain", "de").code == "en"


def test_long_texts_are_more_certain_than_one_word() -> None:
    certain = detect("Wir suchen eine Lösung, mit der wir unsere Retouren senken können.").certainty

    assert certain > 0.9 > detect("Software").certainty >= 0.5
