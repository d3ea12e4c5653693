"""A meeting day in the office: its frame, who takes part, what is told on the telephone."""

from datetime import time

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from dnm.events import actions
from dnm.events.models import MeetingDay, Participant, Wish
from dnm.events.queries import valid_release
from dnm.introductions.workflow import State
from dnm.mail.models import Letter
from dnm.web.templatetags.dnm import day_in_words
from tests.events.stories import a_day, a_firm, an_event, begun, ticked
from tests.factories import ContactFactory, StartupFactory
from tests.stories import a_scout, story
from tests.web.office.meeting_days import office, page, told_day
from tests.web.office.seen import SPOKEN
from tests.web.reading import heading, hidden, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO = True


# --- Setting up ---


def test_an_event_without_a_frame_leads_to_the_frame_and_blocks_become_slots():
    scout = a_scout()
    event = an_event(scout, kind="meeting_day", title="Matchingtag")
    client = signed_in(scout)
    assert client.get(f"/buero/termine/{event.pk}/tag/")["Location"] == f"/buero/termine/{event.pk}/tag/rahmen/"
    typed = {
        "begins0": "9.00", "count0": "2", "minutes0": "20", "pause0": "5", "tables0": "3",
        "begins1": "13", "count1": "1", "minutes1": "30", "tables1": "1", "max_meetings": "2",
        "wishes_until": "1.12.2026",
    }  # fmt: skip
    client.post(f"/buero/termine/{event.pk}/tag/rahmen/", typed)
    day = MeetingDay.objects.get()
    assert day.slots == [
        {"starts": "09:00", "minutes": 20, "session": 0, "tables": 3},
        {"starts": "09:25", "minutes": 20, "session": 0, "tables": 3},
        {"starts": "13:00", "minutes": 30, "session": 1, "tables": 1},
    ]
    assert (day.max_meetings, str(day.wishes_until)) == (2, "2026-12-01")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Geben Sie an, wann das erste Gespräch beginnt."),
        ({"begins0": "9"}, "Geben Sie zu jedem Beginn Zahl, Länge und Tische an."),
        ({"begins0": "morgens"}, "Geben Sie die Uhrzeit so ein: 14.00"),
        (
            {"begins0": "9", "count0": "3", "minutes0": "20", "tables0": "2", "begins1": "9.10", "count1": "1",
             "minutes1": "20", "tables1": "2"},
            "Zeitabschnitt 4: Er beginnt, bevor der vorige endet.",
        ),
        (
            {"begins0": "22", "count0": "30", "minutes0": "60", "tables0": "2"},
            "Zeitabschnitt 3: Beginn, Länge, Block und Zahl der Tische sind nötig.",
        ),
    ],
)  # fmt: skip
def test_a_frame_that_cannot_be_is_kept_with_what_is_wrong(typed: dict[str, str], said: str):
    scout = a_scout()
    event = an_event(scout, kind="meeting_day")
    answer = signed_in(scout).post(f"/buero/termine/{event.pk}/tag/rahmen/", typed)
    assert said in words(answer)
    assert MeetingDay.objects.count() == 0


def test_the_blocks_stand_in_the_form_again_and_tables_change_for_one_time():
    told = a_day()
    answer = office(told).get(page(told, "tag/rahmen/"))
    shown = answer.context["form"].initial
    assert (shown["begins0"], shown["count0"], shown["pause0"], shown["count1"]) == (time(9), 2, 5, 1)
    office(told).post(page(told, "tag/tische/"), {"tables0": "2", "tables1": "0", "tables2": "1"})
    assert [slot["tables"] for slot in told.fresh().slots] == [2, 0, 1]
    answer = office(told).post(page(told, "tag/tische/"), {"tables0": "", "tables1": "0", "tables2": "1"})
    assert "Geben Sie die Zahl der Tische an, auch wenn sie 0 ist." in words(answer)


def test_a_workshop_has_no_meeting_day():
    scout = a_scout()
    event = an_event(scout)
    for rest in ("tag/", "tag/rahmen/", "zeitplan/"):
        assert signed_in(scout).get(f"/buero/termine/{event.pk}/{rest}").status_code == 404


# --- Who takes part ---


def test_firms_come_from_the_directory_and_from_shortlists():
    listed = story(State.SHORTLISTED)
    event = an_event(listed.scout, kind="meeting_day")
    actions.set_up_day(event, slots=[{"starts": "09:00", "minutes": 20, "session": 0, "tables": 1}], by=listed.scout)
    other = a_firm("Sonnenhof")
    client, address = signed_in(listed.scout), f"/buero/termine/{event.pk}/tag/teilnahmen/"
    shown = words(client.get(address, {"suche": "Sonnen"}))
    assert "Sonnenhof" in shown
    assert "Aus den Shortlisten" in shown
    chosen = [other.pk, listed.case.company_id, listed.case.startup_id]
    client.post(address, {"betriebe": chosen})
    client.post(address, {"betriebe": chosen})
    assert sorted(Participant.objects.values_list("organisation", flat=True)) == sorted(chosen)
    shown = words(client.get(address, {"suche": "Sonnen"}))
    assert "3 Teilnahmen" in shown
    assert "Nichts gefunden" in shown
    assert "Aus den Shortlisten" not in shown


