"""A plan as a table: rows are tables or participants, columns are times, cells say who meets or why nobody does."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from dnm.events.models import Pair, Participant, Plan, PlannedMeeting
from dnm.events.rules import absent_slots, minute_of
from dnm.events.workflow import EDITABLE
from dnm.introductions.workflow import Party
from dnm.web.day_forms import clock_of_slot

PAUSE_MINUTES = 15
"""From here on the time between two talks is drawn as a break."""


@dataclass(frozen=True)
class Column:
    slot: int
    clock: str
    after_break: bool
    tables: int


@dataclass(frozen=True)
class Handle:
    """What the page knows beforehand of dragging a talk. ``closed``: slots it cannot take; ``table``: a host's own.

    Only a mark for the eye: whatever is dropped goes through the form of the talk, and the server says what is wrong.
    """

    closed: str
    table: int | None


@dataclass(frozen=True)
class Cell:
    """``state``: meet, locked, gap, free, away or closed, as the classes of the grid call them."""

    column: Column
    state: str
    lines: tuple[str, ...] = ()
    meeting: PlannedMeeting | None = None
    handle: Handle | None = None


@dataclass(frozen=True)
class Row:
    number: str
    name: str
    place: str
    cells: list[Cell]
    table: int | None = None

    @property
    def count(self) -> int:
        return sum(cell.meeting is not None for cell in self.cells)

    @property
    def spoken(self) -> str:
        return ", ".join(part for part in (self.number, self.name, self.place) if part)


@dataclass
class Grid:
    """One plan with everything its pictures need; asks the database three times."""

    plan: Plan
    people: list[Participant]
    meetings: list[PlannedMeeting]
    locked: set[tuple[int, int]]
    forbidden: list[Pair] = field(default_factory=list)
    bound: list[Pair] = field(default_factory=list)

    @property
    def columns(self) -> list[Column]:
        found, free_from = [], None
        for number, slot in enumerate(self.plan.slots):
            starts = minute_of(slot["starts"])
            pause = free_from is not None and starts - free_from >= PAUSE_MINUTES
            found.append(Column(number, clock_of_slot(slot), pause, slot["tables"]))
            free_from = starts + slot["minutes"]
        return found

    def of(self, one: Participant) -> dict[int, PlannedMeeting]:
        """Slot -> meeting of this participant."""
        return {m.slot: m for m in self.meetings if one.pk in (m.company_id, m.startup_id)}

    def states_of(self, one: Participant) -> list[str]:
        """What the participant does in each slot."""
        busy, away = self.of(one), absent_slots(one, self.plan.slots)
        first, last = (min(busy), max(busy)) if busy else (0, -1)
        found = []
        for slot in range(len(self.plan.slots)):
            if slot in busy:
                found.append("locked" if _key(busy[slot]) in self.locked else "meet")
            elif slot in away:
                found.append("away")
            else:
                found.append("gap" if first < slot < last else "free")
        return found

    @property
    def sessions(self) -> dict[tuple[int, int], int]:
        """Pair -> the block it is bound to."""
        return {(one.company_id, one.startup_id): one.session for one in self.bound if one.session is not None}

    @cached_property
    def handles(self) -> dict[int, Handle]:
        """Meeting -> its handle; none where the plan cannot be changed, and none for fixed talks."""
        if self.plan.state not in EDITABLE:
            return {}
        taken: dict[int, set[int]] = {one.pk: absent_slots(one, self.plan.slots) for one in self.people}
        for meeting in self.meetings:
            taken[meeting.company_id].add(meeting.slot)
            taken[meeting.startup_id].add(meeting.slot)
        sessions = self.sessions
        found = {}
        for meeting in self.meetings:
            if _key(meeting) not in self.locked:
                busy = taken[meeting.company_id] | taken[meeting.startup_id]
                found[meeting.pk] = self._handle(meeting, busy, sessions.get(_key(meeting)))
        return found

    def _handle(self, meeting: PlannedMeeting, busy: set[int], session: int | None) -> Handle:
        elsewhere = {n for n, slot in enumerate(self.plan.slots) if session not in (None, slot["session"])}
        tables = (one.table for one in (meeting.company, meeting.startup) if one.table is not None)
        closed = sorted((busy | elsewhere) - {meeting.slot})
        return Handle(" ".join(map(str, closed)), next(tables, None))

    @property
    def gaps(self) -> int:
        """How often somebody who is there waits between two talks."""
        return sum(self.states_of(one).count("gap") for one in self.people)

    @property
    def locked_count(self) -> int:
        return sum(_key(meeting) in self.locked for meeting in self.meetings)


def _key(meeting: PlannedMeeting) -> tuple[int, int]:
    return meeting.company_id, meeting.startup_id


def grid_of(plan: Plan) -> Grid:
    meetings = plan.meetings.select_related("company__organisation", "startup__organisation")
    pairs = list(Pair.objects.filter(company__day=plan.day).select_related("company__organisation",
                                                                          "startup__organisation"))  # fmt: skip
    return Grid(
        plan, list(plan.day.participants.select_related("organisation", "contact")), list(meetings),
        {(one.company_id, one.startup_id) for one in pairs if one.locked_slot is not None},
        [one for one in pairs if one.forbidden], [one for one in pairs if one.session is not None],
    )  # fmt: skip


def rows_by_table(grid: Grid) -> list[Row]:
    """Hosts have their table to themselves; at the others both sides are named."""
    tables = max((slot["tables"] for slot in grid.plan.slots), default=0)
    hosts = {one.table: one for one in grid.people if one.table is not None}
    taken = {(meeting.table, meeting.slot): meeting for meeting in grid.meetings}
    return [_table_row(grid, table, hosts.get(table), taken) for table in range(tables)]


def _table_row(grid: Grid, table: int, host: Participant | None, taken: dict[tuple[int, int], PlannedMeeting]) -> Row:
    states, cells = grid.states_of(host) if host else [], []
    for slot, column in enumerate(grid.columns):
        meeting = taken.get((table, slot))
        if meeting:
            state = "locked" if _key(meeting) in grid.locked else "meet"
            cells.append(Cell(column, state, _names(meeting, without=host), meeting, grid.handles.get(meeting.pk)))
        elif table >= grid.plan.slots[slot]["tables"]:
            cells.append(Cell(column, "closed", (_("kein Tisch"),)))
        else:
            state = states[slot] if host and states[slot] in WORDS else "free"
            cells.append(Cell(column, state, (WORDS[state](),)))
    name, place = (host.organisation.name, host.organisation.place) if host else ("", "")
    return Row(_("Tisch %(table)d") % {"table": table + 1}, name, place, cells, table)


WORDS: dict[str, Callable[[], str]] = {
    "gap": lambda: _("Lücke"), "free": lambda: _("frei"), "away": lambda: _("nicht da"),
}  # fmt: skip


def _names(meeting: PlannedMeeting, without: Participant | None = None) -> tuple[str, ...]:
    both = (meeting.company, meeting.startup)
    return tuple(one.organisation.name for one in both if without is None or one.pk != without.pk)


def rows_by_side(grid: Grid, side: str = "") -> list[Row]:
    """One row for each participant of a side, or for everybody."""
    return [_person_row(grid, one) for one in _of_side(grid.people, side)]


def _of_side(people: Iterable[Participant], side: str) -> list[Participant]:
    return [one for one in people if side in ("", one.side)]


def _person_row(grid: Grid, one: Participant) -> Row:
    busy, states, cells = grid.of(one), grid.states_of(one), []
    for slot, column in enumerate(grid.columns):
        meeting = busy.get(slot)
        if meeting:
            other = meeting.startup if one.side == Party.COMPANY else meeting.company
            lines = (other.organisation.name, _("Tisch %(table)d") % {"table": meeting.table + 1})
            cells.append(Cell(column, states[slot], lines, meeting, grid.handles.get(meeting.pk)))
        else:
            cells.append(Cell(column, states[slot], (WORDS[states[slot]](),)))
    return Row("", one.organisation.name, one.organisation.place, cells)
