"""Events for everybody: the list, registering, feeds."""

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
from dnm.events.links import registration_address
from dnm.events.models import Event, Registration
from dnm.events.rules import data_text, photo_text, text_hash
from dnm.mail.models import Letter
from dnm.web.templatetags.dnm import day_in_words
from tests.events.stories import a_guest, an_event, begun, tomorrow_at
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
