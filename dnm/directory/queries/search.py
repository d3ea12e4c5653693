"""Search that forgives umlauts, small letters and typing errors, alike on SQLite and PostgreSQL."""

from collections.abc import Callable

from django.db.models import Q, QuerySet
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from ..models import Contact, Organisation
from ..places import municipalities
from ..sorting import search_form
from .words import Among, lines, words_of

Extra = Callable[[str], Q]
"""More places to look for a word, as typed."""

MAX_WORDS = 6
MAX_FUZZY = 200
MAX_AMONG = 1_000
"""More hits are looked for anew each time, which is quicker than to hand them over."""
CUTOFF = 0.7


def matching_text(
    organisations: QuerySet[Organisation], text: str, extra: Extra | None = None, people: bool = False
) -> QuerySet[Organisation]:
    """Those whose name, place or ``extra`` hold every word; if there are none, those that nearly do.

    ``people``: look at names and addresses of contacts too. One query more; two or three if nothing fits exactly.
    """
    pairs = _words(text)
    if not pairs:  # nothing to look for, or only signs that no name is made of
        return organisations.none() if text.strip() else organisations
    exact = organisations
    for raw, word in pairs:
        exact = exact.filter(_holds(raw, word, extra, people))
    # Found once: pages count and read the rows in many ways.
    ids = list(exact.order_by().values_list("pk", flat=True))
    if len(ids) > MAX_AMONG:
        return exact
    ids = ids or _nearly(organisations, [word for _raw, word in pairs], people)
    return organisations.filter(Among("pk", ids)) if ids else organisations.none()


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
    texts = organisations.order_by().aggregate(names=lines("pk", "search_name"), places=lines("pk", "place"))
    if people:
        there = Contact.objects.filter(left_on=None)
        if organisations.query.where:
            there = there.filter(organisation__in=organisations.order_by())
        named = {"first": lines("organisation", "first_name"), "last": lines("organisation", "last_name")}
        texts |= there.order_by().aggregate(**named)
    sources = [words_of(text) for text in texts.values()]
    known = list(dict.fromkeys(form for source in sources for form in source))
    remaining: set[int] | None = None
    for word in words:
        alike = process.extract(
            word, known, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=CUTOFF, limit=40
        )
        ids = {key for form, _score, _place in alike for source in sources for key in source.get(form, ())}
        remaining = ids if remaining is None else remaining & ids
    return sorted(remaining or ())[:MAX_FUZZY]
