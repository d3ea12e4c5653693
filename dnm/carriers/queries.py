from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from .models import Share


def shares_on(day: date) -> QuerySet[Share]:
    """Each carrier's share as it stood on that day, the largest first."""
    latest = Share.objects.filter(carrier=OuterRef("carrier"), since__lte=day).order_by("-since", "-pk")
    shares = Share.objects.filter(pk=Subquery(latest.values("pk")[:1]))
    return shares.select_related("carrier").order_by("-percent", "carrier__sort_name", "pk")
