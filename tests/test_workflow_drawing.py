"""docs/workflow.md is drawn from the tables, and never by hand."""

from pathlib import Path

import pytest

from tools import draw_workflow

pytestmark = pytest.mark.once


def test_the_drawing_shows_the_tables_as_they_are():
    """Renew it: python tools/draw_workflow.py"""
    assert draw_workflow.PAPER.read_text() == draw_workflow.drawn()


def test_a_stale_drawing_is_noticed_and_renewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.setattr(draw_workflow, "PAPER", tmp_path / "workflow.md")
    assert draw_workflow.main(["--check"]) == 1
    assert "stale" in capsys.readouterr().err
    assert draw_workflow.main([]) == 0
    assert draw_workflow.main(["--check"]) == 0
    draw_workflow.PAPER.write_text(draw_workflow.drawn().replace("14 days", "15 days"))
    assert draw_workflow.main(["--check"]) == 1


def test_every_step_and_every_state_stands_in_the_drawing():
    page = draw_workflow.drawn()
    states = [*draw_workflow.introduction.State, *draw_workflow.need.NeedState]
    assert [state for state in states if f"`{state}`" not in page] == []
    steps = [*draw_workflow.introduction.STEPS, *draw_workflow.need.STEPS]
    assert [name for name in steps if f"| `{name}` |" not in page] == []
