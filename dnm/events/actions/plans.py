"""Drafts of the timetable: asked for, worked out by the worker, changed by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.introductions.workflow import Party
from dnm.journal.actions import record
from dnm.work.actions import cancel, enqueue
from dnm.work.models import Job
from dnm.work.queries import latest_job

from ..models import MeetingDay, Pair, Participant, Plan, PlannedMeeting
from ..queries import conflicts_of_moving
from ..queries.plans import event_file, kept_places, locked_places, meeting_id
from ..rules import slots_problem
from ..workflow import Goal, Keep, Phase, PlanState
from .checks import count_on, editable_plan, locked_day, only_office

KIND = "events.plan"
SECONDS_AT_MOST = 600
COURSE_POINTS = 400


@transaction.atomic
def ask_for_plan(
    day: MeetingDay,
    *,
    by: Actor,
    seconds: float = 30,
    based_on: Plan | None = None,
    keep: Keep = Keep.NOTHING,
    from_slot: int = 0,
    slots: Sequence[Mapping[str, Any]] | None = None,
    goal: Goal = Goal.VALUE,
    fairness: int | None = None,
    seen: int | None = None,
) -> Plan:
    """A new version that the worker fills. ``slots``: another frame makes it a variant that is never published.

    ``keep`` with ``based_on``: how much of it stays; nothing changes before ``from_slot`` (on the day).
    ``fairness``: by how many breaks two participants may differ at most; None sets no limit.
    ``seen``: revision of the day on the page; the same request from it again (a double click) gives the same plan.
    """
    only_office(by)
    day = locked_day(day)
    if problem := _asking_problem(day, seconds, based_on, keep, slots, goal):
        raise Refused(problem)
    frame = [dict(slot) for slot in slots] if slots else day.slots
    asked = {
        "state": PlanState.VARIANT if frame != day.slots else PlanState.DRAFT, "slots": frame, "based_on": based_on,
        "keep": keep if based_on else Keep.NOTHING, "from_slot": from_slot, "goal": goal, "fairness": fairness,
        "asked_at_revision": seen,
    }  # fmt: skip
    if known := _asked_before(day, asked, seconds):
        return known
    locked_day(day, seen)
    last = day.plans.aggregate(last=Max("version"))["last"] or 0
    plan = Plan.objects.create(day=day, version=last + 1, made_at=timezone.now(), **asked)
    if plan.state == PlanState.DRAFT:
        count_on(day)
    record("meeting_day.plan_asked", plan, by=by, event=day.event_id, version=plan.version, keep=plan.keep)
    enqueue(KIND, str(plan.pk), seconds=seconds)
    return plan


def _asking_problem(
    day: MeetingDay,
    seconds: float,
    based_on: Plan | None,
    keep: Keep,
    slots: Sequence[Mapping[str, Any]] | None,
    goal: Goal,
) -> str:
    if day.phase not in (Phase.WISHES, Phase.PLANNING, Phase.PUBLISHED):
        return _("Sammeln Sie zuerst die Wünsche.")
    if slots is not None and (problem := slots_problem(slots)):
        return problem
    if not 0 < seconds <= SECONDS_AT_MOST:
        return _("Die Rechenzeit liegt zwischen 1 und %(most)d Sekunden.") % {"most": SECONDS_AT_MOST}
    if goal == Goal.ALL and keep == Keep.NEARLY:
        return _("Wenige Änderungen und alle Gespräche zugleich können wir nicht planen. Wählen Sie eines.")
    if based_on and based_on.day_id != day.pk:
        return _("Dieser Plan gehört zu einem anderen Tag.")
    return ""


def _asked_before(day: MeetingDay, asked: Mapping[str, Any], seconds: float) -> Plan | None:
    """What the same page has asked for already; a plan whose computation failed is asked for anew."""
    if asked["asked_at_revision"] is None:
        return None
    same = {name: value for name, value in asked.items() if name != "slots"}
    known = next((plan for plan in day.plans.filter(**same) if plan.slots == asked["slots"]), None)
    job = latest_job(KIND, str(known.pk)) if known else None
    again = job is not None and (job.state == Job.State.FAILED or job.arguments["seconds"] != seconds)
    return None if again else known


def stop_plan(plan: Plan, *, by: Actor) -> bool:
    """The engine ends at its next look and hands in the best it has. False where it was ready before."""
    only_office(by)
    ready = Plan.objects.filter(pk=plan.pk).exclude(status="").exists()
    job = None if ready else latest_job(KIND, str(plan.pk))
    if job:
        cancel(job)
    return job is not None


def note_course(plan: Plan, points: Sequence[Sequence[float | None]]) -> None:
    """[seconds, value, gaps, bound] as the engine goes on; the picture is thinned out, its ends stay."""
    kept = list(points)
    while len(kept) > COURSE_POINTS:
        kept = [*kept[:-1:2], kept[-1]]
    Plan.objects.filter(pk=plan.pk).update(course=[list(point) for point in kept])


@transaction.atomic
def take_plan(plan: Plan, found: Mapping[str, Any], *, by: Actor) -> Plan:
    """Put the engine's PLAN (DESIGN 6.1) into the draft, in place of what it held; figures as the engine gives them.
    ``reasons`` beside it: why there is none, as ``queries.reasons_of`` reads them.

    A meeting that stays also keeps its table where that is free. Refused when a meeting is not one of this day's.
    """
    only_office(by)
    plan = editable_plan(plan)
    offered = {entry["id"]: entry["between"] for entry in event_file(plan)["meetings"]}
    unknown = [entry["id"] for entry in found["meetings"] if entry["id"] not in offered]
    if unknown:
        raise Refused(_("Der Plan passt nicht mehr zum Tag: Wünsche oder Freigaben haben sich geändert."))
    places = {entry["id"]: (entry["slot"], entry["table"]) for entry in found["meetings"]}
    _seat_kept(places, _wanted_tables(plan), hosted_tables(plan))
    plan.meetings.all().delete()
    PlannedMeeting.objects.bulk_create(
        PlannedMeeting(plan=plan, company_id=int(company[1:]), startup_id=int(startup[1:]), slot=slot, table=table)
        for key, (slot, table) in places.items()
        for company, startup in [offered[key]]
    )
    for name in ("status", "value", "bound", "breaks", "idle_slots", "seconds"):
        setattr(plan, name, found.get(name))
    plan.reasons = list(found.get("reasons") or ())
    plan.changed_by_hand = False
    plan.save()
    if plan.state == PlanState.DRAFT:
        count_on(plan.day)
    record("meeting_day.plan_made", plan, by=by, event=plan.day.event_id, status=plan.status, meetings=len(places))
    return plan


def _wanted_tables(plan: Plan) -> dict[str, tuple[int, int]]:
    """Meeting -> (slot, table) where it should sit: as in the plan before, or as the office locked it."""
    return {meeting_id(*key): place for key, place in (kept_places(plan) | locked_places(plan)).items()}


def hosted_tables(plan: Plan) -> set[str]:
    """Meetings whose table is a host's own and never changes."""
    hosts = {one.pk for one in plan.day.participants.filter(table__isnull=False)}
    return {
        meeting_id(int(company[1:]), int(startup[1:]))
        for company, startup in (entry["between"] for entry in event_file(plan)["meetings"])
        if hosts & {int(company[1:]), int(startup[1:])}
    }


