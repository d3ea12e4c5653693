"""Mailed links: a letter carries the link, a second letter the code; together they open one matter."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import CODE_MINUTES, new_code, open_with_code
from dnm.accounts.rules import SYSTEM, Actor
from dnm.directory.models import Contact
from dnm.journal.actions import record

from .. import emails
from ..models import MailedLink, StepTaken
from ..workflow import Party
from .consent import SIDES, recorded_release, void_recorded
from .steps import call, locked

__all__ = ["CODE_MINUTES", "dispute", "open_with_code", "revoke_links", "send_code"]


@transaction.atomic
def send_code(link: MailedLink) -> None:
    """Mail a fresh six-digit code to the address the link went to; the one before is void."""
    emails.link_code(link.contact, new_code(link), CODE_MINUTES)


@transaction.atomic
def revoke_links(contact: Contact) -> None:
    MailedLink.objects.filter(contact=contact, revoked_at=None).update(revoked_at=timezone.now())


@transaction.atomic
def dispute(step: StepTaken, text: str, *, side: Party | None = None, by: Actor = SYSTEM) -> StepTaken:
    """ "Das stimmt nicht": what a scout recorded is contested. The consent is void, its fields are hidden, we ring up.

    ``side``: who contests it; needed where one step was recorded for both.
    """
    case = locked(step.introduction)
    step = StepTaken.objects.select_for_update().get(pk=step.pk)
    recorded_for = [Party(step.party)] if step.party in (Party.COMPANY, Party.STARTUP) else list(SIDES)
    sides = [side] if side in recorded_for else recorded_for
    if step.disputed_at and not any(recorded_release(case, one) for one in sides):
        return step
    step.disputed_at = step.disputed_at or timezone.now()
    step.dispute = "\n".join(part for part in (step.dispute, text.strip()) if part)[:2000]
    step.save(update_fields=["disputed_at", "dispute"])
    for one in sides:
        void_recorded(case, one, by=by)
        call(case, one, _("Widerspruch klären: „Das stimmt nicht“"))
    record("introduction.step_disputed", case, by=by, organisation_id=case.company_id, step=step.pk, name=step.name)
    emails.tell_owner(case, "introductions/disputed_office")
    return step
