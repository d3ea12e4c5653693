"""Why there is no plan, or what is wrong with one, in the language of the reader and in the names of today.

Stored are codes and ids only.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from dnm.engines.timetable import Fault, TimetableError, event_from, faults, plan_from
from dnm.engines.timetable.wording import cause_sentence, fault_sentence, problem_sentence

from ..models import Participant, Plan
from .plans import event_file, locked_places, meeting_id, plan_file

PROBLEM, CAUSE, FAULT, SAID = "problem", "cause", "fault", "said"
"""Kinds: of the event as asked, of the search, of a plan; ``SAID``: a sentence of the time before codes were kept."""
SENTENCES = {PROBLEM: problem_sentence, CAUSE: cause_sentence, FAULT: fault_sentence}
SLOT_WORDS, FROM_ONE = ("slot", "slots", "fixed"), ("table", "session")
LEFT_TO_THE_OFFICE = ("meeting_missing", "unfair", "wrong_value", "wrong_breaks", "wrong_idle_slots", "not_optimal")
"""Faults of a plan changed by hand that do not keep it from being published."""
KEPT = ("fixed_moved", "fixed_missing")


def reasons_of(plan: Plan, language: str) -> list[str]:
    """One query where there is a reason, none otherwise."""
    if not plan.reasons:
        return []
    return _worded(plan, plan.reasons, language)


def faults_of(plan: Plan, language: str) -> list[str]:
    """What the engine's checker finds in the plan as it stands, against the wishes, times and locks of now."""
    try:
        event = event_from(event_file(plan))
    except TimetableError as wrong:
        return _worded(plan, [reason(one.code, one.parameters, PROBLEM) for one in wrong.problems], language)
    locked = {meeting_id(*key) for key in locked_places(plan)}
    found = [one for one in faults(event, plan_from(plan_file(plan.meetings.all()))) if _counts(one, locked)]
    return _worded(plan, [reason(one.code, one.parameters, FAULT) for one in found], language)


def _counts(fault: Fault, locked: set[str]) -> bool:
    """What was merely kept of the plan before may be moved by hand; what is locked may not."""
    if fault.code in KEPT:
        return fault.parameters["meeting"] in locked
    return fault.code not in LEFT_TO_THE_OFFICE


def reason(code: str, parameters: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """As it is stored."""
    return {"kind": kind, "code": code, "parameters": dict(parameters)}


def _worded(plan: Plan, reasons: Iterable[Mapping[str, Any]], language: str) -> list[str]:
    firms = dict(Participant.objects.filter(day=plan.day_id).values_list("pk", "organisation__name"))
    return [_sentence(one, plan, firms, language) for one in reasons]


def _sentence(reason: Mapping[str, Any], plan: Plan, firms: Mapping[int, str], language: str) -> str:
    if reason["kind"] == SAID:
        return str(reason["text"])
    said = dict(reason["parameters"])
    if reason["code"] == "host_moved":  # its "tables" are numbers of tables, elsewhere how many there are
        said["tables"] = _named("table", said["tables"], plan, firms)
    named = {name: _named(name, value, plan, firms) for name, value in said.items()}
    if (reason["kind"], reason["code"]) == (FAULT, "unknown_meeting"):
        return _("%(pair)s: Nicht mehr beide Seiten wollen dieses Gespräch, oder es ist ausgeschlossen.") % {
            "pair": named["meeting"]
        }
    return SENTENCES[reason["kind"]](reason["code"], named, language)


def _named(name: str, value: str, plan: Plan, firms: Mapping[int, str]) -> str:
    """What the office calls it: firms for ids, the clock for numbers of slots, tables and sessions from 1."""
    if name in SLOT_WORDS:
        return re.sub(r"\d+", lambda found: str(plan.slots[int(found[0])]["starts"]), value)
    if name in FROM_ONE:
        return re.sub(r"\d+", lambda found: str(int(found[0]) + 1), value)
    pairs = re.sub(r"\bp(\d+)-p(\d+)\b", r"p\1 – p\2", value)
    return re.sub(r"\bp(\d+)\b", lambda found: firms.get(int(found[1])) or _("nicht mehr dabei"), pairs)