def _seat_kept(places: dict[str, tuple[int, int]], wanted: Mapping[str, tuple[int, int]], hosted: set[str]) -> None:
    """Swap tables inside a slot so that meetings that stay keep theirs; a host's meeting is never moved."""
    for key, (slot, table) in wanted.items():
        if key not in places or key in hosted or places[key][0] != slot or places[key][1] == table:
            continue
        other = next((one for one, place in places.items() if place == (slot, table)), None)
        if other and (other in hosted or wanted.get(other) == (slot, table)):
            continue
        if other:
            places[other] = places[key]
        places[key] = slot, table


@transaction.atomic
def move_meeting(
    meeting: PlannedMeeting, slot: int, table: int, *, by: Actor, seen: int | None = None
) -> PlannedMeeting:
    """By hand, by form or drag. Refused with the first conflict in words; ``conflicts_of_moving`` tells them before."""
    only_office(by)
    plan = editable_plan(meeting.plan, seen)
    fresh = plan.meetings.select_related("company__organisation", "startup__organisation").filter(pk=meeting.pk).first()
    if fresh is None:
        raise Refused(_("Dieses Gespräch steht nicht mehr im Plan. Laden Sie die Seite neu."))
    if conflicts := conflicts_of_moving(plan, fresh, slot, table):
        raise Refused(" ".join(conflict.text for conflict in conflicts))
    fresh.slot, fresh.table = slot, table
    fresh.save(update_fields=["slot", "table"])
    _by_hand(plan, by, "meeting_day.meeting_moved", slot=slot, table=table)
    return fresh


