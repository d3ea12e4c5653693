"""Questionnaires from files: those of this package, and a centre's own."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from dnm.engines.scoring.model import Questionnaire
from dnm.engines.scoring.problems import Problem, QuestionnaireError
from dnm.engines.scoring.schema import questionnaire_from
from dnm.engines.scoring.yaml_nodes import MOST_BYTES

LONG = "digital-check-1"
SHORT = "kurz-check-1"


@cache
def shipped() -> Mapping[str, Questionnaire]:
    """By key; read once. The files are named after their keys."""
    folder = files("dnm.engines.scoring") / "questionnaires"
    found = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            made = questionnaire_from(file.read_bytes(), file.name)
            found[made.key] = made
    return MappingProxyType(found)


def read(content: bytes, name: str = "") -> Questionnaire:
    """A centre's own questionnaire. QuestionnaireError tells what to mend, also if its id is one of ours."""
    made = questionnaire_from(content, name)
    if made.id in {ours.id for ours in shipped().values()}:
        raise QuestionnaireError([Problem("id_taken", None, {"id": made.id})], name)
    return made


def load(path: Path) -> Questionnaire:
    """The same from a file, of which never more is read than a questionnaire may have."""
    with path.open("rb") as file:
        return read(file.read(MOST_BYTES + 1), path.name)
