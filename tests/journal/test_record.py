"""Writing entries, sealing them, erasing words."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection, transaction

from dnm.accounts.rules import SYSTEM
from dnm.centre.models import Closure
from dnm.journal.actions import erase_aside, erase_asides, record, renew_head, seal
from dnm.journal.headfile import WrittenHead, written_head
from dnm.journal.models import Aside, Entry, Head
from dnm.journal.queries import end_of_chain, faults, history_of
from dnm.journal.rules import digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject() -> Closure:
    return Closure.objects.create(name="Betriebsferien", starts=date(2026, 12, 24), ends=date(2027, 1, 3))


def test_an_entry_says_what_happened_and_keeps_names_outside_the_chain(subject: Closure) -> None:
    entry = record("closure.added", subject, by=SYSTEM, aside="Frau Beckmann hat angerufen", days=11)
    assert (entry.verb, entry.subject_label, entry.subject_id) == (
        "closure.added",
        "centre.closure",
        subject.pk,
    )
    assert entry.details["days"] == 11
    assert "Beckmann" not in str(entry.details)
    assert entry.aside.text == "Frau Beckmann hat angerufen"


def test_details_hold_dates_amounts_and_rows_as_plain_values(subject: Closure) -> None:
    entry = record("x", subject, by=SYSTEM, on=date(2026, 11, 23), euro=Decimal("12.50"), row=subject)
    assert Entry.objects.get(pk=entry.pk).details | {"aside": ""} == {
        "on": "2026-11-23", "euro": "12.5", "row": subject.pk, "aside": "",
    }  # fmt: skip


def test_details_of_an_unknown_kind_are_refused(subject: Closure) -> None:
    with pytest.raises(TypeError, match="cannot seal a set"):
        record("x", subject, by=SYSTEM, topics={"a"})


def test_whole_numbers_are_sealed_alike_however_a_database_returns_them() -> None:
    assert digest({"a": [1e16, 2.0], "b": {"c": 0.5}}) == digest({"b": {"c": 0.5}, "a": (10**16, 2)})


def test_sealing_gives_every_entry_its_place_and_is_safe_to_repeat(subject: Closure) -> None:
    entries = [record("x", subject, by=SYSTEM, n=n) for n in range(3)]
    assert [seal(), seal()] == [3, 0]
    placed = list(Entry.objects.order_by("id"))
    assert [entry.sequence for entry in placed] == [1, 2, 3]
    assert [entry.previous_hash for entry in placed] == ["0" * 64, placed[0].hash, placed[1].hash]
    assert written_head() == WrittenHead(3, placed[2].hash)
    assert end_of_chain().sequence == 3
    assert list(history_of(subject)) == entries
    assert list(faults()) == []


def test_more_entries_than_one_batch_are_sealed_in_one_chain(subject: Closure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dnm.journal.actions.SEALED_AT_ONCE", 2)
    for n in range(5):
        record("x", subject, by=SYSTEM, n=n)
    assert seal() == 5
    assert list(faults()) == []


def test_erased_words_are_gone_and_the_chain_stays_whole(subject: Closure) -> None:
    entries = [record("x", subject, by=SYSTEM, aside=f"Anruf von Frau {n}") for n in range(3)]
    seal()
    erase_asides(entries[:2], by=SYSTEM)
    erase_aside(entries[0])  # a second time: nothing left to do
    seal()
    gone = [(aside.actor_name, aside.text, aside.salt) for aside in Aside.objects.order_by("pk")[:2]]
    assert gone == [("", "", ""), ("", "", "")]
    assert Entry.objects.filter(verb="journal.erased").count() == 1
    assert list(faults()) == []


def test_the_file_with_the_head_is_never_written_over_when_somebody_touched_it(
    subject: Closure, own_files: Path
) -> None:
    record("x", subject, by=SYSTEM)
    seal()
    path = own_files / "journal.head"
    for content in ("", "1 abc", "7 " + "f" * 64 + " " + "0" * 64, None):
        path.unlink() if content is None else path.write_text(content)
        record("x", subject, by=SYSTEM)
        assert seal() == 1
        assert (path.read_text() if path.exists() else None) == content
        assert [line for line in faults() if line.startswith("journal.head: ")] != []
    renew_head()
    assert list(faults()) == []


def test_the_head_starts_with_the_first_entry(subject: Closure, own_files: Path) -> None:
    assert list(faults()) == []
    renew_head()
    assert written_head() == WrittenHead(0, "0" * 64)
    record("x", subject, by=SYSTEM)
    seal()
    assert Head.objects.get().sequence == 1
    assert list(faults()) == []


@pytest.mark.django_db(transaction=True)
def test_entries_are_sealed_directly_after_the_commit(subject: Closure) -> None:
    with transaction.atomic():
        record("x", subject, by=SYSTEM)
        assert Entry.objects.get().sequence is None
    assert Entry.objects.get().sequence == 1


@pytest.mark.django_db(transaction=True)
def test_an_entry_of_an_act_that_failed_does_not_exist(subject: Closure) -> None:
    with transaction.atomic():
        record("x", subject, by=SYSTEM)
        transaction.set_rollback(True)
    assert (Entry.objects.count(), Aside.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_failure_of_sealing_is_no_failure_of_the_act(
    subject: Closure, own_files: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (own_files / "journal.head.lock").mkdir()
    record("x", subject, by=SYSTEM)
    assert Entry.objects.count() == 1
    assert "Error calling seal" in caplog.text
    (own_files / "journal.head.lock").rmdir()
    assert seal() == 1
    assert connection.in_atomic_block is False
