"""The office weighs the reasons of the ranking; a preview shows on real needs what that does."""

import pytest
from pytest_django import DjangoAssertNumQueries

from dnm.accounts.actions import Refused
from dnm.accounts.rules import SYSTEM
from dnm.accounts.workflow import Role
from dnm.centre.actions import ChangedMeanwhile
from dnm.centre.models import Centre
from dnm.centre.queries import version_of_weights
from dnm.directory.actions import Invalid
from dnm.introductions.jobs import rank_all
from dnm.journal.models import Entry
from dnm.matching.actions import store_matches, weigh
from dnm.matching.actions.ranking import Ranked
from dnm.matching.models import Match, Need, Offer
from dnm.matching.queries.weights import STANDARD, flat, preview, weights_in_force, weights_of
from dnm.work.actions import Progress
from dnm.work.models import Job
from tests.factories import OfferFactory, StartupFactory, office
from tests.stories import a_need, a_scout

pytestmark = pytest.mark.django_db


def text(points: int) -> dict[str, object]:
    return {"kind": "for", "topic": "text", "code": "text_whole", "points": points}


def industry() -> dict[str, object]:
    return {"kind": "for", "topic": "industry", "code": "industry_served", "points": STANDARD.industry}


@pytest.fixture
def need() -> Need:
    """Two offers: one says the same, the other one works for the industry."""
    need = a_need(a_scout())
    close, known = (OfferFactory(organisation=StartupFactory(name=name)) for name in ("Gussauge", "Spanblick"))
    ranked = [Ranked(close.pk, 20, False, [text(20)]), Ranked(known.pk, 16, False, [text(10), industry()])]
    store_matches(need, ranked, engine_version="test")
    Job.objects.all().delete()
    return need


def names(found: list) -> list[tuple[str, int, int, int]]:
    return [
        (place.match.offer.organisation.name, place.before, place.after, place.score)
        for one in found
        for place in one.places
    ]


def test_the_preview_shows_who_would_rise_and_changes_nothing(
    need: Need, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(5):
        found = preview(weights_of({"industry": 25}))
    assert [one.need for one in found] == [need]
    assert names(found) == [("Spanblick", 2, 1, 35), ("Gussauge", 1, 2, 20)]
    assert [place.rise for place in found[0].places] == [1, -1]
    assert names(preview(STANDARD)) == [("Gussauge", 1, 1, 20), ("Spanblick", 2, 2, 16)]
    assert list(need.matches.order_by("rank").values_list("score", flat=True)) == [20, 16]


def test_saved_weights_are_in_force_in_the_journal_and_rank_every_need_anew(need: Need) -> None:
    lead = office(Role.LEAD)
    weigh({**flat(STANDARD), "industry": 25, "refused_terms": -1}, by=lead)

    assert Centre.objects.get().ranking_weights == {"industry": 25, "refused_terms": -1}
    assert (weights_in_force().industry, weights_in_force().refused["terms"], weights_in_force().region) == (
        25, -1, STANDARD.region,
    )  # fmt: skip
    entry = Entry.objects.get(verb="centre.ranking_weighed")
    assert entry.details["weights"] == {"industry": [None, 25], "refused_terms": [None, -1]}
    assert list(Job.objects.values_list("kind", flat=True)) == ["matching.rank_all"]

    weigh({"industry": 25, "refused_terms": -1}, by=lead)
    assert Entry.objects.filter(verb="centre.ranking_weighed").count() == 1
    weigh({}, by=lead)
    assert Centre.objects.get().ranking_weights == {}
    assert Entry.objects.filter(verb="centre.ranking_weighed").latest("pk").details["weights"] == {
        "industry": [25, None], "refused_terms": [-1, None],
    }  # fmt: skip


def test_the_ranking_uses_the_weights_of_the_office(need: Need) -> None:
    Offer.objects.filter(organisation__name="Spanblick").update(text="Wir fräsen Holz.", title="Holz")
    weigh({"text_scale": 5, "form": 0, "language": 0}, by=SYSTEM)
    rank_all(Progress(Job.objects.get()))

    points = {
        reason["topic"]: reason["points"]
        for match in Match.objects.filter(need=need)
        for reason in match.reasons
        if reason["topic"] == "language"
    }
    assert points == {"language": 0}


def test_only_the_lead_changes_them_and_only_within_their_bounds(need: Need) -> None:
    with pytest.raises(Refused):
        weigh({"industry": 3}, by=office(Role.SCOUT))
    for wrong in ({"industry": 31}, {"over_budget": 1}, {"text_scale": 0}, {"text_most": 80}):
        with pytest.raises(Invalid) as caught:
            weigh(wrong, by=office(Role.LEAD))
        assert list(caught.value.problems) == list(wrong)
    assert not Entry.objects.filter(verb="centre.ranking_weighed").exists()


def test_who_saves_second_is_told(need: Need) -> None:
    lead, seen = office(Role.LEAD), version_of_weights()
    weigh({"industry": 3}, by=lead, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        weigh({"industry": 4}, by=lead, seen=seen)


def test_weights_of_an_older_version_are_left_out(need: Need) -> None:
    Centre.objects.update_or_create(pk=1, defaults={"ranking_weights": {"moon": 3, "industry": 900, "region": 9}})
    assert (weights_in_force().industry, weights_in_force().region) == (STANDARD.industry, 9)
