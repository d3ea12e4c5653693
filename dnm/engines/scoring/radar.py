"""Where the points of a radar chart lie. Axes start at the top and go clockwise; y grows downwards as in SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Literal

FEWEST = 3
"""With fewer topics there is no area; a table says it all."""

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float

    def __str__(self) -> str:
        return f"{self.x:.1f},{self.y:.1f}"


@dataclass(frozen=True, slots=True)
class Label:
    """Where the name of an axis stands and to which side it is aligned; `above` and `below` tell the two poles."""

    at: Point
    anchor: Anchor
    above: bool = False
    below: bool = False


@dataclass(frozen=True, slots=True)
class Radar:
    """`rings` for 25, 50, 75 and 100; `axes` are the outer ends; `labels` one per axis."""

    centre: Point
    radius: float
    rings: tuple[tuple[Point, ...], ...]
    axes: tuple[Point, ...]
    labels: tuple[Label, ...]

    def outline(self, scores: Sequence[float]) -> tuple[Point, ...]:
        """The corners of one profile, 0 to 100 per axis. ValueError for another number of scores."""
        if len(scores) != len(self.axes):
            raise ValueError(f"{len(scores)} scores for {len(self.axes)} axes")
        return tuple(
            _on_axis(self.centre, self.radius * score / 100, place, len(scores)) for place, score in enumerate(scores)
        )


def radar(count: int, *, centre: tuple[float, float], radius: float, gap: float = 12) -> Radar:
    """The frame for so many topics; labels stand `gap` outside the outer ring. ValueError below FEWEST."""
    if count < FEWEST:
        raise ValueError(f"a radar needs {FEWEST} topics, not {count}")
    middle = Point(*centre)

    def ring(part: float) -> tuple[Point, ...]:
        return tuple(_on_axis(middle, radius * part, place, count) for place in range(count))

    return Radar(
        middle,
        radius,
        tuple(ring(part) for part in (0.25, 0.5, 0.75, 1)),
        ring(1),
        tuple(_label(_on_axis(middle, radius + gap, place, count), middle) for place in range(count)),
    )


def points(corners: Sequence[Point]) -> str:
    """For the attribute `points` of an SVG polygon."""
    return " ".join(str(corner) for corner in corners)


def _on_axis(centre: Point, distance: float, place: int, count: int) -> Point:
    angle = 2 * pi * place / count
    return Point(round(centre.x + distance * sin(angle), 3), round(centre.y - distance * cos(angle), 3))


def _label(at: Point, centre: Point) -> Label:
    if abs(at.x - centre.x) < 0.5:
        return Label(at, "middle", above=at.y < centre.y, below=at.y > centre.y)
    return Label(at, "start" if at.x > centre.x else "end")
