"""Any sentence model in ONNX form that an operator brings in a folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Encoding, Tokenizer

from dnm.engines.ranking.models import WINDOW, Encoded, Side, Vectors, encode_apart, session, unit
from dnm.engines.ranking.weights import WeightsError, check_hash

KNOWN_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
AT_ONCE = 16
"""Texts that are run together."""


class OnnxFolder:
    """Any sentence model in ONNX form: `model.onnx`, `tokenizer.json` and, if wished, `dnm.json`.

    `dnm.json` may give prefixes and checksums:
    {"need": "query: ", "offer": "passage: ", "sha256": {"model.onnx": "…", "tokenizer.json": "…"}}.
    The graph takes some of KNOWN_INPUTS; its first output is one vector per text, or one per token (then their
    mean is taken). Raises WeightsError for a folder that cannot be used.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        settings = _settings(folder / "dnm.json")
        for name in ("model.onnx", "tokenizer.json"):
            if not (folder / name).is_file():
                raise WeightsError(f"The model folder {folder} lacks the file {name}.")
            if name in settings.get("sha256", {}):
                check_hash(folder / name, settings["sha256"][name])
        self.name = folder.resolve().name
        self._prefix: dict[str, str] = {side: settings.get(side, "") for side in ("need", "offer")}
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = session(folder / "model.onnx", threads)
        except Exception as error:
            raise WeightsError(f"The model in {folder} cannot be read: {' '.join(str(error).split())}") from error
        self._tokenizer.enable_truncation(WINDOW * 2)
        self._tokenizer.enable_padding()
        self._inputs = [node.name for node in self._session.get_inputs()]
        strange = sorted(set(self._inputs) - set(KNOWN_INPUTS))
        if strange:
            raise WeightsError(f"The model in {folder} asks for the input {strange[0]}; known: {KNOWN_INPUTS}.")
        shape = self._session.get_outputs()[0].shape
        if len(shape) not in (2, 3) or not isinstance(shape[-1], int):
            raise WeightsError(f"The model in {folder} gives {shape}: neither one vector per text nor one per token.")
        self.width = shape[-1]

    def encode(self, texts: Sequence[str], side: Side) -> Vectors:
        rows = np.zeros((len(texts), self.width), np.float32)
        prepared = [self._prefix[side] + text for text in texts]
        for start in range(0, len(prepared), AT_ONCE):
            some = prepared[start : start + AT_ONCE]
            rows[start : start + AT_ONCE] = self._run(self._tokenizer.encode_batch(some))
        return unit(rows)

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[str]], side: Side) -> Encoded:
        return encode_apart(self, texts, parts, side)

    def _run(self, encodings: list[Encoding]) -> Vectors:
        mask = np.array([encoding.attention_mask for encoding in encodings], np.int64)
        known = {
            "input_ids": np.array([encoding.ids for encoding in encodings], np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        output = self._session.run(None, {name: known[name] for name in self._inputs})[0]
        if output.ndim == 2:
            return np.asarray(output, np.float32)
        kept = output * mask[:, :, None]
        return np.asarray(kept.sum(axis=1) / np.maximum(mask.sum(axis=1, keepdims=True), 1), np.float32)


def _settings(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        settings = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise WeightsError(f"{path} is not valid JSON: {error}") from None
    if not isinstance(settings, dict) or not isinstance(settings.get("sha256", {}), dict):
        raise WeightsError(f"{path} must be a JSON object, and sha256 in it too.")
    return settings
