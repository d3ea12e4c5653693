"""Words with their places, in one spelling, and a lexicon that finds phrases among them in linear time."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

# Marks and invisible signs belong to the word they stand in (decomposed umlauts, soft hyphens).
_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
_WORD = re.compile(rf"[^\W_]+(?:[{_INVISIBLE}\u0300-\u036f]+[^\W_]*)*")
_DROPPED = re.compile(f"[{_INVISIBLE}]")

AFTER_DATIVE = frozenset(
    ("in", "im", "aus", "bei", "beim", "mit", "von", "vom", "zu", "zum", "zur", "nach", "an", "am", "seit")
)
AFTER_ACCUSATIVE = frozenset(("für", "gegen", "durch", "ohne", "um"))


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    start: int
    end: int
    form: str

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


def form(text: str) -> str:
    """Small letters, no marks, one spelling for Müller, Mueller and Muller."""
    return _cached_form(text) if len(text) <= 40 else _form(text)


def _form(text: str) -> str:
    plain = _DROPPED.sub("", text).casefold().replace("ß", "ss")
    if not plain.isascii():
        parts = unicodedata.normalize("NFKD", plain)
        plain = "".join(sign for sign in parts if not unicodedata.combining(sign)).casefold()
    return plain.replace("ae", "a").replace("oe", "o").replace("ue", "u")


_cached_form = lru_cache(maxsize=8192)(_form)


def words_of(text: str) -> list[Word]:
    return [Word(found.group(), found.start(), found.end(), form(found.group())) for found in _WORD.finditer(text)]


def starts_sentence(text: str, start: int) -> bool:
    """Also after a line break, a colon, a quotation mark, a dash."""
    place = start - 1
    while place >= 0 and text[place] in " \u00a0":
        place -= 1
    return place < 0 or text[place] in ".!?:;\n\r\t„“”\"'»«()[]–—•-*/"


def next_to(text: str, first: Word, second: Word) -> bool:
    """Only a gap, a hyphen or an ampersand stands between the two."""
    between = text[first.end : second.start]
    return len(between) <= 3 and not between.strip(" \u00a0\u202f-&.")


@dataclass(frozen=True, slots=True)
class Match:
    """Words first to last (inclusive) are one of the phrases; `tag` tells which."""

    first: int
    last: int
    tag: str


class Lexicon:
    """Phrases whose words may carry one of the endings."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[tuple[frozenset[str], ...], str]]] = {}

    def add(self, phrase: str, tag: str, endings: Iterable[str] = ("",)) -> None:
        known = tuple(endings)
        steps = tuple(frozenset(_inflected(word.form, known)) for word in words_of(phrase))
        if steps:
            for beginning in steps[0]:
                self._by_first.setdefault(beginning, []).append((steps, tag))

    def matches(self, text: str, words: Sequence[Word]) -> Iterator[Match]:
        """The longest phrase at each place, without overlaps."""
        index = 0
        while index < len(words):
            best = self._longest(text, words, index)
            if best:
                yield best
                index = best.last
            index += 1

    def _longest(self, text: str, words: Sequence[Word], index: int) -> Match | None:
        best: Match | None = None
        for steps, tag in self._by_first.get(words[index].form, ()):
            last = index + len(steps) - 1
            if (best is None or last > best.last) and _fits(text, words, index, steps):
                best = Match(index, last, tag)
        return best


def _fits(text: str, words: Sequence[Word], index: int, steps: tuple[frozenset[str], ...]) -> bool:
    here = words[index : index + len(steps)]
    return (
        len(here) == len(steps)
        and all(word.form in step for word, step in zip(here, steps, strict=True))
        and all(next_to(text, one, other) for one, other in pairwise(here))
    )


def _inflected(word: str, endings: Iterable[str]) -> Iterator[str]:
    """The ending "-er" replaces a final e or en (Geseke: Geseker); a plain one is added."""
    stems = {word, word.removesuffix("e"), word.removesuffix("en")} if len(word) > 3 else {word}
    for ending in endings:
        if ending.startswith("-"):
            yield from (stem + ending[1:] for stem in stems)
        else:
            yield word + ending


def sentence_case(text: str, start: int, replacement: str) -> str:
    """The replacement with a capital where it begins a sentence."""
    return replacement[:1].upper() + replacement[1:] if starts_sentence(text, start) else replacement
