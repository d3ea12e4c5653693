"""What a company takes away: two pages for the joiner's wall, a table, and data that counts the same."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from dnm.cli import main
from dnm.engines.scoring import LONG, SHORT, shipped
from dnm.maturity import actions, queries
from dnm.maturity.models import Check
from dnm.maturity.papers import result_document, result_paper, result_table
from tests.factories import OrganisationFactory, member_of, office

from .people import guest, taken

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


def mixed(key: str = LONG, **facts: object) -> Check:
    """Every second question at its best, the others open."""
    firm = OrganisationFactory(**{"name": "Tischlerei Hölscher", **facts})
    anna = member_of(firm)
    check = actions.begin_check(firm, key, by=anna)
    items = queries.questionnaire(key).items.values()
    said = {item.id: item.allowed[-1] for place, item in enumerate(items) if place % 2 == 0}
    actions.answer_several(check, said, by=anna)
    return actions.finish_check(check, by=anna)


def opened(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def nodes(reader: PdfReader) -> list[DictionaryObject]:
    """The tagged parts of the document in reading order."""
    found: list[DictionaryObject] = []

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                found.append(node)
            walk(node.get("/K", []))

    walk(reader.root_object["/StructTreeRoot"])
    return found


def tags(reader: PdfReader) -> list[str]:
    return [str(node["/S"]) for node in nodes(reader)]


@pytest.mark.parametrize(("language", "said"), [("de", "Gesamt"), ("en", "Total")])
def test_the_paper_has_two_pages_and_is_tagged_for_screen_readers(language, said):
    reader = opened(result_paper(mixed(), language=language))
    assert len(reader.pages) == 2
    assert bool(reader.root_object["/MarkInfo"]["/Marked"])
    assert str(reader.root_object["/Lang"]).split("-")[0] == language
    assert "Tischlerei Hölscher" in str(reader.metadata and reader.metadata.title)
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in reader.root_object["/Metadata"].get_data().decode()
    found = tags(reader)
    assert (found.count("/H1"), found.count("/Figure"), found.count("/Table")) == (1, 1, 1)
    assert found.index("/H1") < found.index("/Figure") < found.index("/Table") < len(found) - found[::-1].index("/H2")
    assert found.count("/H3") == 3
    assert found.count("/TR") == 8  # a head, six topics, the whole
    (figure,) = [node for node in nodes(reader) if node["/S"] == "/Figure"]
    assert str(figure["/Alt"]).count(",") >= 6
    assert said in words(reader)


def test_the_paper_says_what_the_page_says():
    check = mixed()
    text = words(opened(result_paper(check, language="de")))
    for part in (
        "Digital-Check, Tischlerei Hölscher, T0, abgeschlossen am",
        f"Insgesamt sind es {check.overall} von 100 Punkten.",
        "Drei Schritte, die am meisten bringen",
        "Fragen zählen 0, weil dazu nichts gesagt wurde",
        "88 Prozent der Betriebe dieser Größe",
        "Vertraulich: Dieses Ergebnis sehen Ihr Betrieb und die Digitalscouts",
        "Fragebogen digital-check-1.",
        "Seite 2 von 2",
    ):
        assert part in text, part


OWN = """id: eigener
version: 1
languages: [de]
minutes: 5
title: {title}
about: Zum Versuch.
dimensions:
"""
TOPIC = """  - id: thema{number}
    title: {title}
    strong: {words}
    weak: {words}
    lists:
      - id: liste{number}
        kind: tick
        share: 1
        question: Was gibt es schon?
        items:
          - id: eins
            label: {title}
            question: Gibt es das?
            example: Zum Beispiel so.
            advice: {words}
"""


@pytest.fixture
def own(settings, tmp_path: Path):
    """A centre's own questionnaire with so many topics and such long words; gives its key."""
    settings.QUESTIONNAIRES_DIR = tmp_path

    def write(topics: int, title: str, words: str) -> str:
        text = OWN.format(title=title) + "".join(
            TOPIC.format(number=number, title=title, words=words) for number in range(topics)
        )
        (tmp_path / "eigener.yaml").write_text(text)
        return "eigener-1"

    return write


