"""Art. 17 DSGVO: a person goes out of needs, teasers and offers; the firm's words stay."""

from django.db import transaction

from dnm.accounts.rules import Actor
from dnm.directory.actions.erasure import blacken
from dnm.directory.models import Contact
from dnm.directory.rules.traces import traces_of
from dnm.maturity.actions import erase_person as erase_from_checks
from dnm.work.actions import enqueue

from ..models import Need, Offer
from ..queries.traces import WORDS
from ..workflow import OPEN
from .ranking import ask_for_ranking


@transaction.atomic
def erase_person(contact: Contact, *, by: Actor) -> Contact:
    """With everything that the checks and the directory know. Asks for the rights there."""
    changed = blacken(WORDS, contact.organisation, traces_of(contact))
    Need.objects.filter(contact=contact).update(contact=None)
    for row in changed:
        if isinstance(row, Need) and row.state in OPEN:
            ask_for_ranking(row)
    if any(isinstance(row, Offer) for row in changed):
        enqueue("matching.rank_all", "offers")
    return erase_from_checks(contact, by=by)
