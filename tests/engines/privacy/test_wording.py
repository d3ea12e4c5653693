from dataclasses import replace

import pytest

from dnm.engines.privacy import Finding, check
from dnm.engines.privacy.wording import heading, proposal, sentence
from tests.engines.privacy.region import NEAR, OVERKAMP, facts, findings, teaser

pytestmark = pytest.mark.once

FEW = (
    facts(),
    facts(),
    *(facts("10.13", "05974052") for _ in range(17)),
    *(facts("25.11") for _ in range(30)),
)


def only(text: str, **changes: object) -> Finding:
    (found,) = findings(text, **changes)
    return found


def test_a_small_cell_reads_like_the_page():
    (found,) = check(teaser(), OVERKAMP, FEW, near_places=NEAR)
    assert sentence(found) == "zusammen mit Branche und Größe: Das trifft auf 2 Betriebe zu. Nötig sind fünf."
    assert proposal(found) == (
        "Vorschlag: Region „Kreis Soest“, Branche „Herstellung von Nahrungsmitteln“, dann sind es 19."
    )
    assert sentence(found, "en") == "together with industry and size: that fits 2 companies. Five are needed."
    assert proposal(found, "en").endswith("then it fits 19.")


@pytest.mark.parametrize(
    ("count", "german", "english"),
    [(0, "auf keinen Betrieb zu", "fits no company"), (1, "auf einen Betrieb zu", "fits one company")],
)
def test_none_and_one_company_in_words(count, german, english):
    found = Finding("size", 0, 3, "180", "small_cell", count=count)
    assert german in sentence(found)
    assert english in sentence(found, "en")
    assert "Region und Branche" in sentence(found)


def test_without_a_coarser_value_the_office_should_ask():
    found = Finding("region", 0, 3, "abc", "small_cell", count=2)
    assert proposal(found) == (
        "Auch mit den gröbsten Angaben sind es weniger als fünf. Sprechen Sie erst mit dem Betrieb."
    )
    assert "fewer than five" in proposal(found, "en")


@pytest.mark.parametrize(
    ("text", "german", "english"),
    [
        ("Wir sind Overkamp.", "gehört zum Namen des Betriebs.", "is part of the company's name."),
        ("Frau Beckmann", "nennt eine Person.", "names a person."),
        ("Der Koch", "könnte eine Person nennen.", "may name a person."),
        ("Lippstädter", "verrät den Ort.", "tells the place."),
        ("in Berlin", "nennt eine Stadt.", "names a city."),
        ("www.brot.de", "ist eine Internetadresse.", "is a web address."),
        ("brot@brot.de", "ist eine E-Mail-Adresse.", "is an e-mail address."),
        ("02941 1234567", "ist eine Telefonnummer.", "is a telephone number."),
        ("Die X200", "ist ein Produktname.", "is the name of a product."),
        (
            "Das BackPlan",
            "könnte ein Name sein, der zum Betrieb führt.",
            "may be a name that leads to the company.",
        ),
        (
            "EP1234567B1",
            "ist eine Patentnummer: Sie führt zum Inhaber.",
            "is a patent number: it leads to its owner.",
        ),
        (
            "HRB 12",
            "ist eine Register-, Steuer- oder Kontonummer.",
            "is a register, tax or account number.",
        ),
        (
            "für 31 Filialen",
            "ist eine Betriebszahl aus dem vertraulichen Bedarf.",
            "is a figure from the confidential need.",
        ),
        ("für 31 Öfen", "steht so auch im vertraulichen Bedarf.", "also stands in the confidential need."),
        (
            "180 Leute",
            "ist die genaue Zahl der Beschäftigten.",
            "is the exact number of employees.",
        ),
        ("seit 1923", "verrät das Gründungsjahr.", "tells the year of foundation."),
        ("27 Standorte", "lässt sich nachschlagen.", "can be looked up."),
    ],
)
def test_every_kind_of_finding_has_its_sentence(text, german, english):
    assert sentence(only(text)) == german
    assert sentence(only(text), "en") == english


@pytest.mark.parametrize(
    ("count", "german", "english"),
    [
        (2, "zweimal", "twice"),
        (3, "dreimal", "three times"),
        (4, "viermal", "4 times"),
        (7, "7-mal", "7 times"),
    ],
)
def test_how_often_a_passage_occurs_is_told(count, german, english):
    found = replace(only("für 31 Filialen"), count=count)
    assert sentence(found).startswith(f"steht {german} da und ist ")
    assert sentence(found, "en").startswith(f"occurs {english} and is ")


def test_suggestions_in_words():
    assert proposal(only("für 31 Filialen")) == "Vorschlag: „viele Filialen“"
    assert proposal(only("für 31 Filialen"), "en") == "Suggestion: “viele Filialen”"
    assert proposal(only("www.brot.de")) == "Vorschlag: weglassen."
    assert proposal(only("www.brot.de"), "en") == "Suggestion: leave it out."
    assert proposal(only("Lippstädter")) == "Fassen Sie diese Stelle in andere Worte."
    assert proposal(only("Lippstädter"), "en") == "Put this passage in other words."


@pytest.mark.parametrize(
    ("text", "german", "english"),
    [
        ("Alles gut.", "Keine Stelle verrät den Betrieb", "No passage gives the company away"),
        ("Hier Overkamp.", "Eine Stelle verrät den Betrieb", "One passage gives the company away"),
        (
            "Hier Overkamp und Overkamp.",
            "Eine Stelle verrät den Betrieb",
            "One passage gives the company away",
        ),
        ("Overkamp in Werl.", "Zwei Stellen verraten den Betrieb", "Two passages give the company away"),
        ("Der Koch.", "Eine Stelle zum Nachsehen", "One passage to look at"),
        ("Der Koch in Berlin.", "Zwei Stellen zum Nachsehen", "Two passages to look at"),
        (
            " ".join(f"X{number}00" for number in range(10, 22)),
            "12 Stellen verraten den Betrieb",
            "12 passages give the company away",
        ),
    ],
)
def test_the_heading_counts_passages(text, german, english):
    assert heading(findings(text)) == german
    assert heading(findings(text), "en") == english
