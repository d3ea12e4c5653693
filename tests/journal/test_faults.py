"""Whoever writes past the program is found: every column of every sealed table, one at a time."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models import Field, Model
from pytest_django import Settings

from dnm.accounts.rules import SYSTEM
from dnm.carriers.actions import enter_share
from dnm.centre.models import Closure
from dnm.introductions.models import Disclosure, Release
from dnm.introductions.workflow import State
from dnm.journal.actions import erase_aside, record, seal
from dnm.journal.models import Aside, Entry, Head
from dnm.journal.queries import WrongKey, faults, sealed_models
from dnm.journal.rules import broken_bindings, commitment
from tests.events.stories import a_day_that_took_place
from tests.factories import OrganisationFactory
from tests.stories import story

pytestmark = pytest.mark.django_db

REFUSED = {(Release, "side")}
"""What the database itself does not let happen."""


@pytest.fixture
def subject() -> Closure:
    return Closure.objects.create(name="Betriebsferien", starts=date(2026, 12, 24), ends=date(2027, 1, 3))


def write_past(model: type[Model], pk: object, column: str, value: object) -> None:
    """What somebody with a database client does; on PostgreSQL foreign keys would have to be switched off."""
    table = model._meta.db_table
    key = model._meta.pk.column  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table}" SET "{column}" = %s WHERE "{key}" = %s', [value, pk])


def another(field: "Field[Any, Any]", value: Any) -> Any:
    """A different value of the same type."""
    kind = field.get_internal_type()
    if kind == "JSONField":
        return '{"another": 1}' if isinstance(value, dict) else '["another"]'
    if kind == "DateTimeField":
        return "2018-01-01 00:00:00+00:00" if connection.vendor == "postgresql" else "2018-01-01 00:00:00"
    if kind == "DateField":
        return "2018-01-01"
    if kind in ("CharField", "TextField"):
        if field.choices:
            return next(choice for choice, _ in field.flatchoices if choice != value)
        return f"{'1' if str(value).startswith('0') else '0'}{str(value)[1:] or 'x'}"
    return (value or 0) + 10


def columns_of(model: type[Model]) -> list["Field[Any, Any]"]:
    return list(model._meta.concrete_fields)


def assert_found(model: type[Model], pk: object, change: Callable[[], None], what: str) -> None:
    """The change is named with table and id, and nothing else was wrong before."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before_change")
    try:
        change()
        found = list(faults())
        assert any(line.startswith(f"{model._meta.db_table} {pk}: ") for line in found), (what, found)
    except IntegrityError:
        assert (model, what) in REFUSED
    with connection.cursor() as cursor:
        cursor.execute("ROLLBACK TO SAVEPOINT before_change")


@pytest.mark.parametrize("model", [Entry, Aside])
def test_every_column_of_the_journal_is_sealed(model: type[Model], subject: Closure) -> None:
    entries = [record("x", subject, by=SYSTEM, aside="Worte", organisation_id=7, n=n) for n in range(3)]
    seal()
    assert list(faults()) == []
    row = model._default_manager.get(pk=entries[1].pk)
    for field in columns_of(model):
        if field.primary_key:
            continue  # another test renumbers
        change = partial(write_past, model, row.pk, field.column, another(field, getattr(row, field.attname)))
        assert_found(model, row.pk, change, field.name)


def test_every_column_of_the_head_is_checked(subject: Closure) -> None:
    record("x", subject, by=SYSTEM)
    seal()
    for column, value in (("sequence", 5), ("hash", "f" * 64)):
        assert_found(Head, 1, partial(write_past, Head, 1, column, value), column)


def test_every_column_of_every_sealed_table_is_sealed_or_bound() -> None:
    story(State.INTRODUCED)
    a_day_that_took_place()
    carrier = OrganisationFactory(kind="carrier")
    enter_share(carrier, Decimal("34.375"), since=date(2018, 7, 1), by=SYSTEM, source="Handelsregister")
    seal()
    assert list(faults()) == []
    checked = []
    for model in sealed_models():
        row = model._default_manager.order_by("pk").first()
        assert row, f"the story leaves no row in {model._meta.label}"
        for field in columns_of(model):
            if field.primary_key or field.is_relation:
                continue  # deleting and renumbering are tested below; a relation is sealed by its id
            value = another(field, getattr(row, field.attname))
            change = partial(write_past, model, row.pk, field.column, value)
            assert_found(model, row.pk, change, field.name)
            checked.append(field.name)
    assert {"given_name", "name_salt", "text", "text_hash", "value", "salt", "to_id", "to_name", "erased_at"} <= set(
        checked
    )


def test_a_relation_of_a_sealed_row_is_sealed() -> None:
    told = story(State.INTRODUCED)
    other = story(State.SHORTLISTED)
    seal()
    release = Release.objects.filter(introduction=told.case).order_by("pk").first()
    assert release
    assert_found(
        Release, release.pk,
        lambda: write_past(Release, release.pk, "introduction_id", other.case.pk), "introduction",
    )  # fmt: skip


def test_a_row_that_was_added_or_deleted_past_the_journal_is_found() -> None:
    told = story(State.INTRODUCED)
    seal()
    shown = Disclosure.objects.filter(introduction=told.case).order_by("pk").first()
    assert shown
    assert_found(Disclosure, shown.pk, lambda: delete_past(Disclosure, shown.pk), "deleted")
    lost = shown.pk
    shown.pk, shown.field = None, "website"
    shown.save()
    assert list(faults()) == [f"introductions_disclosure {shown.pk}: was added past the journal"]
    assert shown.pk != lost


