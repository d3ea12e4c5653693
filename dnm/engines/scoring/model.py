"""A questionnaire as plain values. The file format is explained in docs/digital-check.md."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

Kind = Literal["tick", "level", "degree", "exclusive"]
WayOut = Literal["unknown", "not_applicable"]
Value = bool | int | str

ALLOWED: Mapping[Kind, tuple[Value, ...]] = {
    "tick": (False, True),
    "level": (0, 1, 2, 3, 4, 5),
    "degree": ("no", "partly", "yes"),
    "exclusive": (True, False),
}
"""Every answer that a kind knows, from worst to best."""

WAYS_OUT: tuple[WayOut, ...] = ("unknown", "not_applicable")
"""Answers that say nothing: they count 0."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in German and English; one of the two may be empty in a questionnaire of one language."""

    de: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        """In the language asked for, or in the other if there is none."""
        return (self.en or self.de) if language == "en" else (self.de or self.en)


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `id` is "list.item" and unique in the questionnaire; `advice` is the next step."""

    id: str
    kind: Kind
    label: Text
    question: Text
    example: Text
    advice: Text

    @property
    def allowed(self) -> tuple[Value, ...]:
        """Worst first, best last."""
        return ALLOWED[self.kind]

    def worth(self, value: Value) -> Fraction:
        """From 0 to 1 in equal steps. Not for excluding statements: they count nothing themselves."""
        return Fraction(self.allowed.index(value), len(self.allowed) - 1)


@dataclass(frozen=True)
class ItemList:
    """Items of one kind that fill `share` (0 to 1) of their dimension; each item an equal part of it.

    `exclusion` is a statement that rules out all items of the list. Lists with the same `matrix` ask the same
    rows and may be shown side by side. `ways_out` are the answers without content a page should offer.
    `labels` name the allowed answers, worst first; empty means the usual ones (wording.answer_labels).
    """

    id: str
    kind: Kind
    share: Fraction
    question: Text
    why: Text
    items: tuple[Item, ...]
    exclusion: Item | None = None
    matrix: str = ""
    ways_out: tuple[WayOut, ...] = ()
    labels: tuple[Text, ...] = ()

    @property
    def all_items(self) -> tuple[Item, ...]:
        return (*self.items, self.exclusion) if self.exclusion else self.items


@dataclass(frozen=True)
class Dimension:
    """`strong` and `weak` say in words what a high and a low score mean."""

    id: str
    title: Text
    about: Text
    strong: Text
    weak: Text
    lists: tuple[ItemList, ...]

    @property
    def items(self) -> Iterator[Item]:
        for item_list in self.lists:
            yield from item_list.all_items


@dataclass(frozen=True)
class Questionnaire:
    """`id` names the questionnaire through all its versions, `key` this version."""

    id: str
    version: int
    languages: tuple[str, ...]
    title: Text
    about: Text
    minutes: int
    dimensions: tuple[Dimension, ...]

    @property
    def key(self) -> str:
        return f"{self.id}-{self.version}"

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """By id, in the order of the file."""
        return {item.id: item for dimension in self.dimensions for item in dimension.items}

    @cached_property
    def dimension_of(self) -> Mapping[str, Dimension]:
        """By item id."""
        return {item.id: dimension for dimension in self.dimensions for item in dimension.items}
