"""Secret keys in files beside the database, made when missing. No Django: settings read them."""

import contextlib
import os
import secrets
from pathlib import Path


def key_from_file(path: Path) -> str:
    """The key in ``path``; a new one is written there first if the file does not exist."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            os.fsync(file.fileno())
        # A link, not a rename: of two processes that start together one wins, and both read its key.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    key = path.read_text().strip()
    if not key:
        raise ValueError(f"{path} is empty: restore it from your backup, or delete it if this machine is new")
    return key
