"""The answers file: its empty form, and what is said about a wrong one."""

import pytest

from dnm.engines.scoring import (
    LONG,
    AnswersError,
    answer_labels,
    answer_to,
    empty_answers,
    exclusion_labels,
    questionnaire_of,
    score,
    shipped,
)
from tests.engines.scoring.examples import long, small_questionnaire

pytestmark = pytest.mark.once


def said(wrong: AnswersError, language: str = "en") -> list[str]:
    return [problem.sentence(language) for problem in wrong.problems]


def test_the_empty_file_lists_every_item_with_its_answers_from_worst_to_best():
    template = empty_answers(small_questionnaire())
    assert template == {
        "questionnaire": "hofladen-2",
        "items": [
            {"id": "till.card", "dimension": "shop", "question": "Kann man bei Ihnen mit Karte zahlen?",
             "type": "tick", "allowed": [False, True]},
            {"id": "till.no", "dimension": "shop", "question": "Hören Kunden bei Ihnen oft ein Nein?",
             "type": "tick", "allowed": [False, True]},
            {"id": "till.closed", "dimension": "shop", "question": "Haben Sie gar keinen Laden?",
             "type": "exclusive", "allowed": [True, False]},
            {"id": "shelf.sensor", "dimension": "shop", "question": "Meldet sich Ihr Regal selbst?",
             "type": "level", "allowed": [0, 1, 2, 3, 4, 5]},
            {"id": "care.power", "dimension": "yard", "question": "Messen Sie Ihren Strom?",
             "type": "degree", "allowed": ["no", "partly", "yes"]},
        ],
        "answers": {},
    }  # fmt: skip


def test_the_empty_file_speaks_english_where_there_is_some():
    assert empty_answers(long(), "en")["items"][10]["question"].startswith("Do you plan digital tools for designing")
    assert empty_answers(small_questionnaire(), "en")["items"][4]["question"] == "Messen Sie Ihren Strom?"


def test_the_empty_file_can_be_read_back():
    assert questionnaire_of(empty_answers(long()), shipped()) == (long(), {})


@pytest.mark.parametrize(("document", "words"), [
    ([], "This is no answers file: it must have “questionnaire” and “answers”."),
    ({"questionnaire": LONG}, "This is no answers file: it must have “questionnaire” and “answers”."),
    ({"questionnaire": LONG, "answers": []},
     '“answers” must map each question to its answer: {"basic.website": true}.'),
    ({"questionnaire": "digital-check-7", "answers": {}},
     'The answers belong to "digital-check-7", another version. Known: digital-check-1.'),
    ({"questionnaire": "hofladen-1", "answers": {}},
     'There is no questionnaire "hofladen-1" here. Known: digital-check-1, kurz-check-1.'),
    ({"questionnaire": "digital-check", "answers": {}},
     'There is no questionnaire "digital-check" here. Known: digital-check-1, kurz-check-1.'),
    ({"questionnaire": [1], "answers": {}},
     "There is no questionnaire […] here. Known: digital-check-1, kurz-check-1."),
])  # fmt: skip
def test_answers_to_something_else_are_refused(document, words):
    with pytest.raises(AnswersError) as caught:
        questionnaire_of(document, shipped(), "a.json")
    assert said(caught.value) == [words]
    assert str(caught.value) == f"a.json: {words}"


def test_unknown_items_and_wrong_values_are_all_named():
    with pytest.raises(AnswersError) as caught:
        score(small_questionnaire(), {"till.crad": True, "other": 1, "till.card": "ja", "shelf.sensor": 6})
    assert said(caught.value) == [
        'There is no item "till.crad" in hofladen-2. Did you mean till.card?',
        'There is no item "other" in hofladen-2.',
        'till.card: "ja" is not allowed. Allowed: false, true; without an answer: null, "unknown", "not_applicable".',
        "shelf.sensor: 6 is not allowed. Allowed: 0, 1, 2, 3, 4, 5; without an answer: null, \"unknown\","
        " \"not_applicable\".",
    ]  # fmt: skip
    assert said(caught.value, "de")[1] == 'Die Frage "other" gibt es in hofladen-2 nicht.'


def test_at_most_ten_wrong_answers_are_named():
    with pytest.raises(AnswersError) as caught:
        score(long(), {name: {} for name in long().items})
    assert len(caught.value.problems) == 10
    assert said(caught.value)[0].startswith("invested.products: {…} is not allowed.")


@pytest.mark.parametrize(("name", "wrong"), [
    ("till.card", 1), ("till.card", 0), ("till.card", "true"), ("till.closed", 1), ("shelf.sensor", True),
    ("shelf.sensor", 3.0), ("shelf.sensor", "3"), ("shelf.sensor", -1), ("care.power", True), ("care.power", "Yes"),
    ("care.power", ["yes"]), ("care.power", 0.5),
])  # fmt: skip
def test_types_are_taken_seriously(name, wrong):
    with pytest.raises(AnswersError, match=f"^{name}: "):
        answer_to(small_questionnaire().items[name], wrong)


def test_no_answer_may_be_written_in_words():
    item = small_questionnaire().items["care.power"]
    written = ["unknown", "Weiß ich nicht", " don't know", "not_applicable", "Trifft nicht zu ", "does not apply"]
    assert [answer_to(item, words) for words in written] == ["unknown"] * 3 + ["not_applicable"] * 3
    assert [answer_to(item, blank) for blank in (None, "")] == [None, None]


def test_every_answer_has_a_label():
    till, shelf = small_questionnaire().dimensions[0].lists
    (care,) = small_questionnaire().dimensions[1].lists
    assert answer_labels(till) == {False: "Nein", True: "Ja", "unknown": "Weiß ich nicht"}
    assert answer_labels(shelf) == {0: "null", 1: "eins", 2: "zwei", 3: "drei", 4: "vier", 5: "fünf"}
    assert list(answer_labels(care, "en").values()) == [
        "No", "Partly", "Yes", "I do not know", "Does not apply to us",
    ]  # fmt: skip
    assert exclusion_labels("de") == {True: "Ja, das ist bei uns so", False: "Nein"}
    (automation,) = long().dimensions[4].lists
    assert answer_labels(automation)[5] == "Ja, es läuft im Alltag"
