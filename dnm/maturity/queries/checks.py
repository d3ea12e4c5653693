"""Checks as each actor may see them: tasks, answers, results."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from dnm.accounts.rules import Actor, hash_of
from dnm.accounts.workflow import Role
from dnm.directory.models import Organisation
from dnm.engines.scoring import (
    Comparison,
    Dimension,
    ItemList,
    NextStep,
    Profile,
    Questionnaire,
    Unanswered,
    Value,
    compare,
    next_steps,
    score,
)

from ..models import Answer, Check, Door, PlannedStage
from ..rules import COMPANY, opened_by, works_on_checks
from ..workflow import NEXT_STAGE, CheckState, Stage, TopicState
from .questionnaires import family, questionnaire_of


def checks_visible_to(actor: Actor) -> QuerySet[Check]:
    """The only door to checks. A door to one topic shows the check, see ``topics_open_to`` for what of it."""
    checks = Check.objects.select_related("organisation", "scout")
    if works_on_checks(actor):
        return checks.filter(Q(organisation__isnull=False) | ~Q(firm={}))
    if opened := opened_by(actor):
        return checks.filter(pk=opened[0])
    if actor.role in COMPANY and actor.organisation_id is not None and not actor.only:
        return checks.filter(organisation=actor.organisation_id)
    return checks.none()


def results_visible_to(actor: Actor) -> QuerySet[Check]:
    """Finished checks; not for somebody who was handed a single topic."""
    opened = opened_by(actor)
    finished = checks_visible_to(actor).filter(state=CheckState.FINISHED)
    return finished.none() if opened and opened[1] else finished


def topics_open_to(actor: Actor, questionnaire: Questionnaire) -> list[Dimension]:
    """All topics, or the one that was handed to a colleague."""
    opened = opened_by(actor)
    return [one for one in questionnaire.dimensions if not (opened and opened[1]) or one.id == opened[1]]


# --- Working on it ---


def answers_of(check: Check) -> dict[str, Any]:
    """Item -> what was said last; what was taken back is left out."""
    said = Answer.objects.filter(check_done=check).values_list("item", "value")
    return {item: value for item, value in said if value is not None}


@dataclass(frozen=True)
class Changed:
    """A question that somebody answered, and when."""

    item: str
    value: Value | None
    by_name: str
    at: Any


def changes_since(check: Check, revision: int) -> list[Changed]:
    """What was saved after the page with this revision was opened."""
    rows = Answer.objects.filter(check_done=check, revision__gt=revision).order_by("revision", "pk")
    return [Changed(row.item, row.value, row.by_name, row.at) for row in rows]


@dataclass(frozen=True)
class Task:
    """One topic in the task list. ``handed_to``: the colleague who has a door to it."""

    topic: Dimension
    state: TopicState
    answered: int
    count: int
    handed_to: str = ""


def tasks_of(check: Check, actor: Actor) -> list[Task]:
    """The topics open to this actor with their states. Two queries."""
    said, questionnaire = answers_of(check), questionnaire_of(check)
    doors = Door.objects.filter(check_done=check, revoked_at=None, expires_at__gt=timezone.now()).exclude(topic="")
    handed = {door.topic: door.name or door.email for door in doors.order_by("pk")}
    return [_task(topic, said, handed.get(topic.id, "")) for topic in topics_open_to(actor, questionnaire)]


def _task(topic: Dimension, said: Mapping[str, Value], handed_to: str) -> Task:
    count = sum(len(one.items) for one in topic.lists)
    answered = sum(_answered(one, said) for one in topic.lists)
    begun = any(item.id in said for item in topic.items)
    state = TopicState.DONE if answered == count else TopicState.IN_PROGRESS if begun else TopicState.OPEN
    return Task(topic, state, answered, count, handed_to)


def _answered(item_list: ItemList, said: Mapping[str, Value]) -> int:
    """A true excluding statement answers its whole list."""
    if item_list.exclusion and said.get(item_list.exclusion.id) is True:
        return len(item_list.items)
    return sum(item.id in said for item in item_list.items)


def without_answer(check: Check) -> tuple[Unanswered, ...]:
    """What would count 0 because nobody said anything: blank, unknown or not applicable."""
    return score(questionnaire_of(check), answers_of(check)).unanswered


# --- Results ---


@dataclass(frozen=True)
class Result:
    """``steps``: the three things that would bring most. ``before``: the finished check of the stage before."""

    check: Check
    questionnaire: Questionnaire
    profile: Profile
    steps: list[NextStep]
    before: Check | None
    change: Comparison | None


def result_of(check: Check) -> Result:
    """Counted from the answers; the numbers are those that were stored when the check was finished."""
    questionnaire, said = questionnaire_of(check), answers_of(check)
    profile, before = score(questionnaire, said), check_before(check)
    change = compare(score(questionnaire, answers_of(before)), profile) if before else None
    return Result(check, questionnaire, profile, next_steps(questionnaire, said, limit=3), before, change)


def check_before(check: Check) -> Check | None:
    """The company's last finished check of the same version and an earlier stage: only these compare."""
    if check.organisation_id is None:
        return None
    same = Check.objects.filter(organisation=check.organisation_id, questionnaire=check.questionnaire)
    return same.filter(state=CheckState.FINISHED, stage__lt=check.stage).order_by("-stage").first()


# --- Stages ---


def next_stage(organisation: Organisation, key: str) -> Stage | None:
    """What the company's next check would be, whatever the version; None once all three were taken."""
    finished = Check.objects.filter(organisation=organisation, state=CheckState.FINISHED)
    stages = [stage for name, stage in finished.values_list("questionnaire", "stage") if family(name) == family(key)]
    return NEXT_STAGE[Stage(max(stages)) if stages else None]


def planned_on(organisation: Organisation, key: str, stage: Stage) -> date | None:
    """The day the office has set for this stage, whatever the version."""
    plans = PlannedStage.objects.filter(organisation=organisation, stage=stage)
    return next((plan.due_on for plan in plans if family(plan.questionnaire) == family(key)), None)


# --- Doors ---


def door_of(token: str) -> Door | None:
    """The door behind a mailed address, if it still opens something."""
    return known_doors(token).filter(expires_at__gt=timezone.now()).first()


def known_doors(token: str) -> QuerySet[Door]:
    """Also one that is over, so that a new address can be asked for."""
    doors = Door.objects.filter(token_hash=hash_of(token), revoked_at=None, session=False)
    return doors.select_related("check_done", "contact__organisation", "invited__round")


def actor_of_door(door_id: int) -> Actor | None:
    """Who acts through a door whose code was typed, or through the browser's own; None once it is over."""
    door = Door.objects.filter(pk=door_id, revoked_at=None, expires_at__gt=timezone.now()).first()
    return actor_behind(door) if door else None


def actor_behind(door: Door) -> Actor:
    """A guest: sees this one check, this one topic, or this one invitation, and nothing else."""
    only = f"check:{door.check_done_id}" if door.check_done_id else f"invited:{door.invited_id}"
    return Actor("maturity.door", door.pk, door.name, Role.GUEST, only=f"{only}:{door.topic}" if door.topic else only)
