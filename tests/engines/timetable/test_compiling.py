import importlib
from collections.abc import Iterator
from pathlib import Path

import numba
import pytest

from dnm.engines.timetable import calming, compiling, event_from, faults, kernels
from dnm.engines.timetable.generator import HARD, drawn_event
from dnm.engines.timetable.value import plan_value

pytestmark = pytest.mark.once


@pytest.fixture
def plain_afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """numba says yes to everything and leaves Python as it is: compiling takes longer than all other tests."""
    monkeypatch.setattr(numba.config, "DISABLE_JIT", True)
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    yield
    compiling._folder.clear()
    for name in compiling.COMPILED:
        importlib.reload(importlib.import_module(f"dnm.engines.timetable.{name}"))


@pytest.mark.usefixtures("plain_afterwards")
def test_machine_code_is_kept_in_the_folder_and_used_from_then_on(tmp_path: Path) -> None:
    before = kernels.may, calming.calm
    compiling.compile_into(tmp_path / "kernels")
    assert str(tmp_path / "kernels") == numba.config.CACHE_DIR
    assert (tmp_path / "kernels").is_dir()
    assert kernels.may is not before[0]
    assert calming.calm is not before[1]
    event = event_from(drawn_event(8, 5, HARD))
    assert faults(event, plan_value(event, steps=2)) == []
