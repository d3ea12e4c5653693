"""Events for a firm: where its people are registered, registering a colleague, giving a place back."""

import pytest
from pytest_django import DjangoAssertNumQueries

from dnm.directory.models import Membership
from dnm.events import actions
from dnm.events.models import Event, Registration
from dnm.mail.models import Letter
from tests.events.stories import SLOTS, a_guest, an_event, begun, ticked
from tests.factories import ContactFactory, OrganisationFactory, member_of
from tests.stories import a_scout
from tests.web.reading import heading, rows, signed_in, words

pytestmark = pytest.mark.django_db
LIST = "/mein/termine/"
LIST_QUERIES = 9


def page_of(event: Event) -> str:
    return f"{LIST}{event.pk}/"


def a_firm(name: str = "Rehmert"):
    firm = OrganisationFactory(name=name)
    contact = ContactFactory(organisation=firm, first_name="Katrin", last_name=name, email=f"k@{name.lower()}.example")
    return firm, contact, signed_in(member_of(firm))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_questions_for_one_and_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
):
    scout, (_firm, contact, client) = a_scout(), a_firm()
    for number in range(count):
        event = an_event(scout, title=f"Termin {number}")
        actions.register(event, by=scout, contact=contact, **ticked(event))
    client.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        assert len(rows(client.get(LIST))) == count


def test_own_registrations_stand_first_then_what_else_comes_then_where_we_were():
    scout, (_firm, contact, client) = a_scout(), a_firm()
    empty = client.get(LIST)
    assert heading(empty) == "Zurzeit ist kein Termin geplant"
    past = an_event(scout, title="War schön")
    other, mine = an_event(scout, title="Anderer"), an_event(scout, title="Unserer")
    actions.register(mine, by=scout, contact=contact, **ticked(mine))
    place = actions.register(past, by=scout, contact=contact, **ticked(past))
    begun(past, hours=20)
    actions.mark_attended(Registration.objects.get(pk=place.pk), by=scout)
    answer = client.get(LIST)
    assert (heading(answer), rows(answer)) == ("Sie sind zu einem Termin angemeldet", ["Unserer", "Anderer"])
    assert "War schön" in words(answer).partition("Hier waren Sie dabei")[2]
    assert other.title in words(client.get(page_of(other)))


def test_a_colleague_is_registered_with_both_ticks_open():
    event, (firm, contact, client) = an_event(a_scout()), a_firm()
    form = client.get(page_of(event)).content.decode()
    assert "checked" not in form
    assert "Wählen Sie, wer kommt." in words(client.post(page_of(event), ticked(event)))
    assert "Ohne Ihr Einverständnis" in words(client.post(page_of(event), {"contact": contact.pk}))
    for _click in range(2):
        answer = client.post(page_of(event), {"contact": contact.pk, **ticked(event)}, follow=True)
    place = Registration.objects.get()
    assert (place.organisation, place.contact, place.municipality) == (firm, contact, firm.municipality)
    assert ("Katrin Rehmert ist angemeldet." in words(answer), place.code in words(answer)) == (True, True)


def test_somebody_of_another_firm_is_nobody_to_choose():
    event, (_firm, _contact, client) = an_event(a_scout()), a_firm()
    stranger = ContactFactory()
    answer = client.post(page_of(event), {"contact": stranger.pk, **ticked(event)})
    assert ("Wählen Sie eine Person aus der Liste." in words(answer), Registration.objects.count()) == (True, 0)


def test_a_full_event_puts_the_colleague_on_the_waiting_list():
    event, (_firm, contact, client) = an_event(a_scout(), capacity=1), a_firm()
    a_guest(event)
    assert "Sie wären Nummer 1 auf der Warteliste" in words(client.get(page_of(event)))
    answer = client.post(page_of(event), {"contact": contact.pk, **ticked(event)}, follow=True)
    assert "Katrin Rehmert steht auf Platz 1 der Warteliste." in words(answer)


def test_a_place_is_given_back_after_a_question():
    event, (_firm, contact, client) = an_event(a_scout()), a_firm()
    client.post(page_of(event), {"contact": contact.pk, **ticked(event)})
    address = f"{page_of(event)}absagen/{Registration.objects.get().pk}/"
    assert heading(client.get(address)) == "Katrin Rehmert abmelden?"
    assert Registration.objects.get().state == "registered"
    client.post(address)
    assert (Registration.objects.get().state, Letter.objects.latest("pk").kind) == (
        "cancelled",
        "events/registration_cancelled",
    )
    assert client.post(address).status_code == 404


def test_another_firm_sees_neither_the_place_nor_the_code():
    event, (_firm, contact, client) = an_event(a_scout()), a_firm()
    client.post(page_of(event), {"contact": contact.pk, **ticked(event)})
    place = Registration.objects.get()
    _other, _person, stranger = a_firm("Overkamp")
    for address in (LIST, page_of(event)):
        assert ("Rehmert" in words(stranger.get(address)), place.code in words(stranger.get(address))) == (False, False)
    assert stranger.post(f"{page_of(event)}absagen/{place.pk}/").status_code == 404
    assert Registration.objects.get().state == "registered"


def test_drafts_are_unknown_and_a_firm_without_people_hears_what_to_do():
    scout = a_scout()
    draft, event = an_event(scout, announced=False), an_event(scout)
    client = signed_in(member_of(OrganisationFactory(), Membership.Role.MEMBER))
    assert client.get(page_of(draft)).status_code == 404
    assert "Im Verzeichnis steht noch keine Person Ihres Betriebs." in words(client.get(page_of(event)))


def test_a_meeting_day_tells_its_phase():
    scout, (_firm, _contact, client) = a_scout(), a_firm()
    event = an_event(scout, kind="meeting_day")
    assert "Gespräche an diesem Tag" not in words(client.get(page_of(event)))
    actions.set_up_day(event, slots=SLOTS, by=scout)
    assert "Gespräche an diesem Tag in Vorbereitung" in words(client.get(page_of(event)))
