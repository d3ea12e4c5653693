"""Cuts texts into clauses a person can read: short sentences, else parts at commas and link words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dnm.engines.ranking.cleaning import TAG, WORD, clean, common_words
from dnm.engines.ranking.lexical import STOP_WORDS
from dnm.engines.ranking.records import Span

LONGEST, SHORTEST = 16, 4
"""Words of a phrase; a longer sentence is cut where both parts keep at least SHORTEST words."""
READ = 6000
"""Characters of a text that are cut into phrases."""

_HARD = re.compile(TAG.pattern + r"|[\n\r\t;•·|*\x00-\x1f]+|\s[-–—]\s(?!und\s|oder\s)|:\s|[.!?…]+[\"”“»«')]*(?=\s|$)")
_CUT = re.compile(
    r"(?P<comma>,\s+)|(?<![-,])\s(?=(?:und|oder|sowie|um|dass|damit|weil|sodass|wobei|welche|indem|ohne|"
    r"and|or|that|which|so|while|without|who|by|through|using)\s)"
)
_LEADING = re.compile(r"(?:und|oder|sowie|dass|weil|aber|denn|and|or|but|that|which|because)\s+", re.IGNORECASE)
_ABBREVIATIONS = common_words("abbreviations")
_EDGES = " \t\n\r,;:.!?…–—•·|*\"'„“”»«[]"
_BULLET = re.compile(r"[-+o]\s+")


@dataclass(frozen=True)
class Phrase:
    """A part of a title or text, copied unchanged, and where it stands."""

    text: str
    span: Span

    @property
    def readable(self) -> str:
        return clean(self.text)


def phrases(title: str, text: str, most: int) -> list[Phrase]:
    """Up to `most` phrases in reading order. A text too short to be cut is one phrase."""
    found = [Phrase(part, Span("title", start, end)) for start, end, part in _useful(title)]
    if title and text.casefold().startswith(title.casefold()):
        found = []
    seen = {phrase.text.casefold() for phrase in found}
    for start, end, part in _useful(text):
        if len(found) >= most:
            break
        if part.casefold() not in seen:
            seen.add(part.casefold())
            found.append(Phrase(part, Span("text", start, end)))
    if not found:
        found = [phrase for phrase in (_all_of("title", title), _all_of("text", text)) if phrase]
    return found[:most]


def content(phrase: str) -> list[str]:
    """The phrase's words that say something."""
    return [word for word in WORD.findall(phrase.lower()) if word not in STOP_WORDS and not word.isdigit()]


def _all_of(field: str, text: str) -> Phrase | None:
    start, end = _trimmed(text, 0, min(len(text), READ))
    part = text[start:end]
    if not part or len(part.split()) > LONGEST or not WORD.search(part):
        return None
    return Phrase(part, Span(field, start, end))


def _useful(text: str) -> Iterator[tuple[int, int, str]]:
    """Trimmed parts with at least two words of content, none longer than LONGEST words by much."""
    for start, end in _clauses(text[:READ]):
        start, end = _trimmed(text, start, end)
        part = text[start:end]
        said = content(part)
        if len(said) >= 2 and sum(map(len, said)) >= 8 and len(part.split()) <= 2 * LONGEST:
            yield start, end, part


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    bullet = _BULLET.match(text, start, end)
    start = bullet.end() if bullet else start
    if text[start:end].endswith(")") and "(" not in text[start:end]:
        end -= 1
    leading = _LEADING.match(text, start, end)
    return (leading.end() if leading else start), end


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    for start, end in _sentences(text):
        yield from _halved(text, start, end)


def _halved(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A long sentence cut at the comma or link word nearest its middle, and so on with the halves."""
    cuts = []
    total = len(text[start:end].split())
    if total > LONGEST:
        for found in _CUT.finditer(text, start, end):
            left = len(text[start : found.start()].split())
            if min(left, total - left) >= SHORTEST:
                cuts.append((abs(total - 2 * left) - (4 if found["comma"] else 0), found.start(), found.end()))
    if not cuts:
        yield start, end
        return
    _, left_end, right_start = min(cuts)
    yield from _halved(text, start, left_end)
    yield from _halved(text, right_start, end)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _HARD.finditer(text):
        if found.group().startswith(".") and _is_abbreviation(text, found.start()):
            continue
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _is_abbreviation(text: str, at: int) -> bool:
    before = WORD.findall(text[max(0, at - 12) : at].lower())
    return bool(before) and (
        before[-1] in _ABBREVIATIONS or (before[-1].isdigit() and len(before[-1]) < 3) or len(before[-1]) == 1
    )
