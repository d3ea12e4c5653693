"""Events as the office keeps them: list, drafts, announcing, calling off, registrations, the day, the survey."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from dnm.accounts.models import User
from dnm.accounts.rules import Actor
from dnm.events import actions
from dnm.events.models import Attendance, Event, Registration
from dnm.events.rules import data_text, text_hash
from dnm.journal.models import Entry
from dnm.mail.models import Letter
from tests.events.stories import SLOTS, a_guest, an_event, begun, ticked
from tests.factories import ContactFactory, OrganisationFactory
from tests.stories import a_scout
from tests.web.reading import heading, hidden, hidden_fields, rows, signed_in, words

pytestmark = pytest.mark.django_db
LIST = "/buero/termine/"
LIST_QUERIES = 7
PAGE_QUERIES = 10


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


@pytest.fixture
def scout() -> Actor:
    return a_scout()


@pytest.fixture
def office(scout: Actor) -> Client:
    return signed_in(scout)


def page_of(event: Event) -> str:
    return f"{LIST}{event.pk}/"


def day(in_days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=in_days):%d.%m.%Y}"


def filled(scout: Actor, **typed: object) -> dict[str, object]:
    return {
        "kind": "workshop", "title": "Digitalfrühstück", "summary": "Kaffee und Werkzeuge.", "day": day(10),
        "last_day": "", "begins": "8.30", "ends": "10", "place": "Cartec, Lippstadt", "capacity": "20",
        "organiser": scout.id, **typed,
    }  # fmt: skip


def kinds() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("kind", flat=True))


# --- The list ---


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_questions_for_one_and_three(
    count: int, scout: Actor, office: Client, django_assert_num_queries: DjangoAssertNumQueries
):
    for number in range(count):
        a_guest(an_event(scout, title=f"Termin {number}"))
    office.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        assert len(rows(office.get(LIST))) == count


def test_the_list_says_what_comes_next_and_keeps_drafts_and_past_events_apart(scout: Actor, office: Client):
    an_event(scout, title="Bald", capacity=4)
    an_event(scout, title="Entwurf", announced=False)
    begun(an_event(scout, title="War"), hours=20)
    answer = office.get(LIST)
    assert (rows(answer), heading(answer).startswith("Als Nächstes: Bald am ")) == (["Bald"], True)
    assert ("0 von 4 Plätzen" in words(answer), "Entwürfe 1" in words(answer)) == (True, True)
    drafts, past = office.get(LIST, {"stand": "entwuerfe"}), office.get(LIST, {"stand": "vergangen"})
    assert (rows(drafts), heading(drafts)) == (["Entwurf"], "Ein Entwurf ist noch nicht angekündigt")
    assert (rows(past), heading(past)) == (["War"], "Eine Veranstaltung hat stattgefunden")
    assert rows(office.get(LIST, {"stand": "\0unsinn"})) == ["Bald"]


def test_an_empty_list_says_what_to_do(office: Client):
    answer = office.get(LIST)
    assert heading(answer) == "Zurzeit ist kein Termin angekündigt"
    assert "Legen Sie den ersten Termin an." in words(answer)


# --- A draft ---


def test_a_draft_is_made_once_and_announced_after_a_look(scout: Actor, office: Client):
    form = filled(scout, form_token=hidden(office.get(f"{LIST}neu/"), "form_token"), register_until=day(9))
    assert len({office.post(f"{LIST}neu/", form)["Location"] for _click in range(2)}) == 1
    event = Event.objects.get()
    starts = timezone.localtime(event.starts)
    assert (event.state, event.capacity, f"{starts:%d.%m.%Y %H:%M}") == ("draft", 20, f"{day(10)} 08:30")
    assert f"{timezone.localtime(event.register_until):%d.%m.%Y %H:%M}" == f"{day(9)} 23:59"
    assert Client().get(f"/termine/{event.pk}/").status_code == 404
    assert heading(office.get(page_of(event))) == "Dieser Entwurf ist noch nicht angekündigt"
    check = office.get(f"{page_of(event)}ankuendigen/")
    assert heading(check) == "„Digitalfrühstück“ so ankündigen?"
    assert ("Cartec, Lippstadt" in words(check), Event.objects.get().state) == (True, "draft")
    for _tab in range(2):
        answer = office.post(f"{page_of(event)}ankuendigen/", follow=True)
    assert "Das ist schon geschehen: angekündigt." in words(answer)
    assert (Event.objects.get().state, Event.objects.get().sequence) == ("announced", 1)
    assert Client().get(f"/termine/{event.pk}/").status_code == 200


def test_summer_and_winter_time_are_german(scout: Actor, office: Client):
    year = timezone.localdate().year + 1
    for day_typed in (f"01.07.{year}", f"01.12.{year}"):
        office.post(f"{LIST}neu/", filled(scout, day=day_typed, begins="9", ends="10"))
    assert [f"{event.starts:%H:%M}" for event in Event.objects.order_by("starts")] == ["07:00", "08:00"]


def test_an_event_may_take_several_days(scout: Actor, office: Client):
    office.post(f"{LIST}neu/", filled(scout, last_day=day(12), begins="9", ends="8.30"))
    event = Event.objects.get()
    assert (timezone.localdate(event.ends) - timezone.localdate(event.starts)).days == 2


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "", "Geben Sie der Veranstaltung einen Titel."),
        ("title", "x" * 121, "Kürzen Sie den Text auf höchstens 120 Zeichen."),
        ("title", "a\x07b", "Steuerzeichen"),
        ("kind", "party", "keine gültige Auswahl"),
        ("kind", "", "Wählen Sie die Art der Veranstaltung."),
        ("day", "morgen", "Geben Sie das Datum so ein: 23.11.2026"),
        ("day", "01.01.9999", "Geben Sie einen Tag in diesem oder den nächsten fünf Jahren an."),
        ("last_day", "01.01.2020", "Der letzte Tag liegt vor dem ersten."),
        ("begins", "früh", "Geben Sie die Uhrzeit so ein: 14.00"),
        ("ends", "8", "Das Ende liegt vor dem Beginn."),
        ("link", "javascript:alert(1)", "Geben Sie den Link so ein: https://…"),
        ("capacity", "0", "Geben Sie eine Zahl von 1 bis 100.000 an"),
        ("capacity", "viele", "Geben Sie eine ganze Zahl an"),
        ("register_until", "31.12.2099", "Die Anmeldung endet spätestens am Tag der Veranstaltung."),
        ("organiser", "999999", "keine gültige Auswahl"),
    ],
)
def test_wrong_input_is_kept_and_explained(scout: Actor, office: Client, field: str, value: str, message: str):
    answer = office.post(f"{LIST}neu/", filled(scout, **{field: value}))
    page = answer.content.decode()
    assert ("<title>Fehler:" in page, message in words(answer), Event.objects.count()) == (True, True, 0)
    assert field == "summary" or "Kaffee und Werkzeuge." in page


def test_an_event_without_place_and_link_is_not_announced(scout: Actor, office: Client):
    event = an_event(scout, announced=False, place="")
    answer = office.get(f"{page_of(event)}ankuendigen/")
    assert "Geben Sie einen Ort oder einen Link an." in words(answer)
    office.post(f"{page_of(event)}ankuendigen/")
    assert Event.objects.get().state == "draft"


def test_a_new_event_takes_the_words_of_an_earlier_one_but_not_its_day(scout: Actor, office: Client):
    event = an_event(scout, title="Digitalfrühstück", series="Digitalfrühstück", capacity=12)
    page = office.get(f"{LIST}neu/", {"wie": str(event.pk)}).content.decode()
    assert ('value="Digitalfrühstück"' in page, 'value="12"' in page) == (True, True)
    assert f"{timezone.localdate(event.starts):%d.%m.%Y}" not in page
    assert office.get(f"{LIST}neu/", {"wie": "99999"}).status_code == 404


# --- Editing ---


def edited(office: Client, scout: Actor, event: Event, **typed: object) -> dict[str, object]:
    return filled(scout, version=hidden(office.get(f"{page_of(event)}bearbeiten/"), "version"), **typed)


def test_another_time_is_written_to_the_registered_after_a_look(scout: Actor, office: Client):
    event = an_event(scout)
    a_guest(event)
    form = edited(office, scout, event, begins="14")
    check = office.post(f"{page_of(event)}bearbeiten/", {**form, "ends": "16"})
    assert heading(check) == "Diese Änderung den Angemeldeten schreiben?"
    assert "Gast 1 (gast1@gast.example)" in words(check)
    assert (kinds(), Event.objects.get().sequence) == (["events/registered"], 1)
    back = office.post(f"{page_of(event)}bearbeiten/", {**hidden_fields(check), "zurueck": "ja"})
    assert ('value="14.00"' in back.content.decode() or 'value="14"' in back.content.decode()) is True
    office.post(f"{page_of(event)}bearbeiten/", {**hidden_fields(check), "geprueft": "ja"})
    assert (kinds(), Event.objects.get().sequence) == (["events/registered", "events/event_changed"], 2)


def test_other_words_are_saved_at_once(scout: Actor, office: Client):
    event = an_event(scout, announced=False)
    answer = office.post(f"{page_of(event)}bearbeiten/", edited(office, scout, event, title="Neuer Name"))
    assert (answer["Location"], Event.objects.get().title, kinds()) == (page_of(event), "Neuer Name", [])


def test_the_second_of_two_editors_sees_both_versions_and_decides(scout: Actor, office: Client):
    event = an_event(scout, announced=False)
    mine = edited(office, scout, event, title="Von mir")
    actions.change_event(event, by=scout, title="Von ihr")
    answer = office.post(f"{page_of(event)}bearbeiten/", mine)
    assert ("hat das am" in words(answer), "Von ihr" in words(answer)) == (True, True)
    assert Event.objects.get().title == "Von ihr"
    again = {**mine, "version": hidden(answer, "version")}
    office.post(f"{page_of(event)}bearbeiten/", again)
    assert Event.objects.get().title == "Von mir"
    for version in ("", "gestern", "2026-13-45T99:00"):
        office.post(f"{page_of(event)}bearbeiten/", {**mine, "title": "Blind", "version": version})
    assert Event.objects.get().title == "Von mir"


# --- Calling off ---


def test_calling_off_shows_every_letter_first(scout: Actor, office: Client):
    event = an_event(scout, capacity=1)
    for number in (1, 2):
        a_guest(event, number)
    check = office.get(f"{page_of(event)}absagen/")
    assert (heading(check), "2 Briefe gehen hinaus" in words(check)) == ("„Werkbank Digital“ absagen?", True)
    assert (Event.objects.get().state, len(kinds())) == ("announced", 2)
    for _tab in range(2):
        office.post(f"{page_of(event)}absagen/")
    assert kinds()[2:] == ["events/event_cancelled"] * 2
    assert heading(office.get(page_of(event))) == "Dieser Termin ist abgesagt"
    assert office.get(f"{page_of(event)}eingang/").status_code == 404


# --- Registrations ---


def test_the_page_tells_places_and_the_waiting_list_in_its_order(scout: Actor, office: Client):
    event = an_event(scout, capacity=1)
    for number in (1, 2, 3):
        a_guest(event, number, firm="Tischlerei Ohm", municipality="05974040")
    answer = office.get(page_of(event))
    assert heading(answer) == "Ausgebucht, 2 Personen warten"
    text = words(answer)
    assert [text.index(one) for one in ("Gast 1", "1. Gast 2", "2. Gast 3")] == sorted(
        text.index(one) for one in ("Gast 1", "1. Gast 2", "2. Gast 3")
    )
    assert "Tischlerei Ohm, Soest" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_questions_for_one_and_three(
    count: int, scout: Actor, office: Client, django_assert_num_queries: DjangoAssertNumQueries
):
    event = an_event(scout)
    for number in range(count):
        a_guest(event, number)
    office.get(page_of(event))
    with django_assert_num_queries(PAGE_QUERIES):
        office.get(page_of(event))


def test_somebody_of_the_directory_is_registered_on_the_phone(scout: Actor, office: Client):
    event, firm = an_event(scout), OrganisationFactory(name="Rehmert")
    contact = ContactFactory(organisation=firm, last_name="Rehmert", email="katrin@rehmert.example")
    address = f"{page_of(event)}anmelden/"
    assert f"?person={contact.pk}" in office.get(address, {"suche": "rehmert"}).content.decode()
    form = office.get(f"{address}?person={contact.pk}")
    assert (heading(form).endswith("Rehmert anmelden"), "checked" in form.content.decode()) == (True, False)
    refused = office.post(f"{address}?person={contact.pk}", {})
    assert "Ohne Ihr Einverständnis" in words(refused)
    for _click in range(2):
        office.post(f"{address}?person={contact.pk}", ticked(event))
    place = Registration.objects.get()
    assert (place.organisation, place.contact, place.state) == (firm, contact, "registered")


def test_somebody_unknown_is_registered_with_name_and_address(scout: Actor, office: Client):
    event = an_event(scout)
    address = f"{page_of(event)}anmelden/"
    assert 'value="Petra Vogt"' in office.get(address, {"neu": "Petra Vogt"}).content.decode()
    told = {"name": "Petra Vogt", "email": "petra@vogt.example", "firm": "Landhandel Vogt"}
    assert "Geben Sie die E-Mail-Adresse" in words(
        office.post(f"{address}?neu=", {**told, **ticked(event), "email": ""})
    )
    office.post(f"{address}?neu=", {**told, "data_hash": text_hash(data_text(event, "de"))})
    assert Registration.objects.get().firm == "Landhandel Vogt"
    assert office.get(f"{address}?person=999999").status_code == 404
    assert office.get(address, {"suche": "\0%"}).status_code == 200


def test_a_place_is_given_back_after_a_look_at_both_letters(scout: Actor, office: Client):
    event = an_event(scout, capacity=1)
    first = a_guest(event, 1)
    a_guest(event, 2)
    address = f"{page_of(event)}anmeldungen/{first.pk}/absagen/"
    check = office.get(address)
    assert (heading(check), "2 Briefe gehen hinaus" in words(check)) == ("Gast 1 abmelden?", True)
    assert Registration.objects.filter(state="cancelled").count() == 0
    office.post(address)
    assert kinds()[2:] == ["events/registration_cancelled", "events/moved_up"]
    other = an_event(scout, title="Anderer")
    assert office.get(f"{page_of(other)}anmeldungen/{first.pk}/absagen/").status_code == 404


# --- The day ---


def test_the_reception_checks_in_by_code_or_by_the_list_and_takes_it_back(scout: Actor, office: Client):
    event = an_event(scout)
    first, second = a_guest(event, 1), a_guest(event, 2)
    assert "Empfang" not in words(office.get(page_of(event)))
    event = begun(event)
    came = f"{page_of(event)}da/"
    assert "Diesen Code kennen wir nicht." in words(office.post(came, {"code": "FALSCH"}))
    assert "Geben Sie den Code aus Ihrem Brief ein" in words(office.post(came, {"code": ""}))
    for _click in range(2):
        office.post(came, {"code": first.code})
        office.post(came, {"platz": str(second.pk)})
    assert sorted(Attendance.objects.values_list("way", flat=True)) == ["code", "list"]
    assert heading(office.get(page_of(event))) == "2 von 2 sind da"
    office.post(f"{page_of(event)}anmeldungen/{second.pk}/nicht-da/")
    assert Attendance.objects.filter(voided_at=None).count() == 1
    assert Entry.objects.filter(verb="event.attendance_voided").count() == 1
    event = begun(event, hours=20)
    assert heading(office.get(page_of(event))) == "Eine Person war da"


def test_nobody_is_checked_in_before_the_day(scout: Actor, office: Client):
    event = an_event(scout)
    place = a_guest(event)
    answer = office.post(f"{page_of(event)}da/", {"platz": str(place.pk)}, follow=True)
    assert "Diese Veranstaltung hat noch nicht begonnen." in words(answer)
    assert office.get(f"{page_of(event)}da/").status_code == 405


def test_the_notice_for_the_entrance_carries_the_door_code(scout: Actor, office: Client):
    event = an_event(scout)
    page = office.get(f"{page_of(event)}eingang/")
    assert (event.door_code in words(page), "data:image/svg+xml" in page.content.decode()) == (True, True)


def test_papers_and_calendar_of_an_event(scout: Actor, office: Client):
    event = an_event(scout)
    a_guest(event)
    paper, calendar = office.get(f"{page_of(event)}anwesenheit.pdf"), office.get(f"{page_of(event)}termin.ics")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    [entry] = Calendar.from_ical(calendar.content).walk("VEVENT")
    assert str(entry["UID"]) == event.uid


# --- The survey ---


def test_the_office_reads_means_counts_and_words(scout: Actor, office: Client):
    event = an_event(scout)
    first, second = a_guest(event, 1), a_guest(event, 2)
    event = begun(event)
    assert "Umfrage" not in words(office.get(page_of(event)))
    actions.answer_survey(Registration.objects.get(pk=first.pk), useful=5, organised=4, again=5, comment="Mehr Zeit.")
    actions.answer_survey(Registration.objects.get(pk=second.pk), useful=4, organised=4, again=5)
    text = words(office.get(page_of(event)))
    assert "Umfrage: 2 Antworten" in text
    assert "War die Veranstaltung für Sie nützlich? 4,5 0 0 0 1 1" in text
    assert "Mehr Zeit." in text


def test_the_history_tells_who_did_what(scout: Actor, office: Client):
    event = an_event(scout)
    text = words(office.get(page_of(event)))
    assert ("Veranstaltung angekündigt" in text, User.objects.get(pk=scout.id).full_name in text) == (True, True)


def test_the_page_of_a_meeting_day_leads_to_its_frame_and_then_to_its_planning(scout, office):
    event, workshop = an_event(scout, kind="meeting_day"), an_event(scout)
    assert f'href="/buero/termine/{event.pk}/tag/rahmen/"' in office.get(page_of(event)).content.decode()
    actions.set_up_day(event, slots=SLOTS, by=scout)
    shown = office.get(page_of(event)).content.decode()
    planning = f"/buero/termine/{event.pk}/tag/"
    assert (f'href="{planning}"' in shown, "Rahmen festlegen" in shown) == (True, False)
    assert office.get(planning).status_code == 200
    assert "Gespräche an diesem Tag" not in words(office.get(page_of(workshop)))
