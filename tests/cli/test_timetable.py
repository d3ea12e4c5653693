"""``dnm timetable``: an event in, a plan out; bad input is one line and exit status 2."""

import json
from pathlib import Path

import pytest

from dnm.cli import main
from dnm.engines.timetable import event_from, faults, plan_from

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DNM_DATA_DIR", str(tmp_path / "var"))


def document(**changed) -> dict:
    return {
        "goal": "all",
        "slots": 3,
        "sessions": [[0, 1], [2]],
        "tables": [1, 1, 1],
        "participants": [{"id": name, "available": [0, 1, 2]} for name in ("c1", "s1", "s2")],
        "meetings": [{"id": "m1", "between": ["c1", "s1"]}, {"id": "m2", "between": ["c1", "s2"]}],
        **changed,
    }


def run(capsys: pytest.CaptureFixture[str], event: object, *more: str) -> tuple[int, str, str]:
    Path("event.json").write_text(event if isinstance(event, str) else json.dumps(event))
    status = main(["timetable", "event.json", *more])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_every_meeting_is_placed_with_the_fewest_breaks(capsys):
    status, out, said = run(capsys, document())
    plan = plan_from(json.loads(out))
    assert (status, said, plan.status, plan.breaks, plan.bound) == (0, "", "optimal", 0, 0)
    assert faults(event_from(document()), plan) == []


def test_an_impossible_day_says_why_and_ends_well(capsys):
    status, out, said = run(capsys, document(meetings=[{"id": f"m{n}", "between": ["c1", "s1"]} for n in range(4)]))
    assert (status, json.loads(out)["status"], said.count("\n")) == (0, "infeasible", 5)


def test_no_time_is_a_plan_without_claims(capsys):
    status, out, _ = run(capsys, document(), "--seconds", "0")
    assert (status, json.loads(out)["status"], json.loads(out)["bound"]) == (0, "unknown", 0)


@pytest.mark.parametrize(
    ("event", "more", "complaint"),
    [
        ("{", [], "event.json: This is no valid JSON"),
        (document(tables=[0, 0, 0]), [], "event.json: tables: There is no table in any slot."),
        (document(goal="best", fairness=-1), [], "event.json: goal: “best” is not possible here."),
        (document(), ["--seconds", "-1"], "argument --seconds: -1 is not a number of seconds"),
        (document(), ["--seconds", "nan"], "argument --seconds: nan is not a number of seconds"),
        (document(), ["--seconds", "soon"], "argument --seconds: invalid _seconds value: 'soon'"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line(capsys, event, more, complaint):
    status, out, said = run(capsys, event, *more)
    assert (status, out, said.count("\n"), said[: 5 + len(complaint)]) == (2, "", 1, f"dnm: {complaint}")


def test_a_file_that_is_not_there_is_named(capsys):
    assert main(["timetable", "nowhere.json"]) == 2
    assert capsys.readouterr().err == "dnm: nowhere.json: no such file\n"
