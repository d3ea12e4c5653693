"""What if: another frame beside the plan, and what it would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dnm.events.models import MeetingDay, Plan
from dnm.events.queries import mutual_pairs
from dnm.events.rules import minute_of
from dnm.events.workflow import PlanState
from dnm.web.day_forms import clock_of_slot

from .day_grid import Grid, grid_of

Slots = Sequence[Mapping[str, Any]]
SHOWN = 4


def more_tables(slots: Slots, count: int) -> list[dict[str, Any]]:
    """Never fewer than none."""
    return [{**slot, "tables": max(0, slot["tables"] + count)} for slot in slots]


def longer_pause(slots: Slots, first_after: int, minutes: int, ends: datetime) -> list[dict[str, Any]]:
    """Everything from this slot on later; what would end after the event falls away."""
    local = timezone.localtime(ends)
    last = local.hour * 60 + local.minute
    found = []
    for number, slot in enumerate(slots):
        starts = minute_of(slot["starts"]) + (minutes if number >= first_after else 0)
        if starts + slot["minutes"] <= last:
            found.append({**slot, "starts": f"{starts // 60:02d}:{starts % 60:02d}"})
    return found


def frame_in_words(slots: Slots, usual: Slots) -> str:
    """What is different from the day's own frame."""
    parts = []
    tables = max((slot["tables"] for slot in slots), default=0) - max((slot["tables"] for slot in usual), default=0)
    if tables > 0:
        parts.append(ngettext("ein Tisch mehr", "%(count)d Tische mehr", tables) % {"count": tables})
    elif tables < 0:
        parts.append(ngettext("ein Tisch weniger", "%(count)d Tische weniger", -tables) % {"count": -tables})
    moved = next((pair for pair in zip(slots, usual, strict=False) if pair[0]["starts"] != pair[1]["starts"]), None)
    if moved:
        words = {"clock": clock_of_slot(moved[0])}
        parts.append(_("Pause bis %(clock)s Uhr") % words)
    if lost := len(usual) - len(slots):
        parts.append(ngettext("eine Zeit fällt weg", "%(count)d Zeiten fallen weg", lost) % {"count": lost})
    return ", ".join(parts) or _("anderer Rahmen")


@dataclass(frozen=True)
class Variant:
    plan: Plan
    words: str
    meetings: int
    value: int
    gaps: int


def variants_beside(grid: Grid, day: MeetingDay) -> list[Variant]:
    """The newest what-ifs, each as a difference to the plan that is shown."""
    weights = {(one.company.pk, one.startup.pk): one.weight for one in mutual_pairs(day)}
    rows = []
    for plan in day.plans.filter(state=PlanState.VARIANT).exclude(pk=grid.plan.pk)[:SHOWN]:
        plan.day = day
        other = grid_of(plan)
        rows.append(
            Variant(
                plan, frame_in_words(plan.slots, day.slots), len(other.meetings) - len(grid.meetings),
                _value(other, weights) - _value(grid, weights), other.gaps - grid.gaps,
            )
        )  # fmt: skip
    return rows


def _value(grid: Grid, weights: Mapping[tuple[int, int], int]) -> int:
    return sum(weights.get((one.company_id, one.startup_id), 0) for one in grid.meetings)
