"""The five-firm rule for published counts: no count below five can be read or worked out by subtraction.

Counts below five are shown as "unter 5", zero included: nobody in a group is knowledge, too.
Where totals would give them away, a few larger counts are withheld as well. A reader may know the rule: that
"unter 5" lies between 0 and 4 and a withheld count at 5 or above is taken into account.

A table is a network: what flows into a row flows out through its columns. A hidden count cannot be worked out
exactly when a loop of hidden counts leads through it along which one can be added and taken away by turns.
"""

import heapq
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from dnm.engines.privacy.model import NEEDED


class Hidden(Enum):
    UNDER_FIVE = "unter 5"
    WITHHELD = "nicht gezeigt"


Shown = int | Hidden


@dataclass(frozen=True, slots=True)
class Row:
    """One count for each group and their total, as they may be shown."""

    cells: Mapping[str, Shown]
    total: Shown


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by (row, column) with all totals, as they may be shown."""

    cells: Mapping[tuple[str, str], Shown]
    row_totals: Mapping[str, Shown]
    column_totals: Mapping[str, Shown]
    total: Shown


@dataclass(slots=True)
class _Edge:
    """A count as a flow from one node to another."""

    start: Hashable
    end: Hashable
    count: int
    hidden: bool = False

    @property
    def small(self) -> bool:
        return self.count < NEEDED

    def may_grow(self) -> bool:
        """Stays within what its mark tells: "unter 5" ends at four."""
        return not self.small or self.count < NEEDED - 1

    def may_shrink(self) -> bool:
        return self.count > (0 if self.small else NEEDED)

    def shown(self) -> Shown:
        if not self.hidden:
            return self.count
        return Hidden.UNDER_FIVE if self.small else Hidden.WITHHELD


def protect(counts: Mapping[str, int]) -> Row:
    """Counts of fixed groups that add up to the total. ValueError for a count below zero."""
    edges = {group: _Edge("from", "to", count) for group, count in counts.items()}
    total = _Edge("to", "from", sum(counts.values()))
    _hide([*edges.values(), total])
    return Row({group: edge.shown() for group, edge in edges.items()}, total.shown())


def protect_table(counts: Mapping[tuple[str, str], int]) -> Table:
    """Counts by (row, column); missing pairs count as zero. ValueError for a count below zero."""
    rows = list(dict.fromkeys(row for row, _ in counts))
    columns = list(dict.fromkeys(column for _, column in counts))
    cells = {
        (row, column): _Edge(("row", row), ("column", column), counts.get((row, column), 0))
        for row in rows
        for column in columns
    }
    row_totals = {row: _Edge("from", ("row", row), sum(cells[row, column].count for column in columns)) for row in rows}
    column_totals = {
        column: _Edge(("column", column), "to", sum(cells[row, column].count for row in rows)) for column in columns
    }
    total = _Edge("to", "from", sum(counts.values()))
    _hide([*cells.values(), *row_totals.values(), *column_totals.values(), total])
    return Table(
        {place: edge.shown() for place, edge in cells.items()},
        {row: edge.shown() for row, edge in row_totals.items()},
        {column: edge.shown() for column, edge in column_totals.items()},
        total.shown(),
    )


def _hide(edges: Sequence[_Edge]) -> None:
    """Hides all small counts, then for each the cheapest loop of other counts that keeps it open."""
    if any(edge.count < 0 for edge in edges):
        raise ValueError("a count is never below zero")
    for edge in edges:
        edge.hidden = edge.small
    for edge in edges:
        # A total of nothing stands alone: there is nothing to work it out from.
        if edge.small and len(edges) > 1:
            for other in _cheapest_loop(edge, edges):
                other.hidden = True


def _cheapest_loop(edge: _Edge, edges: Sequence[_Edge]) -> list[_Edge]:
    """The counts to hide so that this one may differ by one; those hidden already cost nothing."""
    loops = []
    if edge.may_grow():
        loops.append(_cheapest_path(edge.end, edge.start, edge, edges))
    if edge.may_shrink():
        loops.append(_cheapest_path(edge.start, edge.end, edge, edges))
    return min((loop for loop in loops if loop is not None), key=lambda loop: loop[0])[1]


def _cheapest_path(
    start: Hashable, goal: Hashable, without: _Edge, edges: Sequence[_Edge]
) -> tuple[int, list[_Edge]] | None:
    """Dijkstra's path: forward along counts that may grow, backward along those that may shrink."""
    waiting: list[tuple[int, int, Hashable, list[_Edge]]] = [(0, 0, start, [])]
    done: set[Hashable] = set()
    number = 0
    while waiting:
        cost, _, node, path = heapq.heappop(waiting)
        if node == goal:
            return cost, path
        if node in done:
            continue
        done.add(node)
        for step, following in _steps(node, without, edges):
            number += 1
            price = 0 if step.hidden else 1 + step.count
            heapq.heappush(waiting, (cost + price, number, following, [*path, step]))
    return None


def _steps(node: Hashable, without: _Edge, edges: Sequence[_Edge]) -> Iterator[tuple[_Edge, Hashable]]:
    for edge in edges:
        if edge is without:
            continue
        if edge.start == node and edge.may_grow():
            yield edge, edge.end
        if edge.end == node and edge.may_shrink():
            yield edge, edge.start
