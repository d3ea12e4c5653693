"""``dnm backup``: one portable folder, whole or not there at all. Formats: docs/operate/backup.md."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from .failure import Failure
from .hashing import combined
from .loading import require_database

FORMAT = 1
KEYS = ("journal.key", "secret.key")


def backup(folder: Path, *, with_keys: bool) -> int:
    require_database()
    from django.conf import settings

    from dnm.work import actions as work

    if folder.exists():
        raise Failure(f"{folder} exists already: name a folder that does not")
    with _becoming(folder) as draft:
        manifest = _write_tables(draft)
        manifest["files"], damaged = _copy_files(settings.FILES_DIR, draft / "files")
        manifest["head"] = _copy_if_there(settings.JOURNAL_HEAD_FILE, draft)
        keys = KEYS if with_keys else ()
        manifest["keys"] = [name for name in keys if _copy_if_there(settings.DATA_DIR / name, draft)]
        _write(draft / "manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False).encode())
    work.beat("backup")
    rows = sum(table["rows"] for table in manifest["tables"].values())
    print(f"{folder}: {rows} rows in {len(manifest['tables'])} tables, {len(manifest['files'])} files")
    if not with_keys:
        print(f"Without the keys: keep {settings.JOURNAL_KEY_FILE} in another safe place.")
        print("Without it nobody can verify the journal in this backup.")
    for name in damaged:
        print(f"damaged and left out: {settings.FILES_DIR / name}")
    return 1 if damaged else 0


@contextmanager
def _becoming(folder: Path) -> Iterator[Path]:
    """A draft beside the folder that takes its name only when everything succeeded."""
    draft = folder.with_name(f"{folder.name}.partial")
    if draft.exists():
        raise Failure(f"{draft} is left from a backup that was broken off: delete it")
    try:
        draft.mkdir(mode=0o700, parents=True)
        yield draft
        _sync(draft)
        draft.rename(folder)
    except OSError as fault:
        shutil.rmtree(draft, ignore_errors=True)
        raise Failure(f"the backup could not be written to {folder}: {fault.strerror}") from fault
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_tables(draft: Path) -> dict[str, Any]:
    """All tables from one moment; returns the manifest."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder
    from django.utils import timezone

    from .snapshot import kept_models, lines_of, one_moment

    (draft / "tables").mkdir(mode=0o700)
    tables = {}
    with one_moment():
        created = timezone.now()
        for model in kept_models():
            label = model._meta.label_lower
            tables[label] = _write_lines(draft / "tables" / f"{label}.jsonl", lines_of(model))
        applied = sorted(MigrationRecorder(connection).applied_migrations())
    return {
        "format": FORMAT,
        "created": created.isoformat(),
        "version": _version(),
        "engine": connection.vendor,
        "migrations": [f"{app}.{name}" for app, name in applied],
        "logical_hash": combined({label: table["sha256"] for label, table in tables.items()}),
        "tables": tables,
    }


def _version() -> str:
    try:
        return version("dnm")
    except PackageNotFoundError:  # run from the sources
        return "of the sources"


def _write_lines(path: Path, lines: Iterator[bytes]) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    with _created(path) as file:
        for line in lines:
            file.write(line)
            digest.update(line)
            count += 1
        _flush(file)
    return {"rows": count, "sha256": digest.hexdigest()}


def _write(path: Path, content: bytes) -> None:
    with _created(path) as file:
        file.write(content)
        _flush(file)


def _created(path: Path) -> Any:
    """A new file that only we may read: a backup is full of personal data."""
    return open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))


def _flush(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


def _copy_if_there(source: Path, folder: Path) -> str:
    """SHA-256 of the copy; empty where there is nothing to copy."""
    if not source.exists():
        return ""
    content = source.read_bytes()
    _write(folder / source.name, content)
    return hashlib.sha256(content).hexdigest()


def _copy_files(source: Path, target: Path) -> tuple[dict[str, int], list[str]]:
    """Copy every file that is what its name says: names with sizes, and the names of damaged ones."""
    target.mkdir(mode=0o700)
    copied, damaged = {}, []
    for path in sorted(stored_files(source)):
        draft = target / f".{path.name}"
        digest, size = _copy(path, draft)
        if digest == path.name:
            draft.rename(target / path.name)
            copied[path.name] = size
        else:
            draft.unlink()
            damaged.append(path.relative_to(source).as_posix())
    return copied, damaged


def stored_files(folder: Path) -> Iterator[Path]:
    """Files named by their SHA-256, in the folder or folders of it."""
    for path in folder.rglob("*") if folder.is_dir() else ():
        if path.is_file() and len(path.name) == 64 and not path.name.startswith("."):
            yield path


def _copy(source: Path, target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reading, _created(target) as writing:
        while chunk := reading.read(1 << 20):
            digest.update(chunk)
            writing.write(chunk)
            size += len(chunk)
        _flush(writing)
    return digest.hexdigest(), size
