"""Rounding and the four bands."""

from enum import StrEnum
from fractions import Fraction
from math import floor


class Band(StrEnum):
    """In English, as reports to the European network name them; for readers see wording.band_label."""

    BASIC = "Basic"
    AVERAGE = "Average"
    MODERATE = "Moderately advanced"
    ADVANCED = "Advanced"


UPPER_EDGES = ((25, Band.BASIC), (50, Band.AVERAGE), (75, Band.MODERATE), (100, Band.ADVANCED))
"""The highest rounded score that still belongs to the band."""


def rounded(exact: Fraction) -> int:
    """Half up: 25.5 becomes 26. Exact, because no float is involved."""
    return floor(exact + Fraction(1, 2))


def band_of(exact: Fraction) -> Band:
    """The band of the rounded score. ValueError outside 0 to 100."""
    if not 0 <= exact <= 100:
        raise ValueError(f"a score lies between 0 and 100, not at {float(exact)}")
    return next(band for edge, band in UPPER_EDGES if rounded(exact) <= edge)
