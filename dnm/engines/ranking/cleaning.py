"""Makes any text readable for the models: without markup, control characters and runs of blanks."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

LONGEST_TEXT = 400_000
"""Characters that are looked at; 50,000 German words are about 350,000."""

_HIDDEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"<[/!]?[a-zA-Z][^<>]{0,400}>")
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
WORD = re.compile(r"[^\W_]+")


def clean(text: str) -> str:
    """The text as a person would read it, on one line."""
    text = text[:LONGEST_TEXT]
    if "<" in text:
        text = TAG.sub(" ", _HIDDEN.sub(" ", text))
    if "&" in text:
        text = html.unescape(text)
    return " ".join(_UNREADABLE.sub(" ", text).split())


def whole(title: str, text: str) -> str:
    """Title and text as one cleaned text; a title that the text repeats at its beginning counts once."""
    title, text = clean(title), clean(text)
    if not title or text.casefold().startswith(title.casefold()):
        return text
    return f"{title}. {text}" if text else title


def words(text: str) -> list[str]:
    """Words in small letters, digits included."""
    return WORD.findall(text.lower())


def common_words(kind: str) -> frozenset[str]:
    """One of the word lists of common_words.json."""
    lists = json.loads(Path(__file__).with_name("common_words.json").read_text(encoding="utf-8"))
    return frozenset(lists[kind].split())
