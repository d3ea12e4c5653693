"""The people of a firm and of the office: lists, roles, deputies, leaving."""

from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from dnm.accounts.models import Deputy, RoleGrant, User
from dnm.accounts.workflow import Role
from dnm.directory.actions.invitations import invite_to_office, invite_to_organisation
from dnm.directory.models import Invitation, Membership
from dnm.directory.queries import actors_for
from tests.factories import ContactFactory, OrganisationFactory, UserFactory, member_of, office
from tests.web.entering import belongs, entered, somebody

pytestmark = pytest.mark.django_db
MEMBERS = "/mein/betrieb/menschen/"
OFFICE = "/buero/einstellungen/menschen/"


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO = True


@pytest.fixture
def firm():
    return OrganisationFactory(name="Tischlerei Wiemers")


@pytest.fixture
def owner(firm) -> Client:
    person = somebody(email="chefin@betrieb.example")
    belongs(person, firm)
    return entered(person)


def colleague(firm, role: str = Membership.Role.MEMBER) -> Membership:
    return Membership.objects.create(user=UserFactory(last_name="Kloß"), organisation=firm, role=role)


# --- In a firm ---


def test_everybody_in_the_firm_sees_who_belongs_but_only_owners_may_change_it(firm, owner: Client) -> None:
    other = somebody(email="jana@betrieb.example")
    member = belongs(other, firm, Membership.Role.MEMBER)
    pages = [client.get(MEMBERS).content.decode() for client in (owner, entered(other))]
    assert ["Jemanden einladen" in page for page in pages] == [True, False]
    assert ["jana@betrieb.example" in page for page in pages] == [True, True]
    client = entered(other)
    assert client.get(f"{MEMBERS}{member.pk}/").url == MEMBERS
    assert client.post(MEMBERS, {"email": "x@y.example", "role": "member", "language": "de"}).url == MEMBERS
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_members_takes_the_same_queries_for_one_and_three(
    firm, owner: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _person in range(count):
        colleague(firm)
        invite_to_organisation(firm, f"gast{_person}@betrieb.example", by=office())
    with django_assert_num_queries(9):
        owner.get(MEMBERS)


def test_people_of_another_firm_do_not_exist_here(owner: Client) -> None:
    stranger = colleague(OrganisationFactory())
    assert owner.get(f"{MEMBERS}{stranger.pk}/").status_code == 404
    assert owner.post(f"{MEMBERS}{stranger.pk}/ende/").status_code == 404
    by = office()
    invitation = invite_to_organisation(stranger.organisation, "gast@woanders.example", by=by)
    assert owner.post(f"/mein/betrieb/einladungen/{invitation.pk}/zurueckziehen/").status_code == 404
    assert (Membership.objects.filter(pk=stranger.pk).count(), Invitation.objects.count()) == (1, 1)


def test_an_owner_names_a_deputy_with_dates_who_may_then_release(firm, owner: Client) -> None:
    member = colleague(firm)
    today = date.today()
    dates = {"starts": f"{today:%d.%m.%Y}", "ends": f"{today + timedelta(days=3):%d.%m.%Y}"}
    assert owner.post(f"{MEMBERS}{member.pk}/", {"role": "member", **dates}).url == MEMBERS
    assert actors_for(member.user)[0].may_release is True
    assert "vertritt jetzt" in owner.get(MEMBERS).content.decode()
    owner.post(f"{MEMBERS}{member.pk}/", {"role": "member", "starts": "", "ends": ""})
    assert actors_for(User.objects.get(pk=member.user.pk))[0].may_release is False


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        ({"starts": "", "ends": "23.11.2026"}, "Geben Sie an, ab wann die Vertretung gilt."),
        ({"starts": "24.11.2026", "ends": "23.11.2026"}, "Das Ende der Vertretung liegt vor ihrem Anfang."),
        ({"starts": "morgen", "ends": ""}, "Geben Sie das Datum so ein: 23.11.2026"),
    ],
)
def test_wrong_deputy_dates_are_explained(firm, owner: Client, dates: dict, message: str) -> None:
    member = colleague(firm)
    assert message in owner.post(f"{MEMBERS}{member.pk}/", {"role": "member", **dates}).content.decode()


