"""Needs and offers as each actor may see them."""

from collections.abc import Iterable

from django.db.models import QuerySet

from dnm.accounts.rules import Actor, is_scout
from dnm.accounts.workflow import Audience
from dnm.directory.models import Organisation

from ..models import Match, Need, Offer, Sounding
from ..workflow import OPEN


def needs_visible_to(actor: Actor) -> QuerySet[Need]:
    """Confidential rows: scouts see what was ever sent, companies their own; nobody else sees any."""
    needs = Need.objects.select_related("organisation", "contact", "scout")
    if is_scout(actor):
        return needs.filter(number__isnull=False)
    if actor.audience != Audience.MEMBER or actor.organisation_id is None:
        return needs.none()
    own = needs.filter(organisation=actor.organisation_id, organisation__kind=Organisation.Kind.COMPANY)
    if actor.only:
        kind, _colon, key = actor.only.partition(":")
        return own.filter(pk=key) if kind == "need" else own.filter(introductions=int(key))
    return own


def matches_visible_to(actor: Actor) -> QuerySet[Match]:
    """What the engine suggests is for the office alone."""
    matches = Match.objects.filter(need__in=needs_visible_to(actor)) if is_scout(actor) else Match.objects.none()
    return matches.select_related("need__organisation", "offer__organisation__startup")


def sent_need(number: str) -> Need | None:
    """By its number: for the page that confirms to a stranger what was just sent."""
    return Need.objects.select_related("organisation", "contact", "scout").filter(number=number).first()


def offers_for(need: Need) -> QuerySet[Offer]:
    """Every offer a need may be matched with: active, of confirmed start-ups, not the organisation's own."""
    offers = Offer.objects.filter(active=True, organisation__confirmed_at__isnull=False)
    return offers.exclude(organisation=need.organisation).select_related("organisation__startup")


def open_needs() -> QuerySet[Need]:
    return Need.objects.filter(state__in=OPEN)


def soundings_of(organisation: Organisation, keys: Iterable[str]) -> dict[str, int | None]:
    """Key of the words -> how many start-ups would answer; None while the worker is counting."""
    found = Sounding.objects.filter(organisation=organisation, key__in=list(keys))
    return dict(found.values_list("key", "startups"))
