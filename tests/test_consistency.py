"""The house rules that no linter knows. Each failure names the file and what to do about it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps

from tests.repository import (
    DNM,
    ROOT,
    code_files,
    contract,
    messages_in_use,
    name_of,
    stack,
    template_name,
    templates,
    tracked_files,
    tracked_texts,
    tree_of,
)

pytestmark = pytest.mark.once

PAGES = ("web", "api")
WITHOUT_TABLES = {"api", "cli", "demo", "documents", "engines", "web", "worker"}
ALWAYS_WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
WRITES_A_QUERYSET = {"update", "delete"}
BANNED_NAMES = {"utils", "helpers", "common", "services", "managers", "signals"}
# Written so that this file does not contain them.
REGISTRIES = re.compile(r"pyp[i]\.org|pythonhoste[d]|npmj[s]\.(org|com)|deb\.debia[n]|crates\.i[o]|proxy\.golan[g]")
MACHINE_PATHS = re.compile(r"(?:^|[^A-Za-z0-9_.-])/(?:work|farm|root|home)/[a-z.]")


# --- Who may write ---


def names_of_actions(tree: ast.Module) -> set[str]:
    """What a module calls the action modules it imports."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == "actions" or (node.module or "").endswith(".actions")
    }


def speaks_to_a_queryset(receiver: ast.expr) -> bool:
    """Whether the left side of ``….update()`` is a query and not, say, a dictionary."""
    words = {node.attr for node in ast.walk(receiver) if isinstance(node, ast.Attribute)}
    return bool(words & {"objects", "filter", "exclude", "all"})


def called_by_django(tree: ast.Module) -> set[ast.AST]:
    """What stands inside the two methods of a model that Django itself calls by name."""
    return {
        inside
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "create_user"}
        for inside in ast.walk(node)
    }


def writes(path: Path, strict: bool) -> Iterator[str]:
    """Calls that change the database; ``strict`` also suspects every ``update`` and ``delete``."""
    tree = tree_of(path)
    actions = names_of_actions(tree)
    exempt = called_by_django(tree) if "models" in {path.stem, *path.parts} else set()
    for node in ast.walk(tree):
        if node in exempt or not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        verb, receiver = node.func.attr, node.func.value
        if isinstance(receiver, ast.Name) and receiver.id in actions:
            continue
        queryset = verb in WRITES_A_QUERYSET and (strict or speaks_to_a_queryset(receiver))
        if verb in ALWAYS_WRITES or queryset:
            yield f"{name_of(path)}:{node.lineno} .{verb}()"


def test_pages_and_endpoints_never_write_to_the_database() -> None:
    assert [found for area in PAGES for path in code_files(DNM / area) for found in writes(path, strict=True)] == []


def test_pages_and_endpoints_never_touch_the_connection() -> None:
    assert [
        f"{name_of(path)}:{node.lineno} {alias.name}"
        for area in PAGES
        for path in code_files(DNM / area)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.module == "django.db"
        for alias in node.names
        if alias.name in {"connection", "connections", "transaction"}
        if (name_of(path), alias.name) != ("dnm/web/public/health.py", "connection")  # asks whether it answers
    ] == []


def test_only_actions_write_to_the_database() -> None:
    writing = [
        found
        for app in sorted(apps_with_tables() | {"demo", "worker"})
        for path in code_files(DNM / app)
        if "actions" not in {path.stem, *path.parts}
        for found in writes(path, strict=False)
    ]
    assert writing == []


def test_nobody_uses_signals() -> None:
    """An action calls what must follow; ruff says the same outside of pages."""
    assert [
        f"{name_of(path)}:{node.lineno}"
        for path in code_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom)
        if {"signals", "dispatch"} & {*(node.module or "").split("."), *(alias.name for alias in node.names)}
    ] == []


# --- The stack ---


def app_folders() -> set[str]:
    return {path.name for path in DNM.iterdir() if (path / "__init__.py").exists()}


def apps_with_tables() -> set[str]:
    """The apps whose files follow jobs > actions > … > workflow."""
    layers = {"jobs", "personal", "actions", "papers", "emails", "queries", "rules", "models", "workflow"}
    return {
        app
        for app in app_folders() - WITHOUT_TABLES
        if layers & ({path.stem for path in (DNM / app).glob("*.py")} | {path.name for path in (DNM / app).iterdir()})
    }


def test_foreign_keys_point_down_the_stack() -> None:
    rank = stack()
    assert [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("dnm.")
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.related_model is not None and field.related_model.__module__.startswith("dnm.")
        if (here := model.__module__.split(".")[1]) != (there := field.related_model.__module__.split(".")[1])
        if rank[there] >= rank[here]
    ] == []


def test_the_import_contracts_name_exactly_the_apps_that_exist() -> None:
    lines = contract("Apps form a stack")["layers"]
    written = {name for line in lines for name in re.findall(r"\w+", re.sub(r"\(\w+\)", "", line))}
    assert written == app_folders() | ({"cli"} if (DNM / "cli.py").exists() else set())
    assert {name.removeprefix("dnm.") for name in contract("Inside an app")["containers"]} == apps_with_tables()


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [
        name_of(path)
        for path in tracked_files()
        if path.suffix == ".py" and BANNED_NAMES & {path.stem, *path.relative_to(ROOT).parts}
    ] == []


# --- Sizes ---


def longer_than(limit: int, paths: list[Path]) -> list[str]:
    return [f"{name_of(path)}: {n}" for path in paths if (n := len(path.read_text().splitlines())) > limit]


