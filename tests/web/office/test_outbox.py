"""Postausgang: failed first, the server's own words, no secrets."""

import pytest
from django.utils import timezone

from dnm.accounts.workflow import Role
from dnm.introductions import actions
from dnm.introductions.workflow import Party, State
from dnm.mail.actions import Recipient, queue_text
from dnm.mail.models import Letter
from tests.stories import story
from tests.web.reading import client_as, heading, rows, signed_in, words

pytestmark = pytest.mark.django_db
REFUSAL = "550 5.1.1 <kontakt@betrieb.example>: Recipient address rejected: User unknown"


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def a_letter(state: str = "waiting", title: str = "Ein Brief", *, secret: bool = False, answer: str = "") -> Letter:
    letter = queue_text(
        "test", title, "Der Text des Briefes.", to=Recipient("kontakt@betrieb.example", "Frau Rehmert"), secret=secret
    )
    sent_at = timezone.now() if state == "sent" else None
    Letter.objects.filter(pk=letter.pk).update(state=state, answer=answer, sent_at=sent_at)
    return Letter.objects.get(pk=letter.pk)


def test_an_empty_outbox_says_so():
    assert heading(client_as(Role.SCOUT).get("/buero/postausgang/")) == "Alle Nachrichten sind raus."


def test_failed_letters_come_first_with_the_words_of_the_server():
    for state, title in (("sent", "Gesendet"), ("failed", "Fehler"), ("waiting", "Wartet")):
        a_letter(state, title, answer=REFUSAL if state == "failed" else "")
    page = client_as(Role.SCOUT).get("/buero/postausgang/")
    assert heading(page) == "Ein Brief ließ sich nicht zustellen"
    assert rows(page) == ["Fehler", "Wartet", "Gesendet"]
    assert f"Der Server sagt: {REFUSAL}" in words(page)
    assert "alle 3 nicht zugestellt 1 wartet 1 gesendet 1" in words(page)
    assert rows(client_as(Role.LEAD).get("/buero/postausgang/?stand=gesendet")) == ["Gesendet"]
    Letter.objects.filter(state="failed").delete()
    assert heading(client_as(Role.SCOUT).get("/buero/postausgang/")) == "Eine Nachricht wartet"


@pytest.mark.parametrize("count", [1, 3])
def test_the_outbox_asks_as_many_questions_for_one_letter_as_for_three(count: int, django_assert_num_queries):
    for _number in range(count):
        a_letter()
    client = client_as(Role.SCOUT)
    client.get("/buero/postausgang/")
    with django_assert_num_queries(7):
        client.get("/buero/postausgang/")


def test_sending_again_puts_a_failed_letter_back_and_leaves_a_sent_one():
    failed, sent = a_letter("failed", answer=REFUSAL), a_letter("sent")
    client = client_as(Role.SCOUT)
    answer = client.post(f"/buero/postausgang/{failed.pk}/nochmal/", follow=True)
    assert "Der Brief wird noch einmal gesendet." in words(answer)
    answer = client.post(f"/buero/postausgang/{sent.pk}/nochmal/", follow=True)
    assert "schon unterwegs oder gesendet" in words(answer)
    assert [Letter.objects.get(pk=one.pk).state for one in (failed, sent)] == ["waiting", "sent"]
    assert client.get(f"/buero/postausgang/{failed.pk}/nochmal/").status_code == 405


@pytest.mark.parametrize(
    ("role", "secret", "shown"),
    [(Role.SCOUT, False, True), (Role.LEAD, False, True), (Role.SCOUT, True, False), (Role.DIRECTOR, False, False),
     (Role.ADMIN, False, False), (Role.ADMIN, True, False)],
)  # fmt: skip
def test_who_reads_the_text_of_a_letter(role: Role, secret: bool, shown: bool):
    letter = a_letter(secret=secret)
    page = client_as(role).get(f"/buero/postausgang/{letter.pk}/")
    assert heading(page) == "Ein Brief"
    assert ("Der Text des Briefes." in words(page)) is shown


def test_a_letter_leads_to_its_case_for_those_who_may_see_it():
    told = story(State.STARTUP_ASKED)
    actions.decline(told.fresh(), Party.STARTUP, by=told.startup)
    letter = Letter.objects.filter(kind="introductions/declined_office").get()
    assert (
        told.case.number
        in words(signed_in(told.scout).get(f"/buero/postausgang/{letter.pk}/")).partition("Gehört zu")[2]
    )
    assert "Gehört zu" not in words(client_as(Role.DIRECTOR).get(f"/buero/postausgang/{letter.pk}/"))


def test_an_unknown_letter_is_not_found():
    assert client_as(Role.SCOUT).get("/buero/postausgang/999999/").status_code == 404
