"""Mein Konto: what somebody may change about himself."""

from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from dnm.accounts.models import Deputy
from dnm.accounts.workflow import Role
from dnm.mail.models import Letter
from tests.factories import OrganisationFactory
from tests.web.entering import belongs, code_from_letter, entered, somebody

pytestmark = pytest.mark.django_db
FIELDS = {
    "salutation": "Frau",
    "first_name": "Änne",
    "last_name": "Öztürk",
    "phone": "02941 555-0112",
    "language": "en",
}


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO = True


def member_client(email: str = "k.rehmert@betrieb.example") -> tuple:
    person = somebody(email=email)
    belongs(person, OrganisationFactory())
    return person, entered(person)


def test_name_telephone_letter_language_and_keys_can_be_changed() -> None:
    person, client = member_client()
    assert client.post("/konto/", FIELDS).url == "/konto/"
    person.refresh_from_db()
    assert {name: getattr(person, name) for name in FIELDS} == FIELDS
    assert person.keyboard_shortcuts is False
    assert 'data-keys="on"' not in client.get("/konto/").content.decode()


def test_bad_input_is_kept_and_says_what_to_do() -> None:
    _person, client = member_client()
    page = client.post("/konto/", {**FIELDS, "last_name": "", "first_name": "A\x00" + "x" * 90}).content.decode()
    assert "Geben Sie Ihren Nachnamen an." in page
    assert 'value="02941 555-0112"' in page


def test_strangers_see_the_sign_in_and_people_without_a_role_an_explanation() -> None:
    assert Client().get("/konto/").url == "/konto/login/?next=/konto/"
    client = entered(somebody())
    assert client.get("/konto/").url == "/weiter/"


def test_a_new_address_counts_only_after_its_code() -> None:
    person, client = member_client()
    client.post("/konto/email/", {"email": "neu@betrieb.example", "action_add": "1"})
    person.refresh_from_db()
    assert person.email == "k.rehmert@betrieb.example"
    client.post("/konto/confirm-email/", {"code": code_from_letter("neu@betrieb.example")})
    person.refresh_from_db()
    assert person.email == "neu@betrieb.example"
    told = Letter.objects.filter(kind="account/notice")
    assert "Guten Tag Anna Beckmann," in told.get().body
    assert [(letter.to_address, letter.subject) for letter in told] == [
        ("k.rehmert@betrieb.example", "Ihre E-Mail-Adresse für die Anmeldung wurde geändert")
    ]


def test_an_address_of_somebody_else_is_not_taken_over() -> None:
    somebody(email="schon@vergeben.example")
    person, client = member_client()
    client.post("/konto/email/", {"email": "schon@vergeben.example", "action_add": "1"})
    person.refresh_from_db()
    assert person.email == "k.rehmert@betrieb.example"


def test_office_people_name_their_deputy_and_end_it() -> None:
    person, other = somebody(Role.SCOUT), somebody(Role.LEAD, email="jens@zentrum.example")
    client = entered(person)
    today = date.today()
    dates = {"starts": f"{today:%d.%m.%y}", "ends": f"{today + timedelta(days=7):%d.%m.%Y}"}
    assert client.post("/konto/vertretung/", {"deputy": other.pk, **dates}).url == "/konto/"
    (named,) = Deputy.objects.all()
    assert (named.person, named.deputy, named.starts) == (person, other, today)
    client.post("/konto/vertretung/", {"beenden": named.pk})
    assert Deputy.objects.count() == 0


def test_nobody_ends_the_deputy_of_somebody_else_here() -> None:
    person, other = somebody(Role.SCOUT), somebody(Role.LEAD, email="jens@zentrum.example")
    today = date.today()
    named = Deputy.objects.create(person=other, deputy=person, starts=today, ends=today)
    entered(person).post("/konto/vertretung/", {"beenden": named.pk})
    assert Deputy.objects.count() == 1


def test_dates_the_wrong_way_round_are_an_error_at_the_field() -> None:
    person, other = somebody(Role.SCOUT), somebody(Role.LEAD, email="jens@zentrum.example")
    wrong = {"deputy": other.pk, "starts": "24.11.2026", "ends": "23.11.2026"}
    page = entered(person).post("/konto/vertretung/", wrong).content.decode()
    assert "Das Ende der Vertretung liegt vor ihrem Anfang." in page
    assert 'value="24.11.2026"' in page


def test_members_have_no_deputies_in_the_office() -> None:
    _person, client = member_client()
    assert client.post("/konto/vertretung/", {"deputy": 1}).url == "/weiter/"
    assert "Ihre Vertretung" not in client.get("/konto/").content.decode()
