from django.db import transaction

from dnm.accounts.models import User
from dnm.accounts.rules import Actor
from dnm.journal.actions import record

from ..models import Round
from ..rules import works_on_checks
from .steps import only_if


@transaction.atomic
def log_export(*, by: Actor, kind: str, companies: int) -> None:
    """Who took scores of companies out of the house, as which file, of how many."""
    only_if(works_on_checks(by))
    record("check.exported", User.objects.get(pk=by.id or 0), by=by, kind=kind, companies=companies)


@transaction.atomic
def log_list(planned: Round, *, by: Actor, kind: str, companies: int) -> None:
    """Who printed the list of a round with names and telephone numbers."""
    only_if(works_on_checks(by))
    record("round.listed", planned, by=by, kind=kind, companies=companies)
