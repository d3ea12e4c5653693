"""Keeps an index in one file: a checksum, then numbers and texts, no code. A damaged file is refused."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np

from dnm.engines.ranking import sealed
from dnm.engines.ranking.alignment import Cut
from dnm.engines.ranking.encoder import Encoder
from dnm.engines.ranking.index import Index
from dnm.engines.ranking.phrases import Phrase
from dnm.engines.ranking.records import Offer, Reference, Span
from dnm.engines.ranking.rows import Rows
from dnm.engines.ranking.sealed import IndexDamaged


def save(index: Index, path: Path) -> None:
    """Writes the index beside the old file, then takes its place in one step."""
    sealed.write(path, _arrays(index))


def load(path: Path, encoder: Encoder) -> Index:
    """The index as it was saved. Raises IndexDamaged."""
    return sealed.read(path, lambda arrays: _index(arrays, encoder))


def _arrays(index: Index) -> dict[str, Any]:
    offers = index._offers.values()
    cuts = {id: [dataclasses.astuple(phrase.span) for phrase in cut.phrases] for id, cut in index._cuts.items()}
    meta = {
        "encoder": index.encoder.name,
        "phrases_ahead": index.phrases_ahead,
        "exact_up_to": index.exact_up_to,
        "offers": [_plain(offer) for offer in offers],
        "languages": index._languages,
        "vocabulary": list(index._vocabulary),
        "cuts": cuts,
        "learned": list(index._learned),
    }
    arrays: dict[str, Any] = {"meta": np.frombuffer(json.dumps(meta).encode(), np.uint8)}
    arrays["words"], arrays["word_ends"] = _joined(list(index._words.values()), np.int32)
    arrays["learned_words"], arrays["learned_word_ends"] = _joined(index._learned_words, np.int32)
    arrays |= {f"rows {name}": rows.all for name, rows in index._rows.items()}
    for language, found in index._learned.items():
        arrays |= {f"learned {language} {name}": rows for name, rows in found.items()}
    if cuts:
        arrays["cuts"] = np.concatenate([cut.vectors for cut in index._cuts.values()])
    return arrays


def _joined(parts: list[Any], kind: type[np.generic]) -> tuple[Any, Any]:
    return np.concatenate([*parts, np.zeros(0, kind)]), np.cumsum([len(part) for part in parts], dtype=np.int64)


def _plain(offer: Offer) -> dict[str, Any]:
    values = {field.name: getattr(offer, field.name) for field in dataclasses.fields(offer)}
    values["forms"] = sorted(offer.forms)
    values["references"] = [dataclasses.asdict(reference) for reference in offer.references]
    return values


def _offer(values: dict[str, Any]) -> Offer:
    for name in ("industries", "size_classes", "regions", "languages"):
        values[name] = tuple(values[name])
    values["forms"] = frozenset(values["forms"])
    values["references"] = tuple(Reference(**reference) for reference in values["references"])
    return Offer(**values)


def _index(arrays: dict[str, Any], encoder: Encoder) -> Index:
    meta = json.loads(arrays["meta"].tobytes())
    if meta["encoder"] != encoder.name:
        raise ValueError(f"made with the models {meta['encoder']}, not {encoder.name}.")
    index = Index(encoder, meta["phrases_ahead"], meta["exact_up_to"])
    index._vocabulary.extend(meta["vocabulary"])
    words = np.split(arrays["words"], arrays["word_ends"][:-1])
    for values, part in zip(meta["offers"], words[: len(meta["offers"])], strict=True):
        offer = _offer(values)
        index._offers[offer.id], index._words[offer.id] = offer, part
    index._languages = meta["languages"]
    index._rows = {model.name: Rows(arrays[f"rows {model.name}"]) for model in encoder.models}
    index._learned = {
        language: {model.name: arrays[f"learned {language} {model.name}"] for model in encoder.models}
        for language in meta["learned"]
    }
    learned = arrays["learned_word_ends"]
    index._learned_words = np.split(arrays["learned_words"], learned[:-1])[: len(learned)]
    at = 0
    for id, spans in meta["cuts"].items():
        found = [_phrase(index._offers[id], Span(*span)) for span in spans]
        index._cuts[id] = Cut(found, arrays["cuts"][at : at + len(found)])
        at += len(found)
    return index


def _phrase(offer: Offer, span: Span) -> Phrase:
    text = offer.title if span.field == "title" else offer.text
    return Phrase(text[span.start : span.end], span)


__all__ = ["IndexDamaged", "load", "save"]
