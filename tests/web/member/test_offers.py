"""A start-up's offers: added, changed, their language recognised and corrected."""

import re
from decimal import Decimal

import pytest

from dnm.matching.models import Offer
from dnm.work.models import Job
from tests.factories import OfferFactory, member_of
from tests.stories import a_company, a_startup
from tests.web.member.pages import HOSTILE, OVERLONG
from tests.web.reading import signed_in, words

pytestmark = pytest.mark.django_db
ENGLISH = {
    "title": "Camera finds faults on moulded parts",
    "text": "A camera above the belt sees every part and tells your people at once when something is wrong.",
    "price_unit": "month",
    "active": "on",
}


def test_the_language_of_a_new_offer_is_recognised_and_can_be_corrected():
    client = signed_in(member_of(a_startup()))
    page = client.post("/mein/betrieb/angebote/neu/", ENGLISH | {"price_from": "1.200,50 €"}, follow=True)
    assert "Gespeichert. Sprache des Textes: Englisch." in words(page)
    offer = Offer.objects.get()
    assert (offer.language, offer.price_from, offer.price_unit) == ("en", Decimal("1200.50"), "month")
    assert "Erkannte Sprache: Englisch." in words(page)
    client.post(f"/mein/betrieb/angebote/{offer.pk}/", ENGLISH | {"language": "de"})
    offer.refresh_from_db()
    assert (offer.language, offer.language_fixed) == ("de", True)
    assert Job.objects.filter(kind="matching.rank_all").exists()


def test_a_double_click_adds_one_offer():
    client = signed_in(member_of(a_startup()))
    for _click in range(2):
        client.post("/mein/betrieb/angebote/neu/", ENGLISH)
    assert Offer.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("900", "900.00"), ("1.200", "1200.00"), ("1 234,56", "1234.56"), ("1234.5", "1234.50"), ("", None)],
)
def test_amounts_are_read_as_people_write_them(typed, stored):
    signed_in(member_of(a_startup())).post("/mein/betrieb/angebote/neu/", ENGLISH | {"price_from": typed})
    price = Offer.objects.get().price_from
    assert (str(price) if price is not None else None) == stored


@pytest.mark.parametrize(
    ("language", "typed", "stored"),
    [
        ("en", "1,200", "1200.00"),
        ("en", "€1,234.56", "1234.56"),
        ("en", "1.234,56", "1234.56"),
        ("en", "1.5", "1.50"),
        ("en", "1,200,300", "1200300.00"),
        ("de", "1,234.56", "1234.56"),
        ("de", "1,20", "1.20"),
        ("de", "1.200.300", "1200300.00"),
    ],
)
def test_amounts_are_read_by_the_marks_of_the_page_and_as_only_the_other_language_writes_them(language, typed, stored):
    client = signed_in(member_of(a_startup()))
    client.cookies["django_language"] = language
    client.post("/mein/betrieb/angebote/neu/", ENGLISH | {"price_from": typed})
    offer = Offer.objects.get()
    assert str(offer.price_from) == stored
    client.post(f"/mein/betrieb/angebote/{offer.pk}/", ENGLISH | {"price_from": shown_price(client, offer)})
    offer.refresh_from_db()
    assert str(offer.price_from) == stored


def shown_price(client, offer: Offer) -> str:
    page = client.get(f"/mein/betrieb/angebote/{offer.pk}/").content.decode()
    found = re.search(r'<input[^>]*name="price_from"[^>]*value="([^"]*)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize(("language", "typed"), [("de", "1,200"), ("en", "1.200")])
def test_an_amount_that_each_language_reads_differently_is_asked_again_with_the_input_kept(language, typed):
    client = signed_in(member_of(a_startup()))
    client.cookies["django_language"] = language
    page = client.post("/mein/betrieb/angebote/neu/", ENGLISH | {"price_from": typed})
    assert ("1200 oder 1200,50" in words(page)) or ("1200 or 1200.50" in words(page))
    assert f'value="{typed}"' in page.content.decode()
    assert Offer.objects.count() == 0


@pytest.mark.parametrize("typed", ["viel", "-1", "NaN", "Infinity", "9" * 40, "1e30", "12,34,56"])
def test_amounts_that_are_none_are_named(typed):
    page = signed_in(member_of(a_startup())).post("/mein/betrieb/angebote/neu/", ENGLISH | {"price_from": typed})
    assert "Geben Sie den Betrag so ein" in words(page) or "Geben Sie einen Betrag von 0 bis" in words(page)
    assert Offer.objects.count() == 0


def test_the_highest_price_is_not_below_the_lowest():
    answer = ENGLISH | {"price_from": "900", "price_to": "100"}
    page = signed_in(member_of(a_startup())).post("/mein/betrieb/angebote/neu/", answer)
    assert "Der höchste Preis liegt unter dem niedrigsten." in words(page)


@pytest.mark.parametrize("typed", [*HOSTILE, OVERLONG])
def test_hostile_words_are_refused_or_kept(typed):
    client = signed_in(member_of(a_startup()))
    page = client.post("/mein/betrieb/angebote/neu/", ENGLISH | {"text": typed}, follow=True)
    assert page.status_code == 200
    assert Offer.objects.count() == (0 if "\0" in typed or typed == OVERLONG else 1)
    assert "<script>alert" not in page.content.decode()


def test_only_the_own_offers_are_found():
    mine, other = OfferFactory(organisation=a_startup()), OfferFactory(organisation=a_startup("Crumbcast"))
    client = signed_in(member_of(mine.organisation))
    assert client.get(f"/mein/betrieb/angebote/{mine.pk}/").status_code == 200
    for key in (other.pk, 2**63):
        assert client.get(f"/mein/betrieb/angebote/{key}/").status_code == 404
    company = signed_in(member_of(a_company()))
    assert company.get("/mein/betrieb/angebote/neu/").status_code == 404
    assert company.get(f"/mein/betrieb/angebote/{mine.pk}/").status_code == 404


def test_the_profile_lists_the_offers():
    offer = OfferFactory(organisation=a_startup())
    page = signed_in(member_of(offer.organisation)).get("/mein/betrieb/")
    assert f'href="/mein/betrieb/angebote/{offer.pk}/"' in page.content.decode()
