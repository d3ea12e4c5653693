"""Goal "all": every meeting takes place, with the fewest breaks. The solver runs in processes beside (child)."""

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
WAYS = ("exhausting", "plain")
"""Two searches at once, one for each core: where one gets stuck, the other often does not."""
PATIENCE = 0.1
"""How often, in seconds, `stop` is asked."""
SILENCE = 1.0
"""After so many seconds without news, whoever watches is told how far it is all the same."""
EXPLAINING = 5.0
"""Seconds in which a smaller contradiction is looked for once it is known that there is no plan."""


@dataclass(frozen=True, slots=True)
class News:
    """What a page shows while a plan is made: None while there is no plan yet."""

    breaks: int | None
    bound: int
    seconds: float


@dataclass(slots=True)
class _Known:
    """What the children have told so far. `impossible` without a conflict: none has been found yet."""

    slots: Sequence[int] = ()
    host_tables: Mapping[int, int] = field(default_factory=dict)
    breaks: int | None = None
    bound: int = 0
    impossible: float | None = None
    """Since when, by the monotonic clock."""
    conflicts: dict[str, Sequence[Demand]] = field(default_factory=dict)
    """The smallest one of each child so far."""
    ended: bool = False


def plan_all(
    event: Event,
    seconds: float = 60.0,
    *,
    progress: Callable[[News], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """The best plan found in the time, and how good it can be at most. `progress` is told of every change and each
    second; stopped, the best so far is kept."""
    begin, known = time.monotonic(), _Known()

    def over() -> bool:
        explained = known.impossible is not None and time.monotonic() > known.impossible + EXPLAINING
        return explained or (stop is not None and stop())

    for news in _told(event, begin + seconds, over) if event.meetings else ():
        if news:
            _learn(event, known, news)
        if progress is not None and known.impossible is None:
            progress(News(known.breaks, known.bound, time.monotonic() - begin))
        if known.ended:
            break
    return replace(_plan(event, known), seconds=time.monotonic() - begin)


def _told(event: Event, deadline: float, over: Callable[[], bool]) -> Iterator[dict[str, Any]]:
    """What the children tell until one ends, time is over, or nobody wants to know more; {} where they are silent."""
    if time.monotonic() >= deadline:
        return
    question, lines = pickle.dumps(event), Queue[tuple[str, bytes]]()
    children = [
        subprocess.Popen([sys.executable, "-c", CHILD, way], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for way in WAYS
    ]
    readers = [
        threading.Thread(target=_talk, args=(way, child, question, lines), daemon=True)
        for way, child in zip(WAYS, children, strict=True)
    ]
    for reader in readers:
        reader.start()
    heard = time.monotonic()
    try:
        while (left := deadline - time.monotonic()) > 0 and not over():
            with contextlib.suppress(Empty):
                way, line = lines.get(timeout=min(left, PATIENCE))
                if line:
                    heard = time.monotonic()
                    yield json.loads(line) | {"way": way}
                elif not any(reader.is_alive() for reader in readers):
                    return
            if time.monotonic() > heard + SILENCE:
                heard = time.monotonic()
                yield {}
    finally:
        for child in children:
            child.kill()
            child.wait()
        for reader in readers:
            reader.join()


def _talk(way: str, child: "subprocess.Popen[bytes]", question: bytes, lines: "Queue[tuple[str, bytes]]") -> None:
    """Hands over the event and passes on every line; an empty one when there are no more."""
    assert child.stdin is not None
    assert child.stdout is not None
    with child.stdin, child.stdout, contextlib.suppress(BrokenPipeError):
        child.stdin.write(question)
        child.stdin.close()
        for line in child.stdout:
            lines.put((way, line))
    lines.put((way, b""))


def _learn(event: Event, known: _Known, news: dict[str, Any]) -> None:
    if "slots" in news:
        breaks = sum(breaks_of(busy) for busy in _busy(event, news["slots"]))
        if known.breaks is None or breaks < known.breaks:
            known.slots, known.host_tables, known.breaks = news["slots"], dict(news["tables"]), breaks
    elif "bound" in news:
        known.bound = max(known.bound, news["bound"])
    elif "conflict" in news:
        known.impossible = known.impossible or time.monotonic()
        if news["conflict"]:
            known.conflicts[news["way"]] = [Demand(*demand) for demand in news["conflict"]]
    else:
        known.ended = news["end"]
        # Whoever ended has left out all that can be; the other may still tell more than is needed.
        known.conflicts = {way: told for way, told in known.conflicts.items() if way == news["way"]}
    known.ended = known.ended or known.breaks == known.bound


def _busy(event: Event, slots: Sequence[int]) -> list[int]:
    """For each participant the slots with a meeting, as bits."""
    busy = [0] * len(event.participants)
    for meeting, slot in zip(event.meetings, slots, strict=True):
        for name in meeting.between:
            busy[event.participant_numbers[name]] |= 1 << slot
    return busy


def _plan(event: Event, known: _Known) -> Plan:
    if known.impossible is not None:
        conflict = min(known.conflicts.values(), key=len, default=())
        return Plan("infeasible", conflict=tuple(cause_of(event, demand) for demand in conflict))
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
