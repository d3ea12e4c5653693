"""Clauses of a satisfiability problem, and counting in them. A literal is a number, its negation the negative one."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

SMALL = 5
"""Up to so many literals, pairs say fastest that at most one of them is true."""


class Clauses:
    def __init__(self) -> None:
        self.last = 0
        self.all: list[list[int]] = []
        self._guard: list[int] = []

    @contextmanager
    def only_if(self, literal: int) -> Iterator[None]:
        """What is added inside holds only if the literal is true."""
        self._guard = [-literal]
        yield
        self._guard = []

    def new(self) -> int:
        self.last += 1
        return self.last

    def add(self, *literals: int) -> None:
        self.all.append([*literals, *self._guard])

    def either(self, literals: Iterable[int]) -> int:
        """A literal that is true exactly if one of them is."""
        literals = list(literals)
        if len(literals) == 1:
            return literals[0]
        some = self.new()
        for literal in literals:
            self.add(-literal, some)
        self.add(-some, *literals)
        return some

    def at_most_one(self, literals: Sequence[int]) -> None:
        rest = list(literals)
        while len(rest) > SMALL:
            # `carry` is true if one of the first ones is: it stands for them in what follows.
            first, rest = rest[: SMALL - 1], rest[SMALL - 1 :]
            carry = self.new()
            for literal in first:
                self.add(-literal, carry)
            self._pairs(first)
            rest.insert(0, carry)
        self._pairs(rest)

    def _pairs(self, literals: Sequence[int]) -> None:
        for place, one in enumerate(literals):
            for other in literals[:place]:
                self.add(-one, -other)

    def counted(self, literals: Sequence[int], most: int, *, exact: bool = False) -> list[int]:
        """Literals whose k-th (from 0) is true if more than k are; only up to `most` + 1 of them. Totalizer.

        If `exact`, it is true only then; for that `most` must not cut anything off.
        """
        if len(literals) <= 1:
            return list(literals)
        half = len(literals) // 2
        left, right = (self.counted(part, most, exact=exact) for part in (literals[:half], literals[half:]))
        sums = [self.new() for _ in range(min(len(left) + len(right), most + 1))]
        for a in range(len(left) + 1):
            for b in range(len(right) + 1):
                if a + b:
                    because = ([-left[a - 1]] if a else []) + ([-right[b - 1]] if b else [])
                    self.add(*because, sums[min(a + b, len(sums)) - 1])
                if exact and a + b < len(sums):
                    because = ([left[a]] if a < len(left) else []) + ([right[b]] if b < len(right) else [])
                    self.add(*because, -sums[a + b])
        return sums

    def at_most(self, literals: Sequence[int], most: int) -> None:
        """A sequential counter."""
        if most >= len(literals):
            return
        if most == 1:
            self.at_most_one(literals)
            return
        row: list[int] = []
        for literal in literals:
            following = [self.new() for _ in range(min(most, len(row) + 1))]
            for k, more in enumerate(following):
                if k < len(row):
                    self.add(-row[k], more)
                self.add(-literal, *([-row[k - 1]] if k else []), more)
            if len(row) >= most:
                self.add(-literal, *([-row[most - 1]] if most else []))
            row = following
