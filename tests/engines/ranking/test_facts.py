"""Facts for and against, and what is not known."""

import pytest

from dnm.engines.ranking import Need, Offer, Reason, Reference, Refusal, Weights
from dnm.engines.ranking.facts import fact_reasons

pytestmark = pytest.mark.once


def facts(need: dict[str, object], offer: dict[str, object]) -> list[tuple[str, str, int]]:
    reasons = fact_reasons(Need("n", "x", **need), Offer("o", "y", **offer), Weights())  # type: ignore[arg-type]
    return [(reason.kind, reason.code, reason.points) for reason in reasons]


def test_nothing_asked_gives_no_reason() -> None:
    assert facts({}, {"industries": ("10.71",), "languages": ("en",), "capacity": 3}) == []


def test_everything_asked_and_nothing_answered_is_unknown() -> None:
    asked = {
        "industry": "10.71",
        "size_class": "small",
        "region": "DE-NW",
        "forms": frozenset({"pilot"}),
        "languages": ("de",),
        "budget_to": 10_000,
        "stage": "pilot",
    }

    topics = ["industry", "reference", "size", "region", "form", "language", "budget", "stage"]

    assert facts(asked, {}) == [("unknown", f"{topic}_unknown", 0) for topic in topics]


@pytest.mark.parametrize(
    ("need", "offer", "expected"),
    [
        (
            {"industry": "10.71"},
            {"industries": ("10",), "references": (Reference("62"),)},
            [("for", "industry_served", 6)],
        ),
        ({"industry": "10.71"}, {"industries": ("62",), "references": (Reference("62"),)}, []),
        ({"industry": "C"}, {"industries": ("C",), "references": (Reference("C"),)}, []),
        (
            {"industry": "10.71"},
            {"industries": ("62",), "references": (Reference("10.1"), Reference("10.71", confirmed=True))},
            [("for", "reference_confirmed", 11)],
        ),
        (
            {"industry": "10.71"},
            {"industries": ("62",), "references": (Reference("10.1"),)},
            [("for", "reference_industry", 8)],
        ),
        ({"size_class": "small"}, {"size_classes": ("small",)}, [("for", "size_served", 3)]),
        ({"size_class": "small"}, {"references": (Reference("62", "small"),)}, [("for", "size_served", 3)]),
        (
            {"size_class": "small"},
            {"size_classes": ("large", "medium")},
            [("against", "size_not_served", -4)],
        ),
        ({"region": "DE-NW-SOEST"}, {"region": "DE-NW-UNNA"}, [("for", "region_same", 4)]),
        ({"region": "DE-NW-SOEST"}, {"region": "DE-BE"}, []),
        ({"region": "DE-NW-SOEST"}, {"regions": ("*",)}, []),
        ({"region": "DE-NW-SOEST"}, {"regions": ("DE-BE", "AT")}, [("against", "region_not_served", -8)]),
        ({"region": "DE-NW-SOEST"}, {"region": "DE-NW", "regions": ("DE-NW",)}, [("for", "region_same", 4)]),
        ({"forms": frozenset({"pilot"})}, {"forms": frozenset({"pilot", "buy"})}, [("for", "form_same", 5)]),
        ({"forms": frozenset({"pilot"})}, {"forms": frozenset({"buy"})}, [("against", "form_other", -6)]),
        ({"languages": ("de",)}, {"languages": ("en", "de")}, [("for", "language_same", 3)]),
        ({"languages": ("de",)}, {"languages": ("en",)}, [("against", "language_other", -9)]),
        ({"budget_to": 12_000}, {"price_from": 500, "price_per": "month"}, [("for", "budget_fits", 4)]),
        ({"budget_to": 12_000}, {"price_from": 900, "price_per": "month"}, [("against", "budget_upper", -3)]),
        ({"budget_to": 12_000}, {"price_from": 12_001}, [("against", "budget_exceeded", -10)]),
        ({"stage": "pilot"}, {"stage": "market"}, [("for", "stage_reached", 3)]),
        ({"stage": "pilot"}, {"stage": "idea"}, [("against", "stage_too_early", -6)]),
        ({}, {"capacity": 0}, [("against", "capacity_none", -15)]),
        (
            {"refusals": (Refusal("o", "terms"), Refusal("x", "terms"))},
            {},
            [("against", "refused_before", -6)],
        ),
        (
            {"refusals": (Refusal("o", "competitor"), Refusal("o", "wrong_technology"))},
            {},
            [("against", "refused_before", -20), ("against", "refused_before", -5)],
        ),
    ],
)
def test_a_fact_gives_its_points(
    need: dict[str, object], offer: dict[str, object], expected: list[tuple[str, str, int]]
) -> None:
    assert facts(need, offer) == expected


def test_reasons_carry_what_their_sentence_needs() -> None:
    need = Need("n", "x", budget_to=10_000)

    reasons = fact_reasons(need, Offer("o", "y", price_from=900, price_per="month"), Weights())

    parameters = {"budget_to": "10000", "price_from": "900", "price_per": "month", "cost": "10800"}
    assert reasons == [Reason("against", "budget", "budget_exceeded", -10, parameters=parameters)]
