"""Two programs kept running beside each other: started again when one dies, ended together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import FrameType

from dnm.worker.family import end_with_parent

from .failure import Failure

QUICK = 10.0
GIVES_UP_AFTER = 5
"""Deaths in a row, each within QUICK seconds of its start."""
ENDS_WITHIN = 10.0


class Child:
    def __init__(
        self, name: str, command: Sequence[str], extra: Mapping[str, str] = {}, sockets: Sequence[int] = ()
    ) -> None:
        self.name, self.command, self.sockets = name, command, sockets
        self.environment = {**os.environ, **extra}
        self.quick_deaths = 0
        self.start()

    def start(self) -> None:
        self.started = time.monotonic()
        self.running = subprocess.Popen(
            self.command,
            env=self.environment,
            pass_fds=self.sockets,
            start_new_session=True,  # Ctrl-C reaches `dnm up` alone, which ends both in order
            preexec_fn=lambda: end_with_parent(signal.SIGTERM),
        )

    def revive(self) -> None:
        """Start it again if it died; raises Failure when that keeps happening."""
        status = self.running.poll()
        if status is None:
            return
        self.kill()  # what it may have left behind
        how = f"was killed (signal {-status})" if status < 0 else f"ended with status {status}"
        quick = time.monotonic() - self.started < QUICK
        self.quick_deaths = self.quick_deaths + 1 if quick else 1
        if self.quick_deaths >= GIVES_UP_AFTER:
            raise Failure(f"{self.name} {how}, {self.quick_deaths} times in a row; the reason stands above")
        print(f"dnm: {self.name} {how}; starting it again", file=sys.stderr, flush=True)
        time.sleep(min(self.quick_deaths, 3))
        self.start()

    def ask_to_end(self) -> None:
        if self.running.poll() is None:
            self.running.terminate()

    def end(self, deadline: float) -> None:
        with suppress(subprocess.TimeoutExpired):
            self.running.wait(max(0.1, deadline - time.monotonic()))
        self.kill()
        self.running.wait()

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)


class Family:
    """The children until a signal asks to end."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.ending = False
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._end)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.ending = True

    def watch(self) -> None:
        """Until asked to end; leaves no child behind, however it ends."""
        try:
            while not self.ending:
                for child in self.children:
                    child.revive()
                time.sleep(0.3)
        finally:
            self.end()

    def end(self) -> None:
        deadline = time.monotonic() + ENDS_WITHIN
        for child in self.children:
            child.ask_to_end()
        for child in self.children:
            child.end(deadline)
