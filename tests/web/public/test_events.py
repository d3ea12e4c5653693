"""Events for everybody: the list, registering, the mailed link, checking in on one's own phone, feeds."""

import re
from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from dnm.events import actions
from dnm.events.emails import registration_address, survey_address
from dnm.events.models import Attendance, Event, Registration, SurveyAnswer
from dnm.events.rules import data_text, photo_text, text_hash
from dnm.mail.models import Letter
from dnm.web.templatetags.dnm import day_in_words
from tests.events.stories import a_guest, an_event, begun, ticked, tomorrow_at
from tests.factories import OrganisationFactory, member_of
from tests.stories import a_scout
from tests.web.reading import heading, hidden, rows, signed_in, words

pytestmark = pytest.mark.django_db
LIST = "/termine/"
HOSTILE = ["<script>alert(1)</script>", "\N{PILE OF POO}\N{ZERO WIDTH JOINER}", "‮gnisrever"]


def page_of(event: Event) -> str:
    return f"/termine/{event.pk}/"


def guest(event: Event, **typed: str) -> dict[str, str]:
    """The form as somebody fills it in, only the first tick set."""
    return {
        "name": "Petra Hölscher", "email": "petra@hoelscher.example", "firm": "Tischlerei Hölscher",
        "municipality": "05974040", "data_hash": text_hash(data_text(event, "de")), **typed,
    }  # fmt: skip


def registers(client: Client, event: Event, **typed: str):
    token = hidden(client.get(page_of(event)), "form_token")
    return client.post(page_of(event), {**guest(event, **typed), "form_token": token})


def link_of(place: Registration) -> str:
    return urlsplit(registration_address(place)).path


def survey_of(place: Registration) -> str:
    return urlsplit(survey_address(place)).path


# --- The list ---


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_questions_for_one_and_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
):
    scout = a_scout()
    for number in range(count):
        a_guest(an_event(scout, title=f"Termin {number}", capacity=5))
    Client().get(LIST)
    with django_assert_num_queries(3):
        assert len(rows(Client().get(LIST))) == count


def test_the_next_event_stands_first_drafts_never_and_past_ones_on_their_own_page():
    scout = a_scout()
    an_event(scout, title="Später", starts=tomorrow_at(9, 30), ends=tomorrow_at(10, 30))
    an_event(scout, title="Bald")
    draft = an_event(scout, title="Geheimer Entwurf", announced=False)
    actions.cancel_event(
        an_event(scout, title="Fällt aus", starts=tomorrow_at(9, 40), ends=tomorrow_at(10, 40)), by=scout
    )
    actions.cancel_event(an_event(scout, title="Nie angekündigt", announced=False), by=scout)
    begun(an_event(scout, title="War schön"), hours=20)
    answer = Client().get(LIST)
    assert rows(answer) == ["Bald", "Später", "Fällt aus"]
    assert heading(answer) == f"Der nächste Termin ist am {day_in_words(tomorrow_at(9))}".replace("\xa0", " ")
    assert "abgesagt" in words(answer)
    assert rows(Client().get(LIST, {"zeit": "vergangen"})) == ["War schön"]
    assert Client().get(f"{LIST}{draft.pk}/").status_code == 404


def test_a_series_is_a_filter_and_places_are_told():
    scout = a_scout()
    full = an_event(scout, title="Eins", series="Digitalfrühstück", capacity=1)
    an_event(scout, title="Zwei", series="Digitalfrühstück", capacity=3)
    an_event(scout, title="Drei")
    for number in (1, 2):
        a_guest(full, number)
    answer = Client().get(LIST, {"reihe": "Digitalfrühstück"})
    assert (heading(answer), rows(answer)) == ("Digitalfrühstück", ["Eins", "Zwei"])
    assert ("ausgebucht, 1 wartet" in words(answer), "noch 3 Plätze" in words(answer)) == (True, True)


def test_without_an_event_the_page_says_how_to_hear_of_the_next_one():
    answer = Client().get(LIST)
    assert heading(answer) == "Zurzeit ist kein Termin geplant"
    assert 'href="/termine.ics"' in answer.content.decode()


def test_hostile_parameters_find_nothing_and_break_nothing():
    an_event(a_scout())
    for query in ("reihe=%00", "reihe=%27--", "seite=-1", "seite=zwei", "zeit=%3Cscript%3E"):
        assert Client().get(f"{LIST}?{query}").status_code == 200
    for address in ("99999999999999999999", "0"):
        assert Client().get(f"{LIST}{address}/").status_code == 404


