"""The sentence models in use, chosen once per process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from dnm.engines.ranking import background, weights
from dnm.engines.ranking.folder import OnnxFolder
from dnm.engines.ranking.models import E5, SentenceModel, Side, Use, Vectors
from dnm.engines.ranking.readings import Reading, Readings, key_of
from dnm.engines.ranking.records import ENGINE_VERSION
from dnm.engines.ranking.weights import WeightsError

Mode = Literal["full", "light", "lexical", "folder"]


class Encoder:
    """Turns texts into vectors, one per model; without models the ranking goes by words alone.

    Loading takes up to two seconds: once per process, in the worker and the command line, never in web.
    `readings`, if set, is where readings are looked up before a model is asked, and where new ones go.
    """

    def __init__(self, mode: Mode, models: Sequence[SentenceModel]) -> None:
        self.mode = mode
        self.models = tuple(models)
        self.readings: Readings | None = None
        self._background: dict[tuple[Side, str], tuple[dict[str, Vectors], Vectors]] = {}

    @classmethod
    def full(cls, folder: Path, threads: int = 1) -> Encoder:
        """multilingual-e5-small, prepared in the folder, and USE multilingual."""
        return cls("full", [E5(folder, threads), Use()])

    @classmethod
    def light(cls) -> Encoder:
        """USE multilingual only: a third of the memory, a fifth of the time."""
        return cls("light", [Use()])

    @classmethod
    def lexical(cls) -> Encoder:
        """No model."""
        return cls("lexical", [])

    @classmethod
    def from_folder(cls, folder: Path, threads: int = 1) -> Encoder:
        """Any sentence model in ONNX form (see folder.OnnxFolder)."""
        return cls("folder", [OnnxFolder(folder, threads)])

    @classmethod
    def best(cls, folder: Path, threads: int = 1, light: bool = False) -> Encoder:
        """The best encoder this machine can load; `mode` tells which one it became.

        A missing model is done without. A file with a wrong hash is refused: WeightsError.
        """
        if not weights.installed(weights.USE_WEIGHTS):
            return cls.lexical()
        if light or not weights.installed(weights.E5_WEIGHTS) or not weights.built(folder):
            return cls.light()
        return cls.full(folder, threads)

    @property
    def name(self) -> str:
        """Identifies the models; vectors of encoders with different names must not be mixed."""
        return "+".join(f"{model.name}:{model.width}" for model in self.models) or "words"

    @property
    def reader(self) -> str:
        """Identifies what reads: another engine, model or model file makes other numbers of the same text."""
        return f"{ENGINE_VERSION} {self.name} {weights.FINGERPRINT}"

    def encode(self, texts: Sequence[str], side: Side) -> dict[str, Vectors]:
        """Vectors of all texts for each model, by the model's name."""
        return {model.name: model.encode(texts, side) for model in self.models}

    def encode_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[str]], side: Side
    ) -> tuple[dict[str, Vectors], list[Vectors]]:
        """As encode, and vectors of each text's parts by the first model (no columns without a model).

        What is found among the readings is not computed again.
        """
        return self._found(texts, parts, side, side)

    def average_part(self, side: Side, language: str) -> Vectors:
        """The mean of the background texts, each taken as one part."""
        return self._usual(side, language)[1]

    def background(self, side: Side, language: str) -> dict[str, Vectors]:
        """Vectors of the background texts."""
        return self._usual(side, language)[0]

    def _usual(self, side: Side, language: str) -> tuple[dict[str, Vectors], Vectors]:
        """Vectors of the background texts and their mean as parts, read on first use."""
        key = (side, language if language in background.LANGUAGES else "en")
        if key not in self._background:
            texts = background.texts(*key)
            vectors, parts = self._found(texts, [[text] for text in texts], side, f"background {side}")
            self._background[key] = vectors, np.concatenate(parts).mean(axis=0)
        return self._background[key]

    def _found(
        self, texts: Sequence[str], parts: Sequence[Sequence[str]], side: Side, kept_as: str
    ) -> tuple[dict[str, Vectors], list[Vectors]]:
        if not self.models:
            return {}, [np.zeros((len(listed), 0), np.float32) for listed in parts]
        keys = [key_of(kept_as, text, listed) for text, listed in zip(texts, parts, strict=True)]
        widths = {model.name: model.width for model in self.models}
        known = self.readings.find(keys) if self.readings else {}
        fitting = {
            key: known[key]
            for key, listed in zip(keys, parts, strict=True)
            if key in known and known[key].fits(widths, len(listed))
        }
        places = {key: place for place, key in enumerate(keys) if key not in fitting}
        fresh = self._read([texts[at] for at in places.values()], [parts[at] for at in places.values()], side)
        new = dict(zip(places, fresh, strict=True))
        if self.readings and new:
            self.readings.keep(new)
        readings = [fitting.get(key) or new[key] for key in keys]
        vectors = {name: _stacked([one.vectors[name] for one in readings], width) for name, width in widths.items()}
        return vectors, [one.parts.astype(np.float32) for one in readings]

    def _read(self, texts: Sequence[str], parts: Sequence[Sequence[str]], side: Side) -> list[Reading]:
        """Parts are rounded to what is kept, so that a text that was read before gives the same as a new one."""
        if not texts:
            return []
        first, *others = self.models
        vectors, rows = first.encode_parts(texts, parts, side)
        tables = {first.name: vectors} | {model.name: model.encode(texts, side) for model in others}
        return [
            Reading({name: table[place] for name, table in tables.items()}, part.astype(np.float16))
            for place, part in enumerate(rows)
        ]

    def average_need(self, language: str) -> dict[str, Vectors]:
        """The mean vector of the background needs, one row per model."""
        found = self.background("need", language)
        return {name: np.mean(rows, axis=0, keepdims=True) for name, rows in found.items()}


def _stacked(rows: Sequence[Vectors], width: int) -> Vectors:
    return np.stack(rows) if rows else np.zeros((0, width), np.float32)


__all__ = ["Encoder", "Mode", "WeightsError"]
