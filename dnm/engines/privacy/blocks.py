"""The five-firm rule for published means: results enter a comparison only in blocks that are never taken apart.

Whoever knows every mean, its count and who stands behind it can add and subtract them at will. What comes out is a
sum of whole blocks with weights, so at least LEAST firms stand behind everything that is not nought. The attacker
may be one of them and know what he said himself: NEEDED others remain. A firm that joins waits until its block is
full; one that leaves stays part of the block's sum, of which the single values are no longer needed.

A block belongs to one row and one column of the table (row = industry, column = size), to a whole row, to a whole
column, or only to the whole. A group shows all blocks that lie inside it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dnm.engines.privacy.model import NEEDED

LEAST = NEEDED + 1
"""Firms in a block: one may be the attacker."""
PATIENCE = 4
"""After so many quarters in vain for its finer group a result enters a coarser one."""
EDGE = 5
"""A mean nearer to 0 or 100 would tell nearly the same of every single firm; it is shown as 5 or 95."""


@dataclass(frozen=True, slots=True)
class Group:
    """A row and a column; "" stands for all of them."""

    row: str = ""
    column: str = ""

    def holds(self, other: "Group") -> bool:
        """Whether all of the other lies inside this group."""
        return self.row in ("", other.row) and self.column in ("", other.column)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A result that stands in no block yet; its place is "" where row or column are not known."""

    id: Hashable
    place: Group
    quarters: int


@dataclass(frozen=True, slots=True)
class Block:
    group: Group
    members: tuple[Hashable, ...]


def fall_back(place: Group) -> tuple[Group, ...]:
    """The groups in which a firm looks for its comparison, finest first."""
    return tuple(dict.fromkeys((place, Group(row=place.row), Group(column=place.column), Group())))


def new_blocks(waiting: Iterable[Waiting], standing: Iterable[Group]) -> list[Block]:
    """The blocks that may be published now; everybody else goes on waiting.

    `standing` are the groups of the blocks published before. The finest group takes all who fill it. A coarser one
    takes those left over at the very first time, while it has nothing to show, or when one of them is out of
    patience: otherwise fine groups would never fill.
    """
    left, groups = list(waiting), list(standing)
    opening, blocks = not groups, []
    for level in range(4):
        for group, members in _by_group(left, level).items():
            due = (
                opening
                or level == 0
                or not any(group.holds(other) for other in groups)
                or max(one.quarters for one in members) >= PATIENCE
            )
            if len(members) >= LEAST and due:
                blocks.append(Block(group, tuple(one.id for one in members)))
                groups.append(group)
                taken = {one.id for one in members}
                left = [one for one in left if one.id not in taken]
    return blocks


def _by_group(waiting: Sequence[Waiting], level: int) -> dict[Group, list[Waiting]]:
    """Level 0 to 3: row and column, row, column, the whole. Whoever lacks a row or column waits for a later level."""
    found: defaultdict[Group, list[Waiting]] = defaultdict(list)
    for one in waiting:
        row, column = one.place.row, one.place.column
        group = (Group(row, column), Group(row=row), Group(column=column), Group())[level]
        if (row or level not in (0, 1)) and (column or level not in (0, 2)):
            found[group].append(one)
    return dict(found)


def shown_mean(total: int, count: int) -> int:
    """The mean of whole scores, rounded half up and kept off the edges. ValueError for fewer than LEAST firms."""
    if count < LEAST:
        raise ValueError(f"{count} firms are too few for a mean")
    return min(max(int(Fraction(total, count) + Fraction(1, 2)), EDGE), 100 - EDGE)
