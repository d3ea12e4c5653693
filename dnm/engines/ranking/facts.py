"""What facts say for and against a match, and what is not known. One function per topic.

A topic the need says nothing about gives no reason; a topic the offer says nothing about is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from dnm.engines.ranking.cleaning import clean
from dnm.engines.ranking.negation import Excluded, brought
from dnm.engines.ranking.records import SIZE_CLASSES, STAGES, Need, Offer, Reason, Reference, Weights

YEARLY_PRICES = {"month": 12, "year": 1, "once": 1}
"""A price per month is compared with the budget as the price of one year."""
UPPER_PART = 0.85
"""Share of the largest budget from which a price counts as its upper end."""
NEARLY = 4
"""Letters of a word that its other forms share; offers without them are not read closely."""
LONGEST_CLAUSE = 120


def fact_reasons(need: Need, offer: Offer, weights: Weights) -> list[Reason]:
    """All reasons from facts, in a fixed order of topics."""
    return [reason for topic in TOPICS for reason in topic(need, offer, weights)]


def industry(need: Need, offer: Offer, weights: Weights) -> Iterator[Reason]:
    if not need.industry:
        return
    if not offer.industries:
        yield unknown("industry", industry=need.industry)
    elif any(same_division(need.industry, served) for served in offer.industries):
        yield Reason("for", "industry", "industry_served", weights.industry, parameters={"industry": need.industry})


def reference(need: Need, offer: Offer, weights: Weights) -> Iterator[Reason]:
    if not need.industry:
        return
    fitting = [item for item in offer.references if same_division(need.industry, item.industry)]
    if not fitting:
        if not offer.references:
            yield unknown("reference", industry=need.industry)
        return
    best = max(fitting, key=lambda item: (item.confirmed, item.size_class == need.size_class, item.label))
    points = weights.reference + (weights.reference_confirmed if best.confirmed else 0)
    code = "reference_confirmed" if best.confirmed else "reference_industry"
    yield Reason("for", "reference", code, points, parameters=_reference_parameters(best, len(fitting)))


def _reference_parameters(best: Reference, count: int) -> dict[str, str]:
    return {
        "label": best.label,
        "industry": best.industry,
        "count": str(count),
        "size_class": best.size_class,
    }


def size(need: Need, offer: Offer, weights: Weights) -> Iterator[Reason]:
    if need.size_class not in SIZE_CLASSES:
        return
    served = {*offer.size_classes, *(item.size_class for item in offer.references if item.size_class)}
    parameters = {"size_class": need.size_class}
    if need.size_class in served:
        yield Reason("for", "size", "size_served", weights.same_size, parameters=parameters)
    elif offer.size_classes:
        parameters["served"] = ",".join(name for name in SIZE_CLASSES if name in offer.size_classes)
        yield Reason("against", "size", "size_not_served", weights.other_size, parameters=parameters)
    else:
        yield unknown("size", **parameters)


def region(need: Need, offer: Offer, weights: Weights) -> Iterator[Reason]:
    if not need.region:
        return
    parameters = {"region": need.region, "seat": offer.region}
    if offer.regions and "*" not in offer.regions:
        served = any(inside(need.region, path) for path in offer.regions)
        parameters["served"] = ",".join(offer.regions)
        if not served:
            yield Reason("against", "region", "region_not_served", weights.other_region, parameters=parameters)
            return
    shared = common_path(need.region, offer.region)
    if shared.count("-") >= 1:
        parameters["shared"] = shared
        yield Reason("for", "region", "region_same", weights.region, parameters=parameters)
    elif not offer.region and not offer.regions:
        yield unknown("region", **parameters)


def form(need: Need, offer: Offer, weights: Weights) -> Iterator[Reason]:
    if not need.forms:
        return
    wished = ",".join(sorted(need.forms))
    common = sorted(need.forms & offer.forms)
    if not offer.forms:
        yield unknown("form", wished=wished)
    elif common:
        yield Reason("for", "form", "form_same", weights.form, parameters={"forms": ",".join(common)})
    else:
        offered = {"wished": wished, "offered": ",".join(sorted(offer.forms))}
        yield Reason("against", "form", "form_other", weights.other_form, parameters=offered)


def language(need: Need, offer: Offer, weights: Weights) -> Iterator[Reason]:
    if not need.languages:
        return
    wished = ",".join(need.languages)
    common = [code for code in need.languages if code in offer.languages]
    if not offer.languages:
        yield unknown("language", wished=wished)
    elif common:
        yield Reason("for", "language", "language_same", weights.language, parameters={"languages": ",".join(common)})
    else:
        spoken = {"wished": wished, "offered": ",".join(offer.languages)}
        yield Reason("against", "language", "language_other", weights.other_language, parameters=spoken)


def budget(need: Need, offer: Offer, weights: Weights) -> Iterator[Reason]:
    if need.budget_to is None:
        return
    parameters = {"budget_to": str(need.budget_to)}
    if offer.price_from is None:
        yield unknown("budget", **parameters)
        return
    cost = offer.price_from * YEARLY_PRICES.get(offer.price_per, 1)
    parameters |= {"price_from": str(offer.price_from), "price_per": offer.price_per, "cost": str(cost)}
    if cost > need.budget_to:
        yield Reason("against", "budget", "budget_exceeded", weights.over_budget, parameters=parameters)
    elif cost > UPPER_PART * need.budget_to:
        yield Reason("against", "budget", "budget_upper", weights.upper_budget, parameters=parameters)
    else:
        yield Reason("for", "budget", "budget_fits", weights.budget, parameters=parameters)


def stage(need: Need, offer: Offer, weights: Weights) -> Iterator[Reason]:
    if need.stage not in STAGES:
        return
    parameters = {"wished": need.stage, "offered": offer.stage}
    if offer.stage not in STAGES:
        yield unknown("stage", **parameters)
    elif STAGES.index(offer.stage) >= STAGES.index(need.stage):
        yield Reason("for", "stage", "stage_reached", weights.stage, parameters=parameters)
    else:
        yield Reason("against", "stage", "stage_too_early", weights.too_early, parameters=parameters)


def capacity(need: Need, offer: Offer, weights: Weights) -> Iterator[Reason]:
    if offer.capacity is not None and offer.capacity <= 0:
        yield Reason("against", "capacity", "capacity_none", weights.no_capacity)


def refused(need: Need, offer: Offer, weights: Weights) -> Iterator[Reason]:
    """Earlier refusals between the two, each by its code, together never below `refused_most`."""
    left = weights.refused_most
    for code in sorted(item.code for item in need.refusals if item.offer == offer.id):
        points = max(left, weights.refused.get(code, 0))
        left -= points
        yield Reason("against", "refused", "refused_before", points, parameters={"code": code})


def unwanted_reasons(unwanted: Sequence[Excluded], offer: Offer, weights: Weights) -> list[Reason]:
    """At most one reason: the first thing ruled out in the need's text that the offer's text brings."""
    small = f"{offer.title}\n{offer.text}".lower() if unwanted else ""
    for one in unwanted:
        if all(word[:NEARLY] in small for word in one.words):
            clause = brought(one, clean(offer.title)) or brought(one, clean(offer.text))
            if clause:
                parameters = {"excluded": one.clause, "brought": shortened(clause)}
                return [Reason("against", "unwanted", "unwanted_brought", weights.unwanted, parameters=parameters)]
    return []


def shortened(clause: str) -> str:
    """A clause of at most LONGEST_CLAUSE characters, cut between words."""
    return clause if len(clause) <= LONGEST_CLAUSE else clause[:LONGEST_CLAUSE].rsplit(" ", 1)[0] + " …"


TOPICS: tuple[Callable[[Need, Offer, Weights], Iterator[Reason]], ...] = (
    industry,
    reference,
    size,
    region,
    form,
    language,
    budget,
    stage,
    capacity,
    refused,
)


def unknown(topic: str, **parameters: str) -> Reason:
    """What the need asks and the offer leaves open; counts nothing."""
    filled: Mapping[str, str] = parameters
    return Reason("unknown", topic, f"{topic}_unknown", 0, parameters=filled)


def same_division(left: str, right: str) -> bool:
    """Whether two WZ codes share their division (the first two digits)."""
    digits = ["".join(character for character in code if character.isdigit())[:2] for code in (left, right)]
    return len(digits[0]) == 2 and digits[0] == digits[1]


def inside(place: str, area: str) -> bool:
    """Whether a region path lies in another: DE-NW-SOEST in DE-NW."""
    return place == area or place.startswith(area + "-")


def common_path(left: str, right: str) -> str:
    """The longest common beginning of two region paths, in whole parts."""
    common = []
    for one, other in zip(left.split("-"), right.split("-"), strict=False):
        if one != other:
            break
        common.append(one)
    return "-".join(common)
