"""Counting in clauses, and the fewest true ones of some literals, against trying everything."""

import random
from itertools import product

import pytest
from pysat.solvers import Solver

from dnm.engines.timetable.clauses import Clauses
from dnm.engines.timetable.proving import Proof

pytestmark = pytest.mark.once


def is_possible(clauses: Clauses, *assumed: int) -> bool:
    with Solver("cadical195", bootstrap_with=clauses.all) as solver:
        return solver.solve(assumptions=list(assumed))


@pytest.mark.parametrize("count", [1, 2, 5, 6, 9])
def test_at_most_so_many_of_some_literals_may_be_true(count):
    for most in range(count + 1):
        clauses = Clauses()
        literals = [clauses.new() for _ in range(count)]
        clauses.at_most(literals, most)
        clauses.all.append([literals[0], -literals[0]])
        for true in range(count + 1):
            chosen = [literal if place < true else -literal for place, literal in enumerate(reversed(literals))]
            assert is_possible(clauses, *chosen) == (true <= most)


@pytest.mark.parametrize("count", [1, 2, 5, 8])
def test_a_counter_says_how_many_are_true_and_if_asked_no_more(count):
    for most in range(1, count + 1):
        clauses = Clauses()
        literals = [clauses.new() for _ in range(count)]
        more = clauses.counted(literals, most)
        exact = clauses.counted(literals, count, exact=True)
        for true in range(count + 1):
            chosen = [literal if place < true else -literal for place, literal in enumerate(literals)]
            assert [is_possible(clauses, *chosen, -literal) for literal in more] == [
                true <= place for place in range(len(more))
            ]
            assert [is_possible(clauses, *chosen, literal) for literal in exact] == [
                true > place for place in range(len(exact))
            ]


def test_a_demand_counts_only_if_its_literal_is_true():
    clauses = Clauses()
    guard, one, other = (clauses.new() for _ in range(3))
    with clauses.only_if(guard):
        clauses.at_most_one([one, other])
    clauses.add(one)
    assert (is_possible(clauses, other), is_possible(clauses, other, guard)) == (True, False)


@pytest.mark.parametrize("exhausting", [True, False])
def test_the_fewest_are_found_and_proven(exhausting):
    steps = 0
    for seed in range(150):
        chance, clauses = random.Random(seed), Clauses()
        literals = [clauses.new() for _ in range(9)]
        counted = [(chance.sample(literals, 6), chance.choice([0, 2, 3, 5])) for _ in range(chance.randint(1, 3))]
        for some, least in counted:
            clauses.at_most([-literal for literal in some], 6 - least)
        hidden = len(clauses.all)
        for _ in range(chance.randint(8, 30)):
            clauses.add(*(chance.choice([1, 1, 1, -1]) * literal for literal in chance.sample(literals, 3)))
        wishes, hard = literals[: chance.randint(5, 9)], clauses.all[hidden:]
        costs = [
            sum(values[wish - 1] for wish in wishes)
            for values in product([False, True], repeat=9)
            if all(sum(values[x - 1] for x in some) >= least for some, least in counted)
            and all(any(values[abs(x) - 1] == (x > 0) for x in clause) for clause in hard)
        ]
        models: list[int] = []
        bounds: list[int] = []
        proof = Proof(
            clauses, wishes, lambda _, cost, kept=models: kept.append(cost), bounds.append, exhausting=exhausting
        )
        assert proof.run() == bool(costs)
        if costs:
            assert (models[-1], proof.bound) == (min(costs), min(costs))
            assert (sorted(set(models), reverse=True), sorted(set(bounds))) == (models, bounds)
            steps = max(steps, min(costs))
    assert steps >= 3
