"""The course of a computation as a small picture: value, proven bound, below the gaps; or breaks and their bound."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dnm.events.models import Plan
from dnm.events.workflow import Goal

WIDTH, TOP, BOTTOM = 250, 14, 84
GAPS_TOP, GAPS_BOTTOM = 96, 120
LEFT = 4
LINE = 18
"""Between two words at the right edge."""


@dataclass(frozen=True)
class Course:
    """Paths of an SVG of 400 × 140; ``seconds``: how long it took so far."""

    value: str
    bound: str
    gaps: str
    seconds: float
    last_value: int
    last_gaps: int
    last_bound: int | None
    value_y: float
    bound_y: float


@dataclass(frozen=True)
class BreaksCourse:
    """The same for goal "all": breaks go down, their proven bound goes up. ``last_breaks``: None before a plan."""

    breaks: str
    bound: str
    seconds: float
    last_breaks: int | None
    last_bound: int
    breaks_y: float
    bound_y: float


def course_of(plan: Plan) -> Course | BreaksCourse | None:
    """None before the engine has reported anything."""
    if not plan.course:
        return None
    return _course_of_breaks(plan.course) if plan.goal == Goal.ALL else _course_of_value(plan.course)


def _course_of_value(points: Sequence[Sequence[Any]]) -> Course:
    end = max(points[-1][0], 0.001)
    most = max([one[1] for one in points] + [one[3] for one in points if one[3] is not None] + [1])
    worst = max([one[2] or 0 for one in points] + [1])
    values = [(_x(one[0], end), _y(one[1] / most, TOP, BOTTOM)) for one in points]
    bounds = [(_x(one[0], end), _y(one[3] / most, TOP, BOTTOM)) for one in points if one[3] is not None]
    gaps = [(_x(one[0], end), _y((one[2] or 0) / worst, GAPS_TOP, GAPS_BOTTOM)) for one in points]
    last = points[-1]
    bound = next((one[3] for one in reversed(points) if one[3] is not None), None)
    return Course(
        _stairs(values), _stairs(bounds), _stairs(gaps), end, round(last[1]), int(last[2] or 0),
        None if bound is None else int(bound + 1e-6), values[-1][1] + 5, (bounds[-1][1] if bounds else TOP) + 1,
    )  # fmt: skip


def _course_of_breaks(points: Sequence[Sequence[Any]]) -> BreaksCourse:
    end, least = max(points[-1][0], 0.001), [one[3] or 0 for one in points]
    worst = max([one[2] or 0 for one in points] + least + [1])
    breaks = [(_x(one[0], end), _y(one[2] / worst, TOP, GAPS_BOTTOM)) for one in points if one[2] is not None]
    bounds = [(_x(one[0], end), _y((one[3] or 0) / worst, TOP, GAPS_BOTTOM)) for one in points]
    last = next((one[2] for one in reversed(points) if one[2] is not None), None)
    high, low = (breaks[-1][1] if breaks else TOP), bounds[-1][1]
    return BreaksCourse(
        _stairs(breaks), _stairs(bounds), end, None if last is None else int(last), int(max(least) + 1e-6),
        min(high, low - LINE) + 5, low + 5,
    )  # fmt: skip


def _x(seconds: float, end: float) -> float:
    return round(LEFT + WIDTH * seconds / end, 1)


def _y(share: float, top: int, bottom: int) -> float:
    return round(bottom - (bottom - top) * share, 1)


def _stairs(points: Sequence[tuple[float, float]]) -> str:
    """M x,y H x V y …: nothing changes between two reports. The last point is drawn to the right edge."""
    if not points:
        return ""
    (x, y), *rest = points
    steps = "".join(f"H{right}V{high}" for right, high in rest)
    return f"M{x},{y}{steps}H{LEFT + WIDTH}"
