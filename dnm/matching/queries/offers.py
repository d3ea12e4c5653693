"""A start-up's own offers, and which of them the engine found for a need."""

from collections.abc import Iterable

from django.db.models import QuerySet

from dnm.accounts.rules import Actor
from dnm.accounts.workflow import Role

from ..models import Match, Offer


def own_offers(actor: Actor) -> QuerySet[Offer]:
    """Offers of the start-up somebody is signed in for; a mailed link opens none."""
    if actor.role not in (Role.STARTUP_OWNER, Role.STARTUP_MEMBER) or actor.only:
        return Offer.objects.none()
    return Offer.objects.filter(organisation=actor.organisation_id)


def fitting_offers(needs: Iterable[int], startup_id: int) -> dict[int, Offer]:
    """Need id -> the best ranked own offer, weak ones left out. Says nothing about the need itself."""
    matches = Match.objects.filter(need__in=list(needs), offer__organisation=startup_id, weak=False)
    return {match.need_id: match.offer for match in matches.select_related("offer").order_by("-rank", "-pk")}
