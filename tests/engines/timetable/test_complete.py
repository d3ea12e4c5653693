"""Goal "all": fewest breaks, proven; on tiny days the same as trying everything."""

import io
import json
import pickle
import random
from dataclasses import replace
from types import SimpleNamespace

import pytest
from pysat.solvers import Solver

from dnm.engines.timetable import Cause, Event, Meeting, Participant, child, faults
from dnm.engines.timetable.arrays import breaks_of
from dnm.engines.timetable.child import main, work
from dnm.engines.timetable.complete import plan_all
from dnm.engines.timetable.demands import Demand, cause_of, demands_of
from dnm.engines.timetable.encoding import Encoding, encode
from dnm.engines.timetable.improving import Improvement
from tests.engines.timetable.oracle import fewest_breaks, tiny_event

pytestmark = pytest.mark.once

FAIRNESS = (None, None, 0, 1, 2)
LONG = 300.0
"""Seconds: these days take less than one, but how busy the machine is says nothing about the plan."""


def told(event: Event, *, exhausting: bool = True) -> list[dict]:
    """What a child says of an event, here without a process."""
    out = io.StringIO()
    work(event, out, exhausting=exhausting)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def day(slots: int, people: str, pairs: str, **changed) -> Event:
    """day(3, "a b", "ab"): everybody is there all day, two tables."""
    return Event(
        "all", slots, (tuple(range(slots)),), changed.pop("tables", (2,) * slots),
        tuple(Participant(name, tuple(range(slots))) for name in people.split()),
        tuple(Meeting(pair, (pair[0], pair[1])) for pair in pairs.split()), **changed,
    )  # fmt: skip


def test_three_hundred_tiny_days_are_planned_as_well_as_by_trying_everything():
    solved = {"yes": 0, "no": 0}
    for seed in range(300):
        event = tiny_event(seed, FAIRNESS[seed % 5])
        best, news = fewest_breaks(event), told(event, exhausting=bool(seed % 2))
        plans = [line["slots"] for line in news if "slots" in line]
        assert news[-1] == {"end": True}
        assert (best is None) == any("conflict" in line for line in news), seed
        solved["no" if best is None else "yes"] += 1
        if best is not None:
            reached = _breaks(event, plans[-1])
            assert (seed, reached) == (seed, best)
            assert max([line["bound"] for line in news if "bound" in line], default=0) == best
    assert min(solved.values()) > 50


def test_a_proof_that_takes_long_looks_for_a_better_plan_and_ends_as_well(monkeypatch):
    monkeypatch.setattr(child, "CORES_ALONE", 0.0)
    for seed in range(60):
        event = tiny_event(seed, FAIRNESS[seed % 5])
        best, news = fewest_breaks(event), told(event, exhausting=False)
        plans = [line["slots"] for line in news if "slots" in line]
        assert (seed, best) == (seed, _breaks(event, plans[-1]) if plans else None)
        assert (best is None) == any("conflict" in line for line in news), seed


def crowded_day(seed: int) -> Event:
    """Eighteen people with at most six meetings in ten slots."""
    chance, pairs = random.Random(seed), set()
    people = [f"p{number}" for number in range(18)]
    for _ in range(200):
        a, b = sorted(chance.sample(people, 2))
        if all(sum(name in pair for pair in pairs) < 6 for name in (a, b)):
            pairs.add((a, b))
    return Event(
        "all", 10, (tuple(range(10)),), (6,) * 10,
        tuple(Participant(name, tuple(slot for slot in range(10) if chance.random() > 0.15)) for name in people),
        tuple(Meeting(f"m{number}", pair) for number, pair in enumerate(sorted(pairs))),
    )  # fmt: skip


def first_model(made: Encoding) -> list[int] | None:
    with Solver("cadical195", bootstrap_with=made.clauses.all) as solver:
        return solver.get_model() if solver.solve() else None


def improved(made: Encoding, model: list[int]) -> tuple[int, int, list[tuple[list[int], int]]]:
    """Breaks before and after, and every better model with its breaks."""
    models: list[tuple[list[int], int]] = []
    improvement = Improvement(made, model, lambda better, cost: models.append((better, cost)))
    before = improvement.best
    return before, improvement.run(), models


def test_a_plan_is_made_better_piece_by_piece_until_nothing_comes_of_it():
    saved = 0
    for seed in range(4):
        event = crowded_day(seed)
        made = encode(event)
        assert made is not None
        model = first_model(made)
        if model is None:
            continue
        before, reached, models = improved(made, model)
        costs = [cost for _model, cost in models]
        assert costs == sorted(set(costs), reverse=True)
        assert reached == min([before, *costs])
        slots = made.slots_in(models[-1][0] if models else model)
        pairs = list(zip(event.meetings, slots, strict=True))
        busy = [sum(1 << slot for m, slot in pairs if one.id in m.between) for one in event.participants]
        assert sum(map(breaks_of, busy)) == reached
        saved += before - reached
    assert saved > 20


