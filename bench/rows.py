"""The same pages with a given number of rows, made for the moment and rolled back: queries must not grow with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from dnm.accounts.models import User
from dnm.accounts.workflow import Role
from dnm.directory.models import Organisation
from dnm.introductions.models import Introduction
from dnm.introductions.workflow import State
from dnm.matching.models import Match, Need, Offer
from dnm.matching.workflow import NeedState
from tests.factories import ContactFactory, NeedFactory, OfferFactory, OrganisationFactory, StartupFactory, UserFactory

if TYPE_CHECKING:
    from bench.visits import Visitor

NAME = "Zählprobe"


def queries_with(count: int, visitor: Visitor) -> dict[str, int]:
    """Page -> queries while it has exactly ``count`` rows to show."""
    with transaction.atomic():
        scout = UserFactory(roles=[Role.SCOUT])
        offers = [_offer(number) for number in range(count)]
        firms = [_firm(number, scout) for number in range(count)]
        need = NeedFactory(organisation=firms[0], state=NeedState.QUALIFIED, number="B-0000-0000", scout=scout)
        _rank(need, offers)
        _open_cases(firms, offers, scout)
        pages = {
            "board": f"/buero/?zustaendig={scout.pk}",
            "need with its matches": f"/buero/bedarfe/{need.pk}/vorschlaege/?alle",
            "organisations: first page": f"/buero/verzeichnis/?zustaendig={scout.pk}",
            "organisations: one filter": f"/buero/verzeichnis/?zustaendig={scout.pk}",
            "organisations: two filters": f"/buero/verzeichnis/?art=company&zustaendig={scout.pk}",
            "organisations: search": f"/buero/verzeichnis/?suche={NAME}+0000",
            "organisations: search, nearly all fit": f"/buero/verzeichnis/?suche={NAME}",
            "organisations: search, other number of hits": "/buero/verzeichnis/?suche=probe+Werl",
            "organisations: typing error": "/buero/verzeichnis/?suche=Zahlprrobe",
            "organisations: typing errors in two words": "/buero/verzeichnis/?suche=Zahlprrobe+0000",
            "organisations: typing errors, other number of hits": "/buero/verzeichnis/?suche=Zahlprrobe+Wrel",
        }
        found = {page: visitor.counted(address)["queries"] for page, address in pages.items()}
        transaction.set_rollback(True)
    return found


def _firm(number: int, scout: User) -> Organisation:
    firm: Organisation = OrganisationFactory(name=f"{NAME} {number:04}", scout=scout)
    ContactFactory(organisation=firm)
    return firm


def _offer(number: int) -> Offer:
    startup = StartupFactory(name=f"Startup zur Probe {number:04}")
    ContactFactory(organisation=startup)
    offer: Offer = OfferFactory(organisation=startup)
    return offer


def _rank(need: Need, offers: list[Offer]) -> None:
    now = timezone.now()
    Match.objects.bulk_create(
        Match(need=need, offer=offer, rank=rank, score=50, engine_version="bench", computed_at=now)
        for rank, offer in enumerate(offers, 1)
    )


def _open_cases(firms: list[Organisation], offers: list[Offer], scout: User) -> None:
    now = timezone.now()
    Introduction.objects.bulk_create(
        Introduction(
            number=f"V-0000-{number:04}", company=firm, startup=offer.organisation, title="Eine von vielen",
            owner=scout, state=State.SHORTLISTED, since=now, due_on=now.date(), waiting_for="scout",
        )
        for number, (firm, offer) in enumerate(zip(firms, offers, strict=True))
    )  # fmt: skip
