"""The demo region: built by actions, whole, and the same for the same seed."""

import json
from collections import Counter
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from dnm.carriers.queries import shares_on
from dnm.demo.build import NotEmpty, build
from dnm.directory.models import Organisation
from dnm.events.models import EncounterRating, PlannedMeeting
from dnm.introductions.models import Introduction, Release
from dnm.introductions.workflow import State
from dnm.journal.actions import seal
from dnm.journal.queries import faults
from dnm.matching.models import Need

pytestmark = pytest.mark.django_db


def a_picture() -> list[object]:
    """What the region looks like, without the moments that depend on the clock."""
    return [
        sorted(Organisation.objects.values_list("name", "head_count", "scout__email")),
        sorted(Need.objects.values_list("title", "state", "budget", "shown_publicly")),
        sorted(Introduction.objects.values_list("title", "startup__name", "state", "reason_code")),
        sorted(
            PlannedMeeting.objects.values_list("company__organisation__name", "startup__organisation__name", "slot")
        ),
        sorted(EncounterRating.objects.values_list("stars", "side", "comment")),
    ]


def test_the_small_region_has_a_case_in_every_state_the_real_carriers_and_an_untouched_journal(tmp_path):
    accounts = build(size="S", json_file=tmp_path / "demo.json")

    states = set(Introduction.objects.values_list("state", flat=True))
    assert set(State) - states == set()
    assert Counter(Organisation.objects.values_list("kind", flat=True)) == {
        "carrier": 15, "company": 30, "startup": 25, "hub": 1,
    }  # fmt: skip
    assert {account.role for account in accounts} == {
        "Digitalscout", "Projektleitung", "Geschäftsführung", "Verwaltung", "Unternehmen", "Startup",
        "Startup, schreibt Englisch", "Partner-Hub",
    }  # fmt: skip
    told = json.loads((tmp_path / "demo.json").read_text())
    assert [account["email"] for account in told["accounts"]] == [account.email for account in accounts]
    shares = [(share.carrier.name, str(share.percent)) for share in shares_on(timezone.localdate())]
    assert shares[:2] == [("Kreis Soest", "34.375"), ("Stadt Lippstadt", "25.000")]
    assert [percent for _name, percent in shares[2:]] == ["3.125"] * 13
    seal()
    assert list(faults()) == []
    assert (settings.DATA_DIR / "demo").exists()
    (settings.DATA_DIR / "demo").unlink()


@pytest.mark.once
def test_the_same_seed_builds_the_same_region(db):
    from django.db import transaction  # noqa: PLC0415 - only here

    pictures = []
    for seed, hour in ((7, 9), (7, 16), (8, 16)):
        with time_machine.travel(datetime(2026, 11, 24, hour, 59, 59, tzinfo=UTC)), transaction.atomic():
            build(size="S", seed=seed)
            pictures.append(a_picture())
            transaction.set_rollback(True)
    assert pictures[0] == pictures[1]
    assert pictures[0] != pictures[2]
    (settings.DATA_DIR / "demo").unlink()


def test_a_region_is_never_built_over_data_that_is_there():
    Organisation.objects.create(kind="company", name="Echt")
    with pytest.raises(NotEmpty):
        build(size="S")
    assert Release.objects.count() == 0
