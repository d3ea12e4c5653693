"""Questionnaires that can be answered here: those of the package and the centre's own files."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.engines.scoring import Problem, Questionnaire, QuestionnaireError, load, shipped

from ..models import Check

MOST_FILES = 50


class Shelf(NamedTuple):
    """``known``: by key. ``problems``: what is wrong with own files, one sentence a line, in both languages."""

    known: Mapping[str, Questionnaire]
    problems: Mapping[str, tuple[str, ...]]


def shelf() -> Shelf:
    """Read again only when a file of the centre's folder changed."""
    folder: Path = settings.QUESTIONNAIRES_DIR
    files = sorted(folder.glob("*.yaml"))[:MOST_FILES] if folder.is_dir() else []
    states = [(file, file.stat()) for file in files if file.is_file()]
    return _read(tuple((file, state.st_mtime_ns, state.st_size) for file, state in states))


@lru_cache(maxsize=4)
def _read(files: tuple[tuple[Path, int, int], ...]) -> Shelf:
    known, problems = dict(shipped()), {"de": [], "en": []}  # type: dict[str, Questionnaire], dict[str, list[str]]
    for path, _changed, _size in files:
        try:
            made = load(path)
            if made.key in known:
                raise QuestionnaireError([Problem("double_id", None, {"name": made.key})], path.name)
            known[made.key] = made
        except QuestionnaireError as wrong:
            for language, lines in problems.items():
                lines += wrong.lines(language)
        except OSError:
            for language, lines in problems.items():
                lines += QuestionnaireError([Problem("empty")], path.name).lines(language)
    return Shelf(MappingProxyType(known), {language: tuple(lines) for language, lines in problems.items()})


def questionnaires() -> list[Questionnaire]:
    """The newest version of each, those of the package first: what a new check may be begun with."""
    newest: dict[str, Questionnaire] = {}
    for one in shelf().known.values():
        if one.id not in newest or newest[one.id].version < one.version:
            newest[one.id] = one
    return list(newest.values())


def file_problems() -> tuple[str, ...]:
    """What is wrong with the centre's own files, in the reader's language."""
    return shelf().problems["en" if get_language() == "en" else "de"]


def questionnaire(key: str) -> Questionnaire:
    """Refused where the file is gone or broken: the answers are kept, but nobody can read the questions."""
    found = shelf().known.get(key)
    if found is None:
        raise Refused(_("Den Fragebogen %(key)s gibt es hier nicht oder nicht mehr.") % {"key": key})
    return found


def questionnaire_of(check: Check) -> Questionnaire:
    return questionnaire(check.questionnaire)


def family(key: str) -> str:
    """What names a questionnaire through all its versions: "digital-check-1" gives "digital-check"."""
    return key.rpartition("-")[0]