def _breaks(event: Event, slots: list[int]) -> int:
    fixed = [replace(m, fixed_slot=slot) for m, slot in zip(event.meetings, slots, strict=True)]
    found = fewest_breaks(replace(event, meetings=tuple(fixed)))
    assert found is not None
    return found


def test_a_contradiction_is_one_and_stops_being_one_without_any_of_its_demands():
    for seed in range(60):
        event = tiny_event(seed, FAIRNESS[seed % 5])
        if fewest_breaks(event) is None:
            demands = [
                Demand(*demand) for demand in [line["conflict"] for line in told(event) if "conflict" in line][-1]
            ]
            assert fewest_breaks(event, demands) is None, seed
            for left_out in demands:
                assert fewest_breaks(event, [one for one in demands if one != left_out]) is not None, (seed, left_out)


def test_plans_of_the_process_pass_the_checker():
    for seed in (3, 7, 11):
        event = tiny_event(seed)
        plan = plan_all(event, LONG)
        best = fewest_breaks(event)
        assert (plan.status, plan.bound) == (("infeasible", None) if best is None else ("optimal", best))
        assert faults(event, plan) == []


def test_two_hosts_share_a_table_and_a_third_meets_one_of_them():
    hosts = {"a": 0, "b": 1, "c": 0}
    plain = day(1, "a b c d", "ab cd")
    event = replace(
        plain, participants=tuple(replace(person, table=hosts.get(person.id)) for person in plain.participants)
    )
    plan = plan_all(event, LONG)
    assert ([(placed.meeting, placed.table) for placed in plan.meetings], faults(event, plan)) == (
        [("cd", 0), ("ab", 1)],
        [],
    )


def test_two_hosts_who_meet_take_the_table_that_is_free():
    hosts = {"a": 0, "b": 1, "c": 0, "e": 1}
    plain = day(1, "a b c d e", "ab cd")
    event = replace(
        plain, participants=tuple(replace(person, table=hosts.get(person.id)) for person in plain.participants)
    )
    plan = plan_all(event, LONG)
    assert (plan.status, plan.bound, faults(event, plan)) == ("optimal", 0, [])


def test_every_kind_of_demand_is_told_by_name():
    hosted = day(2, "a b", "ab", tables=(1, 0))
    people = (Participant("a", (0, 1), None, 1), hosted.participants[1])
    asked = replace(hosted, participants=people, tables=(1, 2), precedences=(("ab", "ab"),), fairness=0)
    assert [cause_of(asked, demand) for demand in demands_of(asked)] == [
        Cause("required", {"meeting": "ab"}),
        Cause("host_table", {"participant": "a", "table": "1"}),
        Cause("one_at_a_time", {"participant": "a"}),
        Cause("one_at_a_time", {"participant": "b"}),
        Cause("tables", {"slot": "0", "tables": "1"}),
        Cause("tables", {"slot": "1", "tables": "2"}),
        Cause("precedence", {"first": "ab", "second": "ab"}),
        Cause("fairness", {"fairness": "0"}),
    ]


def test_breaks_that_nobody_can_avoid_are_proven():
    event = day(5, "a b c", "ab ac")
    apart = replace(
        event, meetings=(replace(event.meetings[0], fixed_slot=0), replace(event.meetings[1], fixed_slot=4))
    )
    plan = plan_all(apart, LONG)
    assert (plan.status, plan.breaks, plan.bound, plan.idle_slots, plan.value) == ("optimal", 1, 1, 3, 2)


def test_more_meetings_than_slots_are_told_by_name():
    event = day(2, "a b c d", "ab ac ad")
    assert plan_all(event, LONG).conflict == (
        Cause("one_at_a_time", {"participant": "a"}),
        *(Cause("required", {"meeting": name}) for name in ("ab", "ac", "ad")),
    )


def test_more_meetings_than_tables_are_told_by_name():
    plan = plan_all(day(2, "a b c d e f", "ab cd ef", tables=(1, 1)), LONG)
    assert (plan.status, [cause.code for cause in plan.conflict]) == ("infeasible", ["tables"] * 2 + ["required"] * 3)


