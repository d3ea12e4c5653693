"""The logical hash: the same for the same knowledge, another for any change."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from dnm.centre.models import Closure
from dnm.cli.snapshot import kept_models, logical_hash, one_moment, plain, read_back
from dnm.mail.actions import Recipient, queue_text
from dnm.work.actions import beat, enqueue
from dnm.work.models import Job

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")


def test_the_hash_changes_with_every_row_and_comes_back_with_it() -> None:
    empty = logical_hash()
    closure = Closure.objects.create(name="x", starts=date(2026, 12, 24), ends=date(2026, 12, 31))
    one = logical_hash()
    Closure.objects.update(name="y")
    other = logical_hash()
    closure.delete()
    assert len({empty, one, other}) == 3
    assert logical_hash() == empty


def test_what_only_the_machine_needs_does_not_count() -> None:
    before = logical_hash()
    Session.objects.create(session_key="a", session_data="b", expire_date=timezone.now())
    beat("worker")
    job = enqueue("work.sweep")
    asked = logical_hash()
    Job.objects.filter(pk=job.pk).update(state="done")
    assert asked != before
    assert logical_hash() == before


def test_the_words_of_a_secret_letter_do_not_count() -> None:
    letter = queue_text("x", "Code", "123456", to=Recipient("a@b.example"), secret=True)
    with_words = logical_hash()
    letter.body = "654321"
    letter.save()
    assert logical_hash() == with_words


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_while_reading_one_moment() -> None:
    with one_moment():
        assert Closure.objects.count() == 0
    Closure.objects.create(name="x", starts=date(2026, 12, 24), ends=date(2026, 12, 31))
    assert len(logical_hash()) == 64


def test_every_table_of_the_product_is_kept() -> None:
    labels = {model._meta.label_lower for model in kept_models()}
    assert {"journal.aside", "mail.letter", "introductions.release", "accounts.user", "work.job"} <= labels


@pytest.mark.parametrize(("field", "value", "json"), [
    (models.DateTimeField(), datetime(2026, 11, 23, 10, 0, tzinfo=BERLIN), "2026-11-23T09:00:00.000000+00:00"),
    (models.DateField(), date(2026, 11, 23), "2026-11-23"),
    (models.TimeField(), time(8, 30), "08:30:00"),
    (models.DurationField(), timedelta(days=1, microseconds=5), 86400000005),
    (models.DecimalField(), Decimal("34.375"), "34.375"),
    (models.UUIDField(), UUID(int=7), "00000000-0000-0000-0000-000000000007"),
    (models.BinaryField(), b"\x00\xff", "AP8="),
    (models.JSONField(), {"a": [1e16, 0.5, None, "ä"]}, {"a": [10**16, 0.5, None, "ä"]}),
    (models.BooleanField(), True, True),
    (models.BigIntegerField(), 2**62, 2**62),
    (models.TextField(), "🪚\n", "🪚\n"),
    (models.TextField(null=True), None, None),
])  # fmt: skip
def test_every_type_of_column_survives_the_way_through_json(
    field: "models.Field[Any, Any]", value: object, json: object
) -> None:
    assert plain(value) == json
    assert read_back(field, json) == value
