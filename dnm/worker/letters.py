"""Letters of the machine to the people who look after it."""

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from dnm.accounts.models import User
from dnm.accounts.queries import holders_of
from dnm.accounts.workflow import Role
from dnm.directory.queries import user_recipient
from dnm.journal.queries import end_of_chain
from dnm.mail import actions as mail
from dnm.mail.queries import failed_count
from dnm.work import actions as work
from dnm.work.actions import Progress
from dnm.work.queries import last_beat

ONCE_IN = timedelta(hours=1)
SHOWN = 20


def tell_admins_of_errors(progress: Progress) -> None:
    """Unhandled errors since the last letter, at most one letter an hour; the file starts anew."""
    last = last_beat("errors.letter")
    if last and last > timezone.now() - ONCE_IN:
        return
    readers = holders_of(Role.ADMIN) or holders_of(Role.LEAD)
    taken = _take_errors()
    if readers and taken.exists():
        lines = [json.loads(line) for line in taken.read_text("utf-8").splitlines()]
        with transaction.atomic():
            _write_to(readers, "operation/errors", errors=_grouped(lines), count=len(lines))
            work.beat("errors.letter")
        taken.unlink()


def _take_errors() -> Path:
    """Put the file aside, so that errors of this very moment go to a new one."""
    errors: Path = settings.DATA_DIR / "errors.jsonl"
    taken = errors.with_name("errors.reported.jsonl")
    if errors.exists() and not taken.exists():
        errors.rename(taken)
    return taken


def _grouped(lines: list[dict[str, str]]) -> list[dict[str, object]]:
    """The same error once, most frequent first, with the number of one request to look for in the log."""
    counts = Counter((line["kind"], line["place"]) for line in lines)
    latest = {(line["kind"], line["place"]): line for line in lines}
    return [
        {"count": count, "kind": kind, "place": place, "latest": latest[kind, place]}
        for (kind, place), count in counts.most_common(SHOWN)
    ]


def send_journal_head(progress: Progress) -> None:
    """The end of the chain leaves the house every day: nobody can shorten it unnoticed afterwards."""
    end = end_of_chain()
    _write_to(holders_of(Role.LEAD), "operation/journal_head", end=end, failed=failed_count())


def _write_to(readers: QuerySet[User], template: str, **context: Any) -> None:
    for reader in readers:
        mail.queue(template, to=user_recipient(reader), **context)
