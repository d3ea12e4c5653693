"""Vectors of one model, one row per offer, in memory that grows by doubling: adding in parts stays cheap."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dnm.engines.ranking.models import Vectors


class Rows:
    """Rows in the order in which they came."""

    def __init__(self, rows: Vectors) -> None:
        self._space = rows
        self._used = len(rows)

    @property
    def all(self) -> Vectors:
        """Every row, without a copy."""
        return self._space[: self._used]

    def add(self, rows: Vectors) -> None:
        """Puts rows behind the last one."""
        end = self._used + len(rows)
        if end > len(self._space):
            larger = np.empty((max(end, 2 * len(self._space)), self._space.shape[1]), np.float32)
            larger[: self._used] = self.all
            self._space = larger
        self._space[self._used : end] = rows
        self._used = end

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Only the marked rows stay."""
        self._space = self.all[kept]
        self._used = len(self._space)
