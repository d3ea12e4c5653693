"""A meeting day and its plan as plain values. The files are explained in docs/timetable.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Goal = Literal["value", "all"]
Status = Literal["optimal", "feasible", "infeasible", "unknown"]
GOALS: tuple[Goal, ...] = ("value", "all")
STATUSES: tuple[Status, ...] = ("optimal", "feasible", "infeasible", "unknown")


@dataclass(frozen=True, slots=True)
class Participant:
    """`available` are the slots, in order, in which somebody is there. `table` is the table a host never leaves."""

    id: str
    available: tuple[int, ...]
    max_meetings: int | None = None
    table: int | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A wish. `session` and `fixed_slot` bind it to one session, to one slot."""

    id: str
    between: tuple[str, str]
    weight: int = 1
    session: int | None = None
    fixed_slot: int | None = None
    required: bool = False

    @property
    def always_placed(self) -> bool:
        """Whatever it is worth."""
        return self.required or self.fixed_slot is not None


@dataclass(frozen=True)
class Event:
    """Slots count from 0, and so do tables: in slot 4 stand the tables 0 to `tables[4]` - 1.

    `precedences` are pairs of meetings: if both take place, the first is in an earlier slot.
    """

    goal: Goal
    slots: int
    sessions: tuple[tuple[int, ...], ...]
    tables: tuple[int, ...]
    participants: tuple[Participant, ...]
    meetings: tuple[Meeting, ...]
    precedences: tuple[tuple[str, str], ...] = ()
    fairness: int | None = None

    @cached_property
    def participant_numbers(self) -> Mapping[str, int]:
        """Id → position in `participants`."""
        return {participant.id: number for number, participant in enumerate(self.participants)}

    @cached_property
    def meeting_numbers(self) -> Mapping[str, int]:
        """Id → position in `meetings`."""
        return {meeting.id: number for number, meeting in enumerate(self.meetings)}


@dataclass(frozen=True, slots=True)
class Placed:
    """`meeting` is its id."""

    meeting: str
    slot: int
    table: int


@dataclass(frozen=True, slots=True)
class Cause:
    """One of the demands that cannot be met together: a code with its parameters; sentences stand in wording.py."""

    code: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """`bound` is proven: no plan has more value (goal "value") or fewer breaks (goal "all"); None if nothing is known.

    `breaks` and `idle_slots` count over all participants. `conflict` says why a plan is infeasible: none of
    these demands can be left out of the contradiction.
    """

    status: Status
    meetings: tuple[Placed, ...] = ()
    value: int = 0
    bound: int | None = None
    breaks: int = 0
    idle_slots: int = 0
    seconds: float = 0.0
    conflict: tuple[Cause, ...] = ()
