"""Spreadsheets with typed cells. Text from people stays text: no formula, no link, no hidden type."""

import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Kind = Literal["text", "whole", "decimal", "money", "percent", "date", "moment", "yesno"]

BERLIN = ZoneInfo("Europe/Berlin")
_NUMBER_FORMATS: dict[Kind, str] = {
    "text": "@",
    "whole": "#,##0",
    "decimal": "#,##0.00",
    "money": '#,##0.00\\ "€"',
    "percent": "0.0%",
    "date": "dd.mm.yyyy",
    "moment": "dd.mm.yyyy hh:mm",
    "yesno": "@",
}
_WIDTHS: dict[Kind, float] = {"text": 28, "money": 16, "moment": 18}
# Excel keeps fifteen digits of a number and 32,767 signs of a text.
_MOST_DIGITS = 10**15
_LONGEST_TEXT = 32_767
_CUT = " … (gekürzt)"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Column:
    """Money in euros; percent as a share (0.14 shows as 14,0 %); moments are shown in Berlin's time."""

    title: str
    kind: Kind = "text"
    width: float | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` are read once; each has one value per column, None leaves a cell empty."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]


def write_xlsx(sheets: Sequence[Sheet], *, title: str, created_at: datetime) -> bytes:
    """One workbook, rows streamed through a file. ValueError where a value does not fit its column."""
    buffer = io.BytesIO()
    options = {
        "constant_memory": True,
        "in_memory": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": title, "created": created_at.astimezone(BERLIN).replace(tzinfo=None)})
        formats = {kind: book.add_format({"num_format": code}) for kind, code in _NUMBER_FORMATS.items()}
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        names: set[str] = set()
        for sheet in sheets:
            worksheet = book.add_worksheet(_sheet_name(sheet.name, names))
            _write_sheet(worksheet, sheet, formats, head)
    return buffer.getvalue()


def _write_sheet(worksheet: Worksheet, sheet: Sheet, formats: dict[Kind, Format], head: Format) -> None:
    for place, column in enumerate(sheet.columns):
        worksheet.set_column(place, place, column.width or _WIDTHS.get(column.kind, 14), formats[column.kind])
        worksheet.write_string(0, place, _text(column.title), head)
    worksheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(sheet.rows, 1):
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            if value is not None:
                _write_cell(worksheet, last, place, column.kind, value, formats[column.kind])
    if sheet.columns:
        worksheet.autofilter(0, 0, last, len(sheet.columns) - 1)


def _write_cell(worksheet: Worksheet, line: int, place: int, kind: Kind, value: object, style: Format) -> None:
    if kind == "text":
        worksheet.write_string(line, place, _text(str(value)), style)
    elif kind == "yesno" and isinstance(value, bool):
        worksheet.write_string(line, place, "ja" if value else "nein", style)
    elif kind == "moment" and isinstance(value, datetime):
        worksheet.write_datetime(line, place, value.astimezone(BERLIN).replace(tzinfo=None), style)
    elif kind == "date" and isinstance(value, date):
        _write_day(worksheet, line, place, value, style)
    elif kind not in ("date", "moment", "yesno") and isinstance(value, int | float | Decimal):
        _write_number(worksheet, line, place, value, style)
    else:
        raise ValueError(f"line {line}, column {place + 1}: {value!r} is no {kind}")


def _write_day(worksheet: Worksheet, line: int, place: int, value: date, style: Format) -> None:
    """Excel's calendar begins in 1900: earlier days are text."""
    day = value.astimezone(BERLIN).date() if isinstance(value, datetime) else value
    if day.year < 1900:
        worksheet.write_string(line, place, f"{day:%d.%m.}{day.year:04}", style)
    else:
        worksheet.write_datetime(line, place, day, style)


def _write_number(worksheet: Worksheet, line: int, place: int, value: int | float | Decimal, style: Format) -> None:
    """Numbers that Excel would round are written as text rather than wrong."""
    if not math.isfinite(value):
        raise ValueError(f"line {line}, column {place + 1}: {value!r} is no number")
    if not -_MOST_DIGITS < value < _MOST_DIGITS:
        worksheet.write_string(line, place, str(value), style)
    else:
        worksheet.write_number(line, place, value, style)


def _text(text: str) -> str:
    """Without signs a workbook must not hold."""
    clean = _FORBIDDEN.sub("", text)
    return clean if len(clean) <= _LONGEST_TEXT else clean[: _LONGEST_TEXT - len(_CUT)] + _CUT


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """At most 31 signs, none of []:*?/\\, no apostrophe at the ends, no name twice."""
    name = re.sub(r"[\[\]:*?/\\]", " ", _FORBIDDEN.sub("", wanted)).strip("' ")[:31].strip("' ") or "Tabelle"
    number, unique = 2, name
    while unique.casefold() in taken or unique.casefold() == "history":
        unique = f"{name[:27]} {number}"
        number += 1
    taken.add(unique.casefold())
    return unique
