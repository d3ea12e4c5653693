"""Every fact that needs, offers and their firms hold reaches the engine and comes back as a reason."""

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django import Settings

from dnm.directory.industries import size_classes
from dnm.directory.models import Reference, StartupProfile
from dnm.engines import ranking
from dnm.engines.ranking.records import SIZE_CLASSES, STAGES
from dnm.engines.ranking.wording import sentence
from dnm.matching import actions, jobs
from dnm.matching.models import Form, Match, Need, Offer
from dnm.matching.queries.facts import STAGES as OFFERED_STAGES
from dnm.matching.queries.facts import WISHED_STAGES, need_facts, offer_facts
from tests.factories import OfferFactory, OrganisationFactory, StartupFactory
from tests.stories import a_need, a_scout

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lexical(settings: Settings):
    settings.RANKING_MODE = "lexical"
    jobs.encoder.cache_clear()
    jobs.shelf.cache_clear()
    yield
    jobs.shelf.cache_clear()
    jobs.encoder.cache_clear()


def a_wish(**changes: object) -> Need:
    """A qualified need of a plastics firm with 80 people in Werl."""
    need = a_need(a_scout())
    return actions.change_need(need, by=a_scout(), **{"forms": ["pilot", "purchase"], **changes})


def an_offer(profile: dict | None = None, price: tuple[int, str] = (900, "month"), **firm: object) -> Offer:
    startup = StartupFactory(
        languages=["de", "en"],
        profile={
            "stage": "early",
            "forms": ["pilot"],
            "target_industries": ["22.26"],
            "target_sizes": ["small", "medium"],
            "capacity": 2,
            **(profile or {}),
        },
        **firm,
    )
    return OfferFactory(organisation=startup, price_from=Decimal(price[0]), price_unit=price[1])


def codes(need: Need, offer: Offer) -> set[str]:
    jobs.rank_now(need)
    reasons = Match.objects.get(need=need, offer=offer).reasons
    return {reason["code"] for reason in reasons if reason["topic"] != "text"}


def test_everything_that_speaks_for_an_offer_is_said():
    offer = an_offer()
    Reference.objects.create(
        organisation=offer.organisation, text="Spritzguss Lohmann", industry="22.26", confirmed_on=date(2026, 5, 4)
    )
    assert codes(a_wish(budget="10k_25k"), offer) == {
        "industry_served",
        "reference_confirmed",
        "size_served",
        "region_same",
        "form_same",
        "language_same",
        "budget_fits",
        "stage_reached",
    }


def test_everything_that_speaks_against_an_offer_is_said():
    offer = an_offer(
        {"stage": "idea", "forms": ["licence"], "target_sizes": ["large"], "paused_until": timezone.localdate()},
        price=(9000, "month"), state="Berlin", place="Berlin",
    )  # fmt: skip
    offer.organisation.languages = ["en"]
    offer.organisation.save()
    assert codes(a_wish(budget="10k_25k"), offer) >= {
        "form_other",
        "language_other",
        "size_not_served",
        "budget_exceeded",
        "stage_too_early",
        "capacity_none",
    }


def test_what_a_startup_leaves_open_is_named_as_unknown():
    offer = an_offer({"stage": "", "forms": [], "target_industries": [], "target_sizes": []}, state="")
    offer.organisation.languages = []
    offer.organisation.save()
    Offer.objects.update(price_from=None)
    assert codes(a_wish(budget="10k_25k"), offer) == {
        "industry_unknown",
        "reference_unknown",
        "size_unknown",
        "form_unknown",
        "language_unknown",
        "budget_unknown",
        "stage_unknown",
    }


def test_a_startup_of_the_own_kreis_is_near():
    need = a_wish()
    offer = an_offer(state="", municipality="05974028", place="Lippstadt")
    jobs.rank_now(need)
    near = [one for one in Match.objects.get(offer=offer).reasons if one["code"] == "region_same"]
    assert [one["parameters"]["shared"] for one in near] == ["DE-NW-SOEST"]


def test_a_firm_outside_the_kreis_is_placed_by_its_state():
    need = a_wish()
    firm = need.organisation
    firm.municipality, firm.state = "", "Hessen"
    assert need_facts(need).region == "DE-HE"
    firm.state = ""
    assert need_facts(need).region == ""


@pytest.mark.parametrize(
    ("forms", "stage"),
    [
        (["purchase"], "pilot"),
        (["pilot", "purchase"], "prototype"),
        (["research", "licence"], "idea"),
        (["unsure"], ""),
        ([], ""),
    ],
)
def test_the_wished_form_says_how_far_a_solution_must_be(forms: list[str], stage: str):
    assert need_facts(a_wish(forms=forms)).stage == stage


def test_a_solution_that_is_too_early_for_the_wish_is_marked_in_words():
    need, offer = a_wish(forms=["purchase"]), an_offer({"stage": "seed"})
    jobs.rank_now(need)
    reason = next(one for one in Match.objects.get(offer=offer).reasons if one["topic"] == "stage")
    said = sentence(ranking.Reason(**reason | {"need_span": None, "offer_span": None}), "de")
    assert said == "Reife der Lösung: Prototyp. Gewünscht: mindestens im Piloteinsatz."


def test_the_words_of_both_sides_mean_the_same():
    assert {size.key for size in size_classes()} == set(SIZE_CLASSES)
    assert OFFERED_STAGES.keys() == set(StartupProfile.Stage.values)
    assert {*OFFERED_STAGES.values(), *WISHED_STAGES.values()} == set(STAGES)
    assert WISHED_STAGES.keys() == set(Form) - {Form.UNSURE}


def test_no_fact_the_engine_knows_is_forgotten():
    """Whoever adds one to the engine decides here whether the models hold it."""
    offer = an_offer()
    Reference.objects.create(organisation=offer.organisation, text="Spritzguss Lohmann", industry="22.26")
    need = a_wish(budget="10k_25k", title="Ausschuss")
    other = a_need(a_scout(), need.organisation)
    actions.remember_refusal(other, offer.organisation, side="company", reason_code="terms")
    [told] = offer_facts([offer], {})
    empty = {
        (name, field.name) for name, one in (("need", need_facts(need)), ("offer", told)) for field in fields(one)
        if not getattr(one, field.name)
    }  # fmt: skip
    assert empty == {("offer", "price_to")}
    assert OrganisationFactory().size_class == "medium"
