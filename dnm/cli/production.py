"""What production needs; every check yields what is missing, and what to do about it."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone

from dnm.accounts.queries import office_people
from dnm.engines.ranking import weights
from dnm.mail.queries import failed_count, overdue_count
from dnm.mail.transport import Transport, Unreachable
from dnm.work.queries import last_beat

from .failure import Failure
from .loading import require_database

ENOUGH_SPACE = 2 * 1024**3
BACKUP_EVERY = timedelta(hours=26)
ALIVE = {"worker": timedelta(minutes=2), "clock": timedelta(minutes=15)}


def database_fault() -> str:
    try:
        require_database()
    except Failure as failure:
        return str(failure)
    return ""


def address() -> Iterator[str]:
    if not settings.SECURE:
        yield f"DNM_PUBLIC_URL is {settings.PUBLIC_URL}: people need https"
    elif not settings.SECURE_PROXY_SSL_HEADER:
        yield "DNM_BEHIND_PROXY is not 1: DNM cannot see that people come by https"


def mail() -> Iterator[str]:
    if not settings.EMAIL_URL:
        yield "DNM_EMAIL_URL is not set: letters are written to a folder and reach nobody"
    else:
        try:
            with Transport() as transport:
                transport.make_ready()
        except Unreachable as failure:
            yield f"the mail server of DNM_EMAIL_URL does not let us in: {failure}"
    if settings.DEFAULT_FROM_EMAIL.endswith(".example"):
        yield f"DNM_EMAIL_FROM is {settings.DEFAULT_FROM_EMAIL}: name the centre's own address"
    if count := failed_count():
        yield f"{count} letters could not be delivered: the office finds the reasons in the outbox"
    if count := overdue_count():
        yield f"{count} letters wait for more than an hour"


def secrets() -> Iterator[str]:
    given = os.environ.get("DNM_SECRET_KEY")
    if given and len(given) < 50:
        yield "DNM_SECRET_KEY is shorter than 50 characters: leave it out, DNM makes a good one"
    for path in (settings.DATA_DIR / "secret.key", settings.JOURNAL_KEY_FILE):
        if path.exists() and _others_may(path):
            yield f"others may read {path}: chmod 600 {path}"
    if not settings.JOURNAL_KEY_FILE.exists():
        yield f"{settings.JOURNAL_KEY_FILE} is missing: put it back from where you keep it"
    if _others_may(settings.DATA_DIR):
        yield f"others may look into {settings.DATA_DIR}: chmod 700 {settings.DATA_DIR}"


def _others_may(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)


def people() -> Iterator[str]:
    if settings.DEMO:
        yield f"this is a demo (DNM_DEMO, or {settings.DATA_DIR / 'demo'}): its accounts have known passwords"
    safe = set(Authenticator.objects.exclude(type="recovery_codes").values_list("user_id", flat=True))
    office = [person for person in office_people() if person.is_active]
    if not office:
        yield "nobody works in the office yet: there is no account with an office role"
    for person in office:
        if person.pk not in safe:
            yield f"{person.email} works in the office without a second factor: ask for a passkey or an app"


def processes() -> Iterator[str]:
    several = os.environ.get("WEB_CONCURRENCY", "1") not in ("", "1")
    if several and "locmem" in settings.CACHES["default"]["BACKEND"]:
        yield "several web processes (WEB_CONCURRENCY) need DNM_SHARED_CACHE=1: each counts for itself"
    now = timezone.now()
    for name, patience in ALIVE.items():
        seen = last_beat(name)
        if seen is None:
            yield f"the {name} was never seen: start `dnm worker`"
        elif now - seen > patience:
            yield f"the {name} was last seen on {_day(seen)}: start `dnm worker`"


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y at %H:%M}"


def disk() -> Iterator[str]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < ENOUGH_SPACE:
        yield f"only {free // 1024**2} MB are free for {settings.DATA_DIR}"


def backups() -> Iterator[str]:
    made = last_beat("backup")
    if made is None:
        yield "there was never a backup: let `dnm backup DIR` run every night"
    elif timezone.now() - made > BACKUP_EVERY:
        yield f"the last backup was made on {_day(made)}"


def models() -> Iterator[str]:
    if settings.RANKING_MODE == "full" and not weights.built(settings.MODELS_DIR):
        yield f"the ranking model in {settings.MODELS_DIR} is not built: make setup, or DNM_RANKING=light"


def static_files() -> Iterator[str]:
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield f"style sheets and scripts are not collected in {settings.STATIC_ROOT}: run `dnm prepare`"


CHECKS: tuple[Callable[[], Iterator[str]], ...] = (
    address, mail, secrets, people, processes, disk, backups, models, static_files,
)  # fmt: skip
