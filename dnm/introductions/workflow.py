"""The life of an introduction: every state, every step, who may take it, and how long a state may last.

This table is the whole truth: ``actions.steps.take`` obeys it, ``docs/workflow.md`` is drawn from it, and a
test tries every step from every state in every role. No Django here.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    SUGGESTED = "suggested"
    SHORTLISTED = "shortlisted"
    COMPANY_ASKED = "company_asked"
    STARTUP_ASKED = "startup_asked"
    RELEASE_PENDING = "release_pending"
    INTRODUCED = "introduced"
    MEETING_SCHEDULED = "meeting_scheduled"
    MEETING_HELD = "meeting_held"
    PILOT_RUNNING = "pilot_running"
    PILOT_DONE = "pilot_done"
    COOPERATION = "cooperation"
    DECLINED = "declined"
    EXPIRED = "expired"
    PAUSED = "paused"
    STOPPED = "stopped"


class Party(StrEnum):
    """Who takes a step, and for whom somebody waits."""

    COMPANY = "company"
    STARTUP = "startup"
    SCOUT = "scout"
    CLOCK = "clock"


S, P = State, Party

BEFORE_INTRODUCTION = (S.SUGGESTED, S.SHORTLISTED, S.COMPANY_ASKED, S.STARTUP_ASKED, S.RELEASE_PENDING)
AFTER_INTRODUCTION = (
    S.INTRODUCED, S.MEETING_SCHEDULED, S.MEETING_HELD, S.PILOT_RUNNING, S.PILOT_DONE, S.COOPERATION,
)  # fmt: skip
OPEN = (*BEFORE_INTRODUCTION, *AFTER_INTRODUCTION)
"""Cases somebody works on; a cooperation stays open for its follow-ups."""
ENDED = (S.DECLINED, S.EXPIRED, S.STOPPED)


@dataclass(frozen=True)
class Step:
    """``target`` None: the state stays (or, for ``resume``, goes back to where the pause began).

    ``or_target``: where the step leads instead when the case has come further before: a cancelled second
    conversation back to the first one, reopening after the introduction back to it.
    """

    sources: tuple[State, ...]
    target: State | None
    by: tuple[Party, ...]
    or_target: State | None = None


STEPS: dict[str, Step] = {
    "shortlist": Step((S.SUGGESTED,), S.SHORTLISTED, (P.SCOUT,)),
    "unshortlist": Step((S.SHORTLISTED,), S.SUGGESTED, (P.SCOUT,)),
    "ask_company": Step((S.SHORTLISTED,), S.COMPANY_ASKED, (P.SCOUT,)),
    "company_yes": Step((S.COMPANY_ASKED,), S.STARTUP_ASKED, (P.COMPANY,)),
    "startup_yes": Step((S.STARTUP_ASKED,), S.RELEASE_PENDING, (P.STARTUP,)),
    "release": Step((S.COMPANY_ASKED, S.STARTUP_ASKED, S.RELEASE_PENDING), None, (P.COMPANY, P.STARTUP)),
    "introduce": Step((S.RELEASE_PENDING,), S.INTRODUCED, (P.COMPANY, P.STARTUP, P.SCOUT)),
    "record_introduction": Step(BEFORE_INTRODUCTION, S.INTRODUCED, (P.SCOUT,)),
    "withdraw_release": Step(
        (*BEFORE_INTRODUCTION[2:], *AFTER_INTRODUCTION, S.PAUSED, *ENDED), None, (P.COMPANY, P.STARTUP)
    ),
    "schedule_meeting": Step((S.INTRODUCED, S.MEETING_SCHEDULED, S.MEETING_HELD), S.MEETING_SCHEDULED, (P.SCOUT,)),
    "cancel_meeting": Step((S.MEETING_SCHEDULED,), S.INTRODUCED, (P.SCOUT,), or_target=S.MEETING_HELD),
    "hold_meeting": Step((S.INTRODUCED, S.MEETING_SCHEDULED, S.MEETING_HELD), S.MEETING_HELD, (P.SCOUT,)),
    "agree_pilot": Step((S.MEETING_HELD,), S.PILOT_RUNNING, (P.SCOUT,)),
    "finish_pilot": Step((S.PILOT_RUNNING,), S.PILOT_DONE, (P.SCOUT,)),
    "start_cooperation": Step((S.MEETING_HELD, S.PILOT_DONE), S.COOPERATION, (P.SCOUT,)),
    "decline": Step((*BEFORE_INTRODUCTION[2:], *AFTER_INTRODUCTION[:-1], S.PAUSED), S.DECLINED, (P.COMPANY, P.STARTUP)),
    "expire": Step((S.SUGGESTED, S.SHORTLISTED, S.STARTUP_ASKED, S.RELEASE_PENDING), S.EXPIRED, (P.CLOCK,)),
    "pause": Step(OPEN[1:-1], S.PAUSED, (P.SCOUT, P.COMPANY, P.STARTUP)),
    "resume": Step((S.PAUSED,), None, (P.SCOUT, P.CLOCK)),
    "stop": Step((*OPEN, S.PAUSED), S.STOPPED, (P.SCOUT,)),
    "reopen": Step(ENDED, S.SUGGESTED, (P.SCOUT,), or_target=S.INTRODUCED),
}
"""A scout may also record a party's step for it, with source, date and place, see ``RECORDABLE``."""

