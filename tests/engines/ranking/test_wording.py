"""Sentences for reasons."""

import pytest

from dnm.engines.ranking import Need, Offer, Reason, Reference, Refusal, Weights
from dnm.engines.ranking.facts import fact_reasons
from dnm.engines.ranking.wording import SENTENCES, sentence, signed

pytestmark = pytest.mark.once

NEED = Need(
    "n",
    "x",
    industry="10.71",
    size_class="medium",
    region="DE-NW-SOEST",
    forms=frozenset({"pilot"}),
    languages=("de",),
    budget_to=25_000,
    stage="pilot",
    refusals=(Refusal("o", "terms"),),
)
FITTING = Offer(
    "o",
    "y",
    industries=("10.71",),
    size_classes=("medium",),
    region="DE-NW-UNNA",
    forms=frozenset({"pilot"}),
    languages=("de", "en"),
    price_from=900,
    price_per="month",
    stage="market",
    references=(Reference("10.71", label="Bäckerei in Unna", confirmed=True),),
)
CLASHING = Offer(
    "o",
    "y",
    size_classes=("large",),
    regions=("AT",),
    forms=frozenset({"purchase"}),
    languages=("en",),
    price_from=40_000,
    stage="idea",
    capacity=0,
    references=(Reference("10.1"),),
)
NAMES = {
    ("industry", "10.71"): "Herstellung von Backwaren",
    ("region", "DE-NW"): "Nordrhein-Westfalen",
    ("form", "pilot"): "Pilot",
}


def said(offer: Offer, language: str) -> list[str]:
    reasons = fact_reasons(NEED, offer, Weights())
    return [sentence(reason, language, lambda kind, code: NAMES.get((kind, code), "")) for reason in reasons]


def test_what_fits_in_german() -> None:
    assert said(FITTING, "de") == [
        "Arbeitet für die Branche: Herstellung von Backwaren.",
        "Referenz in der Branche: Bäckerei in Unna. Bestätigt.",
        "Arbeitet mit Betrieben dieser Größe: 50 bis 249 Beschäftigte.",
        "Sitz in derselben Region: Nordrhein-Westfalen.",
        "Gewünschte Form der Zusammenarbeit: Pilot.",
        "Gemeinsame Sprache: Deutsch.",
        "Preis ab 900 € im Monat: im Budget.",
        "Reife der Lösung: am Markt.",
        "Hat früher abgesagt. Grund: Bedingungen.",
    ]


def test_what_clashes_in_english() -> None:
    assert said(CLASHING, "en") == [
        "Whether the start-up knows the industry: Herstellung von Backwaren.",
        "Reference in the industry: 10.1.",
        "Usually works with other sizes: 250 employees and more. The company: 50 to 249 employees.",
        "Works only in: AT.",
        "Wished: Pilot. Offered: purchase.",
        "Product and support only in: English. The company works in: German.",
        "Price from €40,000: above the budget of at most €25,000.",
        "Maturity of the solution: idea. Wished: at least in pilot use.",
        "The start-up takes no further introduction this quarter.",
        "Declined before. Reason: terms.",
    ]


def test_what_is_unknown_in_german() -> None:
    assert said(Offer("p", "y"), "de") == [
        "Ob das Startup die Branche kennt: Herstellung von Backwaren.",
        "Ob es Referenzen in der Branche gibt: Herstellung von Backwaren.",
        "Ob das Startup mit Betrieben dieser Größe arbeitet: 50 bis 249 Beschäftigte.",
        "Wo das Startup arbeitet.",
        "Ob das Startup so zusammenarbeiten möchte: Pilot.",
        "Ob Oberfläche und Hilfe in dieser Sprache da sind: Deutsch.",
        "Was es kostet.",
        "Wie weit die Lösung ist.",
    ]


def test_phrases_are_quoted_in_the_readers_way() -> None:
    reason = Reason("for", "text", "text_pair", 31, "Retouren {sinken}", "fewer returns")

    assert sentence(reason) == "„Retouren {sinken}“ – „fewer returns“"
    assert sentence(reason, "en") == "“Retouren {sinken}” – “fewer returns”"


def test_every_sentence_exists_in_both_languages_and_ends() -> None:
    endings = {german[-1] + english[-1] for code, (german, english) in SENTENCES.items() if code != "text_pair"}

    assert endings == {".."}


def test_points_carry_their_sign() -> None:
    assert [signed(points) for points in (31, -9, 0)] == ["+31", "−9", "0"]
