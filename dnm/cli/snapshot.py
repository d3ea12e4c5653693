"""What the product knows, as JSON lines that are the same on either database, read from one moment."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Field, Model, QuerySet

from dnm.mail.models import Letter
from dnm.work.models import Job

from .hashing import combined

LEFT_OUT = {
    "contenttypes.contenttype",  # made by migrations, numbered differently everywhere
    "auth.permission",
    "auth.group",
    "auth.group_permissions",
    "sessions.session",
    "django_q.ormq",  # deliveries: the worker hands waiting jobs out again
    "django_q.schedule",
    "django_q.task",
    "work.heartbeat",
}
NOT_IN_BACKUP = "The body of a secret letter is in no backup, so it was not sent."


@contextmanager
def one_moment() -> Iterator[None]:
    """All reads inside see the same state, while others go on writing. Inside a transaction: that one's."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django would begin with the lock for writing
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def kept_models() -> list[type[Model]]:
    """Every table that a backup holds, by name."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return sorted(
        (model for model in models if model._meta.label_lower not in LEFT_OUT and not model._meta.proxy),
        key=lambda model: model._meta.label_lower,
    )


def kept_rows(model: type[Model]) -> QuerySet[Any]:
    """All rows in the order of their primary key; of jobs only those that still have to be done."""
    rows = model._base_manager.order_by("pk")
    return rows.filter(state=Job.State.WAITING) if model is Job else rows


def lines_of(model: type[Model]) -> Iterator[bytes]:
    """One JSON line per row, columns by name, in the order of the primary key."""
    fields = model._meta.concrete_fields
    blackened = _without_secret if model is Letter else None
    for row in kept_rows(model).iterator(2000):
        values = {field.attname: plain(getattr(row, field.attname)) for field in fields}
        yield as_line(blackened(values) if blackened else values)


def as_line(values: dict[str, object]) -> bytes:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _without_secret(letter: dict[str, object]) -> dict[str, object]:
    """A secret letter's words stay here; one that had not left counts as failed, as nobody can send it."""
    if letter["secret"]:
        if letter["state"] in (Letter.State.WAITING, Letter.State.SENDING):
            letter |= {"state": Letter.State.FAILED.value, "answer": NOT_IN_BACKUP}
            letter |= {"leased_until": None, "leased_by": ""}
        if letter["body"] or letter["body_html"]:
            letter |= {"body": "", "body_html": "", "erased_at": letter["erased_at"] or letter["queued_at"]}
    return letter


def plain(value: object) -> object:
    """A JSON value that does not depend on the database."""
    for kind, write in WRITERS.items():
        if isinstance(value, kind):
            return write(value)
    return value


def _float(value: float) -> object:
    return int(value) if value.is_integer() else value


WRITERS: dict[type | tuple[type, ...], Callable[[Any], object]] = {
    datetime: lambda value: value.astimezone(UTC).isoformat(timespec="microseconds"),
    (date, time): lambda value: value.isoformat(),
    timedelta: lambda value: value // timedelta(microseconds=1),
    Decimal: str,
    UUID: str,
    float: _float,
    (bytes, memoryview): lambda value: base64.b64encode(bytes(value)).decode(),
    dict: lambda value: {name: plain(part) for name, part in value.items()},
    list: lambda value: [plain(part) for part in value],
    str: str,  # a choice becomes its plain text
}


def read_back(field: "Field[Any, Any]", value: Any) -> Any:
    """The value of a column from its JSON form."""
    kind = field.get_internal_type()
    if value is None or kind == "JSONField":
        return value
    if kind == "BinaryField":
        return base64.b64decode(value)
    if kind == "DurationField":
        return timedelta(microseconds=value)
    return field.to_python(value)


def logical_hash() -> str:
    """SHA-256 over everything the product knows: equal where two databases hold the same."""
    with one_moment():
        return combined({model._meta.label_lower: table_hash(model) for model in kept_models()})


def table_hash(model: type[Model]) -> str:
    digest = hashlib.sha256()
    for line in lines_of(model):
        digest.update(line)
    return digest.hexdigest()
