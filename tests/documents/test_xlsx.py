import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from dnm.documents.xlsx import Column, Sheet, write_xlsx

pytestmark = pytest.mark.once

NOW = datetime(2026, 11, 23, 13, 3, tzinfo=UTC)
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def written(*sheets: Sheet) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(write_xlsx(sheets, title="Verzeichnis", created_at=NOW)))


def cells(book: zipfile.ZipFile, number: int = 1) -> dict[str, tuple[str, str, str]]:
    """Place to (type, value, number format) of every filled cell; inline text included."""
    styles = ElementTree.fromstring(book.read("xl/styles.xml"))
    formats = {one.get("numFmtId"): one.get("formatCode") for one in styles.iter(f"{SPACE}numFmt")}
    by_style = [formats.get(one.get("numFmtId"), "") for one in styles.find(f"{SPACE}cellXfs")]
    shared = []
    if "xl/sharedStrings.xml" in book.namelist():
        strings = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        shared = ["".join(text.text or "" for text in one.iter(f"{SPACE}t")) for one in strings]
    sheet = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    found = {}
    for cell in sheet.iter(f"{SPACE}c"):
        kind, value = cell.get("t", "n"), cell.find(f"{SPACE}v")
        inline = "".join(text.text or "" for text in cell.iter(f"{SPACE}t"))
        assert cell.find(f"{SPACE}f") is None
        shown = inline if kind == "inlineStr" else value.text if value is not None else ""
        if kind == "s":
            shown = shared[int(shown)]
        found[cell.get("r")] = (
            "text" if kind in ("s", "inlineStr") else kind,
            shown,
            by_style[int(cell.get("s", 0))],
        )
    return found


def test_every_kind_of_cell_has_its_type_and_german_format():
    columns = [
        Column("Name"),
        Column("Beschäftigte", "whole"),
        Column("Stunden", "decimal"),
        Column("Betrag", "money"),
        Column("Anteil", "percent"),
        Column("Tag", "date"),
        Column("Zeit", "moment"),
        Column("Post", "yesno"),
    ]
    row = ["Rehmert", 18, 7.5, Decimal("1234.56"), 0.14, date(2026, 11, 23), NOW, True]
    found = cells(written(Sheet("Betriebe", columns, [row, [None] * 8, [*row[:7], False]])))
    assert {place: found[place] for place in ("A2", "B2", "C2", "D2", "E2", "F2", "G2", "H2", "H4")} == {
        "A2": ("text", "Rehmert", "@"),
        "B2": ("n", "18", "#,##0"),
        "C2": ("n", "7.5", "#,##0.00"),
        "D2": ("n", "1234.56", '#,##0.00\\ "€"'),
        "E2": ("n", "0.14", "0.0%"),
        "F2": ("n", "46349", "dd.mm.yyyy"),
        "G2": ("n", "46349.58541666667", "dd.mm.yyyy hh:mm"),
        "H2": ("text", "ja", "@"),
        "H4": ("text", "nein", "@"),
    }
    assert [place for place in found if place.endswith("3")] == []


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|'/c calc'!A1",
        "+49 2941",
        "-3",
        "@SUM(A1)",
        "\t=1",
        "http://boese.example",
        "0012",
        "{=A1}",
        "1e5",
    ],
)
def test_text_stays_text_and_is_never_a_formula_a_link_or_a_number(text):
    book = written(Sheet("T", [Column("Text")], [[text]]))
    kind, shown, _ = cells(book)["A2"]
    assert (kind, shown.strip()) == ("text", text.strip())
    assert not any("hyperlink" in book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def test_signs_a_workbook_cannot_hold_are_dropped_and_look_alikes_of_codes_escaped():
    found = cells(written(Sheet("T", [Column("Text")], [["a\x00b\x1fc\ud800d\uffff😀\n_x0041_"]])))
    assert found["A2"][1] == "abcd😀\n_x005F_x0041_"


def test_text_beyond_what_a_cell_holds_is_cut_visibly():
    shown = cells(written(Sheet("T", [Column("Text")], [["x" * 40_000]])))["A2"][1]
    assert len(shown) == 32_767
    assert shown.endswith("x … (gekürzt)")


def test_numbers_excel_would_round_and_days_before_its_calendar_are_text():
    columns = [Column("Zahl", "whole"), Column("Tag", "date"), Column("Tag", "date")]
    found = cells(written(Sheet("T", columns, [[2**63, date(1888, 2, 1), NOW]])))
    assert found["A2"][:2] == ("text", "9223372036854775808")
    assert found["B2"][:2] == ("text", "01.02.1888")
    assert found["C2"][:2] == ("n", "46349")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("whole", "7"),
        ("money", float("nan")),
        ("decimal", float("inf")),
        ("date", "23.11.2026"),
        ("moment", date(2026, 1, 1)),
        ("yesno", 1),
    ],
)
def test_values_that_do_not_fit_their_column_are_named_with_their_place(kind, value):
    with pytest.raises(ValueError, match="line 1, column 2"):
        written(Sheet("T", [Column("A"), Column("B", kind)], [["a", value]]))


def test_rows_must_be_as_wide_as_the_head():
    with pytest.raises(ValueError, match="zip"):
        written(Sheet("T", [Column("A")], [["a", "b"]]))


def test_names_of_sheets_are_made_fit_and_unique():
    names = ["A/B:C*?[x]", "a b c   x ", "x" * 40, "X" * 40, "", "'", "History"]
    book = written(*(Sheet(name, [Column("A")], []) for name in names))
    shown = re.findall(r'<sheet name="([^"]*)"', book.read("xl/workbook.xml").decode())
    assert len(shown) == len({name.casefold() for name in shown}) == len(names)
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in shown)


def test_title_and_time_stand_in_the_properties_and_the_head_stays_in_view():
    book = written(Sheet("T", [Column("A"), Column("B", width=40)], [["a", "b"]]))
    properties = book.read("docProps/core.xml").decode()
    assert "<dc:title>Verzeichnis</dc:title>" in properties
    assert "2026-11-23T14:03:00Z" in properties
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:B2"/>' in sheet


def test_a_sheet_without_columns_is_empty():
    assert cells(written(Sheet("T", [], []))) == {}
