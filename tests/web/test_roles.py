"""Acting in one role at a time, and losing a role at once."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from dnm.accounts.actions import grant_role, take_role
from dnm.accounts.models import RoleGrant
from dnm.accounts.rules import SYSTEM
from dnm.accounts.workflow import Role
from dnm.directory.actions.memberships import end_membership
from dnm.directory.models import Membership
from dnm.web.templatetags.dnm import role_name
from tests.factories import OrganisationFactory, office
from tests.web.entering import belongs, entered, somebody

pytestmark = pytest.mark.django_db
SETTINGS = "/buero/einstellungen/"
MEMBERS = "/mein/betrieb/menschen/"


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    """The second factor has tests of its own."""
    settings.DEMO = True


def test_the_page_of_roles_says_who_one_is_now_and_offers_the_others() -> None:
    person = somebody(Role.LEAD, Role.DIRECTOR)
    belongs(person, OrganisationFactory(name="Tischlerei Wiemers"))
    page = entered(person).get("/rolle/").content.decode()
    for words in ("Projektleitung", "Geschäftsführung", "Tischlerei Wiemers", "Ihre Rolle jetzt"):
        assert words in page
    assert page.count("In diese Rolle wechseln") == 2


def test_switching_the_role_gives_the_session_a_new_key_and_other_pages() -> None:
    person = somebody(Role.LEAD)
    firm = OrganisationFactory()
    belongs(person, firm)
    client = entered(person)
    before = client.session.session_key
    assert client.post("/rolle/", {"rolle": f"company_owner:{firm.pk}"}).url == "/weiter/"
    assert client.session.session_key != before
    assert client.get("/weiter/").url == reverse("member:home")
    assert client.get(MEMBERS).status_code == 200


def test_a_page_of_another_role_one_holds_answers_403_with_the_way_there() -> None:
    person = somebody(Role.LEAD)
    belongs(person, OrganisationFactory())
    answer = entered(person).get(MEMBERS)
    assert (answer.status_code, "Rolle wechseln" in answer.content.decode()) == (403, True)


def test_inside_the_office_too_the_acting_role_counts() -> None:
    person = somebody(Role.LEAD, Role.DIRECTOR)
    client = entered(person)
    assert client.get(SETTINGS).status_code == 200
    client.post("/rolle/", {"rolle": "director:0"})
    assert client.get(SETTINGS).status_code == 403


@pytest.mark.parametrize("role", [Role.SCOUT, Role.DIRECTOR])
def test_settings_do_not_exist_for_scouts_and_directors(role: Role) -> None:
    assert entered(somebody(role)).get(SETTINGS).status_code == 404


def test_strangers_are_sent_to_the_sign_in_and_other_audiences_find_nothing() -> None:
    person = somebody()
    belongs(person, OrganisationFactory())
    assert Client().get(SETTINGS).url == f"/konto/login/?next={SETTINGS}"
    assert entered(person).get(SETTINGS).status_code == 404


def test_a_role_one_does_not_hold_cannot_be_chosen() -> None:
    client = entered(somebody(Role.SCOUT))
    answer = client.post("/rolle/", {"rolle": "admin:0"}, follow=True)
    assert "Diese Rolle haben Sie nicht mehr." in answer.content.decode()
    assert client.get(SETTINGS).status_code == 404


def test_a_role_taken_away_ends_in_the_open_session_at_once() -> None:
    person = somebody(Role.LEAD)
    client = entered(person)
    assert client.get(SETTINGS).status_code == 200
    take_role(person, Role.LEAD, by=office(Role.ADMIN))
    assert client.get(SETTINGS).status_code == 404
    assert "mit keinem Betrieb und keiner Rolle verbunden" in client.get("/weiter/").content.decode()


def test_with_one_role_taken_away_one_goes_on_in_the_other() -> None:
    person = somebody(Role.LEAD, Role.SCOUT)
    client = entered(person)
    client.post("/rolle/", {"rolle": "lead:0"})
    take_role(person, Role.LEAD, by=office(Role.ADMIN))
    assert (client.get(SETTINGS).status_code, client.get("/weiter/").url) == (404, reverse("office:board"))


def test_who_leaves_a_firm_loses_its_pages_at_once() -> None:
    firm = OrganisationFactory()
    belongs(somebody(email="bleibt@betrieb.example"), firm)
    person = somebody(email="geht@betrieb.example")
    membership = belongs(person, firm, Membership.Role.MEMBER)
    client = entered(person)
    assert client.get(MEMBERS).status_code == 200
    end_membership(membership, by=SYSTEM)
    assert client.get(MEMBERS).status_code == 404


def test_a_locked_account_is_out_at_once() -> None:
    person = somebody(Role.LEAD)
    client = entered(person)
    person.is_active = False
    person.save()
    assert client.get(SETTINGS).url == f"/konto/login/?next={SETTINGS}"


def test_a_role_given_meanwhile_opens_its_pages_without_a_new_sign_in() -> None:
    person = somebody(Role.SCOUT)
    client = entered(person)
    grant_role(person, Role.ADMIN, by=SYSTEM)
    assert client.get(SETTINGS).status_code == 403
    client.post("/rolle/", {"rolle": "admin:0"})
    assert client.get(SETTINGS).status_code == 200
    assert RoleGrant.objects.filter(user=person).count() == 2


def test_every_role_has_a_name_and_nonsense_has_none() -> None:
    assert [role for role in Role if not role_name(role)] == []
    assert (role_name("lead"), role_name("nonsense"), role_name("")) == ("Projektleitung", "", "")
