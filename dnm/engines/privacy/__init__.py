"""Whether a teaser tells who the company behind it is, and figures about few companies. Pure functions."""

from dnm.engines.privacy.check import apply_suggestions, check, grouped
from dnm.engines.privacy.model import NEEDED, Change, Finding, Firm, FirmFacts, Rung, Teaser

__all__ = [
    "NEEDED",
    "Change",
    "Finding",
    "Firm",
    "FirmFacts",
    "Rung",
    "Teaser",
    "apply_suggestions",
    "check",
    "grouped",
]