def test_firms_that_registered_for_the_event_are_taken_into_the_talks_with_who_comes():
    told = a_day(1, 1)
    event, firm = told.fresh().event, a_firm("Mühlhof")
    coming = ContactFactory(organisation=firm, email="zweite@firma.example", primary=False)
    for contact in (coming, told.companies[0].contact):
        actions.register(event, by=told.scout, contact=contact, **ticked(event))
    shown = words(office(told).get(page(told, "tag/teilnahmen/")))
    assert "Aus den Anmeldungen Wer soll teilnehmen? Mühlhof" in shown
    office(told).post(page(told, "tag/teilnahmen/"), {"betriebe": [firm.pk]})
    assert Participant.objects.get(organisation=firm).contact == coming
    assert "Aus den Anmeldungen" not in words(office(told).get(page(told, "tag/teilnahmen/")))


def test_a_company_about_which_startups_read_nothing_is_marked():
    told = a_day(1, 1)
    marked = "stellt sich noch nicht vor"
    assert words(office(told).get(page(told, "tag/teilnahmen/"))).count(marked) == 1
    actions.change_participant(told.companies[0], by=told.scout, teaser="Spritzgießerei")
    assert marked not in words(office(told).get(page(told, "tag/teilnahmen/")))


def test_on_the_telephone_the_office_reads_whom_it_speaks_of_and_what_the_other_side_reads():
    told = a_day(1, 1)
    actions.change_participant(told.companies[0], by=told.scout, teaser="Spritzgießerei")
    shown = words(office(told).get(page(told, f"tag/teilnahmen/{told.startups[0].pk}/wuensche/")))
    assert "Werk0" in shown
    assert "Die andere Seite liest: „Spritzgießerei“" in shown


def test_a_day_to_come_is_not_offered_to_be_closed():
    told = told_day()
    actions.close_wishes(told.day, by=told.scout)
    told.published({(0, 0): (0, 0)})
    assert "Tag abschließen" not in words(office(told).get(page(told)))
    assert heading(office(told).get(page(told, "tag/heute/"))) == "Plan 1 gilt, bisher fehlt niemand"
    assert "jetzt dran" not in words(office(told).get(page(told, "tag/heute/")))
    assert day_in_words(told.fresh().event.starts).replace("\xa0", " ") in words(
        office(told).get(page(told, "anzeige/"))
    )
    begun(told.fresh().event)
    assert "Tag abschließen" in words(office(told).get(page(told)))


def test_who_has_nobody_to_come_is_said_by_name_and_nothing_ticked_too():
    told = a_day(1, 1)
    lonely = StartupFactory(name="Ohneperson")
    answer = office(told).post(page(told, "tag/teilnahmen/"), {"betriebe": [lonely.pk]}, follow=True)
    assert "Ohneperson: Wählen Sie eine Person, die für diesen Betrieb kommt." in words(answer)
    answer = office(told).post(page(told, "tag/teilnahmen/"), {}, follow=True)
    assert "Kreuzen Sie mindestens einen Betrieb an." in words(answer)


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_ask_as_many_questions_for_one_as_for_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
):
    told = told_day(count, count)
    client = office(told)
    client.get("/buero/")
    with django_assert_num_queries(LIST_QUERIES):
        assert client.get(page(told, "tag/teilnahmen/")).status_code == 200
    with django_assert_num_queries(WISH_QUERIES):
        assert client.get(page(told, "tag/wuensche/")).status_code == 200


LIST_QUERIES = 13
WISH_QUERIES = 18


def test_inviting_shows_the_letters_first_and_sends_them_once():
    told = a_day()
    MeetingDay.objects.update(phase="preparing")
    Letter.objects.all().delete()
    shown = words(office(told).get(page(told, "tag/schritt/wuensche/")))
    assert "4 Briefe gehen hinaus" in shown
    assert Letter.objects.count() == 0
    for _twice in range(2):
        office(told).post(page(told, "tag/schritt/wuensche/"))
    assert Letter.objects.filter(kind="events/invitation").count() == 4
    assert told.fresh().phase == "wishes"
    assert office(told).get(page(told, "tag/schritt/wuensche/"))["Location"] == page(told)
    assert office(told).get(page(told, "tag/schritt/unbekannt/")).status_code == 404


# --- One participant, on the telephone ---


