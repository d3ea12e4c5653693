import pytest

from dnm.engines.privacy.numbers import figures_of, number_words
from dnm.engines.privacy.rounding import (
    rounded_count,
    rounded_magnitude,
    rounded_measure,
    rounded_money,
    rounded_share,
)
from tests.engines.privacy.region import findings, hints, passages, rewritten

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("31 Filialen", 31, "filialen"),
        ("2.350 Brote", 2350, "brote"),
        ("2 350 Brote", 2350, "brote"),
        ("2,350 loaves", 2350, "loaves"),
        ("1.234.567,89 Euro", 1234567.89, "euro"),
        ("1,234.5 tons", 1234.5, "tons"),
        ("14,5 %", 14.5, "%"),
        ("14.5 percent", 14.5, "percent"),
        ("einunddreißig Filialen", 31, "filialen"),
        ("thirty-one branches", 31, "branches"),
        ("thirty branches", 30, "branches"),
        ("zwölf", 12, ""),
        ("neunzehn Öfen", 19, "ofen"),
    ],
)
def test_numbers_are_read_in_both_languages_in_digits_and_words(text, value, unit):
    assert [(figure.value, figure.unit) for figure in figures_of(text)] == [(value, unit)]


@pytest.mark.parametrize("text", ["01.02.2027", "am 5.12. nie", "2026-11-23", "um 09.30 Uhr", "14:30 Uhr", "1.2.3.4"])
def test_dates_times_and_versions_are_no_figures(text):
    assert figures_of(text) == []


def test_number_words_reach_from_five_to_ninety_nine():
    words = number_words()
    assert sorted(set(words.values())) == [*range(5, 100), 100, 1000]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Wir haben 31 Filialen.", "31 Filialen"),
        ("Wir haben 31 Verkaufsstellen und 31 Filialen.", "31 Filialen"),
        ("Wir haben einunddreißig Filialen.", "einunddreißig Filialen"),
        ("We run 31 branches.", "31 branches"),
        ("Es kommen 14 Prozent zurück.", "14 Prozent"),
        ("Es kommen rund 14% zurück.", "rund 14%"),
        ("Im Monat 2350 Laibe.", "2350 Laibe"),
        ("Wir sind 180 Leute.", "180 Leute"),
    ],
)
def test_figures_of_the_confidential_text_and_the_head_count_block(text, quote):
    assert ("number", quote) in passages(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ein Pilot in drei Filialen soll bis Ende Februar 2027 beginnen.",
        "Ein Pilot in 3 Filialen, bis 31. Dezember, um 14 Uhr.",
        "Am 31 Dezember.",
        "Die Kassen sind von 2009.",
        "Das dauert 14 Minuten.",
        "Das kostet 14 Euro im Jahr.",
        "17 Prozent wären gut.",
    ],
)
def test_small_numbers_dates_years_and_other_figures_do_not(text):
    assert passages(text, confidential_text="Wir backen um 9 Uhr.") == []


def test_the_same_number_of_something_else_is_a_hint():
    assert hints("Wir haben 31 Öfen.") == [("number", "31 Öfen")]
    assert findings("Wir haben 30 Öfen.", confidential_text="30 Leute") == []


def test_times_and_money_from_the_confidential_text_are_hints():
    secret = "Das Rüsten dauert 45 Minuten und kostet 25.000 Euro."
    assert hints("Das dauert 45 Minuten für 25.000 Euro.", confidential_text=secret) == [
        ("number", "45 Minuten"),
        ("number", "25.000 Euro"),
    ]


