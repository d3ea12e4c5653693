"""The map of the region with one count per municipality: shapes and table rows from the same numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

from dnm.directory.places import attribution, map_viewbox, municipalities

BREAKS = (5, 10, 20, 40)


@dataclass(frozen=True)
class Area:
    ags: str
    name: str
    short_name: str
    path: str
    label_x: int
    label_y: int
    count: int
    level: str
    chosen: bool

    @property
    def label_lines(self) -> list[tuple[str, str]]:
        """Words and how far each line stands below the one before; the last ends at the label's point."""
        words = self.short_name.split()
        return [(word, "1.1em" if number else f"{-1.1 * (len(words) - 1):g}em") for number, word in enumerate(words)]

    @property
    def dark(self) -> bool:
        """Labels on the darkest class are written in the colour of the paper."""
        return self.level == "k4"


@dataclass(frozen=True)
class RegionalMap:
    viewbox: str
    areas: list[Area]
    attribution: str

    @property
    def total(self) -> int:
        return sum(area.count for area in self.areas)

    @property
    def highest(self) -> Area:
        return max(self.areas, key=lambda area: area.count)


def level_of(count: int) -> str:
    """Class of a count: k0 under 5 (unfilled), k1 from 5, k2 from 10, k3 from 20, k4 from 40."""
    return f"k{sum(count >= lowest for lowest in BREAKS)}"


def regional_map(counts: Mapping[str, int], chosen: str = "") -> RegionalMap:
    """``counts``: key of a municipality -> number; what is missing counts as 0."""
    areas = [
        Area(
            place.ags,
            place.name,
            place.short_name,
            place.path,
            place.label_x,
            place.label_y,
            counts.get(place.ags, 0),
            level_of(counts.get(place.ags, 0)),
            place.ags == chosen,
        )
        for place in municipalities()
    ]
    return RegionalMap(map_viewbox, areas, attribution)
