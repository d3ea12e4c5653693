"""Plans and what the timetable engine reads of a meeting day (DESIGN 6.1)."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from dnm.accounts.rules import Actor

from ..models import (
    Encounter,
    MeetingDay,
    Pair,
    Participant,
    ParticipantDisclosure,
    ParticipantRelease,
    Plan,
    PlannedMeeting,
)
from ..rules import Conflict, absent_slots, can_keep_events, moving_conflicts
from ..workflow import Keep, PlanState
from .days import Mutual, mutual_pairs, participants_visible_to

Key = tuple[int, int]
"""Company's and start-up's participant."""


def plans_visible_to(actor: Actor) -> QuerySet[Plan]:
    """Drafts and variants are the office's; a participant sees the published plan through its own meetings."""
    plans = Plan.objects.select_related("day__event")
    return plans if can_keep_events(actor) else plans.none()


def current_plan(day: MeetingDay) -> Plan | None:
    return day.plans.filter(state=PlanState.PUBLISHED).first()


def meetings_visible_to(actor: Actor) -> QuerySet[PlannedMeeting]:
    """The office sees every plan; a participant its own meetings of the published one."""
    found = PlannedMeeting.objects.select_related(
        "company__organisation", "startup__organisation", "company__contact", "startup__contact", "plan__day__event"
    )
    if can_keep_events(actor):
        return found
    own = participants_visible_to(actor).values("pk")
    return found.filter(Q(company__in=own) | Q(startup__in=own), plan__state=PlanState.PUBLISHED)


def conflicts_of_moving(plan: Plan, meeting: PlannedMeeting, slot: int, table: int) -> list[Conflict]:
    """What a page warns of before a meeting is moved: ``kind``, words, and the meeting in the way. Writes nothing."""
    others = plan.meetings.select_related("company__organisation", "startup__organisation")
    locked = Pair.objects.filter(company=meeting.company_id, startup=meeting.startup_id).first()
    return moving_conflicts(meeting, slot, table, slots=plan.slots, others=others, locked=locked)


class Talk(NamedTuple):
    """A meeting as one participant may read it. ``other``: what was passed on; empty once the release is withdrawn."""

    pair: Key
    starts: datetime
    ends: datetime
    table: int
    other: str
    person: str


def moment_of(plan: Plan, slot: int) -> tuple[datetime, datetime]:
    """Begin and end of a slot on the event's day, German time."""
    frame = plan.slots[slot]
    day = timezone.localdate(plan.day.event.starts)
    starts = timezone.make_aware(datetime.combine(day, time.fromisoformat(frame["starts"])))
    return starts, starts + timedelta(minutes=frame["minutes"])


def own_talks(participant: Participant, plan: Plan) -> list[Talk]:
    """A participant's day in order, with names only as far as they were passed on. Two queries."""
    known = {
        (row.release.participant_id, row.field): row.value
        for row in ParticipantDisclosure.objects.filter(receiver=participant, hidden_at=None).select_related("release")
    }
    found = plan.meetings.filter(Q(company=participant) | Q(startup=participant)).order_by("slot")
    talks = []
    for one in found:
        other = one.startup_id if one.company_id == participant.pk else one.company_id
        starts, ends = moment_of(plan, one.slot)
        names = (known.get((other, "organisation"), ""), known.get((other, "person"), ""))
        talks.append(Talk((one.company_id, one.startup_id), starts, ends, one.table + 1, *names))
    return talks


def released_names(plan: Plan) -> dict[int, str]:
    """Participant -> firm as it may stand on a paper that everybody reads: none without a valid release."""
    valid = ParticipantRelease.objects.filter(participant__day=plan.day, revoked_at=None, voided_at=None)
    return dict(valid.values_list("participant", "participant__organisation__name"))


def held_pairs(day: MeetingDay) -> set[Key]:
    return set(Encounter.objects.filter(company__day=day, voided_at=None).values_list("company", "startup"))


def event_file(plan: Plan) -> dict[str, Any]:
    """The EVENT of DESIGN 6.1 for what this plan is asked to be: its frame, what stays, who can still come.

    Ids: participants "p12", meetings "p12-p34" (company first). A meeting that stays is fixed to its slot.
    """
    slots, fixed, bound = plan.slots, fixed_slots(plan), bound_sessions(plan)
    held = held_pairs(plan.day)
    open_pairs = (one for one in mutual_pairs(plan.day) if _key(one) in fixed or _key(one) not in held)
    pairs = [one for one in open_pairs if _key(one) in fixed or _common_slots(one, plan, bound)]
    people = {one.pk: one for pair in pairs for one in (pair.company, pair.startup)}
    sessions = sorted({slot["session"] for slot in slots})
    fair = {} if plan.fairness is None else {"fairness": plan.fairness}
    return {
        "goal": plan.goal,
        "slots": len(slots),
        "sessions": [[n for n, slot in enumerate(slots) if slot["session"] == one] for one in sessions],
        "tables": [slot["tables"] for slot in slots],
        "participants": [_person(one, plan, fixed) for one in people.values()],
        "meetings": [_meeting(one, fixed, {key: sessions.index(one) for key, one in bound.items()}) for one in pairs],
        **fair,
    }


