import pytest

from dnm.engines.privacy import check
from tests.engines.privacy.region import MANY, OVERKAMP, hints, passages, rewritten, teaser

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Von der Hellweger Kruste bleibt viel übrig.", "Hellweger Kruste"),
        ("Die Hellweger Krusten sind gut.", "Hellweger Krusten"),
        ("Unser BackFix® läuft.", "BackFix®"),
        ("Unser Back Fix(R) läuft.", "Back Fix(R)"),
        ("Die Anlage X200 ist alt.", "X200"),
        ("Die Anlage TX-4000 ist alt.", "TX-4000"),
        ("Die Anlage K3-500 ist alt.", "K3-500"),
    ],
)
def test_known_marked_and_numbered_products_block(text, quote):
    assert passages(text) == [("product", quote)]


def test_products_named_by_the_caller_block():
    found = check(teaser("Der Kornprinz ist beliebt."), OVERKAMP, MANY, known_products=["Kornprinz"])
    assert [(one.kind, one.quote) for one in found] == [("product", "Kornprinz")]


def test_a_name_from_the_confidential_text_blocks_and_an_unknown_one_is_a_hint():
    text = "Bei der Sauerländer Schnitte und in „Omas Traum“ hakt es."
    assert hints(text) == [("product", "Sauerländer Schnitte"), ("product", "Omas Traum")]
    secret = "Die Sauerländer Schnitte verkauft sich schlecht, Omas Traum auch."
    assert passages(text, confidential_text=secret) == [
        ("product", "Sauerländer Schnitte"),
        ("product", "Omas Traum"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Dieser Ofen ist alt. Unser Meister Ofen.",
        "Sieben Meter Stahl und viele Liter Milch.",
        "Wir suchen für Mitarbeiter Schulungen.",
        "Ende November und Anfang Dezember Pause",
        "Er sagt „so geht das nicht mehr weiter hier“.",
        "Er sagt „nein danke“.",
        "Excel, SAP, Microsoft Teams und WhatsApp",
        "Für KundInnen gibt es SaaS und „Industrie 4.0“.",
        "Die GmbH und der TÜV, die KW-48",
    ],
)
def test_plain_german_is_let_through(text):
    assert passages(text) == []
    assert [one for one in hints(text) if one[1] != "Meister Ofen"] == []


def test_a_word_with_capitals_inside_is_a_hint():
    assert hints("Wir nutzen BackPlan.") == [("product", "BackPlan")]


def test_english_proper_nouns_are_hints_unless_everyday():
    text = "We use Excel. Our Golden Crust sells in Germany in March. Bread is old, says Crumb"
    assert hints(text, "en") == [("product", "Golden Crust"), ("product", "Crumb")]
    secret = "Golden Crust läuft"
    assert passages(text, "en", confidential_text=secret) == [("product", "Golden Crust")]


def test_english_nouns_that_do_not_touch_are_two_names():
    assert hints("We like Golden, Silver", "en") == [("product", "Golden"), ("product", "Silver")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Von der Hellweger Kruste bleibt viel.", "Von der Ware bleibt viel."),
        ("Heute ist der X200 kaputt.", "Heute ist der Artikel kaputt."),
        ("Heute ist das X200 kaputt.", "Heute ist das Produkt kaputt."),
        ("Wir reparieren den X200 heute.", "Wir reparieren den Artikel heute."),
        ("Heute läuft X200 nicht.", "Heute läuft eines unserer Produkte nicht."),
        ("Ärger mit X200 heute.", "Ärger mit einem unserer Produkte heute."),
        ("X200 läuft nicht.", "Eines unserer Produkte läuft nicht."),
    ],
)
def test_the_suggestion_for_a_product_fits_its_article(text, expected):
    assert rewritten(text) == expected


def test_the_english_suggestion_fits_its_article():
    assert rewritten("We repair the X200 here.", "en") == "We repair the product here."
    assert rewritten("We repair X200 here.", "en") == "We repair one of our products here."


def test_a_mark_without_a_word_is_nothing():
    assert passages("® und ™ allein, „“ auch") == []


def test_a_marked_name_of_several_words_is_taken_as_a_whole():
    assert passages("Heute kam Zarte Helle Kruste™ an") == [("product", "Zarte Helle Kruste™")]
    assert passages("Gestern Zarte Kruste™ bestellt") == [("product", "Zarte Kruste™")]