def test_the_last_owner_cannot_leave_or_step_back(firm, owner: Client) -> None:
    own = Membership.objects.get(organisation=firm)
    page = owner.post(f"{MEMBERS}{own.pk}/ende/", follow=True).content.decode()
    assert "Eine Person muss verantwortlich bleiben." in page
    page = owner.post(f"{MEMBERS}{own.pk}/", {"role": "member", "starts": "", "ends": ""}).content.decode()
    assert "Eine Person muss verantwortlich bleiben." in page
    own.refresh_from_db()
    assert own.role == "owner"


def test_after_naming_another_owner_one_may_leave(firm, owner: Client) -> None:
    member = colleague(firm)
    own = Membership.objects.get(user__email="chefin@betrieb.example")
    contact = ContactFactory(organisation=firm, user=own.user)
    owner.post(f"{MEMBERS}{member.pk}/", {"role": "owner", "starts": "", "ends": ""})
    assert owner.post(f"{MEMBERS}{own.pk}/ende/").url == "/weiter/"
    contact.refresh_from_db()
    assert (contact.left_on, contact.primary) == (date.today(), False)
    assert [left.user.last_name for left in Membership.objects.all()] == ["Kloß"]
    assert owner.get(MEMBERS).status_code == 404


def test_a_member_may_leave_alone_and_cannot_remove_others(firm, owner: Client) -> None:
    person = somebody(email="jana@betrieb.example")
    own = belongs(person, firm, Membership.Role.MEMBER)
    client = entered(person)
    chief = Membership.objects.get(user__email="chefin@betrieb.example")
    assert "nur die Verantwortlichen" in client.post(f"{MEMBERS}{chief.pk}/ende/", follow=True).content.decode()
    assert client.post(f"{MEMBERS}{own.pk}/ende/").url == "/weiter/"
    assert [left.pk for left in Membership.objects.all()] == [chief.pk]


def test_a_deputy_does_not_manage_people(firm, owner: Client) -> None:
    person = somebody(email="jana@betrieb.example")
    Membership.objects.create(user=person, organisation=firm, role="member", deputy_from=date.today())
    assert "Jemanden einladen" not in entered(person).get(MEMBERS).content.decode()


def test_an_invitation_can_be_withdrawn_from_the_list(firm, owner: Client) -> None:
    owner.post(MEMBERS, {"email": "gast@betrieb.example", "role": "member", "language": "en"})
    (invitation,) = Invitation.objects.all()
    assert "gast@betrieb.example" in owner.get(MEMBERS).content.decode()
    owner.post(f"/mein/betrieb/einladungen/{invitation.pk}/zurueckziehen/")
    assert Invitation.objects.count() == 0


def test_inviting_without_a_role_or_with_a_wrong_address_is_explained(owner: Client) -> None:
    page = owner.post(MEMBERS, {"email": "kein at", "language": "de"}).content.decode()
    assert "Geben Sie die E-Mail-Adresse so ein: name@beispiel.de" in page
    assert "Wählen Sie aus, was die Person darf." in page
    assert 'value="kein at"' in page


def test_withdrawing_and_naming_deputies_need_the_right_to_manage(firm, owner: Client) -> None:
    invitation = invite_to_organisation(firm, "gast@betrieb.example", by=office())
    person = somebody(email="jana@betrieb.example")
    belongs(person, firm, Membership.Role.MEMBER)
    page = entered(person).post(f"/mein/betrieb/einladungen/{invitation.pk}/zurueckziehen/", follow=True)
    assert "in Ihrer Rolle nicht ändern" in page.content.decode()
    assert Invitation.objects.count() == 1


def test_who_belongs_already_is_not_invited_again(firm, owner: Client) -> None:
    member = colleague(firm)
    wanted = {"email": member.user.email, "role": "member", "language": "de"}
    assert "Diese Person gehört schon dazu." in owner.post(MEMBERS, wanted).content.decode()


