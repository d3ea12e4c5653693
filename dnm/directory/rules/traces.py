"""Finding a person in words that others wrote: for the copy and the erasure of what we know (Art. 15, 17 DSGVO)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dnm.accounts.actions import ERASED_NAME
from dnm.accounts.models import User

from ..models import Contact

GONE = ERASED_NAME
"""Stands where a name, a number or an address stood."""
SALUTED = r"(?:Frau|Herrn?|Mrs?\.?|Ms\.?)\s+(?:(?:Dr|Prof)\.\s*)*"
GENITIVE = r"(?:s|['’]s?)?"
BETWEEN = r"[\s/().–-]*"
SHORTEST = 3
"""Shorter names stand for nobody without a first name or a salutation."""


@dataclass(frozen=True)
class Traces:
    """How a person may be called. Over-cautious on purpose: better a word too many goes than a name stays."""

    pattern: re.Pattern[str]
    alone: frozenset[str]
    """Names that mean the person only where they are the whole text."""
    certain: re.Pattern[str]
    """The full name and the addresses: nobody else bears them."""

    def meant_in(self, value: Any) -> bool:
        """Whether a text, or any text inside JSON values, names the person."""
        return value is not None and self.without(value) != value

    def is_name(self, text: str) -> bool:
        """Whether a text is the person's name; "Hans Rehmert" is somebody else's."""
        return text.strip() in self.alone or self.pattern.fullmatch(text.strip()) is not None

    def certainly_in(self, text: str) -> bool:
        return self.certain.search(text) is not None

    def without(self, value: Any) -> Any:
        """The same without the person; JSON values keep their shape."""
        if isinstance(value, str):
            return GONE if value.strip() in self.alone else self.pattern.sub(GONE, value)
        if isinstance(value, dict):
            return {name: self.without(part) for name, part in value.items()}
        return [self.without(part) for part in value] if isinstance(value, list) else value


def traces_of(contact: Contact) -> Traces:
    """Read before anything is erased. A firm that bears the person's name keeps it (a sole trader's is the firm's)."""
    firm = contact.organisation.name
    people: list[Contact | User] = [contact, contact.user] if contact.user else [contact]
    forms = {form for one in people for form in _forms(one.first_name, one.last_name, firm)}
    forms |= {re.escape(one.email) for one in people if one.email}
    forms |= {pattern for one in people if (pattern := _telephone(one.phone))}
    full = {re.escape(part) for one in people for part in (one.full_name, one.email) if part and part != firm}
    names = {name for one in people for name in (one.first_name, one.last_name) if name and name != firm}
    return Traces(_any_of(forms), frozenset(names), _any_of(full))


def _any_of(forms: set[str]) -> re.Pattern[str]:
    """Whole names before single ones, so that "Frau Katrin Rehmert" goes in one piece; no form matches nothing."""
    ordered = sorted(forms, key=lambda form: (r"\s" in form, len(form)), reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ordered) or '(?!)'})(?!\w)")


def _forms(first: str, last: str, firm: str) -> Iterator[str]:
    """Patterns for the ways to write a name."""
    if not last or f"{first} {last}".strip().casefold() == firm.casefold():
        return
    name = re.escape(last)
    given = rf"(?:{re.escape(first)}\s+)?" if first else ""
    yield rf"{SALUTED}{given}{name}{GENITIVE}"
    if first:
        yield rf"{re.escape(first)}\s+{name}{GENITIVE}"
        yield rf"{name},\s*{re.escape(first)}"
    if len(last) >= SHORTEST and not re.search(rf"(?<!\w){name}(?!\w)", firm, re.IGNORECASE):
        yield rf"{name}{GENITIVE}"


def _telephone(number: str) -> str:
    """The digits however they are parted, with or without the country; empty for what is too short to be sure."""
    digits = re.sub(r"\D", "", number.replace("(0)", ""))
    digits = re.sub(r"^(?:0049|49(?=\d{9})|0)", "", digits)
    if len(digits) < 6:
        return ""
    return rf"(?=[+(0-9])\+?(?:00)?(?:49)?{BETWEEN}0?{BETWEEN}{BETWEEN.join(digits)}"
