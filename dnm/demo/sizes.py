"""S for tests, M to play with, L for benchmarks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """``offers`` counts those of all start-ups; ``share``: part of the planned cases that happen; ``ranking``: as
    DNM_RANKING, where the size asks for its own."""

    companies: int
    startups: int
    offers: int
    needs: int
    share: float
    ranking: str = ""


SIZES = {
    "S": Size(companies=30, startups=25, offers=30, needs=30, share=0.1),
    "M": Size(companies=155, startups=122, offers=142, needs=82, share=1.0),
    "L": Size(companies=6_000, startups=4_000, offers=20_000, needs=82, share=1.0, ranking="lexical"),
}
"""L goes by words alone: both models would read 20,000 offers for eight minutes."""
