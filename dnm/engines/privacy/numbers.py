"""Numbers in a text, in digits and in words, each with the word it counts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dnm.engines.privacy.words import Word, form, words_of

_NUMBER = re.compile(
    r"(?<![\w.,])(?:\d{1,3}(?:[.,\u202f\u00a0 ]\d{3}){1,4}(?:[.,]\d{1,2})?|\d{1,12}(?:[.,]\d{1,4})?)"
    r"(?!\d|[.,]\d)"
)
_DATE = re.compile(
    r"(?<!\d)\d{1,2}\.[ \u00a0]?\d{1,2}\.(?:[ \u00a0]?\d{2,4})?(?!\d)|(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)"
    r"|(?<!\d)\d{1,2}[:.]\d{2}[ \u00a0](?:Uhr|h)\b"
)
_UNIT = re.compile(r"[ \u00a0\u202f-]{0,2}(%|€|[^\W\d_]{1,40})")


@dataclass(frozen=True, slots=True)
class Figure:
    """Text from start to end is a number; `unit` is the word behind it in one spelling, or ""."""

    start: int
    end: int
    value: float
    unit: str
    unit_end: int

    @property
    def round(self) -> bool:
        """Has one leading digit and zeros."""
        return float(f"{self.value:.0e}") == self.value


def figures_of(text: str, words: Sequence[Word] | None = None) -> list[Figure]:
    """In the order of the text; dates and clock times are none."""
    dateless = _DATE.sub(lambda date: " " * len(date.group()), text)
    found = [
        _figure(text, number.start(), number.end(), _value(number.group())) for number in _NUMBER.finditer(dateless)
    ]
    found += [_figure(text, *number) for number in _in_words(text, words_of(text) if words is None else words)]
    return sorted(found, key=lambda figure: figure.start)


def _figure(text: str, start: int, end: int, value: float) -> Figure:
    unit = _UNIT.match(text, end)
    if unit is None:
        return Figure(start, end, value, "", end)
    return Figure(start, end, value, form(unit.group(1)), unit.end())


def _value(number: str) -> float:
    """Groups of three are thousands in German and English alike; a last separator else marks the decimals."""
    plain = re.sub(r"[\u202f\u00a0 ]", "", number)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", plain):
        return float(re.sub(r"[.,]", "", plain))
    whole, _, decimals = plain.replace(",", ".").rpartition(".")
    return float(f"{whole.replace('.', '')}.{decimals}") if whole else float(plain)


def _in_words(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int, float]]:
    """einunddreißig, thirty-one."""
    known, ones = number_words(), _ones()
    for index, word in enumerate(words):
        value = known.get(word.form)
        if value is None:
            continue
        after = words[index + 1] if index + 1 < len(words) else None
        if after and value in range(20, 100, 10) and after.form in ones and text[word.end : after.start] == "-":
            yield word.start, after.end, float(value + ones[after.form])
        else:
            yield word.start, word.end, float(value)


@lru_cache(maxsize=1)
def _ones() -> dict[str, int]:
    english = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return {word: number for number, word in enumerate(english, 1)}


@lru_cache(maxsize=1)
def number_words() -> dict[str, int]:
    """German and English numbers from five on, in the form of words.form()."""
    ones = ["ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
    small = "fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn"
    tens = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
    english = "five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    english_tens = "twenty thirty forty fifty sixty seventy eighty ninety"
    known = {
        "neunzehn": 19,
        "nineteen": 19,
        "hundert": 100,
        "hundred": 100,
        "tausend": 1000,
        "thousand": 1000,
    }
    for words, first, step in ((small, 5, 1), (english, 5, 1), (tens, 20, 10), (english_tens, 20, 10)):
        known |= {form(word): first + step * place for place, word in enumerate(words.split())}
    for place, ten in enumerate(tens.split()):
        known |= {form(f"{one}und{ten}"): 20 + 10 * place + number for number, one in enumerate(ones, 1)}
    return known
