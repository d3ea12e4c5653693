"""Which questions stand on one page. Pure."""

from dnm.engines.scoring import LONG, SHORT, shipped
from dnm.web.checks.sheets import MOST_ROWS, is_answered, next_sheet, sheet_with, sheets_of

DIGITAL, KURZ = shipped()[LONG], shipped()[SHORT]


def test_every_question_stands_on_exactly_one_page():
    for asked in (DIGITAL, KURZ):
        shown = [item.id for topic in asked.dimensions for sheet in sheets_of(topic) for item in sheet.items]
        assert sorted(shown) == sorted(asked.items)


def test_the_long_check_has_21_pages_and_no_page_more_rows_than_a_small_matrix():
    counts = {topic.id: len(sheets_of(topic)) for topic in DIGITAL.dimensions}
    assert counts == {"strategy": 2, "readiness": 8, "people": 2, "data": 2, "automation": 5, "green": 2}
    assert max(len(sheet.rows) for topic in DIGITAL.dimensions for sheet in sheets_of(topic)) <= MOST_ROWS


def test_lists_with_one_matrix_stand_side_by_side_and_steps_on_a_page_of_their_own():
    strategy, readiness = DIGITAL.dimensions[:2]
    first = sheets_of(strategy)[0]
    assert [one.id for one in first.lists] == ["invested", "planned"]
    assert [item.id for item in first.rows[0]] == ["invested.products", "planned.products"]
    assert (first.is_side_by_side, first.is_single) == (True, False)
    assert [sheet.is_single for sheet in sheets_of(readiness)] == [False, *[True] * 7]


def test_a_topic_goes_on_where_the_first_answer_is_missing():
    strategy = DIGITAL.dimensions[0]
    first, second = sheets_of(strategy)
    said = {item.id: False for item in first.items}
    assert next_sheet(strategy, {}) == first
    assert next_sheet(strategy, said) == second
    assert next_sheet(strategy, {item.id: True for item in strategy.items}) == first
    assert sheet_with(strategy, "ready.money") == second


def test_an_excluding_statement_answers_its_list():
    data = DIGITAL.dimensions[3]
    practices = sheets_of(data)[0]
    (statement,) = practices.exclusions
    assert is_answered(practices, {statement.id: True}) is True
    assert is_answered(practices, {statement.id: False}) is False
