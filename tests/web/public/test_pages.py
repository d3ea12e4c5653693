"""What strangers see: start page, board of open needs, words about us, messages to the office."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dnm.accounts.rules import SYSTEM
from dnm.centre.actions import change_centre
from dnm.introductions.workflow import State
from dnm.mail.models import Letter
from dnm.matching.actions import set_confidentiality
from tests.stories import story

pytestmark = pytest.mark.django_db
PAGES = [
    "start",
    "for-companies",
    "for-startups",
    "needs",
    "about",
    "contact",
    "imprint",
    "privacy",
    "accessibility",
    "easy-language",
]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_answers_on_an_empty_database_in_both_languages(client, name):
    for language in ("de", "en"):
        client.cookies["django_language"] = language
        page = client.get(reverse(f"public:{name}"))
        assert (page.status_code, f'<html lang="{language}">' in page.content.decode()) == (200, True)


@pytest.mark.parametrize("name", PAGES)
def test_words_the_office_wrote_are_never_taken_for_tags(client, name):
    change_centre(by=SYSTEM, operator="<script>alert(1)</script>", street="<b>", represented_by="<i>")
    assert "<script>alert" not in client.get(reverse(f"public:{name}")).content.decode()


def published() -> object:
    told = story(State.STARTUP_ASKED)
    set_confidentiality(told.need, by=told.scout, confidentiality="anonymous", shown_publicly=True)
    return told


def test_the_board_shows_the_approved_teaser_and_nothing_of_the_firm(client):
    told = published()
    for address in (
        reverse("public:needs"),
        reverse("public:start"),
        reverse("public:need", args=[told.need.teasers.get().pk]),
    ):
        text = client.get(address).content.decode()
        assert "Fehler früher erkennen" in text
        for secret in ("Rehmert", "Ausschuss am Spritzguss", told.need.number, "Lunker"):
            assert secret not in text


def test_a_need_that_is_not_published_cannot_be_told_from_one_that_never_was(client):
    told = story(State.STARTUP_ASKED)
    for key in (str(told.need.teasers.get().pk), "999999", "x" * 300, "9" * 40, told.need.number):
        page = client.get(reverse("public:need", args=[key]))
        assert page.status_code == 404


def test_a_day_of_decision_that_has_passed_is_not_promised_any_more(client):
    told = published()
    teaser = told.need.teasers.get()
    for days, words in ((1, "Entscheidung bis "), (-1, "Entscheidung steht noch aus")):
        teaser.decide_by = timezone.localdate() + timedelta(days=days)
        teaser.save()
        assert words in client.get(reverse("public:needs")).content.decode()


def test_a_withdrawn_tick_takes_the_need_off_the_board_at_once(client):
    told = published()
    set_confidentiality(told.need, by=told.scout, confidentiality="internal")
    assert "Fehler früher erkennen" not in client.get(reverse("public:needs")).content.decode()


@pytest.mark.parametrize(
    ("name", "subject"),
    [("contact", "Nachricht von der Kontaktseite"), ("accessibility", "Rückmeldung zu einer Barriere")],
)
def test_a_message_reaches_the_office_as_a_letter(client, name, subject):
    change_centre(by=SYSTEM, email="zentrum@dzm.example")
    sent = client.post(
        reverse(f"public:{name}"),
        {"text": "Die Schrift ist klein.", "name": "", "reach": "k@firma.example"},
        follow=True,
    )
    letter = Letter.objects.get()
    assert (letter.subject, letter.to_address, letter.reply_to) == (
        subject,
        "zentrum@dzm.example",
        "k@firma.example",
    )
    assert "Die Schrift ist klein." in letter.body
    assert "Ihre Nachricht ist bei uns." in sent.content.decode()


@pytest.mark.parametrize("text", ["", "a\0b", "x" * 4001])
def test_a_message_that_cannot_be_sent_says_so_and_is_kept(client, text):
    change_centre(by=SYSTEM, email="zentrum@dzm.example")
    page = client.post(reverse("public:contact"), {"text": text, "name": "Frau Klein", "reach": ""})
    assert "Frau Klein" in page.content.decode()
    assert Letter.objects.count() == 0


def test_without_an_address_of_the_office_the_page_says_to_ring_up(client):
    page = client.post(reverse("public:contact"), {"text": "Hallo", "name": "", "reach": ""})
    assert "Rufen Sie uns bitte an" in page.content.decode()


def test_a_telephone_number_is_no_address_to_reply_to(client):
    change_centre(by=SYSTEM, email="zentrum@dzm.example")
    client.post(reverse("public:contact"), {"text": "Bitte rufen Sie an.", "name": "", "reach": "02921 555-0199"})
    letter = Letter.objects.get()
    assert (letter.reply_to, "02921 555-0199" in letter.body) == ("", True)
