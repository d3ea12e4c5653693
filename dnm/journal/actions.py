"""Entries are written inside the caller's transaction and sealed directly after its commit.

Locking the head inside the action instead made 64 of 320 transactions deadlock with 8 writers on PostgreSQL.
"""

import json
import logging
import secrets
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from .headfile import HeadFileFault, advance_head_file, begin_head_file, renew_head_file
from .models import Aside, Entry, Head
from .rules import Acting, commitment, entry_hash, plain, row_digest

SEALED_AT_ONCE = 1000
ERASED = "journal.erased"

logger = logging.getLogger(__name__)


class Machine(NamedTuple):
    """Who erased words, where the caller does not say."""

    label: str = "system"
    id: int | None = None
    name: str = "DNM"
    role: str = "system"


@transaction.atomic
def record(
    verb: str,
    subject: Model,
    *,
    by: Acting,
    organisation_id: int | None = None,
    municipality: str = "",
    aside: str = "",
    seals: Sequence[Model] = (),
    **details: object,
) -> Entry:
    """Write down that something happened.

    ``details``: JSON values, dates and rows, without personal data. ``aside``: personal words, kept outside
    the chain. ``seals``: rows whose ``sealed_fields`` are bound into the chain in their present state; lock
    them before, as two writers at once would bind a state that does not last.
    """
    salt = secrets.token_hex(16)
    if seals:
        details["seals"] = {f"{row._meta.label_lower}:{row.pk}": row_digest(row) for row in seals}
    details["aside"] = commitment(salt, by.name, aside)
    entry = Entry.objects.create(
        at=timezone.now(),
        actor_label=by.label,
        actor_id=by.id,
        actor_role=by.role,
        verb=verb,
        subject_label=subject._meta.label_lower,
        subject_id=subject.pk,
        organisation_id=organisation_id,
        municipality=municipality,
        details=json.loads(json.dumps(details, default=plain)),
    )
    Aside.objects.create(entry=entry, actor_name=by.name, text=aside, salt=salt)
    # Robust: what happened is committed, so a failure here is no failure of the act. The worker seals later.
    transaction.on_commit(seal, robust=True)
    return entry


def seal() -> int:
    """Give every committed entry its place in the chain; returns how many. Safe to call at any time."""
    sealed = 0
    while Entry.objects.filter(sequence=None).exists():
        sealed += _seal_some()
    return sealed


def _seal_some() -> int:
    with transaction.atomic():
        Head.objects.get_or_create(pk=1)
        head = Head.objects.select_for_update().get(pk=1)
        if head.sequence == 0:
            begin_head_file(head)
        entries = list(Entry.objects.filter(sequence=None).order_by("id")[:SEALED_AT_ONCE])
        for entry in entries:
            entry.sequence, entry.previous_hash = head.sequence + 1, head.hash
            entry.hash = entry_hash(entry)
            head.sequence, head.hash = entry.sequence, entry.hash
        Entry.objects.bulk_update(entries, ["sequence", "previous_hash", "hash"], batch_size=200)
        head.save()
    try:
        advance_head_file(head)
    except (HeadFileFault, OSError) as fault:
        logger.error("the end of the journal was not written to its file: %s", fault)
    return len(entries)


def renew_head() -> None:
    """Write the file with the chain's end anew, where it was lost; only after `faults` found nothing else."""
    renew_head_file(Head.objects.filter(pk=1).first() or Head())


def erase_aside(entry: Entry, *, by: Acting | None = None) -> None:
    """Art. 17 DSGVO: the words go, the chain stays whole."""
    erase_asides([entry], by=by)


@transaction.atomic
def erase_asides(entries: Iterable[Entry], *, by: Acting | None = None) -> None:
    """The same for many at once. That they were erased stands in the chain, so that nobody can pretend it."""
    now = timezone.now()
    asides = list(Aside.objects.select_for_update().filter(entry__in=list(entries), erased_at=None))
    if not asides:
        return
    Aside.objects.filter(pk__in=[aside.pk for aside in asides]).update(actor_name="", text="", salt="", erased_at=now)
    record(ERASED, asides[0], by=by or Machine(), erased=sorted(aside.pk for aside in asides), erased_at=now)
