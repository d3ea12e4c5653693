"""The published events of Bofill and others (JAIR 2022), which lie outside the project, and their results."""

import csv
import os
import re
from collections.abc import Iterator
from pathlib import Path

from dnm.engines.timetable import Event, Meeting, Participant

FOLDER = Path(
    os.environ.get("DNM_BENCH_TIMETABLE", Path(__file__).parents[2] / "shared" / "data" / "timetable")
)  # fmt: skip
RESULTS = FOLDER / "published_originals.csv"
WHOLE_DAY, MORNING = 3, 1


def published() -> Iterator[tuple[Event, str, int, int | None]]:
    """Event, its name, the fairness asked for, and the published number of breaks; None for an impossible one."""
    with RESULTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            fairness, breaks = int(row["fairness_d"]), row["published_breaks"]
            event = read_dzn(FOLDER / row["instance"], fairness)
            yield event, row["instance"].split(".")[0], fairness, None if breaks == "-" else int(breaks)


def read_dzn(path: Path, fairness: int) -> Event:
    text = "\n".join(line.split("%")[0] for line in path.read_text(encoding="utf-8", errors="replace").splitlines())
    slots, morning, tables, people = (
        int(_entry(text, key)) for key in ("nTotalSlots", "nMorningSlots", "nTables", "nBusiness")
    )
    rows = [[int(number) for number in re.findall(r"\d+", row)] for row in _entry(text, "requested").split("\n")]
    meetings = [row for row in rows if len(row) == 3]
    fixed = [int(number) for number in re.findall(r"\d+", _entry(text, "fixed") or _entry(text, "fixat"))]
    fixed += [0] * (len(meetings) - len(fixed))
    return Event(
        goal="all",
        slots=slots,
        sessions=tuple(part for part in (tuple(range(morning)), tuple(range(morning, slots))) if part),
        tables=(tables,) * slots,
        participants=tuple(
            Participant(f"p{number}", tuple(slot for slot in range(slots) if slot + 1 not in forbidden))
            for number, forbidden in enumerate(_sets(_entry(text, "forbidden"), people), 1)
        ),
        meetings=tuple(
            Meeting(
                f"m{number}", (f"p{first}", f"p{second}"),
                session=None if session == WHOLE_DAY else int(session != MORNING),
                fixed_slot=slot - 1 if slot else None,
            )
            for number, ((first, second, session), slot) in enumerate(zip(meetings, fixed, strict=True), 1)
        ),
        precedences=tuple(
            (f"m{before}", f"m{number}")
            for number, earlier in enumerate(_sets(_entry(text, "precedences"), len(meetings)), 1)
            for before in sorted(earlier)
        ),
        fairness=fairness,
    )  # fmt: skip


def _entry(text: str, key: str) -> str:
    """What stands between = and ; without brackets, "" if the key does not occur."""
    found = re.search(rf"\b{key}\s*=\s*(.*?);", text, re.DOTALL)
    return found.group(1).strip().strip("[]").strip("|").replace("|", "\n") if found else ""


def _sets(text: str, count: int) -> list[set[int]]:
    """0 stands for none."""
    found = [{int(number) for number in re.findall(r"\d+", part)} - {0} for part in re.findall(r"\{([^}]*)\}", text)]
    return found or [set() for _ in range(count)]
