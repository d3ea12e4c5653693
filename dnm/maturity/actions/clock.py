"""What happens by itself: reminders, the day of the next check, and the end of what nobody needs any more.

Every act is guarded by a row under a lock, so running twice does no harm.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone

from dnm.accounts.rules import SYSTEM
from dnm.directory.models import Channel
from dnm.directory.queries import contact_for
from dnm.journal.actions import erase_asides, record
from dnm.journal.models import Entry
from dnm.mail.actions import erase_recipient

from .. import emails
from ..links import checks_address
from ..models import Check, Door, Invited, PlannedStage
from ..queries.checks import next_stage
from ..queries.rounds import due_for_reminder, due_plans
from ..workflow import DOORS_KEPT_DAYS, GUEST_DAYS
from .checks import open_check
from .doors import address_for
from .invitations import write_invitation

logger = logging.getLogger(__name__)


def run_clock(today: date | None = None) -> int:
    """Look once at everything the day may concern; returns how many letters were written."""
    today = today or timezone.localdate()
    return _each(due_for_reminder(today), _remind, today) + _each(due_plans(today), _tell_plan, today)


def _each(rows: Iterable[Model], act: Callable[[int, date], bool], today: date) -> int:
    """One broken row must not stop the clock for all others."""
    done = 0
    for row in list(rows):
        try:
            with transaction.atomic():
                done += act(row.pk, today)
        except Exception:
            logger.exception("maturity clock: %s %s", row._meta.label_lower, row.pk)
    return done


def _remind(pk: int, today: date) -> bool:
    # Asked again under the lock: another worker may have been faster.
    invited = due_for_reminder(today).select_for_update(of=("self",)).filter(pk=pk).first()
    return invited is not None and _remind_again(invited)


def _remind_again(invited: Invited) -> bool:
    invited.reminders, invited.reminded_at = invited.reminders + 1, timezone.now()
    invited.save(update_fields=["reminders", "reminded_at"])
    write_invitation(
        Invited.objects.select_related("round__scout", "organisation", "contact").get(pk=invited.pk), again=True
    )
    return True


def _tell_plan(pk: int, today: date) -> bool:
    plan = due_plans(today).select_for_update(of=("self",)).filter(pk=pk).first()
    return plan is not None and _tell_company(plan)


def _tell_company(plan: PlannedStage) -> bool:
    """The company hears that its day has come; who takes no e-mails stands in the office's list of dates."""
    plan.told_at = timezone.now()
    plan.save(update_fields=["told_at"])
    contact = contact_for(plan.organisation)
    allowed = {Channel.Permission.MAILINGS, Channel.Permission.OWN_CASES}
    taken = next_stage(plan.organisation, plan.questionnaire) != plan.stage
    if taken or not contact or not contact.email or not contact.channels.filter(permission__in=allowed).exists():
        return False
    emails.next_check_due(plan, contact, checks_address() if contact.user_id else _address(plan))
    return True


def _address(plan: PlannedStage) -> str:
    check = open_check(plan.organisation, plan.questionnaire, by=SYSTEM, way=Check.Way.ALONE)
    contact = contact_for(plan.organisation)
    assert contact, "asked before"
    return address_for(contact, check)


def forget_guests(today: date | None = None) -> int:
    """Checks that nobody has taken over within 90 days go, and doors that have long been over; returns how many."""
    today = today or timezone.localdate()
    begun_before = timezone.now() - timedelta(days=GUEST_DAYS)
    with transaction.atomic():
        checks = Check.objects.filter(organisation=None, changed_at__lt=begun_before).select_for_update()
        gone = [check.pk for check in checks]
        over = Q(expires_at__date__lt=today - timedelta(days=DOORS_KEPT_DAYS))
        _close(list(Door.objects.filter(over | Q(check_done__in=gone)).values_list("pk", flat=True)))
        for check in checks:
            record("check.forgotten", check, by=SYSTEM)
        Check.objects.filter(pk__in=gone).delete()
    return len(gone)


def _close(doors: list[int]) -> None:
    """With the names and addresses of whoever came through them."""
    erase_asides(Entry.objects.filter(actor_label="maturity.door", actor_id__in=doors))
    for door in doors:
        erase_recipient("maturity.door", door)
    Door.objects.filter(pk__in=doors).delete()