@pytest.mark.parametrize(("topics", "figures"), [(1, 0), (2, 0), (3, 1), (4, 1), (12, 1), (13, 0), (40, 0)])
@pytest.mark.parametrize("title", ["Laden", "Donaudampfschifffahrtsgesellschaftskapitän " * 13])
def test_it_stays_two_pages_whatever_a_centre_asks(own, topics, figures, title):
    key = own(topics, title.strip(), ("Ein Satz mit vielen Worten. " * 20).strip())
    reader = opened(result_paper(mixed(key, name="Betrieb mit einem sehr langen Namen " * 4), language="de"))
    assert (len(reader.pages), tags(reader).count("/Figure")) == (2, figures)


def test_a_short_check_and_a_second_one_show_what_changed():
    firm, scout = OrganisationFactory(), office()
    taken(firm, scout, place=0)
    later = taken(firm, scout, place=-1)
    reader = opened(result_paper(later, language="de"))
    text = words(reader)
    assert len(reader.pages) == 2
    assert "100 Punkte mehr als am" in text
    assert "Vorher" in text
    assert "+100" in text
    assert "Lesen Sie aus wenigen Punkten nicht zu viel" in text
    assert "Hier ist nichts mehr zu holen" in text


def test_the_same_check_gives_the_same_bytes():
    check = mixed()
    assert result_paper(check, language="de") == result_paper(check, language="de")


def test_a_guest_gets_a_paper_without_a_firm():
    door, actor = guest()
    check = actions.finish_check(door.check_done, by=actor)
    text = words(opened(result_paper(check, language="de")))
    assert "Dieses Ergebnis sehen nur Sie." in text
    assert "wenn wir die Größe Ihres Betriebs kennen" in text


SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet_rows(book: bytes, number: int) -> list[dict[str, tuple[str, str]]]:
    """Column -> (type, value) of every filled cell, line by line."""
    parts = zipfile.ZipFile(io.BytesIO(book))
    texts = (
        ElementTree.fromstring(parts.read("xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in parts.namelist() else ()
    )
    shared = ["".join(text.text or "" for text in one.iter(f"{SPACE}t")) for one in texts]
    found = []
    for line in ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml")).iter(f"{SPACE}row"):
        row = {}
        for cell in line.iter(f"{SPACE}c"):
            kind, value = cell.get("t", "n"), "".join(text.text or "" for text in cell)
            text = "".join(one.text or "" for one in cell.iter(f"{SPACE}t"))
            shown = text if kind == "inlineStr" else shared[int(value)] if kind == "s" else value
            row[str(cell.get("r")).rstrip("0123456789")] = ("n" if kind == "n" else "text", shown)
        found.append(row)
    return found


def test_the_table_has_every_question_with_typed_cells():
    check = mixed()
    book = result_table(check, language="de", now=NOW)
    _head, *scores = sheet_rows(book, 1)
    assert [row["A"] for row in scores] == [("text", title) for title in (
        "Strategie", "Bereitschaft", "Menschen", "Daten und Sicherheit", "Automatisierung und KI", "Nachhaltigkeit",
        "Gesamt",
    )]  # fmt: skip
    assert [row["B"] for row in scores] == [("n", str(score)) for score in (*check.scores.values(), check.overall)]
    assert {row["C"][0] for row in scores} == {row["H"][0] for row in scores} == {"n"}
    _head, *answers = sheet_rows(book, 2)
    assert [row["F"] for row in answers] == [("text", item) for item in shipped()[LONG].items]
    assert (answers[0]["C"], answers[0]["D"]) == (("text", "Schon eingesetzt"), ("n", "1"))
    assert answers[0]["E"][0] == "n"
    assert ("C" in answers[1], "E" in answers[1], answers[1]["D"]) == (False, False, ("n", "0"))


def test_the_data_counts_the_same_when_dnm_score_reads_it(tmp_path, capsys):
    check = mixed(SHORT)
    told = json.loads(json.dumps(result_document(check)))
    file = tmp_path / "antworten.json"
    file.write_text(json.dumps(told))
    assert main(["score", str(file)]) == 0
    assert json.loads(capsys.readouterr().out) == told["scores"]
    assert (told["firm"], told["stage"], told["before"], told["overruled"]) == ("Tischlerei Hölscher", "T0", None, [])
    assert len(told["answers"]) + len(told["unanswered"]) == 10
