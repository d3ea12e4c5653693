"""Everything the worker can do, and when it does it by itself, as one table."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.module_loading import import_string

from dnm.work.actions import Recurring, Runner
from dnm.work.queries import last_run


class Kind(NamedTuple):
    """``path`` leads to a function that takes a ``Progress``. ``every``: minutes, or a time of day."""

    path: str
    every: int | time | None
    does: str


KINDS: dict[str, Kind] = {
    "work.sweep": Kind("dnm.worker.chores.sweep", 1, "brings back work that a killed worker left behind"),
    "journal.seal": Kind("dnm.worker.chores.seal", 1, "seals entries that a killed process left unsealed"),
    "mail.deliver": Kind("dnm.worker.chores.deliver", 1, "sends letters, should the delivery loop be gone"),
    "introductions.clock": Kind("dnm.introductions.jobs.run_clock", 10, "reminds, ends and escalates cases"),
    "events.clock": Kind("dnm.events.jobs.look_at_all_events", 10, "reminds of events, asks how they were"),
    "events.plan": Kind("dnm.events.jobs.make_plan", None, "works out the timetable of a meeting day"),
    "maturity.clock": Kind("dnm.maturity.jobs.run_clock", 60, "reminds companies of their Digital-Check"),
    "maturity.house": Kind("dnm.maturity.jobs.keep_house", time(4, 0), "figures of the quarter; old guests' checks go"),
    "errors.letter": Kind("dnm.worker.letters.tell_admins_of_errors", 5, "one letter an hour about errors"),
    "journal.letter": Kind("dnm.worker.letters.send_journal_head", time(6, 30), "the chain's end to the leads"),
    "matching.rank_all": Kind("dnm.introductions.jobs.rank_all", time(3, 0), "ranks every open need anew"),
    "matching.sound_out": Kind("dnm.introductions.jobs.sound_out", None, "counts who would answer a company's draft"),
    "matching.rank_need": Kind("dnm.introductions.jobs.rank_need", None, "ranks one need against all offers"),
}


class Runners(Mapping[str, Runner]):
    """The functions of the table, imported at their first use: models load only where they are needed."""

    def __getitem__(self, kind: str) -> Runner:
        runner: Runner = import_string(KINDS[kind].path)
        return runner

    def __iter__(self) -> Iterator[str]:
        return iter(KINDS)

    def __len__(self) -> int:
        return len(KINDS)


RUNNERS = Runners()


def schedule(now: datetime) -> list[Recurring]:
    """The recurring kinds with their next run after ``now``."""
    lines = []
    for name, kind in KINDS.items():
        if isinstance(kind.every, int):
            lines.append(Recurring(name, kind.every, now))
        elif kind.every:
            lines.append(Recurring(name, None, _next(kind.every, now)))
    return lines


def _next(at: time, now: datetime) -> datetime:
    local = timezone.localtime(now)
    today = local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return today if today > local else today + timedelta(days=1)


def due_kinds(now: datetime) -> list[str]:
    """What a worker that runs once has to do: all that recurs within the day, and daily work not yet done."""
    return [line.kind for line in schedule(now) if line.minutes or _is_due(line, now)]


def _is_due(line: Recurring, now: datetime) -> bool:
    last = last_run(line.kind)
    return last is None or last < line.next_run - timedelta(days=1) <= now
