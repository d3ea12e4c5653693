"""How many start-ups would answer a problem, before the company sends it."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from dnm.accounts.actions import Refused
from dnm.introductions import jobs as kinds
from dnm.matching import actions, jobs
from dnm.matching.models import Match, Need, Sounding
from dnm.matching.queries import soundings_of
from dnm.matching.rules import Problem
from dnm.work.actions import Progress
from dnm.work.models import Job
from tests.factories import OfferFactory, OrganisationFactory, StartupFactory, member_of

pytestmark = pytest.mark.django_db
SCRAP = Problem(
    "Ausschuss fällt zu spät auf", "Fehler am Spritzgussteil sieht erst der Kunde.", "Eine Kamera erkennt sie sofort."
)
ROTA = Problem("Dienstpläne von Hand", "Der Dienstplan der Pflege entsteht auf Papier.", "")


@pytest.fixture(autouse=True)
def words_only(settings: Settings, tmp_path: Path):
    settings.RANKING_MODE, settings.DATA_DIR = "lexical", tmp_path
    jobs.encoder.cache_clear()
    jobs.shelf.cache_clear()
    yield
    jobs.shelf.cache_clear()
    jobs.encoder.cache_clear()


def work_off() -> None:
    for job in Job.objects.filter(kind="matching.sound_out", state="waiting"):
        kinds.sound_out(Progress(job))
        Job.objects.filter(pk=job.pk).update(state="done")


def test_each_startup_counts_once_and_weak_matches_do_not() -> None:
    company, eye = OrganisationFactory(), StartupFactory()
    camera = "Eine Kamera sieht jeden Fehler am Spritzgussteil, bevor der Kunde ihn sieht. Ausschuss fällt sofort auf."
    OfferFactory(organisation=eye, title="Kamera erkennt Ausschuss am Spritzgussteil", text=camera)
    OfferFactory(organisation=eye, title="Kamera für Fehler am Spritzgussteil", text=camera)
    OfferFactory(title="Buchhaltung für Vereine", text="Beiträge einziehen und Spenden quittieren.")
    actions.sound_out(company, [SCRAP, ROTA])
    assert soundings_of(company, [SCRAP.key, ROTA.key]) == {SCRAP.key: None, ROTA.key: None}
    work_off()
    assert soundings_of(company, [SCRAP.key, ROTA.key]) == {SCRAP.key: 1, ROTA.key: 0}
    assert soundings_of(OrganisationFactory(), [SCRAP.key]) == {}
    assert (Need.objects.count(), Match.objects.count()) == (0, 0)


def test_the_same_words_are_counted_once_a_day_and_forgotten_after_a_quarter() -> None:
    company = OrganisationFactory()
    actions.sound_out(company, [SCRAP])
    actions.sound_out(company, [SCRAP])
    work_off()
    actions.sound_out(company, [SCRAP])
    assert Job.objects.filter(kind="matching.sound_out").count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        actions.sound_out(company, [SCRAP])
        assert Job.objects.filter(kind="matching.sound_out").count() == 2
        work_off()
    with time_machine.travel(timezone.now() + timedelta(days=100)):
        actions.sound_out(company, [ROTA])
        work_off()
    assert list(Sounding.objects.values_list("title", flat=True)) == [ROTA.title]


def test_a_draft_holds_the_words_and_a_double_click_makes_one() -> None:
    company = OrganisationFactory()
    owner = member_of(company, "owner")
    first = actions.draft_need_from(company, SCRAP, by=owner, form_token="a" * 43)
    again = actions.draft_need_from(company, SCRAP, by=owner, form_token="a" * 43)
    assert (first.pk, first.state, first.title, first.problem, first.goal) == (
        again.pk, "draft", SCRAP.title, SCRAP.problem, SCRAP.goal,
    )  # fmt: skip
    with pytest.raises(Refused):
        actions.draft_need_from(company, SCRAP, by=member_of(StartupFactory(), "owner"), form_token="b" * 43)
