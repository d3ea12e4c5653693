"""A tiny day on which every kernel runs once: compiles them, or reads their machine code, before time counts."""

from __future__ import annotations

from dnm.engines.timetable.files import event_from
from dnm.engines.timetable.generator import HARD, drawn_event
from dnm.engines.timetable.value import plan_value


def rehearse() -> None:
    plan_value(event_from(drawn_event(8, 5, HARD, seed=1, slots=6)), steps=4)