def test_a_contradiction_of_very_many_meetings_is_told_as_it_is_found():
    people = " ".join(chr(0x4E00 + n) for n in range(402))
    pairs = " ".join(people.replace(" ", "")[n : n + 2] for n in range(0, 402, 2))
    news = told(day(1, people, pairs, tables=(200,)))
    assert (len(news), len(news[0]["conflict"])) == (2, 202)


def test_meetings_make_room_for_each_other_before_a_day_is_called_crowded():
    event = day(2, "a b c d", "ab cd", tables=(1, 1))
    early = (Participant("a", (0,)), *event.participants[1:])
    assert "slots" in told(replace(event, participants=early))[0]
    three = day(3, "a b c d", "ab ac ad", tables=(1, 1, 1))
    people = (three.participants[0], Participant("b", (0, 1)), Participant("c", (1, 2)), Participant("d", (0, 2)))
    assert "slots" in told(replace(three, participants=people))[0]
    tight = (three.participants[0], Participant("b", (1, 2)), Participant("c", (0, 1)), Participant("d", (0, 1)))
    assert "slots" in told(replace(three, participants=tight))[0]


def test_without_time_nothing_is_claimed():
    plan = plan_all(day(3, "a b", "ab"), 0)
    assert (plan.status, plan.meetings, plan.bound) == ("unknown", (), 0)


def test_whoever_stops_gets_what_is_known_so_far():
    seen = []
    plan = plan_all(day(3, "a b", "ab"), LONG, stop=lambda: True)
    assert plan.status == "unknown"
    plan = plan_all(day(3, "a b c", "ab bc"), LONG, progress=seen.append)
    assert (plan.status, seen[-1].breaks, seen[-1].bound) == ("optimal", 0, 0)


def test_the_child_answers_on_its_output(monkeypatch):
    asked, said = io.BytesIO(pickle.dumps(day(2, "a b", "ab"))), io.StringIO()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=asked))
    monkeypatch.setattr("sys.stdout", said)
    main()
    assert [sorted(json.loads(line)) for line in said.getvalue().splitlines()] == [["slots", "tables"], ["end"]]


def test_a_child_that_dies_leaves_an_honest_plan(monkeypatch):
    monkeypatch.setattr("dnm.engines.timetable.complete.CHILD", "raise SystemExit(3)")
    plan = plan_all(day(2, "a b", "ab"), LONG)
    assert (plan.status, plan.bound, plan.seconds < LONG) == ("unknown", 0, True)


THINKING = """
import json, time
print(json.dumps({"slots": [0, 2], "tables": []}), flush=True)
print(json.dumps({"bound": 0}), flush=True)
time.sleep(600)
"""
"""A child that has a plan with a break, and then thinks for ever."""


def test_who_stops_a_planner_deep_in_thought_keeps_its_best_and_was_told_meanwhile(monkeypatch):
    monkeypatch.setattr("dnm.engines.timetable.complete.CHILD", THINKING)
    monkeypatch.setattr("dnm.engines.timetable.complete.SILENCE", 0.01)
    event, seen = day(3, "a b c", "ab bc"), []
    plan = plan_all(event, LONG, progress=seen.append, stop=lambda: len(seen) > 6)
    assert (plan.status, plan.breaks, plan.bound, faults(event, plan)) == ("feasible", 1, 0, [])
    assert [news.breaks for news in seen[-3:]] == [1, 1, 1]
    assert [news.seconds for news in seen] == sorted({news.seconds for news in seen})


RIVALS = """
import json, pathlib, sys, time
place = pathlib.Path({folder!r}, "told")
def tell(**news):
    print(json.dumps(news), flush=True)
if "plain" in sys.argv:
    while not place.exists():
        time.sleep(0.01)
    tell(conflict=[["required", 0], ["tables", 0]])
    place.with_name("after").touch()
    time.sleep(600)
tell(conflict=[["required", 0]])
place.touch()
while not place.with_name("after").exists():
    time.sleep(0.01)
time.sleep(0.3)
tell(end=True)
"""
"""Two children: the larger contradiction of the slower one comes in before the quicker one ends."""


def test_the_contradiction_of_the_child_that_ended_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr("dnm.engines.timetable.complete.CHILD", RIVALS.format(folder=str(tmp_path)))
    monkeypatch.setattr("dnm.engines.timetable.complete.EXPLAINING", LONG)
    plan = plan_all(day(2, "a b", "ab"), LONG)
    assert (plan.status, plan.conflict) == ("infeasible", (Cause("required", {"meeting": "ab"}),))


def test_a_day_without_meetings_is_planned():
    plan = plan_all(day(3, "a b", ""), LONG)
    assert (plan.status, plan.bound, plan.meetings) == ("optimal", 0, ())
