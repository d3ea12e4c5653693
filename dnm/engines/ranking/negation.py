"""Finds what a text rules out: "Neue Kassen kommen nicht infrage", "ohne SAP", "no hardware".

A few patterns, German and English. Words that are ruled out must not count as asked for or offered. What a need
says it does not *want* may also speak against an offer; what it merely lacks ("kein Strom im Schacht") may not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dnm.engines.ranking.cleaning import WORD, common_words
from dnm.engines.ranking.lexical import STOP_WORDS, stem

MOST_WORDS = 4
"""Words after "kein" or "no" that are taken as what is ruled out."""
_FUNCTION = common_words("german_function_words") | common_words("english_function_words") | STOP_WORDS
_LACKING = common_words("lacking")
"""What somebody has not got; saying so is a trouble and not a wish."""
_VAGUE = common_words("vague_heads")
"""Second parts that say nothing alone: a "Cloud-Dienst" is ruled out by its first part."""
_AROUND = common_words("ruling_out")
"""Verbs and adverbs of sentences that rule out."""
_JOINING = frozenset({"und", "oder", "noch", "and", "or", "nor"})

_CLAUSE = re.compile(r"[^,;:.!?\n\r\t•·|()„“”\"]+")
_BEFORE = re.compile(
    r"\b(?P<german>kein(?:e[mnrs]?|erlei)?|ohne|weder)\s+(?!dass|weiteres)|"
    r"\b(?:no|without|neither)\s+(?!longer|matter|one\b|doubt|more\b|later|problem|having)",
    re.IGNORECASE,
)
_WISHED = re.compile(
    r"\b(?:wollen|will|möchten?|brauchen?|suchen?|wünschen|bitte|gesucht|want|need|wish|please|looking)\b",
    re.IGNORECASE,
)
_AROUND_ALL = re.compile(
    r"\bnicht\s+(?:infrage|in\s+frage|gewünscht|erwünscht|gewollt|vorgesehen)\b|\bunerwünscht\b|\bausgeschlossen\b|"
    r"\bnicht\s+(?:gegenstand|bestandteil|teil|enthalten)\b|\bnot\s+(?:part\s+of|included)\b|"
    r"\bscheide(?:t|n)\s+aus\b|\b(?:wollen|möchten|brauchen|suchen)\b.*\bnicht\b(?!\s+(?:nur|länger|mehr))|"
    r"\bnot\s+an\s+option\b|\bout\s+of\s+the\s+question\b|\bruled\s+out\b|\b(?:not|unwanted)\s+wanted\b|"
    r"\b(?:do\s+not|don['’]t)\s+(?:want|need)\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"\b(?:ohne|without)\b", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:kein(?:e[mnrs]?)?|nicht|nichts|nie|niemand|no|not|never|nothing|nobody|cannot|can['’]t|don['’]t|won['’]t)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Excluded:
    """What a text rules out: the whole clause for readers, where its words stand, and the words that say it.

    `wished`: somebody does not want it; else it is only missing.
    """

    clause: str
    start: int
    end: int
    words: tuple[str, ...]
    wished: bool


def exclusions(text: str) -> list[Excluded]:
    """Everything the text rules out, in reading order."""
    found: list[Excluded] = []
    for clause in _CLAUSE.finditer(text):
        if not _AROUND_ALL.search(clause[0]):
            found += _after_markers(text, clause)
        elif said := _said(WORD.findall(clause[0])):
            found.append(Excluded(clause[0].strip(), clause.start(), clause.end(), said, wished=True))
    return found


def affirmed(text: str, found: list[Excluded] | None = None) -> str:
    """The text with blanks in place of what it rules out."""
    for one in exclusions(text) if found is None else found:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def rules_out(phrase: str) -> bool:
    """Whether a phrase does nothing but rule something out."""
    found = exclusions(phrase)
    return bool(found) and not _said(WORD.findall(affirmed(phrase, found)))


def brought(excluded: Excluded, text: str) -> str:
    """The clause of an offer that has all that is ruled out and does not rule it out itself; "" if none has."""
    wanted = [stem(word, "de") for word in excluded.words]
    for clause in _CLAUSE.finditer(affirmed(text)):
        stems = {stem(word, "de") for word in WORD.findall(clause[0].lower())}
        if all(any(one == word or (len(word) >= 5 and one.startswith(word)) for one in stems) for word in wanted):
            return " ".join(text[clause.start() : clause.end()].split())
    return ""


def _needs_it(clause: str) -> bool:
    """Whether two noes make a yes: "ohne Anleitung keine Auslieferung", "nothing works without a network"."""
    without = _WITHOUT.search(clause)
    if not without:
        return False
    for no in _NOT.finditer(clause):
        start, end = sorted([*without.span(), *no.span()])[1:3]
        if not _JOINING & set(WORD.findall(clause[start:end].lower())):
            return True
    return False


def _after_markers(text: str, clause: re.Match[str]) -> Iterator[Excluded]:
    if _needs_it(clause[0]):
        return
    wishing = bool(_WISHED.search(clause[0]))
    for marker in _BEFORE.finditer(text, clause.start(), clause.end()):
        first_of_all = not WORD.search(text, clause.start(), marker.start())
        for words, start, end in _ruled_out(text, marker, clause.end()):
            said = _said(words)
            rest = _said(WORD.findall(text[end : clause.end()]))
            lacking = any(word.startswith(tuple(_LACKING)) for word in said)
            wished = not lacking and (wishing or first_of_all or (not rest and "ohne" in marker[0].lower()))
            if said:
                shown = text[marker.start() : end]
                yield Excluded(" ".join(shown.split()), start, end, said, wished)


def _ruled_out(text: str, marker: re.Match[str], stop: int) -> Iterator[tuple[list[str], int, int]]:
    """The groups of words right after a marker: adjectives and nouns, joined by "oder", "or" and the like."""
    words: list[str] = []
    start = end = marker.end()
    for found in WORD.finditer(text, marker.end(), stop):
        word = found[0]
        small = word.lower()
        ended = bool(marker["german"]) and bool(words) and words[-1][0].isupper() and word[0].islower()
        if words and small in _JOINING:
            yield from _group(marker, words, start, end)
            words = []
        elif ended or small in _FUNCTION or small in _AROUND or len(words) == MOST_WORDS:
            break
        else:
            start = start if words else found.start()
            words.append(word)
            end = found.end()
    yield from _group(marker, words, start, end)


def _group(marker: re.Match[str], words: list[str], start: int, end: int) -> Iterator[tuple[list[str], int, int]]:
    """In German only with a noun, which begins with a capital letter."""
    if any(word[0].isupper() for word in words) if marker["german"] else words:
        yield words, start, end


def _said(words: list[str]) -> tuple[str, ...]:
    """The words that say something; vague ones only if there are no others."""
    small = [word.lower() for word in words]
    said = [word for word in small if word not in _FUNCTION and word not in _AROUND]
    return tuple([word for word in said if word not in _VAGUE] or said)
