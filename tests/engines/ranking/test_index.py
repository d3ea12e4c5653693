"""Offers come, change, go, and survive on disk."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from dnm.engines.ranking import Encoder, Index, IndexDamaged, Need, Offer, RankingError, Reference, rank
from dnm.engines.ranking.store import load, save

pytestmark = pytest.mark.once

NEED = Need("n", "Vorhersage des Verkaufs je Filiale", industry="10.71")


def found(index: Index, need: Need = NEED) -> list[tuple[str, int]]:
    return [(match.offer_id, match.score) for match in rank(need, index)]


def test_adding_in_parts_is_the_same_as_adding_at_once(light: Encoder, offers: list[Offer]) -> None:
    once, parts = Index(light), Index(light)
    once.add(offers)
    parts.add(offers[:2])
    rank(NEED, parts)
    parts.add(offers[2:])

    assert (len(parts), parts.ids()) == (6, [offer.id for offer in offers])
    assert found(parts) == found(once)


def test_a_removed_offer_is_gone(light: Encoder, offers: list[Offer]) -> None:
    kept, index = Index(light), Index(light)
    kept.add(offers[1:])
    index.add(offers)
    index.remove(["brot"])
    index.remove([])

    assert found(index) == found(kept)


def test_a_changed_text_counts_at_once(light: Encoder, offers: list[Offer]) -> None:
    index, fresh = Index(light), Index(light)
    index.add(offers)
    changed = dataclasses.replace(offers[0], text="We weld pipes.")
    index.change([changed, Offer("new", "Neues Angebot")])
    fresh.add([*offers[1:], changed, Offer("new", "Neues Angebot")])

    assert index.language("brot") == "en"
    assert found(index) == found(fresh)


def test_changed_facts_need_no_new_vectors(light: Encoder, offers: list[Offer]) -> None:
    index = Index(light)
    index.add(offers)
    before = dict(found(index))
    index.change([dataclasses.replace(offers[0], industries=("10.71",))])

    assert index.ids()[0] == "brot"
    assert dict(found(index))["brot"] - before["brot"] == 6


def test_an_id_can_be_taken_only_once_and_nothing_is_taken_then(words: Encoder, offers: list[Offer]) -> None:
    index = Index(words)
    index.add(offers[:1])

    with pytest.raises(RankingError, match="'brot' is there twice"):
        index.add([offers[1], offers[0]])

    assert index.ids() == ["brot"]


def test_an_unknown_id_cannot_be_removed(words: Encoder, offers: list[Offer]) -> None:
    index = Index(words)
    index.add(offers)

    with pytest.raises(RankingError, match="There is no offer 'nobody'"):
        index.remove(["brot", "nobody"])

    assert len(index) == 6


def test_phrases_are_found_later_if_not_ahead(light: Encoder, offers: list[Offer]) -> None:
    ahead, later = Index(light), Index(light, phrases_ahead=False)
    ahead.add(offers)
    later.add(offers)

    assert rank(NEED, later) == rank(NEED, ahead)


def test_the_language_of_an_offer_can_be_corrected(words: Encoder) -> None:
    index = Index(words)
    index.add([Offer("a", "Software", language="en"), Offer("b", "Software für den Handel")])

    assert [index.language("a"), index.language("b")] == ["en", "de"]


def test_learned_needs_move_the_middle(light: Encoder, offers: list[Offer]) -> None:
    index = Index(light)
    index.add(offers)
    alone = index.scores(index.prepare([NEED])[0])
    index.learn(index.prepare([NEED, Need("m", "Roboter schweißen kleine Serien")] * 30))

    assert not np.allclose(index.scores(index.prepare([NEED])[0]), alone)


def test_a_language_with_many_offers_is_measured_for_itself(words: Encoder) -> None:
    index = Index(words)
    index.add(Offer(f"fr{number}", f"Logiciel de gestion numéro {number}", language="fr") for number in range(250))
    index.add([Offer("de", "Logistik und Verwaltung"), Offer("pl", "zarządzanie logistyką", language="pl")])

    assert {match.offer_id for match in rank(Need("n", "Logistik und Verwaltung"), index, 2)} == {"de", "pl"}


@pytest.fixture
def rich(offers: list[Offer]) -> list[Offer]:
    references = (Reference("10.71", "medium", "DE-NW", "Bäckerei", True),)
    facts = dataclasses.replace(offers[0], references=references, forms=frozenset({"pilot", "purchase"}), capacity=2)
    return [facts, dataclasses.replace(offers[1], title="Crumbcast works for every bakery"), *offers[2:]]


@pytest.mark.parametrize("ahead", [True, False])
def test_a_saved_index_comes_back_unchanged(light: Encoder, rich: list[Offer], tmp_path: Path, ahead: bool) -> None:
    index = Index(light, phrases_ahead=ahead)
    index.add(rich)
    index.learn(index.prepare([NEED]))
    save(index, tmp_path / "index")

    again = load(tmp_path / "index", light)

    assert rank(NEED, again) == rank(NEED, index)
    assert [again.offer(id) for id in again.ids()] == rich
    again.add([Offer("more", "Noch ein Angebot")])
    assert len(again) == 7
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_an_empty_index_comes_back_empty(words: Encoder, tmp_path: Path) -> None:
    save(Index(words), tmp_path / "index")

    assert found(load(tmp_path / "index", words)) == []


@pytest.mark.parametrize("place", [5, 30, 60, 400, -1])
def test_one_changed_byte_is_noticed(words: Encoder, offers: list[Offer], tmp_path: Path, place: int) -> None:
    index = Index(words)
    index.add(offers)
    path = tmp_path / "index"
    save(index, path)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)

    with pytest.raises(IndexDamaged, match="index"):
        load(path, words)


def test_a_damaged_index_is_built_again_and_nothing_is_lost(
    words: Encoder, offers: list[Offer], tmp_path: Path
) -> None:
    index = Index(words)
    index.add(offers)
    path = tmp_path / "index"
    save(index, path)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(IndexDamaged):
        load(path, words)

    again = Index(words)
    again.add(offers)
    save(again, path)

    assert found(load(path, words)) == found(index)


def test_a_cut_off_file_a_strange_file_and_a_missing_file_are_refused(
    words: Encoder, offers: list[Offer], tmp_path: Path
) -> None:
    index = Index(words)
    index.add(offers)
    path = tmp_path / "index"
    save(index, path)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(IndexDamaged, match="damaged"):
        load(path, words)
    path.write_bytes(b"something else")
    with pytest.raises(IndexDamaged, match="not an index of this version"):
        load(path, words)
    with pytest.raises(IndexDamaged, match="cannot be read: No such file"):
        load(tmp_path / "nothing", words)


def test_an_index_of_another_model_is_refused(words: Encoder, light: Encoder, tmp_path: Path) -> None:
    save(Index(words), tmp_path / "index")

    with pytest.raises(IndexDamaged, match="made with the models words, not use:512"):
        load(tmp_path / "index", light)
