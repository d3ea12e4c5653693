"""The office reminds a round by hand, within the two reminders that the clock would send by itself."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from dnm.accounts.rules import Actor
from dnm.journal.actions import record

from ..models import Invited, Round
from ..queries.rounds import still_to_remind
from ..rules import works_on_checks
from ..workflow import QUIET_DAYS
from .invitations import write_invitation
from .steps import only_if


@transaction.atomic
def remind_round(planned: Round, *, by: Actor) -> list[Invited]:
    """Whoever was invited by e-mail, has not finished and has not heard from us for three days.

    A double click reminds nobody twice.
    """
    only_if(works_on_checks(by))
    planned = Round.objects.select_for_update(of=("self",)).get(pk=planned.pk)
    now = timezone.now()
    rows = list(still_to_remind(planned, now - timedelta(days=QUIET_DAYS)).select_for_update(of=("self",)))
    for invited in rows:
        invited.reminders, invited.reminded_at = invited.reminders + 1, now
        invited.save(update_fields=["reminders", "reminded_at"])
        write_invitation(invited, again=True)
    if rows:
        record("round.reminded", planned, by=by, companies=len(rows))
    return rows
