from dataclasses import replace

import pytest

from dnm.engines.privacy import Change, apply_suggestions, check
from dnm.engines.privacy.coarser import level_of
from tests.engines.privacy.region import BREAD, LIPPSTADT, MANY, NEAR, OVERKAMP, facts, teaser

pytestmark = pytest.mark.once

SOEST, WERL = "05974040", "05974052"


def small_cell(population, shown=None):
    return [one for one in check(shown or teaser(), OVERKAMP, population) if one.kind == "small_cell"]


def test_five_companies_alike_are_enough():
    assert small_cell(MANY) == []


def test_four_companies_alike_are_too_few_and_the_smallest_loss_is_proposed():
    population = (*MANY[:4], facts(place=SOEST), *(facts("25.11") for _ in range(20)))
    (found,) = small_cell(population)
    assert (found.field, found.quote, found.count, found.count_after) == ("region", "Lippstadt", 4, 5)
    assert found.changes == (Change("region", "Kreis Soest"),)
    assert found.suggestion == "Kreis Soest"


def test_where_one_change_is_not_enough_several_are_proposed():
    population = (*MANY[:2], *(facts("10.13", WERL) for _ in range(17)), *(facts("25.11") for _ in range(30)))
    (found,) = small_cell(population)
    assert found.changes == (
        Change("region", "Kreis Soest"),
        Change("industry", "Herstellung von Nahrungsmitteln"),
    )
    assert (found.count, found.count_after) == (2, 19)


def test_the_size_is_coarsened_when_that_loses_least():
    population = (
        *MANY[:3],
        facts(size="small"),
        facts(size="micro"),
        *(facts("10.13", SOEST) for _ in range(20)),
    )
    (found,) = small_cell(population)
    assert found.changes == (Change("size", "unter 250 Beschäftigte"),)
    assert (found.field, found.quote) == ("size", "50 bis 249 Beschäftigte")


def test_too_small_a_population_leaves_no_proposal():
    (found,) = small_cell(MANY[:3])
    assert (found.suggestion, found.count, found.changes) == (None, 3, ())


def test_an_empty_directory_fits_nobody():
    (found,) = small_cell(())
    assert (found.count, found.suggestion) == (0, None)


def test_a_teaser_that_takes_the_proposal_passes():
    population = (*MANY[:2], *(facts("10.13", WERL) for _ in range(17)))
    better = apply_suggestions(teaser(), small_cell(population))
    assert (better.region, better.industry) == ("Kreis Soest", "Herstellung von Nahrungsmitteln")
    assert small_cell(population, better) == []


@pytest.mark.parametrize(
    ("shown", "level"),
    [
        ("Herstellung von Backwaren", 0),
        ("Nahrungsmittel", 1),
        ("verarbeitendes gewerbe", 2),
        ("", 3),
        ("  ", 3),
        ("Brot und Brötchen", 0),
    ],
)
def test_what_is_shown_finds_its_rung_and_the_unknown_counts_as_the_finest(shown, level):
    assert level_of(shown, BREAD) == level


def test_a_finer_region_in_the_text_than_in_the_field_is_found():
    population = (*MANY[:4], *(replace(facts(), region=("05111", "05111", "05")) for _ in range(3)))
    shown = replace(teaser("Ein Betrieb im Kreis Soest.", "Brot im Kreis Soest"), region="Nordrhein-Westfalen")
    found = check(shown, OVERKAMP, population, near_places=NEAR)
    assert [(one.field, one.quote, one.suggestion, one.count) for one in found] == [
        ("title", "Kreis Soest", "Nordrhein-Westfalen", 4),
        ("text", "Kreis Soest", "Nordrhein-Westfalen", 4),
    ]


def test_a_finer_size_in_the_text_has_no_words_where_the_field_tells_nothing():
    population = (*MANY[:4], facts(size="large"), facts(size="large"))
    shown = replace(teaser("Wir haben 50 bis 249 Beschäftigte."), size="")
    assert [(one.quote, one.suggestion) for one in check(shown, OVERKAMP, population)] == [
        ("50 bis 249 Beschäftigte", None)
    ]


def test_the_finest_place_is_no_region_to_name():
    assert check(teaser("Ein Betrieb im Kreis Soest."), replace(OVERKAMP, region=LIPPSTADT), MANY) == []
