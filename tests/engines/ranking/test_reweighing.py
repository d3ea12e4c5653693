"""Other weights on matches that are ranked already, without models."""

from dataclasses import asdict, replace

import pytest

from dnm.engines.ranking import Encoder, Index, Need, Offer, Reference, Refusal, Weights, rank
from dnm.engines.ranking.records import Reason, reason_from_json
from dnm.engines.ranking.reweighing import FACTS, reweighed

pytestmark = pytest.mark.once

STANDARD = Weights()
OTHER = replace(
    STANDARD,
    industry=1, reference=20, reference_confirmed=9, same_size=8, other_size=-20, region=11, other_region=-1, form=0,
    other_form=-30, language=9, other_language=0, budget=13, over_budget=-2, upper_budget=-9, stage=14, too_early=-17,
    no_capacity=-1, unwanted=-29, refused={"terms": -20, "no_budget": -7},
)  # fmt: skip
NEED = Need(
    "n", "Wir suchen eine Kamera am Spritzguss, die Fehler erkennt. Ein Cloud-Dienst kommt nicht infrage.",
    language="de", industry="22.26", size_class="medium", region="DE-NW-SOEST", forms=frozenset({"pilot"}),
    languages=("de",), budget_to=10_000, stage="pilot", refusals=(Refusal("b", "terms"), Refusal("b", "no_budget")),
)  # fmt: skip
OFFERS = [
    Offer(
        "a", "Unsere Kamera erkennt Fehler am Spritzguss.", language="de", industries=("22",), region="DE-NW",
        forms=frozenset({"pilot"}), languages=("de",), price_from=1_000, stage="market",
        references=(Reference("22.26", "medium", label="Ein Werk", confirmed=True),),
    ),
    Offer(
        "b", "Kamera als Cloud-Dienst.", language="de", industries=("22",), size_classes=("micro",),
        regions=("DE-BY",), forms=frozenset({"licence"}), languages=("en",), price_from=20_000, stage="idea",
        capacity=0,
    ),
    Offer("c", "Kamera im Werk.", language="de", price_from=9_000, references=(Reference("22", label="Ein Betrieb"),)),
]  # fmt: skip


def test_the_facts_of_a_match_count_as_the_ranking_itself_would_count_them() -> None:
    index = Index(Encoder.lexical())
    index.add(OFFERS)
    before = {match.offer_id: match for match in rank(NEED, index)}
    after = {match.offer_id: match.score for match in rank(NEED, index, weights=OTHER)}

    assert {id: reweighed(match.reasons, STANDARD, STANDARD) for id, match in before.items()} == {
        id: match.score for id, match in before.items()
    }
    assert {id: reweighed(match.reasons, STANDARD, OTHER) for id, match in before.items()} == after
    seen = {reason.code for match in before.values() for reason in match.reasons}
    assert set(FACTS) - seen == set()


def test_stored_reasons_are_weighed_like_fresh_ones() -> None:
    index = Index(Encoder.lexical())
    index.add(OFFERS)
    stored = [[asdict(reason) for reason in match.reasons] for match in rank(NEED, index)]

    again = [reweighed(map(reason_from_json, reasons), STANDARD, OTHER) for reasons in stored]

    assert sorted(again) == sorted(match.score for match in rank(NEED, index, weights=OTHER))


def test_the_text_grows_with_its_scale_up_to_its_limit() -> None:
    reasons = [Reason("for", "text", "text_pair", 20), Reason("for", "text", "text_whole", 10)]

    assert reweighed(reasons, STANDARD, replace(STANDARD, text_scale=12)) == 15
    assert reweighed(reasons, STANDARD, replace(STANDARD, text_scale=60)) == 70
