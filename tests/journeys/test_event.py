"""An event on the phone: registering, the waiting list, giving a place back by the link, moving up, checking in."""

import re

import pytest
from playwright.sync_api import Page, expect

from dnm.events.models import Attendance, Event, Registration
from dnm.mail.models import Letter
from tests.events.stories import an_event, begun
from tests.journeys.visitor import Visitor, letter, path_in
from tests.stories import a_scout

pytestmark = pytest.mark.django_db(transaction=True)
PETRA, JENS = "petra@hoelscher.example", "jens@overkamp.example"
TITLE = "Digitalfrühstück: Aufträge ohne Zettel"


def registers(visitor: Visitor, name: str, email: str, button: str) -> None:
    visitor.open("/termine/")
    visitor.follow(TITLE)
    visitor.fill({"Ihr Name": name, "Ihre E-Mail-Adresse": email})
    visitor.choose(visitor.page.get_by_text(re.compile("meine Angaben für")).inner_text())
    visitor.press(button)


def code_in(one: Letter) -> str:
    found = re.search(r"Ihr Code für den Einlass: (\w{6})", one.body)
    assert found, one.body
    return found[1]


def test_a_full_event_on_two_phones(phone_page: Page, live_server, axe):
    event = an_event(a_scout(), title=TITLE, capacity=1)
    visitor = Visitor(phone_page, live_server.url, axe)
    registers(visitor, "Petra Hölscher", PETRA, "Anmelden")
    visitor.is_on("Sie sind angemeldet")
    visitor.becomes_a_guest()
    registers(visitor, "Jens Overkamp", JENS, "Auf die Warteliste setzen")
    visitor.is_on("Sie stehen auf Platz 1 der Warteliste")
    gives_back(visitor)
    checks_in(visitor, begun(event))


def gives_back(visitor: Visitor) -> None:
    """Petra cannot come; Jens moves up by himself."""
    visitor.open(path_in(letter("events/registered", PETRA), "/anmeldung/"))
    visitor.is_on("Sie sind angemeldet")
    assert Registration.objects.filter(state="registered").get().email == PETRA
    visitor.press("Anmeldung zurücknehmen")
    visitor.is_on("Sie sind abgemeldet")
    visitor.open(path_in(letter("events/moved_up", JENS), "/anmeldung/"))
    visitor.is_on("Sie sind angemeldet")
    visitor.reads(code_in(letter("events/moved_up", JENS)))


def checks_in(visitor: Visitor, event: Event) -> None:
    """On the day, with the address that the notice at the entrance carries."""
    visitor.open(f"/termine/{event.pk}/da/?tuer={event.door_code}")
    visitor.fill({"Ihr Code aus dem Brief": code_in(letter("events/moved_up", JENS))})
    visitor.press("Ich bin da")
    expect(visitor.page.locator("h1")).to_have_text("Willkommen, Jens Overkamp. Sie sind eingecheckt")
    assert [came.registration.email for came in Attendance.objects.all()] == [JENS]