def test_times_table_and_person_are_set_and_mistakes_come_back():
    told = a_day()
    one = told.companies[0]
    address = page(told, f"tag/teilnahmen/{one.pk}/")
    typed = {
        "contact": one.contact_id, "table": "2", "arrives": "9.20", "leaves": "", "away": ["2"], "max_meetings": "3",
        "shown_as": "teaser", "teaser": "Spritzgießerei mit 80 Beschäftigten",
    }  # fmt: skip
    office(told).post(address, typed)
    one.refresh_from_db()
    assert (one.table, one.arrives, one.away, one.max_meetings) == (1, time(9, 20), [2], 3)
    assert "da in 1 von 3 Zeiten, fest an Tisch 2" in words(office(told).get(page(told, "tag/teilnahmen/")))
    answer = office(told).post(address, typed | {"leaves": "9.00"})
    assert "Die Abfahrt liegt vor der Ankunft." in words(answer)
    answer = office(told).post(address, typed | {"table": "9"})
    assert "So viele Tische stehen dann nicht frei." in words(answer)


def test_answers_told_by_telephone_are_recorded_as_from_the_office():
    told = a_day()
    one, first, second = told.companies[0], *told.startups
    address = page(told, f"tag/teilnahmen/{one.pk}/wuensche/")
    office(told).post(address, {f"w{first.pk}": "must", f"w{second.pk}": ""})
    assert list(Wish.objects.values_list("participant", "other", "answer", "source")) == [
        (one.pk, first.pk, "must", "office")
    ]
    answer = office(told).post(address, {f"w{first.pk}": "vielleicht", f"vorher-w{first.pk}": "must"})
    assert "Wählen Sie „unbedingt“, „gern“ oder „nein danke“." in words(answer)


def test_a_release_told_by_telephone_is_read_out_recorded_and_withdrawn():
    told = a_day(1, 1, released=False)
    one = told.companies[0]
    address = page(told, f"tag/teilnahmen/{one.pk}/")
    shown = office(told).get(f"{address}freigabe/")
    typed = SPOKEN | {"shown": hidden(shown, "shown")}
    assert "Geben Sie an, wer das gesagt hat." in words(
        office(told).post(f"{address}freigabe/", typed | {"said_by": ""})
    )
    answer = office(told).post(f"{address}freigabe/", typed | {"shown": "veraltet"})
    assert "Der Text hat sich inzwischen geändert." in words(answer)
    office(told).post(f"{address}freigabe/", typed)
    assert valid_release(one).source == "phone"
    assert "widerrufen?" in heading(office(told).get(f"{address}widerrufen/"))
    office(told).post(f"{address}widerrufen/")
    assert valid_release(one) is None


def test_the_overview_of_wishes_says_what_both_want_and_whose_release_is_missing():
    told = told_day(2, 1, released=False)
    told.release(told.companies[0], told.startups[0])
    shown = words(office(told).get(page(told, "tag/wuensche/")))
    assert "2 Gespräche wollen beide Seiten" in shown
    assert "Ein Gespräch lässt sich schon planen." in shown
    assert "Hier fehlt die Freigabe von Name und Betrieb, ohne die nicht geplant wird: Werk1 (ein Gespräch)" in shown


def test_a_reverse_pitch_counts_the_votes_for_each_pitch():
    told = told_day(2, 2, kind="reverse_pitch")
    one = told.companies[0]
    typed = {
        "contact": one.contact_id, "shown_as": "name", "pitch_title": "Ausschuss erkennen", "pitch_text": "",
        "pitch_order": "2", "pitch_minutes": "7",
    }  # fmt: skip
    office(told).post(page(told, f"tag/teilnahmen/{one.pk}/"), typed)
    one.refresh_from_db()
    assert (one.pitch.title, one.pitch.place_in_order, one.pitch.minutes) == ("Ausschuss erkennen", 2, 7)
    actions.answer_wishes(told.startups[0], {told.companies[1].pk: "no"}, by=told.scout)
    shown = words(office(told).get(page(told, "tag/wuensche/")))
    assert "Werk0 Ausschuss erkennen 2 2 Werk1 noch kein Pitch 1 1" in shown


def test_links_in_the_wrong_hands_are_blocked_after_a_question():
    told = a_day(1, 1)
    one = told.companies[0]
    client, person = office(told), page(told, f"tag/teilnahmen/{one.pk}/")
    assert "Ein Link aus unseren Briefen öffnet diese Teilnahme" in words(client.get(person))
    assert heading(client.get(f"{person}links/")) == f"Alle Links an {one.organisation.name} sperren?"
    assert one.doors.filter(revoked_at=None).count() == 1
    shown = client.post(f"{person}links/", follow=True)
    assert ("Die Links sind gesperrt." in words(shown), "Links ohne Konto" in words(shown)) == (True, False)
    assert one.doors.filter(revoked_at=None).count() == 0
    assert told.startups[0].doors.filter(revoked_at=None).count() == 1
