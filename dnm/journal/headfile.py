"""The file ``journal.head``: the end of the chain outside the database, so that a cut-off tail is noticed."""

import fcntl
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from .models import Head
from .rules import head_signature


class HeadFileFault(Exception):
    """The file is missing or not ours. Nobody writes over it: it may be all that tells of a missing tail."""


class WrittenHead(NamedTuple):
    sequence: int
    hash: str


def written_head() -> WrittenHead:
    """What the file says; raises HeadFileFault when it is missing, damaged or not signed with our key."""
    path: Path = settings.JOURNAL_HEAD_FILE
    try:
        sequence, head_hash, signature = path.read_text("ascii").split()
        head = WrittenHead(int(sequence), head_hash)
    except FileNotFoundError as missing:
        raise HeadFileFault("the file is missing") from missing
    except ValueError as damage:
        raise HeadFileFault("the file is damaged") from damage
    if not hmac.compare_digest(head_signature(*head), signature):
        raise HeadFileFault("the file was not written with this key")
    return head


def begin_head_file(head: Head) -> None:
    """Before the first seal, so that from then on a missing file means that somebody took it away."""
    with _locked():
        if not settings.JOURNAL_HEAD_FILE.exists():
            _write(head)


def advance_head_file(head: Head) -> None:
    """Note the new end, unless another process sealed more meanwhile."""
    with _locked():
        if written_head().sequence < head.sequence:
            _write(head)


def renew_head_file(head: Head) -> None:
    with _locked():
        _write(head)


@contextmanager
def _locked() -> Iterator[None]:
    """The kernel gives the lock back when a process is killed."""
    path: Path = settings.JOURNAL_HEAD_FILE
    descriptor = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write(head: Head) -> None:
    path: Path = settings.JOURNAL_HEAD_FILE
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{head.sequence} {head.hash} {head_signature(head.sequence, head.hash)}\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
