"""From a need to ranked matches with reasons."""

import dataclasses
import json
import random

import pytest

from dnm.engines.ranking import Encoder, Index, Need, Offer, RankingError, Reference, Refusal, Weights, rank
from dnm.engines.ranking.records import reason_from_json
from dnm.engines.ranking.wording import sentence

pytestmark = pytest.mark.once

BREAD = Need(
    "bread",
    "Abends kommen im Schnitt 14 Prozent zurück. Wir suchen eine Vorhersage je Filiale und Artikel. "
    "Neue Kassen kommen nicht infrage.",
    title="Zu viel Brot bleibt übrig",
)


def test_a_german_need_finds_german_and_english_offers(full: Encoder, offers: list[Offer]) -> None:
    matches = rank(BREAD, offers, 2, encoder=full)

    assert {match.offer_id for match in matches} == {"brot", "forecast"}
    assert {match.language for match in matches} == {"de", "en"}
    assert [match.weak for match in matches] == [False, False]


def test_the_light_mode_finds_them_too(light: Encoder, offers: list[Offer]) -> None:
    assert {match.offer_id for match in rank(BREAD, offers, 2, encoder=light)} == {"brot", "forecast"}


def test_without_models_words_decide(offers: list[Offer]) -> None:
    need = Need("n", "Handscanner für das Lager, Dokumentation im Lager")

    assert [match.offer_id for match in rank(need, offers, 2)] == ["lager", "pflege"]


def test_the_points_of_all_reasons_add_up_to_the_score(full: Encoder, offers: list[Offer]) -> None:
    need = dataclasses.replace(BREAD, industry="10.71", languages=("de",), budget_to=25_000, size_class="medium")
    rich = [dataclasses.replace(offer, languages=("en",), price_from=3_000, price_per="month") for offer in offers]

    matches = rank(need, rich, encoder=full)

    assert [match.score for match in matches] == [sum(r.points for r in match.reasons) for match in matches]
    assert sorted((match.score for match in matches), reverse=True) == [match.score for match in matches]


def test_phrases_are_copied_unchanged_from_both_texts(full: Encoder, offers: list[Offer]) -> None:
    texts = {offer.id: offer.text for offer in offers}
    pairs = [
        (match.offer_id, reason)
        for match in rank(BREAD, offers, encoder=full)
        for reason in match.reasons
        if reason.code == "text_pair"
    ]

    assert pairs
    for offer_id, reason in pairs:
        need_text = BREAD.title if reason.need_span.field == "title" else BREAD.text
        assert need_text[reason.need_span.start : reason.need_span.end] == reason.need_phrase
        assert texts[offer_id][reason.offer_span.start : reason.offer_span.end] == reason.offer_phrase


def test_the_phrases_that_answer_each_other_are_paired(full: Encoder, offers: list[Offer]) -> None:
    found = {match.offer_id: match for match in rank(BREAD, offers, 2, encoder=full)}

    best = {id: match.reasons[0] for id, match in found.items()}

    assert {(reason.kind, reason.topic, reason.code) for reason in best.values()} == {("for", "text", "text_pair")}
    assert (best["forecast"].need_phrase, best["forecast"].offer_phrase) == (
        "Neue Kassen kommen nicht infrage",
        "No new tills needed",
    )
    assert (best["brot"].need_phrase, best["brot"].offer_phrase) == (
        "Wir suchen eine Vorhersage je Filiale und Artikel",
        "Wir sagen vorher, wie viel Brot eine Filiale morgen verkauft",
    )


def test_the_same_input_gives_the_same_order_and_points(full: Encoder, offers: list[Offer]) -> None:
    mixed = random.Random(5).sample(offers, len(offers))

    first, again = rank(BREAD, offers, encoder=full), rank(BREAD, mixed, encoder=full)

    assert [(match.offer_id, match.score) for match in first] == [(match.offer_id, match.score) for match in again]


def test_equal_scores_are_ordered_by_id(words: Encoder) -> None:
    twins = [Offer(id, "Lagerverwaltung mit Handscannern") for id in ("b", "c", "a")]

    assert [match.offer_id for match in rank(Need("n", "Lagerverwaltung"), twins)] == ["a", "b", "c"]


