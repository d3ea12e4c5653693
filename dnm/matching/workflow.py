"""The life of a need: every state, every step, and who may take it. No Django."""

from dataclasses import dataclass
from enum import StrEnum


class NeedState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    QUALIFIED = "qualified"
    MATCHED = "matched"
    CLOSED_SOLVED = "closed_solved"
    CLOSED_UNSOLVED = "closed_unsolved"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class By(StrEnum):
    COMPANY = "company"
    SCOUT = "scout"
    CLOCK = "clock"


@dataclass(frozen=True)
class Step:
    sources: tuple[NeedState, ...]
    target: NeedState
    by: tuple[By, ...]


OPEN = (NeedState.SUBMITTED, NeedState.QUALIFIED, NeedState.MATCHED)
CLOSED = (NeedState.CLOSED_SOLVED, NeedState.CLOSED_UNSOLVED, NeedState.WITHDRAWN, NeedState.EXPIRED)
ANYONE = (By.COMPANY, By.SCOUT)

STEPS = {
    "submit": Step((NeedState.DRAFT,), NeedState.SUBMITTED, ANYONE),
    "qualify": Step((NeedState.SUBMITTED,), NeedState.QUALIFIED, (By.SCOUT,)),
    "match": Step((NeedState.QUALIFIED,), NeedState.MATCHED, (By.SCOUT,)),
    "close_solved": Step(OPEN, NeedState.CLOSED_SOLVED, (By.SCOUT,)),
    "close_unsolved": Step(OPEN, NeedState.CLOSED_UNSOLVED, (By.SCOUT,)),
    "withdraw": Step((NeedState.DRAFT, *OPEN), NeedState.WITHDRAWN, ANYONE),
    "expire": Step((NeedState.SUBMITTED, NeedState.QUALIFIED), NeedState.EXPIRED, (By.CLOCK, By.SCOUT)),
    "reopen": Step(CLOSED, NeedState.SUBMITTED, ANYONE),
}
