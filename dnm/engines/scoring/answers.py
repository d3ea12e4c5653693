"""The answers file: its empty form, and the checks before anything is counted."""

import json
import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from dnm.engines.scoring.model import Item, Questionnaire, Value, WayOut
from dnm.engines.scoring.problems import AnswersError, Problem

SPOKEN: Mapping[str, WayOut] = {
    "unknown": "unknown",
    "weiß ich nicht": "unknown",
    "don't know": "unknown",
    "not_applicable": "not_applicable",
    "trifft nicht zu": "not_applicable",
    "does not apply": "not_applicable",
}
"""How a way out may be written in an answers file."""
MOST_PROBLEMS = 10


def empty_answers(questionnaire: Questionnaire, language: str = "de") -> dict[str, Any]:
    """The file to fill in: every item with its allowed answers, worst first; "answers" maps item id to answer."""
    return {
        "questionnaire": questionnaire.key,
        "items": [
            {
                "id": item.id,
                "dimension": questionnaire.dimension_of[item.id].id,
                "question": item.question.in_language(language),
                "type": item.kind,
                "allowed": list(item.allowed),
            }
            for item in questionnaire.items.values()
        ],
        "answers": {},
    }


def questionnaire_of(
    document: object, known: Mapping[str, Questionnaire], name: str = ""
) -> tuple[Questionnaire, dict[str, object]]:
    """The questionnaire an answers file names, and its answers, not checked yet. AnswersError if it fits none."""
    if not isinstance(document, dict) or "questionnaire" not in document or "answers" not in document:
        raise AnswersError([Problem("no_answers_file")], name)
    key, answers = document["questionnaire"], document["answers"]
    if not isinstance(key, str) or key not in known:
        raise AnswersError([_unknown_questionnaire(key, known)], name)
    if not isinstance(answers, dict):
        raise AnswersError([Problem("answers_no_object")], name)
    return known[key], answers


def _unknown_questionnaire(key: object, known: Mapping[str, Questionnaire]) -> Problem:
    said = {"key": shown(key), "known": ", ".join(sorted(known))}
    if isinstance(key, str) and (parts := re.fullmatch(r"(.+)-\d+", key)):
        versions = [other.key for other in known.values() if other.id == parts[1]]
        if versions:
            return Problem("other_version", None, {**said, "versions": ", ".join(sorted(versions))})
    return Problem("other_questionnaire", None, said)


def checked(questionnaire: Questionnaire, answers: Mapping[str, object]) -> dict[str, Value | None]:
    """One entry for every item of the questionnaire, as answer_to gives it.

    AnswersError names the unknown items and the answers that are not allowed, ten of them at most.
    """
    problems = [_unknown_item(name, questionnaire) for name in answers if name not in questionnaire.items]
    found: dict[str, Value | None] = {}
    for name, item in questionnaire.items.items():
        try:
            found[name] = answer_to(item, answers.get(name))
        except AnswersError as wrong:
            problems += wrong.problems
    if problems:
        raise AnswersError(problems[:MOST_PROBLEMS])
    return found


def answer_to(item: Item, given: object) -> Value | None:
    """An allowed answer, a way out, or None for a blank. AnswersError for anything else: 1 is no tick."""
    if given is None or given == "":
        return None
    for value in item.allowed:
        if type(given) is type(value) and given == value:
            return value
    if isinstance(given, str) and given.strip().lower() in SPOKEN:
        return SPOKEN[given.strip().lower()]
    allowed = ", ".join(shown(value) for value in item.allowed)
    raise AnswersError([Problem("not_allowed", None, {"item": item.id, "value": shown(given), "allowed": allowed})])


def shown(value: object) -> str:
    """As it stands in the file, and never a whole page."""
    if isinstance(value, list | dict):
        return "[…]" if isinstance(value, list) else "{…}"
    return json.dumps(value, ensure_ascii=False, default=repr)[:60]


def _unknown_item(name: object, questionnaire: Questionnaire) -> Problem:
    near = get_close_matches(str(name)[:80], questionnaire.items, n=1)
    said = {"item": shown(name), "questionnaire": questionnaire.key}
    return Problem("near_item", None, {**said, "near": near[0]}) if near else Problem("unknown_item", None, said)