def old_plan_file(plan: Plan) -> dict[str, Any]:
    """The PLAN of DESIGN 6.1 that this one should stay close to."""
    before = plan.based_on.meetings.filter(slot__lt=len(plan.slots)) if plan.based_on else PlannedMeeting.objects.none()
    return plan_file(before)


def plan_file(meetings: Iterable[PlannedMeeting]) -> dict[str, Any]:
    """The PLAN of DESIGN 6.1 with these meetings; its figures are not counted."""
    talks = [
        {"id": meeting_id(one.company_id, one.startup_id), "slot": one.slot, "table": one.table} for one in meetings
    ]
    return {"status": "feasible", "meetings": talks, "value": 0, "breaks": 0, "idle_slots": 0}


def bound_sessions(plan: Plan) -> dict[Key, int]:
    """Pair -> session in which the office wants it, where the frame has that session."""
    known = {slot["session"] for slot in plan.slots}
    said = Pair.objects.filter(company__day=plan.day, session__in=known)
    return {(one.company_id, one.startup_id): one.session for one in said if one.session is not None}


def _common_slots(pair: Mutual, plan: Plan, bound: dict[Key, int]) -> set[int]:
    common = _open_slots(pair.company, plan) & _open_slots(pair.startup, plan)
    session = bound.get(_key(pair))
    return {slot for slot in common if session in (None, plan.slots[slot]["session"])}


def _open_slots(one: Participant, plan: Plan) -> set[int]:
    """When somebody is there and new talks may still begin."""
    return set(range(plan.from_slot, len(plan.slots))) - absent_slots(one, plan.slots)


def _key(pair: Mutual) -> Key:
    return pair.company.pk, pair.startup.pk


def meeting_id(company: int, startup: int) -> str:
    return f"p{company}-p{startup}"


def fixed_slots(plan: Plan) -> dict[Key, int]:
    """Pair -> slot in which it has to stay: locked by the office, or kept from the plan before.

    What is over stays whatever was said later; otherwise a lock goes before what is merely kept.
    """
    locked = {key: slot for key, (slot, _table) in locked_places(plan).items()}
    kept = {key: slot for key, (slot, _table) in kept_places(plan).items()}
    over = {key: slot for key, slot in kept.items() if slot < plan.from_slot}
    busy = {(one, slot) for key, slot in locked.items() for one in key}
    rest = {key: slot for key, slot in kept.items() if not busy & {(one, slot) for one in key}}
    return rest | locked | over


def locked_places(plan: Plan) -> dict[Key, tuple[int, int]]:
    """Pair -> (slot, table) that the office has set, as long as both can still come."""
    said = Pair.objects.filter(company__day=plan.day, locked_slot__lt=len(plan.slots), locked_table__isnull=False)
    return {
        (one.company_id, one.startup_id): (one.locked_slot or 0, one.locked_table or 0)
        for one in said.select_related("company", "startup")
        if not _absent(one, one.locked_slot or 0, plan)
    }


def kept_places(plan: Plan) -> dict[Key, tuple[int, int]]:
    """Pair -> (slot, table) of the plan before that stays: as long as both can come and the frame has the place.

    ``Keep.NEARLY`` leaves it to the engine which meetings stay; only what is over is fixed.
    """
    if plan.based_on is None or plan.keep == Keep.NOTHING:
        return {}
    kept: dict[Key, tuple[int, int]] = {}
    for one in plan.based_on.meetings.select_related("company", "startup").order_by("slot", "table"):
        over = one.slot < plan.from_slot
        stays = plan.keep == Keep.EVERYTHING and _has_place(plan, one) and not _absent(one, one.slot, plan)
        if over or stays:
            kept[one.company_id, one.startup_id] = one.slot, one.table
    return kept


def _has_place(plan: Plan, meeting: PlannedMeeting) -> bool:
    return meeting.slot < len(plan.slots) and meeting.table < plan.slots[meeting.slot]["tables"]


def _absent(pair: PlannedMeeting | Pair, slot: int, plan: Plan) -> bool:
    return any(slot in absent_slots(one, plan.slots) for one in (pair.company, pair.startup))


def _person(one: Participant, plan: Plan, fixed: dict[Key, int]) -> dict[str, Any]:
    held = {slot for key, slot in fixed.items() if one.pk in key}
    entry: dict[str, Any] = {"id": f"p{one.pk}", "available": sorted(_open_slots(one, plan) | held)}
    most = one.max_meetings or plan.day.max_meetings
    if most:
        entry["max_meetings"] = max(most, len(held))
    if one.table is not None and one.table < max(slot["tables"] for slot in plan.slots):
        entry["table"] = one.table
    return entry


def _meeting(pair: Mutual, fixed: dict[Key, int], bound: dict[Key, int]) -> dict[str, Any]:
    company, startup = _key(pair)
    entry: dict[str, Any] = {
        "id": meeting_id(company, startup),
        "between": [f"p{company}", f"p{startup}"],
        "weight": pair.weight,
    }
    if (company, startup) in fixed:
        entry["fixed_slot"] = fixed[company, startup]
    elif (company, startup) in bound:
        entry["session"] = bound[company, startup]
    return entry


def unplaced_pairs(plan: Plan) -> list[Mutual]:
    """Meetings both sides want that this plan does not hold; the most valuable first."""
    placed = set(plan.meetings.values_list("company", "startup"))
    return sorted((one for one in mutual_pairs(plan.day) if _key(one) not in placed), key=lambda one: -one.weight)
