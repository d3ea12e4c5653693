"""The plan of the demo year: which pair comes how far, and when. Story cases as in the mock-ups come first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from dnm.introductions.workflow import State

S = State


@dataclass(frozen=True)
class Goal:
    """How far a pair comes, how many days ago it got there, and how it ended afterwards (if it did)."""

    state: State
    age: int
    end: str = ""
    startup: str = ""
    need: str = ""
    meeting_in: int = 8


STORIES = (
    Goal(S.MEETING_SCHEDULED, 12, need="stuhlmeier-stapler", startup="palettario", meeting_in=-7),
    Goal(S.COMPANY_ASKED, 16, need="hoeppner-kaesten", startup="stapelhirn"),
    Goal(S.SHORTLISTED, 5, need="overkamp-retouren", startup="crumbcast"),
    Goal(S.SHORTLISTED, 5, need="overkamp-retouren", startup="kornwert"),
    Goal(S.PILOT_RUNNING, 60, need="ilgner-rohrbruch", startup="werkfunk"),
    Goal(S.RELEASE_PENDING, 3, need="rehmert-ausschuss", startup="gussauge", end="startup_released"),
    Goal(S.MEETING_HELD, 5, need="rehmert-leergut", startup="palettario"),
    Goal(S.INTRODUCED, 2, need="ahsewiesen-berichte", startup="pflegewort"),
    Goal(S.STARTUP_ASKED, 6, need="boerde-fraeser", startup="spanblick"),
    Goal(S.MEETING_SCHEDULED, 4, need="brandhoff-aufmass", startup="torquelane", meeting_in=9),
    Goal(S.PILOT_RUNNING, 12, need="kalthoff-farbe", startup="ofenblick"),
)
"""Cases of the mock-ups, with need and start-up by name."""


def other_goals(random: Random, share: float) -> Iterator[Goal]:
    """The rest of the year; ``share`` of each kind, at least one. Together: 41 introductions, 28 first meetings,
    9 matches, 4 cooperations at full size."""
    kinds: list[tuple[int, State, tuple[int, int], str]] = [
        (4, S.COOPERATION, (10, 70), ""),
        (1, S.PILOT_DONE, (3, 8), ""),
        (2, S.PILOT_RUNNING, (20, 75), ""),
        (3, S.MEETING_HELD, (1, 4), ""),
        (15, S.MEETING_HELD, (25, 170), "declined"),
        (1, S.MEETING_SCHEDULED, (2, 5), ""),
        (3, S.INTRODUCED, (1, 5), ""),
        (6, S.INTRODUCED, (30, 200), "declined"),
        (3, S.RELEASE_PENDING, (1, 5), ""),
        (3, S.STARTUP_ASKED, (2, 10), ""),
        (4, S.COMPANY_ASKED, (1, 9), ""),
        (3, S.SHORTLISTED, (1, 10), ""),
        (3, S.SUGGESTED, (1, 6), ""),
        (2, S.COMPANY_ASKED, (30, 120), "declined"),
        (3, S.STARTUP_ASKED, (20, 60), "expired"),
        (2, S.RELEASE_PENDING, (5, 20), "paused"),
        (2, S.MEETING_HELD, (40, 90), "stopped"),
    ]
    for count, state, (low, high), end in kinds:
        for _number in range(max(1, round(count * share))):
            yield Goal(state, random.randint(low, high), end, meeting_in=random.randint(4, 14))


STAGES: tuple[tuple[str, tuple[int, int], State | None], ...] = (
    ("submit", (0, 0), None),
    ("qualify", (1, 3), None),
    ("write", (1, 2), S.SUGGESTED),
    ("shortlisted", (0, 2), S.SHORTLISTED),
    ("asked", (1, 2), S.COMPANY_ASKED),
    ("company_yes", (2, 5), S.STARTUP_ASKED),
    ("startup_yes", (2, 6), S.RELEASE_PENDING),
    ("first_release", (1, 2), None),
    ("second_release", (1, 3), S.INTRODUCED),
    ("meet", (1, 3), S.MEETING_SCHEDULED),
    ("held", (6, 12), S.MEETING_HELD),
    ("pilot", (5, 12), S.PILOT_RUNNING),
    ("finished", (85, 110), S.PILOT_DONE),
    ("cooperating", (5, 15), S.COOPERATION),
)
"""Stage, days since the stage before, and the state it reaches."""


def stages_until(goal: State) -> list[str]:
    names: list[str] = []
    for name, _days, reached in STAGES:
        names.append(name)
        if reached == goal:
            break
    return names


def days_of(goal: Goal, now: datetime, random: Random) -> list[tuple[str, datetime]]:
    """Each stage with its moment; the last one lies ``goal.age`` days back."""
    gaps = {name: days for name, days, _reached in STAGES}
    when = now - timedelta(days=goal.age, hours=random.randint(1, 5))
    found: list[tuple[str, datetime]] = []
    for name in reversed(stages_until(goal.state)):
        found.append((name, when))
        when -= timedelta(days=random.randint(*gaps[name]), minutes=random.randint(10, 300))
    return found[::-1]
