"""Draws docs/workflow.md from the tables in dnm/*/workflow.py. ``--check`` fails when the drawing is stale.

python tools/draw_workflow.py
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dnm.introductions import workflow as introduction  # noqa: E402 - run from anywhere
from dnm.matching import workflow as need  # noqa: E402

PAPER = ROOT / "docs" / "workflow.md"
ENDS = {*introduction.ENDED, introduction.State.COOPERATION, *need.CLOSED}
AFTER_PAUSE = "where the pause began"


def drawn() -> str:
    """The whole page."""
    parts = [
        "# Workflows",
        "Drawn by `tools/draw_workflow.py` from `dnm/matching/workflow.py` and `dnm/introductions/workflow.py`; "
        "a test fails when this page is stale. Change the tables, then run the tool.",
        "## Need (Bedarf)",
        _diagram(need.NeedState, ((name, step.sources, step.target) for name, step in need.STEPS.items())),
        _table(["step", "from", "to", "who"], _need_rows()),
        "## Introduction (Vermittlung)",
        "The usual way; below it the steps that lead aside.",
        _diagram(introduction.State, _main_way()),
        _table(["step", "from", "to", "who", "a scout may record it"], _introduction_rows()),
        "A company or start-up that was not asked yet takes no step: "
        + "; ".join(f"in `{state}` the {_names(parties)}" for state, parties in introduction.NOT_ASKED_YET.items())
        + ".",
        "## Deadlines of an introduction",
        "Days after which a state falls due and after which a reminder goes out; the office may change them.",
        _table(["state", "waits for", "due after", "reminder after"], _deadline_rows()),
        f"At most {introduction.SHORTLIST_LIMIT} start-ups per shortlist; check-ins of a pilot after "
        f"{_numbers(introduction.CHECK_IN_DAYS)} days; follow-ups of a cooperation after "
        f"{_numbers(introduction.FOLLOW_UP_MONTHS)} months.",
    ]
    return "\n\n".join(parts) + "\n"


def _diagram(states: Iterable[str], steps: Iterable[tuple[str, Iterable[str], str | None]]) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    seen = [f"  [*] --> {next(iter(states))}"]
    for name, sources, target in steps:
        seen += [f"  {source} --> {target}: {name}" for source in sources if target and source != target]
    seen += [f"  {state} --> [*]" for state in states if state in ENDS]
    return "\n".join([*lines, *seen, "```"])


def _main_way() -> Iterator[tuple[str, Iterable[str], str | None]]:
    """Steps from one state of the way to the next; those that start nearly everywhere stand in the table only."""
    for name, step in introduction.STEPS.items():
        if len(step.sources) <= 3 and step.sources != introduction.ENDED:
            yield name, step.sources, step.target


def _need_rows() -> Iterator[list[str]]:
    for name, step in need.STEPS.items():
        yield [f"`{name}`", _states(step.sources), f"`{step.target}`", _names(step.by)]


def _introduction_rows() -> Iterator[list[str]]:
    for name, step in introduction.STEPS.items():
        target = AFTER_PAUSE if name == "resume" else f"`{step.target}`" if step.target else "stays"
        if step.or_target:
            target += f", or `{step.or_target}` when the case came that far before"
        recorded = "yes" if name in introduction.RECORDABLE else ""
        yield [f"`{name}`", _states(step.sources), target, _names(step.by), recorded]


def _deadline_rows() -> Iterator[list[str]]:
    for state, deadline in introduction.DEADLINES.items():
        waits = _names(introduction.WAITED_FOR.get(state, ())) or "nobody"
        yield [f"`{state}`", waits, _days(deadline.days), _days(deadline.reminder_after)]


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _states(states: Iterable[str]) -> str:
    return ", ".join(f"`{state}`" for state in states)


def _names(parties: Iterable[str]) -> str:
    return ", ".join(str(party) for party in parties)


def _numbers(numbers: Iterable[int]) -> str:
    *first, last = (str(number) for number in numbers)
    return f"{', '.join(first)} and {last}"


def _days(days: int | None) -> str:
    return "–" if days is None else f"{days} days"


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        PAPER.write_text(drawn())
    elif not PAPER.exists() or PAPER.read_text() != drawn():
        print("docs/workflow.md is stale: python tools/draw_workflow.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
