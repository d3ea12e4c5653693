from django.db.models import Q, QuerySet

from dnm.accounts.rules import Actor, is_scout
from dnm.accounts.workflow import Audience

from ..models import Organisation


def organisations_visible_to(actor: Actor) -> QuerySet[Organisation]:
    """The only door to organisations for pages: scouts see all, members their own, hubs those they vouch for."""
    organisations = Organisation.objects.all()
    if is_scout(actor):
        return organisations
    if actor.only or actor.organisation_id is None:
        return organisations.none()
    own = Q(pk=actor.organisation_id)
    if actor.audience == Audience.HUB:
        own |= Q(startup__vouched_by=actor.organisation_id)
    return organisations.filter(own)
