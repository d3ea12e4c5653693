"""What a seal is made of: pure, apart from the key, which lies in a file outside the database.

A model is sealed by naming its columns, and may bind personal ones in a way that lets them be erased:

``sealed_fields``     columns whose state every ``record(…, seals=[row])`` binds into the chain
``bound_texts``       {column: column with its SHA-256}, both in one row and both empty once erased
``committed_values``  {column with the commitment: (column with the salt, column with the erasure's time, *columns)};
                      after that time salt and columns are empty
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Model

from .keys import key_from_file
from .models import Entry

CHAINED = (
    "id", "at", "actor_label", "actor_id", "actor_role", "verb", "subject_label", "subject_id",
    "organisation_id", "municipality", "details", "sequence", "previous_hash",
)  # fmt: skip
START = "0" * 64
"""What the first entry follows."""


class Acting(Protocol):
    """Who does something: a person who signed in, a contact with a mailed link, or the clock."""

    @property
    def label(self) -> str: ...
    @property
    def id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...


def plain(value: object) -> object:
    """A JSON value that is the same whichever database it went through."""
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.normalize())
    if isinstance(value, Model):
        return value.pk
    raise TypeError(f"cannot seal a {type(value).__name__}")


def _same_everywhere(value: object) -> object:
    """PostgreSQL gives 1e16 back as a whole number, SQLite as a float."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {name: _same_everywhere(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_same_everywhere(part) for part in value]
    return value


@lru_cache(maxsize=8)
def _key(path: Path, changed: int) -> bytes:
    return key_from_file(path).encode()


def journal_key() -> bytes:
    """The key; made when missing. Read again only when the file changed."""
    path = settings.JOURNAL_KEY_FILE
    if not path.exists():
        key_from_file(path)
    return _key(path, path.stat().st_mtime_ns)


def digest(values: Mapping[str, Any]) -> str:
    """HMAC-SHA256 over the values as canonical JSON; 64 hexadecimal characters."""
    canonical = _same_everywhere(values)
    text = json.dumps(canonical, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=plain)
    return hmac.new(journal_key(), text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def commitment(salt: str, *values: str) -> str:
    """Binds the chain to personal words without holding them."""
    return digest({"salt": salt, "values": list(values)})


def entry_hash(entry: Entry) -> str:
    return digest({name: getattr(entry, name) for name in CHAINED})


def head_signature(sequence: int, head_hash: str) -> str:
    """Makes the file with the chain's end worth something: without the key, no older end can be written."""
    return digest({"head": sequence, "hash": head_hash})


def row_digest(row: Model) -> str:
    """Digest of the columns that a model names in ``sealed_fields``, with its table and primary key."""
    names: Iterable[str] = row.sealed_fields  # type: ignore[attr-defined]
    values = {name: _stored(row, name) for name in names}
    return digest({"table": row._meta.db_table, "pk": row.pk} | values)


def _stored(row: Model, name: str) -> object:
    """The value as it comes back from the database, also where code set "3" or "2026-11-23"."""
    field = next(field for field in row._meta.concrete_fields if name in (field.name, field.attname))
    return field.to_python(getattr(row, field.attname))


def broken_bindings(row: Model) -> list[str]:
    """Columns that no longer fit the hash or commitment that stands beside them in the row."""
    texts: Mapping[str, str] = getattr(row, "bound_texts", {})
    values: Mapping[str, tuple[str, ...]] = getattr(row, "committed_values", {})
    broken = [text for text, stored in texts.items() if not _is_bound(getattr(row, text), getattr(row, stored))]
    for stored, (salt, erased, *columns) in values.items():
        kept = [getattr(row, column) for column in columns]
        if getattr(row, erased):
            broken += [column for column in (*columns, salt) if getattr(row, column)]
        elif commitment(getattr(row, salt), *kept) != getattr(row, stored):
            broken += [*columns, salt]
    return broken


def _is_bound(text: str, stored: str) -> bool:
    return text_digest(text) == stored if stored else not text


def text_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
