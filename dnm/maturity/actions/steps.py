"""What every act on a check needs: its row under a lock, and a row in the journal."""

from typing import Any

from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.journal.actions import record
from dnm.journal.rules import Acting

from ..models import Check


def locked(check: Check) -> Check:
    """As it stands now, held until the end of the transaction."""
    checks = Check.objects.select_for_update(of=("self",)).select_related("organisation", "scout")
    return checks.get(pk=check.pk)


def only_if(allowed: bool) -> None:
    if not allowed:
        raise Refused(_("Das geht nur mit einem Check, den Sie öffnen dürfen."))


def note(verb: str, check: Check, *, by: Acting, **details: str | int) -> None:
    """Codes and counts only: neither answers nor scores stand in the journal."""
    facts: dict[str, Any] = {"questionnaire": check.questionnaire, "stage": check.stage, **details}
    record(verb, check, by=by, organisation_id=check.organisation_id, municipality=check.municipality, **facts)
