"""Bits find nearly the same as exact search."""

import numpy as np
import pytest

from dnm.engines.ranking.codes import Codes
from dnm.engines.ranking.models import Vectors, unit
from dnm.engines.ranking.rows import Rows

pytestmark = pytest.mark.once

RANDOM = np.random.default_rng(3)


def rows(count: int, width: int = 96) -> Vectors:
    topics = RANDOM.standard_normal((500, width)).astype(np.float32)
    spread = np.arange(1, width + 1, dtype=np.float32) ** -0.3
    return unit((topics[RANDOM.integers(0, 500, count)] + 0.8 * RANDOM.standard_normal((count, width))) * spread)


def test_the_nearest_are_among_the_candidates() -> None:
    offers = rows(30_000)
    codes = Codes(offers[::10])
    for part in np.array_split(offers, 7):
        codes.add(part)
    needs = unit(offers[::1000] + 0.05 * RANDOM.standard_normal((30, 96)).astype(np.float32))

    found = []
    for need in needs:
        best = np.argsort(-offers @ need)[:20]
        candidates = codes.nearest(need, 1500)
        assert len(candidates) < 3000
        assert np.all(np.diff(candidates) > 0)
        found.append(np.isin(best, candidates).mean())

    assert np.mean(found) >= 0.99


def test_few_rows_are_all_candidates() -> None:
    offers = rows(40)
    codes = Codes(offers)
    codes.add(offers)

    assert codes.nearest(offers[0], 50).tolist() == list(range(40))
    assert 0 in codes.nearest(offers[0], 10)


def test_rows_grow_and_shrink() -> None:
    kept = Rows(np.zeros((0, 2), np.float32))
    for number in range(5):
        kept.add(np.full((3, 2), number, np.float32))
    kept.keep(np.arange(15) % 3 == 0)
    kept.add(np.full((1, 2), 9, np.float32))

    assert kept.all[:, 0].tolist() == [0, 1, 2, 3, 4, 9]
