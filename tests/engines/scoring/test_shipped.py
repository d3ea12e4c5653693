"""The questionnaires of this package: complete in both languages, short, and without empty words."""

import re
from collections.abc import Iterator
from string import Formatter

import pytest

from dnm.engines.scoring import LONG, SHORT, Band, Item, Text, band_label, read, shipped
from dnm.engines.scoring.wording import ANSWERS, PROBLEMS
from tests.repository import ROOT

pytestmark = pytest.mark.once

ITEMS = [item for questionnaire in shipped().values() for item in questionnaire.items.values()]
EMPTY_WORDS = re.compile(r"\b(einfach\w*|innovativ\w*|bitte|Lösung\w*|simply|easy|easily|innovative|please)\b|!", re.I)


def texts_of(item: Item) -> Iterator[Text]:
    yield from (item.label, item.question, item.example, item.advice)


def every_text() -> Iterator[Text]:
    for questionnaire in shipped().values():
        yield from (questionnaire.title, questionnaire.about)
        for dimension in questionnaire.dimensions:
            yield from (dimension.title, dimension.about, dimension.strong, dimension.weak)
            for item_list in dimension.lists:
                yield from (item_list.question, item_list.why)
    for item in ITEMS:
        yield from texts_of(item)


def shape(key: str) -> dict[str, list[tuple[str, int, str, bool]]]:
    return {
        dimension.id: [
            (item_list.kind, len(item_list.items), str(item_list.share), item_list.exclusion is not None)
            for item_list in dimension.lists
        ]
        for dimension in shipped()[key].dimensions
    }


def test_the_long_questionnaire_has_the_structure_of_the_european_one():
    assert shape(LONG) == {
        "strategy": [("tick", 10, "1/3", False)] * 3,
        "readiness": [("tick", 10, "1/2", False), ("level", 7, "1/2", False)],
        "people": [("tick", 7, "1/2", False), ("tick", 8, "1/2", False)],
        "data": [("tick", 7, "1/2", True), ("tick", 6, "1/2", False)],
        "automation": [("level", 5, "1", False)],
        "green": [("tick", 10, "1/2", False), ("degree", 5, "1/2", False)],
    }


def test_the_short_questionnaire_has_ten_questions_and_topics_of_its_own():
    assert shape(SHORT) == {name: [("degree", count, "1", False)] for name, count in
                            (("orders", 3), ("work", 4), ("office", 3))}  # fmt: skip
    assert shape(SHORT).keys() & shape(LONG).keys() == set()
    assert shipped()[SHORT].items.keys() & shipped()[LONG].items.keys() == set()


def test_files_are_named_after_their_keys():
    assert list(shipped()) == [LONG, SHORT]


def test_invested_and_planned_are_two_columns_of_one_matrix():
    invested, planned, _ = shipped()[LONG].dimensions[0].lists
    assert {invested.matrix, planned.matrix} == {"areas"}
    assert [item.label for item in invested.items] == [item.label for item in planned.items]


def test_every_text_is_there_in_both_languages():
    assert [text for text in every_text() if not (text.de and text.en)] == []


def test_no_question_example_or_advice_is_there_twice():
    for name in ("question", "example", "advice"):
        for language in ("de", "en"):
            texts = [getattr(item, name).in_language(language) for item in ITEMS]
            assert [text for text in texts if texts.count(text) > 1] == []


def test_a_question_is_one_question_of_at_most_twenty_words():
    questions = [item.question.in_language(language) for item in ITEMS for language in ("de", "en")]
    assert [text for text in questions if len(text.split()) > 20 or text.count("?") != 1 or text[-1] != "?"] == []


def test_examples_and_advice_are_one_to_three_sentences():
    texts = [text.in_language(language) for item in ITEMS for text in (item.example, item.advice) for language in
             ("de", "en")]  # fmt: skip
    assert [text for text in texts if len(text.split()) > 30 or text[-1] not in ".?“”"] == []


def test_no_text_wastes_words():
    assert [text for text in every_text() if EMPTY_WORDS.search(text.de) or EMPTY_WORDS.search(text.en)] == []


def test_german_and_english_quotation_marks_are_not_mixed():
    assert [text for text in every_text() if re.search('["”]', text.de) or re.search('["„]', text.en)] == []


def test_bands_answers_and_problems_are_named_in_both_languages():
    assert [band_label(band) for band in Band] == ["Am Anfang", "Unterwegs", "Gut vorangekommen", "Weit vorn"]
    assert [band_label(band, "en") for band in Band] == [band.value for band in Band]
    said = [*PROBLEMS.values(), *(text for texts in ANSWERS.values() for text in texts)]
    assert [text for text in said if not (text.de and text.en)] == []
    assert [text for text in PROBLEMS.values() if blanks(text.de) != blanks(text.en)] == []


def blanks(sentence: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(sentence)} - {None}


def test_the_example_in_the_documentation_is_a_questionnaire():
    (example,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/digital-check.md").read_text(), re.S)
    made = read(example.encode(), "digital-check.md")
    assert (made.key, list(made.items)) == ("hofladen-1", ["kasse.karte", "bestand.regal"])