def test_no_file_is_longer_than_400_lines() -> None:
    assert longer_than(400, [path for path in tracked_files() if path.suffix == ".py" and not is_migration(path)]) == []


def is_migration(path: Path) -> bool:
    return "migrations" in path.parts


def test_the_settings_are_at_most_250_lines() -> None:
    assert longer_than(250, [DNM / "settings.py"]) == []


def test_no_template_is_longer_than_150_lines() -> None:
    assert longer_than(150, templates()) == []


def test_no_function_is_longer_than_50_lines() -> None:
    assert [
        f"{name_of(path)}:{node.lineno} {node.name}: {length}"
        for path in tracked_files()
        if path.suffix == ".py" and not is_migration(path)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (length := (node.end_lineno or 0) - node.lineno + 1) > 50
    ] == []


def test_no_file_is_larger_than_a_megabyte() -> None:
    assert [name_of(path) for path in tracked_files() if path.stat().st_size > 1_000_000] == []


# --- Templates ---


def strings_in_code() -> Iterator[str]:
    """Every string in our code; the parts of an f-string are joined by a ``*``."""
    for path in code_files():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.JoinedStr):
                yield "".join(p.value if isinstance(p, ast.Constant) else "*" for p in node.values)


def names_in_templates() -> Iterator[str]:
    """Templates that templates name: extended, included, or used as a component."""
    for path in templates():
        text = path.read_text()
        yield from re.findall(r"{%\s*(?:extends|include)\s+['\"]([^'\"]+)", text)
        for component in re.findall(r"<c-([\w.-]+)", text):
            base = f"components/{component.replace('.', '/').replace('-', '_')}"
            yield from (f"{base}.html", f"{base}/index.html")


def test_every_template_is_used() -> None:
    """By its full name, or by what code puts into a pattern such as ``emails/*.txt``."""
    named = {*strings_in_code(), *names_in_templates()}
    patterns = [name.split("*") for name in named if name.count("*") == 1 and "/" in name]
    by_frameworks = re.compile(r"\d{3}\.html|(?:account|mfa|allauth)/.*")

    def is_used(name: str) -> bool:
        return name in named or any(
            name.startswith(before) and name.endswith(after) and name[len(before) : -len(after)] in named
            for before, after in patterns
            if after
        )

    unused = [name for name in map(template_name, templates()) if not is_used(name)]
    assert [name for name in unused if not by_frameworks.fullmatch(name)] == []


def test_pages_have_no_inline_styles_and_scripts() -> None:
    """The content security policy would refuse them silently."""
    inline = re.compile(r"\sstyle\s*=|<style\b|<script\b(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']|javascript:", re.I)
    assert [
        f"{name_of(path)}: {found.group().strip()}"
        for path in templates()
        if path.suffix in (".html", ".svg")
        for found in inline.finditer(path.read_text())
    ] == []


# --- Translations ---


def english_catalogue() -> list:
    with (DNM / "locale/en/LC_MESSAGES/django.po").open("rb") as source:
        return [message for message in read_po(source, locale="en", abort_invalid=True) if message.id]


def german(message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def test_the_english_catalogue_holds_exactly_the_texts_in_use() -> None:
    """Renew it: django makemessages -l en --no-location --no-obsolete (needs gettext), then translate."""
    catalogue = {(message.context or "", german(message)) for message in english_catalogue()}
    used = messages_in_use()
    assert {"missing": sorted(used - catalogue), "unused": sorted(catalogue - used)} == {
        "missing": [],
        "unused": [],
    }


def test_every_text_has_an_english_translation_with_the_same_placeholders() -> None:
    placeholder = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
    wrong = []
    for message in english_catalogue():
        originals = [message.id] if isinstance(message.id, str) else message.id
        translations = [message.string] if isinstance(message.string, str) else message.string
        expected = {*placeholder.findall(originals[-1])}
        if message.fuzzy or not all(text and {*placeholder.findall(text)} <= expected for text in translations):
            wrong.append(german(message))
    assert wrong == []


# --- Operation and supply ---


def test_every_environment_variable_is_documented() -> None:
    known = re.compile(r"DNM_[A-Z_]+")
    read = {text for text in strings_in_code() if known.fullmatch(text)}
    documented = re.findall(r"^#?\s*(DNM_[A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M)
    assert sorted(documented) == sorted(read)


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    assert [
        f"{name}:{number}: {found.group()}"
        for name, text in tracked_texts()
        for number, line in enumerate(text.splitlines(), 1)
        for pattern in (REGISTRIES, MACHINE_PATHS)
        if (found := pattern.search(line))
    ] == []


def direct_dependencies(name: str) -> set[str]:
    lines = (ROOT / "requirements" / f"{name}.in").read_text().splitlines()
    return {re.split(r"[\[=<>; ]", line)[0].lower() for line in lines if line and line[0].isalpha()}


@pytest.mark.parametrize("name", ["uv", "base", "assets", "dev"])
def test_requirements_are_locked_by_hash(name: str) -> None:
    locked = re.split(r"\n(?=\w)", (ROOT / "requirements" / f"{name}.txt").read_text())[1:]
    assert [block.split()[0] for block in locked if "--hash=sha256:" not in block or "==" not in block] == []
    assert direct_dependencies(name) - {block.split("==")[0].lower() for block in locked} == set()


def test_every_direct_dependency_has_its_reason() -> None:
    reasons = re.findall(r"^\| `([^`]+)` \|", (ROOT / "docs/dependencies.md").read_text(), re.M)
    assert sorted(name.lower() for name in reasons) == sorted(
        set().union(*(direct_dependencies(name) for name in ("uv", "base", "assets", "dev")))
    )