def delete_past(model: type[Model], pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE id = %s', [pk])


def test_an_entry_that_was_taken_out_of_the_middle_is_missed(subject: Closure) -> None:
    entries = [record("x", subject, by=SYSTEM, n=n) for n in range(3)]
    seal()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_aside WHERE entry_id = %s", [entries[1].pk])
    delete_past(Entry, entries[1].pk)
    assert list(faults()) == [f"journal_entry: number 2 is missing before row {entries[2].pk}"]


def test_an_entry_without_its_words_is_found(subject: Closure) -> None:
    entry = record("x", subject, by=SYSTEM)
    seal()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_aside WHERE entry_id = %s", [entry.pk])
    assert list(faults()) == [f"journal_aside {entry.pk}: is missing"]


def test_a_tail_that_was_cut_off_with_care_is_found_by_the_file(subject: Closure, own_files: Path) -> None:
    entries = [record("x", subject, by=SYSTEM, n=n) for n in range(3)]
    seal()
    kept = Entry.objects.get(pk=entries[1].pk)
    Aside.objects.filter(entry=entries[2]).delete()
    Entry.objects.filter(pk=entries[2].pk).delete()
    Head.objects.update(sequence=2, hash=kept.hash)
    assert list(faults()) == ["journal_entry: the file journal.head knows 3 entries, the chain ends at 2"]
    (own_files / "journal.head").write_text(f"2 {kept.hash} {'0' * 64}\n")
    assert list(faults()) == ["journal.head: the file was not written with this key"]


def test_a_chain_rebuilt_without_the_key_is_found(subject: Closure) -> None:
    record("x", subject, by=SYSTEM, n=1)
    seal()
    entry = Entry.objects.get()
    entry.details |= {"n": 2}
    entry.hash = "a" * 64
    entry.save()
    Head.objects.update(hash=entry.hash)
    assert list(faults()) == [
        f"journal_entry {entry.pk}: was changed after it was sealed",
        "journal_entry: number 1 is not the one that the file journal.head knows",
    ]


def test_words_cannot_be_erased_past_the_journal(subject: Closure) -> None:
    kept, gone = record("x", subject, by=SYSTEM, aside="a"), record("x", subject, by=SYSTEM, aside="b")
    erase_aside(gone)
    seal()
    assert list(faults()) == []
    Aside.objects.filter(pk=kept.pk).update(actor_name="", text="", salt="", erased_at="2026-11-23 10:00+01:00")
    assert list(faults()) == [f"journal_aside {kept.pk}: was erased past the journal, or at another time"]


def test_erased_words_cannot_come_back(subject: Closure) -> None:
    entry = record("x", subject, by=SYSTEM, aside="a")
    erase_aside(entry)
    Aside.objects.filter(pk=entry.pk).update(text="other")
    assert list(faults()) == [f"journal_aside {entry.pk}: has words again that were erased"]


def test_an_erased_value_stays_empty() -> None:
    salt = "ab"
    shown = Disclosure(
        value_commitment="x", erased_at="2026-11-23", to_name="Leyla Aksoy", to_salt=salt,
        to_commitment=commitment(salt, "Leyla Aksoy"),
    )  # fmt: skip
    assert broken_bindings(shown) == []
    shown.value = "back"
    assert broken_bindings(shown) == ["value"]
    shown.value, shown.to_name = "", "Katrin Rehmert"
    assert broken_bindings(shown) == ["to_name", "to_salt"]


def test_an_erased_text_stays_empty() -> None:
    salt = "ab"
    given = Release(name_salt=salt, name_commitment=commitment(salt, ""))
    assert broken_bindings(given) == []
    given.text = "back"
    assert broken_bindings(given) == ["text"]


def test_an_unsealed_entry_counts_for_its_rows_and_its_words(subject: Closure) -> None:
    entry = record("x", subject, by=SYSTEM, aside="a")
    assert list(faults()) == []
    Aside.objects.filter(pk=entry.pk).update(text="b")
    assert list(faults()) == [f"journal_aside {entry.pk}: was changed after it was written"]


def test_details_that_are_no_mapping_are_a_fault(subject: Closure) -> None:
    entry = record("x", subject, by=SYSTEM)
    Entry.objects.filter(pk=entry.pk).update(details=[1])
    assert list(faults()) == [
        f"journal_entry {entry.pk}: its details are none",
        f"journal_aside {entry.pk}: was changed after it was written",
    ]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps no garbage")
def test_a_row_that_cannot_be_read_is_named_and_the_others_are_checked() -> None:
    told = story(State.INTRODUCED)
    entry = record("x", told.case, by=SYSTEM)
    seal()
    record("x", told.case, by=SYSTEM)
    late = record("x", told.case, by=SYSTEM)
    release = Release.objects.order_by("pk").first()
    assert release
    with connection.cursor() as cursor:
        for pk in (entry.pk, late.pk):
            cursor.execute("UPDATE journal_entry SET at = '2026-13-45 99:99:99' WHERE id = %s", [pk])
        cursor.execute("UPDATE introductions_release SET text = CAST(x'ff' AS TEXT) WHERE id = %s", [release.pk])
    garbage = "holds something that no program wrote"
    found = list(faults())
    assert f"journal_entry {entry.pk}: {garbage}" in found
    assert f"journal_entry {late.pk}: {garbage}" in found
    assert f"introductions_release {release.pk}: {garbage}" in found


def test_another_journals_key_is_no_tampering(subject: Closure, settings: Settings, tmp_path: Path) -> None:
    record("x", subject, by=SYSTEM)
    seal()
    settings.JOURNAL_KEY_FILE = tmp_path / "other.key"
    with pytest.raises(WrongKey, match="not one of 1 entries fits the key"):
        list(faults())
