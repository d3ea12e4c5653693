"""Eight writers at once: one whole chain. Each promise has a control that shows what the naive way does."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Max

from dnm.accounts.rules import SYSTEM
from dnm.centre.models import Closure
from dnm.journal.actions import record, seal
from dnm.journal.models import Entry, Head
from dnm.journal.queries import faults
from dnm.journal.rules import entry_hash

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 8


@pytest.fixture
def rows() -> list[Closure]:
    return [Closure.objects.create(name=str(n), starts=date(2026, 12, 24), ends=date(2027, 1, 3)) for n in range(4)]


def together(act: Callable[[int], int]) -> int:
    """Let every writer act at the same time; the sum of what they return."""

    def writer(number: int) -> int:
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return sum(pool.map(writer, range(WRITERS)))


def acts(rows: list[Closure], number: int, times: int, write: Callable[[Closure], object]) -> int:
    """Actions as they are: lock a row, write the journal, lock a further row. Returns how many failed."""
    failed = 0
    for n in range(times):
        first, second = rows[(number + n) % 3], rows[(number + n) % 3 + 1]
        try:
            with transaction.atomic():
                Closure.objects.select_for_update().get(pk=first.pk)
                write(first)
                Closure.objects.select_for_update().get(pk=second.pk)
        except OperationalError as failure:
            if "deadlock" not in str(failure):
                raise
            failed += 1
    return failed


def write_at_once(rows: list[Closure], times: int) -> None:
    failed = together(lambda number: acts(rows, number, times, lambda row: record("x", row, by=SYSTEM, number=number)))
    seal()
    assert failed == 0
    assert Entry.objects.count() == WRITERS * times
    numbers = Entry.objects.order_by("sequence").values_list("sequence", flat=True)
    assert list(numbers) == list(range(1, WRITERS * times + 1))
    assert list(faults()) == []


def test_eight_writers_leave_one_whole_chain(rows: list[Closure]) -> None:
    write_at_once(rows, 8)


@pytest.mark.soak
def test_eight_writers_leave_one_whole_chain_of_2400_entries(rows: list[Closure]) -> None:
    write_at_once(rows, 300)


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time")
def test_control_locking_the_head_inside_the_action_deadlocks(rows: list[Closure]) -> None:
    Head.objects.create(pk=1)

    def naive(row: Closure) -> None:
        head = Head.objects.select_for_update().get(pk=1)
        entry = record("x", row, by=SYSTEM)
        entry.sequence, entry.previous_hash = head.sequence + 1, head.hash
        entry.hash = entry_hash(entry)
        entry.save()
        head.sequence, head.hash = entry.sequence, entry.hash
        head.save()

    assert together(lambda number: acts(rows, number, 3, naive)) > 0


def test_control_numbers_given_without_a_lock_collide(rows: list[Closure]) -> None:
    barrier = Barrier(WRITERS)
    entries = [record("x", rows[0], by=SYSTEM) for _ in range(WRITERS)]
    Entry.objects.update(sequence=None)

    def naive(number: int) -> int:
        last = Entry.objects.aggregate(last=Max("sequence"))["last"] or 0
        barrier.wait()
        try:
            Entry.objects.filter(pk=entries[number].pk).update(sequence=last + 1)
        except IntegrityError:
            return 1
        return 0

    assert together(naive) == WRITERS - 1


@pytest.mark.soak
def test_100_000_entries_are_checked_within_two_minutes(rows: list[Closure]) -> None:
    for _ in range(100):
        with transaction.atomic():
            for n in range(1000):
                record("x", rows[0], by=SYSTEM, aside="Worte", n=n)
    began = time.monotonic()
    assert list(faults()) == []
    took = time.monotonic() - began
    print(f"verified in {took:.1f} s")
    assert took < 120


def test_the_file_with_the_head_never_falls_back(rows: list[Closure]) -> None:
    """Sealers race to write it; the highest end stays."""
    for _ in range(3):
        together(lambda number: acts(rows, number, 3, lambda row: record("x", row, by=SYSTEM)))
        assert list(faults()) == []


def test_sealing_reads_the_head_again_under_the_lock(rows: list[Closure]) -> None:
    with transaction.atomic():
        for _ in range(WRITERS):
            record("x", rows[0], by=SYSTEM)
    Entry.objects.update(sequence=None, previous_hash="", hash="")
    Head.objects.update(sequence=0, hash="0" * 64)
    assert together(lambda number: seal()) == WRITERS
    assert Entry.objects.exclude(sequence=None).count() == WRITERS
