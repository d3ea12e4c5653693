"""Which companies a round of invitations may be sent to."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from dnm.accounts.rules import Actor
from dnm.directory.models import Organisation
from dnm.directory.queries import organisations_visible_to

from ..models import Check, Invited
from ..rules import works_on_checks
from .lists import NONE, divisions_of
from .questionnaires import family, shelf

MOST = 200
"""So many companies in one go: each may get a letter."""


@dataclass(frozen=True)
class Wanted:
    """Whom to invite; "" wants all. ``fresh``: only who has never begun this questionnaire."""

    industry: str = ""
    size: str = ""
    municipality: str = ""
    fresh: bool = True
    most: int = 50


def companies_to_invite(
    actor: Actor, wanted: Wanted, key: str, *, among: Collection[int] | None = None
) -> QuerySet[Organisation]:
    """At most so many, those who were invited least often first. Whoever is invited at present is left out.

    ``among``: only these companies, as somebody has ticked them.
    """
    if not works_on_checks(actor):
        return Organisation.objects.none()
    keys = [known for known in shelf().known if family(known) == family(key)]
    present = Invited.objects.filter(
        organisation=OuterRef("pk"), round__questionnaire__in=keys, round__due_on__gte=timezone.localdate()
    )
    firms = organisations_visible_to(actor).filter(_fits(wanted), ~Exists(present), kind=Organisation.Kind.COMPANY)
    if among is not None:
        firms = firms.filter(pk__in=among)
    if wanted.fresh:
        firms = firms.filter(~Exists(Check.objects.filter(organisation=OuterRef("pk"), questionnaire__in=keys)))
    counted = firms.annotate(invited_before=Count("check_invitations"))
    return counted.order_by("invited_before", "sort_name", "pk")[: min(wanted.most, MOST)]


def _fits(wanted: Wanted) -> Q:
    fits = Q()
    if wanted.industry == NONE:
        fits &= Q(industry="")
    elif wanted.industry:
        inside = Q()
        for division in divisions_of(wanted.industry):
            inside |= Q(industry__startswith=division)
        fits &= inside
    if wanted.size:
        fits &= Q(size_class="" if wanted.size == NONE else wanted.size)
    if wanted.municipality:
        fits &= Q(municipality="" if wanted.municipality == NONE else wanted.municipality)
    return fits
