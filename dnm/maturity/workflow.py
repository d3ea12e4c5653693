"""The two states of a check, when in the support of a company it was taken, and how long things last. No Django."""

from enum import StrEnum


class CheckState(StrEnum):
    OPEN = "open"
    FINISHED = "finished"


class Stage(StrEnum):
    """T0 before the support, T1 and T2 later, as reports to the European network count them."""

    T0 = "T0"
    T1 = "T1"
    T2 = "T2"


NEXT_STAGE = {None: Stage.T0, Stage.T0: Stage.T1, Stage.T1: Stage.T2, Stage.T2: None}


class TopicState(StrEnum):
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"


class Way(StrEnum):
    """How an invited company is reached: by e-mail only where it agreed to that."""

    EMAIL = "email"
    LETTER = "letter"
    PHONE = "phone"
    NONE = "none"


LINK_DAYS = 60
GUEST_DAYS = 90
"""So long after the last answer a guest's check without a firm is kept."""
DOORS_KEPT_DAYS = 30
"""So long after its end an address can still ask for a new one."""
REMIND_AFTER_DAYS = (7, 14)
"""After so many days without a finished check an invited company hears from us again: twice at most."""
EARLY_DAYS = 14
"""So long before the planned day a company may begin its next check."""
