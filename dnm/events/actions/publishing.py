"""Review and publish a plan: names go to those who meet, letters to those for whom something changes."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.introductions.actions.consent import receipt_columns
from dnm.journal.actions import record

from .. import emails
from ..models import ParticipantDisclosure, ParticipantRelease, Plan
from ..papers import personal_calendar
from ..queries import current_plan
from ..queries.plans import Talk, own_talks
from ..queries.reasons import faults_of
from ..rules import absent_slots, release_values
from ..workflow import Phase, PlanState, next_phase
from .checks import count_on, editable_plan, locked_day, locked_event, only_office
from .doors import address_for
from .joining import accept


@transaction.atomic
def review_plan(plan: Plan, *, by: Actor, seen: int | None = None) -> Plan:
    """Somebody of the office has looked at it; only then it can be published. Twice counts once.

    ``seen``: revision of the day on the page that was looked at.
    """
    only_office(by)
    locked_day(plan.day)
    if Plan.objects.filter(pk=plan.pk, reviewed_at__isnull=False).exists():
        return editable_plan(plan)
    plan = editable_plan(plan, seen)
    if not plan.meetings.exists():
        raise Refused(_("In diesem Plan steht noch kein Gespräch."))
    if problem := _problem(plan):
        raise Refused(problem)
    plan.reviewed_at = timezone.now()
    plan.save(update_fields=["reviewed_at"])
    count_on(plan.day)
    record("meeting_day.plan_reviewed", plan, by=by, event=plan.day.event_id, version=plan.version)
    return plan


def _problem(plan: Plan) -> str:
    """What has changed since the plan was made: releases withdrawn, somebody away; else what the checker finds."""
    released = _releases(plan)
    for one in plan.meetings.select_related("company__organisation", "startup__organisation"):
        for party in (one.company, one.startup):
            if party.pk not in released:
                return _("%(name)s hat nicht freigegeben. Planen Sie neu.") % {"name": party.organisation.name}
            if one.slot >= plan.from_slot and one.slot in absent_slots(party, plan.slots):
                return _("%(name)s ist dann nicht da.") % {"name": party.organisation.name}
    return next(iter(faults_of(plan, (get_language() or "de")[:2])), "")


def _releases(plan: Plan) -> dict[int, ParticipantRelease]:
    valid = ParticipantRelease.objects.filter(participant__day=plan.day, revoked_at=None, voided_at=None)
    return {release.participant_id: release for release in valid}


@transaction.atomic
def publish_plan(plan: Plan, *, by: Actor, seen: int | None = None) -> Plan:
    """The plan that counts from now on. Twice counts once. A variant answers a question and is never published."""
    only_office(by)
    event = locked_event(plan.day.event)  # before the day, as everywhere
    day = locked_day(plan.day)
    if Plan.objects.filter(pk=plan.pk, state=PlanState.PUBLISHED).exists():
        return Plan.objects.get(pk=plan.pk)
    plan = editable_plan(plan, seen)
    target = next_phase("publish", Phase(day.phase))
    if plan.state == PlanState.VARIANT or target is None:
        raise Refused(_("Dieser Plan kann nicht veröffentlicht werden. Legen Sie einen Entwurf an."))
    if plan.reviewed_at is None:
        raise Refused(_("Sehen Sie den Plan zuerst durch."))
    if problem := _problem(plan):
        raise Refused(problem)
    before = current_plan(day)
    if before:
        before.state = PlanState.SUPERSEDED
        before.save(update_fields=["state"])
    plan.state, plan.published_at, plan.day.phase = PlanState.PUBLISHED, timezone.now(), target
    plan.save(update_fields=["state", "published_at"])
    plan.day.save(update_fields=["phase"])
    count_on(plan.day)
    disclosed = _disclose(plan)
    record(
        "meeting_day.plan_published", plan, by=by, event=day.event_id, version=plan.version, seals=disclosed,
        meetings=plan.meetings.count(),
    )  # fmt: skip
    for participant in plan.day.participants.select_related("contact__organisation"):
        accept(participant, event, by=by)  # whose answer was older than the person, or than this rule
    _tell(plan, before)
    return plan


def _disclose(plan: Plan) -> list[ParticipantDisclosure]:
    """Each name once to each participant that meets it: the receipt."""
    releases = _releases(plan)
    known = set(
        ParticipantDisclosure.objects.filter(release__in=releases.values(), hidden_at=None).values_list(
            "release", "receiver"
        )
    )
    rows = []
    parties = ("company__organisation", "company__contact", "startup__organisation", "startup__contact")
    for one in plan.meetings.select_related(*parties):
        for giver, receiver in ((one.company, one.startup), (one.startup, one.company)):
            release = releases[giver.pk]
            if (release.pk, receiver.pk) in known:
                continue
            values = release_values(giver)
            rows += [
                ParticipantDisclosure.objects.create(
                    release=release, receiver=receiver,
                    **receipt_columns(field, values.get(field, ""), receiver.contact),
                )
                for field in release.fields
            ]  # fmt: skip
    return rows


def _tell(plan: Plan, before: Plan | None) -> None:
    """The first plan to everybody who takes part, a later one to those whose day has changed."""
    for participant in plan.day.participants.select_related("contact", "organisation"):
        participant.day = plan.day
        talks = own_talks(participant, plan)
        unchanged = before is not None and _stays(talks) == _stays(own_talks(participant, before))
        if unchanged or participant.gone_at:
            continue
        calendar = personal_calendar(participant, plan, before=before, now=timezone.now())
        emails.plan_published(
            participant, address_for(participant), talks, changed=before is not None, calendar=calendar
        )


def _stays(talks: list[Talk]) -> list[tuple[object, ...]]:
    return [(talk.pair, talk.starts, talk.table) for talk in talks]
