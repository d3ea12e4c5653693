"""What linear algebra makes of published sums: rows of 0 and 1, one column per result, exact fractions."""

from collections.abc import Hashable, Iterable, Sequence
from fractions import Fraction
from itertools import combinations

from dnm.engines.privacy.blocks import Block, Group, Waiting, new_blocks

Published = frozenset[Hashable]
"""Everybody behind one published mean; the mean and the count give the sum."""


def rank(rows: Iterable[Sequence[int | Fraction]]) -> int:
    left = [[Fraction(value) for value in row] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in left[found:] if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left.insert(found, pivot)
        for row in left[found + 1 :]:
            if row[column]:
                factor = row[column] / pivot[column]
                row[:] = [value - factor * base for value, base in zip(row, pivot, strict=True)]
        found += 1
    return found


def solved(published: Iterable[Published], attacker: Hashable = None, below: int = 5) -> set[frozenset[Hashable]]:
    """The sets of fewer than `below` others about which some combination of the sums says something alone.

    The attacker subtracts what he said himself. A combination that is nought outside a set exists exactly when
    leaving out its columns lowers the rank.
    """
    sums = {group - {attacker} for group in published} - {frozenset()}
    people = sorted({one for group in sums for one in group}, key=repr)
    matrix = [[int(one in group) for one in people] for group in sums]
    whole = rank(matrix)
    basis = _basis(matrix, whole)
    found = set()
    for few in combinations(range(len(people)), min(below - 1, len(people))):
        others = [place for place in range(len(people)) if place not in few]
        if rank([[row[place] for place in others] for row in basis]) < whole:
            found.add(frozenset(people[place] for place in few))
    return found


def _basis(matrix: Sequence[Sequence[int]], whole: int) -> list[Sequence[int]]:
    basis: list[Sequence[int]] = []
    for row in matrix:
        if len(basis) < whole and rank([*basis, row]) > len(basis):
            basis.append(row)
    return basis


def every_group(rows: Iterable[str], columns: Iterable[str]) -> list[Group]:
    return [Group(row, column) for row in ("", *rows) for column in ("", *columns)]


class Region:
    """Quarter by quarter: firms join and leave, every filter and margin is published, all of it is kept."""

    def __init__(self, rows: str, columns: str) -> None:
        self.groups = every_group(rows, columns)
        self.blocks: list[Block] = []
        self.waiting: dict[Hashable, tuple[Group, int]] = {}
        self.published: set[Published] = set()

    def quarter(self, joining: dict[Hashable, Group], leaving: Iterable[Hashable] = ()) -> None:
        self.waiting |= {one: (place, 0) for one, place in joining.items()}
        for one in leaving:
            self.waiting.pop(one, None)
        made = new_blocks(
            [Waiting(one, place, quarters) for one, (place, quarters) in self.waiting.items()],
            [block.group for block in self.blocks],
        )
        self.blocks += made
        taken = {one for block in made for one in block.members}
        self.waiting = {
            one: (place, quarters + 1) for one, (place, quarters) in self.waiting.items() if one not in taken
        }
        for group in self.groups:
            inside = frozenset(one for block in self.blocks if group.holds(block.group) for one in block.members)
            if inside:
                self.published.add(inside)


class Naive:
    """The rule as one would write it first: every group of at least `least` is published, each quarter anew."""

    def __init__(self, rows: str, columns: str, least: int = 5) -> None:
        self.groups, self.least = every_group(rows, columns), least
        self.firms: dict[Hashable, Group] = {}
        self.published: set[Published] = set()

    def quarter(self, joining: dict[Hashable, Group], leaving: Iterable[Hashable] = ()) -> None:
        self.firms |= joining
        for one in leaving:
            self.firms.pop(one, None)
        for group in self.groups:
            inside = frozenset(one for one, place in self.firms.items() if group.holds(place))
            if len(inside) >= self.least:
                self.published.add(inside)
