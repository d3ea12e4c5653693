"""Readable parts of texts, and pairs of them."""

import numpy as np
import pytest

from dnm.engines.ranking.alignment import Cut, pairs, shared, text_reasons
from dnm.engines.ranking.phrases import Phrase, phrases
from dnm.engines.ranking.records import Span

pytestmark = pytest.mark.once


def cut(text: str, title: str = "", most: int = 8) -> list[str]:
    found = phrases(title, text, most)
    for phrase in found:
        source = title if phrase.span.field == "title" else text
        assert source[phrase.span.start : phrase.span.end] == phrase.text
    return [phrase.text for phrase in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("😀😀", []),
        ("Lager", ["Lager"]),
        ("Wir suchen z. B. 3 Roboter, ca. 2 m hoch. Danke!", ["Wir suchen z. B. 3 Roboter, ca. 2 m hoch"]),
        (
            "Kosten sinken deutlich. Retouren sinken ebenso!",
            ["Kosten sinken deutlich", "Retouren sinken ebenso"],
        ),
        (
            "<p>Wir bauen <b>starke</b> Maschinen</p><ul><li>Sensoren für Pumpen</li></ul>",
            ["Sensoren für Pumpen"],
        ),
        ("- Wartung der Pumpen\n- Reinigung der Filter", ["Wartung der Pumpen", "Reinigung der Filter"]),
        (
            "Planungs- und Bauleistungen - Wege und Brücken",
            ["Planungs- und Bauleistungen", "Wege und Brücken"],
        ),
        ("Seit dem Jahr 1972. Ein Neubau ist notwendig", ["Seit dem Jahr 1972", "Ein Neubau ist notwendig"]),
        ("Prüfung der Anlagen (jährlich)", ["Prüfung der Anlagen (jährlich)"]),
        ("Prüfung der Anlagen) jährlich)", ["Prüfung der Anlagen) jährlich"]),
        ("Prüfung der Anlagen. Prüfung der Anlagen", ["Prüfung der Anlagen"]),
    ],
)
def test_texts_are_cut_where_a_reader_pauses(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_a_long_sentence_is_cut_at_commas_and_link_words() -> None:
    text = (
        "Zenter is a web-based presentation app that allows users to create presentations on the web, "
        "and it lets teams of any size share their slides with other users everywhere"
    )

    assert cut(text) == [
        "Zenter is a web-based presentation app that allows users to create presentations on the web",
        "it lets teams of any size share their slides with other users everywhere",
    ]


def test_a_sentence_without_a_pause_is_left_out_if_nobody_could_read_it() -> None:
    assert cut("Rohr " * 40) == []


def test_the_title_comes_first_unless_the_text_repeats_it() -> None:
    assert cut("Wir backen nach Gefühl", "Zu viel Brot") == ["Zu viel Brot", "Wir backen nach Gefühl"]
    assert cut("Zu viel Brot bleibt übrig", "Zu viel Brot") == ["Zu viel Brot bleibt übrig"]
    assert cut("", "Lager") == ["Lager"]


def test_only_so_many_phrases_are_taken() -> None:
    text = ". ".join(f"Maschine Nummer {number} steht still" for number in range(100, 130))

    assert len(cut(text, most=5)) == 5


def made(texts: list[str], vectors: list[list[float]]) -> Cut:
    found = [Phrase(text, Span("text", 0, len(text))) for text in texts]
    return Cut(found, np.array(vectors, np.float16).reshape(len(texts), -1 if texts else 2))


def test_pairs_use_each_phrase_once_and_the_best_first() -> None:
    need = made(["alpha beta", "gamma delta"], [[1, 0], [0.8, 0.6]])
    offer = made(["one two", "three four"], [[1, 0], [0, 1]])

    assert [(left.text, right.text) for _, left, right in pairs(need, offer)] == [
        ("alpha beta", "one two"),
        ("gamma delta", "three four"),
    ]


def test_far_phrases_make_no_pair() -> None:
    need, offer = made(["alpha beta"], [[1, 0]]), made(["one two"], [[0.1, 1]])

    assert pairs(need, offer) == []
    assert pairs(need, made([], [])) == []


def test_common_words_pair_without_a_model() -> None:
    need = made(["Verwaltung unserer Lagerhallen", "Bezahlung"], [[], []])
    offer = made(["Buchung von Reisen", "Verwaltung von Lagern"], [[], []])

    assert [(left.text, right.text) for _, left, right in pairs(need, offer)] == [
        ("Verwaltung unserer Lagerhallen", "Verwaltung von Lagern")
    ]


@pytest.mark.parametrize(
    ("points", "shares", "expected"),
    [(10, [1, 1, 1], [4, 3, 3]), (0, [1, 2], [0, 0]), (7, [0.25], [7]), (48, [0.25, 0.6, 0.3], [10, 25, 13])],
)
def test_shares_add_up(points: int, shares: list[float], expected: list[int]) -> None:
    assert shared(points, shares) == expected


def test_the_text_as_a_whole_takes_what_no_pair_shows() -> None:
    need, offer = made(["alpha beta"], [[1, 0]]), made(["one two"], [[0.75, 0]])

    reasons = text_reasons(40, need, offer)

    assert [(reason.code, reason.points) for reason in reasons] == [("text_pair", 30), ("text_whole", 10)]
    assert [(reason.code, reason.points) for reason in text_reasons(1, need, offer)] == [("text_pair", 1)]
    assert [(r.kind, r.code, r.points) for r in text_reasons(0, need, offer)] == [("against", "text_far", 0)]
