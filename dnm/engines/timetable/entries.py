"""Reads single entries of a document and keeps what is wrong with them."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

from dnm.engines.timetable.problems import Problem

Word = TypeVar("Word", bound=str)

MOST_PROBLEMS = 20
"""More of them help nobody."""
LONGEST_NAME = 200
SHOWN = 40
ALIKE = 0.8
"""How alike an unknown key must be to a known one to be taken for a typing error."""


class Entries:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, code: str, place: str, **parameters: object) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            said = {
                name: given if isinstance(given, str) and name != "value" else shown(given)
                for name, given in parameters.items()
            }
            self.problems.append(Problem(code, place, said))

    def mapping(self, entry: Any, place: str, needed: set[str], optional: set[str]) -> dict[str, Any]:
        """Keys nobody knows may stand there, unless they look like a typing error. null is as good as nothing."""
        if not isinstance(entry, dict):
            self.wrong("no_object", place, value=entry, keys=", ".join(sorted(needed)))
            return {}
        for key in sorted(needed - entry.keys()):
            self.wrong("missing_key", place, key=key)
        for key in entry.keys() - needed - optional:
            near = get_close_matches(key[:LONGEST_NAME], (needed | optional) - entry.keys(), 1, ALIKE)
            if near:
                self.wrong("near_key", place, key=key[:LONGEST_NAME], near=near[0])
        return {key: entry[key] for key in entry if key in needed or (key in optional and entry[key] is not None)}

    def items(self, keys: dict[str, Any], key: str, most: int) -> list[Any]:
        if key not in keys:
            return []
        entry = keys[key]
        if not isinstance(entry, list):
            self.wrong("no_list", key, value=entry)
            return []
        if len(entry) > most:
            self.wrong("too_many", key, count=len(entry), most=most)
            return []
        return entry

    def number(self, keys: dict[str, Any], key: str, place: str, least: int, most: int) -> int | None:
        if key not in keys:
            return None
        entry = keys[key]
        if type(entry) is int and least <= entry <= most:
            return entry
        self.wrong("no_number", joined(place, key), value=entry, least=least, most=most)
        return None

    def numbers(self, keys: dict[str, Any], key: str, place: str, least: int, most: int) -> list[int]:
        if key not in keys:
            return []
        entry = keys[key]
        if not isinstance(entry, list):
            self.wrong("no_list", joined(place, key), value=entry)
            return []
        for value in entry:
            if type(value) is not int or not least <= value <= most:
                self.wrong("no_number", joined(place, key), value=value, least=least, most=most)
                return []
        return entry

    def name(self, keys: dict[str, Any], key: str, place: str) -> str:
        return self.text(keys[key], joined(place, key)) if key in keys else ""

    def text(self, entry: Any, place: str) -> str:
        if isinstance(entry, str) and 0 < len(entry) <= LONGEST_NAME and entry.isprintable():
            return entry
        self.wrong("no_name", place, value=entry, most=LONGEST_NAME)
        return ""

    def pair(self, entry: Any, place: str) -> tuple[str, str]:
        if isinstance(entry, list) and len(entry) == 2:
            return self.text(entry[0], place), self.text(entry[1], place)
        self.wrong("no_pair", place, value=entry)
        return "", ""

    def choice(self, keys: dict[str, Any], key: str, place: str, allowed: Sequence[Word]) -> Word | None:
        if key not in keys:
            return None
        for word in allowed:
            if word == keys[key]:
                return word
        self.wrong("no_choice", joined(place, key), value=keys[key], allowed=", ".join(allowed))
        return None

    def yes(self, keys: dict[str, Any], key: str, place: str) -> bool:
        entry = keys.get(key, False)
        if not isinstance(entry, bool):
            self.wrong("no_choice", joined(place, key), value=entry, allowed="true, false")
        return entry is True

    def different(self, names: Sequence[str], place: str) -> None:
        taken: dict[str, int] = {"": -1}
        for number, name in enumerate(names):
            if name and name in taken:
                self.wrong("double_id", f"{place}[{number}].id", id=name, first=f"{place}[{taken[name]}]")
            taken.setdefault(name, number)


def joined(place: str, key: str) -> str:
    return f"{place}.{key}" if place and key else place or key


def shown(value: object) -> str:
    """A value as a reader knows it from the file, cut short. Huge numbers are not written out."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**SHOWN else f"{'-' if value < 0 else ''}{'9' * 6}…"
    said = "null" if value is None else f"“{value}”" if isinstance(value, str) else type(value).__name__
    if isinstance(value, float):
        said = repr(value)
    return said if len(said) <= SHOWN else said[: SHOWN - 1] + "…"
