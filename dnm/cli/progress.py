"""A progress bar on a terminal; nothing at all where stderr goes into a file."""

import time
from collections.abc import Callable
from typing import TextIO

Progress = Callable[[str, int, int], None]

WIDTH = 30
PAUSE = 0.2
"""Seconds between two drawings."""
CLEAR = "\r\x1b[K"


def progress_on(stream: TextIO, *, quiet: bool) -> Progress | None:
    """``quiet``: results are printed on the same terminal, so a bar is drawn only before the first of them."""
    return Bar(stream, quiet=quiet) if stream.isatty() else None


class Bar:
    def __init__(self, stream: TextIO, *, quiet: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._quiet, self._clock = stream, quiet, clock
        self._what = ""
        self._began = self._drawn = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        now = self._clock()
        if what != self._what:
            self._what, self._began, self._drawn = what, now, -PAUSE
        if what == "needs" and self._quiet:
            return
        if done == total:
            self._stream.write(CLEAR)
        elif now - self._drawn >= PAUSE:
            self._drawn = now
            self._stream.write(f"{CLEAR}{what} {bar(done, total)} {done:,} of {total:,}{self._left(now, done, total)}")
        self._stream.flush()

    def _left(self, now: float, done: int, total: int) -> str:
        """The remaining time as guessed from the time taken so far."""
        taken = now - self._began
        if not taken:
            return ""
        seconds = round(taken * (total - done) / done)
        return f", about {seconds // 60} min {seconds % 60} s left"


def bar(done: int, total: int) -> str:
    full = WIDTH * done // total
    return "█" * full + "░" * (WIDTH - full)
