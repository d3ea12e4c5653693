"""What goes into the ranking and what comes out. Plain values; nothing here computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

ENGINE_VERSION = "1.1"
"""Changes whenever the same input may give another order or other points."""

Kind = Literal["for", "against", "unknown"]

SIZE_CLASSES = ("micro", "small", "medium", "large")
"""Up to 9, 49, 249 employees, and more (Recommendation 2003/361/EC)."""

STAGES = ("idea", "prototype", "pilot", "market")
"""How far a solution is."""

REFUSAL_CODES = (
    "no_budget",
    "wrong_timing",
    "wrong_technology",
    "too_early",
    "too_late",
    "already_solved",
    "competitor",
    "no_capacity",
    "no_decision_maker",
    "terms",
    "no_answer",
)


class RankingError(Exception):
    """The input cannot be ranked; the message says what is wrong with which entry."""


@dataclass(frozen=True)
class Refusal:
    """An earlier no between the two sides of another need: whom it concerned and why (REFUSAL_CODES)."""

    offer: str
    code: str


@dataclass(frozen=True)
class Reference:
    """A customer an offer has served: WZ code, size class, region, and who confirmed it."""

    industry: str = ""
    size_class: str = ""
    region: str = ""
    label: str = ""
    confirmed: bool = False


@dataclass(frozen=True)
class Need:
    """What a company needs. Every field except id and text may be empty: then it counts as unknown.

    `region` is a path from wide to narrow, parts joined by "-" ("DE-NW-SOEST"). `languages` are those the
    company's people can work in. Budget in whole euros. `stage` is the least advanced stage accepted.
    """

    id: str
    text: str
    title: str = ""
    language: str = ""
    industry: str = ""
    size_class: str = ""
    region: str = ""
    forms: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    budget_from: int | None = None
    budget_to: int | None = None
    stage: str = ""
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class Offer:
    """What a start-up offers. Every field except id and text may be empty: then it counts as unknown.

    `industries` and `size_classes` are those served; `regions` are region paths served, ("*",) means
    everywhere; `region` is the seat. `languages` are those of product and support. Prices in whole euros,
    `price_per` is "once", "month" or "year". `capacity` is the number of introductions still possible in
    the quarter.
    """

    id: str
    text: str
    title: str = ""
    language: str = ""
    industries: tuple[str, ...] = ()
    size_classes: tuple[str, ...] = ()
    region: str = ""
    regions: tuple[str, ...] = ()
    forms: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    price_from: int | None = None
    price_to: int | None = None
    price_per: str = "once"
    stage: str = ""
    capacity: int | None = None
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class Span:
    """Where a phrase stands: `field` is "title" or "text", `start` and `end` count its characters."""

    field: str
    start: int
    end: int


@dataclass(frozen=True)
class Reason:
    """One line under a match. The points of all reasons of a match add up to its score.

    `topic` and `code` name the sentence, `parameters` fill it (see wording.py). Topic "text" carries the two
    phrases that answer each other, copied unchanged from need and offer, and where they stand.
    """

    kind: Kind
    topic: str
    code: str
    points: int
    need_phrase: str = ""
    offer_phrase: str = ""
    need_span: Span | None = None
    offer_span: Span | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """An offer for a need. `weak`: the score, or what the text gives to it, lies below Weights.weak_below."""

    offer_id: str
    score: int
    reasons: tuple[Reason, ...]
    language: str
    weak: bool


@dataclass(frozen=True)
class Weights:
    """How much each thing counts, in points; an office may change them.

    `text_scale`: points of an offer whose text is as good as the best hundredth of its language, if that is
    good at all (scoring.confidence); the text gives at most `text_most`. Negative numbers count against.
    A match below `weak_below`, as a whole or by its text alone, is flagged weak: facts do not make a fit.
    """

    text_scale: float = 24.0
    text_most: int = 70
    weak_below: int = 25
    industry: int = 6
    reference: int = 8
    reference_confirmed: int = 3
    same_size: int = 3
    other_size: int = -4
    region: int = 4
    other_region: int = -8
    form: int = 5
    other_form: int = -6
    language: int = 3
    other_language: int = -9
    budget: int = 4
    over_budget: int = -10
    upper_budget: int = -3
    stage: int = 3
    too_early: int = -6
    no_capacity: int = -15
    unwanted: int = -12
    refused: Mapping[str, int] = field(
        default_factory=lambda: {
            "no_budget": -4,
            "wrong_timing": -2,
            "wrong_technology": -10,
            "too_early": -4,
            "too_late": -2,
            "already_solved": -4,
            "competitor": -20,
            "no_capacity": -2,
            "no_decision_maker": -2,
            "terms": -6,
            "no_answer": -3,
        }
    )
    refused_most: int = -25


def reason_from_json(stored: Mapping[str, Any]) -> Reason:
    """The reason again that was stored as ``dataclasses.asdict(reason)``, perhaps by an older version."""
    known = {name: stored[name] for name in Reason.__dataclass_fields__ if name in stored}
    for name in ("need_span", "offer_span"):
        known[name] = Span(**known[name]) if known.get(name) else None
    return Reason(**{"code": "", "points": 0, **known})
