"""The frame of a meeting day: slots, who is there when, and what stands in the way of a meeting. No database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from ..models import Pair, Participant, PlannedMeeting

SLOTS_AT_MOST = 60
TABLES_AT_MOST = 500
Slot = Mapping[str, Any]


@dataclass(frozen=True)
class Conflict:
    """Why a meeting cannot stand there. ``kind``: for tests and icons; ``meeting``: the one in the way."""

    kind: str
    text: str
    meeting: int | None = None


def minute_of(clock: str) -> int:
    """ "09:20" -> minutes since midnight; ValueError for anything else."""
    moment = time.fromisoformat(clock)
    return moment.hour * 60 + moment.minute


def slots_problem(slots: Sequence[Slot]) -> str:
    """What is wrong with a day's frame, in words; empty when it will do."""
    if not slots:
        return _("Tragen Sie mindestens einen Zeitabschnitt ein.")
    if len(slots) > SLOTS_AT_MOST:
        return _("Mehr als %(most)d Zeitabschnitte an einem Tag sind nicht möglich.") % {"most": SLOTS_AT_MOST}
    free_from = 0
    for number, slot in enumerate(slots, 1):
        if problem := _slot_problem(slot, free_from):
            return _("Zeitabschnitt %(number)d: %(problem)s") % {"number": number, "problem": problem}
        free_from = minute_of(slot["starts"]) + slot["minutes"]
    return ""


def _slot_problem(slot: Slot, free_from: int) -> str:
    try:
        starts = minute_of(slot["starts"])
        minutes, tables, session = (int(slot[name]) for name in ("minutes", "tables", "session"))
    except (KeyError, TypeError, ValueError):
        return _("Beginn, Länge, Block und Zahl der Tische sind nötig.")
    if not 5 <= minutes <= 240 or starts + minutes > 24 * 60:
        return _("Ein Gespräch dauert zwischen 5 und 240 Minuten und endet am selben Tag.")
    if starts < free_from:
        return _("Er beginnt, bevor der vorige endet.")
    if not 0 <= tables <= TABLES_AT_MOST or session < 0:
        return _("Die Zahl der Tische liegt zwischen 0 und %(most)d.") % {"most": TABLES_AT_MOST}
    return ""


def absent_slots(participant: Participant, slots: Sequence[Slot]) -> set[int]:
    """Numbers of the slots without this participant: comes late, leaves early, is away, or is gone."""
    absent = {number for number in participant.away if number < len(slots)}
    for number, slot in enumerate(slots):
        starts, ends = minute_of(slot["starts"]), minute_of(slot["starts"]) + slot["minutes"]
        if participant.arrives and starts < _minutes(participant.arrives):
            absent.add(number)
        if participant.leaves and ends > _minutes(participant.leaves):
            absent.add(number)
        if participant.gone_at and number >= (participant.gone_from or 0):
            absent.add(number)
    return absent


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def moving_conflicts(
    meeting: PlannedMeeting,
    slot: int,
    table: int,
    *,
    slots: Sequence[Slot],
    others: Iterable[PlannedMeeting],
    locked: Pair | None = None,
) -> list[Conflict]:
    """Everything that speaks against this meeting at that time and table; empty when it may go there."""
    if not 0 <= slot < len(slots):
        return [Conflict("slot", _("Diesen Zeitabschnitt gibt es nicht."))]
    found = []
    if locked and locked.locked_slot is not None and (slot, table) != (locked.locked_slot, locked.locked_table):
        found.append(Conflict("locked", _("Dieses Gespräch ist festgesetzt. Lösen Sie es zuerst.")))
    if not 0 <= table < slots[slot]["tables"]:
        found.append(Conflict("table", _("So viele Tische stehen dann nicht frei.")))
    if locked and locked.session is not None and slots[slot]["session"] != locked.session:
        found.append(
            Conflict("session", _("Dieses Gespräch gehört in Block %(block)d.") % {"block": locked.session + 1})
        )
    for one in (meeting.company, meeting.startup):
        if slot in absent_slots(one, slots):
            found.append(Conflict("away", _("%(name)s ist dann nicht da.") % {"name": one.organisation.name}))
    # Of two hosts who meet, either stays at the own table.
    hosts = [one for one in (meeting.company, meeting.startup) if one.table is not None]
    if table not in [one.table for one in hosts]:
        for one in hosts:
            words = {"name": one.organisation.name, "table": (one.table or 0) + 1}
            found.append(Conflict("host", _("%(name)s hat den festen Tisch %(table)d.") % words))
    for other in others:
        if other.pk != meeting.pk and other.slot == slot:
            found += _collisions(meeting, table, other)
    return found


def _collisions(meeting: PlannedMeeting, table: int, other: PlannedMeeting) -> list[Conflict]:
    found = []
    for mine, theirs in ((meeting.company, other.company), (meeting.startup, other.startup)):
        if mine.pk == theirs.pk:
            text = _("%(name)s hat dann schon ein Gespräch.") % {"name": mine.organisation.name}
            found.append(Conflict("busy", text, other.pk))
    if other.table == table:
        text = _("Tisch %(table)d ist dann besetzt.") % {"table": table + 1}
        found.append(Conflict("taken", text, other.pk))
    return found
