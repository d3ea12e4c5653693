"""``dnm timetable``: an event in, a plan out; bad input is one line and exit status 2."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dnm.cli import main
from dnm.engines.timetable import event_from, faults, plan_from
from tests.engines.timetable import machine_code

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DNM_DATA_DIR", str(tmp_path / "var"))


@pytest.fixture
def no_compiler() -> Iterator[None]:
    with machine_code.pretended():
        yield


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


def valuable(**changed) -> dict:
    """c1 can meet s1 only in slot 0, for which two meetings compete."""
    wishes = [("c1", "s1", 5), ("c1", "s2", 3), ("c2", "s1", 1)]
    return document(
        goal="value",
        participants=[{"id": name, "available": [0] if name == "s1" else [0, 1]} for name in ("c1", "c2", "s1", "s2")],
        meetings=[{"id": f"m{n}", "between": [a, b], "weight": worth} for n, (a, b, worth) in enumerate(wishes)],
        **changed,
    )


@pytest.mark.usefixtures("no_compiler")
def test_the_planner_is_compiled_once_outside_its_time(capsys):
    first, out, said = run(capsys, valuable(), "--seconds", "0.5")
    plan = plan_from(json.loads(out))
    assert (first, said) == (
        0,
        "dnm: the planner is compiled, once on this machine; its time limit begins afterwards\n",
    )
    assert Path("var/kernels").is_dir()
    assert ([entry.slot for entry in plan.meetings], plan.value) == ([0, 1], 8)
    assert faults(event_from(valuable()), plan) == []
    again, out, said = run(capsys, valuable(), "--seconds", "0.5")
    assert (again, said, json.loads(out)["value"]) == (0, "", 8)


@pytest.mark.usefixtures("no_compiler")
def test_required_meetings_that_exclude_each_other_are_told(capsys):
    meetings = [{"id": f"m{n}", "between": [name, "s1"], "required": True} for n, name in enumerate(("c1", "c2"))]
    status, out, said = run(capsys, {**valuable(), "meetings": meetings}, "--seconds", "30")
    found = json.loads(out)
    assert (status, found["status"], found["meetings"], found["bound"]) == (0, "infeasible", [], None)
    assert said.splitlines()[1:] == [f"dnm: {cause['en']}" for cause in found["conflict"]]
    assert [cause["code"] for cause in found["conflict"]] == [
        "one_at_a_time", "available", "required", "required"]  # fmt: skip


@pytest.mark.usefixtures("no_compiler")
def test_a_day_on_which_nobody_meets_is_planned_at_once(capsys):
    status, out, _ = run(capsys, document(goal="value", participants=[], meetings=[]), "--seconds", "600")
    found = json.loads(out)
    assert (status, found["status"], found["meetings"], found["value"]) == (0, "optimal", [], 0)
    assert found["seconds"] < 60


@pytest.mark.parametrize(
    ("event", "more", "complaint"),
    [
        ("{", [], "event.json: This is no valid JSON"),
        (document(tables=[0, 0, 0]), [], "event.json: tables: There is no table in any slot."),
        (document(goal="value", slots=0, tables=[], sessions=[]), [], "event.json: slots: 0 is not possible here."),
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
