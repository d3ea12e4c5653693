"""A million vectors on one core: exact search and search by bits beside the memory's read limit, in one run.

python -m bench.vectors [COUNT]. The vectors are drawn: topics with offers around them, spread unevenly over the
dimensions as a sentence model spreads them; each need lies between an offer and its topic's edge.
"""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dnm.engines.ranking.codes import Codes

Vectors = NDArray[np.float32]

WIDTH = 384
TOPICS = 20_000
WANTED = 20
NEEDS = 100
PART = 50_000
CANDIDATES = (500, 1000, 1500, 2000, 4000, 8000, 16_000, 32_000)
GOAL = 0.99


def drawn(count: int) -> tuple[Vectors, Vectors]:
    """Offers and needs, each of length one."""
    random = np.random.default_rng(2018)
    spread = (np.arange(1, WIDTH + 1) ** -0.35).astype(np.float32)

    def noise(size: int) -> Vectors:
        return random.standard_normal((size, WIDTH), np.float32) * spread

    topics = noise(TOPICS)
    offers = np.empty((count, WIDTH), np.float32)
    for start in range(0, count, PART):
        size = min(PART, count - start)
        offers[start : start + size] = unit(topics[random.integers(0, TOPICS, size)] + 0.8 * noise(size))
    chosen = offers[random.integers(0, count, NEEDS)]
    length = np.linalg.norm(spread)
    return offers, unit(chosen + 0.9 * noise(NEEDS) / length)


def unit(rows: Vectors) -> Vectors:
    scaled: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return scaled


def quickest(run: Callable[[], object], times: int = 7) -> float:
    """Milliseconds of the quickest of several runs: what the machine can do when nothing else disturbs it."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        run()
        taken.append(time.perf_counter() - begin)
    return 1000 * min(taken)


def reading(values: NDArray[np.generic]) -> float:
    """Milliseconds it takes to read an array once and do next to nothing with it."""
    plain = values.reshape(-1).view(np.uint64)
    return quickest(lambda: np.bitwise_or.reduce(plain))


def best(scores: Vectors) -> NDArray[np.int64]:
    return np.argpartition(-scores, WANTED)[:WANTED]


def by_bits(offers: Vectors, codes: Codes, need: Vectors, candidates: int) -> NDArray[np.int64]:
    places = codes.nearest(need, candidates)
    return places[best(np.vecdot(offers[places], need))]


def main(arguments: list[str]) -> None:
    count = int(arguments[0]) if arguments else 1_000_000
    offers, needs = drawn(count)
    begin = time.process_time()
    codes = Codes(offers[:: max(1, count // 20_000)])
    for start in range(0, count, PART):
        codes.add(offers[start : start + PART])
    codes.nearest(needs[0], WANTED)
    built = time.process_time() - begin
    right = [best(np.vecdot(offers, need)) for need in needs]
    near = np.mean([np.sort(offers[places] @ need)[[-1, 0]] for places, need in zip(right, needs, strict=True)], axis=0)
    limit, exact = reading(offers), quickest(lambda: np.vecdot(offers, needs[0]))
    print(f"\n{count:,} vectors of {WIDTH} dimensions, one core; best cosine {near[0]:.2f}, twentieth {near[1]:.2f}")
    print(f"  reading all vectors {limit:.1f} ms   exact search {exact:.1f} ms ({exact / limit:.2f} of reading)")
    print(f"  bits built in {built:.1f} CPU-s, read in {reading(codes.words):.1f} ms")
    for candidates in CANDIDATES:
        found = [by_bits(offers, codes, need, candidates) for need in needs]
        recall = np.mean([np.isin(wanted, places).mean() for wanted, places in zip(right, found, strict=True)])
        each = [quickest(functools.partial(by_bits, offers, codes, need, candidates), 5) for need in needs]
        told = f"  {candidates:6,} candidates   recall@20 {recall:.3f}   "
        print(f"{told}{np.median(each):.1f} ms, quickest {min(each):.1f} ms ({limit / min(each):.0f} times reading)")
        if recall >= GOAL:
            break


if __name__ == "__main__":
    main(sys.argv[1:])