def test_facts_change_the_order() -> None:
    same = "Planung von Schichten im Betrieb"
    offers = [
        Offer("full", same, capacity=0),
        Offer("known", same, references=(Reference("10.71", label="Bäckerei in Soest", confirmed=True),)),
        Offer("plain", same),
        Offer("refused", same),
    ]
    need = Need("n", same, industry="10.71", refusals=(Refusal("refused", "competitor"),))

    matches = rank(need, offers)

    assert [match.offer_id for match in matches] == ["known", "plain", "full", "refused"]
    assert [match.score - matches[1].score for match in matches] == [11, 0, -15, -20]


def test_offers_may_be_excluded_and_the_number_limited(offers: list[Offer]) -> None:
    need = Need("n", "Lager und Pflegedienste")

    assert [match.offer_id for match in rank(need, offers, 1, exclude={"lager"})] == ["pflege"]


def test_a_weak_match_is_marked(offers: list[Offer], full: Encoder) -> None:
    matches = rank(Need("n", "Wartung von Orgelpfeifen"), offers, encoder=full)

    assert [match.weak for match in matches] == [True] * 6


def test_an_office_may_change_the_weights(offers: list[Offer]) -> None:
    need = Need("n", "Lagerverwaltung", languages=("de",))
    spoken = [dataclasses.replace(offers[4], languages=("en",))]

    usual, strict = rank(need, spoken), rank(need, spoken, weights=Weights(other_language=-40))

    assert strict[0].score - usual[0].score == -31


def test_only_the_best_by_text_are_weighed(words: Encoder) -> None:
    index = Index(words)
    index.add(Offer(f"{number:03}", "Lager " * (1 + number % 7) + "Halle") for number in range(300))

    matches = rank(Need("n", "Lager"), index, 5)

    assert len(matches) == 5
    assert len({match.score for match in matches}) == 1


@pytest.mark.parametrize("text", ["", "   ", "\x00\n"])
def test_a_need_without_text_has_no_matches(text: str, offers: list[Offer]) -> None:
    assert rank(Need("n", text), offers) == []


@pytest.mark.parametrize(
    "text",
    [
        "Lager",
        "😀😀",
        "Lager " * 50_000,
        "Nous cherchons un robot pour souder de petites séries",
        "<p>Wir <b>suchen</b> &amp; brauchen</p><script>alert(1)</script>",
        "Wir suchen a robot that welds, weil uns Schweißer fehlen",
        "Lager\x00\x07\u202e\ud800",
    ],
)
def test_odd_texts_are_ranked_on_both_sides(text: str, light: Encoder, offers: list[Offer]) -> None:
    matches = rank(Need("n", text), [*offers, Offer("odd", text)], encoder=light)

    assert len(matches) == 7
    assert [match.score for match in matches] == [sum(r.points for r in match.reasons) for match in matches]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Nous cherchons un robot pour souder de petites séries",
            ["Text auf Französisch: Die Reihenfolge ist nur für Deutsch und Englisch geprüft."],
        ),
        ("Wir suchen einen Roboter, der kleine Serien schweißt", []),
    ],
)
def test_a_text_in_another_language_is_ranked_and_told(
    text: str, told: list[str], light: Encoder, offers: list[Offer]
) -> None:
    match = rank(Need("n", text), offers, 1, encoder=light)[0]

    assert match.offer_id == "welding"
    assert [sentence(reason) for reason in match.reasons if reason.topic == "written"] == told


def test_an_offer_in_another_language_is_told_too() -> None:
    [match] = rank(Need("n", "Roboter"), [Offer("o", "Roboter", language="pl")])

    assert [sentence(reason, "en") for reason in match.reasons if reason.topic == "written"] == [
        "Text in Polish: the order is proven for German and English only."
    ]


def test_an_offer_without_text_comes_last(full: Encoder, offers: list[Offer]) -> None:
    matches = rank(BREAD, [*offers, Offer("empty", "")], encoder=full)

    assert (matches[-1].offer_id, matches[-1].score) == ("empty", 0)
    assert [reason.code for reason in matches[-1].reasons] == ["text_far"]


def test_a_stored_reason_comes_back(full: Encoder, offers: list[Offer]) -> None:
    reasons = [reason for match in rank(BREAD, offers, encoder=full) for reason in match.reasons]

    stored = json.loads(json.dumps([dataclasses.asdict(reason) for reason in reasons]))

    assert [reason_from_json(one) for one in stored] == reasons


def test_no_offers_give_no_matches(words: Encoder) -> None:
    assert rank(BREAD, []) == []


def test_an_offer_given_twice_is_an_error(offers: list[Offer]) -> None:
    with pytest.raises(RankingError, match="The offer 'brot' is there twice"):
        rank(BREAD, [*offers, offers[0]])
