import re
from decimal import Decimal

import pytest

from dnm.directory import places
from dnm.directory.places import (
    cities,
    city,
    districts,
    municipalities,
    municipality,
    municipality_of_postcode,
)

pytestmark = pytest.mark.once


def numbers_of(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]


def test_the_fourteen_municipalities_stand_in_german_order():
    assert [found.name for found in municipalities()] == [
        "Anröchte",
        "Bad Sassendorf",
        "Ense",
        "Erwitte",
        "Geseke",
        "Lippetal",
        "Lippstadt",
        "Möhnesee",
        "Rüthen",
        "Soest",
        "Warstein",
        "Welver",
        "Werl",
        "Wickede (Ruhr)",
    ]
    assert sum(found.population for found in municipalities()) == 301_902
    assert places.population_note == "Bevölkerung am 31.12.2018"


def test_lippstadt_with_all_its_facts():
    found = municipality("Lippstadt")
    assert (found.ags, found.kind, found.population, found.area_km2) == (
        "05974028",
        "Stadt",
        67_901,
        Decimal("113.68"),
    )
    assert found.postcodes == ("59555", "59556", "59557", "59558")


@pytest.mark.parametrize("typed", ["05974036", "Rüthen", "Ruethen", "ruthen", "RÜTHEN "])
def test_a_municipality_is_found_by_key_and_by_every_spelling(typed):
    assert municipality(typed).name == "Rüthen"


def test_the_river_in_the_name_may_be_left_out():
    assert municipality("Wickede") == municipality("Wickede (Ruhr)")


def test_unknown_places_are_an_error():
    with pytest.raises(KeyError):
        municipality("Paderborn")
    with pytest.raises(KeyError):
        city("Soest-Nord")


def test_all_outlines_lie_inside_the_frame_of_the_map():
    for frame, areas in ((places.map_viewbox, municipalities()), (places.state_map_viewbox, districts())):
        _, _, width, height = map(float, frame.split())
        for area in areas:
            assert area.path.startswith("M")
            assert area.path.endswith("Z")
            numbers = numbers_of(area.path)
            assert 0 <= min(numbers[::2]) <= max(numbers[::2]) <= width
            assert 0 <= min(numbers[1::2]) <= max(numbers[1::2]) <= height


def test_neighbours_share_their_border_point_by_point():
    points = [set(re.findall(r"[\d.]+ [\d.]+", area.path)) for area in municipalities()]
    for index, own in enumerate(points):
        others = set().union(*(points[other] for other in range(14) if other != index))
        assert len(own & others) >= 10


def test_each_label_stands_inside_its_municipality():
    for area in municipalities():
        numbers = numbers_of(area.path)
        assert min(numbers[::2]) < area.label_x < max(numbers[::2])
        assert min(numbers[1::2]) < area.label_y < max(numbers[1::2])


def test_the_seventeen_postcodes_of_the_kreis_lead_to_their_municipality():
    codes = [code for found in municipalities() for code in found.postcodes]
    assert len(codes) == len(set(codes)) == 17
    for code in codes:
        found = municipality_of_postcode(code)
        assert found is not None
        assert code in found.postcodes


def test_postcodes_elsewhere_have_a_place_but_no_municipality_of_ours():
    assert municipality_of_postcode("40210") is None
    assert municipality_of_postcode("00000") is None
    found = places.postcode(" 40210 ")
    assert found is not None
    assert (found.place, found.district_ags) == ("Düsseldorf", "05111")


def test_the_fifty_three_districts_of_the_state():
    assert len(districts()) == len({district.ags for district in districts()}) == 53
    assert [(found.name, found.kind) for found in districts() if found.ags == "05974"] == [("Soest", "Kreis")]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Munich", "München"),
        ("Koeln", "Köln"),
        ("frankfurt", "Frankfurt am Main"),
        ("Halle", "Halle (Saale)"),
    ],
)
def test_a_city_is_found_by_its_german_and_english_name(typed, name):
    assert city(typed).name == name


def test_all_cities_lie_in_germany():
    assert len(cities()) == 62
    for found in cities():
        assert 47.2 < found.latitude < 55.1
        assert 5.8 < found.longitude < 15.1


def test_a_region_climbs_from_the_town_to_the_country():
    assert places.region_ladder("05974028") == (
        ("05974028", "Lippstadt"),
        ("05974", "Kreis Soest"),
        ("05", "Nordrhein-Westfalen"),
        ("", "Deutschland"),
    )
    assert [label for _, label in places.region_ladder("Werl", "en")] == [
        "Werl",
        "Soest district",
        "North Rhine-Westphalia",
        "Germany",
    ]
