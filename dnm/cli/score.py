"""``dnm score``: answers to a questionnaire as JSON, scores as JSON. No Django, no database."""

import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from dnm.engines.scoring import (
    LONG,
    Questionnaire,
    ScoringError,
    empty_answers,
    load,
    questionnaire_of,
    score,
    shipped,
)

from .failure import Failure

MOST_BYTES = 1_000_000


def print_template(name: str | None, language: str) -> int:
    _print(empty_answers(_questionnaire(name or LONG), language))
    return 0


def print_scores(path: Path, name: str | None) -> int:
    """Says on stderr how many items count 0 because they have no answer."""
    document = _read(path)
    known: Mapping[str, Questionnaire] = shipped()
    if name:
        only = _questionnaire(name)
        known = {only.key: only}
    try:
        questionnaire, answers = questionnaire_of(document, known)
        profile = score(questionnaire, answers)
    except ScoringError as wrong:
        raise _failure(wrong, path.name) from wrong
    reasons = Counter(missing.reason for missing in profile.unanswered)
    if reasons:
        counts = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
        print(f"dnm: without an answer, counted 0: {counts}", file=sys.stderr)
    _print(profile.figures())
    return 0


def _questionnaire(name: str) -> Questionnaire:
    if not name.endswith((".yaml", ".yml")):
        if name in shipped():
            return shipped()[name]
        raise Failure(f"there is no questionnaire {name}: choose {', '.join(shipped())} or name a .yaml file")
    path = Path(name)
    if not path.is_file():
        raise Failure(f"{path}: no such file")
    try:
        return load(path)
    except ScoringError as wrong:
        raise _failure(wrong) from wrong


def _failure(wrong: ScoringError, name: str = "") -> Failure:
    return Failure((f"{name}: " if name else "") + " | ".join(wrong.lines()))


def _read(path: Path) -> Any:
    if not path.is_file():
        raise Failure(f"{path}: no such file")
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Failure(f"{path}: the file is larger than {MOST_BYTES // 1000} kB")
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_without_doubles, parse_constant=_no_number)
    except UnicodeDecodeError as broken:
        raise Failure(f"{path} is not UTF-8") from broken
    except RecursionError as broken:
        raise Failure(f"{path}: this is nested too deep for an answers file") from broken
    except ValueError as broken:
        raise Failure(f"{path}: this is no JSON: {broken}") from broken


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = Counter(name for name, _ in pairs)
        raise ValueError(f"{names.most_common(1)[0][0]} occurs twice")
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _print(document: dict[str, Any]) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2))
