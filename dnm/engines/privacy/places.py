"""Towns, their inhabitants' names (Lippstädter, Werler), postcodes, streets."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from dnm.engines.privacy.model import Field, Finding, Firm, Rung, Severity
from dnm.engines.privacy.vocabulary import AMBIGUOUS_PLACES
from dnm.engines.privacy.words import AFTER_DATIVE, Lexicon, Word, next_to, sentence_case

_ENDINGS = (
    *("-er", "-ern", "-ers", "-erin", "-erinnen", "-erisch", "-erische", "-erischen"),
    *("-ner", "-nern", "-aner", "-anern", "-anerin", "-ener", "-enern"),
)
_STREETS = ("strasse", "str", "weg", "allee", "platz", "gasse", "ring", "damm", "ufer", "street", "road")
# Before "Kreis" and before a Land.
_GERMAN_PREPOSITIONS = {
    "aus": ("aus dem", "aus"),
    "von": ("aus dem", "aus"),
    "vom": ("aus dem", "aus"),
    "nach": ("in den", "nach"),
    "zu": ("zum", "nach"),
    "mit": ("mit dem", "mit"),
}
_ENGLISH_PREPOSITIONS = frozenset(("in", "from", "near", "at", "around"))


def labels_in(text: str, words: Sequence[Word], ladder: Sequence[Rung], finest: int) -> dict[int, tuple[int, int]]:
    """Where the text shows a label, from the finest rung given: first word to (last word, rung)."""
    lexicon = Lexicon()
    for level, rung in list(enumerate(ladder))[finest:]:
        for label in (rung.label, *rung.aliases):
            lexicon.add(label, str(level), ("", "s", "es"))
    return {match.first: (match.last, int(match.tag)) for match in lexicon.matches(text, words)}


def places_in(
    field: Field,
    text: str,
    words: Sequence[Word],
    firm: Firm,
    near: Iterable[str],
    far: Iterable[str],
    language: str,
) -> Iterator[Finding]:
    """Own town, postcode and towns near by block; far cities are a hint."""
    for match in _lexicon(firm, near, far).matches(text, words):
        first, last = words[match.first], words[match.last]
        digits = first.text.isdigit()
        if not (first.capital or digits):
            continue
        before = words[match.first - 1] if match.first else None
        if match.first == match.last and first.form in AMBIGUOUS_PLACES and not _after_preposition(before):
            continue
        severity: Severity = "hint" if match.tag == "far" else "blocking"
        lead = _lead(text, words, match.first)
        start = words[lead].start
        coarse = None
        if match.tag == "near":
            preposition = words[lead].form if _after_preposition(words[lead]) else ""
            coarse = sentence_case(text, start, _coarse(firm.region, language, preposition))
        if match.tag == "adjective" or (match.tag == "near" and len(firm.region) < 2):
            coarse = None
        yield Finding(field, start, last.end, text[start : last.end], "place", severity, coarse)
    yield from _streets(field, text, words)


def _lexicon(firm: Firm, near: Iterable[str], far: Iterable[str]) -> Lexicon:
    lexicon = Lexicon()
    own = (firm.place, firm.postcode, *(rung.label for rung in firm.region[:-1][:1]))
    for place in {*own, *near}:
        for name in {place, _short(place), place.removeprefix("Bad ")}:
            lexicon.add(name, "near", ("", "s") if name.isalpha() else ("",))
            if not name.isdigit():
                lexicon.add(name, "adjective", _ENDINGS)
    for place in far:
        for name in {place, _short(place)}:
            lexicon.add(name, "far", ("", "s", *_ENDINGS))
    return lexicon


def _short(place: str) -> str:
    """Frankfurt am Main, Halle (Saale), Wickede (Ruhr) without what follows."""
    for mark in (" (", " am ", " an der ", " im ", " in der "):
        place = place.split(mark)[0]
    return place


def _after_preposition(before: Word | None) -> bool:
    return before is not None and (before.form in AFTER_DATIVE or before.form in _ENGLISH_PREPOSITIONS)


def _lead(text: str, words: Sequence[Word], index: int) -> int:
    """The first word of "in 59557 Lippstadt": postcode and preposition belong to the place."""
    for fits in (_is_postcode, _after_preposition):
        if index and fits(words[index - 1]) and text[words[index - 1].end : words[index].start].isspace():
            index -= 1
    return index


def _is_postcode(word: Word) -> bool:
    return len(word.text) == 5 and word.text.isdigit()


def _coarse(region: Sequence[Rung], language: str, preposition: str) -> str:
    """The next coarser region in place of the town, with the preposition it takes."""
    label = region[min(1, len(region) - 1)].label
    if not preposition:
        return label
    if language == "en":
        article = "the " if "district" in label else ""
        return f"{'from' if preposition == 'from' else 'in'} {article}{label}"
    masculine, plain = _GERMAN_PREPOSITIONS.get(preposition, ("im", "in"))
    return f"{masculine if label.startswith('Kreis') else plain} {label}"


def _streets(field: Field, text: str, words: Sequence[Word]) -> Iterator[Finding]:
    """Lange Str. 3, Bahnhofstraße 7a, D-59555."""
    for index, (word, after) in enumerate(pairwise(words)):
        if not (after.text[0].isdigit() and len(after.text) <= 5 and next_to(text, word, after)):
            continue
        if word.text == "D" and _is_postcode(after):
            yield Finding(field, word.start, after.end, text[word.start : after.end], "place", "blocking", "")
        if word.form.endswith(_STREETS) and word.capital:
            alone = word.form in _STREETS and index > 0 and words[index - 1].capital
            start = words[index - 1].start if alone else word.start
            yield Finding(field, start, after.end, text[start : after.end], "place", "blocking", "")
