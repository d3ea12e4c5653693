"""Registration, waiting list, cancellation, consents, calendars."""

import re

import pytest
from django.core import signing
from django.utils import timezone
from icalendar import Calendar

from dnm.accounts.actions import Refused
from dnm.events import actions
from dnm.events.models import Event, Registration
from dnm.events.papers import registration_calendar
from dnm.events.queries import (
    events_visible_to,
    place_on_waiting_list,
    public_events,
    registration_of,
    registrations_visible_to,
)
from dnm.events.queries.events import LINK_SALT, link_token
from dnm.journal.models import Entry
from dnm.mail.models import Letter
from tests.events.stories import a_guest, an_event, begun, ticked, tomorrow_at
from tests.factories import ContactFactory, OrganisationFactory, member_of, office
from tests.stories import a_scout

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("kind", flat=True))


def calendar_of(letter: Letter) -> tuple[str, str, int, str]:
    parsed = Calendar.from_ical(letter.calendar)
    [entry] = parsed.walk("VEVENT")
    return str(parsed["METHOD"]), str(entry["UID"]), int(entry["SEQUENCE"]), str(entry["STATUS"])


def registration_behind(letter: Letter) -> Registration | None:
    """What the link in the letter opens; each letter signs its own."""
    [token] = re.findall(r"/anmeldung/([^/\s]+)/", letter.body)
    return registration_of(token)


def test_a_guest_registers_and_gets_a_code_a_calendar_entry_and_a_link():
    event = an_event(a_scout())
    place = a_guest(event, firm="Tischlerei Ohm")
    letter = Letter.objects.get()
    assert (place.state, place.firm_name, len(place.code)) == ("registered", "Tischlerei Ohm", 6)
    assert calendar_of(letter) == ("REQUEST", event.uid, 1, "CONFIRMED")
    assert place.code in letter.body
    assert registration_behind(letter) == place
    assert letter.secret


def test_a_draft_takes_nobody_and_stays_in_the_office():
    scout = a_scout()
    event = an_event(scout, announced=False)
    with pytest.raises(Refused, match="keine Anmeldung mehr"):
        a_guest(event)
    assert list(public_events()) == []
    assert list(events_visible_to(member_of(OrganisationFactory()))) == []
    assert list(events_visible_to(scout)) == [event]


def test_without_the_tick_for_the_data_nobody_is_registered():
    event = an_event(a_scout())
    with pytest.raises(Refused, match="Ohne Ihr Einverständnis"):
        a_guest(event, data_hash="")
    with pytest.raises(Refused, match="inzwischen geändert"):
        a_guest(event, photo_hash="0" * 64)
    with pytest.raises(Refused, match="Namen und eine E-Mail"):
        a_guest(event, name=" ")
    assert Registration.objects.count() == 0


def test_both_consents_are_recorded_with_the_hash_of_their_text_and_the_photo_may_be_withdrawn():
    event = an_event(a_scout())
    place = a_guest(event, **ticked(event, photo=True))
    entry = Entry.objects.get(verb="event.registered")
    assert (entry.details["data"], entry.details["photo"]) == (place.data_text_hash, place.photo_text_hash)
    assert place.photo_consent
    assert not actions.withdraw_photo_consent(place).photo_consent
    assert not actions.withdraw_photo_consent(place).photo_consent
    assert Entry.objects.filter(verb="event.photo_consent_withdrawn").count() == 1
    with pytest.raises(Refused):
        actions.withdraw_photo_consent(place, by=member_of(OrganisationFactory()))


def test_the_waiting_list_moves_up_in_the_order_of_coming():
    event = an_event(a_scout(), capacity=1)
    first, second, third = (a_guest(event, number) for number in (1, 2, 3))
    assert [place_on_waiting_list(one) for one in (first, second, third)] == [None, 1, 2]
    actions.cancel_registration(second)
    assert place_on_waiting_list(third) == 1
    actions.cancel_registration(first)
    third.refresh_from_db()
    assert (third.state, third.moved_up_at is not None) == ("registered", True)
    assert kinds()[-3:] == ["events/registration_cancelled", "events/registration_cancelled", "events/moved_up"]
    assert calendar_of(Letter.objects.get(kind="events/moved_up"))[0] == "REQUEST"