# --- Registering ---


def test_nothing_is_preticked_and_the_place_is_confirmed_with_what_happens_next(client: Client):
    event = an_event(a_scout(), capacity=2)
    form = client.get(page_of(event)).content.decode()
    assert (form.count('type="checkbox"'), re.findall(r"<input[^>]*checkbox[^>]*checked", form)) == (2, [])
    answer = registers(client, event)
    assert answer["Location"] == f"{page_of(event)}angemeldet/"
    confirmation = client.get(answer["Location"])
    place, letter = Registration.objects.get(), Letter.objects.get()
    assert (place.state, place.photo_consent, place.municipality) == ("registered", False, "05974040")
    assert (letter.kind, letter.to_address, letter.secret) == ("events/registered", "petra@hoelscher.example", True)
    assert heading(confirmation) == "Sie sind angemeldet"
    assert "gehen an petra@hoelscher.example" in words(confirmation)
    assert place.code not in confirmation.content.decode()
    assert Client().get(answer["Location"])["Location"] == page_of(event)


def test_the_photo_consent_is_a_tick_of_its_own(client: Client):
    event = an_event(a_scout())
    registers(client, event, photo_hash=text_hash(photo_text(event, "de")))
    assert Registration.objects.get().photo_consent


def test_a_double_click_registers_once_and_writes_once(client: Client):
    event = an_event(a_scout())
    form = {**guest(event), "form_token": hidden(client.get(page_of(event)), "form_token")}
    assert {client.post(page_of(event), form)["Location"] for _click in range(2)} == {f"{page_of(event)}angemeldet/"}
    assert (Registration.objects.count(), Letter.objects.count()) == (1, 1)


def test_two_tabs_with_the_same_address_give_one_place(client: Client):
    event = an_event(a_scout())
    forms = [{**guest(event), "form_token": hidden(client.get(page_of(event)), "form_token")} for _tab in range(2)]
    for form in forms:
        assert client.post(page_of(event), form).status_code == 302
    assert Registration.objects.count() == 1


def test_a_full_event_has_a_waiting_list_with_a_number(client: Client):
    event = an_event(a_scout(), capacity=1)
    a_guest(event)
    assert "Sie wären Nummer 1 auf der Warteliste" in words(client.get(page_of(event)))
    registers(client, event)
    assert heading(client.get(f"{page_of(event)}angemeldet/")) == "Sie stehen auf Platz 1 der Warteliste"
    assert Letter.objects.latest("pk").subject == "Warteliste: Werkbank Digital"


def test_a_stranger_does_not_learn_from_a_full_event_who_has_a_place(client: Client):
    event = an_event(a_scout(), capacity=1)
    a_guest(event, email="petra@hoelscher.example", name="Petra Geheim")
    registers(client, event, name="Irgendwer")
    page = client.get(f"{page_of(event)}angemeldet/")
    assert heading(page) == "Ihre Anmeldung ist angekommen. Wie es steht, lesen Sie in der E-Mail"
    assert "Geheim" not in page.content.decode()
    assert Letter.objects.filter(kind="events/registered").count() == 2


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "Geben Sie Ihren Namen an."),
        ("name", "x" * 161, "Kürzen Sie den Text auf höchstens 160 Zeichen."),
        ("name", "a\x07b", "Steuerzeichen"),
        ("email", "", "Geben Sie eine E-Mail-Adresse an"),
        ("email", "petra", "Geben Sie die E-Mail-Adresse so ein: name@beispiel.de"),
        ("firm", "x" * 161, "Kürzen Sie den Text auf höchstens 160 Zeichen."),
        ("municipality", "99999999", "Wählen Sie eine Stadt oder Gemeinde aus der Liste."),
        ("data_hash", "", "Ohne Ihr Einverständnis können wir Ihre Anmeldung nicht speichern."),
        ("data_hash", "0" * 64, "Der Text hat sich inzwischen geändert. Lesen Sie ihn noch einmal."),
        ("photo_hash", "0" * 64, "Der Text hat sich inzwischen geändert. Lesen Sie ihn noch einmal."),
        ("homepage", "https://spam.example", "Das hat nicht geklappt. Rufen Sie uns an"),
    ],
)
def test_what_cannot_be_used_is_said_and_everything_typed_stays(client: Client, field: str, value: str, message: str):
    event = an_event(a_scout())
    answer = registers(client, event, **{field: value})
    page = answer.content.decode()
    assert (answer.status_code, "<title>Fehler:" in page, message in page) == (200, True, True)
    kept = {name: typed for name, typed in guest(event).items() if name in ("name", "email", "firm") and name != field}
    assert [name for name, typed in kept.items() if typed not in page] == []
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_words_stay_words(client: Client, typed: str):
    event = an_event(a_scout())
    registers(client, event, name=typed, firm=typed)
    place = Registration.objects.get()
    page = Client().get(link_of(place)).content.decode()
    assert (place.name, "<script>alert" in page) == (typed, False)


