"""The radar of a result as an SVG draws it: once for wide pages, once for phones."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from dnm.engines.scoring.radar import FEWEST, Label, Point, Radar, points, radar
from dnm.maturity.findings import Row

MOST = 12
"""More axes than that nobody can tell apart; the table says it all."""
WIDE = {"centre": (290.0, 232.0), "radius": 165.0, "gap": 12.0}
NARROW = {"centre": (175.0, 166.0), "radius": 104.0, "gap": 12.0}
WRAPPED_AT, NARROW_EDGE = 15, 348


@dataclass(frozen=True)
class Line:
    x: float
    y: float
    text: str
    strong: bool


@dataclass(frozen=True)
class Axis:
    end: Point
    mark: Point
    anchor: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Chart:
    """``other``: the dashed outline, "" for none. ``half``: of a mark's side."""

    centre: Point
    rings: tuple[str, ...]
    scale: tuple[Line, ...]
    own: str
    other: str
    axes: tuple[Axis, ...]
    half: int

    @property
    def side(self) -> int:
        return 2 * self.half


@dataclass(frozen=True)
class Charts:
    wide: Chart
    narrow: Chart


def charts(rows: Sequence[Row], other: Sequence[int | None]) -> Charts | None:
    """None where a table alone says it better."""
    if not FEWEST <= len(rows) <= MOST:
        return None
    return Charts(
        _chart(radar(len(rows), **WIDE), rows, other, half=5),  # type: ignore[arg-type]
        _chart(radar(len(rows), **NARROW), rows, other, half=4, narrow=True),  # type: ignore[arg-type]
    )


def _chart(frame: Radar, rows: Sequence[Row], other: Sequence[int | None], half: int, narrow: bool = False) -> Chart:
    own = frame.outline([row.score for row in rows])
    known = [score for score in other if score is not None]
    axes = []
    for row, end, label, mark in zip(rows, frame.axes, frame.labels, own, strict=True):
        lines = _narrow_lines(row, label) if narrow else _wide_lines(row, label, frame.centre)
        anchor = _turned(label) if narrow else label.anchor
        axes.append(Axis(end, Point(mark.x - half, mark.y - half), anchor, lines))
    return Chart(
        frame.centre,
        tuple(points(ring) for ring in frame.rings),
        () if narrow else tuple(_scale(frame)),
        points(own),
        points(frame.outline(known)) if len(known) == len(rows) else "",
        tuple(axes),
        half,
    )


def _scale(frame: Radar) -> list[Line]:
    """25, 75 and 100 beside the upper axis; 50 would stand in the outline most of the time."""
    return [
        Line(frame.centre.x + 5, frame.rings[place][0].y + 14, text, False)
        for place, text in ((0, "25"), (2, "75"), (3, "100"))
    ]


def _words(title: str, most: int) -> list[str]:
    return wrap(title, WRAPPED_AT, max_lines=most, placeholder=" …") or [title[:WRAPPED_AT]]


def _wide_lines(row: Row, label: Label, centre: Point) -> tuple[Line, ...]:
    """The name in one or two lines, the score below it."""
    texts = [*_words(row.title, 2), str(row.score)]
    first = label.at.y + 5 - 19 * (len(texts) - 1) / 2
    if label.above:
        first = label.at.y + 3 - 19 * (len(texts) - 1)
    elif label.below:
        first = label.at.y + 18
    return tuple(
        Line(label.at.x, round(first + 19 * place, 1), text, place < len(texts) - 1) for place, text in enumerate(texts)
    )


def _turned(label: Label) -> str:
    """On a phone names begin at the edge of the drawing."""
    return {"start": "end", "end": "start", "middle": "middle"}[label.anchor]


def _narrow_lines(row: Row, label: Label) -> tuple[Line, ...]:
    """At the edge, above the upper axes and below the lower ones; the score stands behind the name."""
    words = _words(row.title, 2)
    words[-1] = f"{words[-1]}\u00a0{row.score}"
    x = {"start": float(NARROW_EDGE), "end": 350.0 - NARROW_EDGE, "middle": label.at.x}[label.anchor]
    over = label.above or (label.anchor != "middle" and label.at.y < NARROW["centre"][1] + 1)  # type: ignore[index]
    first = label.at.y - 18 * (len(words) - 1) - (4 if label.above else 14) if over else label.at.y + 18
    return tuple(Line(x, round(first + 18 * place, 1), text, True) for place, text in enumerate(words))
