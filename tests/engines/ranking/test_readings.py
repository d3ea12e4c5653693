"""What models have read, as a file."""

from pathlib import Path

import numpy as np
import pytest

from dnm.engines.ranking import IndexDamaged
from dnm.engines.ranking.readings import Reading, key_of, load, save

pytestmark = pytest.mark.once

READER = "1.1 e5:3 abc"


def reading(*numbers: float, parts: int) -> Reading:
    return Reading({"e5": np.array(numbers, np.float32)}, np.full((parts, 3), numbers, np.float16))


def plain(readings) -> dict[str, tuple[list[float], list[list[float]]]]:
    return {key: (one.vectors["e5"].tolist(), one.parts.tolist()) for key, one in readings.items()}


def test_what_was_read_comes_back_as_it_was(tmp_path: Path):
    kept = {"a" * 64: reading(1, 0, 0.5, parts=2), "b" * 64: reading(0, 1, 0.25, parts=0)}
    save(kept, tmp_path / "readings", READER)
    assert plain(load(tmp_path / "readings", READER)) == plain(kept)


def test_no_readings_are_a_file_too(tmp_path: Path):
    save({}, tmp_path / "readings", READER)
    assert load(tmp_path / "readings", READER) == {}


def test_numbers_of_another_model_are_refused(tmp_path: Path):
    save({"a" * 64: reading(1, 0, 0.5, parts=1)}, tmp_path / "readings", READER)
    with pytest.raises(IndexDamaged):
        load(tmp_path / "readings", "1.1 use:3 abc")


def test_a_key_tells_side_text_and_parts():
    one = key_of("need", "Kisten", ["Kisten"])
    others = [key_of("offer", "Kisten", ["Kisten"]), key_of("need", "Kiste", ["Kisten"]), key_of("need", "Kisten", [])]
    assert (len(one), one in others, len(set(others))) == (64, False, 3)
