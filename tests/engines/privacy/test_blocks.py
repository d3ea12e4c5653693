"""Brute force: all filters, all margins, all quarters together, every firm once as the attacker."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnm.engines.privacy.blocks import LEAST, Block, Group, Waiting, fall_back, new_blocks, shown_mean

from .attack import Naive, Region, rank, solved

pytestmark = pytest.mark.once


def firms(prefix: str, **counts: int) -> dict[object, Group]:
    """ax=3: three firms of row a, column x; an underscore leaves one unknown."""
    return {
        f"{prefix}{where}{number}": Group(where[0].strip("_"), where[1].strip("_"))
        for where, count in counts.items()
        for number in range(count)
    }


def waiting(*groups: tuple[str, str, int, int]) -> list[Waiting]:
    """Row, column, how many, for how many quarters they wait."""
    return [
        Waiting((row, column, number), Group(row, column), quarters)
        for row, column, count, quarters in groups
        for number in range(count)
    ]


def sizes(blocks: list[Block]) -> dict[tuple[str, str], int]:
    return {(block.group.row, block.group.column): len(block.members) for block in blocks}


# --- The attack ---


def all_tables() -> list[tuple[int, int, int, int]]:
    edges = (0, 1, 4, 5, 6, 7)
    return [counts for counts in product(edges, repeat=4) if 6 <= sum(counts) <= 11]


@pytest.mark.parametrize("counts", all_tables())
def test_no_table_gives_away_fewer_than_five_others_to_anybody_in_or_outside(counts):
    region = Region("ab", "xy")
    joining = firms("p", **dict(zip(("ax", "ay", "bx", "by"), counts, strict=True)))
    region.quarter(joining)
    for attacker in (None, *joining):
        assert solved(region.published, attacker) == set()


histories = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["ax", "ay", "bx", "by", "a_", "_x", "__"]), min_size=3, max_size=9),
        st.sets(st.integers(min_value=0, max_value=15), max_size=3),
    ),
    min_size=3,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(histories)
def test_no_history_of_joining_and_leaving_gives_away_fewer_than_five_others(history):
    region, everybody = Region("ab", "xy"), []
    for quarter, (joining, leaving) in enumerate(history):
        room = 16 - len(everybody)
        new = {
            f"q{quarter}-{number}": Group(*(sign.strip("_") for sign in place))
            for number, place in enumerate(joining[:room])
        }
        everybody += new
        region.quarter(new, [everybody[number] for number in leaving if number < len(everybody)])
    # One attacker and four others are five columns: this looks at every attacker at once.
    assert solved(region.published, below=6) == set()


@pytest.mark.parametrize("place", ["ax", "ay", "bx", "by", "__"])
@pytest.mark.parametrize("step", ["joins", "leaves"])
def test_one_firm_that_joins_or_leaves_is_not_seen_by_an_attacker_who_is_in_the_data(place, step):
    start, one = firms("p", ax=6, by=6), firms("q", **{place: 1})
    region = Region("ab", "xy")
    region.quarter(start)
    region.quarter(one)
    if step == "leaves":
        region.quarter({}, one)
        region.quarter({}, list(start)[:1])
    for attacker in (None, *start, *one):
        assert solved(region.published, attacker) == set()


def test_the_attacker_who_joins_himself_learns_nothing():
    region = Region("ab", "xy")
    region.quarter(firms("p", ax=6, ay=3, bx=2, by=1))
    before = set(region.published)
    region.quarter({"attacker": Group("a", "x")})
    assert region.published == before
    region.quarter(firms("q", ax=5))
    assert any("attacker" in group for group in region.published)
    assert solved(region.published, "attacker") == set()


# --- Control: the same attack breaks what looks safe ---


def test_the_naive_rule_falls_to_a_margin():
    naive = Naive("ab", "xy")
    naive.quarter(firms("p", ax=6, ay=2))
    assert frozenset({"pay0", "pay1"}) in {group & {"pay0", "pay1"} for group in solved(naive.published)}


def test_the_naive_rule_falls_to_one_firm_that_joins():
    naive = Naive("ab", "xy", least=LEAST)
    naive.quarter(firms("p", ax=7))
    assert solved(naive.published) == set()
    naive.quarter(firms("q", ax=1))
    assert any("qax0" in group for group in solved(naive.published))


def test_the_naive_rule_falls_to_one_firm_that_leaves():
    naive = Naive("ab", "xy", least=LEAST)
    naive.quarter(firms("p", ax=8))
    naive.quarter({}, ["pax3"])
    assert any("pax3" in group for group in solved(naive.published))


def test_the_naive_rule_falls_to_an_attacker_who_is_one_of_five():
    naive = Naive("a", "x")
    naive.quarter(firms("p", ax=5))
    assert solved(naive.published) == set()
    assert solved(naive.published, "pax0") == {frozenset({"pax1", "pax2", "pax3", "pax4"})}


def test_the_naive_rule_falls_when_two_margins_hide_one_cell():
    naive = Naive("ab", "xy", least=LEAST)
    naive.quarter(firms("p", ax=6, ay=6, bx=6, by=1))
    assert any("pby0" in group for group in solved(naive.published, below=2))


def test_the_rank_is_that_of_fractions():
    assert rank([]) == 0
    assert rank([[1, 1, 0], [0, 1, 1], [1, 2, 1]]) == 2
    assert rank([[0, 0], [0, 3]]) == 1
    assert rank([[3, 1], [1, 3]]) == 2


# --- Which groups are shown ---


def test_the_first_time_everybody_who_fills_a_group_enters_the_finest_one():
    blocks = new_blocks(
        waiting(("a", "x", 7, 0), ("a", "y", 4, 0), ("a", "z", 2, 0), ("b", "x", 3, 0), ("c", "x", 3, 0)), []
    )
    assert sizes(blocks) == {("a", "x"): 7, ("a", ""): 6, ("", "x"): 6}


def test_those_left_over_meet_in_the_whole():
    blocks = new_blocks(waiting(("a", "x", 2, 0), ("b", "y", 2, 0), ("", "", 1, 0), ("c", "", 1, 0)), [])
    assert sizes(blocks) == {("", ""): 6}
    assert new_blocks(waiting(("a", "x", 5, 9)), []) == []


def test_later_they_wait_for_a_fine_group_until_they_are_out_of_patience():
    standing = [Group("a", "x"), Group()]
    assert new_blocks(waiting(("a", "y", 3, 0), ("a", "z", 3, 3)), standing) == []
    assert sizes(new_blocks(waiting(("a", "y", 3, 0), ("a", "z", 3, 4)), standing)) == {("a", ""): 6}
    assert sizes(new_blocks(waiting(("b", "y", 3, 0), ("b", "z", 3, 0)), standing)) == {("b", ""): 6}
    assert sizes(new_blocks(waiting(("a", "x", 6, 0)), standing)) == {("a", "x"): 6}


def test_whoever_lacks_an_industry_or_a_size_stands_where_it_does_not_matter():
    blocks = new_blocks(waiting(("", "x", 6, 0), ("a", "", 6, 0)), [])
    assert sizes(blocks) == {("a", ""): 6, ("", "x"): 6}


def test_the_comparison_falls_back_from_both_to_the_row_to_the_column_to_all():
    assert fall_back(Group("a", "x")) == (Group("a", "x"), Group("a", ""), Group("", "x"), Group())
    assert fall_back(Group("", "x")) == (Group("", "x"), Group())
    assert fall_back(Group()) == (Group(),)


def test_a_group_holds_what_lies_inside_it():
    assert Group().holds(Group("a", "x"))
    assert Group("a").holds(Group("a", "x"))
    assert not Group("a", "x").holds(Group("a"))
    assert not Group("b").holds(Group("a", "x"))


def test_means_are_rounded_half_up_and_kept_off_the_edges():
    assert shown_mean(6 * 40 + 3, 6) == 41
    assert shown_mean(6 * 40 + 2, 6) == 40
    assert (shown_mean(0, 6), shown_mean(600, 6)) == (5, 95)
    with pytest.raises(ValueError, match="5 firms are too few"):
        shown_mean(100, 5)
