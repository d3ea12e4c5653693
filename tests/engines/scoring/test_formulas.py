"""Every formula of the European assessment, computed by hand, and the edges of the bands."""

from fractions import Fraction

import pytest

from dnm.engines.scoring import Band, Unanswered, band_of, rounded, score
from tests.engines.scoring.examples import answered, items_of, long, small_questionnaire, ticked

pytestmark = pytest.mark.once


def exact(dimension: str, answers: dict[str, object]) -> Fraction:
    return score(long(), answers).dimensions[dimension].exact


def test_strategy_is_ten_thirds_of_all_ticks():
    assert exact("strategy", ticked(invested=7, planned=3, ready=5)) == 50
    assert exact("strategy", ticked(invested=4, planned=2, ready=1)) == Fraction(70, 3)  # 7 · 10/3
    assert exact("strategy", ticked(invested=10, planned=10, ready=10)) == 100


def test_invested_and_planned_are_independent():
    assert exact("strategy", {"invested.planning": True}) == Fraction(10, 3)
    assert exact("strategy", {"planned.planning": True}) == Fraction(10, 3)
    assert exact("strategy", {"invested.planning": True, "planned.planning": True}) == Fraction(20, 3)


def test_readiness_halves_between_ticks_and_levels():
    # 5 · (6/10 · 10 + 10/35 · 10) = 30 + 100/7
    assert exact("readiness", ticked(basic=6) | answered("advanced", 5, 3, 2)) == 30 + Fraction(100, 7)
    assert exact("readiness", answered("advanced", 5, 5, 5, 5, 5, 5, 5)) == 50
    assert exact("readiness", ticked(basic=10)) == 50


def test_people_halve_between_skills_and_involvement():
    # 5 · (3/7 · 10 + 4/8 · 10) = 150/7 + 25
    assert exact("people", ticked(skills=3, involvement=4)) == Fraction(150, 7) + 25
    assert exact("people", ticked(skills=7, involvement=8)) == 100


def test_data_halve_between_practices_and_protection():
    # 5 · (5/7 · 10 + 2/6 · 10) = 250/7 + 50/3
    assert exact("data", ticked(practices=5, protection=2)) == Fraction(250, 7) + Fraction(50, 3)
    assert exact("data", ticked(practices=7, protection=6) | {"practices.paper": False}) == 100


def test_an_excluding_statement_rules_its_list_out_and_says_so():
    profile = score(long(), ticked(practices=2, protection=2) | {"practices.paper": True})
    assert profile.dimensions["data"].exact == Fraction(50, 3)
    assert profile.overruled == tuple(items_of("practices")[:2])
    assert score(long(), ticked(practices=2)).overruled == ()


def test_automation_is_the_sum_of_levels_in_percent():
    assert exact("automation", answered("automation", 0, 1, 2, 3, 5)) == 44  # 11/25 · 100
    assert exact("automation", answered("automation", 1)) == 4


def test_sustainability_halves_between_uses_and_degrees():
    # 5 · (4/10 · 10 + 2/5 · 10) = 20 + 20
    practices = answered("green", "yes", "partly", "no", "partly", "no")
    assert exact("green", ticked(uses=4) | practices) == 40
    assert exact("green", answered("green", "partly")) == 5


def test_the_overall_score_is_the_mean_of_the_exact_scores():
    answers = ticked(invested=4, planned=2, ready=1) | answered("automation", 1)
    profile = score(long(), answers)
    assert profile.overall.exact == (Fraction(70, 3) + 4) / 6
    assert profile.figures() == {
        "dimensions": {
            "strategy": 70 / 3, "readiness": 0.0, "people": 0.0, "data": 0.0, "automation": 4.0, "green": 0.0,
        },
        "overall": float(Fraction(41, 9)),
        "band": "Basic",
    }  # fmt: skip


def test_half_a_point_rounds_up_and_may_lift_the_band():
    """30 + 50 + 28 + 45 = 153, a sixth of it is 25.5."""
    answers = ticked(invested=9, basic=10, uses=9) | answered("automation", 5, 2)
    overall = score(long(), answers).overall
    assert (overall.points, overall.whole, overall.band) == (25.5, 26, Band.AVERAGE)
    less = score(long(), ticked(invested=9, basic=10, uses=8) | answered("automation", 5, 3)).overall
    assert (less.exact, less.whole, less.band) == (Fraction(152, 6), 25, Band.BASIC)


@pytest.mark.parametrize(("points", "whole", "band"), [
    ("0", 0, Band.BASIC), ("25", 25, Band.BASIC), ("2549/100", 25, Band.BASIC),
    ("51/2", 26, Band.AVERAGE), ("26", 26, Band.AVERAGE), ("50", 50, Band.AVERAGE), ("5049/100", 50, Band.AVERAGE),
    ("101/2", 51, Band.MODERATE), ("51", 51, Band.MODERATE), ("75", 75, Band.MODERATE),
    ("7549/100", 75, Band.MODERATE), ("151/2", 76, Band.ADVANCED), ("76", 76, Band.ADVANCED),
    ("100", 100, Band.ADVANCED), ("1/2", 1, Band.BASIC), ("3/2", 2, Band.BASIC), ("5/2", 3, Band.BASIC),
])  # fmt: skip
def test_the_edges_of_the_bands(points, whole, band):
    assert (rounded(Fraction(points)), band_of(Fraction(points))) == (whole, band)


@pytest.mark.parametrize("points", [-1, 101])
def test_there_is_no_band_outside_the_scale(points):
    with pytest.raises(ValueError, match="between 0 and 100"):
        band_of(Fraction(points))


def test_what_nobody_answered_counts_nothing_and_is_named():
    answers = {"till.card": "unknown", "shelf.sensor": "trifft nicht zu", "care.power": "yes"}
    profile = score(small_questionnaire(), answers)
    assert {name: found.exact for name, found in profile.dimensions.items()} == {"shop": 0, "yard": 100}
    assert (profile.questionnaire, profile.overall.exact, profile.band) == ("hofladen-2", 50, Band.AVERAGE)
    assert profile.unanswered == (
        Unanswered("till.card", "unknown"),
        Unanswered("till.no", "blank"),
        Unanswered("shelf.sensor", "not_applicable"),
    )


def test_shares_of_an_own_questionnaire_need_not_be_equal():
    profile = score(small_questionnaire(), {"till.card": True, "shelf.sensor": 5})
    assert profile.dimensions["shop"].exact == Fraction(100, 3) + Fraction(100, 3)
