"""Pausing, stopping, reopening, handing over."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.queries import scouts
from dnm.accounts.rules import Actor
from dnm.journal.actions import record
from dnm.matching.models import ReasonCode, Refusal

from .. import emails
from ..models import Introduction
from ..rules import knows, party_of
from ..workflow import Party, State
from .consent import SIDES, end_release, valid_release
from .doors import case_path, reach
from .meetings import call_off
from .steps import Spoken, StepRefused, locked, take

LONGEST_PAUSE = timedelta(days=366)


@transaction.atomic
def pause(
    introduction: Introduction, *, until: date, by: Actor, for_party: Party | None = None, spoken: Spoken | None = None
) -> Introduction:
    """Nothing falls due until that day; then the case goes on where it stood."""
    case = locked(introduction)
    if case.state == State.PAUSED:
        return case
    today = timezone.localdate()
    if not today < until <= today + LONGEST_PAUSE:
        raise StepRefused(_("Wählen Sie einen Tag von morgen bis in einem Jahr."))
    case.paused_from, case.paused_until = case.state, until
    take(case, "pause", by=by, for_party=for_party, spoken=spoken, until=until.isoformat())
    case.due_on = until
    case.save(update_fields=["due_on"])
    return case


@transaction.atomic
def resume(introduction: Introduction, *, by: Actor) -> Introduction:
    case = locked(introduction)
    if case.state != State.PAUSED:
        return case
    back = State(case.paused_from)
    case.paused_from, case.paused_until = "", None
    take(case, "resume", by=by, target=back)
    return case


@transaction.atomic
def stop(introduction: Introduction, *, by: Actor, reason_code: str, note: str = "") -> Introduction:
    """The office ends a case; sides that were asked hear about it."""
    case = locked(introduction)
    if case.state == State.STOPPED:
        return case
    if reason_code not in ReasonCode.values:
        raise StepRefused(_("Wählen Sie einen Grund."))
    told = [side for side in SIDES if knows(case, side)]
    case.reason_code, case.reason_side = reason_code, "office"
    take(case, "stop", by=by, note=note.strip(), reason=reason_code)
    call_off(case)
    for side in told:
        reach(case, side, emails.stopped, case_path(case), must=False)
    return case


@transaction.atomic
def reopen(introduction: Introduction, *, by: Actor) -> Introduction:
    """Start again from the suggestion: earlier answers count no longer, earlier releases are void.

    Whoever was introduced stays so, as long as both releases stand: the case goes on at the introduction.
    """
    case = locked(introduction)
    if case.introduced_at and not all(valid_release(case, side) for side in SIDES):
        raise StepRefused(_("Eine Freigabe wurde widerrufen. Dieser Vorgang bleibt geschlossen."))
    case.reason_code = case.reason_side = case.passed_on = ""
    case.paused_from, case.paused_until = "", None
    if case.introduced_at:
        take(case, "reopen", by=by, target=State.INTRODUCED)
    else:
        case.startup_answers = {}
        take(case, "reopen", by=by)
        for side in SIDES:
            release = valid_release(case, side)
            if release:
                end_release(release, by=by, voided=True)
    if case.need:
        Refusal.objects.filter(need=case.need, startup=case.startup).delete()
    return case


@transaction.atomic
def hand_over(introduction: Introduction, owner_id: int, *, by: Actor) -> Introduction:
    """Another scout takes the case, and hears so."""
    case = locked(introduction)
    if party_of(by, case) not in (Party.SCOUT, Party.CLOCK):
        raise StepRefused(_("Das entscheidet das Büro."))
    owner = scouts().filter(pk=owner_id).first()
    if owner is None:
        raise Refused(_("Diese Person kann keine Vorgänge führen. Wählen Sie jemand anderen."))
    if case.owner_id != owner.pk:
        before, case.owner = case.owner_id, owner
        case.save(update_fields=["owner"])
        record("introduction.handed_over", case, by=by, organisation_id=case.company_id, before=before, after=owner.pk)
        emails.tell_owner(case, "introductions/handed_over_office")
    return case
