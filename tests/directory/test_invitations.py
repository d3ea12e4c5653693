"""Invitations from the first click to the first sign-in, through the pages."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from dnm.accounts.actions import Refused
from dnm.accounts.models import RoleGrant, User
from dnm.accounts.workflow import Role
from dnm.directory.actions.invitations import (
    accept_invitation,
    invite_to_office,
    invite_to_organisation,
    withdraw_invitation,
)
from dnm.directory.models import Contact, Invitation, Membership
from dnm.directory.queries import actors_for
from dnm.journal.models import Entry
from dnm.mail.models import Letter
from tests.factories import ContactFactory, OrganisationFactory, StartupFactory, member_of, office
from tests.web.entering import belongs, code_from_letter, entered, somebody

pytestmark = pytest.mark.django_db
GUEST = "jana@betrieb.example"


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO = True


def link_in_letter(address: str = GUEST) -> str:
    body = Letter.objects.filter(to_address=address, kind="directory/invitation").latest("pk").body
    return re.search(r"/einladung/[\w-]+/", body)[0]


def token_in_letter(address: str = GUEST) -> str:
    return link_in_letter(address).split("/")[2]


def owner_client():
    person = somebody(email="chefin@betrieb.example")
    belongs(person, OrganisationFactory(name="Tischlerei Wiemers"))
    return entered(person)


def test_an_owner_invites_a_colleague_who_signs_in_with_a_mailed_code(client: Client) -> None:
    wanted = {"email": GUEST, "first_name": "Jana", "last_name": "Kloß", "role": "member", "language": "de"}
    assert owner_client().post("/mein/betrieb/menschen/", wanted).url == "/mein/betrieb/menschen/"
    link = link_in_letter()
    page = client.get(link).content.decode()
    assert "Möchten Sie für Tischlerei Wiemers mitarbeiten?" in page
    assert 'value="Kloß"' in page
    accepted = client.post(link, {"first_name": "Jana", "last_name": "Kloß"})
    assert accepted.url == reverse("account_confirm_login_code")
    client.post(accepted.url, {"code": code_from_letter(GUEST)})
    assert client.get("/weiter/").url == reverse("member:home")
    actor = actors_for(User.objects.get(email=GUEST))[0]
    assert (actor.role, actor.may_release) == (Role.COMPANY_MEMBER, False)


def test_the_letter_is_secret_and_the_database_knows_only_a_hash() -> None:
    invitation = invite_to_organisation(OrganisationFactory(), GUEST, by=office())
    letter = Letter.objects.get()
    assert (letter.secret, token_in_letter() in invitation.token_hash, len(invitation.token_hash)) == (
        True,
        False,
        64,
    )
    assert invitation.expires_at - timezone.now() > timedelta(days=13, hours=23)


def test_opening_the_link_changes_nothing(client: Client) -> None:
    invite_to_organisation(OrganisationFactory(), GUEST, by=office())
    counts = [model.objects.count() for model in (User, Membership, Contact, Letter, Entry)]
    client.get(link_in_letter())
    client.head(link_in_letter())
    assert [model.objects.count() for model in (User, Membership, Contact, Letter, Entry)] == counts
    assert Invitation.objects.get().accepted_at is None


def test_an_unknown_token_does_not_exist(client: Client) -> None:
    assert client.get("/einladung/erfunden/").status_code == 404
    assert client.post("/einladung/erfunden/", {"last_name": "X"}).status_code == 404


def test_a_used_token_opens_nothing_again(client: Client) -> None:
    invite_to_organisation(OrganisationFactory(), GUEST, by=office())
    link = link_in_letter()
    client.post(link, {"last_name": "Kloß"})
    Invitation.objects.update(accepted_at=timezone.now() - timedelta(hours=1))
    answer = Client().post(link, {"last_name": "Kloß"})
    assert (answer.status_code, "schon angenommen" in answer.content.decode()) == (410, True)
    with pytest.raises(Refused, match="schon angenommen"):
        accept_invitation(link.split("/")[2])
    assert User.objects.filter(email=GUEST).count() == 1


def test_a_double_click_accepts_once(client: Client) -> None:
    invite_to_organisation(OrganisationFactory(), GUEST, by=office())
    answers = [client.post(link_in_letter(), {"last_name": "Kloß"}).url for _click in range(2)]
    assert answers == [reverse("account_confirm_login_code")] * 2
    assert (Membership.objects.count(), Entry.objects.filter(verb="invitation.accepted").count()) == (1, 1)


def test_an_expired_invitation_says_who_can_send_a_new_one(client: Client) -> None:
    invite_to_organisation(OrganisationFactory(), GUEST, by=office())
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    answer = client.post(link_in_letter(), {"last_name": "Kloß"})
    assert (answer.status_code, "abgelaufen" in answer.content.decode()) == (410, True)
    with pytest.raises(Refused, match="abgelaufen"):
        accept_invitation(token_in_letter(), last_name="Kloß")
    assert not User.objects.filter(email=GUEST).exists()


def test_a_withdrawn_invitation_opens_nothing(client: Client) -> None:
    by = office()
    invitation = invite_to_organisation(OrganisationFactory(), GUEST, by=by)
    withdraw_invitation(invitation, by=by)
    assert client.get(link_in_letter()).status_code == 404


def test_a_second_invitation_replaces_the_first_but_a_double_click_sends_one_letter() -> None:
    firm, by = OrganisationFactory(), office()
    first = invite_to_organisation(firm, GUEST, by=by)
    assert invite_to_organisation(firm, GUEST.upper(), by=by) == first
    assert Letter.objects.count() == 1
    Invitation.objects.update(created_at=timezone.now() - timedelta(hours=1))
    invite_to_organisation(firm, GUEST, by=by)
    assert (Invitation.objects.count(), Letter.objects.count()) == (1, 2)


def test_somebody_with_an_account_is_asked_for_no_name_and_keeps_it(client: Client) -> None:
    person = somebody(email=GUEST)
    invite_to_organisation(StartupFactory(name="Gussauge"), GUEST, by=office(), role="owner")
    page = client.get(link_in_letter()).content.decode()
    assert 'name="last_name"' not in page
    client.post(link_in_letter())
    assert [(actor.role, actor.may_release) for actor in actors_for(person)] == [(Role.STARTUP_OWNER, True)]


def test_who_is_signed_in_with_the_invited_address_accepts_at_once() -> None:
    person = somebody(email=GUEST)
    client = entered(person)
    invite_to_organisation(OrganisationFactory(), GUEST, by=office())
    assert client.post(link_in_letter()).url == "/weiter/"
    assert client.get("/weiter/").url == reverse("member:home")


def test_who_is_signed_in_as_somebody_else_cannot_take_it_over() -> None:
    client = entered(somebody(email="fremd@anders.example"))
    invite_to_organisation(OrganisationFactory(), GUEST, by=office())
    assert "Sie sind als fremd@anders.example angemeldet." in client.get(link_in_letter()).content.decode()
    page = client.post(link_in_letter(), {"last_name": "Fremd"}).content.decode()
    assert "Die Einladung gilt für" in page
    assert Membership.objects.count() == 0


def test_a_locked_account_cannot_accept() -> None:
    person = somebody(email=GUEST)
    User.objects.filter(pk=person.pk).update(is_active=False)
    invite_to_organisation(OrganisationFactory(), GUEST, by=office())
    with pytest.raises(Refused, match="gesperrt"):
        accept_invitation(token_in_letter())


def test_a_name_is_needed_for_a_new_account(client: Client) -> None:
    invite_to_organisation(OrganisationFactory(), GUEST, by=office())
    page = client.post(link_in_letter(), {"first_name": "Jana", "last_name": " "}).content.decode()
    assert "Geben Sie Ihren Nachnamen an." in page
    with pytest.raises(Refused, match="Nachnamen"):
        accept_invitation(token_in_letter())


def test_an_invited_owner_takes_over_the_contact_with_the_same_address(client: Client) -> None:
    firm = OrganisationFactory()
    contact = ContactFactory(organisation=firm, email=GUEST.title(), primary=True)
    invite_to_organisation(firm, GUEST, by=office(), role="owner")
    client.post(link_in_letter(), {"last_name": "Kloß"})
    contact.refresh_from_db()
    assert (contact.user.email, Contact.objects.count()) == (GUEST, 1)


@pytest.mark.parametrize(("role", "primary"), [("owner", True), ("member", False)])
def test_a_member_never_becomes_the_primary_contact_by_chance(client: Client, role: str, primary: bool) -> None:
    invite_to_organisation(OrganisationFactory(), GUEST, by=office(), role=role)
    client.post(link_in_letter(), {"last_name": "Kloß"})
    assert Contact.objects.get().primary is primary


def test_only_owners_and_scouts_invite_to_an_organisation() -> None:
    firm = OrganisationFactory()
    for by in (
        member_of(firm, Membership.Role.MEMBER),
        member_of(OrganisationFactory()),
        office(Role.DIRECTOR),
    ):
        with pytest.raises(Refused, match="nur die Verantwortlichen"):
            invite_to_organisation(firm, GUEST, by=by)
    invitation = invite_to_organisation(firm, GUEST, by=member_of(firm))
    with pytest.raises(Refused):
        withdraw_invitation(invitation, by=member_of(firm, Membership.Role.MEMBER))


def test_who_belongs_already_and_where_nobody_signs_in_is_refused() -> None:
    firm = OrganisationFactory()
    member = member_of(firm)
    with pytest.raises(Refused, match="gehört schon dazu"):
        invite_to_organisation(firm, User.objects.get(pk=member.id).email, by=member)
    with pytest.raises(Refused, match="keine Zugänge"):
        invite_to_organisation(OrganisationFactory(kind="other"), GUEST, by=office())


def test_the_lead_invites_into_the_office_and_the_role_holds_after_accepting(client: Client) -> None:
    lead = somebody(Role.LEAD)
    wanted = {"email": GUEST, "last_name": "Kloß", "role": "scout", "language": "de"}
    assert entered(lead).post("/buero/einstellungen/menschen/", wanted).url == reverse("office:people")
    page = client.get(link_in_letter()).content.decode()
    assert ("Digitalscout" in page, "Anna Beckmann" in page) == (True, True)
    client.post(link_in_letter(), {"last_name": "Kloß"})
    assert [grant.role for grant in RoleGrant.objects.filter(user__email=GUEST)] == [Role.SCOUT]


def test_only_the_lead_and_the_administration_invite_into_the_office() -> None:
    for by in (office(Role.SCOUT), office(Role.DIRECTOR), member_of(OrganisationFactory())):
        with pytest.raises(Refused, match="Projektleitung"):
            invite_to_office(GUEST, Role.SCOUT, by=by)
    with pytest.raises(Refused, match="Rolle im Büro"):
        invite_to_office(GUEST, Role.FUNDER, by=office(Role.ADMIN))
    invitation = invite_to_office(GUEST, Role.SCOUT, by=office(Role.LEAD))
    with pytest.raises(Refused):
        withdraw_invitation(invitation, by=office(Role.SCOUT))


def test_a_role_that_is_held_already_needs_no_invitation() -> None:
    somebody(Role.SCOUT, email=GUEST)
    with pytest.raises(Refused, match="hat die Rolle schon"):
        invite_to_office(GUEST, Role.SCOUT, by=office(Role.LEAD))


def test_every_step_stands_in_the_journal_without_names() -> None:
    firm, by = OrganisationFactory(), office()
    invitation = invite_to_organisation(firm, GUEST, by=by)
    accept_invitation(token_in_letter(), last_name="Kloß")
    withdraw_invitation(invite_to_organisation(firm, "noch@wer.example", by=by), by=by)
    entries = Entry.objects.filter(subject_label="directory.invitation").order_by("id")
    assert [(entry.verb, entry.organisation_id, entry.details["role"]) for entry in entries] == [
        ("invitation.sent", firm.pk, "member"),
        ("invitation.accepted", firm.pk, "member"),
        ("invitation.sent", firm.pk, "member"),
        ("invitation.withdrawn", firm.pk, "member"),
    ]
    assert invitation.email not in str([entry.details for entry in entries])


def test_thirty_invitations_an_hour_are_the_limit() -> None:
    client = owner_client()
    answers = [client.post("/mein/betrieb/menschen/", {"email": "falsch"}).status_code for _try in range(31)]
    assert answers[-2:] == [200, 429]
