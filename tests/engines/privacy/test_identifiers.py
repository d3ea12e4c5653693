import pytest

from tests.engines.privacy.region import findings, hints, passages, rewritten

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Schreiben Sie an info@overkamp.example.", "info@overkamp.example"),
        ("Schreiben Sie an jan.o+brot@mail.overkamp.de!", "jan.o+brot@mail.overkamp.de"),
        ("Post an info (at) overkamp.de", "info (at) overkamp.de"),
        ("Post an info[at]overkamp.de", "info[at]overkamp.de"),
    ],
)
def test_e_mail_addresses_are_found_in_every_disguise(text, quote):
    assert passages(text) == [("email", quote)]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Mehr auf https://brot.test/wir?x=1.", "https://brot.test/wir?x=1"),
        ("Mehr auf www.brot.test, bald.", "www.brot.test"),
        ("Mehr auf brotwelt.de.", "brotwelt.de"),
        ("Mehr auf brotwelt.de/team/wir.", "brotwelt.de/team/wir"),
        ("Mehr auf shop.brot-welt.com!", "shop.brot-welt.com"),
    ],
)
def test_web_addresses_are_found_with_and_without_www(text, quote):
    assert passages(text) == [("url", quote)]


@pytest.mark.parametrize("text", ["Das ist z.B. gut", "Ende.Der Rest", "Version 2.0", "a.b.c", "..de", "…"])
def test_full_stops_alone_make_no_web_address(text):
    assert passages(text) == []


@pytest.mark.parametrize(
    "number",
    [
        "02941 555 01 99",
        "02941/5550199",
        "02941-555-0199",
        "(02941) 555 0199",
        "+49 2941 5550199",
        "+49 (0) 2941 5550199",
        "0049 2941 5550199",
        "0171 1234567",
        "555-0177",
    ],
)
def test_telephone_numbers_are_found_in_german_notations(number):
    assert passages(f"Sie erreichen uns: {number}, gern abends") == [("phone", number)]


@pytest.mark.parametrize(
    "text",
    [
        "Der Pilot beginnt am 01.02.2027",
        "am 05. 12. 2026 um 09.30 Uhr",
        "0,5 bis 0,75",
        "zwischen 0 und 100",
        "in 5 bis 10 Minuten",
    ],
)
def test_dates_times_and_small_numbers_are_no_telephone_numbers(text):
    assert [kind for kind, _ in passages(text)] == []


@pytest.mark.parametrize(
    "number",
    [
        "DE 10 2015 123 456 A1",
        "DE102015123456A1",
        "DE 199 12 345 C2",
        "EP1234567B1",
        "EP 1 234 567",
        "WO2015/123456",
        "US 8,123,456 B2",
        "PCT/EP2015/061234",
        "10 2015 123 456.7",
        "Patent-Nr. 1234567",
    ],
)
def test_patent_numbers_are_found(number):
    assert passages(f"Dazu gibt es {number} von uns") == [("patent", number)]


def test_a_patent_number_becomes_a_patent_of_our_own():
    assert rewritten("Wir halten Patent EP1234567B1 seit Langem.") == "Wir halten ein eigenes Patent seit Langem."
    assert rewritten("We hold EP1234567B1.", "en") == "We hold a patent of our own."


@pytest.mark.parametrize(
    "number",
    [
        "HRB 4711",
        "HRA 12",
        "HRB Nr. 99999",
        "4711",
        "DE123456789",
        "DE 123 456 789",
        "DE89 3704 0044 0532 0130 00",
        "NL91 ABNA 0417 1643 00",
    ],
)
def test_register_tax_and_account_numbers_are_found(number):
    assert passages(f"Eingetragen unter {number}") == [("register", number)]


def test_a_firm_without_a_register_number_has_none_to_find():
    assert passages("Eingetragen unter 47", register_number="47") == []


def test_addresses_are_left_out_together_with_one_gap():
    assert rewritten("Schreiben Sie an info@overkamp.de bis Mai.") == "Schreiben Sie an bis Mai."
    assert rewritten("Schreiben Sie an info@overkamp.de.") == "Schreiben Sie an."
    assert rewritten("info@overkamp.de ist offen.") == "ist offen."


@pytest.mark.parametrize("code", ["CO2", "ISO 9001", "ISO-9001", "Office 365", "Industrie 4.0", "B2B", "5G", "A4"])
def test_everyday_codes_are_let_through(code):
    assert findings(f"Wir kennen {code} gut") == []
    assert hints(f"Wir kennen {code} gut") == []
