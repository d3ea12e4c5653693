"""Partner hubs: whom they vouch for, whom they propose."""

import pytest
from django.test import Client

from dnm.accounts.models import User
from dnm.directory import actions
from dnm.directory.models import Organisation, StartupProfile
from tests.factories import OrganisationFactory, StartupFactory, member_of

pytestmark = pytest.mark.django_db
PAGE = "/hub/startups/"


@pytest.fixture
def hub():
    return member_of(OrganisationFactory(kind="hub", name="Digihub Rheinland"))


@pytest.fixture
def client(hub) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=hub.id))
    return browser


def test_a_hub_sees_its_own_startups_only(client: Client, hub):
    actions.vouch(StartupFactory(name="Gussauge"), by=hub)
    actions.vouch(StartupFactory(name="Fremdling"), by=member_of(OrganisationFactory(kind="hub")))
    page = client.get(PAGE).content.decode()
    assert ("Gussauge" in page, "Fremdling" in page) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_questions_for_one_and_three(client: Client, hub, count: int, django_assert_num_queries):
    for _ in range(count):
        actions.vouch(StartupFactory(), by=hub)
    with django_assert_num_queries(6):
        client.get(PAGE)


def test_a_hub_vouches_for_a_listed_startup_and_takes_it_back(client: Client):
    startup = StartupFactory(name="Palettario", profile={"listed": True})
    assert "Palettario" in client.get(f"{PAGE}?suche=paletario").content.decode()
    client.post(f"{PAGE}{startup.pk}/", {"buergen": "1"})
    assert StartupProfile.objects.get().vouched_by.name == "Digihub Rheinland"
    client.post(f"{PAGE}{startup.pk}/", {"zurueckziehen": "1"})
    assert StartupProfile.objects.get().vouched_by is None


def test_startups_that_are_not_listed_are_as_unknown_as_nobody(client: Client):
    secret = StartupFactory(name="Geheimlich", profile={"listed": False})
    answers = [client.post(f"{PAGE}{pk}/", {"buergen": "1"}) for pk in (secret.pk, 99999)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Kein gelistetes Startup gefunden" in client.get(f"{PAGE}?suche=Geheimlich").content.decode()


def test_a_hub_proposes_a_startup(client: Client):
    told = {
        "name": "Ofenblick",
        "summary": "Steine nach Farbe.",
        "contact_name": "Jan Peters",
        "email": "jan@ofenblick.example",
        "language": "de",
        "form_token": "t",
    }
    for _ in range(2):
        assert client.post(f"{PAGE}vorschlagen/", told)["Location"] == PAGE
    assert Organisation.objects.filter(kind="startup").count() == 1
    again = client.post(f"{PAGE}vorschlagen/", {**told, "form_token": "other"}).content.decode()
    assert "Ofenblick hat uns schon Digihub Rheinland vorgeschlagen." in again
