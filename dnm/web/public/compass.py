"""The picture on the start page: lines from the region to the towns start-ups come from, by direction, not distance."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from dnm.directory.places import city

CENTRE = (51.60, 8.22)
"""Latitude and longitude of the middle of the Kreis Soest."""
WIDTH, HEIGHT = 640, 470
MIDDLE_X, MIDDLE_Y = 320, 225
RADIUS_X, RADIUS_Y = 180, 170
LEAST_ANGLE = 40.0
"""Degrees between two neighbours, so that their labels do not touch."""
MOST = 6


@dataclass(frozen=True)
class Ray:
    """One town: where its mark stands, the curve that leads there, and how thick it is."""

    name: str
    count: int
    x: int
    y: int
    curve: str
    width: float
    mark: float
    anchor: str
    label_x: int
    label_y: int


def compass(counts: Mapping[str, int]) -> list[Ray]:
    """The towns with most introductions, at most six, clockwise. Towns without coordinates are left out."""
    known: dict[str, float] = {}
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        if len(known) < MOST and (angle := _bearing(name)) is not None:
            known[name] = angle
    spread = _spread(known)
    return [_ray(name, counts[name], spread[name]) for name in sorted(known, key=lambda name: spread[name])]


def _bearing(name: str) -> float | None:
    """Degrees clockwise from north; None for places we have no coordinates for."""
    try:
        place = city(name)
    except KeyError:
        return None
    north = place.latitude - CENTRE[0]
    east = (place.longitude - CENTRE[1]) * math.cos(math.radians(CENTRE[0]))
    return math.degrees(math.atan2(east, north)) % 360


def _spread(bearings: Mapping[str, float]) -> dict[str, float]:
    """Push neighbours apart until each pair has its room; the order around the circle stays."""
    names = sorted(bearings, key=lambda name: (bearings[name], name))
    angles = [bearings[name] for name in names]
    for _round in range(200):
        for here in range(len(angles)):
            there = (here + 1) % len(angles)
            gap = (angles[there] - angles[here]) % 360
            if len(angles) > 1 and gap < LEAST_ANGLE:
                push = (LEAST_ANGLE - gap) / 2
                angles[here] -= push
                angles[there] += push
    return {name: angle % 360 for name, angle in zip(names, angles, strict=True)}


def _ray(name: str, count: int, angle: float) -> Ray:
    turn = math.radians(angle)
    x, y = MIDDLE_X + RADIUS_X * math.sin(turn), MIDDLE_Y - RADIUS_Y * math.cos(turn)
    bend_x, bend_y = (MIDDLE_X + x) / 2 - (y - MIDDLE_Y) * 0.12, (MIDDLE_Y + y) / 2 + (x - MIDDLE_X) * 0.12
    side = "middle" if abs(math.sin(turn)) < 0.35 else ("start" if math.sin(turn) > 0 else "end")
    mark = 6 + 1.2 * math.sqrt(count)
    label_y = y - mark - 26 if side == "middle" and math.cos(turn) > 0 else y + (mark + 20 if side == "middle" else -2)
    label_x = x if side == "middle" else x + (mark + 8) * (1 if side == "start" else -1)
    return Ray(
        name, count, round(x), round(y), f"M{MIDDLE_X},{MIDDLE_Y} Q{bend_x:.0f},{bend_y:.0f} {x:.0f},{y:.0f}",
        round(2 + 1.1 * math.sqrt(count), 1), round(mark, 1), side, round(label_x), round(label_y),
    )  # fmt: skip
