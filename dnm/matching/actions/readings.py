"""Two places for what the models have read. Imported only where offers are ranked: with numpy."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from django.db import connection

from dnm.engines.ranking import IndexDamaged
from dnm.engines.ranking.readings import TEXT_DIGITS, Reading, load, save

from ..queries.vectors import TABLE

SAVED_AFTER = 50
"""The file is written anew once a fiftieth of all texts is new."""
HEAD = 4
"""Bytes before the numbers of a vector as pgvector sends it: how many there are."""
logger = logging.getLogger(__name__)


class TableReadings:
    """In PostgreSQL: what one machine has read, no other reads again."""

    def __init__(self, reader: str) -> None:
        self.reader = reader
        self._wanted: set[str] | None = None

    def find(self, keys: Sequence[str]) -> dict[str, Reading]:
        sql = f"SELECT key, model, vector_send(vector), parts FROM {TABLE} WHERE reader = %s AND key = ANY(%s)"
        vectors: dict[str, dict[str, np.ndarray]] = {}
        parts: dict[str, np.ndarray] = {}
        with connection.cursor() as cursor:
            cursor.execute(sql, [self.reader, list(keys)])
            for key, model, sent, bits in cursor.fetchall():
                vector = np.frombuffer(bytes(sent), ">f4", offset=HEAD).astype(np.float32)
                vectors.setdefault(key, {})[model] = vector
                if bits is not None:
                    parts[key] = np.frombuffer(bytes(bits), np.float16).reshape(-1, len(vector))
        return {key: Reading(vectors[key], rows) for key, rows in parts.items()}

    def keep(self, fresh: Mapping[str, Reading]) -> None:
        """The parts stand beside the vector of the first model, of which they are."""
        rows = []
        for key, reading in fresh.items():
            parts: bytes | None = reading.parts.tobytes()
            for model, vector in reading.vectors.items():
                rows.append((self.reader, key, model, str(vector.tolist()), parts))
                parts = None
        sql = f"INSERT INTO {TABLE} VALUES (%s, %s, %s, %s::vector, %s) ON CONFLICT DO NOTHING"
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)

    def tidy(self, offers: set[str], others: set[str]) -> None:
        """Texts that are no longer there leave at once; the first time also what other versions have read."""
        wanted = offers | others
        with connection.cursor() as cursor:
            if self._wanted is None:
                version = self.reader.split()[0]
                cursor.execute(
                    f"DELETE FROM {TABLE} WHERE split_part(reader, ' ', 1) <> %s OR left(key, %s) <> ALL(%s)",
                    [version, TEXT_DIGITS, list(wanted)],
                )
            elif gone := self._wanted - wanted:
                cursor.execute(f"DELETE FROM {TABLE} WHERE left(key, %s) = ANY(%s)", [TEXT_DIGITS, list(gone)])
        self._wanted = wanted


class FileReadings:
    """In one file: a worker that has just started need not read everything again."""

    def __init__(self, path: Path, reader: str) -> None:
        self.path, self.reader = path, reader
        self._known = self._load()
        self._kept = {key[:TEXT_DIGITS] for key in self._known}
        self._fresh: dict[str, Reading] = {}

    def find(self, keys: Sequence[str]) -> dict[str, Reading]:
        return {key: found for key in keys if (found := self._known.get(key) or self._fresh.get(key))}

    def keep(self, fresh: Mapping[str, Reading]) -> None:
        self._fresh |= fresh

    def tidy(self, offers: set[str], others: set[str]) -> None:
        """Texts that are no longer there leave the file at once; in memory stays what does not lie in an index."""
        wanted = offers | others
        if self._kept - wanted or len(self._fresh) * SAVED_AFTER > len(wanted):
            self._save(wanted)
        self._known = {key: reading for key, reading in self._known.items() if key[:TEXT_DIGITS] in others}

    def _load(self) -> dict[str, Reading]:
        try:
            return load(self.path, self.reader) if self.path.exists() else {}
        except IndexDamaged as fault:
            logger.warning("offers are read anew: %s", fault)
            return {}

    def _save(self, wanted: set[str]) -> None:
        """A help for the next start only: on a full disk the ranking goes on without."""
        everything = (self._load() if self._kept else {}) | self._known | self._fresh
        readings = {key: reading for key, reading in everything.items() if key[:TEXT_DIGITS] in wanted}
        try:
            save(readings, self.path, self.reader)
        except OSError as fault:
            logger.warning("what was read of the offers was not kept: %s", fault)
            return
        self._known, self._fresh = readings, {}
        self._kept = {key[:TEXT_DIGITS] for key in readings}
        remove_files(self.path.parent, but=self.path)


def remove_files(folder: Path, but: Path | None = None) -> None:
    """Files of other versions, and all where the table has taken over: what is taken back must not stay in them."""
    for pattern in ("readings-*.index", "offers-*.index"):
        for path in folder.glob(pattern):
            if path != but:
                path.unlink()
