"""What a plan does not hold, and why: in words, with the names."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dnm.events.models import Participant
from dnm.events.queries import unplaced_pairs
from dnm.events.queries.days import Mutual
from dnm.events.rules import absent_slots
from dnm.web.language import joined

from .day_grid import Grid

MUST_WEIGHT = 60
"""Both sides said they absolutely want to meet."""


@dataclass(frozen=True)
class Unplaced:
    pair: Mutual
    reason: str


def unplaced_of(grid: Grid) -> list[Unplaced]:
    """The most valuable first."""
    return [Unplaced(pair, _reason(grid, pair)) for pair in unplaced_pairs(grid.plan)]


def _reason(grid: Grid, pair: Mutual) -> str:
    slots = range(len(grid.plan.slots))
    there = {one.pk: set(slots) - absent_slots(one, grid.plan.slots) for one in (pair.company, pair.startup)}
    both = there[pair.company.pk] & there[pair.startup.pk]
    if not both:
        return _("Beide sind nie zur selben Zeit da.")
    for one in (pair.company, pair.startup):
        most = one.max_meetings or grid.plan.day.max_meetings
        if most and len(grid.of(one)) >= most:
            words = {"name": one.organisation.name, "most": most}
            said = ngettext(
                "%(name)s hat schon ein Gespräch, mehr sollen es nicht sein.",
                "%(name)s hat schon %(most)d Gespräche, mehr sollen es nicht sein.", most,
            )  # fmt: skip
            return said % words
    free = [slot for slot in sorted(both) if slot not in grid.of(pair.company) and slot not in grid.of(pair.startup)]
    if not free:
        return _both_busy(grid, pair, both)
    taken = [sum(meeting.slot == slot for meeting in grid.meetings) for slot in slots]
    clocks = [grid.columns[slot].clock for slot in free]
    if all(taken[slot] >= grid.plan.slots[slot]["tables"] for slot in free):
        return _("Beide wären nur um %(clocks)s Uhr frei, dann ist kein Tisch mehr da.") % {"clocks": joined(clocks)}
    words = {"clock": next(grid.columns[s].clock for s in free if taken[s] < grid.plan.slots[s]["tables"])}
    return _("Um %(clock)s Uhr wären beide und ein Tisch frei. Planen Sie die neuen Gespräche ein.") % words


def _both_busy(grid: Grid, pair: Mutual, both: set[int]) -> str:
    """Who of the two sits with somebody else when the other one is free."""
    found = []
    for one, other in ((pair.company, pair.startup), (pair.startup, pair.company)):
        for slot in sorted(both):
            if slot not in grid.of(one) and slot in grid.of(other):
                found.append(_talking(grid, one, other, slot))
                break
    return " ".join(found) or _("Beide haben zu jeder gemeinsamen Zeit schon ein Gespräch.")


def _talking(grid: Grid, one: Participant, other: Participant, slot: int) -> str:
    meeting = grid.of(other)[slot]
    third = meeting.startup if meeting.company_id == other.pk else meeting.company
    return _("%(one)s ist um %(clock)s Uhr frei, %(other)s spricht dann mit %(third)s.") % {
        "one": one.organisation.name, "clock": grid.columns[slot].clock, "other": other.organisation.name,
        "third": third.organisation.name,
    }  # fmt: skip