@transaction.atomic
def remove_meeting(meeting: PlannedMeeting, *, by: Actor, seen: int | None = None) -> None:
    only_office(by)
    plan = editable_plan(meeting.plan, seen)
    plan.meetings.filter(pk=meeting.pk).delete()
    _by_hand(plan, by, "meeting_day.meeting_removed", pair=[meeting.company_id, meeting.startup_id])


def _by_hand(plan: Plan, by: Actor, verb: str, **details: Any) -> None:
    """What the engine said of the plan holds no longer."""
    plan.changed_by_hand, plan.reviewed_at = True, None
    plan.save(update_fields=["changed_by_hand", "reviewed_at"])
    count_on(plan.day)
    record(verb, plan, by=by, event=plan.day.event_id, version=plan.version, **details)


@transaction.atomic
def lock_meeting(meeting: PlannedMeeting, *, by: Actor, seen: int | None = None) -> Pair:
    """From now on every plan of this day has this meeting at this time and table."""
    return _say(meeting.company, meeting.startup, by, seen, locked_slot=meeting.slot, locked_table=meeting.table)


@transaction.atomic
def bind_pair(company: Participant, startup: Participant, session: int, *, by: Actor, seen: int | None = None) -> Pair:
    """The next plan has their meeting in this session, as numbered in the frame."""
    if session not in {slot["session"] for slot in company.day.slots}:
        raise Refused(_("Diesen Block gibt es nicht."))
    return _say(company, startup, by, seen, session=session)


@transaction.atomic
def forbid_pair(company: Participant, startup: Participant, *, by: Actor, seen: int | None = None) -> Pair:
    """The next plan keeps them apart. Private to the office, like a "no thanks"."""
    return _say(company, startup, by, seen, forbidden=True)


@transaction.atomic
def free_pair(company: Participant, startup: Participant, *, by: Actor, seen: int | None = None) -> Pair:
    """Neither locked nor forbidden nor bound any more."""
    return _say(company, startup, by, seen)


def _say(company: Participant, startup: Participant, by: Actor, seen: int | None, **values: Any) -> Pair:
    only_office(by)
    day = locked_day(company.day, seen)
    if (company.side, startup.side, company.day_id) != (Party.COMPANY, Party.STARTUP, startup.day_id):
        raise Refused(_("Wählen Sie ein Unternehmen und ein Startup."))
    said = {"forbidden": False, "session": None, "locked_slot": None, "locked_table": None} | values
    pair, _is_new = Pair.objects.update_or_create(company=company, startup=startup, defaults=said)
    count_on(day)
    record("meeting_day.pair_said", pair, by=by, event=company.day.event_id, **said)
    return pair
