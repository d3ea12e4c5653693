"""Three fields for a stranger."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dnm.accounts.workflow import Role
from dnm.directory.models import Organisation
from dnm.mail.models import Letter
from dnm.matching.models import Need
from dnm.web.templatetags.dnm import day_in_words
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/problem-schildern/"
WORDS = {
    "problem": "Das Lager stimmt nie.",
    "name": "Petra Vogt, Landhandel Vogt",
    "reach": "02952 555-0113, petra@vogt.example",
}


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


def token_on(client: Client) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', client.get(PAGE).content.decode())
    assert found
    return found.group(1)


def test_the_page_shows_three_fields_and_costs_one_question(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
):
    client.get(PAGE)
    with django_assert_num_queries(1):
        page = client.get(PAGE).content.decode()
    assert re.findall(r'<label for="id_(\w+)">', page) == ["problem", "name", "reach", "homepage"]
    assert '<div class="dnm-trap" aria-hidden="true">' in page


def test_whoever_tells_hears_the_number_the_name_and_the_day(client: Client):
    UserFactory(roles=[Role.SCOUT], first_name="Anna", last_name="Beckmann", phone="02941 555-0112")
    answer = client.post(PAGE, {**WORDS, "form_token": token_on(client)})
    need = Need.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}{need.number}/")
    page = client.get(answer["Location"]).content.decode()
    assert f"Abgeschickt. Ihre Nummer: {need.number}" in page
    assert (
        f"Anna Beckmann liest, was Sie geschrieben haben, und meldet sich bis {day_in_words(need.answer_by)}." in page
    )
    assert "02941 555-0112" in page
    assert Letter.objects.get(kind="matching/need_received").to_address == "petra@vogt.example"


def test_the_confirmation_opens_only_where_it_was_sent(client: Client):
    answer = client.post(PAGE, {**WORDS, "form_token": token_on(client)})
    assert client.get(answer["Location"]).status_code == 200
    assert "no-store" in client.get(answer["Location"])["Cache-Control"]
    for address in (answer["Location"], f"{PAGE}B-2026-999/"):
        assert Client().get(address).status_code == 404


def test_a_double_click_tells_once(client: Client):
    data = {**WORDS, "form_token": token_on(client)}
    places = {client.post(PAGE, data)["Location"] for _click in range(2)}
    assert len(places) == 1
    assert (Need.objects.count(), Organisation.objects.count(), Letter.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("reach", "", "Geben Sie eine Telefonnummer oder E-Mail-Adresse an."),
        ("reach", "gern abends", "Geben Sie eine Telefonnummer oder E-Mail-Adresse an."),
        ("problem", "", "Schreiben Sie in ein, zwei Sätzen, was hakt."),
        ("problem", "x" * 6001, "Kürzen Sie die Angabe auf 6000 Zeichen"),
        ("name", "x" * 200, "Kürzen Sie die Angabe auf 160 Zeichen"),
        ("name", "a\0b", "Steuerzeichen"),
    ],
)
def test_what_cannot_be_used_is_said_and_everything_typed_stays(client: Client, field, value, words):
    answer = client.post(PAGE, {**WORDS, field: value})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>Fehler:" in page
    assert words in page
    for name, kept in WORDS.items():
        assert (kept in page) is (name != field)
    assert Organisation.objects.count() == 0


def test_a_machine_that_fills_in_everything_is_sent_to_the_telephone(client: Client):
    page = client.post(PAGE, {**WORDS, "homepage": "https://spam.example"}).content.decode()
    assert "Das hat nicht geklappt. Rufen Sie uns an" in page
    assert WORDS["problem"] in page
    assert Organisation.objects.count() == 0


def test_the_sixth_time_within_an_hour_is_too_often(client: Client):
    statuses = [client.post(PAGE, {**WORDS, "reach": ""}).status_code for _time in range(6)]
    assert statuses == [200, 200, 200, 200, 200, 429]


def test_the_letter_is_english_where_the_page_was(client: Client):
    client.cookies["django_language"] = "en"
    client.post(PAGE, WORDS)
    assert Letter.objects.get(kind="matching/need_received").language == "en"


def test_the_order_of_suggestions_is_explained_to_everybody(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
):
    with django_assert_num_queries(2):
        page = client.get("/so-entsteht-die-reihenfolge/").content.decode()
    assert "Ein Programm ordnet die Angebote, ein Mensch entscheidet." in page
    assert re.findall(r'<td class="n">(\S+)</td><td class="n">(\S+)</td>', page)[:2] == [("+70", "0"), ("+11", "0")]
