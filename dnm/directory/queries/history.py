from django.db.models import QuerySet

from dnm.journal.models import Entry

from ..models import Organisation


def history_of_organisation(organisation: Organisation) -> QuerySet[Entry]:
    """Everything the journal holds about it and its matters, newest first, with who acted."""
    return Entry.objects.filter(organisation_id=organisation.pk).select_related("aside").order_by("-id")
