"""What a text rules out does not count as asked for or offered, and may speak against an offer."""

import pytest

from dnm.engines.ranking import Encoder, Need, Offer, Weights, rank
from dnm.engines.ranking.negation import affirmed, exclusions, rules_out
from dnm.engines.ranking.wording import sentence

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Neue Kassen kommen nicht infrage.", [("neue", "kassen")]),
        ("Kein Cloud-Dienst, ohne SAP.", [("cloud",), ("sap",)]),
        ("Forecasts, no hardware, no new tills needed.", [("hardware",), ("new", "tills")]),
        ("Wir wollen nicht in die Cloud.", [("cloud",)]),
        ("Eine Lösung in der Cloud kommt nicht in Frage", [("cloud",)]),
        ("Wir möchten bitte keine Wartungsverträge", [("wartungsverträge",)]),
        ("weder Sensoren noch Kameras am Tier", [("sensoren",), ("kameras",)]),
        ("We don't want a cloud service", [("cloud",)]),
        ("Gesucht: Software für Bäcker ohne Registrierkasse", [("registrierkasse",)]),
        ("Kein Dienst.", [("dienst",)]),
        ("Die Publikation ist nicht Bestandteil", [("publikation",)]),
        ("Training is not included", [("training",)]),
    ],
)
def test_what_is_not_wanted_is_found(text: str, found: list[tuple[str, ...]]) -> None:
    assert [one.words for one in exclusions(text) if one.wished] == found


@pytest.mark.parametrize(
    "text",
    [
        "In den Schächten ist kein Strom und oft auch kein Handynetz.",
        "Wir haben keine Zeit für Papier.",
        "Das Telefon soll ohne Rezeption Auskunft geben.",
        "Melder für Schächte ohne Stromanschluss",
    ],
)
def test_what_is_missing_is_no_wish(text: str) -> None:
    assert [one.wished for one in exclusions(text)] == [False] * len(exclusions(text))
    assert exclusions(text)


@pytest.mark.parametrize("text", ["", "It is no longer possible", "Ohne dass jemand es merkt", "Nein", "kein und ohne"])
def test_little_words_alone_rule_nothing_out(text: str) -> None:
    assert (exclusions(text), affirmed(text)) == ([], text)


@pytest.mark.parametrize(
    "text",
    [
        "Ohne Anleitung keine Konformität",
        "Keine Auslieferung ohne Prüfvermerk",
        "Ohne Handbuch geht bei uns nichts.",
        "Das läuft nicht ohne Strom.",
        "Nothing leaves the house without a label",
        "Without a network it cannot work",
    ],
)
def test_two_noes_make_a_yes(text: str) -> None:
    assert (exclusions(text), affirmed(text)) == ([], text)


def test_two_noes_that_are_joined_are_two() -> None:
    assert [one.words for one in exclusions("Ohne SAP und keine Cloud")] == [("sap",), ("cloud",)]


def test_a_long_list_ends_somewhere() -> None:
    [one] = exclusions("no red green blue yellow black paint")

    assert one.words == ("red", "green", "blue", "yellow")


def test_only_a_phrase_without_anything_else_rules_out() -> None:
    phrases = ["No new tills needed", "Neue Kassen kommen nicht infrage", "Vorhersage ohne neue Kassen", "Brot"]

    assert [rules_out(phrase) for phrase in phrases] == [True, True, False, False]


NEED = Need("n", "Wir suchen eine Vorhersage für unsere Filialen. Neue Kassen kommen nicht infrage. Kein Cloud-Dienst.")


@pytest.mark.parametrize(
    ("offer", "told"),
    [
        (
            "Neue Kassen mit Vorhersage für Filialen.",
            "Der Bedarf schließt aus: „Neue Kassen kommen nicht infrage“. "
            "Im Angebot steht: „Neue Kassen mit Vorhersage für Filialen“.",
        ),
        (
            "Forecasts for every shop, as a cloud platform.",
            "Der Bedarf schließt aus: „Kein Cloud-Dienst“. Im Angebot steht: „as a cloud platform“.",
        ),
        ("Vorhersage für Filialen, ohne neue Kassen, ohne Cloud.", ""),
        ("Vorhersage für Filialen mit Ihrer Kasse.", ""),
    ],
)
def test_an_offer_that_brings_what_is_ruled_out_has_a_reason_against(offer: str, told: str) -> None:
    [match] = rank(NEED, [Offer("o", offer)])

    reasons = [reason for reason in match.reasons if reason.topic == "unwanted"]
    assert [sentence(reason) for reason in reasons] == ([told] if told else [])
    assert [reason.points for reason in reasons] == ([Weights().unwanted] if told else [])
    assert match.score == sum(reason.points for reason in match.reasons)


def test_a_long_clause_of_an_offer_is_cut_between_words() -> None:
    [match] = rank(NEED, [Offer("o", "Unsere neuen Kassen und " + "sehr " * 40 + "viel mehr")])

    [reason] = [reason for reason in match.reasons if reason.topic == "unwanted"]
    assert reason.parameters["brought"].startswith("Unsere neuen Kassen und sehr")
    assert reason.parameters["brought"].endswith("sehr …")


@pytest.mark.parametrize(
    ("need", "wanted"),
    [
        ("Planung von Schichten. Kein Kassensystem.", "Planung von Schichten"),
        ("Planning of shifts, no cash register.", "Planning of shifts"),
    ],
)
def test_words_that_are_ruled_out_do_not_count_for_an_offer(need: str, wanted: str) -> None:
    offers = [Offer("shifts", wanted), Offer("till", "Kassensystem, cash register")]

    found = {match.offer_id: match for match in rank(Need("n", need), offers)}

    assert [reason.code for reason in found["till"].reasons] == ["unwanted_brought", "text_far"]
    assert found["shifts"].reasons[0].code == "text_pair"


def test_a_no_is_answered_by_a_no_only(full: Encoder) -> None:
    offers = [Offer("yes", "New tills for every bakery shop"), Offer("no", "Sales forecasts. No new tills needed.")]
    need = Need("n", "Vorhersage des Verkaufs. Neue Kassen kommen nicht infrage.")

    pairs = {
        (match.offer_id, reason.need_phrase, reason.offer_phrase)
        for match in rank(need, offers, encoder=full)
        for reason in match.reasons
        if reason.code == "text_pair"
    }

    assert ("no", "Neue Kassen kommen nicht infrage", "No new tills needed") in pairs
    assert not [pair for pair in pairs if pair[:2] == ("yes", "Neue Kassen kommen nicht infrage")]
