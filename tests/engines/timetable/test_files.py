"""Events and plans as files: all that is wrong is named, with its place, in German and English."""

import json
from itertools import pairwise
from string import Formatter

import pytest

from dnm.engines.timetable import (
    Cause,
    Event,
    Meeting,
    Participant,
    Placed,
    Plan,
    TimetableError,
    event_from,
    files,
    plan_document,
    plan_from,
    read_event,
    read_plan,
)
from dnm.engines.timetable.wording import CAUSES, FAULTS, PROBLEMS

pytestmark = pytest.mark.once


def document(**changed) -> dict:
    """A right event; `people` and `wishes` change the first participant and the first meeting."""
    people, wishes = changed.pop("people", {}), changed.pop("wishes", {})
    return {
        "goal": "value",
        "slots": 4,
        "sessions": [[0, 1], [2, 3]],
        "tables": [2, 2, 2, 1],
        "participants": [
            {"id": "c1", "available": [0, 1, 2], **people},
            {"id": "s1", "available": [3, 2, 1, 0]},
            {"id": "s2", "available": [0, 1, 2, 3]},
        ],
        "meetings": [
            {"id": "m1", "between": ["c1", "s1"], "weight": 40, **wishes},
            {"id": "m2", "between": ["c1", "s2"], "weight": 0},
        ],
        **changed,
    }


def problems(changed: object) -> list[tuple[str, str]]:
    with pytest.raises(TimetableError) as caught:
        event_from(changed)
    for language in ("de", "en"):
        assert all(line and "{" not in line for line in caught.value.lines(language))
    return [(problem.code, problem.place) for problem in caught.value.problems]


def test_a_whole_event_is_read():
    event = event_from(
        document(
            precedences=[["m1", "m2"]], fairness=2,
            people={"max_meetings": 6, "table": 1}, wishes={"session": 0, "fixed_slot": 1, "required": True},
        )
    )  # fmt: skip
    assert event == Event(
        "value", 4, ((0, 1), (2, 3)), (2, 2, 2, 1),
        (
            Participant("c1", (0, 1, 2), 6, 1), Participant("s1", (0, 1, 2, 3)), Participant("s2", (0, 1, 2, 3)),
        ),
        (Meeting("m1", ("c1", "s1"), 40, 0, 1, True), Meeting("m2", ("c1", "s2"), 0)),
        (("m1", "m2"),), 2,
    )  # fmt: skip
    assert (event.participant_numbers["s2"], event.meeting_numbers["m2"]) == (2, 1)


def test_what_is_optional_may_be_missing_or_null():
    plain = document(sessions=None, fairness=None, people={"table": None, "name": "Werkbank GmbH"})
    del plain["meetings"][0]["weight"]
    event = event_from(plain)
    assert (event.sessions, event.meetings[0].weight, event.participants[0].table) == (((0, 1, 2, 3),), 1, None)


