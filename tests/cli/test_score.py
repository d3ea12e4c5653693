"""``dnm score``: an empty answers file, and the scores of a filled one."""

import json
from pathlib import Path

import pytest

from dnm.cli import main
from tests.engines.scoring.examples import SMALL, answered, ticked

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str):
    assert main(["score", *arguments]) == 0
    said = capsys.readouterr()
    return json.loads(said.out), said.err


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["score", *arguments]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n"), said.err[:5]) == ("", 1, "dnm: ")
    return said.err[5:].strip()


def write(answers: object, questionnaire: str = "digital-check-1") -> str:
    Path("answers.json").write_text(json.dumps({"questionnaire": questionnaire, "answers": answers}))
    return "answers.json"


def test_the_template_can_be_filled_in_and_scored(capsys):
    template, said = run(capsys, "--template")
    assert (template["questionnaire"], len(template["items"]), template["answers"], said) == (
        "digital-check-1", 96, {}, "",
    )  # fmt: skip
    for place, points, band in ((0, 0.0, "Basic"), (-1, 100.0, "Advanced")):
        answers = {item["id"]: item["allowed"][place] for item in template["items"]}
        Path("filled.json").write_text(json.dumps(template | {"answers": answers}))
        scores, said = run(capsys, "filled.json")
        dimensions = dict.fromkeys(["strategy", "readiness", "people", "data", "automation", "green"], points)
        assert (scores, said) == ({"dimensions": dimensions, "overall": points, "band": band}, "")


def test_scores_are_not_rounded_and_blanks_are_counted_on_stderr(capsys):
    answers = ticked(invested=4, planned=2, ready=1) | answered("automation", 1, "unknown", "not_applicable")
    scores, said = run(capsys, write(answers))
    assert scores["dimensions"]["strategy"] == 70 / 3
    assert scores["band"] == "Basic"
    assert said == "dnm: without an answer, counted 0: 85 blank, 1 not_applicable, 1 unknown\n"


def test_the_short_questionnaire_has_its_own_template(capsys):
    template, _ = run(capsys, "--template", "--questionnaire", "kurz-check-1", "--language", "en")
    assert (template["questionnaire"], len(template["items"])) == ("kurz-check-1", 10)
    assert template["items"][0]["question"].startswith("Do customers find on the internet")


def test_an_own_questionnaire_is_named_by_its_file(capsys):
    Path("own.yaml").write_text(SMALL)
    template, _ = run(capsys, "--template", "--questionnaire", "own.yaml")
    assert template["questionnaire"] == "hofladen-2"
    answers = write({"care.power": "yes"}, "hofladen-2")
    scores, _ = run(capsys, answers, "--questionnaire", "own.yaml")
    assert scores == {"dimensions": {"shop": 0.0, "yard": 100.0}, "overall": 50.0, "band": "Average"}
    assert complaint(capsys, answers).endswith("Known: digital-check-1, kurz-check-1.")


@pytest.mark.parametrize(("arguments", "words"), [
    ([], "name an answers file, or --template for an empty one"),
    (["a.json", "--template"], "name an answers file, or --template for an empty one"),
    (["no.json"], "no.json: no such file"),
    (["--template", "--questionnaire", "x"], "there is no questionnaire x: choose digital-check-1, kurz-check-1 or"),
    (["--template", "--questionnaire", "x.yaml"], "x.yaml: no such file"),
    (["--template", "--language", "fr"], "invalid choice: 'fr'"),
])  # fmt: skip
def test_a_wrong_call_gets_one_line(arguments, words, capsys):
    assert words in complaint(capsys, *arguments)


@pytest.mark.parametrize(("content", "words"), [
    (b"", "this is no JSON: Expecting value"),
    (b"\xff", "bad.json is not UTF-8"),
    (b"[" * 100_000, "this is nested too deep for an answers file"),
    (b'{"a": 1, "a": 2}', "this is no JSON: a occurs twice"),
    (b'{"a": NaN}', "this is no JSON: NaN is no number"),
    (b" " * 1_000_001, "the file is larger than 1000 kB"),
    (b"[]", "bad.json: This is no answers file"),
    (b'{"questionnaire": "digital-check-2", "answers": {}}', "another version. Known: digital-check-1."),
    (b'{"questionnaire": "digital-check-1", "answers": {"basic.web": 1, "basic.sales": 1}}',
     'bad.json: There is no item "basic.web" in digital-check-1. Did you mean'),
    (b'{"questionnaire": "digital-check-1", "answers": {"basic.website": 1}}',
     'basic.website: 1 is not allowed. Allowed: false, true; without an answer: null, "unknown", "not_applicable".'),
])  # fmt: skip
def test_bad_answers_get_one_line(content, words, capsys):
    Path("bad.json").write_bytes(content)
    assert words in complaint(capsys, "bad.json")


def test_mistakes_in_an_own_questionnaire_are_named_with_their_lines(capsys):
    Path("own.yaml").write_text(SMALL.replace("version: 2", "version: x").replace("kind: level", "kind: x"))
    said = complaint(capsys, "--template", "--questionnaire", "own.yaml")
    assert said.startswith("own.yaml:2: “x” is no whole number from 1 to 9999. | own.yaml:36: “x” does not exist here.")
