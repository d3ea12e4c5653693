"""A form whose secret does not fit the browser any more: said in our own words, nothing saved."""

import re

import pytest
from django.test import Client

from dnm.matching.models import Need
from tests.factories import UserFactory, member_of
from tests.stories import a_company
from tests.web.reading import signed_in

pytestmark = pytest.mark.django_db
TOLD = {"problem": "Stapler fahren leer.", "answer": "02941 555-0100", "name": "Jana Kurz", "form_token": "a" * 32}


def heading(page: str) -> str:
    return re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)[1].strip()  # type: ignore[index]


def test_a_stranger_hears_what_to_do_in_both_languages():
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/problem-schildern/", TOLD)
    page = answer.content.decode()
    assert (answer.status_code, heading(page)) == (403, "Dieses Formular ist abgelaufen, gespeichert ist nichts")
    for part in ("eine Seite zurück", "Laden Sie die Seite neu", "melden Sie sich noch einmal an", "Neu anmelden"):
        assert part in page
    assert Need.objects.count() == 0
    client.cookies["django_language"] = "en"
    assert '<html lang="en">' in client.post("/problem-schildern/", TOLD).content.decode()


def test_somebody_signed_in_keeps_the_own_navigation():
    actor = member_of(a_company())
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(actor).cookies
    page = client.post("/mein/bedarfe/neu/", {"title": "x"}).content.decode()
    assert heading(page) == "Dieses Formular ist abgelaufen, gespeichert ist nichts"
    assert "Mein Bereich" in page
    assert "Neu anmelden" not in page


def test_a_form_sent_with_its_secret_is_taken():
    client = Client(enforce_csrf_checks=True)
    UserFactory()
    page = client.get("/konto/login/").content.decode()
    secret = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]  # type: ignore[index]
    answer = client.post("/konto/login/", {"login": "nobody@dnm.example", "csrfmiddlewaretoken": secret})
    assert answer.status_code == 302
