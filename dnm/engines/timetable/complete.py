"""Goal "all": every meeting takes place, with the fewest breaks. The solver runs in a process beside (child)."""

import contextlib
import json
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from queue import Empty, Queue
from typing import Any

import numpy as np

from dnm.engines.timetable.arrays import breaks_of, day_of, plan_of
from dnm.engines.timetable.demands import Demand, cause_of
from dnm.engines.timetable.model import Event, Plan, Status
from dnm.engines.timetable.seating import seated

CHILD = "from dnm.engines.timetable.child import main; main()"
PATIENCE = 0.1
"""How often, in seconds, `stop` is asked."""


@dataclass(frozen=True, slots=True)
class News:
    """What a page shows while a plan is made: None while there is no plan yet."""

    breaks: int | None
    bound: int
    seconds: float


@dataclass(slots=True)
class _Known:
    """What the child has told so far. `impossible` without a conflict: the conflict is still looked for."""

    slots: Sequence[int] = ()
    host_tables: Mapping[int, int] = field(default_factory=dict)
    breaks: int | None = None
    bound: int = 0
    impossible: bool = False
    conflict: Sequence[Demand] = ()
    ended: bool = False


def plan_all(
    event: Event,
    seconds: float = 60.0,
    *,
    progress: Callable[[News], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """The best plan found in the time, and how good it can be at most."""
    begin, known = time.monotonic(), _Known()
    for news in _told(event, begin + seconds, stop) if event.meetings else ():
        _learn(event, known, news)
        if progress is not None and not known.impossible:
            progress(News(known.breaks, known.bound, time.monotonic() - begin))
    return replace(_plan(event, known), seconds=time.monotonic() - begin)


def _told(event: Event, deadline: float, stop: Callable[[], bool] | None) -> Iterator[dict[str, Any]]:
    """What the child tells until it ends, time is over, or nobody wants to know more."""
    if time.monotonic() >= deadline:
        return
    child = subprocess.Popen([sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    lines: Queue[bytes] = Queue()
    reader = threading.Thread(target=_talk, args=(child, pickle.dumps(event), lines), daemon=True)
    reader.start()
    try:
        while (left := deadline - time.monotonic()) > 0 and not (stop is not None and stop()):
            with contextlib.suppress(Empty):
                line = lines.get(timeout=min(left, PATIENCE))
                if not line:
                    return
                yield json.loads(line)
    finally:
        child.kill()
        child.wait()
        reader.join()


def _talk(child: "subprocess.Popen[bytes]", question: bytes, lines: "Queue[bytes]") -> None:
    """Hands over the event and passes on every line; an empty one when there are no more."""
    if child.stdin is None or child.stdout is None:
        return
    with child.stdin, child.stdout, contextlib.suppress(BrokenPipeError):
        child.stdin.write(question)
        child.stdin.close()
        for line in child.stdout:
            lines.put(line)
    lines.put(b"")


def _learn(event: Event, known: _Known, news: dict[str, Any]) -> None:
    if "slots" in news:
        known.slots, known.host_tables = news["slots"], dict(news["tables"])
        known.breaks = sum(breaks_of(busy) for busy in _busy(event, known.slots))
    elif "bound" in news:
        known.bound = news["bound"]
    elif "conflict" in news:
        known.impossible = True
        known.conflict = [Demand(*demand) for demand in news["conflict"]]
    else:
        known.ended = news["end"]


def _busy(event: Event, slots: Sequence[int]) -> list[int]:
    """For each participant the slots with a meeting, as bits."""
    busy = [0] * len(event.participants)
    for meeting, slot in zip(event.meetings, slots, strict=True):
        for name in meeting.between:
            busy[event.participant_numbers[name]] |= 1 << slot
    return busy


def _plan(event: Event, known: _Known) -> Plan:
    if known.impossible:
        return Plan("infeasible", conflict=tuple(cause_of(event, demand) for demand in known.conflict))
    if not event.meetings:
        return Plan("optimal", bound=0)
    if known.breaks is None:
        return Plan("unknown", bound=known.bound)
    bound = known.breaks if known.ended else known.bound
    status: Status = "optimal" if known.breaks == bound else "feasible"
    day = day_of(event)
    day.slot[:] = known.slots
    day.busy[:] = _busy(event, known.slots)
    day.placed[:] = np.bitwise_count(day.busy)
    return plan_of(day, event, _seats(known, seated(day, event, {})), status, bound)


def _seats(known: _Known, tables: list[int]) -> list[int]:
    """Puts the meetings of hosts where the solver put them: whoever sits there changes places with them."""
    for number, table in known.host_tables.items():
        if tables[number] != table:
            same_slot = (m for m, slot in enumerate(known.slots) if slot == known.slots[number] and tables[m] == table)
            for other in same_slot:
                tables[other] = tables[number]
            tables[number] = table
    return tables
