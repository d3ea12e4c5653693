"""Names of products: known ones, marked ones (®), quoted ones, type designations, proper nouns."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from dnm.engines.privacy.model import Field, Finding, Firm, Severity
from dnm.engines.privacy.vocabulary import (
    EVERYDAY_CAPITALS,
    LEGAL_FORMS,
    MONTHS,
    NORMS,
    UNDISCLOSING_CODES,
    UNITS_LIKE_ADJECTIVES,
)
from dnm.engines.privacy.words import (
    AFTER_DATIVE,
    Lexicon,
    Word,
    next_to,
    sentence_case,
    starts_sentence,
    words_of,
)

_ENDINGS = ("", "s", "es", "n", "en", "e")
_MARKS = re.compile(r"[®™©℠]|\((?:R|TM|C)\)")
_QUOTED = re.compile(r"[„“”\"«»‚‘]([^„“”\"«»‚‘’\n]{2,60})[“”\"«»‘’]")
# Two capitals or a type number inside one word: SmartBake, TX4000.
_CAMEL = re.compile(r"[a-zäöüß][A-ZÄÖÜ]")
_TYPE = re.compile(r"[A-Za-zÄÖÜäöü]{1,10}\d{2,6}[A-Za-z]{0,3}|[A-Z]{1,5}\d[A-Z]{0,3}")
# Nouns in -er that stand right before another noun now and then.
_PEOPLE = ("arbeiter", "nehmer", "geber", "leiter", "hersteller", "betreiber", "anbieter")


def products_in(
    field: Field, text: str, words: Sequence[Word], firm: Firm, known: Iterable[str], language: str
) -> Iterator[Finding]:
    """Names that are known or also stand in the confidential text block; lookalikes are hints."""
    lexicon = Lexicon()
    for product in (*firm.products, *known):
        lexicon.add(product, "", _ENDINGS)
    confidential = _Confidential(firm.confidential_text)
    for match in lexicon.matches(text, words):
        yield _product(field, text, words, match.first, match.last, "blocking", language)
    for first, last in _marked(text, words):
        yield _product(field, text, words, first, last, "blocking", language)
    for index, word in enumerate(words):
        type_end = _type_designation(text, words, index)
        if type_end is not None:
            yield _product(field, text, words, index, type_end, "blocking", language)
        elif _CAMEL.search(word.text) and not _everyday(word):
            yield _product(field, text, words, index, index, confidential.severity(word.text), language)
    proper = _english_proper_nouns if language == "en" else _german_proper_nouns
    for first, last in (*_quoted(text, words), *proper(text, words)):
        quote = text[words[first].start : words[last].end]
        yield _product(field, text, words, first, last, confidential.severity(quote), language)


class _Confidential:
    """What also stands in the confidential text is surely the firm's own."""

    def __init__(self, text: str) -> None:
        self._text = " ".join(word.form for word in words_of(text))
        self._words = frozenset(self._text.split())

    def severity(self, quote: str) -> Severity:
        wanted = [word.form for word in words_of(quote)]
        known = self._words.issuperset(wanted) and " ".join(wanted) in self._text
        return "blocking" if known else "hint"


def _product(
    field: Field, text: str, words: Sequence[Word], first: int, last: int, severity: Severity, language: str
) -> Finding:
    start, end = words[first].start, words[last].end
    mark = _MARKS.match(text, end)
    end = mark.end() if mark else end
    neutral = _neutral(words, first, language)
    return Finding(field, start, end, text[start:end], "product", severity, sentence_case(text, start, neutral))


def _neutral(words: Sequence[Word], first: int, language: str) -> str:
    """A plain word that goes with the article in front: "der Hellweger Kruste" -> "der Ware"."""
    article = words[first - 1].form if first else ""
    before = words[first - 2].form if first > 1 else ""
    if language == "en":
        return "product" if article in ("the", "our", "a", "this", "that", "of") else "one of our products"
    if article in ("die", "unsere", "diese", "eine") or (article == "der" and before in AFTER_DATIVE):
        return "Ware"
    if article in ("der", "dieser"):
        return "Artikel"
    if article in ("das", "dem", "des", "unser", "unserem", "ein", "einem", "den", "unseren", "einen"):
        return {"den": "Artikel", "unseren": "Artikel", "einen": "Artikel"}.get(article, "Produkt")
    return "einem unserer Produkte" if article in AFTER_DATIVE else "eines unserer Produkte"


def _marked(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """The word before ® or ™ with the capitalised words right in front of it."""
    ends = {word.end: index for index, word in enumerate(words)}
    for mark in _MARKS.finditer(text):
        last = ends.get(mark.start())
        if last is None:
            continue
        first = last
        while first > max(0, last - 3) and _belongs(text, words[first - 1], words[first]):
            first -= 1
        yield first, last


def _belongs(text: str, before: Word, word: Word) -> bool:
    return before.capital and next_to(text, before, word) and not starts_sentence(text, before.start)


def _type_designation(text: str, words: Sequence[Word], index: int) -> int | None:
    """The index of the last word of X200, K3-500, TX-4000; None for norms and everyday codes."""
    word = words[index]
    if word.form in UNDISCLOSING_CODES or word.form in NORMS:
        return None
    after = words[index + 1] if index + 1 < len(words) else None
    number = after is not None and text[word.end : after.start] == "-" and after.text[0].isdigit()
    if _TYPE.fullmatch(word.text):
        return index + number
    code = word.text.isupper() and word.text.isalpha() and len(word.text) <= 5
    return index + 1 if after and number and code and len(after.text) >= 2 else None


def _everyday(word: Word) -> bool:
    """Industrie, SaaS, GmbH, KundInnen."""
    return word.form in EVERYDAY_CAPITALS or word.form in LEGAL_FORMS or word.text.endswith(("Innen", "In"))


def _quoted(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Quotations of up to four words that begin with a capital, like names do."""
    starts = {word.start: index for index, word in enumerate(words)}
    for quotation in _QUOTED.finditer(text):
        first = starts.get(quotation.start(1))
        inside = len(words_of(quotation.group(1)))
        if first is None or inside > 4 or not words[first].capital:
            continue
        last = first + inside - 1
        if not all(_everyday(word) or word.text.isdigit() for word in words[first : last + 1]):
            yield first, last


def _german_proper_nouns(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """An adjective in -er before a noun, as in Hellweger Kruste; never at the start of a sentence."""
    for index, (one, other) in enumerate(pairwise(words)):
        if (
            one.capital
            and other.capital
            and len(one.text) >= 5
            and one.form.endswith("er")
            and not one.form.endswith(_PEOPLE)
            and one.form not in UNITS_LIKE_ADJECTIVES
            and one.form not in MONTHS
            and other.form not in MONTHS
            and text[one.end : other.start] == " "
            and not starts_sentence(text, one.start)
        ):
            yield index, index + 1


def _english_proper_nouns(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Capitalised words inside a sentence that are no everyday names."""
    first: int | None = None
    for index, word in enumerate(words):
        proper = (
            word.capital
            and word.text.isalpha()
            and word.form not in EVERYDAY_CAPITALS
            and not starts_sentence(text, word.start)
        )
        follows = first is not None and next_to(text, words[index - 1], word)
        if first is not None and not (proper and follows):
            yield first, index - 1
            first = None
        if proper and first is None:
            first = index
    if first is not None:
        yield first, len(words) - 1
