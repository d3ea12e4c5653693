"""Why there is no plan, in the language of the reader and in the names of today. Stored are codes and ids only."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from dnm.engines.timetable.wording import cause_sentence, problem_sentence

from ..models import Participant, Plan

PROBLEM, CAUSE, SAID = "problem", "cause", "said"
"""Kinds: of the event as asked, of the search; ``SAID``: a sentence of the time before codes were kept."""
SENTENCES = {PROBLEM: problem_sentence, CAUSE: cause_sentence}
SLOT_WORDS, FROM_ONE = ("slot", "slots"), ("table", "session")


def reasons_of(plan: Plan, language: str) -> list[str]:
    """One query where there is a reason, none otherwise."""
    if not plan.reasons:
        return []
    firms = dict(Participant.objects.filter(day=plan.day_id).values_list("pk", "organisation__name"))
    return [_sentence(reason, plan, firms, language) for reason in plan.reasons]


def _sentence(reason: Mapping[str, Any], plan: Plan, firms: Mapping[int, str], language: str) -> str:
    if reason["kind"] == SAID:
        return str(reason["text"])
    named = {name: _named(name, value, plan, firms) for name, value in reason["parameters"].items()}
    return SENTENCES[reason["kind"]](reason["code"], named, language)


def _named(name: str, value: str, plan: Plan, firms: Mapping[int, str]) -> str:
    """What the office calls it: firms for ids, the clock for numbers of slots, tables and sessions from 1."""
    if name in SLOT_WORDS:
        return re.sub(r"\d+", lambda found: str(plan.slots[int(found[0])]["starts"]), value)
    if name in FROM_ONE:
        return str(int(value) + 1)
    pairs = re.sub(r"\bp(\d+)-p(\d+)\b", r"p\1 – p\2", value)
    return re.sub(r"\bp(\d+)\b", lambda found: firms.get(int(found[1])) or _("nicht mehr dabei"), pairs)
