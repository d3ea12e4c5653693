"""``dnm restore``: a backup into an empty data folder and database; checked before anything is written."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .backup import FORMAT, KEYS
from .failure import Failure
from .hashing import combined
from .loading import require_database

if TYPE_CHECKING:
    from django.db.models import Model

AT_ONCE = 500
Manifest = dict[str, Any]


def restore(folder: Path) -> int:
    manifest = _checked_manifest(folder)
    require_database(migrated=False)
    from django.conf import settings
    from django.core.management import call_command

    from .emptiness import first_filled_table

    _require_same_keys(folder, manifest, settings.DATA_DIR)
    call_command("migrate", verbosity=0, interactive=False)
    if filled := first_filled_table():
        raise Failure(f"the database is not empty ({filled} has rows): restore into a new one")
    if any(settings.FILES_DIR.iterdir() if settings.FILES_DIR.is_dir() else ()):
        raise Failure(f"{settings.FILES_DIR} is not empty: restore into a new data folder")
    _require_same_tables(manifest)
    files = _copy_files(folder / "files", settings.FILES_DIR)
    try:
        _load(folder, manifest)
        files.rename(settings.FILES_DIR)
    except BaseException:
        shutil.rmtree(files, ignore_errors=True)
        raise
    _place_keys(folder, manifest, settings.DATA_DIR)
    print(f"restored {sum(table['rows'] for table in manifest['tables'].values())} rows from {folder}")
    if not settings.JOURNAL_KEY_FILE.exists():
        print(f"Put your copy of journal.key at {settings.JOURNAL_KEY_FILE} before you start DNM.")
    return 0


def _checked_manifest(folder: Path) -> Manifest:
    """The manifest, after every file was read and found to be what it was when the backup was made."""
    path = folder / "manifest.json"
    if not path.is_file():
        raise Failure(f"{folder} is no backup: it has no manifest.json")
    try:
        manifest: Manifest = json.loads(path.read_text("utf-8"))
        known = {f"tables/{label}.jsonl": table["sha256"] for label, table in manifest["tables"].items()}
        known |= {f"files/{name}": name for name in manifest["files"]}
        known |= {"journal.head": manifest["head"]} if manifest["head"] else {}
        number, whole = manifest["format"], manifest["logical_hash"]
    except (ValueError, KeyError, TypeError, AttributeError) as damage:
        raise Failure(f"{path} is damaged") from damage
    if number != FORMAT:
        raise Failure(f"{path} has format {number}, this version of DNM reads format {FORMAT}")
    for name, sha256 in sorted(known.items()):
        if not (folder / name).is_file():
            raise Failure(f"{folder / name} is missing")
        if sha256_of(folder / name) != sha256:
            raise Failure(f"{folder / name} is damaged: its checksum is not the one in the manifest")
    hashes = {label: table["sha256"] for label, table in manifest["tables"].items()}
    if combined(hashes) != whole:
        raise Failure(f"{path} is damaged: its checksums do not fit together")
    return manifest


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _require_same_keys(folder: Path, manifest: Manifest, data: Path) -> None:
    """A key that is there already must be the one of the backup."""
    for name in manifest["keys"]:
        there = data / name
        if name == "journal.key" and there.exists() and there.read_text() != (folder / name).read_text():
            raise Failure(f"{there} is another key than the one in the backup: move it away first")


def _require_same_tables(manifest: Manifest) -> None:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    here = {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}
    if here != set(manifest["migrations"]):
        raise Failure(
            f"the backup was made with DNM {manifest['version']}, whose tables are not the same: "
            "restore it with that version, then update"
        )


def _copy_files(source: Path, target: Path) -> Path:
    """Into a folder beside the final one; its name is returned."""
    draft = target.with_name(f"{target.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        shutil.copytree(source, draft)
    except OSError as fault:
        shutil.rmtree(draft, ignore_errors=True)
        raise Failure(f"the files could not be copied to {target}: {fault}") from fault
    return draft


def _load(folder: Path, manifest: Manifest) -> None:
    """All tables in one transaction; foreign keys are checked at its end, so the order does not matter."""
    from django.core.management.color import no_style
    from django.db import DatabaseError, connection, transaction

    from .snapshot import kept_models, logical_hash

    with transaction.atomic():
        for model in kept_models():
            label = model._meta.label_lower
            try:
                _load_table(model, folder / "tables" / f"{label}.jsonl")
            except (DatabaseError, ValueError) as wrong:
                raise Failure(f"{label} does not fit into this database: {wrong}") from wrong
        connection.check_constraints()
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_models()):
            with connection.cursor() as cursor:
                cursor.execute(statement)
        if logical_hash() != manifest["logical_hash"]:
            raise Failure("what was read in is not what the backup holds; nothing was restored")


def _load_table(model: "type[Model]", path: Path) -> None:
    from .snapshot import read_back

    fields = model._meta.concrete_fields
    with path.open("rb") as lines:
        for chunk in _chunks(lines):
            values = [json.loads(line) for line in chunk]
            rows = [
                model(**{field.attname: read_back(field, row[field.attname]) for field in fields}) for row in values
            ]
            _insert(model, rows)


def _insert(model: "type[Model]", rows: "list[Model]") -> None:
    """As they are: `bulk_create` would set the days of creation anew."""
    from django.db import connection

    fields = model._meta.concrete_fields
    size = connection.ops.bulk_batch_size([*fields], rows) or len(rows)
    for start in range(0, len(rows), size):
        inserted = rows[start : start + size]
        # Django's own fixtures go this way, one row at a time; no public call inserts many raw rows.
        model._base_manager._insert(inserted, fields=fields, using="default", raw=True)  # type: ignore[attr-defined]


def _chunks(lines: Any) -> Iterator[list[bytes]]:
    while chunk := list(islice(lines, AT_ONCE)):
        yield chunk


def _place_keys(folder: Path, manifest: Manifest, data: Path) -> None:
    names = [name for name in KEYS if name in manifest["keys"]]
    for name in [*names, *(["journal.head"] if manifest["head"] else [])]:
        target = data / name
        draft = data / f".{name}.restored"
        shutil.copyfile(folder / name, draft)
        draft.chmod(0o600)
        os.replace(draft, target)
