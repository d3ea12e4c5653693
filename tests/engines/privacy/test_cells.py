"""The property is checked by brute force: a reader who knows the rule tries every table that fits."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnm.engines.privacy.cells import Hidden, Row, Shown, Table, protect, protect_table

pytestmark = pytest.mark.once

counts = st.sampled_from([0, 1, 2, 3, 4, 5, 6, 9, 40])


def could_be(shown: Shown, most: int) -> Iterable[int]:
    if isinstance(shown, int):
        return (shown,)
    return range(5) if shown is Hidden.UNDER_FIVE else range(5, most + 1)


def fits(shown: Shown, count: int) -> bool:
    if isinstance(shown, int):
        return shown == count
    return count < 5 if shown is Hidden.UNDER_FIVE else count >= 5


def worlds_of_a_row(row: Row, most: int) -> Iterator[dict[str, int]]:
    for values in product(*(could_be(shown, most) for shown in row.cells.values())):
        if fits(row.total, sum(values)):
            yield {**dict(zip(row.cells, values, strict=True)), "total": sum(values)}


def worlds_of_a_table(table: Table, most: int) -> Iterator[dict[object, int]]:
    for values in product(*(could_be(shown, most) for shown in table.cells.values())):
        world: dict[object, int] = dict(zip(table.cells, values, strict=True))
        rows = {row: sum(world[row, column] for column in table.column_totals) for row in table.row_totals}
        columns = {column: sum(world[row, column] for row in table.row_totals) for column in table.column_totals}
        if (
            fits(table.total, sum(values))
            and all(fits(table.row_totals[row], count) for row, count in rows.items())
            and all(fits(table.column_totals[column], count) for column, count in columns.items())
        ):
            yield {**world, **rows, **columns, "total": sum(values)}


def worked_out(worlds: Iterable[Mapping[object, int]]) -> set[object]:
    """The places where every world that fits has the same count below five."""
    seen: dict[object, set[int]] = {}
    for world in worlds:
        for place, count in world.items():
            seen.setdefault(place, set()).add(count)
    return {place for place, values in seen.items() if len(values) == 1 and min(values) < 5}


@settings(deadline=None)
@given(st.lists(counts, min_size=1, max_size=4))
def test_no_small_count_of_a_row_can_be_worked_out(values):
    by_group = {f"g{place}": value for place, value in enumerate(values)}
    assert worked_out(worlds_of_a_row(protect(by_group), sum(values) + 6)) == set()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, 6, 8]), min_size=4, max_size=4))
def test_no_small_count_of_a_table_can_be_worked_out(values):
    by_place = dict(zip([("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")], values, strict=True))
    assert worked_out(worlds_of_a_table(protect_table(by_place), sum(values) + 6)) == set()


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=3), st.integers(min_value=0, max_value=10**9), max_size=8))
def test_what_is_shown_is_true(by_group):
    row = protect(by_group)
    assert all(fits(row.cells[group], count) for group, count in by_group.items())
    assert fits(row.total, sum(by_group.values()))


@settings(deadline=None)
@given(st.dictionaries(st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), counts, max_size=16))
def test_every_small_count_of_a_larger_table_is_hidden_and_the_rest_is_true(by_place):
    table = protect_table(by_place)
    for place, count in by_place.items():
        assert fits(table.cells[place], count)
        assert (table.cells[place] is Hidden.UNDER_FIVE) == (count < 5)


def test_a_control_with_naive_masking_is_worked_out():
    naive = Row({"a": Hidden.UNDER_FIVE, "b": 20, "c": 9}, 32)
    assert worked_out(worlds_of_a_row(naive, 40)) == {"a"}


def test_one_small_count_takes_a_larger_one_with_it():
    assert protect({"Handwerk": 3, "Industrie": 20, "Handel": 9}) == Row(
        {"Handwerk": Hidden.UNDER_FIVE, "Industrie": 20, "Handel": Hidden.WITHHELD}, 32
    )


def test_two_small_counts_protect_each_other():
    assert protect({"a": 3, "b": 2, "c": 9}) == Row({"a": Hidden.UNDER_FIVE, "b": Hidden.UNDER_FIVE, "c": 9}, 14)


def test_a_count_of_exactly_five_protects_no_zero():
    assert protect({"a": 0, "b": 5, "c": 6}) == Row({"a": Hidden.UNDER_FIVE, "b": 5, "c": Hidden.WITHHELD}, 11)


def test_large_counts_are_all_shown():
    assert protect({"a": 12, "b": 7}) == Row({"a": 12, "b": 7}, 19)


def test_a_single_small_group_hides_its_total():
    assert protect({"a": 3}) == Row({"a": Hidden.UNDER_FIVE}, Hidden.UNDER_FIVE)


def test_no_groups_show_no_total():
    assert protect({}) == Row({}, Hidden.UNDER_FIVE)


def test_a_table_withholds_a_rectangle():
    shown = protect_table({("a", "x"): 3, ("a", "y"): 20, ("b", "x"): 30, ("b", "y"): 40})
    assert shown == Table(
        {
            ("a", "x"): Hidden.UNDER_FIVE,
            ("a", "y"): Hidden.WITHHELD,
            ("b", "x"): Hidden.WITHHELD,
            ("b", "y"): Hidden.WITHHELD,
        },
        {"a": 23, "b": 70},
        {"x": 33, "y": 60},
        93,
    )


def test_missing_pairs_count_as_zero():
    assert protect_table({("a", "x"): 9, ("b", "y"): 9}).cells["a", "y"] is Hidden.UNDER_FIVE


def test_counts_below_zero_are_an_error():
    with pytest.raises(ValueError, match="never below zero"):
        protect({"a": -1})
