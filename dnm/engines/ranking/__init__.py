"""Need + offers -> ranked matches, each with its reasons. Pure Python: no database, no clock, no network.

Names are read on first use, so that pages may ask for a text's language without carrying the ranking.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dnm.engines.ranking.encoder import Encoder
    from dnm.engines.ranking.index import Index, PreparedNeed
    from dnm.engines.ranking.matching import rank, rank_prepared
    from dnm.engines.ranking.records import (
        ENGINE_VERSION,
        Match,
        Need,
        Offer,
        RankingError,
        Reason,
        Reference,
        Refusal,
        Span,
        Weights,
    )
    from dnm.engines.ranking.store import IndexDamaged
    from dnm.engines.ranking.weights import WeightsError

_PLACES = {
    "encoder": ["Encoder"],
    "index": ["Index", "PreparedNeed"],
    "matching": ["rank", "rank_prepared"],
    "records": [
        "ENGINE_VERSION",
        "Match",
        "Need",
        "Offer",
        "RankingError",
        "Reason",
        "Reference",
        "Refusal",
        "Span",
        "Weights",
    ],
    "store": ["IndexDamaged"],
    "weights": ["WeightsError"],
}

__all__ = [
    "ENGINE_VERSION",
    "Encoder",
    "Index",
    "IndexDamaged",
    "Match",
    "Need",
    "Offer",
    "PreparedNeed",
    "RankingError",
    "Reason",
    "Reference",
    "Refusal",
    "Span",
    "Weights",
    "WeightsError",
    "rank",
    "rank_prepared",
]


def __getattr__(name: str) -> object:
    for place, names in _PLACES.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{place}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
