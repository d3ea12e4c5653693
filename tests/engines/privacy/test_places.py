import pytest

from tests.engines.privacy.region import LIPPSTADT, findings, hints, passages, rewritten

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Wir backen hier, Lippstadt ist klein.", "Lippstadt"),
        ("Lippstadts Bäcker", "Lippstadts"),
        ("Viele Lippstädter kaufen hier.", "Lippstädter"),
        ("Unsere Soester Filiale", "Soester"),
        ("Die Werlerinnen kaufen gern.", "Werlerinnen"),
        ("Ein Geseker Betrieb", "Geseker"),
        ("Der Rüthener Laden", "Rüthener"),
        ("Der Ruethener Laden", "Ruethener"),
        ("Nahe Wickede gelegen", "Wickede"),
        ("Ein Sassendorfer Gast", "Sassendorfer"),
        ("Zentral: 59557", "59557"),
        ("Zentral: 59555 Lippstadt", "59555 Lippstadt"),
    ],
)
def test_towns_their_people_and_postcodes_block(text, quote):
    assert passages(text) == [("place", quote)]


@pytest.mark.parametrize(
    "text",
    [
        "Ein Betrieb im Kreis Soest sucht Hilfe.",
        "Die Firmen des Kreises Soest suchen Hilfe.",
        "Irgendwo in Nordrhein-Westfalen oder Deutschland.",
        "Wir haben soester nie geschrieben.",
    ],
)
def test_coarse_regions_may_be_named(text):
    assert findings(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wir backen in Lippstadt Brot.", "Wir backen im Kreis Soest Brot."),
        ("In Lippstadt backen wir.", "Im Kreis Soest backen wir."),
        ("Wir kommen aus Lippstadt.", "Wir kommen aus dem Kreis Soest."),
        ("Wir liefern nach Soest.", "Wir liefern in den Kreis Soest."),
        ("Der Laden in 59555 Lippstadt.", "Der Laden im Kreis Soest."),
        ("Unser Lippstadt.", "Unser Kreis Soest."),
        ("Unser Lippstädter Ofen.", "Unser Lippstädter Ofen."),
    ],
)
def test_the_suggestion_for_a_town_takes_the_right_preposition(text, expected):
    assert rewritten(text) == expected


def test_a_firm_known_only_by_its_land_gets_the_land():
    land = LIPPSTADT[:1] + LIPPSTADT[2:]
    assert rewritten("Wir sitzen in Lippstadt.", region=land) == "Wir sitzen in Nordrhein-Westfalen."
    assert rewritten("We sit in Lippstadt.", "en", region=land) == "We sit in Nordrhein-Westfalen."
    assert rewritten("We come from Lippstadt.", "en", region=land) == "We come from Nordrhein-Westfalen."


def test_a_firm_without_a_coarser_region_needs_a_person_to_reword_it():
    alone = (LIPPSTADT[0],)
    assert [one.suggestion for one in findings("Wir sitzen in Lippstadt.", region=alone)] == [None]


def test_big_cities_are_hints_and_everyday_words_only_count_after_a_preposition():
    assert hints("Ein Kunde sitzt in Berlin und in Frankfurt.") == [
        ("place", "in Berlin"),
        ("place", "in Frankfurt"),
    ]
    assert hints("Das Essen ist gut.") == []
    assert hints("Wir liefern nach Essen.") == [("place", "nach Essen")]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Sie finden uns: Bahnhofstraße 7a.", "Bahnhofstraße 7a"),
        ("Sie finden uns: Lange Str. 12.", "Lange Str. 12"),
        ("Sie finden uns: Südring 3.", "Südring 3"),
        ("Sie finden uns: D-72770.", "D-72770"),
    ],
)
def test_streets_with_a_number_block(text, quote):
    assert passages(text) == [("place", quote)]


def test_streets_without_a_number_do_not():
    assert passages("An der Straße wird gebaut, ein weg 3 führt hin.") == []