NOT_ASKED_YET: dict[State, tuple[Party, ...]] = {
    S.SUGGESTED: (P.COMPANY, P.STARTUP),
    S.SHORTLISTED: (P.COMPANY, P.STARTUP),
    S.COMPANY_ASKED: (P.STARTUP,),
}
"""Who does not know of the case yet, takes no step of its own and gets no letter about its end."""

RECORDABLE = ("company_yes", "startup_yes", "release", "withdraw_release", "decline", "pause")


SPOKEN_SOURCES = ("phone", "in_person", "paper")
"""By which ways a party tells a scout what she then records."""


@dataclass(frozen=True)
class Deadline:
    days: int | None
    reminder_after: int | None = None


DEADLINES: dict[State, Deadline] = {
    S.SUGGESTED: Deadline(None),
    S.SHORTLISTED: Deadline(14),
    S.COMPANY_ASKED: Deadline(14, 5),
    S.STARTUP_ASKED: Deadline(14, 5),
    S.RELEASE_PENDING: Deadline(7, 3),
    S.INTRODUCED: Deadline(7),
    S.MEETING_SCHEDULED: Deadline(14),
    S.MEETING_HELD: Deadline(3),
    S.PILOT_RUNNING: Deadline(30),
    S.PILOT_DONE: Deadline(14),
    S.COOPERATION: Deadline(183),
    S.DECLINED: Deadline(None),
    S.EXPIRED: Deadline(None),
    S.PAUSED: Deadline(None),
    S.STOPPED: Deadline(None),
}
"""Days a state may last and after how many a reminder goes out; the office may change them."""

WAITED_FOR: dict[State, tuple[Party, ...]] = {
    S.SUGGESTED: (P.SCOUT,),
    S.SHORTLISTED: (P.SCOUT,),
    S.COMPANY_ASKED: (P.COMPANY,),
    S.STARTUP_ASKED: (P.STARTUP,),
    S.RELEASE_PENDING: (P.COMPANY, P.STARTUP),
    S.INTRODUCED: (P.SCOUT,),
    S.MEETING_SCHEDULED: (),
    S.MEETING_HELD: (P.SCOUT,),
    S.PILOT_RUNNING: (),
    S.PILOT_DONE: (P.SCOUT,),
    S.COOPERATION: (),
}
"""Whose turn it is; while a release is pending, only the sides whose release is missing."""

SHORTLIST_LIMIT = 5
CHECK_IN_DAYS = (30, 60, 90)
FOLLOW_UP_MONTHS = (6, 12)
RELEASE_FIELDS = ("organisation", "person", "email", "phone", "address", "website")
"""What a side may release, each ticked by itself."""
REQUIRED_FIELDS = ("organisation",)
REACHING_FIELDS = ("email", "phone")
"""A release names the firm and at least one way to answer, see ``rules.release_problem``."""


def steps_from(state: State, party: Party) -> list[str]:
    return [name for name, step in STEPS.items() if state in step.sources and party in step.by]
