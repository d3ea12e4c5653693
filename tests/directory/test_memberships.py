"""Belonging to an organisation: joining twice, moving up, and two people leaving at the same moment."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from dnm.accounts.actions import Refused, take_role
from dnm.accounts.models import RoleGrant
from dnm.accounts.rules import SYSTEM, Actor
from dnm.accounts.workflow import Role
from dnm.directory.actions.memberships import change_member_role, end_membership, join, name_member_deputy
from dnm.directory.models import Contact, Membership
from dnm.directory.queries.members import may_manage_members, members_visible_to, owns
from dnm.journal.models import Entry
from tests.factories import (
    ContactFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    member_of,
    office,
)


@pytest.mark.django_db
def test_who_joins_twice_belongs_once_and_moves_up_but_never_down() -> None:
    firm, person = OrganisationFactory(), UserFactory()
    for role in ("member", "member", "owner", "member"):
        membership = join(firm, person, role, by=SYSTEM)
    assert (Membership.objects.count(), Contact.objects.count(), membership.role) == (1, 1, "owner")
    verbs = Entry.objects.filter(subject_label="directory.membership").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["membership.started", "membership.role_changed"]


@pytest.mark.django_db
def test_a_contact_that_belongs_to_another_account_is_not_taken_over() -> None:
    firm, person = OrganisationFactory(), UserFactory(email="gemeinsam@betrieb.example")
    other = ContactFactory(organisation=firm, user=UserFactory(), email=person.email)
    join(firm, person, "owner", by=SYSTEM)
    other.refresh_from_db()
    assert (other.user == person, Contact.objects.filter(user=person, primary=False).count()) == (False, 1)


@pytest.mark.django_db
def test_a_role_that_does_not_exist_is_refused_and_the_same_one_changes_nothing() -> None:
    membership = MembershipFactory()
    with pytest.raises(Refused, match="Wählen Sie"):
        change_member_role(membership, "king", by=SYSTEM)
    change_member_role(membership, "owner", by=SYSTEM)
    assert Entry.objects.filter(verb="membership.role_changed").count() == 0


@pytest.mark.django_db
def test_owners_and_scouts_manage_and_mailed_links_never_do() -> None:
    firm = OrganisationFactory()
    owner = member_of(firm)
    link = Actor("directory.contact", owner.id, "Kontakt", Role.COMPANY_OWNER, firm.pk, True, only="need:1")
    assert [may_manage_members(by, firm) for by in (owner, office(), SYSTEM)] == [True, True, True]
    strangers = (member_of(firm, "member"), member_of(OrganisationFactory()), office(Role.DIRECTOR), link)
    assert [may_manage_members(by, firm) for by in strangers] == [False] * 4
    assert (owns(link, firm), list(members_visible_to(link))) == (False, [])
    assert members_visible_to(office()).count() == 3


@pytest.mark.django_db
def test_only_those_who_manage_change_roles_and_deputies() -> None:
    membership = MembershipFactory()
    by = member_of(membership.organisation, "member")
    with pytest.raises(Refused, match="nur die Verantwortlichen"):
        change_member_role(membership, "member", by=by)
    with pytest.raises(Refused, match="nur die Verantwortlichen"):
        name_member_deputy(membership, starts=None, ends=None, by=by)


def at_once(*acts: Callable[[], object]) -> int:
    """Runs all acts at the same moment; returns how many were refused."""
    start, refused = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except Refused as refusal:
            refused.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(refused)


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_leave_at_the_same_moment_one_stays() -> None:
    for _round in range(5):
        firm = OrganisationFactory()
        owners = [MembershipFactory(organisation=firm) for _person in range(2)]
        acts = [lambda member=member: end_membership(member, by=SYSTEM) for member in owners]
        assert (at_once(*acts), Membership.objects.filter(organisation=firm).count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_administrations_taken_at_the_same_moment_one_stays() -> None:
    by = office(Role.LEAD)
    for _round in range(5):
        RoleGrant.objects.filter(role=Role.ADMIN).delete()
        people = [UserFactory(roles=[Role.ADMIN]) for _person in range(2)]
        acts = [lambda person=person: take_role(person, Role.ADMIN, by=by) for person in people]
        assert (at_once(*acts), RoleGrant.objects.filter(role=Role.ADMIN).count()) == (1, 1), connection.vendor
