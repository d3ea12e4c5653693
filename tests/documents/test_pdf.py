import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from dnm.documents.fonts import font_folder
from dnm.documents.pdf import render_pdf, template_names

pytestmark = pytest.mark.once

NOW = datetime(2026, 11, 23, 13, 3, tzinfo=UTC)
HEAD = {
    "name": "Digitales Zentrum Mittelstand",
    "part": "Kreis Soest",
    "sender": "DZM · Musterstraße 1 · 59555 Lippstadt",
    "foot": ["Telefon 02941 555-0100", "Musterstraße 1, 59555 Lippstadt"],
}
LETTER = {
    "letterhead": HEAD,
    "recipient": ["Kunststofftechnik Rehmert GmbH", "Beispielweg 4", "59457 Werl"],
    "reference": [["Unser Zeichen", "V-2026-118"]],
    "date": "23. November 2026",
    "subject": "Ihr Gespräch mit Gussauge",
    "salutation": "Guten Tag, Frau Rehmert,",
    "paragraphs": ["am Mittwoch treffen Sie sich.", "Bis dahin."],
    "closing": "Freundliche Grüße",
    "signer": "Anna Beckmann",
    "signer_role": "Digitalscout",
    "attachments": ["Quittung Q-2026-012"],
}
RECEIPT = {
    "letterhead": HEAD,
    "number": "Q-2026-012",
    "issued_on": "23. November 2026",
    "case": "V-2026-118, Stapler fahren leer zurück",
    "purpose": "Kennenlernen und Erstgespräch",
    "disclosed_on": "23.11.2026, 14.03 Uhr",
    "disclosed_by": "Digitales Zentrum Mittelstand",
    "sides": [
        {
            "name": "Kunststofftechnik Rehmert",
            "to": "Gussauge, Düsseldorf",
            "released_by": "Petra Rehmert, Inhaberin",
            "released_on": "20.11.2026, 09.12 Uhr",
            "how": "auf der Seite, nach Anmeldung",
            "text_hash": "0123456789abcdef" * 4,
            "fields": [
                ["Firma", "Kunststofftechnik Rehmert GmbH"],
                ["Anschrift", "Beispielweg 4\n59457 Werl"],
            ],
        },
        {
            "name": "Gussauge",
            "to": "Kunststofftechnik Rehmert, Werl",
            "released_by": "Elif Aksoy",
            "released_on": "21.11.2026, 10.00 Uhr",
            "how": "über den Link im Brief",
            "revoked_on": "22.11.2026",
            "fields": [["Name", "Elif Aksoy"]],
        },
    ],
    "revocation_note": "Sie können Ihre Freigabe jederzeit widerrufen.",
}


CONTACT_LIST = {
    "letterhead": LETTER["letterhead"],
    "title": "Anrufe und Briefe: Handwerk im Herbst",
    "lines": ["Antwort erbeten bis 23.11.2026"],
    "columns": ["Weg", "Betrieb", "Ansprechperson", "Telefon", "Anschrift"],
    "rows": [["Anruf", "Tischlerei Kleine", "Katrin Rehmert", "02922 555-0140", ""]],
    "empty": "Niemand.",
    "note_title": "Ihre Worte im Brief",
    "note": "Kommen Sie mit.",
}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return font_folder(tmp_path_factory.mktemp("fonts"))


def opened(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in opened(pdf).pages).split())


def structure(reader: PdfReader) -> list[str]:
    """The tags of the document in reading order."""
    found: list[str] = []

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                found.append(str(node["/S"]))
            walk(node.get("/K", []))

    walk(reader.root_object["/StructTreeRoot"])
    return found


