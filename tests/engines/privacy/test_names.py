import pytest

from dnm.engines.privacy.names import telling_parts, without_legal_form
from tests.engines.privacy.region import findings, hints, passages, rewritten

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Großbäckerei Overkamp GmbH & Co. KG", ["Overkamp"]),
        ("Kunststofftechnik Rehmert GmbH", ["Rehmert"]),
        ("Gebr. Stuhlmeier Möbel e. K.", ["Stuhlmeier"]),
        ("Bäckerei Neuhaus", ["Neuhaus"]),
        ("Müller Metallbau UG (haftungsbeschränkt)", ["Müller"]),
        ("KSB 24 AG", ["KSB"]),
        ("Autohaus Technik Service", []),
    ],
)
def test_the_telling_parts_of_a_name_leave_out_trade_and_legal_form(name, parts):
    assert [part.text for part in telling_parts(name)] == parts


def test_the_legal_form_is_no_part_of_the_name():
    assert without_legal_form("Gebr. Stuhlmeier Möbel e. K.") == "Gebr Stuhlmeier Möbel"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Bei Großbäckerei Overkamp läuft es.", "Großbäckerei Overkamp"),
        ("So backt die Overkamp GmbH & Co. KG heute.", "die Overkamp GmbH & Co. KG"),
        ("Wir sind Overkamp.", "Overkamp"),
        ("Das ist Overkamps Ofen.", "Overkamps"),
        ("Die Overkampschen Öfen", "Die Overkampschen"),
        ("Unser Overkampbrot", "Overkampbrot"),
        ("Unser Overkampmehl", "Overkampmehl"),
        ("Das Overkamp-Korn", "Das Overkamp"),
        ("Wir sind OVERKAMP.", "OVERKAMP"),
        ("Wir sind Over\u00adkamp.", "Over\u00adkamp"),
        ("Wir sind overkamp-brot.", "overkamp-brot"),
    ],
)
def test_the_name_is_found_with_endings_in_compounds_and_with_hidden_signs(text, quote):
    assert passages(text) == [("name", quote)]


@pytest.mark.parametrize("spelling", ["Müller", "Mueller", "Muller", "Mu\u0308ller", "MÜLLER"])
def test_all_spellings_of_an_umlaut_are_found(spelling):
    assert passages(f"Wir sind {spelling} hier", name="Müller Metallbau GmbH", people=()) == [("name", spelling)]


def test_a_name_that_is_an_everyday_word_is_a_hint_in_small_letters():
    assert hints("Alles blitzblank und sauber", name="Sauber Reinigung", people=()) == [("name", "sauber")]
    assert passages("Alles bei Sauber", name="Sauber Reinigung", people=()) == [("name", "Sauber")]
    assert findings("Alles blank", name="Blank Reinigung", people=()) == []


def test_a_name_of_everyday_words_counts_as_a_whole():
    assert passages("Wir vom Autohaus Technik Service", name="Autohaus Technik Service GmbH", people=()) == [
        ("name", "Autohaus Technik Service")
    ]
    assert findings("Unser Autohaus sucht Technik", name="Autohaus Technik Service GmbH", people=()) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Overkamp GmbH sucht Hilfe.", "Unser Betrieb sucht Hilfe."),
        ("Hier sucht Overkamp Hilfe.", "Hier sucht unser Betrieb Hilfe."),
        ("Das Brot bei Overkamp ist gut.", "Das Brot bei uns ist gut."),
        ("Das Brot von Overkamp ist gut.", "Das Brot von unserem Betrieb ist gut."),
        ("Hilfe für Overkamp.", "Hilfe für unseren Betrieb."),
        ("Overkamps Öfen sind alt.", "Unsere Öfen sind alt."),
    ],
)
def test_the_suggestion_for_a_name_fits_into_the_german_sentence(text, expected):
    assert rewritten(text) == expected


def test_the_suggestion_for_a_name_fits_into_the_english_sentence():
    assert rewritten("Overkamp bakes.", "en") == "Our company bakes."
    assert rewritten("We like Overkamps Ovens.", "en") == "We like our Ovens."


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Fragen Sie Frau Beckmann dazu.", "Frau Beckmann"),
        ("Fragen Sie Herrn Dr. Overkamp.", "Herrn Dr. Overkamp"),
        ("Ask Mr. Smith about it.", "Mr. Smith"),
        ("Fragen Sie Herrn Rainer Müller dazu.", "Herrn Rainer Müller"),
        ("Fragen Sie Frau Beckmann", "Frau Beckmann"),
        ("Fragen Sie Dr.-Ing. Weber dazu.", "Dr.-Ing. Weber"),
        ("Ask Prof. Dr. von Weber about it.", "Prof. Dr. von Weber"),
        ("Fragen Sie Sabine Koch dazu.", "Sabine Koch"),
    ],
)
def test_people_are_found_by_name_and_by_form_of_address(text, quote):
    kinds = passages(text, name="Brot AG")
    assert kinds[0] == ("person", quote)


def test_a_form_of_address_without_a_name_is_nobody():
    assert passages("Eine Frau fragte. Herr und Dr. med. sind Wörter, herr Müller nicht.", people=()) == []
    assert passages("Das letzte Wort ist Frau", people=()) == []
    assert passages("Frau. Der Ofen", people=()) == []
    assert passages("Die MS-Lizenz, das MR Gerät und Dr-Pult", people=()) == []


def test_a_surname_that_is_a_trade_and_a_given_name_alone_are_hints():
    assert hints("Der neue Koch hilft. Sabine auch.") == [("person", "Koch"), ("person", "Sabine")]
    assert findings("Wir wollen kochen und koch nicht.") == []


def test_the_suggestion_for_a_person_is_the_contact_person():
    assert rewritten("Rufen Sie Frau Beckmann an.") == "Rufen Sie unsere Ansprechperson an."
    assert rewritten("Sprechen Sie mit Frau Beckmann.") == "Sprechen Sie mit unserer Ansprechperson."
    assert rewritten("Mr. Smith knows.", "en") == "Our contact person knows."


def test_a_person_of_one_name_or_none_does_no_harm():
    assert passages("Ask Zlatan.", "en", people=("Zlatan", "", "Dr.")) == [("person", "Zlatan")]
