"""Who delivers: one process at a time per data folder, known by a token that outlives it."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


@contextmanager
def postman() -> Iterator[str]:
    """Be the one who delivers for this data folder; yields its token, or "" where another process is at it.

    The kernel gives the lock back when a process is killed. So whoever holds it knows that letters held
    under this token are in nobody's hands any more.
    """
    descriptor = os.open(settings.DATA_DIR / "outbox.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield ""
            return
        token = os.pread(descriptor, 32, 0).decode("ascii", "replace")
        if len(token) != 32:
            token = secrets.token_hex(16)
            os.pwrite(descriptor, token.encode(), 0)
        yield token
    finally:
        os.close(descriptor)
