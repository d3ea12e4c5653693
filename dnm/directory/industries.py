"""Industries (WZ 2025) and size classes: look-up, search in German and English, coarser steps."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from dnm.directory.places import rows
from dnm.directory.sorting import search_form, word_likeness

INDUSTRY_VERSION = "WZ 2025"
industry_attribution = "Klassifikation der Wirtschaftszweige 2025, © Statistisches Bundesamt; NACE: Eurostat, CC BY 4.0"

SECTION, DIVISION, GROUP, CLASS, SUBCLASS = 1, 2, 3, 4, 5

COARSE_GROUPS = {
    "industry": ("Industrie", "Manufacturing"),
    "building": ("Bau und Ausbau", "Construction"),
    "trade": ("Handel und Gastgewerbe", "Trade and hospitality"),
    "services": ("Dienstleistung", "Services"),
    "care": ("Gesundheit, Soziales, Bildung", "Health, care, education"),
    "other": ("Landwirtschaft, Versorgung, Übrige", "Agriculture, utilities, others"),
}
"""Fixed groups for figures under the five-firm rule: key to (German, English)."""
_GROUP_OF_SECTION = {
    **dict.fromkeys("BC", "industry"),
    "F": "building",
    **dict.fromkeys("GI", "trade"),
    **dict.fromkeys("HJKLMNOST", "services"),
    **dict.fromkeys("QR", "care"),
}

# So common in titles and names of firms that they say nothing about the industry.
_WEAK_WORDS = frozenset(
    re.findall(
        r"\w+",
        "herstellung hersteller erbringung tatigkeiten dienstleistungen sonstige sonstigen sonstiger"
        " sonstiges von der die und mit fur im in den des aus ohne a n g u betrieb firma unternehmen gmbh"
        " manufacture manufacturer of and the other activities services for with related to company business",
    )
)


@dataclass(frozen=True, slots=True)
class Industry:
    """`level` 1 section, 2 division, 3 group, 4 class, 5 sub-class; `parent` is empty for a section."""

    code: str
    level: int
    parent: str
    section: str
    title_de: str
    title_en: str

    def title(self, language: str = "de") -> str:
        return self.title_en if language == "en" else self.title_de


@dataclass(frozen=True, slots=True)
class SizeClass:
    """Head counts from and to inclusive; no upper end for large enterprises."""

    key: str
    title_de: str
    title_en: str
    label_de: str
    label_en: str
    from_heads: int
    to_heads: int | None

    def label(self, language: str = "de") -> str:
        return self.label_en if language == "en" else self.label_de


@lru_cache(maxsize=1)
def _by_code() -> dict[str, Industry]:
    raw = {row["code"]: row for row in rows("wz2025.csv")}
    found: dict[str, Industry] = {}
    for code, row in raw.items():
        section = code
        while raw[section]["parent"]:
            section = raw[section]["parent"]
        english = row["title_en"] or raw[row["parent"]]["title_en"]
        found[code] = Industry(code, int(row["level"]), row["parent"], section, row["title_de"], english)
    return found


def industry(code: str) -> Industry:
    """KeyError when unknown."""
    return _by_code()[code.strip().upper()]


def industries(level: int | None = None) -> tuple[Industry, ...]:
    """By code, sections in between; all levels or one."""
    found = (one for one in _by_code().values() if level in (None, one.level))
    return tuple(sorted(found, key=lambda one: one.code))


def ancestors(code: str) -> tuple[Industry, ...]:
    """Nearest first, the section last; empty for a section."""
    found, one = [], industry(code)
    while one.parent:
        one = industry(one.parent)
        found.append(one)
    return tuple(found)


@lru_cache(maxsize=1)
def _successors() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows("wz2008_to_wz2025.csv"):
        found[row["wz2008"]].append(row["wz2025"])
    return {code: tuple(codes) for code, codes in found.items()}


def from_wz2008(code: str) -> tuple[Industry, ...]:
    """The sub-classes of 2025 that took over from a sub-class of 2008; empty when there is none."""
    return tuple(industry(found) for found in _successors().get(code.strip(), ()))


def industry_ladder(code: str, language: str = "de") -> tuple[tuple[str, str], ...]:
    """(key, label) from the class upwards, at last "not told"; a sub-class starts at its class."""
    steps = [one for one in (industry(code), *ancestors(code)) if one.level <= CLASS]
    unnamed = {"de": "Branche nicht genannt", "en": "industry not disclosed"}[language]
    return (*((one.code, one.title(language)) for one in steps), ("", unnamed))


def coarse_group(code: str) -> str:
    """Key in COARSE_GROUPS."""
    return _GROUP_OF_SECTION.get(industry(code).section, "other")


# --- Search ---


@dataclass(frozen=True, slots=True)
class _Index:
    """Words in search form and the industries whose titles or everyday words hold them."""

    codes_by_word: dict[str, tuple[str, ...]]
    everyday: dict[str, frozenset[str]]
    length: dict[str, int]


@lru_cache(maxsize=1)
def _index() -> _Index:
    words: dict[str, set[str]] = defaultdict(set)
    everyday: dict[str, set[str]] = defaultdict(set)
    length: dict[str, int] = {}
    for one in _by_code().values():
        if one.level == SUBCLASS and one.code.endswith(".0"):
            continue  # says the same as its class
        titles = [_content_words(_without_exceptions(title)) for title in (one.title_de, one.title_en)]
        length[one.code] = min(len(title) for title in titles if title)
        for word in {word for title in titles for word in title}:
            words[word].add(one.code)
    for row in rows("industry_words.csv"):
        for word in _content_words(f"{row['words_de']} {row['words_en']}"):
            words[word].add(row["code"])
            everyday[row["code"]].add(word)
    return _Index(
        {word: tuple(sorted(codes)) for word, codes in sorted(words.items())},
        {code: frozenset(found) for code, found in everyday.items()},
        length,
    )


def _without_exceptions(title: str) -> str:
    """ "Verlagswesen, ohne Software" is not to be found under software."""
    return re.split(r",? (?:ohne|except|excluding|other than)\b", title)[0]


def _content_words(text: str) -> list[str]:
    words = search_form(re.sub(r"[-/]", " ", text)).split()
    return [word for word in words if word not in _WEAK_WORDS] or words


def search_industries(text: str, language: str = "de", limit: int = 10) -> list[Industry]:
    """Best first. A code finds itself and what lies below; words are looked for in both languages.

    `language` only settles ties. Typing errors, umlauts and parts of compounds are forgiven.
    """
    wanted = text.strip().upper()
    if re.fullmatch(r"[A-V]|\d{2}(\.\d{0,2}(\.\d?)?)?", wanted):
        return [one for one in industries() if one.code.startswith(wanted.rstrip("."))][:limit]
    words = _content_words(text[:200])[:8]
    scores: dict[str, float] = defaultdict(float)
    for word in words:
        for code, score in _scores(word).items():
            scores[code] += score / len(words)
    found = [(_rounded(code, score), code) for code, score in scores.items() if score >= 0.5]
    found.sort(key=lambda pair: (-pair[0], _order(pair[1]), industry(pair[1]).title(language), pair[1]))
    return [industry(code) for _, code in found[:limit]]


def _rounded(code: str, score: float) -> float:
    """Short titles win over long ones that hold the same word."""
    return round(score - 0.01 * min(_index().length[code], 10), 3)


def _order(code: str) -> int:
    """Classes first: that is the level firms are entered at."""
    return (CLASS, SUBCLASS, GROUP, DIVISION, SECTION).index(industry(code).level)


@lru_cache(maxsize=2048)
def _scores(wanted: str) -> dict[str, float]:
    """Industry code to the likeness of its best word; an everyday word counts a little more than a title."""
    index = _index()
    best: dict[str, float] = {}
    for word, codes in index.codes_by_word.items():
        likeness = _likeness(wanted, word)
        if likeness < 0.5:
            continue
        for code in codes:
            score = likeness + (0.15 if word in index.everyday.get(code, ()) else 0.0)
            best[code] = max(best.get(code, 0.0), score)
    return best


def _likeness(wanted: str, word: str) -> float:
    """Also the other way round: "holzbearbeitungsfirma" begins with "holz"."""
    found = word_likeness(wanted, word)
    if len(word) >= 4 and len(wanted) > len(word) and word in wanted:
        found = max(found, (0.6 if wanted.startswith(word) else 0.5) + 0.3 * len(word) / len(wanted))
    return found


# --- Size ---


@lru_cache(maxsize=1)
def size_classes() -> tuple[SizeClass, ...]:
    """Smallest first."""
    return tuple(
        SizeClass(
            row["key"],
            row["title_de"],
            row["title_en"],
            row["label_de"],
            row["label_en"],
            int(row["from_heads"]),
            int(row["to_heads"]) if row["to_heads"] else None,
        )
        for row in rows("size_classes.csv")
    )


def size_class(head_count: int) -> SizeClass:
    """By head count alone (EU definition); ValueError below zero."""
    if head_count < 0:
        raise ValueError("a head count is never below zero")
    return next(found for found in size_classes() if found.to_heads is None or head_count <= found.to_heads)


def size_ladder(head_count: int, language: str = "de") -> tuple[tuple[str, str], ...]:
    """(key, label): the class, "under 250" for the small and medium ones, at last "not told"."""
    own = size_class(head_count)
    below, unnamed = {
        "de": ("unter 250 Beschäftigte", "Größe nicht genannt"),
        "en": ("fewer than 250 employees", "size not disclosed"),
    }[language]
    middle = (("sme", below),) if own.to_heads is not None else ()
    return ((own.key, own.label(language)), *middle, ("", unnamed))
