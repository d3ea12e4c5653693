"""``dnm prepare``: what must be in place before web and worker start; does nothing twice."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

from .failure import Failure
from .loading import require_database


def prepare() -> int:
    require_database(migrated=False)
    from django.conf import settings
    from django.core.management import call_command

    from dnm.matching.actions.vectors import make_table_for_vectors

    call_command("migrate", verbosity=0, interactive=False)
    make_table_for_vectors()  # the extension may have come after the migration
    if "Database" in settings.CACHES["default"]["BACKEND"]:
        call_command("createcachetable", verbosity=0)
    _require_journal_key()
    if not _static_files_are_fresh():
        call_command("collectstatic", verbosity=0, interactive=False)
        os.utime(settings.STATIC_ROOT / "staticfiles.json")
    return 0


def _require_journal_key() -> None:
    """A new key beside an old journal would make every entry look tampered with."""
    from django.conf import settings

    from dnm.journal.queries import entry_count
    from dnm.journal.rules import journal_key

    if not settings.JOURNAL_KEY_FILE.exists() and (count := entry_count()):
        raise Failure(
            f"{settings.JOURNAL_KEY_FILE} is missing, but the journal has {count} entries: "
            "put the key back from where you keep it (docs/operate/backup.md)"
        )
    journal_key()


def _static_files_are_fresh() -> bool:
    """Whether the collected files are those of this version: the same names, none older than its source."""
    from django.conf import settings

    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists():
        return False
    collected = json.loads(manifest.read_text())["paths"]
    made = manifest.stat().st_mtime
    sources = dict(_static_sources())
    return sources.keys() == collected.keys() and all(path.stat().st_mtime <= made for path in sources.values())


def _static_sources() -> Iterator[tuple[str, Path]]:
    from django.contrib.staticfiles.finders import get_finders

    for finder in get_finders():
        for name, storage in finder.list([]):
            prefix = getattr(storage, "prefix", None)
            yield os.path.join(prefix, name) if prefix else name, Path(storage.path(name))
