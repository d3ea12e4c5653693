"""S for tests, M to play with, L for benchmarks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """``offers`` counts those of all start-ups; ``share``: part of the planned cases that happen."""

    companies: int
    startups: int
    offers: int
    needs: int
    share: float


SIZES = {
    "S": Size(companies=30, startups=25, offers=30, needs=30, share=0.1),
    "M": Size(companies=155, startups=122, offers=142, needs=82, share=1.0),
    "L": Size(companies=6_000, startups=4_000, offers=20_000, needs=82, share=1.0),
}
