"""A start-up offers something new: which companies have a low score in that topic, and what speaks for them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.introductions.queries import introductions_visible_to
from dnm.matching.models import Match, Offer
from dnm.matching.queries.new_offers import (
    added_since,
    offers_since,
    ranked_for,
    words_in,
    words_in_common,
    works_for_industry,
    works_for_size,
)
from dnm.maturity.models import Check
from dnm.maturity.queries import low_scores
from dnm.maturity.queries.questionnaires import shelf
from dnm.maturity.rules import works_on_checks
from dnm.web.access import only_for
from dnm.web.forms import Day
from dnm.web.pages import Choice
from dnm.web.requests import SignedInRequest, number_in

from .checks_figures import key_of
from .checks_words import title_of, topics_of

DAYS_BACK = 30
BELOW = 50
MOST_OFFERS, MOST_COMPANIES = 40, 60


@dataclass(frozen=True)
class Found:
    """A new offer with the words it shares with the topic's questions; without any it may fit nevertheless."""

    offer: Offer
    is_new: bool
    words: list[str]


@dataclass(frozen=True)
class Candidate:
    """A company with a low score. ``industry`` and ``size``: what the start-up works for; None for not known."""

    check: Check
    score: int
    industry: bool | None
    size: bool | None
    match: Match | None

    @property
    def order(self) -> tuple[bool, int, int]:
        return self.match is None, -sum(1 for one in (self.industry, self.size) if one), self.score


@only_for(works_on_checks)
def offers(request: SignedInRequest) -> HttpResponse:
    """Topic, day and offer stand in the address; without an offer the page lists the new ones."""
    key = key_of(request)
    titles = topics_of(key)
    asked = request.GET.get("thema", "")
    topic = asked if asked in titles else next(iter(titles))
    since, problem = _since(request)
    moment = timezone.make_aware(datetime.combine(since, time.min))
    context = {
        "topic": titles[topic],
        "topics": [Choice(one, title, None, one == topic) for one, title in titles.items()],
        "keys": [Choice(one, title_of(one), None, one == key) for one in shelf().known],
        "since": since,
        "problem": problem,
        "below": BELOW,
        "most": MOST_COMPANIES,
    }
    if "angebot" in request.GET:
        visible = offers_since(moment, request.actor)
        chosen = get_object_or_404(visible, pk=number_in(request.GET["angebot"]))
        found, left_out = candidates(request, chosen, key, topic)
        context |= {"offer": chosen, "candidates": found, "left_out": left_out}
        return render(request, "office/checks/offer.html", context)
    new = list(offers_since(moment, request.actor)[:MOST_OFFERS])
    fresh, words = added_since(moment, new), topic_words(key, topic)
    rows = [Found(offer, offer.pk in fresh, words_in_common(offer, words)) for offer in new]
    rows.sort(key=lambda row: -len(row.words))
    context |= {
        "rows": rows,
        "fitting": sum(bool(row.words) for row in rows),
        "companies": low_scores(request.actor, key, topic, BELOW).count(),
    }
    return render(request, "office/checks/offers.html", context)


def _since(request: SignedInRequest) -> tuple[date, str]:
    """The day in the address, else thirty days ago."""
    usual = timezone.localdate() - timedelta(days=DAYS_BACK)
    text = request.GET.get("seit", "").replace("\0", "")[:20]
    try:
        day = Day(required=False).clean(text)
    except Exception:
        return usual, _("Geben Sie das Datum so ein: 23.11.2026")
    return day or usual, ""


def topic_words(key: str, topic: str) -> set[str]:
    """Beginnings of the nouns that stand in this topic's questions and in no other topic's."""
    own: set[str] = set()
    others: set[str] = set()
    for one in shelf().known[key].dimensions:
        # German writes nouns with a capital; of the English side only the short labels are nouns.
        german = " ".join(f"{item.label.de} {item.question.de}" for item in one.items)
        nouns = re.findall(r"\b[A-ZÄÖÜ]\w+", german)
        labels = [item.label.en for item in one.items]
        words = words_in(" ".join([*nouns, *labels])).keys()
        own, others = (own | words, others) if one.id == topic else (own, others | words)
    return own - others


def candidates(request: SignedInRequest, offer: Offer, key: str, topic: str) -> tuple[list[Candidate], int]:
    """Who may be spoken to, what speaks most for it first; and how many the start-up does not work for."""
    startup = offer.organisation
    known = introductions_visible_to(request.actor).filter(startup=startup).values_list("company", flat=True)
    low = low_scores(request.actor, key, topic, BELOW).exclude(organisation__in=list(known))
    checks = list(low)
    ranked = ranked_for(offer, [check.organisation_id or 0 for check in checks], request.actor)
    found = [
        Candidate(
            check, check.scores[topic], works_for_industry(startup, check.industry),
            works_for_size(startup, check.size_class), ranked.get(check.organisation_id or 0),
        )
        for check in checks
    ]  # fmt: skip
    fitting = [one for one in found if one.match or False not in (one.industry, one.size)]
    return sorted(fitting, key=lambda one: one.order)[:MOST_COMPANIES], len(found) - len(fitting)