# --- In the office ---


@pytest.fixture
def lead() -> Client:
    return entered(somebody(Role.LEAD))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_office_people_takes_the_same_queries_for_one_and_three(
    lead: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    by = office(Role.LEAD)
    for number in range(count):
        Deputy.objects.create(
            person=UserFactory(roles=[Role.SCOUT]),
            deputy=UserFactory(roles=[Role.SCOUT]),
            starts=date.today(),
            ends=date.today(),
        )
        invite_to_office(f"gast{number}@zentrum.example", Role.SCOUT, by=by)
    with django_assert_num_queries(10):
        lead.get(OFFICE)


def test_roles_are_ticked_and_count_at_once(lead: Client) -> None:
    person = UserFactory(roles=[Role.SCOUT])
    lead.post(f"{OFFICE}{person.pk}/", {"act": "roles", "roles": ["director", "admin"]})
    assert sorted(grant.role for grant in RoleGrant.objects.filter(user=person)) == ["admin", "director"]


def test_the_last_administration_cannot_vanish(lead: Client) -> None:
    person = UserFactory(roles=[Role.ADMIN, Role.SCOUT])
    page = lead.post(f"{OFFICE}{person.pk}/", {"act": "roles", "roles": []}).content.decode()
    assert "Die letzte Verwaltung kann nicht entfallen." in page
    assert sorted(grant.role for grant in RoleGrant.objects.filter(user=person)) == ["admin", "scout"]


def test_who_gives_up_the_own_lead_has_no_settings_any_more(lead: Client) -> None:
    person = User.objects.get(email="anna@zentrum.example")
    lead.post(f"{OFFICE}{person.pk}/", {"act": "roles", "roles": ["scout"]})
    assert lead.get(OFFICE).status_code == 404


def test_the_lead_names_and_ends_deputies_for_others(lead: Client) -> None:
    person, deputy = UserFactory(roles=[Role.SCOUT]), UserFactory(roles=[Role.SCOUT])
    today = f"{date.today():%d.%m.%Y}"
    lead.post(f"{OFFICE}{person.pk}/", {"act": "deputy", "deputy": deputy.pk, "starts": today, "ends": today})
    (named,) = Deputy.objects.all()
    assert (named.person, named.deputy) == (person, deputy)
    lead.post(f"{OFFICE}{person.pk}/vertretung-beenden/", {"beenden": named.pk})
    assert Deputy.objects.count() == 0


def test_a_deputy_must_work_in_the_office_and_be_somebody_else(lead: Client) -> None:
    person, outsider = UserFactory(roles=[Role.SCOUT]), UserFactory()
    today = f"{date.today():%d.%m.%Y}"
    for wrong in (outsider.pk, person.pk, "2" * 30):
        data = {"act": "deputy", "deputy": wrong, "starts": today, "ends": today}
        assert "Wählen Sie eine Person aus der Liste." in lead.post(f"{OFFICE}{person.pk}/", data).content.decode()


def test_office_people_are_found_only_among_office_people(lead: Client) -> None:
    outsider = member_of(OrganisationFactory())
    assert lead.get(f"{OFFICE}{outsider.id}/").status_code == 404


def test_a_refused_office_invitation_keeps_the_input(lead: Client) -> None:
    UserFactory(email="schon@zentrum.example", roles=[Role.SCOUT])
    wanted = {"email": "schon@zentrum.example", "role": "scout", "language": "de"}
    page = lead.post(OFFICE, wanted).content.decode()
    assert "Diese Person hat die Rolle schon." in page
    assert 'value="schon@zentrum.example"' in page


def test_an_office_invitation_can_be_withdrawn(lead: Client) -> None:
    invitation = invite_to_office("gast@zentrum.example", Role.SCOUT, by=office(Role.LEAD))
    assert lead.post(f"/buero/einstellungen/einladungen/{invitation.pk}/zurueckziehen/").url == OFFICE
    assert Invitation.objects.count() == 0
