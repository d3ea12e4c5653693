"""``dnm demo``: a region to play with, in an empty data folder."""

import sys
from pathlib import Path

from .environment import data_folder
from .failure import Failure


def build_demo(*, seed: int, size: str, json_file: Path | None) -> int:
    marker = data_folder() / "demo"
    had_marker = marker.exists()
    data_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    # Before the settings are read: in a demo they say so on every page.
    marker.touch()
    try:
        _build(seed, size, json_file)
    except BaseException:
        if not had_marker:
            marker.unlink(missing_ok=True)
        raise
    return 0


def _build(seed: int, size: str, json_file: Path | None) -> None:
    from .prepare import prepare

    prepare()
    from dnm.demo.build import build

    from .emptiness import first_filled_table

    if filled := first_filled_table():
        raise Failure(f"the data folder {data_folder()} is not empty ({filled}): a demo needs one of its own")
    build(seed=seed, size=size, json_file=json_file, report=lambda line: print(line, file=sys.stderr))