@pytest.mark.parametrize(("name", "values"), [("letter", LETTER), ("receipt", RECEIPT), ("contact_list", CONTACT_LIST)])
@pytest.mark.parametrize("language", ["de", "en"])
def test_papers_are_tagged_titled_and_fit_for_the_archive(name, values, language, cache):
    reader = opened(render_pdf(name, values, language=language, created_at=NOW, cache=cache))
    assert bool(reader.root_object["/MarkInfo"]["/Marked"])
    assert str(reader.root_object["/Lang"]).split("-")[0] == language
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = reader.root_object["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    tags = structure(reader)
    assert tags.count("/H1") == 1
    assert tags.index("/H1") < tags.index("/H2")


def test_the_receipt_tells_who_gave_what_to_whom(cache):
    text = words(render_pdf("receipt", RECEIPT, created_at=NOW, cache=cache))
    for part in (
        "Quittung über die Weitergabe von Angaben",
        "Q-2026-012",
        "Angaben von Kunststofftechnik Rehmert an Gussauge, Düsseldorf",
        "Petra Rehmert, Inhaberin",
        "20.11.2026, 09.12 Uhr",
        "Widerrufen am 22.11.2026",
        "01234567 89abcdef",
        "Elif Aksoy",
        "Sie können Ihre Freigabe jederzeit widerrufen.",
        "Seite 1 von 1",
    ):
        assert part in text


def test_the_english_receipt_has_english_labels(cache):
    text = words(render_pdf("receipt", RECEIPT, language="en", created_at=NOW, cache=cache))
    assert "Receipt of disclosure" in text
    assert "Released by" in text
    assert "Freigegeben" not in text


def test_values_are_shown_as_they_are_and_never_read_as_markup(cache):
    tricks = '*fett* #pagebreak() $x^2$ `code` @ref <label> \\ "quote" // nichts #sys.inputs'
    pdf = render_pdf("letter", {**LETTER, "paragraphs": [tricks]}, created_at=NOW, cache=cache)
    assert tricks in words(pdf)
    assert len(opened(pdf).pages) == 1


def test_signs_the_typeface_lacks_become_a_box_and_invisible_ones_vanish(cache):
    odd = "a😀b\x00c\u200bd\ue000e\u202ff\u2011g\ud800h\u0301\u20e3Ж"
    text = words(render_pdf("letter", {**LETTER, "salutation": odd}, created_at=NOW, cache=cache))
    assert "a□bcd□e f-g□h" in text
    assert "Ж" in text


def test_numbers_and_other_things_become_text(cache):
    values = {**LETTER, "paragraphs": [str(17)], "extra": [1, 2.5, True, None, NOW]}
    assert "17" in words(render_pdf("letter", values, created_at=NOW, cache=cache))


def test_long_letters_number_their_pages_and_repeat_the_subject(cache):
    pdf = render_pdf("letter", {**LETTER, "paragraphs": ["Ein Satz. " * 900]}, created_at=NOW, cache=cache)
    pages = [page.extract_text() for page in opened(pdf).pages]
    assert len(pages) > 1
    assert f"Seite 2 von {len(pages)}" in pages[1]
    assert "Ihr Gespräch mit Gussauge" in pages[1]


def test_only_what_is_given_is_printed(cache):
    short = {key: value for key, value in LETTER.items() if key not in ("reference", "signer_role", "attachments")}
    short["letterhead"] = {"name": "DZM"}
    text = words(render_pdf("letter", short, created_at=NOW, cache=cache))
    assert "Anlagen" not in text
    assert "Unser Zeichen" not in text


def test_the_same_values_give_the_same_bytes(cache):
    first = render_pdf("receipt", RECEIPT, created_at=NOW, cache=cache)
    assert first == render_pdf("receipt", RECEIPT, created_at=NOW, cache=cache)
    assert first != render_pdf("receipt", {**RECEIPT, "number": "Q-2026-013"}, created_at=NOW, cache=cache)


def test_unknown_templates_and_missing_values_are_errors(cache):
    assert template_names() == ("check_result", "contact_list", "letter", "receipt", "tables")
    for name in ("nothing", "_letterhead", "../typst/letter"):
        with pytest.raises(LookupError, match="there is no template"):
            render_pdf(name, {}, cache=cache)
    with pytest.raises(RuntimeError, match="recipient"):
        render_pdf("letter", {key: value for key, value in LETTER.items() if key != "recipient"}, cache=cache)


def test_the_fonts_are_unpacked_once(cache):
    before = {path.name: path.stat().st_mtime_ns for path in cache.iterdir()}
    assert sorted(before) == [
        "FiraSans-Bold.ttf",
        "FiraSans-BoldItalic.ttf",
        "FiraSans-Italic.ttf",
        "FiraSans-Regular.ttf",
    ]
    assert font_folder(cache) == cache
    assert {path.name: path.stat().st_mtime_ns for path in cache.iterdir()} == before


def test_the_fonts_lie_in_the_data_folder_by_default(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert font_folder() == tmp_path / "cache" / "fonts"
