"""Files in, matches out; a broken line is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from dnm.engines.ranking import Encoder, Need, Offer, RankingError, Reference, Refusal
from dnm.engines.ranking.jsonl import match_files, read_needs, read_offers

pytestmark = pytest.mark.once


def write(path: Path, *lines: Any) -> Path:
    written = [line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() for line in lines]
    path.write_bytes(b"\n".join(written) + b"\n")
    return path


def test_needs_are_matched_in_their_order(words: Encoder, tmp_path: Path) -> None:
    needs = write(
        tmp_path / "needs",
        {"id": 7, "text": "Lagerverwaltung mit Handscannern", "languages": ["de"], "cpv": "x"},
        {"id": "b", "text": "Brot", "title": "Zu viel Brot", "lang": "de"},
    )
    offers = write(
        tmp_path / "offers",
        {"id": "o1", "text": "Vorhersage für Brot", "languages": ["en"]},
        b"  ",
        {"id": "o2", "text": "Verwaltung für das Lager, Handscanner inbegriffen", "languages": ["de"]},
    )
    steps: list[tuple[str, int, int]] = []

    found = list(match_files(needs, offers, 1, words, lambda *step: steps.append(step)))

    assert [(one["need"], one["lang"], one["matches"][0]["offer"]) for one in found] == [
        ("7", "de", "o2"),
        ("b", "de", "o1"),
    ]
    assert steps == [("offers", 2, 2), ("needs", 1, 2), ("needs", 2, 2)]
    best = found[0]["matches"][0]
    assert best["score"] == sum(reason["points"] for reason in best["reasons"])
    assert best["reasons"][-1] == {
        "kind": "for",
        "topic": "language",
        "points": 3,
        "text": "Gemeinsame Sprache: Deutsch.",
        "parameters": {"languages": "de"},
    }
    assert json.loads(json.dumps(found)) == found


def test_pairs_of_phrases_stand_in_the_result(words: Encoder, tmp_path: Path) -> None:
    needs = write(tmp_path / "needs", {"id": "n", "text": "Verwaltung unserer Lagerhallen"})
    offers = write(tmp_path / "offers", {"id": "o", "text": "Verwaltung von Lagerhallen"})

    reason = next(match_files(needs, offers, 5, words))["matches"][0]["reasons"][0]

    assert (reason["need_phrase"], reason["offer_phrase"]) == (
        "Verwaltung unserer Lagerhallen",
        "Verwaltung von Lagerhallen",
    )
    assert reason["text"] == "„Verwaltung unserer Lagerhallen“ – „Verwaltung von Lagerhallen“"


def test_all_facts_of_a_need_are_read(tmp_path: Path) -> None:
    need = {
        "id": "n",
        "text": "x",
        "industry": "10.71",
        "size_class": "small",
        "region": "DE-NW",
        "forms": ["pilot"],
        "budget_from": 0,
        "budget_to": 100,
        "stage": "market",
        "refusals": [{"offer": "o", "code": "terms"}],
    }
    assert read_needs(write(tmp_path / "needs", need)) == [
        Need(
            "n",
            "x",
            industry="10.71",
            size_class="small",
            region="DE-NW",
            forms=frozenset({"pilot"}),
            budget_from=0,
            budget_to=100,
            stage="market",
            refusals=(Refusal("o", "terms"),),
        )
    ]


def test_all_facts_of_an_offer_are_read(tmp_path: Path) -> None:
    reference = {"industry": "10", "size_class": "small", "region": "DE", "label": "L", "confirmed": True}
    offer = {
        "id": "o",
        "text": "y",
        "industries": ["10"],
        "price_from": 5,
        "price_to": 6,
        "price_per": "month",
        "capacity": 0,
        "references": [reference],
        "regions": ["*"],
        "region": None,
    }

    assert read_offers(write(tmp_path / "offers", offer)) == [
        Offer(
            "o",
            "y",
            industries=("10",),
            regions=("*",),
            price_from=5,
            price_to=6,
            price_per="month",
            capacity=0,
            references=(Reference("10", "small", "DE", "L", True),),
        )
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"{", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"id": "a", "text": "\xff"}', r"not UTF-8 \(byte 22\)"),
        (b"[1]", "not a JSON object"),
        (b" " * 4_000_001 + b"x", "longer than 4000000 bytes"),
        ({"text": "x"}, '"id" is missing'),
        ({"id": "", "text": "x"}, '"id" is missing'),
        ({"id": True, "text": "x"}, '"id" is missing'),
        ({"id": "z"}, '"text" is missing'),
        ({"id": "first", "text": "x"}, "\"id\" 'first' is already used in line 1"),
        ({"id": "z", "text": 5}, '"text" must be a text'),
        ({"id": "z", "text": "x", "forms": "pilot"}, '"forms" must be a list of texts'),
        ({"id": "z", "text": "x", "price_from": 2.5}, '"price_from" must be a whole number from 0'),
        ({"id": "z", "text": "x", "price_from": 2**63}, '"price_from" must be a whole number from 0'),
        ({"id": "z", "text": "x", "capacity": True}, '"capacity" must be a whole number from 0'),
        ({"id": "z", "text": "x", "stage": "soon"}, '"stage" must be one of idea, prototype, pilot, market'),
        ({"id": "z", "text": "x", "references": [5]}, '"references" must be a list of objects'),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: Any, fault: str) -> None:
    path = write(tmp_path / "offers", {"id": "first", "text": "x"}, line)

    with pytest.raises(RankingError, match=rf"offers, line 2: {fault}"):
        read_offers(path)


def test_a_mark_at_the_beginning_of_the_file_is_no_fault(tmp_path: Path) -> None:
    assert read_needs(write(tmp_path / "needs", b'\xef\xbb\xbf{"id": "n", "text": "x"}')) == [Need("n", "x")]
