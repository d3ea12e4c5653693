"""Ranking in the background. The models and the index live in the worker, never in a web process."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache

from django.conf import settings

from dnm.engines import ranking
from dnm.work.actions import Progress

from .actions import store_matches
from .actions.ranking import Ranked
from .models import Need, Offer, Refusal
from .queries import offers_for, open_needs
from .queries.facts import need_facts, offer_facts

STORED = 40
"""So many ranked offers are kept per need; a page shows twenty."""
REPORTS = 50
"""At most so often a page hears how many of many new offers are read."""
Report = Callable[[int, int], None]


@cache
def encoder() -> ranking.Encoder:
    """Loaded once per process; ``light`` leaves out the larger model, ``lexical`` both."""
    if settings.RANKING_MODE == "lexical":
        return ranking.Encoder.lexical()
    return ranking.Encoder.best(settings.MODELS_DIR, light=settings.RANKING_MODE == "light")


class Shelf:
    """The index of all offers, brought up to date before each use: only what changed is computed again."""

    def __init__(self) -> None:
        self.index = ranking.Index(encoder())
        self.known: dict[str, ranking.Offer] = {}

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
        self.known = wanted
        return self.index


@cache
def shelf() -> Shelf:
    return Shelf()


def rank_need(progress: Progress, used: Mapping[int, int]) -> None:
    """Rank one need against all offers and store the answer."""
    need = open_needs().select_related("organisation").filter(pk=str(progress.arguments["need"])).first()
    if need:
        _rank(need, shelf().refresh(used, progress.report))


def rank_all(progress: Progress, used: Mapping[int, int]) -> None:
    """Every open need again, after offers changed; stops when asked to."""
    needs = list(open_needs().select_related("organisation").order_by("pk"))
    index = shelf().refresh(used)
    for done, need in enumerate(needs):
        if progress.cancelled:
            return
        _rank(need, index)
        progress.report(done + 1, len(needs))


def rank_now(need: Need, used: Mapping[int, int] | None = None) -> None:
    """Rank in this process, at once: for the demo region and the command line."""
    _rank(need, shelf().refresh(used or {}))


def _rank(need: Need, index: ranking.Index) -> None:
    mine = set(offers_for(need).values_list("pk", flat=True))
    said_no = Refusal.objects.filter(need=need).exclude(side="office")
    refused = said_no.values_list("startup__offers__pk", flat=True)
    excluded = {key for key in index.ids() if int(key) not in mine} | {str(key) for key in refused if key}
    found = ranking.rank(need_facts(need), index, limit=STORED, exclude=frozenset(excluded))
    store_matches(
        need,
        [Ranked(int(m.offer_id), m.score, m.weak, [asdict(reason) for reason in m.reasons]) for m in found],
        engine_version=ranking.ENGINE_VERSION,
    )
