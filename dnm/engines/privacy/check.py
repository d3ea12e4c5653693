"""The check of a teaser before anybody outside sees it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from dnm.engines.privacy.coarser import small_cells_in
from dnm.engines.privacy.figures import figures_in
from dnm.engines.privacy.identifiers import identifiers_in
from dnm.engines.privacy.model import Field, Finding, Firm, FirmFacts, Teaser
from dnm.engines.privacy.names import names_in, people_in
from dnm.engines.privacy.places import labels_in, places_in
from dnm.engines.privacy.products import products_in
from dnm.engines.privacy.words import Word, form, words_of

_ORDER: tuple[Field, ...] = ("title", "text", "industry", "region", "size")
_PROSE: tuple[Field, ...] = ("title", "text")
# Where two findings overlap, the one further left stays.
_RANKS = {"email": 0, "url": 1, "register": 2, "patent": 3, "phone": 4}
_RANKS |= {"name": 5, "person": 5, "place": 5, "number": 6, "product": 7}


def check(
    teaser: Teaser,
    firm: Firm,
    population: Sequence[FirmFacts],
    *,
    known_products: Iterable[str] = (),
    near_places: Iterable[str] = (),
    far_places: Iterable[str] = (),
) -> list[Finding]:
    """What could tell who the company is: the small cell first, then by field and place.

    `population` holds every company of the directory, this one included. `near_places` (towns and postcodes
    of the region) block, `far_places` (big cities) are hints.
    """
    near, far, products = tuple(near_places), tuple(far_places), tuple(known_products)
    findings = list(small_cells_in(teaser, firm, population))
    for field in _ORDER:
        text = getattr(teaser, field)
        words = words_of(text)
        labels = _label_spans(text, words, firm)
        found = _without_overlaps(
            finding
            for finding in _found_in(field, text, words, teaser, firm, near, far, products)
            if finding.kind not in ("place", "number", "product")
            or labels.isdisjoint(range(finding.start, finding.end))
        )
        findings += sorted(found, key=lambda finding: finding.start)
    return _counted(findings)


def _found_in(
    field: Field,
    text: str,
    words: Sequence[Word],
    teaser: Teaser,
    firm: Firm,
    near: tuple[str, ...],
    far: tuple[str, ...],
    products: tuple[str, ...],
) -> Iterator[Finding]:
    language = teaser.language
    yield from identifiers_in(field, text, firm, language)
    yield from names_in(field, text, words, firm, language)
    yield from people_in(field, text, words, firm, language)
    if field in _PROSE:
        yield from places_in(field, text, words, firm, near, far, language)
        yield from figures_in(field, text, words, firm, language, teaser.size)
        yield from products_in(field, text, words, firm, products, language)


def _label_spans(text: str, words: Sequence[Word], firm: Firm) -> set[int]:
    """Signs that belong to a coarse value, which a teaser may name: "Kreis Soest" is no town."""
    return {
        sign
        for ladder, finest in ((firm.region, 1), (firm.industry, 0), (firm.size, 0))
        for first, (last, _) in labels_in(text, words, ladder, finest).items()
        for sign in range(words[first].start, words[last].end)
    }


def _without_overlaps(findings: Iterable[Finding]) -> list[Finding]:
    """Blocking before hints, then by kind, then the longer one: "Herr Rehmert" before "Rehmert"."""
    ordered = sorted(
        findings,
        key=lambda one: (one.severity != "blocking", _RANKS[one.kind], one.start - one.end, one.start),
    )
    taken: set[int] = set()
    kept = []
    for finding in ordered:
        span = range(finding.start, finding.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(finding)
    return kept


def _counted(findings: Sequence[Finding]) -> list[Finding]:
    times = Counter(_same(finding) for finding in findings)
    return [
        finding if finding.kind == "small_cell" else replace(finding, count=times[_same(finding)])
        for finding in findings
    ]


def _same(finding: Finding) -> tuple[str, str]:
    return finding.kind, form(finding.quote)


def grouped(findings: Sequence[Finding]) -> list[Finding]:
    """Each passage once, blocking ones first; its `count` tells how often it occurs."""
    first: dict[tuple[str, str], Finding] = {}
    for finding in sorted(findings, key=lambda one: one.severity != "blocking"):
        first.setdefault(_same(finding), finding)
    return list(first.values())


def apply_suggestions(teaser: Teaser, findings: Iterable[Finding]) -> Teaser:
    """The teaser with all suggestions taken; findings without one stay as they are."""
    chosen = list(findings)
    for field in _ORDER:
        text = getattr(teaser, field)
        own = [one for one in chosen if one.field == field and one.suggestion is not None]
        for finding in sorted(own, key=lambda one: -one.start):
            text = _replaced(text, finding)
        teaser = replace(teaser, **{field: text})
    for change in (change for one in chosen for change in one.changes if change.field not in _PROSE):
        teaser = replace(teaser, **{change.field: change.value})
    return teaser


def _replaced(text: str, finding: Finding) -> str:
    """Where a passage is left out, one of the two gaps around it goes as well."""
    before, after = text[: finding.start], text[finding.end :]
    if not finding.suggestion and (not before or before.endswith(" ")):
        after = after.removeprefix(" ")
        before = before.removesuffix(" ") if after[:1] in tuple(".,;:!?") or not after else before
    return before + (finding.suggestion or "") + after
