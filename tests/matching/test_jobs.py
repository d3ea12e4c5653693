"""Ranking in the background, with a small real index in light mode."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from dnm.engines.ranking import ENGINE_VERSION
from dnm.engines.ranking.records import reason_from_json
from dnm.engines.ranking.wording import sentence
from dnm.introductions import jobs as kinds
from dnm.matching import actions, jobs
from dnm.matching.models import Match, Need
from dnm.matching.queries.facts import need_facts
from dnm.work.actions import Progress, enqueue
from dnm.work.models import Job
from tests.factories import OfferFactory, StartupFactory, member_of
from tests.stories import a_need, a_scout

pytestmark = pytest.mark.django_db
TEXTS = {
    "camera": ("Kamera sieht Fehler am Spritzgussteil", "Eine Kamera über dem Band erkennt Lunker und Grate."),
    "english": ("Finds faulty injection moulded parts", "We retrofit old machines; scrap is found at once."),
    "care": ("Dienstplan für die ambulante Pflege", "Der Dienstplan passt sich Krankmeldungen an."),
}


@pytest.fixture(autouse=True)
def light(settings: Settings, tmp_path: Path):
    settings.RANKING_MODE, settings.DATA_DIR = "light", tmp_path
    jobs.encoder.cache_clear()
    jobs.shelf.cache_clear()
    yield
    jobs.shelf.cache_clear()
    jobs.encoder.cache_clear()


@pytest.fixture
def offers():
    return {
        name: OfferFactory(title=title, text=text, language="en" if name == "english" else "de")
        for name, (title, text) in TEXTS.items()
    }


def run(need, kind: str = "matching.rank_need") -> Job:
    job = Job.objects.filter(kind=kind).latest("pk")
    (kinds.rank_need if kind == "matching.rank_need" else kinds.rank_all)(Progress(job))
    job.refresh_from_db()
    return job


def ranked(need) -> list[str]:
    names = {title: name for name, (title, _text) in TEXTS.items()}
    return [names[match.offer.title] for match in need.matches.select_related("offer").order_by("rank")]


def test_german_and_english_offers_are_ranked_together_with_reasons_that_add_up(offers):
    need = a_need(a_scout())
    run(need)
    assert set(ranked(need)[:2]) == {"camera", "english"}
    assert ranked(need)[-1] == "care"
    for match in Match.objects.all():
        assert sum(reason["points"] for reason in match.reasons) == match.score
        assert match.engine_version == ENGINE_VERSION
        assert all(sentence(reason_from_json(reason), "de") for reason in match.reasons)
    best = need.matches.get(rank=1)
    phrases = [one for one in best.reasons if one["need_phrase"]]
    assert phrases
    assert all(one["need_phrase"] in f"{need.title}\n{need.text}" for one in phrases)
    assert all(one["offer_phrase"] in f"{best.offer.title}\n{best.offer.text}" for one in phrases)


def test_a_no_of_a_side_is_not_proposed_again_but_the_offices_own_can_be_taken_back(offers):
    scout = a_scout()
    need = a_need(scout)
    actions.remember_refusal(need, offers["camera"].organisation, side="startup", reason_code="no_capacity")
    actions.remember_refusal(need, offers["english"].organisation, side="office", reason_code="terms")
    run(need)
    assert ranked(need) == ["english", "care"]


def test_an_earlier_no_weighs_on_the_next_need_of_the_same_firm(offers):
    scout = a_scout()
    need = a_need(scout)
    actions.remember_refusal(need, offers["camera"].organisation, side="company", reason_code="competitor")
    later = a_need(scout, need.organisation)
    run(later)
    match = later.matches.get(offer=offers["camera"])
    against = [(one["code"], one["parameters"]) for one in match.reasons if one["topic"] == "refused"]
    assert against == [("refused_before", {"code": "competitor"})]


def test_a_start_up_that_pauses_steps_back_and_says_so(offers):
    need = a_need(a_scout())
    run(need)
    before = need.matches.get(offer=offers["camera"]).score
    profile = offers["camera"].organisation.startup
    profile.paused_until = timezone.localdate() + timedelta(days=20)
    profile.save()
    jobs.rank_now(need)
    match = need.matches.get(offer=offers["camera"])
    assert [one["points"] for one in match.reasons if one["code"] == "capacity_none"] == [before and -15]
    assert match.score <= before - 15


def test_a_changed_offer_is_read_again_a_withdrawn_one_disappears(offers):
    need = a_need(a_scout())
    run(need)
    startup = offers["care"].organisation
    by = member_of(startup)
    words = {"title": "Kamera am Spritzguss", "text": "Die Kamera meldet Lunker, bevor die Kiste voll ist."}
    actions.save_offer(startup, by=by, offer=offers["care"], **words)
    actions.save_offer(
        offers["camera"].organisation, by=member_of(offers["camera"].organisation), offer=offers["camera"], active=False
    )
    job = run(need, "matching.rank_all")
    assert (job.done, job.total) == (1, 1)
    assert need.matches.order_by("rank").first().offer == offers["care"]
    assert not need.matches.filter(offer=offers["camera"]).exists()


def test_the_page_hears_how_many_offers_are_read():
    reports: list[tuple[int, int]] = []
    for number in range(20):
        OfferFactory(organisation=StartupFactory(), title=f"Angebot {number}", text=f"Wir messen Nummer {number}.")
    shelf = jobs.Shelf()
    shelf.refresh({}, lambda done, total: reports.append((done, total)))
    assert reports == [(0, 20), (16, 20)]
    shelf.refresh({}, lambda done, total: reports.append((done, total)))
    assert len(reports) == 2


def test_a_closed_need_and_a_cancelled_job_rank_nothing(offers):
    scout = a_scout()
    need = a_need(scout)
    job = Job.objects.get(kind="matching.rank_need")
    actions.close_need(need, by=scout, solved=True)
    kinds.rank_need(Progress(job))
    assert Match.objects.count() == 0
    a_need(scout)
    stopped = Job.objects.create(kind="matching.rank_all", key="x", queued_at=timezone.now(), cancel_requested=True)
    kinds.rank_all(Progress(stopped))
    assert Match.objects.count() == 0


def test_a_killed_round_goes_on_where_it_was_and_a_new_request_begins_anew(offers):
    scout = a_scout()
    done, left = a_need(scout), a_need(scout)
    begun = timezone.now() - timedelta(minutes=5)
    Need.objects.filter(pk=done.pk).update(ranked_at=begun + timedelta(minutes=1))
    Need.objects.filter(pk=left.pk).update(ranked_at=begun - timedelta(minutes=1))
    job = Job.objects.create(
        kind="matching.rank_all", key="offers", queued_at=begun, attempts=2, arguments={"begun": begun.isoformat()}
    )
    kinds.rank_all(Progress(job))
    assert [need.matches.exists() for need in (done, left)] == [False, True]

    again = enqueue("matching.rank_all", "offers")  # an offer changed while the job waited to be tried again
    assert again == job
    kinds.rank_all(Progress(Job.objects.get(pk=job.pk)))
    assert [need.matches.exists() for need in (done, left)] == [True, True]


def lines_of(need) -> list[tuple[object, ...]]:
    return list(need.matches.order_by("rank").values_list("offer", "rank", "score", "weak", "reasons"))


def scores_of(need) -> list[float]:
    """Before they are rounded to points."""
    index = jobs.shelf().refresh({})
    return index.scores(index.prepare([need_facts(need)])[0]).tolist()


def another_need(scout, problem: str = "Der Dienstplan der Pflege passt nie.") -> Need:
    return actions.change_need(a_need(scout), by=scout, problem=problem)


def test_a_need_ranked_alone_is_ranked_as_among_all_and_as_by_a_worker_that_has_just_started(offers):
    scout = a_scout()
    first, second = a_need(scout), another_need(scout)
    jobs.rank_now(first)
    alone = lines_of(first)
    enqueue("matching.rank_all", "offers")
    run(first, "matching.rank_all")
    among = lines_of(second)
    assert (lines_of(first), len(among)) == (alone, 3)
    jobs.shelf.cache_clear()
    jobs.encoder.cache_clear()
    jobs.rank_now(second)
    assert lines_of(second) == among


def test_the_order_has_learned_from_the_other_open_needs_and_forgets_closed_ones(offers):
    scout = a_scout()
    need = a_need(scout)
    alone = scores_of(need)
    other = another_need(scout)
    among = scores_of(need)
    assert (among == alone, scores_of(need) == among) == (False, True)
    actions.change_need(other, by=scout, problem="Die Tourenplanung passt nie.")
    changed = scores_of(need)
    assert changed not in (among, alone)
    actions.close_need(other, by=scout, solved=True)
    assert scores_of(need) == alone
