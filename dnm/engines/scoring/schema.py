"""Nodes -> questionnaire. Goes on after a mistake, so that a person sees all of them at once."""

import re
import unicodedata
from collections.abc import Callable, Collection
from fractions import Fraction
from typing import TypeVar, cast, get_args

from dnm.engines.scoring.model import (
    ALLOWED,
    WAYS_OUT,
    Dimension,
    Item,
    ItemList,
    Kind,
    Questionnaire,
    Text,
    WayOut,
)
from dnm.engines.scoring.problems import Problem, QuestionnaireError
from dnm.engines.scoring.yaml_nodes import Node, parse

LANGUAGES = ("de", "en")
LIST_KINDS = tuple(kind for kind in get_args(Kind) if kind != "exclusive")
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_NAME = 40
LONGEST_TEXT = 600
MOST_ITEMS = 300
MOST_PROBLEMS = 20
Made = TypeVar("Made")


def questionnaire_from(content: bytes, name: str = "") -> Questionnaire:
    """QuestionnaireError with every problem found, each with its line."""
    reader = _Reader()
    made = reader.questionnaire(parse(content, name))
    if reader.problems:
        found = sorted(reader.problems, key=lambda problem: problem.line or 0)
        raise QuestionnaireError(found[:MOST_PROBLEMS], name)
    return made


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.languages: tuple[str, ...] = LANGUAGES
        self.taken: dict[str, set[str]] = {"dimension": set(), "list": set(), "item": set()}

    def wrong(self, code: str, node: Node, **parameters: object) -> None:
        self.problems.append(Problem(code, node.line, {key: str(value) for key, value in parameters.items()}))

    # --- The parts, from the whole to the single question ---

    def questionnaire(self, root: Node) -> Questionnaire:
        keys = self.keys(root, {"id", "version", "languages", "title", "about", "dimensions"}, {"minutes"})
        self.languages = self.read(keys, "languages", self.language_list) or ()
        made = Questionnaire(
            id=self.read(keys, "id", self.name) or "",
            version=self.read(keys, "version", self.number) or 0,
            languages=self.languages,
            title=self.text(keys, "title"),
            about=self.text(keys, "about"),
            minutes=self.read(keys, "minutes", self.number) or 0,
            dimensions=self.several(keys, "dimensions", self.dimension),
        )
        lists = [item_list for dimension in made.dimensions for item_list in dimension.lists]
        if sum(len(item_list.all_items) for item_list in lists) > MOST_ITEMS:
            self.wrong("too_many_items", root, most=MOST_ITEMS)
        self.matrices(root, lists)
        return made

    def dimension(self, node: Node) -> Dimension:
        keys = self.keys(node, {"id", "title", "lists"}, {"about", "strong", "weak"})
        made = Dimension(
            id=self.own_name(keys, "dimension"),
            title=self.text(keys, "title"),
            about=self.text(keys, "about"),
            strong=self.text(keys, "strong"),
            weak=self.text(keys, "weak"),
            lists=self.several(keys, "lists", self.item_list),
        )
        shares = [item_list.share for item_list in made.lists]
        if shares and all(shares) and (total := sum(shares, Fraction(0))) != 1:
            self.wrong("shares", node, dimension=made.id, total=total)
        return made

    def item_list(self, node: Node) -> ItemList:
        optional = {"why", "matrix", "ways_out", "labels", "exclusion"}
        keys = self.keys(node, {"id", "kind", "share", "question", "items"}, optional)
        self.taken["item"] = set()
        name = self.own_name(keys, "list")
        known_kind = self.read(keys, "kind", lambda node: self.choice(node, LIST_KINDS))
        kind = cast(Kind, known_kind or "tick")
        made = ItemList(
            id=name,
            kind=kind,
            share=self.read(keys, "share", self.fraction) or Fraction(0),
            question=self.text(keys, "question"),
            why=self.text(keys, "why"),
            items=self.several(keys, "items", lambda node: self.item(node, name, kind)),
            exclusion=self.read(keys, "exclusion", lambda node: self.item(node, name, "exclusive")),
            matrix=self.read(keys, "matrix", self.name) or "",
            ways_out=self.read(keys, "ways_out", self.ways_out) or (),
            labels=self.several(keys, "labels", self.text_of),
        )
        if made.exclusion and kind != "tick":
            self.wrong("exclusion_needs_ticks", keys["exclusion"], kind=kind)
        if known_kind and made.labels and len(made.labels) != len(ALLOWED[kind]):
            self.wrong("labels", keys["labels"], kind=kind, count=len(ALLOWED[kind]))
        return made

    def item(self, node: Node, list_name: str, kind: Kind) -> Item:
        keys = self.keys(node, {"id", "label", "question", "example", "advice"})
        return Item(
            id=f"{list_name}.{self.own_name(keys, 'item')}",
            kind=kind,
            label=self.text(keys, "label"),
            question=self.text(keys, "question"),
            example=self.text(keys, "example"),
            advice=self.text(keys, "advice"),
        )

    # --- What must agree ---

    def own_name(self, keys: dict[str, Node], scope: str) -> str:
        """The id of a dimension or list, unique in the file, or of an item, unique in its list."""
        name = self.read(keys, "id", self.name) or ""
        if name in self.taken[scope]:
            self.wrong("double_id", keys["id"], name=name)
        if name:
            self.taken[scope].add(name)
        return name

    def matrices(self, root: Node, lists: list[ItemList]) -> None:
        """Lists that share a matrix ask the same rows in the same order."""
        rows: dict[str, list[str]] = {}
        for item_list in lists:
            if item_list.matrix:
                own = [item.id.partition(".")[2] for item in item_list.items]
                if rows.setdefault(item_list.matrix, own) != own:
                    self.wrong("matrix", root, matrix=item_list.matrix, list=item_list.id)

    # --- Keys and values ---

    def keys(self, node: Node, needed: set[str], optional: Collection[str] = ()) -> dict[str, Node]:
        if not isinstance(node.value, dict):
            self.wrong("no_mapping", node, keys=", ".join(sorted(needed)))
            return {}
        known = needed | {*optional}
        for key, value in node.value.items():
            if key not in known:
                self.wrong("unknown_key", value, key=key[:60], known=", ".join(sorted(known)))
        for key in sorted(needed - node.value.keys()):
            self.wrong("missing_key", node, key=key)
        return node.value

    def read(self, keys: dict[str, Node], key: str, how: Callable[[Node], Made]) -> Made | None:
        return how(keys[key]) if key in keys else None

    def several(self, keys: dict[str, Node], key: str, how: Callable[[Node], Made]) -> tuple[Made, ...]:
        if key not in keys:
            return ()
        node = keys[key]
        if not isinstance(node.value, list) or not node.value:
            self.wrong("no_list", node, key=key)
            return ()
        return tuple(how(part) for part in node.value)

    def word(self, node: Node) -> str:
        """Empty if there is none; that has been said then."""
        if isinstance(node.value, str) and node.value.strip():
            return node.value.strip()
        self.wrong("no_word", node)
        return ""

    def name(self, node: Node) -> str:
        word = self.word(node)
        if word and not (NAME.fullmatch(word) and len(word) <= LONGEST_NAME):
            self.wrong("bad_id", node, name=word[:60], most=LONGEST_NAME)
        return word

    def choice(self, node: Node, allowed: Collection[str]) -> str:
        word = self.word(node)
        if word in allowed:
            return word
        if word:
            self.wrong("bad_choice", node, word=word[:60], allowed=", ".join(allowed))
        return ""

    def number(self, node: Node) -> int:
        word = self.word(node)
        if re.fullmatch(r"[1-9][0-9]{0,3}", word):
            return int(word)
        if word:
            self.wrong("bad_number", node, word=word[:60])
        return 0

    def fraction(self, node: Node) -> Fraction:
        word = self.word(node)
        if re.fullmatch(r"[1-9][0-9]{0,2}(/[1-9][0-9]{0,2})?", word):
            return Fraction(word)
        if word:
            self.wrong("bad_share", node, word=word[:60])
        return Fraction(0)

    def language_list(self, node: Node) -> tuple[str, ...]:
        parts = node.value if isinstance(node.value, list) else [node]
        found = {self.choice(part, LANGUAGES) for part in parts}
        return tuple(language for language in LANGUAGES if language in found)

    def ways_out(self, node: Node) -> tuple[WayOut, ...]:
        parts = node.value if isinstance(node.value, list) else [node]
        found = {self.choice(part, WAYS_OUT) for part in parts}
        return tuple(way for way in WAYS_OUT if way in found)

    # --- Texts ---

    def text(self, keys: dict[str, Node], key: str) -> Text:
        return self.read(keys, key, self.text_of) or Text()

    def text_of(self, node: Node) -> Text:
        """In every language of the questionnaire; in one language the text may stand alone."""
        if not self.languages:  # whatever stands here cannot be judged
            return Text()
        if isinstance(node.value, str) and len(self.languages) == 1:
            return Text(**{self.languages[0]: self.sentence(node, self.languages[0])})
        if not isinstance(node.value, dict):
            self.wrong("no_text", node, languages=", ".join(self.languages))
            return Text()
        for language, value in node.value.items():
            if language not in self.languages:
                self.wrong("unknown_key", value, key=language[:60], known=", ".join(self.languages))
        given = node.value
        for language in self.languages:
            if language not in given:
                self.wrong("missing_language", node, language=language)
        return Text(**{name: self.sentence(given[name], name) for name in self.languages if name in given})

    def sentence(self, node: Node, language: str) -> str:
        if not node.value:
            self.wrong("missing_language", node, language=language)
            return ""
        words = re.sub(r"[ \t\r\n]+", " ", self.word(node))
        if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in words):
            self.wrong("control", node)
        if len(words) > LONGEST_TEXT:
            self.wrong("long_text", node, most=LONGEST_TEXT, count=len(words))
        return words
