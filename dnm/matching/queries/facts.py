"""Needs and offers as the ranking engine reads them."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils import timezone

from dnm.directory.models import Organisation
from dnm.engines import ranking
from dnm.engines.ranking import records

from ..models import Budget, Form, Need, Offer, Refusal

HOME_REGION = "DE-NW-SOEST"
BUDGETS: dict[str, tuple[int | None, int | None]] = {
    Budget.UNKNOWN: (None, None),
    Budget.UNDER_5K: (0, 5_000),
    Budget.FROM_5K: (5_000, 10_000),
    Budget.FROM_10K: (10_000, 25_000),
    Budget.FROM_25K: (25_000, 50_000),
    Budget.OVER_50K: (50_000, None),
}
STAGES = {"idea": "idea", "seed": "prototype", "early": "pilot", "growth": "market", "later": "market"}
WISHED_STAGES = {
    Form.PURCHASE: "pilot",
    Form.LICENCE: "pilot",
    Form.PILOT: "prototype",
    Form.JOINT_DEVELOPMENT: "idea",
    Form.RESEARCH: "idea",
}
"""How far a solution must be at least for a form of cooperation: whoever buys wants what works somewhere already."""
STATES = {
    "Baden-Württemberg": "BW", "Bayern": "BY", "Berlin": "BE", "Brandenburg": "BB", "Bremen": "HB", "Hamburg": "HH",
    "Hessen": "HE", "Mecklenburg-Vorpommern": "MV", "Niedersachsen": "NI", "Nordrhein-Westfalen": "NW",
    "Rheinland-Pfalz": "RP", "Saarland": "SL", "Sachsen": "SN", "Sachsen-Anhalt": "ST", "Schleswig-Holstein": "SH",
    "Thüringen": "TH",
}  # fmt: skip


def need_facts(need: Need) -> ranking.Need:
    company = need.organisation
    low, high = BUDGETS[need.budget]
    refusals = Refusal.objects.filter(need__organisation=company).exclude(need=need.pk).exclude(reason_code="")
    return ranking.Need(
        id=str(need.pk),
        title=need.title,
        text=need.text,
        language=need.language,
        industry=company.industry,
        size_class=company.size_class,
        region=_region(company),
        forms=frozenset(form for form in need.forms if form != Form.UNSURE),
        languages=tuple(company.languages) or ("de",),
        budget_from=low,
        budget_to=high,
        stage=_wished_stage(need),
        refusals=tuple(
            ranking.Refusal(str(offer), code)
            for offer, code in refusals.values_list("startup__offers__pk", "reason_code")
            if offer
        ),
    )


def need_words(need: Need) -> ranking.Need:
    """What the models read of a need, without the facts."""
    return ranking.Need(id=str(need.pk), title=need.title, text=need.text, language=need.language)


def offer_facts(offers: Iterable[Offer], used: Mapping[int, int]) -> list[ranking.Offer]:
    """``used``: organisation id -> introductions of this quarter. A pausing start-up has no capacity."""
    today = timezone.localdate()
    return [_offer(offer, used.get(offer.organisation_id, 0), today) for offer in offers]


def _offer(offer: Offer, used: int, today: date) -> ranking.Offer:
    firm = offer.organisation
    profile = getattr(firm, "startup", None)
    return ranking.Offer(
        id=str(offer.pk),
        title=offer.title,
        text=offer.text,
        language=offer.language,
        industries=tuple(profile.target_industries) if profile else (),
        size_classes=tuple(profile.target_sizes) if profile else (),
        region=_region(firm),
        regions=("*",),
        forms=frozenset(profile.forms) if profile else frozenset(),
        languages=tuple(firm.languages),
        price_from=int(offer.price_from) if offer.price_from is not None else None,
        price_to=int(offer.price_to) if offer.price_to is not None else None,
        price_per=offer.price_unit or "once",
        stage=STAGES.get(profile.stage, "") if profile else "",
        capacity=free_capacity(firm, used, today),
        references=tuple(
            ranking.Reference(industry=one.industry, label=one.text, confirmed=one.confirmed_on is not None)
            for one in firm.references.all()
        ),
    )


def _region(firm: Organisation) -> str:
    """The seat as a path; only places of the own Kreis have a code."""
    if firm.municipality:
        return HOME_REGION
    state = STATES.get(firm.state, "")
    return f"DE-{state}" if state else ""


def _wished_stage(need: Need) -> str:
    """The least advanced stage that one of the wished forms accepts; empty while the company has named none."""
    accepted = [WISHED_STAGES[Form(form)] for form in need.forms if form in WISHED_STAGES]
    return min(accepted, key=records.STAGES.index, default="")


def free_capacity(startup: Organisation, used: int, today: date) -> int | None:
    """How many more introductions this quarter; 0 while pausing, None when the start-up has not said."""
    profile = getattr(startup, "startup", None)
    if profile is None:
        return None
    if profile.paused_until and profile.paused_until >= today:
        return 0
    return max(profile.capacity - used, 0)
