"""New offers, and what speaks for a company of which only answers to a Digital-Check are known."""

import re
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import QuerySet

from dnm.accounts.rules import Actor, is_scout
from dnm.directory.industries import DIVISION, ancestors, industry
from dnm.directory.models import Organisation
from dnm.journal.models import Entry

from ..models import Match, Offer
from ..workflow import OPEN
from .needs import matches_visible_to

SHORTEST = 5
"""Shorter words are in every text."""
COMMON_BEGINNING = 6
"""So many letters make "Lagerbestände" and "Lagerbestand" one word."""


def offers_since(moment: datetime, actor: Actor) -> QuerySet[Offer]:
    """Of confirmed start-ups, entered or changed since then; for scouts only, the newest first."""
    if not is_scout(actor):
        return Offer.objects.none()
    offers = Offer.objects.filter(active=True, organisation__confirmed_at__isnull=False, changed_at__gte=moment)
    return offers.select_related("organisation__startup").order_by("-changed_at", "-pk")


def added_since(moment: datetime, offers: Iterable[Offer]) -> set[int]:
    """Those of them that did not exist before; the others were only changed."""
    entries = Entry.objects.filter(verb="offer.added", at__gte=moment, subject_id__in=[offer.pk for offer in offers])
    return set(entries.values_list("subject_id", flat=True))


def words_in(text: str) -> dict[str, str]:
    """Beginning of a word -> the word as it stands there first."""
    found: dict[str, str] = {}
    for word in re.findall(r"[^\W\d_]+", text):
        if len(word) >= SHORTEST:
            found.setdefault(word.casefold()[:COMMON_BEGINNING], word)
    return found


def words_in_common(offer: Offer, words: Collection[str]) -> list[str]:
    """Words of the offer that begin like one of these, as the offer writes them."""
    return [word for beginning, word in words_in(f"{offer.title} {offer.text}").items() if beginning in words]


def works_for_industry(startup: Organisation, code: str) -> bool | None:
    """None where one of the two is not known: that speaks neither for nor against."""
    wanted = startup.startup.target_industries if hasattr(startup, "startup") else []
    if not wanted or not code:
        return None
    divisions = {_division(one) for one in wanted}
    return _division(code) in divisions


def works_for_size(startup: Organisation, size: str) -> bool | None:
    wanted = startup.startup.target_sizes if hasattr(startup, "startup") else []
    return size in wanted if wanted and size else None


def _division(code: str) -> str:
    try:
        steps = [industry(code), *ancestors(code)]
    except KeyError:  # a code of an older edition
        return code[:2]
    return next((one.code for one in steps if one.level == DIVISION), code)


def ranked_for(offer: Offer, companies: Iterable[int], actor: Actor) -> dict[int, Match]:
    """Company -> the open need of it that this offer fits best, where the ranking knows one that is not weak."""
    matches = matches_visible_to(actor).filter(offer=offer, weak=False, need__organisation__in=list(companies))
    open_ones = matches.filter(need__state__in=OPEN).exclude(decision=Match.Decision.REJECTED)
    return {match.need.organisation_id: match for match in open_ones.order_by("-rank", "-pk")}
