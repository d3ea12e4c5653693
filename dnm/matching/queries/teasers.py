"""Teasers that may be read outside the office: approved word for word, and only where the company ticked it."""

from django.db.models import QuerySet

from ..models import Need, Teaser
from ..workflow import NeedState

RUNNING = (NeedState.QUALIFIED, NeedState.MATCHED)


def _approved() -> QuerySet[Teaser]:
    teasers = Teaser.objects.exclude(approved_hash="").exclude(need__confidentiality=Need.Confidentiality.INTERNAL)
    return teasers.filter(need__state__in=RUNNING).order_by("-approved_at", "-pk")


def teasers_open_to_public() -> QuerySet[Teaser]:
    return _approved().filter(need__shown_publicly=True)


def teasers_open_to_startups() -> QuerySet[Teaser]:
    """For registered start-ups and partner hubs, at the company's wish."""
    return _approved().filter(need__shown_to_startups=True)


def teasers_open_to_hubs() -> QuerySet[Teaser]:
    return teasers_open_to_startups()


def teaser_for(need: Need, language: str) -> Teaser | None:
    """The approved teaser in that language; None while there is none."""
    return Teaser.objects.filter(need=need, language=language).exclude(approved_hash="").first()


def one_per_need(teasers: QuerySet[Teaser], language: str) -> list[Teaser]:
    """Each need once: in the reader's language where there is a teaser in it. Keeps the order; one query."""
    chosen: dict[int, Teaser] = {}
    for teaser in teasers.select_related("need__organisation"):
        known = chosen.get(teaser.need_id)
        if known is None or (known.language != language and teaser.language == language):
            chosen[teaser.need_id] = teaser
    return list(chosen.values())
