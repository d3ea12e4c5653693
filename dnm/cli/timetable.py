"""``dnm timetable``: an event as JSON, a plan as JSON. No Django, no database."""

import json
import sys
import time
from pathlib import Path

from dnm.engines.timetable import Event, TimetableError, plan_document, read_event

from .environment import data_folder
from .failure import Failure

MOST_BYTES = 50_000_000


def timetable(path: Path, *, seconds: float) -> int:
    from dnm.engines.timetable.planner import plan

    begin = time.monotonic()
    event = _read(path)
    left = max(0.0, seconds - (time.monotonic() - begin))
    if event.goal == "value":
        _compile()
    found = plan(event, left)
    for cause in plan_document(found).get("conflict", ()):
        print(f"dnm: {cause['en']}", file=sys.stderr)
    print(json.dumps(plan_document(found), ensure_ascii=False, indent=2))
    return 0


def _read(path: Path) -> Event:
    if not path.is_file():
        raise Failure(f"{path}: no such file")
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    try:
        return read_event(content)
    except TimetableError as wrong:
        raise Failure(f"{path.name}: " + " | ".join(wrong.lines())) from wrong


def _compile() -> None:
    """Outside the time limit: the first time on a machine it takes longer than many a plan."""
    from dnm.engines.timetable.compiling import compile_into

    folder = data_folder() / "kernels"
    if not folder.is_dir():
        print("dnm: the planner is compiled, once on this machine; its time limit begins afterwards", file=sys.stderr)
    compile_into(folder)
