"""Size, industry and place together: how many companies share them, and which coarser values lose least."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import log2

from dnm.engines.privacy.model import NEEDED, Change, Field, Finding, Firm, FirmFacts, Rung, Teaser
from dnm.engines.privacy.places import labels_in
from dnm.engines.privacy.words import form, words_of

# The order in which equal losses are taken, and in which the changes are told.
_FIELDS: tuple[Field, ...] = ("region", "industry", "size")


@dataclass(frozen=True, slots=True)
class Proposal:
    levels: tuple[int, ...]
    count: int


def small_cells_in(teaser: Teaser, firm: Firm, population: Sequence[FirmFacts]) -> Iterator[Finding]:
    """At most one finding; its quote is the value of the first field to change."""
    ladders = (firm.region, firm.industry, firm.size)
    shown = tuple(level_of(getattr(teaser, field), ladder) for field, ladder in zip(_FIELDS, ladders, strict=True))
    companies = _Companies(population, ladders)
    count = companies.sharing(shown)
    if count < NEEDED:
        yield _finding(teaser, ladders, shown, count, companies.proposal(shown))
        return
    yield from _finer_words(teaser, ladders, shown, companies)


def level_of(shown: str, ladder: Sequence[Rung]) -> int:
    """The rung a teaser shows; nothing shown is the coarsest, unknown words count as the finest."""
    wanted = form(shown).split()
    if not wanted:
        return len(ladder) - 1
    for level, rung in enumerate(ladder):
        if wanted in [form(label).split() for label in (rung.label, *rung.aliases)]:
            return level
    return 0


class _Companies:
    """The population as sets of bits, one for each rung."""

    def __init__(self, population: Sequence[FirmFacts], ladders: Sequence[Sequence[Rung]]) -> None:
        self._all = (1 << len(population)) - 1
        self._sets = tuple(
            tuple(self._with(rung, field, population) for rung in ladder)
            for field, ladder in zip(_FIELDS, ladders, strict=True)
        )

    def _with(self, rung: Rung, field: Field, population: Sequence[FirmFacts]) -> int:
        if not rung.key:
            return self._all
        return sum(1 << place for place, facts in enumerate(population) if rung.key in getattr(facts, field))

    def sharing(self, levels: Sequence[int]) -> int:
        shared = self._all
        for rungs, level in zip(self._sets, levels, strict=True):
            shared &= rungs[level]
        return shared.bit_count()

    def proposal(self, shown: tuple[int, ...]) -> Proposal | None:
        """The coarser values shared by enough companies that lose least; None when there are none."""
        coarser = product(*(range(level, len(rungs)) for level, rungs in zip(shown, self._sets, strict=True)))
        fitting = [levels for levels in coarser if self.sharing(levels) >= NEEDED]
        if not fitting:
            return None
        best = min(fitting, key=lambda levels: (self._loss(shown, levels), sum(levels), levels[1:], levels))
        return Proposal(best, self.sharing(best))

    def _loss(self, shown: Sequence[int], levels: Sequence[int]) -> float:
        """In bits: how many times more companies carry the coarser value than the finer one."""
        loss = 0.0
        for rungs, before, after in zip(self._sets, shown, levels, strict=True):
            loss += log2(max(rungs[after].bit_count(), 1) / max(rungs[before].bit_count(), 1))
        return round(loss, 6)


def _finding(
    teaser: Teaser,
    ladders: Sequence[Sequence[Rung]],
    shown: Sequence[int],
    count: int,
    proposal: Proposal | None,
) -> Finding:
    if proposal is None:
        return Finding("region", 0, len(teaser.region), teaser.region, "small_cell", count=count)
    changes = tuple(
        Change(field, ladder[after].label)
        for field, ladder, before, after in zip(_FIELDS, ladders, shown, proposal.levels, strict=True)
        if before != after
    )
    quote = getattr(teaser, changes[0].field)
    return Finding(
        changes[0].field,
        0,
        len(quote),
        quote,
        "small_cell",
        suggestion=changes[0].value,
        count=count,
        count_after=proposal.count,
        changes=changes,
    )


def _finer_words(
    teaser: Teaser, ladders: Sequence[Sequence[Rung]], shown: tuple[int, ...], companies: _Companies
) -> Iterator[Finding]:
    """Title and text may tell a finer value than the field does: "Kreis Soest" beside "Deutschland"."""
    fields: tuple[tuple[Field, str], ...] = (("title", teaser.title), ("text", teaser.text))
    for field, text in fields:
        words = words_of(text)
        for place, ladder in enumerate(ladders):
            # Towns are findings of their own.
            finest = 1 if _FIELDS[place] == "region" else 0
            for first, (last, level) in labels_in(text, words, ladder, finest).items():
                told = (*shown[:place], level, *shown[place + 1 :])
                count = companies.sharing(told) if level < shown[place] else NEEDED
                if count < NEEDED:
                    yield _in_words(field, text, words[first].start, words[last].end, count, ladder[shown[place]])


def _in_words(field: Field, text: str, start: int, end: int, count: int, shown: Rung) -> Finding:
    quote = text[start:end]
    coarser = shown.label if shown.key else None
    return Finding(field, start, end, quote, "small_cell", suggestion=coarser, count=count)
