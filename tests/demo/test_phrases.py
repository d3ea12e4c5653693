"""What is said in a case of the demo region is true of that case."""

from random import Random

import pytest

from dnm.demo.phrases import Phrases, Row
from dnm.demo.texts import read

pytestmark = pytest.mark.once
KINDS = ("minutes", "lessons", "shortlist_reasons", "agendas", "pilots", "check_ins")


def needs() -> list[Row]:
    return read("needs")["needs"]


def need(key: str) -> Row:
    return next(row for row in needs() if row["key"] == key)


def sources(kind: str) -> dict[str, Row]:
    """Text -> the row it comes from."""
    rows = [*read("people").get(kind, ()), *read("anywhere").get(kind, ())]
    return {str(row.get("text") or row["goal"]).strip(): row for row in rows}


def test_a_story_gets_the_words_that_were_written_for_it():
    phrases, row = Phrases(Random(1)), need("ilgner-rohrbruch")
    assert phrases.pilot(row, "werkfunk")["goal"].startswith("Sechs Schächte melden")
    assert phrases.check_in(row, "werkfunk").startswith("Nach 30 Tagen: fünf von sechs Meldern")
    assert phrases.check_in(row, "werkfunk") in sources("check_ins")
    assert "Meldern" not in Phrases(Random(1)).check_in(row, "another")
    assert phrases.minutes(need("rehmert-leergut"), "palettario").startswith("Erstgespräch in Werl")


def test_no_need_gets_words_about_another_one():
    phrases, strange = Phrases(Random(2)), []
    said = {
        "shortlist_reasons": lambda row: phrases.shortlist_reason(row, "x"),
        "agendas": phrases.agenda,
        "minutes": lambda row: phrases.minutes(row, "x"),
        "pilots": lambda row: phrases.pilot(row, "x")["goal"],
        "lessons": lambda row: phrases.lesson(row)[1],
    }
    for row in needs():
        for kind, say in said.items():
            source = sources(kind)[say(row).strip()]
            fits = source.get("need", row["key"]) == row["key"]
            if not fits or ("need" not in source and row["topics"][0] not in source.get("topics", row["topics"])):
                strange.append((row["key"], source))
    assert strange == []


def test_a_start_up_says_nothing_about_parts_to_a_nursing_home():
    phrases, row = Phrases(Random(3)), need("ahsewiesen-berichte")
    heard = {text for _time in range(200) for text in phrases.acceptance(row, "de").values()}
    heard |= {phrases.refusal(row, "de")[1] for _time in range(200)} - {""}
    by_text = {entry["text"]: entry for entries in phrases.answers.values() for entry in entries}
    assert [text for text in heard if not set(by_text[text].get("topics", row["topics"])) & set(row["topics"])] == []
    assert len(heard) > 15


def test_words_that_fit_anywhere_are_many_and_differ():
    anywhere = read("anywhere")
    assert {kind: len(rows) for kind, rows in anywhere.items()} == {
        "shortlist_reasons": 26, "minutes": 24, "check_ins": 14, "agendas": 6, "pilots": 6, "lessons": 6,
    }  # fmt: skip
    assert len({text for kind in KINDS for text in sources(kind)}) == sum(map(len, map(sources, KINDS)))
    assert [row["title"] for row in anywhere["agendas"] if len(row["text"].splitlines()) < 4] == []
    assert [row["goal"] for row in anywhere["pilots"] if not 4 <= row["period_weeks"] <= 26] == []
