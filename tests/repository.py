"""What the house rules (test_consistency.py) need to know about the files of this repository."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
DNM = ROOT / "dnm"
KEYWORDS: dict[str, tuple[object, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def tracked_files() -> list[Path]:
    """Everything that is or would be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [ROOT / name for name in sorted(set(listed.split("\0"))) if name and (ROOT / name).is_file()]


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Name and text of every tracked file that is text."""
    for path in tracked_files():
        try:
            yield name_of(path), path.read_text()
        except UnicodeDecodeError:
            continue


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code_files(folder: Path = DNM) -> list[Path]:
    """Our Python files below a folder, without migrations."""
    return [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def templates() -> list[Path]:
    """Every template of a page or a letter."""
    return sorted(path for path in DNM.rglob("templates/**/*") if path.is_file())


def template_name(path: Path) -> str:
    """As Django's loaders know it: ``office/board.html``."""
    return path.as_posix().rpartition("/templates/")[2]


def project_settings() -> dict[str, dict]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]


def contract(name: str) -> dict:
    """One of import-linter's contracts by its name."""
    contracts = project_settings()["importlinter"]["contracts"]
    return next(found for found in contracts if found["name"] == name)


def stack() -> dict[str, int]:
    """App -> its line in the import stack, counted from the bottom."""
    lines = reversed(contract("Apps form a stack")["layers"])
    return {app: rank for rank, line in enumerate(lines) for app in re.findall(r"\w+", line)}


def messages_in_use() -> set[tuple[str, str]]:
    """(context, German text) of every translatable text in code and templates."""
    found = set()
    for path in code_files():
        found.update(messages_in(path.read_text()))
    for path in templates():
        # The translatable rest of a template reads as Python; brackets make its indentation irrelevant.
        rest = templatize(path.read_text(), origin=str(path))
        found.update(messages_in(f"(\n{rest}\n)"))
    return found


def messages_in(python: str) -> Iterator[tuple[str, str]]:
    source = BytesIO(python.encode())
    for _line, message, _comments, context in extract("python", source, keywords=KEYWORDS):
        singular = message if isinstance(message, str) else message[0]
        yield context or "", singular
