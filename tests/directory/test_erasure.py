"""Finding a person in other people's words, and taking the person out of them."""

import pytest

from dnm.accounts.models import User
from dnm.accounts.workflow import Role
from dnm.directory import actions
from dnm.directory.actions.invitations import invite_to_organisation
from dnm.directory.models import Invitation, Note
from dnm.directory.personal import data_of
from dnm.directory.rules.traces import traces_of
from dnm.journal.models import Aside, Entry
from dnm.journal.queries import faults
from dnm.matching.actions import tell_problem
from tests.factories import (
    ContactFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    member_of,
    office,
)

pytestmark = pytest.mark.django_db
KATRIN = {"first_name": "Katrin", "last_name": "Rehmert", "email": "k.rehmert@werl.example", "phone": "02922 555-0140"}


def katrin(firm: str = "Kunststofftechnik Werl", **changes: object):
    return ContactFactory(organisation=OrganisationFactory(name=firm), **(KATRIN | changes))


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Katrin Rehmert ruft an.", "[gelöscht] ruft an."),
        ("Mit Frau Katrin Rehmert gesprochen", "Mit [gelöscht] gesprochen"),
        ("Frau Dr. Rehmerts Auto, Rehmert, Katrin", "[gelöscht] Auto, [gelöscht]"),
        ("Ms. Rehmert's machine", "[gelöscht] machine"),
        ("Rehmert meldet sich", "[gelöscht] meldet sich"),
        ("Katrin", "[gelöscht]"),
        ("Tel. 02922/555 01 40, k.rehmert@werl.example", "Tel. [gelöscht], [gelöscht]"),
        ("+49 (0)2922 5550140 oder 0049 2922 5550140", "[gelöscht] oder [gelöscht]"),
        ("Katrin ruft an", "Katrin ruft an"),
        ("Rehmertstraße 3, rehmert, 12922 5550140", "Rehmertstraße 3, rehmert, 12922 5550140"),
        ({"fit": ["Frau Rehmert", 3, None]}, {"fit": ["[gelöscht]", 3, None]}),
    ],
)
def test_a_person_is_found_by_name_address_and_telephone(said: object, left: object):
    traces = traces_of(katrin())
    assert traces.without(said) == left
    assert traces.meant_in(said) == (said != left)


def test_a_firm_that_bears_the_name_keeps_it():
    traces = traces_of(katrin("Kunststofftechnik Rehmert"))
    said = "Kunststofftechnik Rehmert, Frau Rehmert, Katrin Rehmert"
    assert traces.without(said) == "Kunststofftechnik Rehmert, [gelöscht], [gelöscht]"
    sole_trader = traces_of(katrin("Katrin Rehmert"))
    assert sole_trader.without("Katrin Rehmert, 02922 555-0140") == "Katrin Rehmert, [gelöscht]"


def test_short_names_and_numbers_stand_for_nobody_alone():
    traces = traces_of(katrin(first_name="Li", last_name="Wu", phone="110", email=""))
    assert traces.without("Wu; Li Wu, Herr Wu, 110") == "Wu; [gelöscht], [gelöscht], 110"


def test_a_name_is_not_that_of_somebody_else_in_the_family():
    traces = traces_of(katrin())
    names = ["Katrin Rehmert", " Frau Rehmert ", "Rehmert", "Katrin", "Hans Rehmert", "Katrin Vogel", ""]
    assert [traces.is_name(name) for name in names] == [True, True, True, True, False, False, False]
    texts = ("K. Rehmert", "Person: Katrin Rehmert", "k.rehmert@werl.example")
    assert [traces.certainly_in(text) for text in texts] == [False, True, True]


def test_somebody_without_a_name_is_named_nowhere():
    traces = traces_of(katrin(first_name="", last_name="", phone="", email=""))
    assert [traces.meant_in(value) for value in ("", "Rehmert", None)] == [False, False, False]


def test_the_names_of_the_account_are_found_too():
    user = UserFactory(first_name="Katrin", last_name="Rehmert-Vogel", email="vogel@werl.example")
    traces = traces_of(katrin(user=user))
    assert traces.without("Katrin Rehmert-Vogel, vogel@werl.example") == "[gelöscht], [gelöscht]"


def test_notes_invitations_and_asides_forget_the_person_and_keep_the_rest():
    contact, scout = katrin(), office()
    firm = contact.organisation
    actions.add_note(firm, "Frau Rehmert will warten. Die Halle ist neu.", by=scout)
    invite_to_organisation(firm, contact.email.upper(), by=member_of(firm))
    told = data_of(contact)["named_in"]
    assert told == [{"table": "directory.note", "id": Note.objects.get().pk, "text": Note.objects.get().text}]
    actions.erase_contact(contact, by=scout)
    assert Note.objects.get().text == "[gelöscht] will warten. Die Halle ist neu."
    assert Invitation.objects.count() == 0


def test_a_stranger_who_told_us_a_problem_is_forgotten_in_the_journal():
    need = tell_problem(problem="Es klemmt.", name="Petra Hölscher, Tischlerei Nord", reach="02952 555-0113")
    kept = office()
    actions.add_note(need.organisation, "Die Halle ist neu.", by=kept)
    actions.erase_contact(need.contact, by=kept)
    assert "Hölscher" not in str(list(Aside.objects.values()))
    assert Entry.objects.filter(verb="journal.erased").count() == 1
    assert Aside.objects.filter(entry__verb="organisation.noted", actor_name=kept.name).count() == 1
    assert list(faults()) == []


def test_the_account_goes_with_the_last_firm_of_a_person():
    contact = katrin()
    user = MembershipFactory(organisation=contact.organisation, user__email="katrin@werl.example").user
    contact.user = user
    contact.save()
    other = MembershipFactory(user=user)
    elsewhere = ContactFactory(organisation=other.organisation, user=user)
    actions.erase_contact(contact, by=office())
    user.refresh_from_db()
    assert (user.is_active, list(user.memberships.all())) == (True, [other])
    actions.erase_contact(elsewhere, by=office())
    user.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (user.is_active, user.full_name, user.email) == (False, "[gelöscht]", f"{user.pk}@geloescht.invalid")
    assert data_of(elsewhere)["account"] is None


def test_somebody_of_the_office_keeps_the_account():
    user = UserFactory(roles=[Role.SCOUT])
    contact = katrin(user=user)
    actions.erase_contact(contact, by=office())
    assert User.objects.get(pk=user.pk).is_active is True


def test_an_owner_erases_a_colleague_but_no_account():
    contact = katrin()
    owner = member_of(contact.organisation)
    colleague = MembershipFactory(organisation=contact.organisation, role="member").user
    contact.user = colleague
    contact.save()
    actions.erase_contact(contact, by=owner)
    contact.refresh_from_db()
    assert (contact.full_name, User.objects.get(pk=colleague.pk).is_active) == ("", True)
