"""What models have read before, so that no text is read twice: by this process, the last one or another machine.

The encoder asks; where the answers are kept is the caller's affair. Kept are numbers and checksums, no words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from dnm.engines.ranking import background, sealed
from dnm.engines.ranking.cleaning import whole
from dnm.engines.ranking.records import Need, Offer

TEXT_DIGITS = 32
"""So much of a key tells the text; the rest tells its parts."""


@dataclass(frozen=True)
class Reading:
    """One text as the models see it: a vector per model, and one row for each part by the first model."""

    vectors: Mapping[str, NDArray[np.float32]]
    parts: NDArray[np.float16]

    def fits(self, widths: Mapping[str, int], parts: int) -> bool:
        """Whether it has a vector of each model and as many parts; whatever does not fit is read again."""
        found = {name: len(vector) for name, vector in self.vectors.items()}
        width = next(iter(widths.values()))
        return found == widths and self.parts.shape == (parts, width)


class Readings(Protocol):
    """A place where readings are kept. They belong to one ``Encoder.reader``."""

    def find(self, keys: Sequence[str]) -> Mapping[str, Reading]:
        """Those that are known."""

    def keep(self, fresh: Mapping[str, Reading]) -> None:
        """Takes new ones."""


def key_of(side: str, text: str, parts: Sequence[str]) -> str:
    """The name of a reading: 64 hexadecimal digits."""
    whose = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    return text_key(side, text) + whose[TEXT_DIGITS:]


def text_key(side: str, text: str) -> str:
    """The first digits of the names of all readings of a text."""
    return hashlib.sha256(f"{side}\n{text}".encode("utf-8", "replace")).hexdigest()[:TEXT_DIGITS]


def text_keys(records: Iterable[Need | Offer]) -> set[str]:
    """For telling which readings are still of use: text keys of needs and offers, and of what belongs to the engine."""
    own = {
        text_key(f"background {side}", text)
        for side in background.SIDES
        for language in background.LANGUAGES
        for text in background.texts(side, language)
    }
    sides = ((record, "need" if isinstance(record, Need) else "offer") for record in records)
    return own | {text_key(side, whole(record.title, record.text)) for record, side in sides}


def save(readings: Mapping[str, Reading], path: Path, reader: str) -> None:
    """Writes all readings into one file that takes the place of the old one in one step."""
    models = sorted({name for reading in readings.values() for name in reading.vectors})
    meta = {
        "reader": reader,
        "keys": list(readings),
        "models": models,
        "parts": [len(reading.parts) for reading in readings.values()],
    }
    arrays = {"meta": np.frombuffer(json.dumps(meta).encode(), np.uint8)}
    if readings:
        arrays |= {f"model {name}": np.stack([one.vectors[name] for one in readings.values()]) for name in models}
        arrays["parts"] = np.concatenate([reading.parts for reading in readings.values()])
    sealed.write(path, arrays)


def load(path: Path, reader: str) -> dict[str, Reading]:
    """The readings as they were saved. Raises IndexDamaged if the file is damaged or of another reader."""
    return sealed.read(path, lambda arrays: _readings(arrays, reader))


def _readings(arrays: dict[str, Any], reader: str) -> dict[str, Reading]:
    meta = json.loads(arrays["meta"].tobytes())
    if meta["reader"] != reader:
        raise ValueError(f"read by {meta['reader']}, not {reader}.")
    tables = {name: arrays[f"model {name}"] for name in meta["models"]}
    parts = np.split(arrays["parts"], np.cumsum(meta["parts"])[:-1]) if meta["keys"] else []
    return {
        key: Reading({name: table[place] for name, table in tables.items()}, parts[place])
        for place, key in enumerate(meta["keys"])
    }


__all__ = ["Reading", "Readings", "key_of", "load", "save", "text_key", "text_keys"]
