"""The words of thousands of rows in one text from the database, and whose they are: quick enough for every search."""

import json
from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any

from django.db.models import Aggregate, BooleanField, F, Func, TextField, Value

from ..sorting import search_form


class _Lines(Aggregate):
    """JSON, the quickest way to hand over so much; an object that may hold a key several times."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="json_group_object(%(expressions)s)", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="json_object_agg(%(expressions)s)::text", **extra)


def lines(key: str, column: str) -> Aggregate:
    """For ``aggregate``: key and text of every row, for ``words_of``; two columns joined would take longer."""
    return _Lines(F(key), F(column))


class Among(Func):
    """Whether a key is one of many, handed over as one value: thousands would be too many parameters."""

    output_field = BooleanField()

    def __init__(self, key: str, ids: list[int]) -> None:
        super().__init__(F(key), Value(f"[{','.join(map(str, ids))}]"))

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "%(expressions)s))"
        extra |= {"template": template, "arg_joiner": " IN (SELECT value FROM json_each("}
        return self.as_sql(compiler, connection, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "%(expressions)s::jsonb)::bigint)"
        extra |= {"template": template, "arg_joiner": " IN (SELECT jsonb_array_elements_text("}
        return self.as_sql(compiler, connection, **extra)


@lru_cache(maxsize=8)
def words_of(text: str | None) -> Mapping[str, AbstractSet[int]]:
    """What ``lines`` gave: word in search form -> keys of the rows that hold it. Taken apart once for as long as the
    text stays the same."""
    known: dict[str, set[int]] = defaultdict(set)
    for key, line in json.loads(text or "{}", object_pairs_hook=list):
        for word in line.split():
            known[word].add(int(key))
    for written in list(known):
        forms = _forms(written)
        if forms != [written]:
            keys = known.pop(written)
            for form in forms:
                known[form] |= keys
    return dict(known)


def _forms(word: str) -> list[str]:
    """A word in search form; the short way for those without a sign to think about."""
    if word.isascii() and word.isalnum():
        return [word.lower().replace("ae", "a").replace("oe", "o").replace("ue", "u")]
    return search_form(word).split()
