"""Which columns say something about a person, and what we tell that person about them (Art. 15 DSGVO)."""

from typing import Any

from dnm.directory.models import Contact
from dnm.directory.queries.traces import copies, personal_columns
from dnm.directory.rules.traces import traces_of
from dnm.maturity import personal as maturity

from .models import Need
from .queries.traces import WORDS

PERSONAL = {
    **personal_columns(WORDS),
    "matching.need": ("title", "problem", "goal", "decision_maker", "contact", "qualified_by", "scout"),
    "matching.teaser": ("title", "text", "approved_label", "accepted_risks", "written_by"),
    "matching.match": ("reasons", "decided_by"),
}
"""Table -> its personal columns; ``actions.erase_person`` takes the person out of them."""


def data_of(contact: Contact) -> dict[str, Any]:
    """What the directory and the checks tell, and for which needs the person answers."""
    told = maturity.data_of(contact)
    needs = Need.objects.filter(contact=contact).exclude(number=None).order_by("pk")
    named_in = copies(WORDS, contact.organisation, traces_of(contact))
    return told | {
        "needs": [{"number": need.number, "state": need.state} for need in needs],
        "named_in": [*told["named_in"], *named_in],
    }
