"""The life of an event, of a meeting day and of a plan: states and what may follow them, as plain tables. No Django."""

from enum import StrEnum


class EventState(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"
    OVER = "over"


class Phase(StrEnum):
    """What a meeting day waits for."""

    PREPARING = "preparing"
    WISHES = "wishes"
    PLANNING = "planning"
    PUBLISHED = "published"
    OVER = "over"


class PlanState(StrEnum):
    """A variant answers "what if" and is never published."""

    DRAFT = "draft"
    VARIANT = "variant"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


EDITABLE = (PlanState.DRAFT, PlanState.VARIANT)
"""Plans that nobody has got a letter about."""


class Answer(StrEnum):
    MUST = "must"
    MEET = "meet"
    NO = "no"


class Goal(StrEnum):
    """The most valuable meetings, or every meeting with the fewest breaks: for small days where all of them fit."""

    VALUE = "value"
    ALL = "all"


class Keep(StrEnum):
    """How much of the plan before stays: nothing; what still can stay; what is over on the day itself; or nearly
    everything, a few meetings moving where that makes room for more (after a late cancellation)."""

    NOTHING = "nothing"
    EVERYTHING = "everything"
    PAST = "past"
    NEARLY = "nearly"


E, P = EventState, Phase

EVENT_STEPS: dict[str, tuple[tuple[EventState, ...], EventState]] = {
    "announce": ((E.DRAFT,), E.ANNOUNCED),
    "cancel": ((E.DRAFT, E.ANNOUNCED), E.CANCELLED),
    "close": ((E.ANNOUNCED,), E.OVER),
}
"""Name of the step -> (from which states, to which one)."""

PHASE_STEPS: dict[str, tuple[tuple[Phase, ...], Phase]] = {
    "open_wishes": ((P.PREPARING, P.PLANNING), P.WISHES),
    "close_wishes": ((P.WISHES,), P.PLANNING),
    "publish": ((P.PLANNING, P.PUBLISHED), P.PUBLISHED),
    "close": ((P.PUBLISHED,), P.OVER),
}

WISHING = (P.PREPARING, P.WISHES, P.PLANNING, P.PUBLISHED)
"""While the office may still enter an answer; participants answer in ``WISHES`` only."""

WEIGHT = {Answer.MUST: 30, Answer.MEET: 10}
"""What one side's yes is worth in a plan; the engine's score adds at most ``SCORE_WEIGHT``."""
SCORE_WEIGHT = 10

RELEASED_FIELDS = ("organisation", "person")
"""A meeting day passes on name and firm, nothing that reaches somebody."""

FIRMS_FOR_A_COUNT = 5
REMINDER_DAYS = 2
WISHES_REMINDER_DAYS = 4
SURVEY_QUESTIONS = ("useful", "organised", "again")
"""Answered from 1 (not at all) to 5 (fully)."""


def next_event_state(step: str, state: EventState) -> EventState | None:
    """Where the step leads from here; None where the table does not allow it."""
    sources, target = EVENT_STEPS[step]
    return target if state in sources else None


def next_phase(step: str, phase: Phase) -> Phase | None:
    sources, target = PHASE_STEPS[step]
    return target if phase in sources else None
