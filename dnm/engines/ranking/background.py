"""A few neutral needs and offers in German and English, written for this project.

Scores tell how far an offer stands out from others. Where a language has few offers these texts fill up the
crowd, and they tell what an average need looks like. They are never suggested.
"""

from __future__ import annotations

import csv
import functools
from pathlib import Path
from typing import Literal

LANGUAGES = ("de", "en")
SIDES: tuple[Literal["need", "offer"], ...] = ("need", "offer")


@functools.lru_cache(maxsize=4)
def texts(side: Literal["need", "offer"], language: str) -> tuple[str, ...]:
    """The texts of one side in one language; other languages get the English ones."""
    column = language if language in LANGUAGES else "en"
    with Path(__file__).with_name("background.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(row[column] for row in csv.DictReader(stream) if row["side"] == side)
