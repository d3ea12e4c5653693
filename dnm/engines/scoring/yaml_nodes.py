"""YAML text -> plain nodes with line numbers. Every scalar stays text: "no" is a word here, not false.

Refuses what a questionnaire never needs and an attacker would use: anchors, aliases, tags, depth, sheer size.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from dnm.engines.scoring.problems import Problem, QuestionnaireError

MOST_BYTES = 500_000
MOST_NODES = 20_000
DEEPEST = 12
# The parser written in C where the wheel has it: ten times as fast.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Node:
    """`line` counts from 1; the value of a mapping stands at the line of its key."""

    line: int
    value: "str | list[Node] | dict[str, Node]"


def parse(content: bytes, name: str = "") -> Node:
    """QuestionnaireError with the line for anything that is not one plain YAML document."""
    try:
        return _parse(content)
    except _Stop as stop:
        raise QuestionnaireError([stop.problem], name) from None


class _Stop(Exception):
    def __init__(self, code: str, line: int | None = None, **parameters: object) -> None:
        super().__init__(code)
        self.problem = Problem(code, line, {key: str(value) for key, value in parameters.items()})


def _parse(content: bytes) -> Node:
    if len(content) > MOST_BYTES:
        raise _Stop("too_large", most=MOST_BYTES // 1000)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise _Stop("not_utf8", content.count(b"\n", 0, broken.start) + 1) from None
    builder = _Builder(yaml.parse(text, Loader=LOADER))
    try:
        return builder.document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        raise _Stop("not_yaml", mark.line + 1 if mark else None, reason=reason) from None


class _Builder:
    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.nodes = 0

    def document(self) -> Node:
        event: Any = None
        while not isinstance(event, yaml.DocumentStartEvent):
            event = next(self.events)
            if isinstance(event, yaml.StreamEndEvent):
                raise _Stop("empty")
        root = self.node(next(self.events), 0)
        next(self.events)  # the end of the document
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise _Stop("two_documents", event.start_mark.line + 1)
        return root

    def node(self, event: Any, depth: int) -> Node:
        line = event.start_mark.line + 1
        self.nodes += 1
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise _Stop("alias", line)
        if event.tag:
            raise _Stop("tag", line, tag=event.tag[:60])
        if self.nodes > MOST_NODES:
            raise _Stop("too_many", line, most=MOST_NODES)
        if depth > DEEPEST:
            raise _Stop("too_deep", line, most=DEEPEST)
        if isinstance(event, yaml.ScalarEvent):
            return Node(line, event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(line, self.sequence(depth + 1))
        return Node(line, self.mapping(depth + 1))

    def sequence(self, depth: int) -> list[Node]:
        found = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self.node(event, depth))
        return found

    def mapping(self, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event, depth)
            if not isinstance(key.value, str):
                raise _Stop("key_no_text", key.line)
            if key.value in found:
                raise _Stop("double_key", key.line, key=key.value[:60])
            found[key.value] = Node(key.line, self.node(next(self.events), depth).value)
        return found
