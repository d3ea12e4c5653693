"""Turns the kernels into machine code once somebody has said where to keep it; until then they run as plain Python.

Compiling takes seconds, once per machine and version. A worker job or a command that says so calls `compile_into`;
numba keeps what it made in the folder, so the next process only reads it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

COMPILED = ("kernels", "ejecting", "calming")
"""Modules with kernels, each after those it imports."""

_folder: list[Path] = []


def compiled(kernel: Kernel) -> Kernel:
    """The kernel itself, or its machine code. Threads run beside machine code, not beside plain Python."""
    if not _folder:
        return kernel
    numba = importlib.import_module("numba")
    numba.config.CACHE_DIR = str(_folder[0])
    made: Kernel = numba.njit(cache=True, nogil=True)(kernel)
    return made


def compile_into(folder: Path) -> None:
    """Reads machine code from the folder or puts it there; every later plan in this process runs on it."""
    folder.mkdir(parents=True, exist_ok=True)
    _folder[:] = [folder]
    for name in COMPILED:
        importlib.reload(importlib.import_module(f"dnm.engines.timetable.{name}"))
    importlib.import_module("dnm.engines.timetable.rehearsal").rehearse()
