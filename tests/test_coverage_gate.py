"""tools/coverage_gate.py: which files must be run by tests, and what counts as not run."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository import ROOT

pytestmark = pytest.mark.once

FILES = [
    "engines/scoring/profile.py",
    "matching/actions/needs.py",
    "matching/queries.py",
    "matching/rules.py",
]


def gate(folder: Path, missing: dict[str, list[int]]) -> subprocess.CompletedProcess[str]:
    """Runs the gate over FILES: `missing` names their lines not run, and leaves out a file never imported."""
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("answer = 42\n")
    report = folder / "report.json"
    files = {str(folder / name): {"missing_lines": lines} for name, lines in missing.items()}
    report.write_text(json.dumps({"files": files}))
    command = [sys.executable, str(ROOT / "tools/coverage_gate.py"), str(report), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_gate_opens_when_engines_actions_and_rules_are_fully_run(tmp_path: Path) -> None:
    done = gate(tmp_path, {name: [7] if name == "matching/queries.py" else [] for name in FILES})
    assert (done.returncode, done.stderr) == (0, "")


def test_the_gate_names_lines_not_run_and_files_never_imported(tmp_path: Path) -> None:
    done = gate(tmp_path, {"engines/scoring/profile.py": [3, 4, 5, 9], "matching/actions/needs.py": []})
    assert (done.returncode, done.stderr.splitlines()) == (
        1,
        [
            f"{tmp_path / 'engines/scoring/profile.py'}: lines 3-5, 9 never run",
            f"{tmp_path / 'matching/rules.py'}: never imported by a test",
        ],
    )


def test_the_gate_stays_shut_when_there_is_nothing_to_check(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text('{"files": {}}')
    command = [
        sys.executable,
        str(ROOT / "tools/coverage_gate.py"),
        str(tmp_path / "report.json"),
        str(tmp_path),
    ]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1
