"""What must hold for all answers to all questionnaires."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnm.engines.scoring import Questionnaire, Value, next_steps, score, shipped
from tests.engines.scoring.examples import items_of, long, small_questionnaire

pytestmark = pytest.mark.once

EVERY = [*shipped().values(), small_questionnaire()]
NOTHING = ["unknown", "not_applicable", None, ""]
questionnaires = st.sampled_from(EVERY)


@st.composite
def filled_in(draw: st.DrawFn) -> tuple[Questionnaire, dict[str, object]]:
    questionnaire = draw(questionnaires)
    choice = draw(st.randoms(use_true_random=False))
    return questionnaire, {
        name: choice.choice([*item.allowed, choice.choice(NOTHING)]) for name, item in questionnaire.items.items()
    }


def by_hand(answers: Mapping[str, object]) -> list[Fraction]:
    """The six formulas as the assessment words them."""

    def ticks(name: str) -> Fraction:
        return Fraction(sum(answers[item] is True for item in items_of(name)))

    def levels(name: str) -> Fraction:
        return Fraction(sum(value for item in items_of(name) if type(value := answers[item]) is int))

    halves = {"no": Fraction(0), "partly": Fraction(1, 2), "yes": Fraction(1)}
    degrees = sum((halves.get(str(answers[item]), Fraction(0)) for item in items_of("green")), Fraction(0))
    practices = 0 if answers["practices.paper"] is True else ticks("practices")
    return [
        (ticks("invested") + ticks("planned") + ticks("ready")) * Fraction(10, 3),
        5 * (ticks("basic") / 10 * 10 + levels("advanced") / 35 * 10),
        5 * (ticks("skills") / 7 * 10 + ticks("involvement") / 8 * 10),
        5 * (Fraction(practices) / 7 * 10 + ticks("protection") / 6 * 10),
        levels("automation") / 25 * 100,
        5 * (ticks("uses") / 10 * 10 + degrees / 5 * 10),
    ]


@settings(max_examples=60, deadline=None)
@given(filled_in())
def test_the_engine_agrees_with_the_formulas(filled):
    questionnaire, answers = filled
    if questionnaire is long():
        profile = score(questionnaire, answers)
        assert [found.exact for found in profile.dimensions.values()] == by_hand(answers)
        assert profile.overall.exact == sum(by_hand(answers)) / 6


@settings(max_examples=60, deadline=None)
@given(filled_in(), st.data())
def test_a_better_answer_never_lowers_a_score(filled, data):
    questionnaire, answers = filled
    item = questionnaire.items[data.draw(st.sampled_from(list(questionnaire.items)))]
    ladder: list[Value | None] = [None, *item.allowed] if item.kind != "exclusive" else [*item.allowed]
    scores = [score(questionnaire, answers | {item.id: value}) for value in ladder]
    for worse, better in pairwise(scores):
        assert all(worse.dimensions[name].exact <= better.dimensions[name].exact for name in worse.dimensions)
        assert worse.overall.exact <= better.overall.exact


@pytest.mark.parametrize("questionnaire", EVERY, ids=lambda questionnaire: questionnaire.key)
def test_both_ends_of_the_scale_can_be_reached(questionnaire):
    for place, points in ((0, 0), (-1, 100)):
        profile = score(questionnaire, {name: item.allowed[place] for name, item in questionnaire.items.items()})
        assert {found.exact for found in [profile.overall, *profile.dimensions.values()]} == {points}
        assert (profile.unanswered, profile.overruled) == ((), ())


@settings(max_examples=60, deadline=None)
@given(filled_in(), st.data())
def test_no_answer_counts_like_the_worst_one(filled, data):
    """So it never shrinks what the others are divided by."""
    questionnaire, answers = filled
    asked = [name for name, item in questionnaire.items.items() if item.kind != "exclusive"]
    name = data.draw(st.sampled_from(asked))
    worst = score(questionnaire, answers | {name: questionnaire.items[name].allowed[0]})
    for nothing in NOTHING:
        profile = score(questionnaire, answers | {name: nothing})
        assert (profile.dimensions, profile.overall) == (worst.dimensions, worst.overall)
        assert name in {missing.item for missing in profile.unanswered}


@settings(max_examples=60, deadline=None)
@given(filled_in())
def test_a_next_step_brings_what_it_promises(filled):
    questionnaire, answers = filled
    before = score(questionnaire, answers)
    steps = next_steps(questionnaire, answers, limit=200)
    assert [step.gain for step in steps] == sorted((step.gain for step in steps), reverse=True)
    for step in steps[:: max(1, len(steps) // 5)]:
        if step.item.kind != "exclusive":
            after = score(questionnaire, answers | {step.item.id: step.item.allowed[-1]})
            assert after.dimensions[step.dimension].exact - before.dimensions[step.dimension].exact == step.gain
            assert after.overall.exact - before.overall.exact == step.overall_gain
