"""A process with everything it started: CPU time, memory, and an end for what was left behind. Linux only."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Process:
    pid: int
    started: str

    @property
    def path(self) -> Path:
        return Path("/proc", str(self.pid))

    def fields(self) -> list[str]:
        """From field 3 of proc(5), state, on; empty when the process is gone."""
        with suppress(OSError):
            return (self.path / "stat").read_text().rpartition(")")[2].split()
        return []

    def seconds(self) -> float:
        """CPU time, with that of children that have ended."""
        return sum(int(ticks) for ticks in self.fields()[11:15]) / TICKS

    def command(self) -> str:
        with suppress(OSError):
            return (self.path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        return ""

    def megabytes(self) -> float:
        """Proportional set size: what is shared counts by share."""
        with suppress(OSError):
            lines = (self.path / "smaps_rollup").read_text().splitlines()
            return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
        return 0.0

    def end(self) -> None:
        """Only if it is still the same one: numbers are given out again."""
        fields = self.fields()
        if fields and fields[19] == self.started:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


class Tree:
    def __init__(self, pid: int) -> None:
        self.pid = pid

    def processes(self) -> list[Process]:
        """The process and all that hang below it."""
        everybody = {}
        for path in Path("/proc").glob("[0-9]*"):
            fields = Process(int(path.name), "").fields()
            if fields:
                everybody[int(path.name)] = (int(fields[1]), fields[19])
        found, new = {self.pid} & everybody.keys(), {self.pid}
        while new:
            new = {pid for pid, (parent, _started) in everybody.items() if parent in new}
            found |= new
        return [Process(pid, everybody[pid][1]) for pid in sorted(found)]

    def cpu(self) -> float:
        return sum(process.seconds() for process in self.processes())

    def megabytes(self, *commands: str) -> float:
        """Of those whose command line holds one of the words, and of all below them."""
        return sum(
            process.megabytes()
            for process in self.processes()
            if any(command in process.command() for command in commands)
        )
