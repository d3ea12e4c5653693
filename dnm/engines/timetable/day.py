"""A meeting day as arrays: what the kernels work on. Participants, meetings, slots and tables are numbers from 0.

Sets of slots are bits of one integer: bit 3 is slot 3.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

MOST_SLOTS = 62
"""What fits into one integer."""
LONGEST_PATH = 1024
"""Meetings that change their slots together; a longer exchange is not tried."""
LONGEST_LOG = 1 << 17
STEPS = 4096
"""Marginal worths are whole numbers of this fineness."""


class Day(NamedTuple):
    """The question (first part) and the plan as it stands (second part, changed in place)."""

    first: Numbers
    second: Numbers
    weight: Numbers
    kind: Numbers
    """Number of the meeting's weight among all different weights."""
    fixed: Numbers
    """1 for a meeting that stays where it is."""
    domain: Numbers
    """In which slots the meeting may take place; 0 for one that never can."""
    plain: Numbers
    """1 for a meeting that obeys nothing but its domain: no precedence, no table shared by two hosts."""
    earlier_start: Numbers
    """Meetings that must come earlier than m: earlier[earlier_start[m] : earlier_start[m + 1]]."""
    earlier: Numbers
    later_start: Numbers
    later: Numbers
    shared: Numbers
    """Number of the table that two hosts share and at which the meeting would be, else -1."""
    available: Numbers
    room: Numbers
    """How many meetings a participant wants at most."""
    marginal: Numbers
    """What the k-th meeting of a participant is worth for a fair share: less and less."""
    tables: Numbers
    breaks: Numbers
    """How many breaks a participant may have; one number, -1 for any."""

    slot: Numbers
    at: Numbers
    """The participant's meeting in a slot, -1 for none."""
    busy: Numbers
    placed: Numbers
    used: Numbers
    """Tables in use in each slot."""
    holder: Numbers
    """The meeting at a shared table in a slot, -1 for none."""
    fair: Numbers
    """One number: the sum of all marginal worths."""
    chance: Numbers
    """One number: the state of the random numbers, the same on every machine."""
    path: Numbers
    log: Numbers
    """What was moved, for taking it back."""
    logged: Numbers


def empty_plan(participants: int, slots: int, meetings: int, shared_tables: int, seed: int) -> dict[str, Numbers]:
    """The second part of a day on which nothing is placed."""
    return {
        "slot": np.full(meetings, -1, np.int64),
        "at": np.full((participants, slots), -1, np.int64),
        "busy": np.zeros(participants, np.int64),
        "placed": np.zeros(participants, np.int64),
        "used": np.zeros(slots, np.int64),
        "holder": np.full((shared_tables, slots), -1, np.int64),
        "fair": np.zeros(1, np.int64),
        "chance": np.array([seed % (1 << 31)], np.int64),
        "path": np.zeros(LONGEST_PATH + 1, np.int64),
        "log": np.zeros((LONGEST_LOG, 2), np.int64),
        "logged": np.zeros(1, np.int64),
    }
