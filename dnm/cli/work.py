"""``dnm worker``."""

from .failure import Failure
from .loading import require_database


def work(*, once: bool) -> int:
    require_database()
    from dnm.worker.main import Worker
    from dnm.worker.once import work_once

    if once:
        if failed := work_once():
            raise Failure(f"failed: {', '.join(dict.fromkeys(failed))}; the reasons stand above")
        return 0
    Worker().run()
    return 0
