from pathlib import Path

import numba
import pytest

from dnm.engines.timetable import calming, compiling, event_from, faults, kernels
from dnm.engines.timetable.generator import HARD, drawn_event
from dnm.engines.timetable.value import plan_value
from tests.engines.timetable import machine_code

pytestmark = pytest.mark.once


def test_machine_code_is_kept_in_the_folder_and_used_from_then_on(tmp_path: Path) -> None:
    before = kernels.may, calming.calm
    with machine_code.pretended():
        compiling.compile_into(tmp_path / "kernels")
        assert str(tmp_path / "kernels") == numba.config.CACHE_DIR
        assert (tmp_path / "kernels").is_dir()
        assert kernels.may is not before[0]
        assert calming.calm is not before[1]
        event = event_from(drawn_event(8, 5, HARD))
        assert faults(event, plan_value(event, steps=2)) == []
