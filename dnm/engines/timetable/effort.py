"""How long a planner may go on: by the clock, or by a number of steps so that a plan can be repeated exactly."""

from __future__ import annotations

import time
from collections.abc import Callable

STEP_ROUNDS = 200
"""Rounds of a kernel in one step when steps are counted."""
STEP_SECONDS = 0.03
"""About how long a step takes otherwise."""
MOST_ROUNDS = 200_000


class Effort:
    def __init__(self, seconds: float, steps: int | None = None, stop: Callable[[], bool] | None = None) -> None:
        """With `steps`, the clock is not looked at. `stop` is asked after every step."""
        self._begin = time.monotonic()
        self._limit, self._steps, self._stop = seconds, steps, stop
        self._done, self._rounds, self._stopped = 0, STEP_ROUNDS, False

    @property
    def counted(self) -> bool:
        return self._steps is not None

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._begin

    @property
    def left(self) -> float:
        """Seconds."""
        return max(0.0, self._limit - self.seconds)

    @property
    def share(self) -> float:
        """0 at the beginning, 1 or more when time is over."""
        if self._stopped:
            return 1.0
        if self._steps is not None:
            return self._done / max(1, self._steps) if self._steps else 1.0
        return self.seconds / self._limit if self._limit > 0 else 1.0

    def share_of(self, seconds: float) -> float:
        """What so many seconds are of the time; all of it where steps are counted."""
        return 1.0 if self.counted or self._limit <= 0 else seconds / self._limit

    def spend(self, step: Callable[[int], object]) -> None:
        """Runs a step with so many rounds as fit into its time."""
        begin = time.monotonic()
        step(self._rounds)
        self._done += 1
        if not self.counted:
            faster = STEP_SECONDS / max(1e-6, time.monotonic() - begin)
            self._rounds = round(min(MOST_ROUNDS, max(10, self._rounds * min(4.0, max(0.25, faster)))))
        self._stopped = self._stopped or (self._stop is not None and self._stop())
