"""Drawn meeting days in two regimes, as events of section 6.1: for benchmarks, tests and trying out.

Hard: most participants come late or leave early, have holes, wishes are bound to sessions, some are fixed. Crowded:
the same with so few tables that every slot is full. Easy: everybody stays all day and tables are ample. In all of them
a few participants are wanted by many.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Regime:
    """Shares of participants, slots, wishes; `tables` of all slots together as a share of the wishes."""

    partial: float = 0.0
    """Participants who come late or leave early by up to half a day."""
    holes: float = 0.0
    """Slots in which somebody who is there is busy otherwise."""
    bound: float = 0.0
    """Wishes bound to one session."""
    fixed: float = 0.0
    """Wishes with a fixed slot."""
    tables: float = 1.5


HARD = Regime(partial=0.70, holes=0.12, bound=0.30, fixed=0.03, tables=0.8)
CROWDED = replace(HARD, tables=0.35)
EASY = Regime()
POINTS = (40, 30, 25, 20, 15, 12, 10, 8)
"""What the first, second, … wish of a participant is worth."""
FIRST_SHARE = 1.0
"""Popularity of the i-th most wanted: 1 / i to this power, above a floor."""


def drawn_event(
    startups: int, companies: int, regime: Regime = HARD, seed: int = 1, slots: int = 12
) -> dict[str, object]:
    """The event as it stands in a file. The same seed draws the same event."""
    chance = random.Random(f"{seed}:{startups}:{companies}")
    sessions = [list(range(slots // 2)), list(range(slots // 2, slots))]
    names = [f"s{number}" for number in range(startups)] + [f"c{number}" for number in range(companies)]
    available = [_presence(chance, slots, regime) for _ in names]
    wishes = _wishes(chance, startups, companies)
    tables = max(1, round(regime.tables * len(wishes) / slots))
    meetings = [
        {"id": f"m{number}", "between": [names[a], names[b]], "weight": points}
        for number, ((a, b), points) in enumerate(wishes.items())
    ]
    _bind(chance, regime, list(wishes), meetings, available, sessions, tables)
    return {
        "goal": "value",
        "slots": slots,
        "sessions": sessions,
        "tables": [tables] * slots,
        "participants": [{"id": name, "available": there} for name, there in zip(names, available, strict=True)],
        "meetings": meetings,
    }


def _presence(chance: random.Random, slots: int, regime: Regime) -> list[int]:
    begin, end = 0, slots
    if chance.random() < regime.partial:
        missed = chance.randint(1, slots // 2)
        begin, end = (missed, slots) if chance.random() < 0.5 else (0, slots - missed)
    there = [slot for slot in range(begin, end) if chance.random() >= regime.holes]
    return there or [begin]


def _wishes(chance: random.Random, startups: int, companies: int) -> dict[tuple[int, int], int]:
    """(start-up, company) → points of both sides; five to eight wishes each."""
    wishes: dict[tuple[int, int], int] = {}
    everyone = [range(startups), range(startups, startups + companies)]
    ranked = [[1 / (place + 5) ** FIRST_SHARE + 1 / len(side) for place in range(len(side))] for side in everyone]
    for own, other in ((0, 1), (1, 0)):
        for person in everyone[own]:
            for place, wanted in enumerate(_chosen(chance, everyone[other], ranked[other], chance.randint(5, 8))):
                pair = (person, wanted) if own == 0 else (wanted, person)
                wishes[pair] = wishes.get(pair, 0) + POINTS[place]
    return wishes


def _chosen(chance: random.Random, side: range, popularity: Sequence[float], count: int) -> list[int]:
    """Different members of a side, the popular ones more often."""
    found: dict[int, None] = {}
    while len(found) < min(count, len(side)):
        found.update(dict.fromkeys(chance.choices(side, popularity, k=2 * count)))
    return list(found)[:count]


def _bind(
    chance: random.Random,
    regime: Regime,
    pairs: Sequence[tuple[int, int]],
    meetings: Sequence[dict[str, object]],
    available: Sequence[Sequence[int]],
    sessions: Sequence[Sequence[int]],
    tables: int,
) -> None:
    """Binds some wishes to a session and fixes some to a slot, so that the fixed ones fit together."""
    taken: set[tuple[int, int]] = set()
    used = [0] * sum(map(len, sessions))
    for (a, b), meeting in zip(pairs, meetings, strict=True):
        if chance.random() < regime.bound:
            meeting["session"] = chance.randrange(len(sessions))
        inside = sessions[meeting["session"]] if "session" in meeting else range(len(used))  # type: ignore[call-overload]
        both = [slot for slot in inside if slot in available[a] and slot in available[b]]
        free = [slot for slot in both if not {(a, slot), (b, slot)} & taken and used[slot] < tables]
        if chance.random() < regime.fixed and free:
            slot = chance.choice(free)
            meeting["fixed_slot"] = slot
            taken |= {(a, slot), (b, slot)}
            used[slot] += 1
