"""The demo region: built by actions, whole, and the same for the same seed."""

import json
from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from dnm.carriers.queries import shares_on
from dnm.demo.build import NotEmpty, build
from dnm.demo.checks import Wanted, wanted
from dnm.demo.profiles import first_answers, later_answers
from dnm.demo.sizes import SIZES
from dnm.directory.models import Organisation
from dnm.engines.scoring import LONG, SHORT, compare, score, shipped
from dnm.events.models import EncounterRating, PlannedMeeting
from dnm.introductions.models import Introduction, Release
from dnm.introductions.workflow import State
from dnm.journal.actions import seal
from dnm.journal.queries import faults
from dnm.matching.models import Need
from dnm.maturity.models import Check, Door, Invited
from dnm.maturity.queries import comparison_for, result_of

pytestmark = pytest.mark.django_db


def a_picture() -> list[object]:
    """What the region looks like, without the moments that depend on the clock."""
    checks = Check.objects.select_related("organisation")
    return [
        sorted(Organisation.objects.values_list("name", "head_count", "scout__email")),
        sorted(Need.objects.values_list("title", "state", "budget", "shown_publicly")),
        sorted(Introduction.objects.values_list("title", "startup__name", "state", "reason_code")),
        sorted((str(one.organisation), one.questionnaire, one.stage, one.state, one.overall or -1) for one in checks),
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
    digital_checks_are_there()
    told = json.loads((tmp_path / "demo.json").read_text())
    assert [account["email"] for account in told["accounts"]] == [account.email for account in accounts]
    shares = [(share.carrier.name, str(share.percent)) for share in shares_on(timezone.localdate())]
    assert shares[:2] == [("Kreis Soest", "34.375"), ("Stadt Lippstadt", "25.000")]
    assert [percent for _name, percent in shares[2:]] == ["3.125"] * 13
    seal()
    assert list(faults()) == []
    assert (settings.DATA_DIR / "demo").exists()
    (settings.DATA_DIR / "demo").unlink()


def digital_checks_are_there() -> None:
    """Proportionally few of everything the year at full size has."""
    finished = Check.objects.filter(state="finished")
    assert Counter(finished.values_list("questionnaire", "stage")) == {
        (LONG, "T0"): 10, (LONG, "T1"): 3, (SHORT, "T0"): 5,
    }  # fmt: skip
    assert [result_of(check).before is not None for check in finished.filter(stage="T1")] == [True] * 3
    assert finished.filter(organisation=None).values_list("firm__name", flat=True).get().startswith("Drechslerei")
    assert Door.objects.exclude(topic="").get().check_done.state == "open"
    assert {invited.state for invited in Invited.objects.all()} >= {"finished", "invited"}
    story = finished.get(organisation__name="Kunststofftechnik Rehmert")
    compared = comparison_for(story)
    assert compared
    assert compared.count >= 6
    assert Need.objects.filter(form_token__startswith="demo-check").values_list("state", flat=True).get() == "submitted"


@pytest.mark.once
def test_the_plan_at_full_size_has_forty_first_checks_and_fifteen_second_ones():
    assert (wanted(SIZES["M"]), wanted(SIZES["L"])) == (Wanted(), Wanted())
    assert Wanted().first >= 40
    assert Wanted().second >= 15
    assert min(vars(wanted(SIZES["S"])).values()) == 1


@pytest.mark.once
def test_answers_differ_by_industry_and_size_and_grow_until_the_second_check():
    asked = shipped()[LONG]

    def mean(topic: str, **facts: object) -> float:
        random = Random(5)
        answered = [first_answers(asked, random=random, **facts) for _firm in range(40)]  # type: ignore[arg-type]
        return sum(score(asked, said).dimensions[topic].points for said in answered) / 40

    assert mean("automation", industry="22.26", heads=80) > mean("automation", industry="43.32", heads=80) + 10
    assert mean("readiness", industry="22.26", heads=300) > mean("readiness", industry="22.26", heads=4) + 15
    random, grown = Random(5), []
    for _firm in range(40):
        said = first_answers(asked, industry="22.26", heads=80, random=random)
        later = later_answers(asked, said, ["people", "data"], random)
        grown.append(compare(score(asked, said), score(asked, later)).overall.whole)
    assert 5 < sum(grown) / 40 < 20


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