def test_the_twenty_first_time_within_an_hour_is_too_often():
    event = an_event(a_scout())
    browser = Client(REMOTE_ADDR="192.0.2.7")
    statuses = [browser.post(page_of(event), guest(event, name="")).status_code for _time in range(21)]
    assert (set(statuses[:20]), statuses[20]) == ({200}, 429)
    assert Client(REMOTE_ADDR="192.0.2.8").post(page_of(event), guest(event)).status_code == 302


def test_registering_ends_when_the_office_says_so_and_at_the_latest_with_the_event():
    scout = a_scout()
    closed = an_event(scout, register_until=timezone.now() - timedelta(hours=1))
    assert "Anmelden konnte man sich bis" in words(Client().get(page_of(closed)))
    running = begun(an_event(scout))
    assert "Die Veranstaltung hat begonnen" in words(Client().get(page_of(running)))
    over = begun(an_event(scout), hours=20)
    assert "Diese Veranstaltung ist vorbei." in words(Client().get(page_of(over)))
    for event in (closed, running, over):
        answer = Client().post(page_of(event), guest(event))
        assert (answer.status_code, Registration.objects.count()) == (200, 0)


def test_a_cancelled_event_says_so_and_takes_nobody():
    scout = a_scout()
    event = actions.cancel_event(an_event(scout), by=scout)
    answer = Client().get(page_of(event))
    assert heading(answer) == "Abgesagt: Werkbank Digital"
    assert 'name="email"' not in answer.content.decode()


def test_the_link_to_take_part_is_told_to_registered_people_only(client: Client):
    event = an_event(a_scout(), place="", link="https://meet.example/geheim")
    public = [
        client.get(address).content.decode() for address in (page_of(event), LIST, "/termine.ics", "/termine.rss")
    ]
    assert [page for page in public if "meet.example" in page] == []
    place = a_guest(event)
    assert "https://meet.example/geheim" in words(client.get(link_of(place)))
    assert "https://meet.example/geheim" in Letter.objects.get().body


def test_whoever_is_signed_in_for_a_firm_is_led_to_the_firms_form():
    event, firm = an_event(a_scout()), OrganisationFactory(name="Rehmert")
    answer = signed_in(member_of(firm)).get(page_of(event))
    assert "Für Rehmert anmelden" in words(answer)
    assert f'href="/mein/termine/{event.pk}/"' in answer.content.decode()


def test_english_pages_register_with_the_english_consent(client: Client):
    event = an_event(a_scout())
    client.cookies["django_language"] = "en"
    registers(client, event, data_hash=text_hash(data_text(event, "en")))
    assert Registration.objects.get().language == "en"
    assert Letter.objects.get().subject == "Registered: Werkbank Digital"


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


# --- Feeds ---


def test_the_calendar_holds_every_event_with_its_state():
    scout = a_scout()
    shown = an_event(scout)
    gone = actions.cancel_event(an_event(scout, title="Fällt aus"), by=scout)
    an_event(scout, title="Entwurf", announced=False)
    answer = Client().get("/termine.ics")
    entries = {str(one["UID"]): str(one["STATUS"]) for one in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert entries == {shown.uid: "CONFIRMED", gone.uid: "CANCELLED"}
    [alone] = Calendar.from_ical(Client().get(f"{page_of(shown)}termin.ics").content).walk("VEVENT")
    assert str(alone["UID"]) == shown.uid


def test_the_feed_is_valid_xml_whatever_the_office_typed():
    scout = a_scout()
    event = an_event(scout, title="Löten & <b>Feilen</b>", summary="Zeile\x0bzwei")
    an_event(scout, title="Entwurf", announced=False)
    answer = Client().get("/termine.rss")
    [item] = ElementTree.fromstring(answer.content).iter("item")
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert (item.findtext("title"), item.findtext("guid")) == ("Löten & <b>Feilen</b>", event.uid)
    assert urlsplit(item.findtext("link") or "").path == page_of(event)
