"""The firm's name, its telling parts, and people."""

from collections.abc import Iterator, Sequence

from dnm.engines.privacy.model import Field, Finding, Firm, Severity
from dnm.engines.privacy.vocabulary import (
    COMMON_SURNAMES,
    GENERIC_ENDINGS,
    GENERIC_WORDS,
    LEGAL_FORMS,
    NAME_PARTICLES,
    SALUTATIONS,
    TITLES,
)
from dnm.engines.privacy.words import (
    AFTER_ACCUSATIVE,
    AFTER_DATIVE,
    Lexicon,
    Word,
    sentence_case,
    words_of,
)

_ENDINGS = ("", "s", "es", "n", "en", "er", "sche", "schen", "scher", "sches", "schem")
_ARTICLES = frozenset(("die", "der", "das", "dem", "den", "the"))


def telling_parts(name: str) -> list[Word]:
    """What no other firm of the trade would be called: "Kunststofftechnik Rehmert" -> Rehmert."""
    return [
        word
        for word in words_of(name)
        if len(word.form) > 1
        and word.form not in LEGAL_FORMS
        and word.form not in GENERIC_WORDS
        and not word.form.endswith(GENERIC_ENDINGS)
        and not word.form.isdigit()
    ]


def without_legal_form(name: str) -> str:
    kept = [word.text for word in words_of(name) if word.form not in LEGAL_FORMS and len(word.form) > 1]
    return " ".join(kept)


def names_in(field: Field, text: str, words: Sequence[Word], firm: Firm, language: str) -> Iterator[Finding]:
    """The whole name, its telling parts with endings, compounds of them, the name of the domain."""
    lexicon = Lexicon()
    for whole in (firm.name, without_legal_form(firm.name)):
        lexicon.add(whole, "", _ENDINGS)
    parts = telling_parts(firm.name)
    for part in parts:
        lexicon.add(part.text, part.form, _ENDINGS)
    domain = _domain(firm.website)
    lexicon.add(domain, "")
    lexicon.add(domain.replace("-", ""), "")
    found = {match.first: match for match in lexicon.matches(text, words)}
    for match in found.values():
        severity = _certainty(words[match.first], match.tag)
        if severity:
            yield _name(field, text, words, match.first, match.last, severity, language)
    covered = {index for match in found.values() for index in range(match.first, match.last + 1)}
    for index, word in enumerate(words):
        if index not in covered and word.capital and _compound_of(word, parts):
            yield _name(field, text, words, index, index, "blocking", language)


def _domain(website: str) -> str:
    host = website.casefold().split("://")[-1].split("/")[0].removeprefix("www.")
    return host.rsplit(".", 1)[0]


def _certainty(word: Word, part: str) -> Severity | None:
    """A part in small letters may be an everyday word: "blank" of Blitz & Blank."""
    if not part or word.capital or any(sign.isdigit() for sign in part):
        return "blocking"
    return "hint" if len(part) >= 6 else None


def _compound_of(word: Word, parts: Sequence[Word]) -> bool:
    return any(len(part.form) >= 6 and word.form.startswith(part.form) for part in parts)


def _name(
    field: Field, text: str, words: Sequence[Word], first: int, last: int, severity: Severity, language: str
) -> Finding:
    """The article before the name is part of the quote, so that the suggestion reads well."""
    before = words[first - 1] if first else None
    if before and before.form in _ARTICLES and text[before.end : words[first].start].isspace():
        first -= 1
    following = words[last + 1] if last + 1 < len(words) else None
    owner = following is not None and following.capital and words[last].form.endswith("s")
    while last + 1 < len(words) and _legal_form_follows(text, words[last], words[last + 1]):
        last += 1
    start, end = words[first].start, words[last].end
    own = sentence_case(text, start, _own_firm(words, first, owner, language))
    return Finding(field, start, end, text[start:end], "name", severity, own)


def _legal_form_follows(text: str, last: Word, following: Word) -> bool:
    """GmbH, GmbH & Co. KG."""
    between = text[last.end : following.start]
    close = len(between) <= 3 and not between.strip(" \u00a0&.")
    return close and following.form in LEGAL_FORMS and following.form not in ("stiftung", "gesellschaft")


def _own_firm(words: Sequence[Word], first: int, owner: bool, language: str) -> str:
    before = words[first - 1].text.casefold() if first else ""
    if language == "en":
        return "our" if owner else "our company"
    if owner:
        return "unsere"
    if before in ("bei", "beim"):
        return "uns"
    if before in AFTER_DATIVE:
        return "unserem Betrieb"
    if before in AFTER_ACCUSATIVE:
        return "unseren Betrieb"
    return "unser Betrieb"


def people_in(field: Field, text: str, words: Sequence[Word], firm: Firm, language: str) -> Iterator[Finding]:
    """Known contacts, and whoever stands after Herr, Frau, Mr, Dr."""
    lexicon = Lexicon()
    for person in firm.people:
        names = [word for word in words_of(person) if word.form not in TITLES and len(word.form) > 1]
        lexicon.add(" ".join(word.text for word in names), "whole", _ENDINGS[:2])
        for name in names[:-1]:
            lexicon.add(name.text, "given", _ENDINGS[:2])
        if names:
            lexicon.add(names[-1].text, "surname", _ENDINGS)
    found = {match.first: (match.last, match.tag) for match in lexicon.matches(text, words)}
    index = 0
    while index < len(words):
        severity: Severity = "blocking"
        last = _addressed(text, words, index)
        if last is None and index in found and words[index].capital:
            last, tag = found[index]
            severity = _certainty_of_person(words[last], tag)
        if last is not None:
            yield _person(field, text, words, index, last, severity, language)
            index = last
        index += 1


def _certainty_of_person(word: Word, tag: str) -> Severity:
    """A given name alone, or a surname that is an everyday word (Koch), is only a hint."""
    return "hint" if tag == "given" or (tag == "surname" and word.form in COMMON_SURNAMES) else "blocking"


def _addressed(text: str, words: Sequence[Word], index: int) -> int | None:
    """The index of the name after a form of address, titles in between."""
    salutation = words[index]
    # MS and MR in capitals are abbreviations.
    if salutation.form not in SALUTATIONS or not salutation.capital or salutation.text.isupper():
        return None
    last = index
    while last + 1 < min(len(words), index + 5) and _beside(text, words[last], words[last + 1]):
        last += 1
        if words[last].form not in TITLES:
            return last + _surname_follows(text, words, last)
    return None


def _surname_follows(text: str, words: Sequence[Word], last: int) -> bool:
    """ "Herr Rainer Müller" has two names; a quote too long does less harm than one too short."""
    if last + 1 == len(words):
        return False
    one, other = words[last], words[last + 1]
    return other.capital and text[one.end : other.start] == " "


def _beside(text: str, one: Word, other: Word) -> bool:
    between = text[one.end : other.start]
    close = len(between) <= 3 and not between.strip(" \u00a0.-" if other.form == "ing" else " \u00a0.")
    named = other.capital or other.form in NAME_PARTICLES
    return close and named and ("." not in between or one.form not in ("frau", "herr", "herrn", "miss"))


def _person(
    field: Field, text: str, words: Sequence[Word], first: int, last: int, severity: Severity, language: str
) -> Finding:
    start, end = words[first].start, words[last].end
    before = words[first - 1].text.casefold() if first else ""
    if language == "en":
        neutral = "our contact person"
    else:
        neutral = "unserer Ansprechperson" if before in AFTER_DATIVE else "unsere Ansprechperson"
    return Finding(field, start, end, text[start:end], "person", severity, sentence_case(text, start, neutral))
