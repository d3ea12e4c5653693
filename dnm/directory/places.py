"""Places: the municipalities of Kreis Soest with their outlines, postcodes of NRW, districts, big cities.

The sources and licences of the files stand in reference/README.md.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from dnm.directory.sorting import search_form, sort_key

population_note = "Bevölkerung am 31.12.2018"
attribution = "© GeoBasis-DE / BKG, © Statistisches Bundesamt, dl-de/by-2-0, Daten verändert"
postcode_attribution = "Postleitzahlen: GeoNames, CC BY 4.0, Daten verändert"
map_viewbox = "0 0 1000 724"
"""Frame of all outlines of municipalities()."""
state_map_viewbox = "0 0 1000 985"
"""Frame of all outlines of districts()."""

HOME_DISTRICT = "05974"
HOME_STATE = "05"
REFERENCE = Path(__file__).parent / "reference"


@dataclass(frozen=True, slots=True)
class Municipality:
    """`path` is an SVG path in the frame `map_viewbox`; the label stands where its name has most room."""

    ags: str
    name: str
    kind: str
    population: int
    area_km2: Decimal
    latitude: float
    longitude: float
    label_x: int
    label_y: int
    path: str
    postcodes: tuple[str, ...]

    @property
    def short_name(self) -> str:
        """For narrow labels: "Wickede"."""
        return self.name.split(" (")[0]


@dataclass(frozen=True, slots=True)
class District:
    """A Kreis or a town that is its own Kreis; `path` in the frame `state_map_viewbox`."""

    ags: str
    name: str
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Postcode:
    code: str
    place: str
    district_ags: str
    latitude: float
    longitude: float
    municipality_ags: str


@dataclass(frozen=True, slots=True)
class City:
    name: str
    name_en: str
    state: str
    latitude: float
    longitude: float


def rows(name: str) -> Iterator[dict[str, str]]:
    """The lines of a file in reference/."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@lru_cache(maxsize=1)
def municipalities() -> tuple[Municipality, ...]:
    """The 14 towns and municipalities of Kreis Soest in German order."""
    found = [_municipality(row) for row in rows("municipalities.csv")]
    return tuple(sorted(found, key=lambda municipality: sort_key(municipality.name)))


def _municipality(row: dict[str, str]) -> Municipality:
    return Municipality(
        ags=row["ags"],
        name=row["name"],
        kind=row["kind"],
        population=int(row["population_2018"]),
        area_km2=Decimal(row["area_km2"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        label_x=int(row["label_x"]),
        label_y=int(row["label_y"]),
        path=row["path"],
        postcodes=tuple(code.code for code in _postcodes().values() if code.municipality_ags == row["ags"]),
    )


def municipality(ags_or_name: str) -> Municipality:
    """By key or by name, however its umlauts are typed; "Wickede" is enough. KeyError when unknown."""
    return _municipalities_by_word()[search_form(ags_or_name)]


@lru_cache(maxsize=1)
def _municipalities_by_word() -> dict[str, Municipality]:
    known: dict[str, Municipality] = {}
    for found in municipalities():
        for word in (found.ags, found.name, found.short_name):
            known[search_form(word)] = found
    return known


@lru_cache(maxsize=1)
def _postcodes() -> dict[str, Postcode]:
    """The first place of each postcode: 52525 and 52538 belong to two."""
    found: dict[str, Postcode] = {}
    for row in rows("postcodes.csv"):
        found.setdefault(
            row["postcode"],
            Postcode(
                code=row["postcode"],
                place=row["place"],
                district_ags=row["district_ags"],
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                municipality_ags=row["municipality_ags"],
            ),
        )
    return found


def postcode(code: str) -> Postcode | None:
    """None outside North Rhine-Westphalia."""
    return _postcodes().get(code.strip())


def municipality_of_postcode(code: str) -> Municipality | None:
    """None outside Kreis Soest."""
    found = postcode(code)
    return municipality(found.municipality_ags) if found and found.municipality_ags else None


@lru_cache(maxsize=1)
def districts() -> tuple[District, ...]:
    """The 53 of North Rhine-Westphalia, by key."""
    return tuple(District(**row) for row in rows("districts.csv"))


@lru_cache(maxsize=1)
def cities() -> tuple[City, ...]:
    """German cities in which start-ups sit, in German order."""
    found = [
        City(row["name"], row["name_en"], row["state"], float(row["latitude"]), float(row["longitude"]))
        for row in rows("cities.csv")
    ]
    return tuple(sorted(found, key=lambda city: sort_key(city.name)))


def city(name: str) -> City:
    """By German or English name; "Frankfurt" is enough. KeyError when unknown."""
    return _cities_by_word()[search_form(name)]


@lru_cache(maxsize=1)
def _cities_by_word() -> dict[str, City]:
    known: dict[str, City] = {}
    for found in cities():
        for word in (found.name_en, found.name.split(" (")[0], found.name):
            known[search_form(word)] = found
    return known


def region_ladder(ags_or_name: str, language: str = "de") -> tuple[tuple[str, str], ...]:
    """(key, label) from the municipality up to Germany, for values that must become coarser. KeyError."""
    found = municipality(ags_or_name)
    district, state, country = {
        "de": ("Kreis Soest", "Nordrhein-Westfalen", "Deutschland"),
        "en": ("Soest district", "North Rhine-Westphalia", "Germany"),
    }[language]
    return (found.ags, found.name), (HOME_DISTRICT, district), (HOME_STATE, state), ("", country)
