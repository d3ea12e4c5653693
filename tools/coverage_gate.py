"""Refuses a coverage report in which an engine, a workflow, a rule or an action has a line no test ran.

Usage: coverage_gate.py REPORT.json SOURCE_FOLDER
A file that the report does not know counts as not run at all.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

EVERYWHERE = ("workflow", "rules", "actions")  # as a file or, past 400 lines, as a folder


def must_be_covered(source: Path) -> Iterator[Path]:
    for path in sorted(source.rglob("*.py")):
        inside = path.relative_to(source)
        names = {*inside.parts[:-1], inside.stem}
        if inside.parts[0] == "engines" or names & set(EVERYWHERE):
            yield path


def ranges(numbers: list[int]) -> str:
    """``[3, 4, 5, 9]`` as ``3-5, 9``."""
    groups: list[list[int]] = []
    for number in numbers:
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return ", ".join(f"{group[0]}-{group[-1]}" if len(group) > 1 else str(group[0]) for group in groups)


def gaps(report: Path, source: Path) -> Iterator[str]:
    measured = {Path(name).resolve(): found for name, found in json.loads(report.read_text())["files"].items()}
    for path in must_be_covered(source):
        found = measured.get(path.resolve())
        if found is None:
            if path.read_text().strip():
                yield f"{path}: never imported by a test"
        elif found["missing_lines"]:
            yield f"{path}: lines {ranges(found['missing_lines'])} never run"


def main(report: str, source: str) -> int:
    found = list(gaps(Path(report), Path(source)))
    for line in found:
        print(line, file=sys.stderr)
    count = len(list(must_be_covered(Path(source))))
    print(f"coverage: {count - len(found)} of {count} engines, workflows, rules and actions fully run")
    return 1 if found or not count else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