def test_exact_counts_of_sites_can_be_looked_up():
    found = findings("Wir haben 27 Standorte.")
    assert [(one.severity, one.detail) for one in found] == [("hint", "lookup")]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Wir backen seit 1923 Brot.", "seit 1923"),
        ("Wir backen seit dem Jahr 1951 Brot.", "seit dem Jahr 1951"),
        ("Gegründet wurde der Betrieb 1923.", "1923"),
        ("Wir wurden im Jahre 1951 gegründet.", "im Jahre 1951"),
        ("Der Ofen kam 1923.", "1923"),
        ("We bake since 1923.", "since 1923"),
        ("Founded in 1951 by two sisters.", "in 1951"),
    ],
)
def test_years_of_foundation_block(text, quote):
    assert passages(text) == [("number", quote)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Brot für 31 Filialen.", "Brot für viele Filialen."),
        ("Brot in 31 Filialen.", "Brot in vielen Filialen."),
        ("31 Filialen warten.", "Viele Filialen warten."),
        ("Es kommen rund 14 Prozent zurück.", "Es kommen deutlich mehr als ein Zehntel zurück."),
        ("Wir sind 180 Leute.", "Wir sind 50 bis 249 Beschäftigte."),
        ("Seit 1923 backen wir.", "Seit vielen Jahren backen wir."),
        ("Wir wurden 1923 gegründet.", "Wir wurden vor vielen Jahren gegründet."),
        ("Im Monat 2.350 Brote.", "Im Monat viele Tausend Brote."),
    ],
)
def test_german_suggestions_read_well(text, expected):
    assert rewritten(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We run 31 branches.", "We run many branches."),
        ("About 14 percent comes back.", "Well over a tenth comes back."),
        ("We have baked since 1923.", "We have baked for many years."),
        ("We were founded in 1923.", "We were founded many years ago."),
    ],
)
def test_english_suggestions_read_well(text, expected):
    assert rewritten(text, "en") == expected


def test_measures_money_and_millions_keep_their_unit():
    secret = "32 Tonnen, 45 Minuten, 25.000 Euro, 3,4 Millionen Brote, 31"
    text = "Es sind 32 Tonnen, 45 Minuten, 25.000 Euro, 3,4 Millionen Brote, 31"
    assert rewritten(text, confidential_text=secret) == (
        "Es sind rund 30 Tonnen, rund 40 Minuten, ein fünfstelliger Betrag, mehrere Millionen Brote, viele"
    )


@pytest.mark.parametrize(
    ("percent", "german", "english"),
    [
        (2, "ein kleiner Teil", "a small part"),
        (5, "etwa ein Zwanzigstel", "about a twentieth"),
        (7, "deutlich mehr als ein Zwanzigstel", "well over a twentieth"),
        (9, "fast ein Zehntel", "nearly a tenth"),
        (10, "etwa ein Zehntel", "about a tenth"),
        (14, "deutlich mehr als ein Zehntel", "well over a tenth"),
        (18, "fast ein Fünftel", "nearly a fifth"),
        (19.5, "etwa ein Fünftel", "about a fifth"),
        (31, "fast ein Drittel", "nearly a third"),
        (50, "etwa die Hälfte", "about half"),
        (92, "etwa neun Zehntel", "about nine tenths"),
        (95, "deutlich mehr als neun Zehntel", "well over nine tenths"),
        (99, "fast alles", "nearly everything"),
        (250, "ein Vielfaches", "a multiple"),
    ],
)
def test_shares_in_words(percent, german, english):
    assert rounded_share(percent, "de") == german
    assert rounded_share(percent, "en") == english


@pytest.mark.parametrize(
    ("number", "german", "dative", "english"),
    [
        (7, "mehrere", "mehreren", "several"),
        (31, "viele", "vielen", "many"),
        (120, "über hundert", "über hundert", "more than a hundred"),
        (900, "mehrere Hundert", "mehrere Hundert", "several hundred"),
        (1500, "über tausend", "über tausend", "more than a thousand"),
        (99_000, "viele Tausend", "viele Tausend", "many thousand"),
        (5_000_000, "Millionen von", "Millionen von", "millions of"),
    ],
)
def test_counts_in_words(number, german, dative, english):
    assert rounded_count(number, "de") == german
    assert rounded_count(number, "de", dative=True) == dative
    assert rounded_count(number, "en") == english


def test_measures_money_and_magnitudes_in_words():
    assert [rounded_measure(number, "de") for number in (31, 0.62, 4800)] == [
        "rund 30",
        "rund 0,6",
        "rund 5.000",
    ]
    assert [rounded_measure(number, "en") for number in (31, 0.62, 4800)] == [
        "about 30",
        "about 0.6",
        "about 5,000",
    ]
    assert [rounded_money(number, "de") for number in (7, 25_000)] == [
        "ein einstelliger Betrag",
        "ein fünfstelliger Betrag",
    ]
    assert [rounded_money(number, "en") for number in (25_000, 25_000_000)] == [
        "a five-digit sum",
        "an eight-digit sum",
    ]
    assert [rounded_magnitude(number, "mio", "de") for number in (1.2, 3)] == [
        "rund eine Million",
        "mehrere Millionen",
    ]
    assert [rounded_magnitude(number, "million", "en") for number in (1.2, 3)] == [
        "about one million",
        "several million",
    ]
    assert rounded_magnitude(1, "tsd", "de") == "mehrere Tausend"
