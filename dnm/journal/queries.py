"""Reading the journal: history of a subject, and the check of the whole chain."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import OperationalError, connection
from django.db.models import Model, QuerySet

from .headfile import HeadFileFault, WrittenHead, written_head
from .models import Aside, Entry, Head
from .rules import START, broken_bindings, commitment, entry_hash, row_digest

AT_ONCE = 1000
TABLE = Entry._meta.db_table
ASIDES = Aside._meta.db_table


def history_of(*subjects: Model) -> QuerySet[Entry]:
    """What happened to these subjects (of one model), oldest first, with the words spoken."""
    label = subjects[0]._meta.label_lower if subjects else ""
    ids = [subject.pk for subject in subjects]
    return Entry.objects.filter(subject_label=label, subject_id__in=ids).select_related("aside").order_by("id")


def end_of_chain() -> Head:
    return Head.objects.filter(pk=1).first() or Head()


def entry_count() -> int:
    return Entry.objects.count()


def sealed_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if hasattr(model, "sealed_fields")]


class WrongKey(Exception):
    """Not one entry fits the key: this is another journal's key, not tampering."""


def faults() -> Iterator[str]:
    """Every place where tables and chain disagree, as ``table id: what is wrong``; nothing if all is well.

    Raises WrongKey. Read inside one snapshot while others write.
    """
    check = _Check()
    yield from check.chain()
    check.require_right_key()
    yield from check.unsealed()
    yield from check.erasures()
    yield from check.head()
    for model in sealed_models():
        yield from check.rows(model)


class _Check:
    """One walk along the chain, remembering what its entries say about other rows."""

    def __init__(self) -> None:
        self.sequence, self.hash = 0, START
        self.sealed: dict[str, str] = {}
        self.erased_on_record: dict[int, float] = {}
        self.erased: dict[int, float] = {}
        self.written: WrittenHead | None = None
        self.written_fault = ""
        self.passes_written = False
        self.fitting = 0
        try:
            self.written = written_head()
        except HeadFileFault as fault:
            self.written_fault = str(fault)

    def chain(self) -> Iterator[str]:
        entries = Entry.objects.exclude(sequence=None).order_by("sequence").select_related("aside")
        for pk, entry in _readable(entries):
            if entry is None:
                yield f"{TABLE} {pk}: holds something that no program wrote"
                continue
            if entry.sequence != self.sequence + 1:
                yield f"{TABLE}: number {self.sequence + 1} is missing before row {pk}"
            elif entry.previous_hash != self.hash:
                yield f"{TABLE} {pk}: does not follow the entry before it"
            if entry_hash(entry) != entry.hash:
                yield f"{TABLE} {pk}: was changed after it was sealed"
            else:
                self.fitting += 1
            self.sequence, self.hash = entry.sequence or 0, entry.hash
            self.passes_written |= (self.sequence, self.hash) == self.written
            yield from self._details(entry)
            yield from self._aside(entry)

    def require_right_key(self) -> None:
        if self.sequence and not self.fitting and self.written is None:
            raise WrongKey(f"not one of {self.sequence} entries fits the key: journal.key is another journal's")

    def unsealed(self) -> Iterator[str]:
        """What was written a moment ago, or left by a killed process, counts for its rows as well."""
        for pk, entry in _readable(Entry.objects.filter(sequence=None).select_related("aside").order_by("id")):
            if entry is None:
                yield f"{TABLE} {pk}: holds something that no program wrote"
            else:
                yield from self._details(entry)
                yield from self._aside(entry)

    def _details(self, entry: Entry) -> Iterator[str]:
        if not isinstance(entry.details, dict):
            yield f"{TABLE} {entry.pk}: its details are none"
            entry.details = {}
        self.sealed |= entry.details.get("seals", {})
        if entry.verb == "journal.erased":
            self.erased_on_record |= dict.fromkeys(entry.details["erased"], entry.details["erased_at"])

    def _aside(self, entry: Entry) -> Iterator[str]:
        try:
            aside = entry.aside
        except Aside.DoesNotExist:
            yield f"{ASIDES} {entry.pk}: is missing"
            return
        if aside.erased_at:
            self.erased[aside.pk] = aside.erased_at.timestamp()
            if aside.actor_name or aside.text or aside.salt:
                yield f"{ASIDES} {aside.pk}: has words again that were erased"
        elif commitment(aside.salt, aside.actor_name, aside.text) != entry.details.get("aside"):
            yield f"{ASIDES} {aside.pk}: was changed after it was written"

    def erasures(self) -> Iterator[str]:
        for pk in sorted(self.erased.keys() | self.erased_on_record.keys()):
            if self.erased.get(pk) != self.erased_on_record.get(pk):
                yield f"{ASIDES} {pk}: was erased past the journal, or at another time"

    def head(self) -> Iterator[str]:
        head = end_of_chain()
        if (head.sequence, head.hash) != (self.sequence, self.hash):
            yield f"{Head._meta.db_table} 1: says {head.sequence}, the chain ends at {self.sequence}"
        if self.written is None:
            if self.sequence:
                yield f"journal.head: {self.written_fault}"
        elif self.written.sequence > self.sequence:
            end = f"the chain ends at {self.sequence}"
            yield f"{TABLE}: the file journal.head knows {self.written.sequence} entries, {end}"
        elif self.written.sequence and not self.passes_written:
            yield f"{TABLE}: number {self.written.sequence} is not the one that the file journal.head knows"

    def rows(self, model: type[Model]) -> Iterator[str]:
        label, table = model._meta.label_lower, model._meta.db_table
        missing = {key for key in self.sealed if key.startswith(f"{label}:")}
        for pk, row in _readable(model._default_manager.order_by("pk")):
            key = f"{label}:{pk}"
            missing.discard(key)
            if row is None:
                yield f"{table} {pk}: holds something that no program wrote"
            elif key not in self.sealed:
                yield f"{table} {pk}: was added past the journal"
            elif row_digest(row) != self.sealed[key]:
                yield f"{table} {pk}: was changed past the journal"
            elif columns := broken_bindings(row):
                yield f"{table} {pk}: was changed past the journal ({', '.join(columns)})"
        for key in sorted(missing):
            yield f"{table} {key.partition(':')[2]}: was deleted past the journal"


def _readable(rows: QuerySet[Any]) -> Iterator[tuple[int, Any]]:
    """(id, row) in order; None for a row that cannot even be read: SQLite keeps whatever somebody writes."""
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        chunk = ids[start : start + AT_ONCE]
        found = _by_id(rows, chunk)
        for pk in chunk:
            yield pk, found.get(pk)


def _by_id(rows: QuerySet[Any], ids: list[int]) -> dict[int, Any]:
    try:
        return {row.pk: row for row in rows.filter(pk__in=ids)}
    except (TypeError, ValueError, AttributeError, ArithmeticError, OperationalError):
        if connection.vendor != "sqlite":
            raise
        middle = len(ids) // 2
        return _by_id(rows, ids[:middle]) | _by_id(rows, ids[middle:]) if middle else {}
