"""Ranking in the background. The models and the index live in the worker, never in a web process."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path

from django.conf import settings

from dnm.engines import ranking
from dnm.work.actions import Progress

from .actions import forget_old_soundings, store_matches, store_sounding
from .actions.ranking import Ranked
from .models import Need, Offer, Refusal, Sounding
from .queries import offers_for, open_needs
from .queries.facts import need_facts, offer_facts
from .queries.weights import weights_in_force

STORED = 40
"""So many ranked offers are kept per need; a page shows twenty."""
SAVED_AFTER = 50
"""The file is written anew once a fiftieth of all offers is new."""
REPORTS = 50
"""At most so often a page hears how many of many new offers are read."""
Report = Callable[[int, int], None]
logger = logging.getLogger(__name__)


@cache
def encoder() -> ranking.Encoder:
    """Loaded once per process; ``light`` leaves out the larger model, ``lexical`` both."""
    if settings.RANKING_MODE == "lexical":
        return ranking.Encoder.lexical()
    return ranking.Encoder.best(settings.MODELS_DIR, light=settings.RANKING_MODE == "light")


class Shelf:
    """The index of all offers, brought up to date before each use: only what changed is computed again.

    What the models read is kept in a file: a worker that has just started need not read everything again.
    """

    def __init__(self) -> None:
        self.path: Path = settings.DATA_DIR / f"offers-{ranking.ENGINE_VERSION}.index"
        self.index = self._kept() or ranking.Index(encoder())
        self.known = {key: self.index.offer(key) for key in self.index.ids()}
        self.unsaved, self.outdated = 0, False

    def refresh(self, used: Mapping[int, int], report: Report = lambda done, total: None) -> ranking.Index:
        rows = Offer.objects.filter(active=True, organisation__confirmed_at__isnull=False)
        rows = rows.select_related("organisation__startup").prefetch_related("organisation__references")
        wanted = {offer.id: offer for offer in offer_facts(rows.order_by("pk"), used)}
        gone = [key for key in self.known if key not in wanted]
        changed = [offer for key, offer in wanted.items() if self.known.get(key) != offer]
        if gone:
            self.index.remove(gone)
        at_once = max(16, len(changed) // REPORTS)
        for start in range(0, len(changed), at_once):
            report(start, len(changed))
            self.index.change(changed[start : start + at_once])
        reworded = [offer.id for offer in changed if _other_words(self.known.get(offer.id), offer)]
        self.unsaved += len(reworded)
        # What was taken back must not stay in the file: it may name somebody who is erased.
        self.outdated |= bool(gone) or any(key in self.known for key in reworded)
        self.known = wanted
        if encoder().models and (self.outdated or self.unsaved * SAVED_AFTER > len(wanted)):
            self._keep()
        return self.index

    def _kept(self) -> ranking.Index | None:
        from dnm.engines.ranking.store import load  # noqa: PLC0415 - with numpy: only where offers are ranked

        try:
            return load(self.path, encoder()) if encoder().models and self.path.exists() else None
        except ranking.IndexDamaged as fault:
            logger.warning("offers are read anew: %s", fault)
            return None

    def _keep(self) -> None:
        """A help for the next start only: on a full disk the ranking goes on without."""
        from dnm.engines.ranking.store import save  # noqa: PLC0415 - see above

        try:
            save(self.index, self.path)
            self.path.chmod(0o600)
            self.unsaved, self.outdated = 0, False
            for older in self.path.parent.glob("offers-*.index"):
                if older != self.path:
                    older.unlink()
        except OSError as fault:
            logger.warning("the index of offers was not kept: %s", fault)


def _other_words(before: ranking.Offer | None, after: ranking.Offer) -> bool:
    return before is None or (before.title, before.text, before.language) != (after.title, after.text, after.language)


@cache
def shelf() -> Shelf:
    return Shelf()


def rank_need(progress: Progress, used: Mapping[int, int]) -> None:
    """Rank one need against all offers and store the answer."""
    need = open_needs().select_related("organisation").filter(pk=str(progress.arguments["need"])).first()
    if need:
        _rank(need, shelf().refresh(used, progress.report))


def rank_all(progress: Progress, used: Mapping[int, int]) -> None:
    """Every open need again, after offers changed; stops when asked to, and after a kill goes on where it was."""
    begun = progress.begun()
    needs = list(open_needs().select_related("organisation").order_by("pk"))
    index = shelf().refresh(used)
    for done, need in enumerate(needs):
        if progress.cancelled:
            return
        if need.ranked_at is None or need.ranked_at < begun:
            _rank(need, index)
        progress.report(done + 1, len(needs))


def rank_now(need: Need, index: ranking.Index | None = None) -> None:
    """Rank in this process, at once: for the demo region. ``index``: one that is up to date."""
    _rank(need, index or shelf().refresh({}))


def sound_out(progress: Progress, used: Mapping[int, int]) -> None:
    """Count for every problem of a company how many start-ups would answer; a weak match is no answer."""
    forget_old_soundings()
    index = shelf().refresh(used, progress.report)
    for sounding in Sounding.objects.filter(organisation=str(progress.arguments["organisation"])).order_by("pk"):
        need = Need(
            organisation=sounding.organisation, title=sounding.title, problem=sounding.problem, goal=sounding.goal,
            language=sounding.language,
        )  # fmt: skip
        fitting = [int(match.offer_id) for match in _found(need, index) if not match.weak]
        startups = Offer.objects.filter(pk__in=fitting).values("organisation").distinct().count()
        store_sounding(sounding, startups)


def _rank(need: Need, index: ranking.Index) -> None:
    store_matches(
        need,
        [
            Ranked(int(m.offer_id), m.score, m.weak, [asdict(reason) for reason in m.reasons])
            for m in _found(need, index)
        ],
        engine_version=ranking.ENGINE_VERSION,
    )


def _found(need: Need, index: ranking.Index) -> list[ranking.Match]:
    mine = set(offers_for(need).values_list("pk", flat=True))
    said_no = Refusal.objects.filter(need=need.pk).exclude(side="office")
    refused = said_no.values_list("startup__offers__pk", flat=True)
    excluded = {key for key in index.ids() if int(key) not in mine} | {str(key) for key in refused if key}
    weights = weights_in_force()
    return ranking.rank(need_facts(need), index, limit=STORED, weights=weights, exclude=frozenset(excluded))
