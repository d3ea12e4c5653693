import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnm.directory.sorting import search_form, similar, sort_key

pytestmark = pytest.mark.once


def test_names_stand_in_the_order_of_din_5007_1():
    expected = [
        "3D-Werk",
        "Ärger & Söhne",
        "Bad Sassendorf",
        "Badener Hof",
        "Göbel",
        "Gold",
        "Müller",
        "Müller-Lüdenscheid",
        "Mullers",
        "Straße 7",
        "Strasser",
        "Zwölf",
    ]
    shuffled = random.Random(7).sample(expected, len(expected))
    assert sorted(shuffled, key=sort_key) == expected


def test_umlauts_sort_like_their_vowels():
    names = ["Azubi", "Ärzte", "Apfel", "Oster", "Öl", "Ofen", "Uhr", "Übung", "Ufer", "Straßen", "Strasse"]
    assert sorted(names, key=sort_key) == [
        "Apfel",
        "Ärzte",
        "Azubi",
        "Ofen",
        "Öl",
        "Oster",
        "Strasse",
        "Straßen",
        "Übung",
        "Ufer",
        "Uhr",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Käse-Hof", "Kase Hof"), ("Jo's Bar", "Jos Bar"), ("A.G. Werk", "AG Werk"), ("„Krone“", "Krone")],
)
def test_punctuation_does_not_count(one, other):
    assert sort_key(one) == sort_key(other)


def test_a_gap_sorts_before_every_letter_and_digit():
    assert sorted(["Bader", "Bad9", "Bad Z", "Bad"], key=sort_key) == ["Bad", "Bad Z", "Bad9", "Bader"]


def test_other_alphabets_follow_after_z():
    assert sorted(["Яндекс", "Zebra", "北京"], key=sort_key) == ["Zebra", "Яндекс", "北京"]


@settings(deadline=None)
@given(st.text())
def test_every_key_is_plain_ascii_without_gaps(name):
    assert all("a" <= sign <= "z" or "0" <= sign <= "9" for sign in sort_key(name))


@pytest.mark.parametrize("spelling", ["Müller", "Mueller", "Muller", "MÜLLER", "Mu\u0308ller", " müller "])
def test_spellings_with_umlauts_find_each_other(spelling):
    assert search_form(spelling) == "muller"


def test_the_search_form_keeps_words_apart():
    assert search_form("Großbäckerei Overkamp GmbH & Co. KG") == "grossbackerei overkamp gmbh co kg"
    assert search_form("\x00 🥨 ") == ""


@settings(deadline=None)
@given(st.text())
def test_the_search_form_of_a_search_form_is_stable_in_its_alphabet(text):
    assert search_form(text) == search_form(text.upper().lower()) or not text.isascii()


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Rehmert", "Kunststofftechnik Rehmert GmbH"),
        ("rehmret", "Kunststofftechnik Rehmert GmbH"),
        ("Mueller", "Müller Metallbau"),
        ("Overkmp", "Großbäckerei Overkamp"),
        ("bäckerei", "Großbäckerei Overkamp"),
        ("kunst stofftechnik rehmert", "Kunststofftechnik Rehmert"),
        ("Stuhlm", "Stuhlmeier Möbel"),
    ],
)
def test_slips_and_parts_are_good_hits(query, name):
    assert similar(query, name) >= 0.75


@pytest.mark.parametrize(
    ("query", "name"),
    [("Rehmert", "Overkamp"), ("abc", "Stuhlmeier"), ("", "Overkamp"), ("x", ""), ("ab", "ac")],
)
def test_strangers_are_no_hits(query, name):
    assert similar(query, name) < 0.5


def test_the_same_name_is_the_best_hit():
    assert similar("Overkamp", "Overkamp") == 1.0
    assert similar("Overkamp", "Overkamps") == 0.95
