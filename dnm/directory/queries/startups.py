from django.db.models import Q, QuerySet

from dnm.accounts.rules import Actor

from ..models import Organisation
from ..sorting import search_form


def startups() -> QuerySet[Organisation]:
    found = Organisation.objects.filter(kind=Organisation.Kind.STARTUP)
    return found.select_related("startup__vouched_by").order_by("sort_name", "pk")


def listed_startups() -> QuerySet[Organisation]:
    """Confirmed start-ups that agreed to be named in public."""
    return startups().filter(confirmed_at__isnull=False, startup__listed=True)


def startups_awaiting_confirmation() -> QuerySet[Organisation]:
    """Registered or proposed, and no scout has decided yet; who waits longest comes first."""
    waiting = startups().filter(confirmed_at=None, startup__rejected_at=None)
    return waiting.order_by("created_at", "pk")


def startups_of_hub(actor: Actor) -> QuerySet[Organisation]:
    """Those a partner hub stands for."""
    return startups().filter(startup__vouched_by=actor.organisation_id, startup__vouched_by__isnull=False)


def similar_organisations(organisation: Organisation) -> QuerySet[Organisation]:
    """Entries that may be the same one: the same name in search form, or the same website."""
    alike = Q(search_name=search_form(organisation.name)[:200])
    if organisation.website:
        host = organisation.website.split("://", 1)[-1].split("/", 1)[0].removeprefix("www.")
        alike |= Q(website__icontains=f"//{host}") | Q(website__icontains=f"//www.{host}")
    return Organisation.objects.filter(alike).exclude(pk=organisation.pk).order_by("sort_name", "pk")[:5]
