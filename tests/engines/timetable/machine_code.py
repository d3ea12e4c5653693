"""Compiling without the compiler, which takes longer than all other tests together."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager

import numba
import pytest

from dnm.engines.timetable import compiling


@contextmanager
def pretended() -> Iterator[None]:
    """numba says yes to everything and leaves Python as it is; afterwards nothing counts as compiled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numba.config, "DISABLE_JIT", True)
        patch.setattr(numba.config, "CACHE_DIR", "")
        yield
    compiling._folder.clear()
    for name in compiling.COMPILED:
        importlib.reload(importlib.import_module(f"dnm.engines.timetable.{name}"))
