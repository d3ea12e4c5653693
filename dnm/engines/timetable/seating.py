"""Who sits at which table: hosts at theirs, the others where one of the two sat before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from dnm.engines.timetable.arrays import tables_of
from dnm.engines.timetable.day import Day, Numbers
from dnm.engines.timetable.model import Event, Plan

STAYS = 1.0
"""Worth of somebody's staying at a table, and a little more for every meeting still to come."""
FOR_EACH_LEFT = 0.01
MOST_CELLS = 4_000_000
"""Meetings times tables of a slot up to which the best seats are looked for; beyond, that would take minutes."""


def seated(day: Day, event: Event, kept: Mapping[int, int]) -> list[int]:
    """The table of every meeting, -1 where it has no slot. `kept` ones stay at their table where they can."""
    own = {person.id: person.table for person in event.participants if person.table is not None}
    counts = Counter(own.values())
    found = [-1] * len(event.meetings)
    last = np.full(len(event.participants), -1, np.int64)
    left = day.placed.copy()
    for slot in range(event.slots):
        here = np.flatnonzero(day.slot == slot).tolist()
        free = dict.fromkeys(range(event.tables[slot]))
        waiting = []
        for number in here:
            table = next((t for t in tables_of(event, own, number, counts) if t in free), None)
            if table is None:
                waiting.append(number)
            else:
                found[number] = table
                del free[table]
        _stay(day, _keep(waiting, kept, free, found), free, found, (last, left))
        for number in here:
            for person in (day.first[number], day.second[number]):
                last[person] = found[number]
                left[person] -= 1
    return found


def _keep(waiting: Sequence[int], kept: Mapping[int, int], free: dict[int, None], found: list[int]) -> list[int]:
    """Seats those whose table is known; the others."""
    others = []
    for number in waiting:
        if kept.get(number, -1) in free:
            found[number] = kept[number]
            del free[found[number]]
        else:
            others.append(number)
    return others


def _stay(
    day: Day, waiting: Sequence[int], free: dict[int, None], found: list[int], before: tuple[Numbers, Numbers]
) -> None:
    """Seats the others so that as many as possible stay where they sat."""
    tables = list(free)
    worth = _worth(day, waiting, tables, before)
    rows = _greedily if len(waiting) * len(tables) > MOST_CELLS else _exactly
    for row, chosen in rows(worth, len(waiting), len(tables)):
        found[waiting[row]] = tables[chosen]


def _worth(
    day: Day, waiting: Sequence[int], tables: Sequence[int], before: tuple[Numbers, Numbers]
) -> dict[tuple[int, int], float]:
    """What it is worth to seat a meeting (its place in the list) at a table (the same), where it is worth anything."""
    last, left = before
    column = {table: number for number, table in enumerate(tables)}
    worth: dict[tuple[int, int], float] = defaultdict(float)
    for row, number in enumerate(waiting):
        for person in (day.first[number], day.second[number]):
            if int(last[person]) in column:
                worth[row, column[int(last[person])]] += STAYS + FOR_EACH_LEFT * left[person]
    return worth


def _exactly(worth: Mapping[tuple[int, int], float], rows: int, columns: int) -> Iterator[tuple[int, int]]:
    """The assignment of most worth."""
    matrix = np.zeros((rows, columns))
    for place, value in worth.items():
        matrix[place] = value
    yield from zip(*(side.tolist() for side in linear_sum_assignment(matrix, maximize=True)), strict=True)


def _greedily(worth: Mapping[tuple[int, int], float], rows: int, columns: int) -> Iterator[tuple[int, int]]:
    """What is worth most first, then whatever is left: at least half of the most, in no time."""
    open_rows, open_columns = dict.fromkeys(range(rows)), dict.fromkeys(range(columns))
    for row, column in sorted(worth, key=lambda place: (-worth[place], place)):
        if row in open_rows and column in open_columns:
            del open_rows[row], open_columns[column]
            yield row, column
    yield from zip(open_rows, open_columns, strict=False)


def table_changes(event: Event, plan: Plan) -> int:
    """How often somebody goes to another table from one meeting to the next."""
    last: dict[str, int] = {}
    changes = 0
    for entry in sorted(plan.meetings, key=lambda placed: placed.slot):
        for name in event.meetings[event.meeting_numbers[entry.meeting]].between:
            changes += last.get(name, entry.table) != entry.table
            last[name] = entry.table
    return changes
