from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from dnm.documents.csv import write_csv

pytestmark = pytest.mark.once


def test_a_german_spreadsheet_opens_it_as_intended():
    rows = [["Rüthen", 18, Decimal("1234.50"), 0.5, date(2026, 11, 23), datetime(2026, 7, 1, 10, 5, tzinfo=UTC)]]
    assert (
        write_csv(["Ort", "Zahl", "Betrag", "Anteil", "Tag", "Zeit"], rows)
        == ("\ufeffOrt;Zahl;Betrag;Anteil;Tag;Zeit\r\nRüthen;18;1234,50;0,5;23.11.2026;01.07.2026 12:05\r\n").encode()
    )


def test_yes_no_and_nothing():
    assert write_csv(["A", "B", "C"], [[True, False, None]]) == b"\xef\xbb\xbfA;B;C\r\nja;nein;\r\n"


def test_semicolons_quotes_and_line_breaks_are_quoted():
    assert write_csv(["A"], [['a;"b"\nc']]) == b'\xef\xbb\xbfA\r\n"a;""b""\nc"\r\n'


@pytest.mark.parametrize("text", ["=1+1", "+49", "-3", "@a", "\t=1", "\r=1", "  =1", "\u00a0=1", "＝1"])
def test_text_that_looks_like_a_formula_is_defused(text):
    written = write_csv(["A"], [[text]]).decode("utf-8-sig").split("\r\n", 1)[1]
    assert written.lstrip('"').startswith("'")


def test_numbers_below_zero_stay_numbers():
    assert write_csv(["A", "B"], [[-3, Decimal("-1.5")]]) == b"\xef\xbb\xbfA;B\r\n-3;-1,5\r\n"


def test_nul_goes_and_emoji_stays():
    assert write_csv(["A"], [["a\x00😀\ud800"]]) == "\ufeffA\r\na😀?\r\n".encode()
