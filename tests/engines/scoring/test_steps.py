"""The things that would bring most, and the change between two checks."""

from fractions import Fraction

import pytest

from dnm.engines.scoring import SHORT, AnswersError, compare, next_steps, score, shipped
from tests.engines.scoring.examples import answered, items_of, long, small_questionnaire, ticked

pytestmark = pytest.mark.once


def ids(steps) -> list[str]:
    return [step.item.id for step in steps]


def test_the_largest_gains_come_first_and_equals_in_the_order_of_the_file():
    answers = answered("automation", 5, 5, 5, 5, 3)
    steps = next_steps(long(), answers, limit=7)
    # Automation lacks 2/5 of 20 points; a degree is worth 10, a protection 25/3.
    assert ids(steps) == [*items_of("green"), "protection.policy", "protection.customers"]
    assert [step.gain for step in steps] == [10] * 5 + [Fraction(25, 3)] * 2
    assert {step.overall_gain for step in steps[:5]} == {Fraction(10, 6)}


def test_among_equals_the_lower_dimension_comes_first():
    """Everything is answered but one item in each of two lists that are worth the same."""
    short = shipped()[SHORT]
    best = dict.fromkeys(short.items, "yes")
    steps = next_steps(short, best | {"customers.found": "no", "safety.backup": "no", "safety.skills": "partly"})
    assert ids(steps) == ["safety.backup", "customers.found", "safety.skills"]


def test_three_steps_can_come_from_three_topics():
    steps = next_steps(long(), {}, per_dimension=1)
    assert [step.dimension for step in steps] == ["automation", "green", "data"]
    assert ids(next_steps(long(), {})) == ["automation.language", "automation.vision", "automation.audio"]


def test_what_does_not_apply_is_no_step():
    answers = dict.fromkeys(items_of("automation")[:3], "not_applicable")
    assert ids(next_steps(long(), answers, limit=2)) == ["automation.robots", "automation.forecast"]


def test_who_has_everything_needs_no_step():
    best = {name: item.allowed[-1] for name, item in long().items.items()}
    assert next_steps(long(), best) == []


def test_an_excluding_statement_is_the_step_before_its_list():
    small = small_questionnaire()
    done = {"care.power": "yes", "shelf.sensor": 5}
    (step,) = next_steps(small, done | {"till.closed": True})
    assert (step.item.advice.de, step.gain) == ("Beginnen Sie mit einem Regal.", Fraction(100, 3))
    (step,) = next_steps(small, done | {"till.closed": True, "till.card": True, "till.no": True})
    assert step.gain == Fraction(200, 3)


def test_two_checks_show_the_change_of_every_dimension():
    before = score(long(), ticked(invested=7) | answered("automation", 5))
    after = score(long(), ticked(invested=5, basic=10) | answered("automation", 5))
    change = compare(before, after)
    assert {name: found.points for name, found in change.dimensions.items()} == {
        "strategy": -20 / 3, "readiness": 50.0, "people": 0.0, "data": 0.0, "automation": 0.0, "green": 0.0,
    }  # fmt: skip
    assert change.overall.points == pytest.approx(130 / 18)
    # 23.33 to 16.67 is shown as 23, 17 and −6.
    assert change.dimensions["strategy"].whole == -6


def test_different_questionnaires_cannot_be_compared():
    with pytest.raises(AnswersError, match=r"digital-check-1 and kurz-check-1 are different questionnaires"):
        compare(score(long(), {}), score(shipped()[SHORT], {}))
