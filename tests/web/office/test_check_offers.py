"""Which companies with a low score a new offer may help, and what speaks for each."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.workflow import Role
from dnm.engines.scoring import SHORT
from dnm.introductions.workflow import State
from dnm.matching.actions import store_matches
from dnm.matching.actions.ranking import Ranked
from dnm.matching.models import Offer
from tests.factories import NeedFactory, OfferFactory, OrganisationFactory, StartupFactory, office
from tests.maturity.people import taken
from tests.stories import story
from tests.web.reading import client_as, heading, rows, signed_in, words

pytestmark = pytest.mark.django_db
HERE = f"/buero/digital-check/angebote/?fragebogen={SHORT}&thema=orders"


@pytest.fixture(autouse=True)
def demo(settings) -> None:
    settings.DEMO = True


def quotes(**startup: object) -> Offer:
    return OfferFactory(
        organisation=StartupFactory(**startup), title="Angebote in Minuten", text="Preise und Texte für Ihre Angebote."
    )


@pytest.mark.parametrize("count", [1, 3])
def test_offers_and_companies_ask_the_same_questions_for_one_and_three(count, django_assert_num_queries):
    scout = office()
    client = signed_in(scout)
    for _number in range(count):
        offer = quotes()
        taken(OrganisationFactory(), scout, place=0)
    with django_assert_num_queries(8):
        assert len(rows(client.get(HERE))) == count
    with django_assert_num_queries(9):
        assert len(rows(client.get(f"{HERE}&angebot={offer.pk}"))) == count


def test_new_offers_are_listed_with_the_words_they_share_with_the_topic():
    OfferFactory(title="Kamera am Band", text="Sie sieht Lunker.")
    offer, old = quotes(), OfferFactory(title="Längst bekannt")
    Offer.objects.filter(pk=old.pk).update(changed_at=timezone.now() - timedelta(days=90))
    client = client_as(Role.SCOUT)
    page = client.get(HERE)
    assert rows(page) == [offer.title, "Kamera am Band"]
    assert "Gemeinsame Wörter Angebote" in words(page)
    assert "kein gemeinsames Wort" in words(page)
    assert heading(page).endswith("eines spricht von „Kunden und Aufträge“")
    long_ago = timezone.localdate() - timedelta(days=100)
    assert len(rows(client.get(f"{HERE}&seit={long_ago:%d.%m.%Y}"))) == 3
    assert "Geben Sie das Datum so ein: 23.11.2026" in words(client.get(f"{HERE}&seit=gestern"))
    assert client.get(f"{HERE}&angebot={old.pk}").status_code == 404
    assert client.get(f"{HERE}&angebot=x").status_code == 404


def test_companies_with_a_low_score_are_shown_with_what_speaks_for_them():
    scout = office()
    offer = quotes(profile={"target_industries": ["22.26"], "target_sizes": ["medium"]})
    fits, small = OrganisationFactory(name="Passt"), OrganisationFactory(name="Zu klein", head_count=8)
    for firm in (fits, small, OrganisationFactory(name="Andere Branche", industry="47.11")):
        taken(firm, scout, place=0)
    taken(OrganisationFactory(name="Schon gut"), scout)
    open_one = OrganisationFactory(name="Ohne Branche", industry="", head_count=None)
    taken(open_one, scout, place=0)
    page = signed_in(scout).get(f"{HERE}&angebot={offer.pk}")
    assert rows(page) == ["Passt", "Ohne Branche"]
    said = words(page)
    assert "Branche passt: Herstellung von Gummi- und Kunststoffwaren" in said
    assert "2 fehlen, weil das Startup nicht für ihre Branche oder Größe arbeitet." in said
    assert f"/buero/bedarfe/neu/?betrieb={fits.pk}" in page.content.decode()


def test_a_need_for_which_the_offer_is_ranked_speaks_most_for_a_company():
    scout = office()
    offer = quotes(profile={"target_industries": ["22.26"]})
    plain, asking = OrganisationFactory(name="Passt"), OrganisationFactory(name="Hat Bedarf", industry="47.11")
    for firm in (plain, asking):
        taken(firm, scout, place=0)
    need = NeedFactory(organisation=asking, state="qualified", number="B-2026-064")
    store_matches(need, [Ranked(offer.pk, 40, False, [])], engine_version="1")
    page = signed_in(scout).get(f"{HERE}&angebot={offer.pk}")
    assert rows(page) == ["Hat Bedarf", "Passt"]
    assert "Im Bedarf B-2026-064 auf Platz 1" in words(page)
    assert f"/buero/bedarfe/{need.pk}/vorschlaege/" in page.content.decode()


def test_a_company_that_improved_or_knows_the_startup_is_left_out():
    told = story(State.INTRODUCED)
    better, known = OrganisationFactory(name="Besser geworden"), told.case.company
    taken(better, told.scout, place=0)
    taken(better, told.scout)
    taken(known, told.scout, place=0)
    Offer.objects.filter(pk=told.offer.pk).update(changed_at=timezone.now())
    page = signed_in(told.scout).get(f"{HERE}&angebot={told.offer.pk}")
    assert (rows(page), heading(page)) == ([], "Zu diesem Angebot passt gerade kein Betrieb")
