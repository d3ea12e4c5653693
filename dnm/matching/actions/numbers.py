from django.db.models import F
from django.utils import timezone

from ..models import NumberRange


def next_number(prefix: str) -> str:
    """B-2026-064: counted per prefix and year without gaps by doubles. Call inside a transaction."""
    year = timezone.localdate().year
    row, _new = NumberRange.objects.get_or_create(prefix=prefix, year=year)
    # The update locks the row, so that two needs sent at the same moment get two numbers.
    NumberRange.objects.filter(pk=row.pk).update(last=F("last") + 1)
    row.refresh_from_db()
    return str(row)
