"""Needs and offers from JSONL files, matches as plain values: what `dnm match` does."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dnm.engines.ranking.encoder import Encoder
from dnm.engines.ranking.index import BATCH, Index, PreparedNeed
from dnm.engines.ranking.matching import rank_prepared
from dnm.engines.ranking.records import (
    ENGINE_VERSION,
    REFUSAL_CODES,
    SIZE_CLASSES,
    STAGES,
    Match,
    Need,
    Offer,
    RankingError,
    Reason,
    Reference,
    Refusal,
)
from dnm.engines.ranking.wording import sentence

Progress = Callable[[str, int, int], None]
"""Called with what is counted ("offers", "needs"), how many are done, and how many there are."""

PHRASES_AHEAD_UP_TO = 2_000
LONGEST_LINE = 4_000_000


class LineError(RankingError):
    """A line that cannot be used; the message names file, line and fault."""

    def __init__(self, path: Path, line: int, fault: str) -> None:
        super().__init__(f"{path}, line {line}: {fault}")


def match_files(
    needs_path: Path, offers_path: Path, top: int, encoder: Encoder, progress: Progress | None = None
) -> Iterator[dict[str, Any]]:
    """One result per need, in the order of the file. Both files are checked before the first result."""
    report = progress or (lambda what, done, total: None)
    needs, offers = read_needs(needs_path), read_offers(offers_path)
    index = Index(encoder, phrases_ahead=len(offers) <= PHRASES_AHEAD_UP_TO)
    for start in range(0, len(offers), BATCH):
        index.add(offers[start : start + BATCH])
        report("offers", min(start + BATCH, len(offers)), len(offers))
    prepared: list[PreparedNeed] = []
    for start in range(0, len(needs), BATCH):
        prepared += index.prepare(needs[start : start + BATCH])
    index.learn(prepared)
    return _results(prepared, index, top, report)


def _results(prepared: list[PreparedNeed], index: Index, top: int, report: Progress) -> Iterator[dict[str, Any]]:
    for done, need in enumerate(prepared, start=1):
        matches = [match_values(match) for match in rank_prepared(need, index, top)]
        report("needs", done, len(prepared))
        yield {"need": need.need.id, "lang": need.language, "engine": ENGINE_VERSION, "matches": matches}


def match_values(match: Match, language: str = "de") -> dict[str, Any]:
    """A match as JSON values, its reasons with a readable sentence."""
    return {
        "offer": match.offer_id,
        "score": match.score,
        "weak": match.weak,
        "lang": match.language,
        "reasons": [reason_values(reason, language) for reason in match.reasons],
    }


def reason_values(reason: Reason, language: str = "de") -> dict[str, Any]:
    """A reason as JSON values."""
    values: dict[str, Any] = {
        "kind": reason.kind,
        "topic": reason.topic,
        "points": reason.points,
        "text": sentence(reason, language),
    }
    if reason.need_phrase:
        values |= {"need_phrase": reason.need_phrase, "offer_phrase": reason.offer_phrase}
    if reason.parameters:
        values["parameters"] = dict(reason.parameters)
    return values


def read_needs(path: Path) -> list[Need]:
    """All needs of a file. Raises LineError at the first line that cannot be used."""
    return [_need(row) for row in _rows(path)]


def read_offers(path: Path) -> list[Offer]:
    """All offers of a file. Raises LineError at the first line that cannot be used."""
    return [_offer(row) for row in _rows(path)]


class Row:
    """One object of a file; reads its fields and complains about wrong ones by name."""

    def __init__(self, values: dict[str, Any], fail: Callable[[str], RankingError]) -> None:
        self._values, self.fail = values, fail

    def text(self, name: str, allowed: tuple[str, ...] = ()) -> str:
        value = self._values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.fail(f'"{name}" must be a text.')
        if allowed and value and value not in allowed:
            raise self.fail(f'"{name}" must be one of {", ".join(allowed)}.')
        return value

    def number(self, name: str) -> int | None:
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**12:
            raise self.fail(f'"{name}" must be a whole number from 0.')
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._values.get(name) or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fail(f'"{name}" must be a list of texts.')
        return tuple(value)

    def objects(self, name: str) -> list[Row]:
        value = self._values.get(name) or []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fail(f'"{name}" must be a list of objects.')
        return [Row(item, self.fail) for item in value]

    def flag(self, name: str) -> bool:
        return self._values.get(name) is True

    def identifier(self) -> str:
        value = self._values.get("id")
        if isinstance(value, bool) or not isinstance(value, (str, int)) or value == "":
            raise self.fail('"id" is missing.')
        return str(value)


def _rows(path: Path) -> Iterator[Row]:
    seen: dict[str, int] = {}
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            row = Row(_parsed(path, number, line), functools.partial(LineError, path, number))
            id = row.identifier()
            if id in seen:
                raise LineError(path, number, f'"id" {id!r} is already used in line {seen[id]}.')
            if "text" not in row._values:
                raise LineError(path, number, '"text" is missing.')
            seen[id] = number
            yield row


def _parsed(path: Path, number: int, line: bytes) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise LineError(path, number, f"longer than {LONGEST_LINE} bytes.")
    try:
        values = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        raise LineError(path, number, f"not UTF-8 (byte {error.start + 1}).") from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise LineError(path, number, f"not valid JSON ({error}).") from None
    if not isinstance(values, dict):
        raise LineError(path, number, "not a JSON object.")
    return values


def _need(row: Row) -> Need:
    return Need(
        id=row.identifier(),
        text=row.text("text"),
        title=row.text("title"),
        language=row.text("lang"),
        industry=row.text("industry"),
        size_class=row.text("size_class", SIZE_CLASSES),
        region=row.text("region"),
        forms=frozenset(row.texts("forms")),
        languages=row.texts("languages"),
        budget_from=row.number("budget_from"),
        budget_to=row.number("budget_to"),
        stage=row.text("stage", STAGES),
        refusals=tuple(
            Refusal(item.text("offer"), item.text("code", REFUSAL_CODES)) for item in row.objects("refusals")
        ),
    )


def _offer(row: Row) -> Offer:
    return Offer(
        id=row.identifier(),
        text=row.text("text"),
        title=row.text("title"),
        language=row.text("lang"),
        industries=row.texts("industries"),
        size_classes=row.texts("size_classes"),
        region=row.text("region"),
        regions=row.texts("regions"),
        forms=frozenset(row.texts("forms")),
        languages=row.texts("languages"),
        price_from=row.number("price_from"),
        price_to=row.number("price_to"),
        price_per=row.text("price_per", ("once", "month", "year")) or "once",
        stage=row.text("stage", STAGES),
        capacity=row.number("capacity"),
        references=tuple(_reference(item) for item in row.objects("references")),
    )


def _reference(row: Row) -> Reference:
    return Reference(
        industry=row.text("industry"),
        size_class=row.text("size_class", SIZE_CLASSES),
        region=row.text("region"),
        label=row.text("label"),
        confirmed=row.flag("confirmed"),
    )