def test_who_waits_is_told_no_link_to_take_part_and_neither_is_who_gave_up_waiting():
    event = an_event(a_scout(), capacity=1, link="https://treffen.example/raum")
    a_guest(event, 1)
    waiting = a_guest(event, 2)
    letters = Letter.objects.order_by("pk")
    assert ["treffen.example" in letter.body for letter in letters] == [True, False]
    gone = actions.cancel_registration(waiting)
    assert "treffen.example" not in registration_calendar(gone, now=timezone.now(), cancelled=True)


def test_a_cancelled_place_leaves_the_calendar_and_the_address_may_come_again():
    event = an_event(a_scout())
    place = a_guest(event)
    actions.cancel_registration(place)
    actions.cancel_registration(place)
    letter = Letter.objects.get(kind="events/registration_cancelled")
    assert calendar_of(letter) == ("CANCEL", event.uid, 2, "CANCELLED")
    assert a_guest(event).pk != place.pk


def test_the_same_address_again_gives_the_same_place_and_the_letter_once_more():
    event = an_event(a_scout())
    assert a_guest(event).pk == a_guest(event, email="GAST1@gast.example").pk
    assert kinds() == ["events/registered", "events/registered"]


def test_more_places_move_the_list_up_and_an_unlimited_event_takes_all():
    scout = a_scout()
    event = an_event(scout, capacity=1)
    for number in (1, 2, 3):
        a_guest(event, number)
    actions.change_event(event, capacity=2, by=scout)
    assert event.registrations.filter(state="registered").count() == 2
    actions.change_event(event, capacity=None, by=scout)
    assert event.registrations.filter(state="registered").count() == 3


def test_a_draft_is_changed_in_silence():
    scout = a_scout()
    draft = actions.change_event(an_event(scout, announced=False), by=scout, place="Werl", capacity=9)
    assert (draft.place, draft.sequence, kinds()) == ("Werl", 0, [])


def test_a_link_opens_one_registration_and_a_false_one_nothing():
    place = a_guest(an_event(a_scout()))
    assert registration_of(link_token(place)) == place
    assert registration_of("falsch") is None


def test_a_new_link_and_code_end_the_old_ones_once_for_a_double_click():
    scout = a_scout()
    place = a_guest(begun(an_event(scout)), by=scout)
    old, code, seen = link_token(place), place.code, place.link_version
    for _click in range(2):
        place = actions.renew_link(place, seen=seen, by=scout)
    assert (registration_of(old), registration_of(link_token(place))) == (None, place)
    assert kinds() == ["events/registered", "events/link_renewed"]
    letter = Letter.objects.get(kind="events/link_renewed")
    assert (registration_behind(letter), place.code in letter.body) == (place, True)
    with pytest.raises(Refused, match="Diesen Code kennen wir nicht"):
        actions.check_in_by_phone(place.event.door_code, code)
    assert actions.check_in_by_phone(place.event.door_code, place.code).registration == place


def test_a_link_from_before_links_could_be_replaced_opens_until_it_is():
    scout = a_scout()
    place = a_guest(an_event(scout))
    plain = signing.dumps(place.pk, salt=LINK_SALT)
    assert registration_of(plain) == place
    actions.renew_link(place, seen=0, by=scout)
    assert registration_of(plain) is None


