"""What a registration leads to: the mailed link, the survey, checking in on one's own phone."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from icalendar import Calendar

from dnm.events import actions
from dnm.events.links import registration_address, survey_address
from dnm.events.models import Attendance, Event, Registration, SurveyAnswer
from dnm.mail.models import Letter
from tests.events.stories import a_day, a_guest, an_event, begun, ticked
from tests.stories import a_scout
from tests.web.reading import heading, hidden, words

pytestmark = pytest.mark.django_db


def page_of(event: Event) -> str:
    return f"/termine/{event.pk}/"


def link_of(place: Registration) -> str:
    return urlsplit(registration_address(place)).path


def survey_of(place: Registration) -> str:
    return urlsplit(survey_address(place)).path


# --- The mailed link ---


def test_opening_the_link_changes_nothing_and_the_button_gives_the_place_back(client: Client):
    event = an_event(a_scout(), capacity=1)
    first, second = a_guest(event, 1), a_guest(event, 2)
    for _scanner in range(3):
        answer = client.get(link_of(first))
    assert (heading(answer), "no-store" in answer["Cache-Control"]) == ("Sie sind angemeldet", True)
    assert first.code in words(answer)
    assert heading(client.get(link_of(second))) == "Sie stehen auf Platz 1 der Warteliste"
    assert Registration.objects.filter(state="cancelled").count() == 0
    client.post(link_of(first), {"absagen": "ja"})
    client.post(link_of(first), {"absagen": "ja"})
    assert heading(client.get(link_of(first))) == "Sie sind abgemeldet"
    assert heading(client.get(link_of(second))) == "Sie sind angemeldet"
    kinds = list(Letter.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds[2:] == ["events/registration_cancelled", "events/moved_up"]


def test_a_consent_to_photos_is_withdrawn_by_the_link(client: Client):
    event = an_event(a_scout())
    place = a_guest(event, **ticked(event, photo=True))
    client.post(link_of(place), {"keine-fotos": "ja"})
    place.refresh_from_db()
    assert (place.photo_consent, "keine Einwilligung" in words(client.get(link_of(place)))) == (False, True)


def test_who_has_a_place_by_its_answer_is_asked_about_photos_apart(client: Client):
    told = a_day(1, 1)
    told.want(0, 0)
    place = Registration.objects.get(participant=told.companies[0])
    shown = client.get(link_of(place))
    assert "Die Gespräche an diesem Tag fallen dann weg." in words(shown)
    assert ("keine Einwilligung" in words(shown), re.findall(r"<input[^>]*checked", shown.content.decode())) == (
        True,
        [],
    )
    answer = client.post(link_of(place), {"fotos": "ja"})
    assert "Kreuzen Sie an, wenn Sie einverstanden sind." in words(answer)
    answer = client.post(link_of(place), {"fotos": "ja", "photo_hash": "anderes"}, follow=True)
    assert "Der Text hat sich inzwischen geändert." in words(answer)
    assert not Registration.objects.get(pk=place.pk).photo_consent
    answer = client.post(link_of(place), {"fotos": "ja", **ticked(place.event, photo=True)}, follow=True)
    assert "Ihre Einwilligung in Fotos ist gespeichert." in words(answer)
    assert Registration.objects.get(pk=place.pk).photo_consent
    assert "Fotos erlauben" not in words(client.get(link_of(place)))


def test_after_the_day_the_place_cannot_be_given_back(client: Client):
    scout = a_scout()
    event = an_event(scout)
    place = a_guest(event)
    actions.mark_attended(place.__class__.objects.get(event=begun(event)), by=scout)
    answer = client.post(link_of(place), {"absagen": "ja"}, follow=True)
    assert "Die Veranstaltung hat schon stattgefunden." in words(answer)
    assert heading(client.get(link_of(place))) == "Sie waren dabei"


def test_a_false_link_opens_nothing(client: Client):
    place = a_guest(an_event(a_scout()))
    for address in (
        "/anmeldung/falsch/",
        f"{link_of(place)[:-3]}/",
        "/anmeldung/falsch/umfrage/",
        "/anmeldung/falsch/termin.ics",
    ):
        answer = client.get(address)
        assert (answer.status_code, heading(answer)) == (410, "Dieser Link gilt nicht")


def test_a_link_that_was_replaced_answers_as_an_unknown_one(client: Client):
    scout = a_scout()
    place = a_guest(an_event(scout))
    old = {address: link_of(place) + address for address in ("", "umfrage/", "termin.ics")}
    assert [client.get(address).status_code for address in old.values()] == [200, 200, 200]
    new = link_of(actions.renew_link(place, seen=0, by=scout))
    for rest, address in old.items():
        answer, unknown = client.get(address), client.get(f"/anmeldung/falsch/{rest}")
        assert (answer.status_code, words(answer)) == (410, words(unknown))
    assert client.post(old[""], {"absagen": "ja"}).status_code == 410
    assert (heading(client.get(new)), Registration.objects.get().state) == ("Sie sind angemeldet", "registered")


def test_the_own_calendar_entry_follows_the_registration(client: Client):
    event = an_event(a_scout(), capacity=1)
    first, second = a_guest(event, 1), a_guest(event, 2)
    calendar = Calendar.from_ical(client.get(f"{link_of(first)}termin.ics").content)
    assert (str(calendar["METHOD"]), str(calendar.walk("VEVENT")[0]["UID"])) == ("REQUEST", event.uid)
    assert client.get(f"{link_of(second)}termin.ics").status_code == 410
    actions.cancel_registration(first)
    assert str(Calendar.from_ical(client.get(f"{link_of(first)}termin.ics").content)["METHOD"]) == "CANCEL"


# --- Survey ---


def test_three_questions_are_answered_and_answered_anew(client: Client):
    place = a_guest(an_event(a_scout()))
    assert heading(client.get(survey_of(place))) == "Diese Fragen stellen wir nach der Veranstaltung"
    given = {"useful": "5", "organised": "4", "again": "3", "comment": "Mehr Zeit."}
    assert client.post(survey_of(place), given).status_code == 200
    begun(place.event)
    form = client.get(survey_of(place)).content.decode()
    assert (form.count('type="radio"'), re.findall(r"radio[^>]*checked", form)) == (15, [])
    client.post(survey_of(place), {**given, "useful": ""})
    assert SurveyAnswer.objects.count() == 0
    client.post(survey_of(place), given)
    client.post(survey_of(place), {**given, "useful": "2"})
    answer = SurveyAnswer.objects.get()
    assert (answer.useful, answer.organised, answer.again, answer.comment) == (2, 4, 3, "Mehr Zeit.")
    assert heading(client.get(survey_of(place))) == "Ihre Antworten sind gespeichert"


@pytest.mark.parametrize("stars", ["0", "6", "fünf", "9" * 40])
def test_other_numbers_than_one_to_five_are_no_answer(client: Client, stars: str):
    place = a_guest(an_event(a_scout()))
    begun(place.event)
    answer = client.post(survey_of(place), {"useful": stars, "organised": "4", "again": "3"})
    assert ("Wählen Sie eine Zahl von 1 bis 5." in words(answer), SurveyAnswer.objects.count()) == (True, 0)


# --- Checking in ---


def test_two_codes_check_in_on_ones_own_phone(client: Client):
    event = an_event(a_scout())
    place = a_guest(event, name="Petra Hölscher")
    event = begun(event)
    door = f"{page_of(event)}da/"
    scanned = client.get(door, {"tuer": event.door_code})
    assert hidden(scanned, "door") == event.door_code
    assert Attendance.objects.count() == 0
    answer = client.post(door, {"door": event.door_code.lower(), "code": f" {place.code.lower()} "})
    assert answer["Location"] == f"{door}angekommen/"
    assert heading(client.get(answer["Location"])) == "Willkommen, Petra Hölscher. Sie sind eingecheckt"
    client.post(door, {"door": event.door_code, "code": place.code})
    assert [came.way for came in Attendance.objects.all()] == ["phone"]
    assert Client().get(f"{door}angekommen/")["Location"] == door


def test_a_wrong_code_is_said_and_counts_nobody(client: Client):
    scout = a_scout()
    event, other = an_event(scout), an_event(scout, title="Nebenan")
    place = a_guest(event)
    event, other = begun(event), begun(other)
    door = f"{page_of(event)}da/"
    for told, message in (
        ({"door": event.door_code, "code": "XXXXXX"}, "Diesen Code kennen wir nicht."),
        ({"door": other.door_code, "code": place.code}, "Den Code am Eingang kennen wir nicht."),
        ({"door": "", "code": place.code}, "Geben Sie den Code ein, der am Eingang hängt."),
        ({"door": event.door_code, "code": "x" * 30}, "Geben Sie den Code aus Ihrem Brief ein"),
    ):
        assert message in words(client.post(door, told))
    assert Attendance.objects.count() == 0


def test_nobody_checks_in_before_the_day(client: Client):
    event = an_event(a_scout())
    place = a_guest(event)
    answer = client.post(f"{page_of(event)}da/", {"door": event.door_code, "code": place.code})
    assert "Diese Veranstaltung hat noch nicht begonnen." in words(answer)


def test_trying_codes_at_the_door_and_sending_answers_ends_after_a_while():
    event = an_event(a_scout())
    place = a_guest(event)
    browser, address = Client(REMOTE_ADDR="192.0.2.7"), survey_of(place)
    tried = [browser.post(f"{page_of(event)}da/", {"code": "XXXXXX"}).status_code for _time in range(301)]
    sent = [browser.post(address, {}).status_code for _time in range(21)]
    assert (set(tried[:300]), tried[300], set(sent[:20]), sent[20]) == ({200}, 429, {200}, 429)
