"""Entering the firm that a guest has named, where the directory does not know it."""

from django.db import transaction

from dnm.accounts.rules import Actor
from dnm.directory.actions import create_organisation
from dnm.directory.models import Organisation

from ..models import Check
from ..rules import works_on_checks
from .checks import adopt_check
from .steps import locked, only_if


@transaction.atomic
def adopt_as_new(check: Check, *, by: Actor, despite_duplicate: bool = False) -> Check:
    """A new company with what the guest told, and the check is its own; both or neither.

    Clicked twice, the first company stays. Raises ``AlreadyThere`` when name and postcode are known.
    """
    check = locked(check)
    only_if(works_on_checks(by) and (bool(check.firm) or check.organisation_id is not None))
    if check.organisation_id is not None:
        return check
    firm = create_organisation(
        by=by, despite_duplicate=despite_duplicate, kind=Organisation.Kind.COMPANY, languages=["de"],
        source=Organisation.Source.WEBSITE, **check.firm,
    )  # fmt: skip
    return adopt_check(check, firm, by=by)
