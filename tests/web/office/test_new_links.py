"""A letter about a registration fell into the wrong hands: the office sends a new link."""

import pytest
from django.test import Client
from pytest_django import Settings

from dnm.accounts.rules import Actor
from dnm.events import actions
from dnm.events.models import Event
from dnm.mail.models import Letter
from tests.events.stories import a_guest, an_event, ticked
from tests.factories import ContactFactory
from tests.stories import a_scout
from tests.web.reading import heading, hidden_fields, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO = True


@pytest.fixture
def scout() -> Actor:
    return a_scout()


@pytest.fixture
def office(scout: Actor) -> Client:
    return signed_in(scout)


def page_of(event: Event) -> str:
    return f"/buero/termine/{event.pk}/"


def kinds() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("kind", flat=True))


def test_a_new_link_is_sent_after_a_look_and_once(scout: Actor, office: Client):
    event = an_event(scout)
    place = a_guest(event, name="Petra Hölscher")
    assert "Neuer Link : Petra Hölscher" in words(office.get(page_of(event)))
    address = f"{page_of(event)}anmeldungen/{place.pk}/link/"
    check = office.get(address)
    assert heading(check) == "Petra Hölscher einen neuen Link schicken?"
    assert ("gast1@gast.example" in words(check), kinds()) == (True, ["events/registered"])
    for _click in range(2):
        answer = office.post(address, hidden_fields(check), follow=True)
    assert "Petra Hölscher bekommt einen neuen Link." in words(answer)
    assert kinds() == ["events/registered", "events/link_renewed"]


def test_where_no_letter_can_go_no_link_is_offered(scout: Actor, office: Client):
    event = an_event(scout)
    place = actions.register(event, by=scout, contact=ContactFactory(email=""), **ticked(event))
    assert "Neuer Link" not in words(office.get(page_of(event)))
    answer = office.get(f"{page_of(event)}anmeldungen/{place.pk}/link/", follow=True)
    assert "Ohne E-Mail-Adresse können wir keinen Link schicken." in words(answer)