@pytest.mark.parametrize(
    ("changed", "code", "place"),
    [
        (document(goal="most"), "no_choice", "goal"),
        (document(slots=10**30), "no_number", "slots"),
        (document(slots=True), "no_number", "slots"),
        (document(tables=[2, 2, 2]), "tables_per_slot", "tables"),
        (document(tables=[0, 0, 0, 0]), "no_tables", "tables"),
        (document(tables=[2, 2, -1, 2]), "no_number", "tables"),
        (document(tables=3), "no_list", "tables"),
        (document(sessions=[[0, 1], [1, 2, 3]]), "session_overlap", "sessions"),
        (document(sessions=[[0, 1], [3]]), "session_misses", "sessions"),
        (document(participants="c1"), "no_list", "participants"),
        (document(people={"available": []}), "no_slots", "participants[0]"),
        (document(people={"available": [0.5]}), "no_number", "participants[0].available"),
        (document(people={"available": None}), "no_list", "participants[0].available"),
        (document(people={"id": "s1"}), "double_id", "participants[1].id"),
        (document(people={"id": 7}), "no_name", "participants[0].id"),
        (document(people={"tabel": 7}), "near_key", "participants[0]"),
        (document(people={"table": 2}), "unknown_table", "participants[0].table"),
        (document(wishes={"weight": -1}), "no_number", "meetings[0].weight"),
        (document(wishes={"weight": 1e300}), "no_number", "meetings[0].weight"),
        (document(wishes={"between": ["c1", "c1"]}), "self_meeting", "meetings[0].between"),
        (document(wishes={"between": ["c1", "nobody"]}), "unknown_participant", "meetings[0].between"),
        (document(wishes={"between": ["c1"]}), "no_pair", "meetings[0].between"),
        (document(wishes={"between": {"c1": "s1"}}), "no_pair", "meetings[0].between"),
        (document(wishes={"required": "yes"}), "no_choice", "meetings[0].required"),
        (document(wishes={"session": 2}), "no_number", "meetings[0].session"),
        (document(wishes={"session": 1, "fixed_slot": 1}), "fixed_outside_session", "meetings[0].fixed_slot"),
        (document(wishes={"fixed_slot": 3}), "fixed_while_away", "meetings[0].fixed_slot"),
        (document(precedences=[["m1", "m9"]]), "unknown_meeting", "precedences[0]"),
        (document(precedences=[["m1", "m2"], ["m2", "m1"]]), "circle", "precedences"),
        (document(meetings=[{}] * 200_001), "too_many", "meetings"),
        (document(fairness=-1), "no_number", "fairness"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(changed, code, place):
    assert problems(changed)[0] == (code, place)


def test_an_event_is_an_object_with_all_its_keys():
    assert problems([]) == [("no_object", "")]
    assert [place for _, place in problems({"goal": "all"})] == [""] * 4
    assert problems(document(meetings=[None, {"id": "m"}])) == [
        ("no_object", "meetings[0]"),
        ("missing_key", "meetings[1]"),
    ]


def test_fixed_meetings_that_contradict_each_other_are_named_together():
    both = document(wishes={"fixed_slot": 2})
    both["meetings"][1]["fixed_slot"] = 2
    assert problems(both) == [("fixed_twice", "meetings")]
    both["tables"] = [2, 2, 1, 1]
    both["precedences"] = [["m1", "m2"]]
    assert problems(both) == [
        ("fixed_twice", "meetings"),
        ("fixed_beyond_tables", "meetings"),
        ("fixed_order", "precedences[0]"),
    ]


def test_who_must_meet_more_often_than_wanted_is_named():
    assert problems(document(goal="all", people={"max_meetings": 1})) == [
        ("beyond_limit", "participants[0].max_meetings")
    ]
    required = document(people={"max_meetings": 0}, wishes={"required": True})
    assert problems(required) == [("beyond_limit", "participants[0].max_meetings")]


def test_a_circle_is_told_in_its_order():
    circle = document(precedences=[["m2", "m3"], ["m3", "m4"], ["m4", "m3"], ["m1", "m2"], ["m4", "m1"]])
    circle["meetings"] += [{"id": name, "between": ["s1", "s2"]} for name in ("m3", "m4")]
    with pytest.raises(TimetableError) as caught:
        event_from(circle)
    names = caught.value.problems[0].parameters["meetings"].split(" → ")
    assert (names[0], len(names) >= 3) == (names[-1], True)
    assert all([a, b] in circle["precedences"] for a, b in pairwise(names))
    assert event_from(document(precedences=[["m1", "m2"]])).precedences == (("m1", "m2"),)


def test_nobody_reads_more_than_twenty_problems():
    many = document(participants=[{"id": "", "available": [9]}] * 100)
    assert len(problems(many)) == 20


def test_very_many_wishes_are_read():
    people = [{"id": f"p{n}", "available": [0, 1, 2, 3]} for n in range(1000)]
    wishes = [{"id": f"m{n}", "between": [f"p{n % 997}", f"p{n % 997 + 1}"], "weight": n % 50} for n in range(20_000)]
    assert len(event_from(document(participants=people, meetings=wishes)).meetings) == 20_000


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe", "not_utf8"),
        (b"{", "not_json"),
        (b'{"goal": NaN}', "not_json"),
        (b'{"goal": "all", "goal": "value"}', "not_json"),
        (b"[" * 200_000, "too_deep"),
        (b'{"slots": ' + b"9" * 5000 + b"}", "not_json"),
    ],
)  # fmt: skip
def test_files_that_are_no_json_are_named(content, code):
    with pytest.raises(TimetableError) as caught:
        read_event(content)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_file_that_is_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    with pytest.raises(TimetableError, match="larger than 0 MB"):
        read_event(json.dumps(document()).encode())


def test_a_plan_is_written_and_read_back():
    plan = Plan("feasible", (Placed("m1", 2, 0), Placed("m2", 0, 1)), 40, 41, 1, 1, 1.25)
    written = json.dumps(plan_document(plan)).encode()
    assert read_plan(written) == plan
    assert plan_document(plan)["meetings"] == [{"id": "m1", "slot": 2, "table": 0}, {"id": "m2", "slot": 0, "table": 1}]


def test_a_plan_of_the_wrong_shape_is_named():
    with pytest.raises(TimetableError) as caught:
        plan_from({"status": "perfect", "meetings": [{"id": "m1", "slot": "2", "table": 0}], "value": 1, "breaks": 0})
    assert [problem.code for problem in caught.value.problems] == ["missing_key", "no_number", "no_choice"]


def test_an_infeasible_plan_says_why():
    plan = Plan("infeasible", conflict=(Cause("limit", {"participant": "c1", "most": "2"}),))
    assert plan_document(plan)["conflict"] == [
        {
            "code": "limit", "participant": "c1", "most": "2",
            "de": "c1 möchte höchstens 2 Gespräche.", "en": "c1 wants at most 2 meetings.",
        }
    ]  # fmt: skip


def test_every_sentence_says_the_same_in_both_languages():
    for code, text in {**PROBLEMS, **FAULTS, **CAUSES}.items():
        german, english = ({name for _, name, _, _ in Formatter().parse(said) if name} for said in text)
        assert german == english, code
