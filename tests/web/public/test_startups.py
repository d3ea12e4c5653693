"""The public list of start-ups and the five fields with which one registers."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dnm.directory.models import Organisation
from dnm.mail.models import Letter
from tests.factories import ContactFactory, OfferFactory, StartupFactory

pytestmark = pytest.mark.django_db
FORM = "/startups/vorschlagen/"
TOLD = {
    "name": "Torquelane",
    "website": "torquelane.example",
    "summary": "We log torque of hand tools.",
    "contact_name": "Ian O'Hara",
    "email": "ian@torquelane.example",
    "language": "en",
}


def html(address: str, status: int = 200) -> str:
    answer = Client().get(address)
    assert answer.status_code == status
    return answer.content.decode()


def names(page: str) -> list[str]:
    return re.findall(r'dnm-side--startup">\s*([^,<]+)', page)


def a_listed_startup(name: str, summary: str = "", **facts: object) -> Organisation:
    return StartupFactory(name=name, profile={"listed": True, "summary": summary}, **facts)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_questions_for_one_and_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
):
    for number in range(count):
        OfferFactory(organisation=a_listed_startup(f"Startup {number}"))
    with django_assert_num_queries(5):
        assert len(names(html("/startups/"))) == count


def test_only_what_was_agreed_is_shown():
    shown = a_listed_startup("Gussauge", "Kameras am Band.")
    ContactFactory(organisation=shown, last_name="Aksoy", email="leyla@gussauge.example", phone="0221 555-0199")
    OfferFactory(organisation=shown, title="Kamera sieht Fehler")
    OfferFactory(organisation=shown, title="Altes Angebot", active=False)
    StartupFactory(name="Geheimlich", profile={"listed": False})
    a_listed_startup("Ungeprueft", confirmed_at=None)
    page = html("/startups/")
    assert names(page) == ["Gussauge"]
    for words in ("Kameras am Band.", "Kamera sieht Fehler"):
        assert words in page
    hidden = ("Aksoy", "leyla@", "555-0199", "Altes Angebot", "Geheimlich", "Ungeprueft")
    assert [words for words in hidden if words in page] == []


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("gussauge", ["Gussauge"]),
        ("Gusauge", ["Gussauge"]),
        ("Spritzguss", ["Gussauge"]),
        ("Paletten", ["Stapelhirn"]),
        ("koeln", ["Gussauge"]),
        ("Zahnarzt", []),
        ("%", []),
        ("a\0b", []),
    ],
)
def test_startups_are_found_by_name_place_and_offer(typed: str, expected: list[str]):
    a_listed_startup("Gussauge", "Wir sehen Fehler am Spritzguss.", place="Köln")
    OfferFactory(
        organisation=a_listed_startup("Stapelhirn", place="Berlin"),
        title="Zählen",
        text="Wir zählen Paletten.",
    )
    answer = Client().get("/startups/", {"suche": typed})
    assert names(answer.content.decode()) == expected


def test_a_search_without_result_offers_help():
    page = html("/startups/?suche=Zahnarzt")
    assert ("Kein Startup gefunden." in page, '/problem-schildern/"' in page) == (True, True)


def test_a_startup_registers_and_sees_what_happens_next():
    browser = Client()
    token = re.search(r'name="form_token" value="([^"]+)"', browser.get(FORM).content.decode())
    assert token
    for _ in range(2):
        answer = browser.post(FORM, {**TOLD, "form_token": token[1]})
        assert answer["Location"] == "/startups/angemeldet/"
    page = browser.get("/startups/angemeldet/").content.decode()
    assert ("Torquelane ist angemeldet" in page, "ian@torquelane.example" in page) == (True, True)
    assert [Organisation.objects.count(), Letter.objects.count()] == [1, 1]
    assert Client().get("/startups/angemeldet/")["Location"] == FORM


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "Geben Sie den Namen des Startups an."),
        ("summary", "", "Schreiben Sie in ein, zwei Sätzen, was Sie lösen und für wen."),
        ("contact_name", "", "Geben Sie Ihren Namen an."),
        ("contact_name", "a\0b", "Steuerzeichen"),
        ("email", "ian", "Geben Sie die E-Mail-Adresse so an: name@betrieb.de"),
        ("website", "javascript:alert(1)", "Geben Sie die Website so an"),
        ("summary", "x" * 601, "Kürzen Sie die Angabe auf 600 Zeichen, es sind 601."),
        ("language", "fr", "kein"),
    ],
)
def test_wrong_input_is_kept_and_explained(field: str, value: str, message: str):
    page = Client().post(FORM, {**TOLD, field: value}).content.decode()
    assert ("Fehler:" in page, message in page, Organisation.objects.count()) == (True, True, 0)
    assert field == "summary" or TOLD["summary"] in page


def test_too_many_registrations_are_refused_for_a_while():
    browser = Client(REMOTE_ADDR="192.0.2.7")
    answers = [browser.post(FORM, {**TOLD, "name": f"Startup {number}"}).status_code for number in range(11)]
    assert (set(answers[:10]), answers[10], Client(REMOTE_ADDR="192.0.2.8").post(FORM, TOLD).status_code) == (
        {302},
        429,
        302,
    )
