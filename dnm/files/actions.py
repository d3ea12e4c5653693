"""Keeping and erasing files."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from django.db import transaction

from .models import StoredFile
from .queries import path_of


@transaction.atomic
def keep(
    *, content: bytes, name: str, media_type: str, by_label: str, now: datetime, personal: bool = False
) -> StoredFile:
    """The row of this content, new or known. The file is on the disk before the row is.

    After a rollback the file stays behind without a row: nobody can reach it, and keeping it again finds it.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    _write(path_of(sha256), content)
    stored, _ = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "size": len(content),
            "media_type": media_type[:100],
            "name": plain_name(name),
            "by_label": by_label[:60],
            "personal": personal,
            "created_at": now,
        },
    )
    # Locked, because an erasure may be taking the file away at this moment.
    stored = StoredFile.objects.select_for_update().get(pk=stored.pk)
    if stored.erased_at:
        _write(path_of(sha256), content)
        stored.name, stored.by_label, stored.erased_at = plain_name(name), by_label[:60], None
        stored.save()
    if personal and not stored.personal:
        stored.personal = True
        stored.save()
    return stored


def plain_name(name: str) -> str:
    """The last part of a path without control signs, at most 200 signs, the ending kept."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(sign for sign in last if sign.isprintable()).strip()
    stem, ending = os.path.splitext(plain)
    return f"{stem[: 200 - len(ending)]}{ending}" if len(ending) <= 20 else plain[:200]


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and on the disk when this returns; repairs a damaged file."""
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, path)
    _sync_folder(path.parent)
    _sync_folder(path.parent.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@transaction.atomic
def erase(*, stored: StoredFile, now: datetime) -> None:
    """Takes name, uploader and, once this is committed, the content away."""
    row = StoredFile.objects.select_for_update().get(pk=stored.pk)
    row.name, row.by_label, row.erased_at = "", "", now
    row.save()
    transaction.on_commit(lambda: _unlink(row.pk))


@transaction.atomic
def _unlink(pk: int) -> None:
    """Unless somebody has brought the same content again meanwhile."""
    row = StoredFile.objects.select_for_update().get(pk=pk)
    if row.erased_at:
        path_of(row.sha256).unlink(missing_ok=True)
