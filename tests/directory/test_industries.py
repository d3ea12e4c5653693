import csv

import pytest

from dnm.directory import industries as industries_module
from dnm.directory.industries import (
    COARSE_GROUPS,
    INDUSTRY_VERSION,
    ancestors,
    coarse_group,
    from_wz2008,
    industries,
    industry,
    industry_ladder,
    search_industries,
    size_class,
    size_ladder,
)
from dnm.directory.places import REFERENCE

pytestmark = pytest.mark.once


def first_code(text: str) -> str:
    return search_industries(text)[0].code


def test_all_levels_of_the_classification_are_there():
    assert INDUSTRY_VERSION == "WZ 2025"
    assert [len(industries(level)) for level in (1, 2, 3, 4, 5)] == [22, 87, 287, 651, 983]
    assert len(industries()) == 2030


def test_an_industry_with_all_its_facts():
    found = industry("10.71")
    assert (found.level, found.parent, found.section) == (4, "10.7", "C")
    assert found.title() == "Herstellung von Backwaren, ohne Dauerbackwaren"
    assert found.title("en") == "Manufacture of bread; manufacture of fresh pastry goods and cakes"


def test_a_german_subclass_borrows_the_english_title_of_its_class():
    assert industry("10.13.1").title_en == industry("10.13").title_en
    assert all(found.title_de and found.title_en for found in industries())


def test_unknown_codes_are_an_error():
    with pytest.raises(KeyError):
        industry("10.99")


def test_ancestors_climb_to_the_section():
    assert [found.code for found in ancestors("10.71")] == ["10.7", "10", "C"]
    assert ancestors("C") == ()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Bäckerei", "10.71"),
        ("Baeckerei", "10.71"),
        ("backerei", "10.71"),
        ("Bäckrei", "10.71"),
        ("bakery", "10.71"),
        ("Spritzguss", "22.26"),
        ("Kunststofftechnik", "22.26"),
        ("Zahnarzt", "86.23"),
        ("Maschinenbauer", "28.99"),
        ("Autowerkstatt", "95.31"),
        ("Kfz-Werkstatt", "95.31"),
        ("Schreinerei", "31.00"),
        ("Pflegedienst", "86.94"),
        ("Spedition", "49.41"),
        ("Zementwerk", "23.51"),
        ("metal coating", "25.51"),
        ("Heizungsbauer", "43.22"),
        ("software development", "62.10"),
        ("Sägewerk", "16.11"),
        ("Drehteile", "25.53"),
        ("Hersteller von Möbeln", "31.00"),
        ("Parketttafeln", "16.22"),
        ("Zahnarztpraxen", "86.23"),
        ("10.71", "10.71"),
        ("c", "C"),
    ],
)
def test_everyday_words_codes_and_slips_find_the_industry(typed, code):
    assert first_code(typed) == code


def test_part_of_a_compound_is_enough():
    assert "24.53" in [found.code for found in search_industries("metallgießerei", limit=5)]
    assert "22.22" in [found.code for found in search_industries("Kunststoff")]


def test_exceptions_in_a_title_are_not_found():
    assert "58.19" not in [found.code for found in search_industries("Software", limit=30)]


def test_a_beginning_of_a_code_lists_what_lies_below():
    assert [found.code for found in search_industries("10.7", limit=4)] == [
        "10.7",
        "10.71",
        "10.71.0",
        "10.72",
    ]


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "🥨", "qqqqqqqq", "a" * 50_000, "((((", "von der"])
def test_odd_input_finds_nothing_or_little_and_never_fails(typed):
    assert len(search_industries(typed)) <= 10


def test_the_same_words_give_the_same_order():
    assert search_industries("Handel mit Metall") == search_industries("Handel mit Metall")


def test_everyday_words_stand_only_at_codes_that_exist():
    with (REFERENCE / "industry_words.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 232
    for row in rows:
        assert industry(row["code"]).code == row["code"]
        for word in row["words_de"].split()[:1]:
            assert row["code"] in [found.code for found in search_industries(word, limit=12)], word


def test_codes_of_2008_lead_to_their_successors():
    assert [found.code for found in from_wz2008("01.11.0")] == ["01.11.0"]
    assert from_wz2008("99.99.9") == ()


def test_an_industry_climbs_from_class_to_section():
    assert [key for key, _ in industry_ladder("10.71.0")] == ["10.71", "10.7", "10", "C", ""]
    assert industry_ladder("C", "en") == (("C", "Manufacturing"), ("", "industry not disclosed"))


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("10.71", "industry"),
        ("43.21", "building"),
        ("47.11", "trade"),
        ("62.10", "services"),
        ("01.50", "other"),
    ],
)
def test_every_section_has_its_coarse_group(code, group):
    assert coarse_group(code) == group
    assert {coarse_group(found.code) for found in industries(1)} == set(COARSE_GROUPS)


@pytest.mark.parametrize(
    ("heads", "key"),
    [
        (0, "micro"),
        (9, "micro"),
        (10, "small"),
        (49, "small"),
        (50, "medium"),
        (249, "medium"),
        (250, "large"),
    ],
)
def test_size_classes_change_where_the_recommendation_says(heads, key):
    assert size_class(heads).key == key


def test_a_head_count_below_zero_is_an_error():
    with pytest.raises(ValueError, match="never below zero"):
        size_class(-1)


def test_sizes_climb_to_untold():
    assert [label for _, label in size_ladder(80)] == [
        "50 bis 249 Beschäftigte",
        "unter 250 Beschäftigte",
        "Größe nicht genannt",
    ]
    assert [key for key, _ in size_ladder(400, "en")] == ["large", ""]
    assert industries_module.size_classes()[0].label("en") == "1 to 9 employees"
