"""What the check takes and gives."""

from dataclasses import dataclass
from typing import Literal

Field = Literal["title", "text", "industry", "region", "size"]
Kind = Literal[
    "name",
    "person",
    "place",
    "url",
    "email",
    "phone",
    "product",
    "patent",
    "number",
    "register",
    "small_cell",
]
Severity = Literal["blocking", "hint"]
Detail = Literal["", "confidential", "head_count", "founded", "lookup"]

NEEDED = 5
"""So many companies must share what a teaser tells."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder from fine to coarse; the key "" holds for every company.

    `label` and `aliases` are what a teaser may show for it, in the teaser's language.
    """

    key: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Teaser:
    """Word for word what the other side would read; `language` is "de" or "en"."""

    title: str
    text: str
    industry: str
    region: str
    size: str
    language: str = "de"


@dataclass(frozen=True, slots=True)
class Firm:
    """What must not show through. Ladders run from the finest rung to the coarsest."""

    name: str
    industry: tuple[Rung, ...]
    region: tuple[Rung, ...]
    size: tuple[Rung, ...]
    people: tuple[str, ...] = ()
    place: str = ""
    postcode: str = ""
    website: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    register_number: str = ""
    founded: int | None = None
    head_count: int | None = None
    products: tuple[str, ...] = ()
    confidential_text: str = ""


@dataclass(frozen=True, slots=True)
class FirmFacts:
    """The keys of one company of the directory, on all rungs."""

    industry: tuple[str, ...]
    region: tuple[str, ...]
    size: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    field: Field
    value: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage that may tell who the company is: `quote` stands at start:end of the field.

    `suggestion` takes the place of the quote: "" means leave it out, None means only a person can word it.
    `count`: for a small cell the companies it fits, otherwise how often the passage occurs.
    `changes` and `count_after`: for a small cell, all fields to change and the companies it then fits.
    """

    field: Field
    start: int
    end: int
    quote: str
    kind: Kind
    severity: Severity = "blocking"
    suggestion: str | None = None
    count: int = 1
    count_after: int | None = None
    changes: tuple[Change, ...] = ()
    detail: Detail = ""
