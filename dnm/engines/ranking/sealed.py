"""Numbers in one file behind a checksum: no code, and a damaged file is refused."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from dnm.engines.ranking.records import RankingError

FORMAT = b"dnm-ranking-index-2\n"
Made = TypeVar("Made")


class IndexDamaged(RankingError):
    """The file cannot be used: damaged, cut off, or of another format or model. Build the index again."""


def write(path: Path, arrays: Mapping[str, Any]) -> None:
    """Writes beside the old file, then takes its place in one step. Only the owner may read it."""
    content = io.BytesIO()
    np.savez(content, **arrays)
    payload = content.getvalue()
    scratch = path.with_name(path.name + ".new")
    with open(scratch, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as stream:
        stream.write(FORMAT + hashlib.sha256(payload).digest())
        stream.write(payload)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(scratch, path)


def read(path: Path, make: Callable[[dict[str, Any]], Made]) -> Made:
    """What ``make`` makes of the file's arrays; what it finds wrong with them is damage, too. Raises IndexDamaged."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise IndexDamaged(f"The index {path} cannot be read: {error.strerror}.") from None
    head, payload = content[: len(FORMAT) + 32], content[len(FORMAT) + 32 :]
    if not head.startswith(FORMAT):
        raise IndexDamaged(f"The file {path} is not an index of this version.")
    if hashlib.sha256(payload).digest() != head[len(FORMAT) :]:
        raise IndexDamaged(f"The index {path} is damaged.")
    try:
        with np.load(io.BytesIO(payload), allow_pickle=False) as arrays:
            return make(dict(arrays))
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise IndexDamaged(f"The index {path} cannot be read: {error}") from None


__all__ = ["IndexDamaged", "read", "write"]
