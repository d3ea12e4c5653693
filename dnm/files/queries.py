"""Reading files back, never without checking them."""

import hashlib
from pathlib import Path

from django.conf import settings

from .models import StoredFile


class MissingFile(Exception):
    """The row is there, the file is not: erased, lost, or a backup without files."""


class DamagedFile(Exception):
    """The file is not what was kept."""


def path_of(sha256: str) -> Path:
    """Two signs make the folder, so that no folder holds too many files."""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256[2:]


def content_of(stored: StoredFile) -> bytes:
    """The bytes that were kept. MissingFile or DamagedFile, never other bytes."""
    try:
        content = path_of(stored.sha256).read_bytes()
    except FileNotFoundError:
        raise MissingFile(stored.sha256) from None
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise DamagedFile(stored.sha256)
    return content
