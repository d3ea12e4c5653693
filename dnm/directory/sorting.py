"""German order and forgiving comparison, kept in columns so that SQLite and PostgreSQL answer alike."""

import unicodedata

from rapidfuzz.distance import DamerauLevenshtein

# Letters that Unicode does not take apart into a letter and a mark.
_UNDIVIDED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"}
)


def folded(text: str) -> str:
    """Small letters without marks: ä=a, ö=o, ü=u, ß=ss; everything else stays."""
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_UNDIVIDED))
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).casefold()


def sort_key(name: str) -> str:
    """The order of DIN 5007-1 as a string of a–z and 0–9 only.

    Gaps become 0 and digits get a leading 1: some collations of PostgreSQL skip gaps, none skips a digit.
    Letters of other alphabets follow after z. Equal keys: order by the name as well.
    """
    return "".join(_rank(sign) for sign in " ".join(_words(name)))


def _rank(sign: str) -> str:
    if sign == " ":
        return "0"
    if "a" <= sign <= "z":
        return sign
    if "0" <= sign <= "9":
        return "1" + sign
    return f"zzz{ord(sign):06x}"


def _words(text: str) -> list[str]:
    """Folded words; apostrophes and full stops close up (Jo's, A.G.), other punctuation parts."""
    kept = (
        sign if sign.isalnum() else "" if sign in "'’‘`´.\u00ad\u200b\u200d\ufeff" else " " for sign in folded(text)
    )
    return "".join(kept).split()


def search_form(text: str) -> str:
    """One spelling for all: Müller, Mueller and Muller become "muller". Use it on column and query alike."""
    words = " ".join(_words(text))
    for digraph, vowel in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        words = words.replace(digraph, vowel)
    return words


def similar(query: str, text: str) -> float:
    """0 to 1: how well the text holds every word of the query; forgives slips; 0.75 is a good hit."""
    wanted, there = search_form(query).split(), search_form(text).split()
    if not wanted or not there:
        return 0.0
    length = sum(len(word) for word in wanted)
    by_word = sum(len(word) * max(word_likeness(word, other) for other in there) for word in wanted) / length
    closed_up = DamerauLevenshtein.normalized_similarity("".join(wanted), "".join(there))
    return round(max(by_word, closed_up if closed_up > 0.75 else 0.0), 4)


def word_likeness(wanted: str, there: str) -> float:
    """0 to 1 for two words in search form: same, beginning, part of a compound, typing error."""
    if wanted == there:
        return 1.0
    if there.startswith(wanted):
        return 0.95
    if len(wanted) >= 4 and wanted in there:
        return 0.85
    likeness = DamerauLevenshtein.normalized_similarity(wanted, there, score_cutoff=0.7)
    return 0.95 * likeness if len(wanted) >= 4 else 0.0
