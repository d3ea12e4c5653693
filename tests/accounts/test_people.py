"""What may happen to people, their roles and deputies, apart from any page."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError

from dnm.accounts.actions import (
    Refused,
    change_person,
    create_person,
    end_deputy,
    grant_role,
    name_deputy,
    set_office_roles,
    take_role,
)
from dnm.accounts.models import Deputy, RoleGrant, User
from dnm.accounts.queries import (
    deputies_from,
    deputy_of,
    holders_of,
    office_people,
    person_by_email,
    personal_roles_of,
    represented_by,
    scouts,
)
from dnm.accounts.rules import (
    SYSTEM,
    Actor,
    can_manage_people,
    is_office,
    is_scout,
    is_system,
    may_name_deputy,
)
from dnm.accounts.workflow import Audience, Role
from dnm.journal.models import Entry
from tests.factories import OrganisationFactory, UserFactory, member_of, office

TODAY = date(2026, 11, 23)


def actor(role: Role, number: int = 1) -> Actor:
    return Actor("accounts.user", number, "Anna Beckmann", role)


# --- Rules ---


def test_the_lead_is_a_scout_too_and_nobody_else() -> None:
    assert [role for role in Role if is_scout(actor(role))] == [Role.SCOUT, Role.LEAD]


def test_four_roles_belong_to_the_office() -> None:
    assert [role for role in Role if is_office(actor(role))] == [
        Role.SCOUT,
        Role.LEAD,
        Role.DIRECTOR,
        Role.ADMIN,
    ]
    assert (SYSTEM.audience, actor(Role.HUB).audience, is_system(SYSTEM)) == (None, Audience.HUB, True)


def test_lead_and_administration_manage_people() -> None:
    assert [role for role in Role if can_manage_people(actor(role))] == [Role.LEAD, Role.ADMIN]


def test_a_deputy_is_named_by_the_person_the_lead_or_the_administration() -> None:
    assert may_name_deputy(actor(Role.SCOUT, 7), 7)
    assert may_name_deputy(actor(Role.LEAD, 8), 7)
    assert may_name_deputy(SYSTEM, 7)
    assert not may_name_deputy(actor(Role.SCOUT, 8), 7)
    assert not may_name_deputy(Actor("directory.contact", 7, "Kontakt", Role.COMPANY_OWNER), 7)


# --- People ---

pytestmark = pytest.mark.django_db


def test_a_person_signs_in_with_a_confirmed_address_in_small_letters() -> None:
    person = create_person(email="Anna@Zentrum.Example", first_name="Anna", last_name="Beckmann", by=SYSTEM)
    assert (person.email, person.has_usable_password()) == ("anna@zentrum.example", False)
    address = EmailAddress.objects.get(user=person)
    assert (address.email, address.verified, address.primary) == ("anna@zentrum.example", True, True)
    assert person_by_email(" ANNA@zentrum.example ") == person


def test_an_address_belongs_to_one_person_in_any_case_of_letters() -> None:
    UserFactory(email="anna@zentrum.example")
    with pytest.raises(IntegrityError):
        UserFactory(email="Anna@Zentrum.Example")


def test_only_real_changes_of_a_person_are_written_down() -> None:
    person = UserFactory(first_name="Anna")
    by = actor(Role.SCOUT, person.pk)
    change_person(person, by=by, first_name="Änne", phone="", is_active=False)
    change_person(person, by=by, first_name="Änne")
    person.refresh_from_db()
    assert (person.first_name, person.is_active) == ("Änne", True)
    assert [entry.details["fields"] for entry in Entry.objects.filter(verb="person.changed")] == [["first_name"]]


# --- Roles ---


def test_roles_are_given_and_taken_by_the_lead_and_the_administration_only() -> None:
    person = UserFactory()
    for by in (office(Role.SCOUT), office(Role.DIRECTOR), member_of(OrganisationFactory())):
        with pytest.raises(Refused, match="Rollen vergibt"):
            grant_role(person, Role.SCOUT, by=by)
        with pytest.raises(Refused, match="Rollen entzieht"):
            take_role(person, Role.SCOUT, by=by)
    grant_role(person, Role.SCOUT, by=office(Role.LEAD))
    grant_role(person, Role.SCOUT, by=office(Role.LEAD))
    assert personal_roles_of(person) == [Role.SCOUT]
    take_role(person, Role.SCOUT, by=office(Role.ADMIN))
    take_role(person, Role.SCOUT, by=office(Role.ADMIN))
    assert personal_roles_of(person) == []
    verbs = Entry.objects.filter(verb__startswith="role.").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["role.granted", "role.taken"]


def test_the_last_active_administration_keeps_its_role() -> None:
    last = UserFactory(roles=[Role.ADMIN])
    UserFactory(roles=[Role.ADMIN], is_active=False)
    by = office(Role.LEAD)
    with pytest.raises(Refused, match="letzte Verwaltung"):
        take_role(last, Role.ADMIN, by=by)
    take_role(UserFactory(), Role.ADMIN, by=by)
    UserFactory(roles=[Role.ADMIN])
    take_role(last, Role.ADMIN, by=by)
    assert personal_roles_of(last) == []


def test_office_roles_are_set_all_or_none() -> None:
    person = UserFactory(roles=[Role.ADMIN, Role.JUROR])
    with pytest.raises(Refused):
        set_office_roles(person, [Role.SCOUT], by=office(Role.LEAD))
    assert personal_roles_of(person) == [Role.ADMIN, Role.JUROR]
    set_office_roles(person, [Role.ADMIN, Role.LEAD], by=office(Role.LEAD))
    assert personal_roles_of(person) == [Role.LEAD, Role.ADMIN, Role.JUROR]


def test_lists_of_people_hold_the_right_roles_and_nobody_locked() -> None:
    scout = UserFactory(roles=[Role.SCOUT], last_name="B")
    lead = UserFactory(roles=[Role.LEAD, Role.SCOUT], last_name="A")
    director = UserFactory(roles=[Role.DIRECTOR], last_name="C")
    UserFactory(roles=[Role.SCOUT], is_active=False, last_name="D")
    UserFactory(roles=[Role.FUNDER])
    assert list(scouts()) == [lead, scout]
    assert [person.last_name for person in office_people()] == ["A", "B", "C", "D"]
    assert list(holders_of(Role.LEAD, Role.DIRECTOR)) == [lead, director]


# --- Deputies ---


@pytest.fixture
def pair() -> tuple[User, User]:
    return UserFactory(roles=[Role.SCOUT]), UserFactory(roles=[Role.LEAD])


def test_a_deputy_stands_in_from_the_first_to_the_last_day(pair: tuple[User, User]) -> None:
    person, deputy = pair
    named = name_deputy(person, deputy, starts=TODAY, ends=TODAY + timedelta(days=2), by=SYSTEM)
    days = [TODAY + timedelta(days=number) for number in range(-1, 4)]
    assert [deputy_of(person, day) for day in days] == [None, deputy, deputy, deputy, None]
    assert represented_by(deputy, TODAY) == [deputy.pk, person.pk]
    assert represented_by(deputy, TODAY + timedelta(days=3)) == [deputy.pk]
    assert list(deputies_from(person, TODAY + timedelta(days=2))) == [named]
    assert list(deputies_from(person, TODAY + timedelta(days=3))) == []


def test_a_locked_deputy_stands_in_for_nobody(pair: tuple[User, User]) -> None:
    person, deputy = pair
    name_deputy(person, deputy, starts=TODAY, ends=TODAY, by=SYSTEM)
    User.objects.filter(pk=deputy.pk).update(is_active=False)
    assert deputy_of(person, TODAY) is None


def test_naming_the_same_deputy_twice_is_naming_it_once(pair: tuple[User, User]) -> None:
    person, deputy = pair
    for _click in range(2):
        name_deputy(person, deputy, starts=TODAY, ends=TODAY, by=SYSTEM)
    assert (Deputy.objects.count(), Entry.objects.filter(verb="deputy.named").count()) == (1, 1)


def test_impossible_deputies_are_refused(pair: tuple[User, User]) -> None:
    person, deputy = pair
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(Refused, match="vor ihrem Anfang"):
        name_deputy(person, deputy, starts=tomorrow, ends=TODAY, by=SYSTEM)
    with pytest.raises(Refused, match="sich selbst"):
        name_deputy(person, person, starts=TODAY, ends=TODAY, by=SYSTEM)
    with pytest.raises(Refused, match="keine Rolle im Büro"):
        name_deputy(person, UserFactory(roles=[Role.FUNDER]), starts=TODAY, ends=TODAY, by=SYSTEM)
    with pytest.raises(Refused, match="die Person selbst"):
        name_deputy(person, deputy, starts=TODAY, ends=TODAY, by=office(Role.SCOUT))


def test_a_deputy_is_ended_by_whoever_may_name_one(pair: tuple[User, User]) -> None:
    person, deputy = pair
    named = name_deputy(person, deputy, starts=TODAY, ends=TODAY, by=SYSTEM)
    with pytest.raises(Refused, match="die Person selbst"):
        end_deputy(named, by=office(Role.SCOUT))
    end_deputy(named, by=actor(Role.SCOUT, person.pk))
    assert Deputy.objects.count() == 0
    assert RoleGrant.objects.count() == 3
