"""The sentence models in use, chosen once per process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from dnm.engines.ranking import background, weights
from dnm.engines.ranking.folder import OnnxFolder
from dnm.engines.ranking.models import E5, SentenceModel, Side, Use, Vectors
from dnm.engines.ranking.weights import WeightsError

Mode = Literal["full", "light", "lexical", "folder"]


class Encoder:
    """Turns texts into vectors, one per model; without models the ranking goes by words alone.

    Loading takes up to two seconds: once per process, in the worker and the command line, never in web.
    """

    def __init__(self, mode: Mode, models: Sequence[SentenceModel]) -> None:
        self.mode = mode
        self.models = tuple(models)
        self._background: dict[tuple[Side, str], dict[str, Vectors]] = {}
        self._average_part: dict[tuple[Side, str], Vectors] = {}

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

    def encode(self, texts: Sequence[str], side: Side) -> dict[str, Vectors]:
        """Vectors of all texts for each model, by the model's name."""
        return {model.name: model.encode(texts, side) for model in self.models}

    def encode_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[str]], side: Side
    ) -> tuple[dict[str, Vectors], list[Vectors]]:
        """As encode, and vectors of each text's parts by the first model (no columns without a model)."""
        vectors: dict[str, Vectors] = {}
        rows = [np.zeros((len(listed), 0), np.float32) for listed in parts]
        for model in self.models[:1]:
            vectors[model.name], rows = model.encode_parts(texts, parts, side)
        vectors |= {model.name: model.encode(texts, side) for model in self.models[1:]}
        return vectors, rows

    def average_part(self, side: Side, language: str) -> Vectors:
        """The mean of the background texts, each taken as one part."""
        key = (side, language if language in background.LANGUAGES else "en")
        if key not in self._average_part:
            texts = background.texts(*key)
            rows = self.models[0].encode_parts(texts, [[text] for text in texts], side).parts
            self._average_part[key] = np.concatenate(rows).mean(axis=0)
        return self._average_part[key]

    def background(self, side: Side, language: str) -> dict[str, Vectors]:
        """Vectors of the background texts, computed on first use."""
        key = (side, language if language in background.LANGUAGES else "en")
        if key not in self._background:
            self._background[key] = self.encode(background.texts(*key), side)
        return self._background[key]

    def average_need(self, language: str) -> dict[str, Vectors]:
        """The mean vector of the background needs, one row per model."""
        found = self.background("need", language)
        return {name: np.mean(rows, axis=0, keepdims=True) for name, rows in found.items()}


__all__ = ["Encoder", "Mode", "WeightsError"]
