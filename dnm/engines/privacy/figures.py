"""Exact figures that also stand in the confidential text, head counts, years of foundation."""

import re
from collections.abc import Iterator, Sequence

from dnm.engines.privacy.model import Detail, Field, Finding, Firm, Severity
from dnm.engines.privacy.numbers import Figure, figures_of
from dnm.engines.privacy.rounding import (
    MAGNITUDES,
    rounded_count,
    rounded_magnitude,
    rounded_measure,
    rounded_money,
    rounded_share,
)
from dnm.engines.privacy.vocabulary import HEADS, MEASURES, MONEY, MONTHS, PERCENT, SITES, TIMES
from dnm.engines.privacy.words import AFTER_DATIVE, Word, form, sentence_case

_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_FOUNDING = re.compile(
    r"\b(?:seit|gegründet|gründung|gründungsjahr|founded|since|established)\b[^.!?\n\d]{0,30}$", re.IGNORECASE
)
_SINCE = re.compile(r"\b(?:seit|since)[ \u00a0](?:dem[ ]Jahre?[ ]|the[ ]year[ ])?$", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?<!\w)(?:etwa|rund|ca\.?|circa|ungefähr|gut|knapp|about|around|roughly|nearly|almost|some)[ \u00a0]$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\.[ \u00a0]?([^\W\d_]{3,12})")
_YEAR_LEAD = re.compile(r"\b(?:im[ \u00a0]Jahre?|in[ \u00a0]the[ \u00a0]year|in)[ \u00a0]$", re.IGNORECASE)


def figures_in(
    field: Field, text: str, words: Sequence[Word], firm: Firm, language: str, size: str
) -> Iterator[Finding]:
    """Numbers below five, dates, clock times and years without a founding say nothing.

    `size` is what the teaser shows for it: the suggestion in place of the head count.
    """
    confidential: dict[float, list[Figure]] = {}
    for known in figures_of(firm.confidential_text):
        confidential.setdefault(known.value, []).append(known)
    for figure in figures_of(text, words):
        if _is_year(text, figure):
            if founding := _founding(field, text, figure, firm, language):
                yield founding
        elif not _harmless(text, figure):
            verdict = _verdict(figure, confidential.get(figure.value, ()), firm)
            if verdict:
                yield _found(field, text, figure, *verdict, language, size)


def _is_year(text: str, figure: Figure) -> bool:
    counted = figure.unit in PERCENT | MONEY | MEASURES or figure.unit.startswith(HEADS + SITES)
    return bool(_YEAR.fullmatch(text[figure.start : figure.end])) and not counted


def _harmless(text: str, figure: Figure) -> bool:
    day = figure.unit in MONTHS or _before_month(text, figure.end)
    telling = figure.unit in PERCENT or figure.unit.startswith(MAGNITUDES)
    return day or (figure.value < 5 and not telling) or figure.unit in ("uhr", "oclock")


def _before_month(text: str, end: int) -> bool:
    """31. Dezember."""
    ordinal = _ORDINAL.match(text, end)
    return ordinal is not None and form(ordinal.group(1)) in MONTHS


def _verdict(figure: Figure, same: Sequence[Figure], firm: Firm) -> tuple[Severity, Detail] | None:
    """The same number of the same thing blocks; the same number of something else may be chance."""
    if figure.value == firm.head_count and (figure.unit.startswith(HEADS) or not figure.round):
        return "blocking", "head_count"
    if figure.unit in MONEY or figure.unit.startswith(TIMES):
        return ("hint", "confidential") if same and figure.value >= 13 else None
    if any(_same_unit(figure.unit, known.unit) for known in same):
        return "blocking", "confidential"
    if same and not figure.round and figure.value >= 13:
        return ("blocking" if figure.value >= 100 else "hint"), "confidential"
    if figure.unit.startswith(SITES + HEADS) and not figure.round and figure.value > 10:
        return "hint", "lookup"
    return None


def _same_unit(one: str, other: str) -> bool:
    """Filialen and Bäckereifilialen, % and Prozent, branches and Filialen are the same."""
    if one in PERCENT or other in PERCENT:
        return one in PERCENT and other in PERCENT
    for kind in (HEADS, SITES):
        if one.startswith(kind) and other.startswith(kind):
            return True
    return bool(one and other) and (one[:5] == other[:5] or one in other or other in one)


def _found(
    field: Field, text: str, figure: Figure, severity: Severity, detail: Detail, language: str, size: str
) -> Finding:
    """The word after the number and "rund" before it belong to the quote: round words replace them all."""
    unit = text[figure.end : figure.unit_end].strip(" \u00a0\u202f-")
    about = _ABOUT.search(text[max(0, figure.start - 12) : figure.start])
    start = figure.start - len(about.group()) if about else figure.start
    rounded = size if detail == "head_count" and size else _rounded(text, figure, start, unit, language)
    quote = text[start : figure.unit_end]
    words = sentence_case(text, start, rounded)
    return Finding(field, start, figure.unit_end, quote, "number", severity, words, detail=detail)


def _rounded(text: str, figure: Figure, start: int, unit: str, language: str) -> str:
    if figure.unit in PERCENT:
        return rounded_share(figure.value, language)
    if figure.unit in MONEY:
        return rounded_money(figure.value, language)
    if figure.unit.startswith(MAGNITUDES):
        return rounded_magnitude(figure.value, figure.unit, language)
    if figure.unit in MEASURES or figure.unit.startswith(TIMES):
        return f"{rounded_measure(figure.value, language)} {unit}"
    return f"{rounded_count(figure.value, language, _after_dative(text, start))} {unit}".strip()


def _after_dative(text: str, start: int) -> bool:
    before = re.search(r"(\w{1,12})[ \u00a0]$", text[max(0, start - 14) : start])
    return before is not None and before.group(1).casefold() in AFTER_DATIVE


def _founding(field: Field, text: str, figure: Figure, firm: Firm, language: str) -> Finding | None:
    """ "seit 1923" -> "seit vielen Jahren"; a year beside "gegründet" counts even when unknown."""
    before = text[max(0, figure.start - 60) : figure.start]
    after = text[figure.end : figure.end + 12].casefold().strip()
    beside = bool(_FOUNDING.search(before)) or after.startswith(("gegründet", "founded"))
    if not beside and figure.value != firm.founded:
        return None
    since = _SINCE.search(before)
    lead = since or _YEAR_LEAD.search(before)
    start = figure.start - len(before) + lead.start() if lead else figure.start
    if language == "en":
        words = "for many years" if since else "many years ago"
    else:
        words = "seit vielen Jahren" if since else "vor vielen Jahren"
    words = sentence_case(text, start, words)
    return Finding(field, start, figure.end, text[start : figure.end], "number", suggestion=words, detail="founded")