def test_only_the_office_renews_links_and_only_where_a_letter_can_go():
    scout = a_scout()
    event = an_event(scout)
    mine, silent = ContactFactory(), ContactFactory(email="")
    place = actions.register(event, by=scout, contact=mine, **ticked(event))
    with pytest.raises(Refused, match="Büro"):
        actions.renew_link(place, seen=0, by=member_of(mine.organisation))
    place = actions.register(event, by=scout, contact=silent, **ticked(event))
    with pytest.raises(Refused, match="Ohne E-Mail-Adresse"):
        actions.renew_link(place, seen=0, by=scout)


def test_a_firm_registers_its_own_people_only_and_sees_only_them():
    event = an_event(a_scout())
    firm, contact = OrganisationFactory(), ContactFactory()
    mine = ContactFactory(organisation=firm)
    member = member_of(firm)
    with pytest.raises(Refused, match="aus Ihrem Betrieb"):
        actions.register(event, by=member, contact=contact, **ticked(event))
    place = actions.register(event, by=member, contact=mine, **ticked(event))
    a_guest(event)
    assert (place.organisation, place.municipality) == (firm, firm.municipality)
    assert list(registrations_visible_to(member)) == [place]
    assert list(registrations_visible_to(member_of(contact.organisation))) == []
    assert registrations_visible_to(office()).count() == 2
    with pytest.raises(Refused):
        actions.cancel_registration(place, by=member_of(contact.organisation))


def test_people_without_an_address_are_registered_once_and_get_no_letter():
    scout = a_scout()
    event = an_event(scout)
    contact = ContactFactory(email="")
    places = {actions.register(event, by=scout, contact=contact, **ticked(event)).pk for _twice in range(2)}
    assert (len(places), kinds()) == (1, [])


def test_after_the_last_day_only_the_office_enters_people():
    scout = a_scout()
    event = begun(an_event(scout))
    with pytest.raises(Refused):
        a_guest(event)
    assert a_guest(event, by=scout).state == "registered"


def test_another_time_reaches_everybody_with_a_higher_sequence():
    scout = a_scout()
    event = an_event(scout)
    a_guest(event)
    changed = actions.change_event(event, by=scout, starts=tomorrow_at(10))
    same = actions.change_event(event, by=scout, starts=changed.starts)
    assert (changed.sequence, same.sequence) == (2, 2)
    assert calendar_of(Letter.objects.get(kind="events/event_changed")) == ("REQUEST", event.uid, 2, "CONFIRMED")
    with pytest.raises(TypeError):
        actions.change_event(event, by=scout, state="over")


def test_a_cancelled_event_tells_everybody_once_and_stands_in_the_feed_as_cancelled():
    scout = a_scout()
    event = an_event(scout, capacity=1)
    a_guest(event, 1)
    a_guest(event, 2)
    actions.cancel_event(event, by=scout)
    cancelled = actions.cancel_event(event, by=scout)
    letters = Letter.objects.filter(kind="events/event_cancelled").order_by("pk")
    assert [letter.calendar_method for letter in letters] == ["CANCEL", ""]
    assert calendar_of(letters[0])[2] == cancelled.sequence + 1
    assert list(public_events()) == [event]
    with pytest.raises(Refused, match="vorbei oder abgesagt"):
        actions.change_event(event, by=scout, title="Neu")
    draft = actions.cancel_event(an_event(scout, announced=False), by=scout)
    assert draft not in public_events()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": " "}, "Titel"),
        ({"ends": tomorrow_at(8)}, "vor dem Beginn"),
        ({"capacity": 0}, "null Plätzen"),
        ({"register_until": tomorrow_at(9, days=20)}, "erst nach"),
    ],
)
def test_an_event_that_cannot_be_is_refused_in_words(fields, words):
    with pytest.raises(Refused, match=words):
        an_event(a_scout(), **fields)


def test_only_the_office_makes_events_and_an_announced_one_has_a_place_or_a_link():
    scout = a_scout()
    with pytest.raises(Refused, match="Ort oder einen Link"):
        an_event(scout, place="")
    with pytest.raises(Refused, match="Büro"):
        actions.announce_event(Event.objects.get(), by=member_of(OrganisationFactory()))
