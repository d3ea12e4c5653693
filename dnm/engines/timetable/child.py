"""A process of its own that plans goal "all": a solver deep in thought can only be stopped from outside.

Reads a pickled event from its input; writes lines of JSON, each a piece of news: a better plan, a better bound, why
there is no plan, and at last that it came to an end.
"""

import json
import pickle
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TextIO

from dnm.engines.timetable.bottlenecks import bottleneck
from dnm.engines.timetable.conflicts import conflict
from dnm.engines.timetable.demands import Demand
from dnm.engines.timetable.encoding import encode
from dnm.engines.timetable.improving import Improvement
from dnm.engines.timetable.model import Event
from dnm.engines.timetable.proving import Proof

CORES_ALONE = 12.0
"""Seconds after which the second search makes the plan better piece by piece before it goes on with cores."""


class Teller:
    def __init__(self, out: TextIO) -> None:
        self._out = out

    def tell(self, **news: Any) -> None:
        self._out.write(json.dumps(news) + "\n")
        self._out.flush()

    def contradiction(self, demands: Sequence[Demand]) -> None:
        self.tell(conflict=demands)


def work(event: Event, out: TextIO, *, exhausting: bool = True) -> None:
    teller = Teller(out)
    demands = bottleneck(event)
    if demands:
        teller.contradiction(demands)
    elif not _planned(event, teller, exhausting=exhausting):
        teller.tell(conflict=[])
        _explain(event, teller)
    teller.tell(end=True)


def _explain(event: Event, teller: Teller) -> None:
    """If equal numbers of breaks alone prevent a plan, that is told at once: the whole contradiction may take long."""
    made = encode(replace(event, fairness=None)) if event.fairness is not None else None
    if made is not None and Proof(made.clauses, [], lambda model, cost: None, lambda bound: None).run():
        teller.contradiction([Demand("fairness", 0)])
    conflict(event, teller.contradiction)


def _planned(event: Event, teller: Teller, *, exhausting: bool) -> bool:
    """False if there is no plan."""
    made = encode(event)
    if made is None:
        return False

    models: list[Sequence[int]] = []

    def found(model: Sequence[int], breaks: int) -> None:
        models[:] = [model]
        teller.tell(slots=made.slots_in(model), tables=list(made.host_tables_in(model).items()))

    def proved(bound: int) -> None:
        teller.tell(bound=bound)

    wishes = [literal for counts in made.breaks for literal in counts]
    late = [] if exhausting else [time.monotonic() + CORES_ALONE]

    def pause(best: int) -> int:
        """A proof that takes long first looks for a better plan, once."""
        if not late or time.monotonic() < late[0]:
            return best
        late.clear()
        return Improvement(made, models[0], found).run()

    return Proof(made.clauses, wishes, found, proved, exhausting=exhausting).run(pause)


def main() -> None:
    work(pickle.load(sys.stdin.buffer), sys.stdout, exhausting="exhausting" in sys.argv)
