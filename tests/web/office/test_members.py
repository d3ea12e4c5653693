"""Who signs in for an organisation: seen and changed by the office, for all four kinds."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from dnm.accounts.workflow import Role
from dnm.directory.models import Contact, Invitation, Membership, Organisation
from dnm.introductions import actions
from dnm.mail.models import Letter
from tests.factories import MembershipFactory, OrganisationFactory, StartupFactory, UserFactory
from tests.stories import story
from tests.web.reading import client_as, heading, rows, signed_in, words

pytestmark = pytest.mark.django_db
KINDS = ["company", "startup", "hub", "carrier"]


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO = True


@pytest.fixture
def client() -> Client:
    return client_as(Role.SCOUT)


def organisation(kind: str) -> Organisation:
    if kind == "startup":
        return StartupFactory(name="Haus Nord")
    return OrganisationFactory(kind=kind, name="Haus Nord", industry="", head_count=None)


def address(firm: Organisation, rest: str = "") -> str:
    return f"/buero/verzeichnis/{firm.pk}/{rest}"


def member(firm: Organisation, role: str = Membership.Role.OWNER) -> Membership:
    return MembershipFactory(organisation=firm, user=UserFactory(last_name="Okafor"), role=role)


@pytest.mark.parametrize("kind", KINDS)
def test_contacts_are_entered_and_people_invited_for_every_kind(client, kind):
    firm = organisation(kind)
    assert "meldet sich niemand an" in words(client.get(address(firm)))
    person = {"salutation": "Frau", "first_name": "Lena", "last_name": "Okafor", "email": "l@haus.example",
              "language": "de"}  # fmt: skip
    client.post(address(firm, "person/"), person)
    assert Contact.objects.get(organisation=firm).last_name == "Okafor"
    empty = client.get(address(firm, "zugaenge/"))
    assert heading(empty) == "Für Haus Nord kann sich noch niemand anmelden"
    invitation = {"email": "l@haus.example", "last_name": "Okafor", "role": "owner", "language": "en"}
    page = client.post(address(firm, "zugaenge/"), invitation, follow=True)
    assert "Die Einladung ist unterwegs." in words(page)
    assert "l@haus.example" in words(page)
    assert Letter.objects.get(to_address="l@haus.example").language == "en"
    row = Invitation.objects.get()
    client.post(address(firm, f"einladungen/{row.pk}/zurueckziehen/"))
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize(("kind", "fields"), [("company", 3), ("startup", 3), ("hub", 1), ("carrier", 1)])
def test_only_who_releases_data_names_deputies(client, kind, fields):
    firm = organisation(kind)
    own, other = member(firm), member(firm, Membership.Role.MEMBER)
    page = client.get(address(firm, f"zugaenge/{other.pk}/"))
    assert len(page.context["form"].fields) == fields
    values = {"role": "owner", "starts": "24.11.2026", "ends": ""}
    answer = client.post(address(firm, f"zugaenge/{other.pk}/"), values, follow=True)
    assert heading(answer) == "2 Personen handeln für Haus Nord"
    other.refresh_from_db()
    assert (other.role, other.deputy_from is not None) == ("owner", fields == 3)
    client.post(address(firm, f"zugaenge/{own.pk}/ende/"))
    assert list(Membership.objects.all()) == [other]
    page = client.post(address(firm, f"zugaenge/{other.pk}/ende/"), follow=True)
    assert "Eine Person muss verantwortlich bleiben." in words(page)
    page = client.post(address(firm, f"zugaenge/{other.pk}/"), {"role": "member"})
    assert "Eine Person muss verantwortlich bleiben." in words(page)


def test_somebody_who_belongs_already_is_not_invited(client):
    firm = organisation("hub")
    own = member(firm)
    values = {"email": own.user.email, "role": "member", "language": "de"}
    page = client.post(address(firm, "zugaenge/"), values)
    assert "Diese Person gehört schon dazu." in words(page)
    assert own.user.email in page.content.decode()
    assert Invitation.objects.count() == 0


def test_nobody_signs_in_for_other_organisations_and_members_stay_with_their_own(client):
    other, firm = organisation("other"), organisation("carrier")
    assert "Zugänge" not in words(client.get(address(other)))
    assert client.get(address(other, "zugaenge/")).status_code == 404
    stranger = member(organisation("hub"))
    assert client.get(address(firm, f"zugaenge/{stranger.pk}/")).status_code == 404
    assert client.post(address(firm, f"zugaenge/{stranger.pk}/ende/")).status_code == 404
    assert client.post(address(firm, "einladungen/1/zurueckziehen/")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_questions_for_one_and_three(
    client, count, django_assert_num_queries: DjangoAssertNumQueries
):
    firm = organisation("hub")
    for _person in range(count):
        member(firm)
    client.get("/buero/")
    with django_assert_num_queries(8):
        assert len(client.get(address(firm, "zugaenge/")).context["members"]) == count


def test_a_hub_shows_its_startups_and_what_became_of_its_proposals_a_carrier_no_cases():
    told = story()
    hub = organisation("hub")
    vouched = StartupFactory(name="Lichtblick", profile={"vouched_by": hub})
    case = actions.suggest(told.need, vouched, by=told.scout, opened_by="hub", hub=hub)
    client = signed_in(told.scout)
    page = words(client.get(address(hub)))
    for part in ("Startups, für die der Hub bürgt Lichtblick", "Vermittlungen auf Vorschlag des Hubs", case.number):
        assert part in page
    assert told.case.number not in page
    carrier = client.get(address(OrganisationFactory(kind="carrier", name="Stadt Werl")))
    assert ("Vermittlung" in words(carrier), "Betriebsferien" in words(carrier), rows(carrier)) == (False, False, [])
