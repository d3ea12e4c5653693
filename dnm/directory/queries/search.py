"""Search that forgives umlauts, small letters and typing errors, alike on SQLite and PostgreSQL."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db.models import Q, QuerySet
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from ..models import Contact, Organisation
from ..places import municipalities
from ..sorting import search_form

Extra = Callable[[str], Q]
"""More places to look for a word, as typed."""

MAX_WORDS = 6
MAX_FUZZY = 200
CUTOFF = 0.7


def matching_text(
    organisations: QuerySet[Organisation], text: str, extra: Extra | None = None, people: bool = False
) -> QuerySet[Organisation]:
    """Those whose name, place or ``extra`` hold every word; if there are none, those that nearly do.

    ``people``: look at names and addresses of contacts too. One query more; three if nothing fits exactly.
    """
    pairs = _words(text)
    if not pairs:  # nothing to look for, or only signs that no name is made of
        return organisations.none() if text.strip() else organisations
    exact = organisations
    for raw, word in pairs:
        exact = exact.filter(_holds(raw, word, extra, people))
    if exact.exists():
        return exact
    return organisations.filter(pk__in=_nearly(organisations, [word for _raw, word in pairs], people))


def _words(text: str) -> list[tuple[str, str]]:
    """Each word as typed and in search form; NUL, which PostgreSQL refuses, parts words."""
    typed = text.replace("\0", " ")[:200].split()[:MAX_WORDS]
    return [(raw, form) for raw in typed if (form := search_form(raw))]


def _holds(raw: str, word: str, extra: Extra | None, people: bool) -> Q:
    inside = [place.ags for place in municipalities() if search_form(place.name).startswith(word)]
    found = Q(search_name__contains=word) | Q(place__icontains=raw) | Q(postcode__startswith=raw[:10])
    if len(word) >= 3 and inside:
        found |= Q(municipality__in=inside)
    if extra:
        found |= extra(raw)
    if people:
        named = Q(last_name__icontains=raw) | Q(first_name__icontains=raw) | Q(email__icontains=raw)
        found |= Q(pk__in=Contact.objects.filter(named).values("organisation"))
    return found


def _nearly(organisations: QuerySet[Organisation], words: list[str], people: bool) -> list[int]:
    """Ids of those for which every word of the query resembles a word of the name, place or contact."""
    known: dict[str, set[int]] = defaultdict(set)
    texts = organisations.order_by().values_list("pk", "search_name", "place")
    _learn(known, ((key, name.split(), place) for key, name, place in texts))
    if people:
        there = Contact.objects.filter(left_on=None, organisation__in=organisations.order_by()).order_by()
        named = there.values_list("organisation_id", "first_name", "last_name")
        _learn(known, ((key, _simple(first), last) for key, first, last in named))
    remaining: set[int] | None = None
    for word in words:
        alike = process.extract(
            word, list(known), scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=CUTOFF, limit=40
        )
        ids = set().union(*(known[found] for found, _score, _key in alike))
        remaining = ids if remaining is None else remaining & ids
    return sorted(remaining or ())[:MAX_FUZZY]


def _learn(known: dict[str, set[int]], rows: Iterable[tuple[int, Iterable[str], str]]) -> None:
    """Word in search form -> ids of the organisations it belongs to."""
    forms: dict[str, list[str]] = {}
    for key, words, text in rows:
        if text not in forms:
            forms[text] = _simple(text)
        for word in (*words, *forms[text]):
            known[word].add(key)


def _simple(text: str) -> list[str]:
    """The words of a text in search form; the short way for those without a sign to think about."""
    if text.isascii() and text.isalpha():
        word = text.lower()
        return [word if "e" not in word else search_form(word)]
    return search_form(text).split()
