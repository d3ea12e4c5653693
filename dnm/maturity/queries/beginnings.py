"""What a company may begin, and what waits for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from dnm.accounts.rules import Actor
from dnm.engines.scoring import Questionnaire

from ..models import Check, Door, Invited, PlannedStage
from ..rules import can_begin_stage
from ..workflow import NEXT_STAGE, Stage
from .checks import checks_visible_to
from .questionnaires import family, questionnaires, shelf
from .rounds import invitations_visible_to, plans_visible_to


@dataclass(frozen=True)
class Beginning:
    """``stage``: what a new check would be, None after the third. ``due_on``: the day the office has set for it."""

    questionnaire: Questionnaire
    running: Check | None
    stage: Stage | None
    due_on: date | None
    may_begin: bool


def beginnings_for(actor: Actor, checks: Iterable[Check]) -> list[Beginning]:
    """One for every questionnaire that is offered. ``checks``: all of the company. One query."""
    known, plans, today = list(checks), list(plans_visible_to(actor)), timezone.localdate()
    return [_beginning(one, known, plans, actor, today) for one in questionnaires()]


def _beginning(
    asked: Questionnaire, checks: list[Check], plans: list[PlannedStage], actor: Actor, today: date
) -> Beginning:
    same = [check for check in checks if family(check.questionnaire) == asked.id]
    running = next((check for check in same if check.is_open), None)
    finished = [Stage(check.stage) for check in same if not check.is_open]
    stage = NEXT_STAGE[max(finished, default=None)]
    days = [plan.due_on for plan in plans if family(plan.questionnaire) == asked.id and plan.stage == stage]
    due_on = days[0] if days else None
    may_begin = running is None and stage is not None and can_begin_stage(stage, due_on, actor, today)
    return Beginning(asked, running, stage, due_on, may_begin)


@dataclass(frozen=True)
class Waiting:
    """A check that is open, planned for these days, or that the office has asked for. ``check``: the open one."""

    kind: str
    title: str
    check: Check | None = None
    due_on: date | None = None


def waiting_checks(actor: Actor, language: str) -> list[Waiting]:
    """For the start page of a company. Three queries; each questionnaire once, what is open before the others."""
    checks = list(checks_visible_to(actor))
    found: dict[str, Waiting] = {}
    for check in checks:
        if check.is_open:
            found[family(check.questionnaire)] = Waiting("open", title_of(check.questionnaire, language), check)
    for asked in invitations_visible_to(actor).filter(check_done=None, round__due_on__gte=timezone.localdate()):
        title = title_of(asked.round.questionnaire, language)
        found.setdefault(family(asked.round.questionnaire), Waiting("invited", title, None, asked.round.due_on))
    for one in beginnings_for(actor, checks):
        if one.may_begin and one.due_on:
            title = one.questionnaire.title.in_language(language)
            found.setdefault(one.questionnaire.id, Waiting("planned", title, None, one.due_on))
    return list(found.values())


def title_of(key: str, language: str) -> str:
    """What a questionnaire is called; the key itself where the centre has taken the file away."""
    asked = shelf().known.get(key)
    return asked.title.in_language(language) if asked else key


def invitation_of(actor: Actor) -> Invited | None:
    """What a guest was invited to and has not begun yet."""
    return invitations_visible_to(actor).first() if actor.only.startswith("invited:") else None


def invited_door(actor: Actor) -> Door | None:
    """The door by which an invited guest came in."""
    return Door.objects.filter(pk=actor.id or 0).first() if actor.only.startswith("invited:") else None
