"""What a page writes and reads differently in German and English: amounts, days, times, lists, quotations."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.utils import timezone
from django.utils.translation import override

from dnm.web.directory_forms import Whole
from dnm.web.forms import Amount, Day
from dnm.web.language import joined, reading_language, written, written_time
from dnm.web.requests import number_in
from dnm.web.templatetags.dnm import clock, euro, inside_sentence, moment, passed, quoted, short_day, until, weekday

ON = date(2026, 11, 4)
AT = timezone.make_aware(datetime(2026, 11, 4, 9, 5))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", ["de", "1.234,50", "900", "09.05", "04.11.", "Mittwoch, 04.11.", "09.05\u00a0Uhr",
                "04.11.2026, 09.05\u00a0Uhr", "9.00–12.30\u00a0Uhr", "„Ja &amp; nein“", "1.234,50\u00a0€"]),
        ("en", ["en", "1,234.50", "900", "09:05", "4 Nov", "Wednesday, 4 Nov", "09:05",
                "4 Nov 2026, 09:05", "9:00–12:30", "“Ja &amp; nein”", "€1,234.50"]),
    ],
)  # fmt: skip
def test_each_language_has_its_own_marks(language, expected):
    with override(language):
        shown = [
            reading_language(), written(Decimal("1234.50")), written(Decimal(900)), written_time(AT), short_day(ON),
            weekday(AT), clock(AT), moment(AT), until(time(9), time(12, 30)), quoted("Ja & nein"),
            euro(Decimal("1234.50")),
        ]  # fmt: skip
    assert shown == expected


def test_nothing_is_written_where_there_is_nothing():
    assert (short_day(None), weekday(None), moment(None), euro(None), passed(None)) == ("", "", "", "", False)
    assert (passed(timezone.localdate()), passed(timezone.localdate() - timedelta(days=1))) == (False, True)
    assert inside_sentence("Bis zum Ende. ") == "Bis zum Ende"


@pytest.mark.parametrize(
    ("names", "expected"), [([], ""), (["A"], "A"), (["A", "B"], "A und B"), (["A", "B", "C"], "A, B und C")]
)
def test_lists_end_with_and(names, expected):
    assert joined(names) == expected


def test_lists_end_with_and_in_english():
    with override("en"):
        assert joined(iter(["A", "B"])) == "A and B"


@pytest.mark.parametrize(
    "typed", ["4.11.2026", "04.11.26", "4. 11. 2026", "2026-11-04", "4 Nov 2026", "4 November 2026"]
)
def test_days_are_read_as_people_and_our_own_pages_write_them(typed):
    assert Day().clean(typed) == ON


@pytest.mark.parametrize("typed", ["11/04/2026", "4 Nov", "31.02.2026"])
def test_days_that_could_mean_anything_are_asked_again(typed):
    with pytest.raises(forms.ValidationError, match="Geben Sie das Datum so ein"):
        Day().clean(typed)


@pytest.mark.parametrize(
    ("typed", "number"), [("1.200", 1200), ("1,200", 1200), ("1 200", 1200), ("80", 80), ("", None)]
)
def test_numbers_of_people_are_whole(typed, number):
    assert Whole().clean(typed) == number


@pytest.mark.parametrize("typed", ["1.5", "1,5", "12,34", "9" * 13, "viel"])
def test_what_is_no_whole_number_is_asked_again(typed):
    with pytest.raises(forms.ValidationError, match="Geben Sie eine ganze Zahl an"):
        Whole().clean(typed)


def test_an_amount_is_shown_as_the_page_writes_it_and_what_was_typed_stays():
    shown = [Amount().prepare_value(value) for value in (Decimal("1234.5"), "1,2", None)]
    assert shown == ["1.234,50", "1,2", None]


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("", 0), ("-1", 0), ("x", 0), ("9" * 19, 0), ("²", 0)])
def test_a_key_in_an_address_is_a_number_or_none(text, number):
    assert number_in(text) == number
