"""Which questions stand on one page: a single one with its example, or a small matrix of rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from dnm.engines.scoring import Dimension, Item, ItemList, Value

MOST_ROWS = 12
"""A longer list of a centre's own questionnaire is spread over several pages."""


@dataclass(frozen=True)
class Sheet:
    """One page of a topic. ``lists``: one, or several that ask the same rows and stand side by side.

    ``rows``: per row an item of every list. ``exclusions``: statements that rule out all rows of their list.
    """

    topic: Dimension
    lists: tuple[ItemList, ...]
    rows: tuple[tuple[Item, ...], ...]
    exclusions: tuple[Item, ...] = ()
    number: int = 1
    count: int = 1

    @property
    def is_single(self) -> bool:
        return len(self.rows) == 1 and self.lists[0].kind != "tick"

    @property
    def is_side_by_side(self) -> bool:
        return len(self.lists) > 1

    @property
    def items(self) -> tuple[Item, ...]:
        return (*(item for row in self.rows for item in row), *self.exclusions)

    def first_beside(self, item: Item) -> Item:
        """The row is named after its first item."""
        return next((row[0] for row in self.rows if item in row), item)

    def list_of(self, item: Item) -> ItemList:
        return next(one for one in self.lists if item in one.all_items)


@lru_cache(maxsize=256)
def sheets_of(topic: Dimension) -> tuple[Sheet, ...]:
    """The pages of a topic in the order of the questionnaire."""
    made = [sheet for lists in _side_by_side(topic) for sheet in _sheets(topic, lists)]
    return tuple(replace(sheet, number=number, count=len(made)) for number, sheet in enumerate(made, 1))


def _side_by_side(topic: Dimension) -> list[tuple[ItemList, ...]]:
    """Lists of ticks with the same matrix make one group, where the first of them stands."""
    groups: dict[str, list[ItemList]] = {}
    for one in topic.lists:
        shared = f"matrix {one.matrix}" if one.matrix and one.kind == "tick" else f"list {one.id}"
        groups.setdefault(shared, []).append(one)
    return [tuple(group) for group in groups.values()]


def _sheets(topic: Dimension, lists: tuple[ItemList, ...]) -> Iterator[Sheet]:
    rows = list(zip(*(one.items for one in lists), strict=True))
    per_page = 1 if lists[0].kind == "level" else MOST_ROWS
    exclusions = tuple(one.exclusion for one in lists if one.exclusion)
    for begin in range(0, len(rows), per_page):
        is_last = begin + per_page >= len(rows)
        yield Sheet(topic, lists, tuple(rows[begin : begin + per_page]), exclusions if is_last else ())


def sheet_with(topic: Dimension, item: str) -> Sheet:
    return next(sheet for sheet in sheets_of(topic) if any(one.id == item for one in sheet.items))


def next_sheet(topic: Dimension, said: Mapping[str, Value]) -> Sheet:
    """The first page on which something has no answer yet; the first of all where everything has one."""
    sheets = sheets_of(topic)
    return next((sheet for sheet in sheets if not is_answered(sheet, said)), sheets[0])


def is_answered(sheet: Sheet, said: Mapping[str, Value]) -> bool:
    ruled_out = {
        item.id
        for one in sheet.lists
        if one.exclusion and said.get(one.exclusion.id) is True
        for item in one.items
    }  # fmt: skip
    return all(item.id in said or item.id in ruled_out for row in sheet.rows for item in row)
