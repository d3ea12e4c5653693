"""``dnm verify``: 0 clean, 1 tampered (one line each, with table and id), 2 unusable."""

from pathlib import Path

from .backup import stored_files
from .failure import Failure
from .loading import require_database


def verify(*, renew_head: bool) -> int:
    require_database()
    from django.conf import settings

    from dnm.journal import actions as journal
    from dnm.journal.queries import entry_count

    entries = entry_count()
    if entries and not settings.JOURNAL_KEY_FILE.exists():
        raise Failure(f"{settings.JOURNAL_KEY_FILE} is missing: without the key nothing can be verified")
    found = _all_faults(settings.FILES_DIR)
    if renew_head and all(line.startswith("journal.head: ") for line in found):
        journal.renew_head()
        found = _all_faults(settings.FILES_DIR)
    for line in found:
        print(line)
    if not found:
        print(f"clean: {entries} entries")
    return 1 if found else 0


def _all_faults(files: Path) -> list[str]:
    from dnm.journal.queries import WrongKey, faults

    from .snapshot import one_moment

    try:
        with one_moment():
            found = list(faults())
    except WrongKey as wrong:
        raise Failure(str(wrong)) from wrong
    return [*found, *damaged_files(files)]


def damaged_files(folder: Path) -> list[str]:
    """Stored files whose content is not what their name says."""
    from .restore import sha256_of

    return [
        f"files {path.name}: was changed on the disk"
        for path in sorted(stored_files(folder))
        if sha256_of(path) != path.name
    ]
