"""Ranking in the background. The models and the index live in the worker, never in a web process."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from dnm.engines import ranking
from dnm.work.actions import Progress

from .actions import forget_old_soundings, store_matches, store_sounding
from .actions.ranking import Ranked
from .models import Need, Offer, Refusal, Sounding
from .queries import offers_for, open_needs
from .queries.facts import need_facts, need_words, offer_facts
from .queries.vectors import vectors_in_database
from .queries.weights import weights_in_force

if TYPE_CHECKING:
    from .actions.readings import FileReadings, TableReadings

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
    """The index of all offers, brought up to date before each use: only what changed is computed again.

    It has learned from all open needs. What the models read is kept for the next start and for other workers.
    """

    def __init__(self) -> None:
        self.readings = _readings()
        encoder().readings = self.readings
        self.index = ranking.Index(encoder())
        self.offers: dict[str, ranking.Offer] = {}
        self.asked: dict[str, ranking.PreparedNeed] = {}

    def refresh(self, used: Mapping[int, int], report: Report = lambda done, total: None) -> ranking.Index:
        rows = Offer.objects.filter(active=True, organisation__confirmed_at__isnull=False)
        rows = rows.select_related("organisation__startup").prefetch_related("organisation__references")
        wanted = {offer.id: offer for offer in offer_facts(rows.order_by("pk"), used)}
        self.index.remove([key for key in self.offers if key not in wanted])
        changed = [offer for key, offer in wanted.items() if self.offers.get(key) != offer]
        at_once = max(16, len(changed) // REPORTS)
        for start in range(0, len(changed), at_once):
            report(start, len(changed))
            self.index.change(changed[start : start + at_once])
        self.offers = wanted
        self._learn()
        if self.readings:
            self._tidy(self.readings)
        return self.index

    def _learn(self) -> None:
        """From the words of every open need: one that is ranked alone is ranked as it would be among all."""
        needs = [need_words(need) for need in open_needs().order_by("pk")]
        new = [need for need in needs if need.id not in self.asked or self.asked[need.id].need != need]
        known = self.asked | {prepared.need.id: prepared for prepared in self.index.prepare(new)}
        asked = {need.id: known[need.id] for need in needs}
        if new or asked.keys() != self.asked.keys():
            self.index.learn(prepared for prepared in asked.values() if not prepared.empty)
        self.asked = asked

    def _tidy(self, readings: "TableReadings | FileReadings") -> None:
        from dnm.engines.ranking.readings import text_keys  # noqa: PLC0415 - with numpy: only where offers are ranked

        asked = [prepared.need for prepared in self.asked.values()]
        sounded = [need_words(_need_of(sounding)) for sounding in Sounding.objects.select_related("organisation")]
        readings.tidy(text_keys(self.offers.values()), text_keys([*asked, *sounded]))


def _readings() -> "TableReadings | FileReadings | None":
    """Where what was read is kept; nowhere without a model."""
    from .actions import readings  # noqa: PLC0415 - with numpy: only where offers are ranked

    if not encoder().models:
        return None
    if vectors_in_database():
        readings.remove_files(settings.DATA_DIR)
        return readings.TableReadings(encoder().reader)
    path = settings.DATA_DIR / f"readings-{ranking.ENGINE_VERSION}.index"
    return readings.FileReadings(path, encoder().reader)


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
    for sounding in Sounding.objects.filter(organisation=int(str(progress.arguments["organisation"]))).order_by("pk"):
        fitting = [int(match.offer_id) for match in _found(_need_of(sounding), index) if not match.weak]
        startups = Offer.objects.filter(pk__in=fitting).values("organisation").distinct().count()
        store_sounding(sounding, startups)


def _need_of(sounding: Sounding) -> Need:
    words = {name: getattr(sounding, name) for name in ("title", "problem", "goal", "language")}
    return Need(organisation=sounding.organisation, **words)


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
