"""Where checks may name a person."""

from django.db.models import Q, QuerySet

from dnm.directory.models import Contact
from dnm.directory.queries.traces import Words

from ..models import Answer, Check, Door, Round

WORDS = (
    Words(Check, ("firm",), lambda firm: Check.objects.filter(organisation=firm)),
    Words(Answer, ("by_name",), lambda firm: Answer.objects.filter(check_done__organisation=firm)),
    Words(
        Door, ("name", "email"),
        lambda firm: Door.objects.filter(Q(check_done__organisation=firm) | Q(invited__organisation=firm)),
    ),
    Words(Round, ("title", "text"), lambda firm: Round.objects.filter(invited__organisation=firm)),
)  # fmt: skip


def doors_of(contact: Contact) -> QuerySet[Door]:
    """Addresses that went to this person: as the firm's contact, or as a colleague with the same mailbox."""
    mine = Q(contact=contact)
    if contact.email:
        same = Q(check_done__organisation=contact.organisation_id) | Q(invited__organisation=contact.organisation_id)
        mine |= same & Q(email__iexact=contact.email)
    return Door.objects.filter(mine).order_by("pk")
