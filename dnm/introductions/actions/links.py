"""Mailed links: a letter carries the link, a second letter the code; together they open one matter."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import SYSTEM, Actor
from dnm.directory.models import Contact
from dnm.journal.actions import record

from .. import emails
from ..models import MailedLink, StepTaken
from ..workflow import Party
from .consent import SIDES, recorded_release, void_recorded
from .steps import call, locked

CODE_MINUTES = 15
ATTEMPTS = 5


@transaction.atomic
def send_code(link: MailedLink) -> None:
    """Mail a fresh six-digit code to the address the link went to; the one before is void."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    now = timezone.now()
    link.code_hash, link.code_attempts = _code_hash(link, code), 0
    link.code_expires_at = now + timedelta(minutes=CODE_MINUTES)
    link.save(update_fields=["code_hash", "code_attempts", "code_expires_at"])
    emails.link_code(link.contact, code, CODE_MINUTES)


def open_with_code(link: MailedLink, code: str) -> MailedLink:
    """Raises Refused on a wrong, worn-out or late code. A code opens once."""
    with transaction.atomic():
        link = MailedLink.objects.select_for_update().get(pk=link.pk)
        now = timezone.now()
        if not link.code_hash or link.code_expires_at is None or link.code_expires_at < now:
            problem = _("Dieser Code gilt nicht mehr. Fordern Sie einen neuen an.")
        elif link.code_attempts >= ATTEMPTS:
            problem = _("Zu viele Versuche. Fordern Sie einen neuen Code an.")
        elif not constant_time_compare(link.code_hash, _code_hash(link, "".join(code.split()))):
            problem = _("Dieser Code stimmt nicht. Prüfen Sie die sechs Ziffern aus der E-Mail.")
            link.code_attempts += 1
        else:
            problem, link.code_hash = "", ""
        link.save(update_fields=["code_hash", "code_attempts"])
    if problem:
        raise Refused(problem)
    return link


def _code_hash(link: MailedLink, code: str) -> str:
    return salted_hmac(f"dnm.link.{link.pk}", code, algorithm="sha256").hexdigest()


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
