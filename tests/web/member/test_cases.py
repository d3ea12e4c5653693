"""One case on the page of each side: who waits, whom to reach, conversation, pilot, the short forms."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.introductions import actions
from dnm.introductions.models import CheckIn, FollowUp, Rating
from dnm.introductions.workflow import Party, State
from tests.factories import member_of
from tests.stories import Story, a_company, a_scout, a_startup, story
from tests.web.member.pages import HOSTILE
from tests.web.reading import heading, signed_in, words

pytestmark = pytest.mark.django_db


def link(told: Story, page: str = "") -> str:
    return f"/mein/vermittlungen/{told.case.pk}/{page}"


@pytest.mark.parametrize(
    ("state", "company", "startup"),
    [
        (State.COMPANY_ASKED, "Gussauge könnte passen. Antworten Sie bis", None),
        (
            State.STARTUP_ASKED,
            "Sie haben Ja gesagt. Gussauge antwortet bis",
            "Ein Betrieb möchte Sie kennenlernen.",
        ),
        (
            State.RELEASE_PENDING,
            "Sie möchten sich beide kennenlernen.",
            "Sie möchten sich beide kennenlernen.",
        ),
        (State.INTRODUCED, "Sie sind einander vorgestellt.", "Sie sind einander vorgestellt."),
        (State.MEETING_SCHEDULED, "Sie sprechen am", "Sie sprechen am"),
        (
            State.MEETING_HELD,
            "Nächster Schritt: Angebot schicken (Leyla Aksoy",
            "Nächster Schritt: Angebot schicken",
        ),
        (State.PILOT_RUNNING, "Der Pilot läuft bis", "Der Pilot läuft bis"),
        (
            State.PILOT_DONE,
            "Der Pilot ist abgeschlossen: gelungen.",
            "Der Pilot ist abgeschlossen: gelungen.",
        ),
        (State.COOPERATION, "Sie arbeiten zusammen.", "Sie arbeiten zusammen."),
    ],
)
def test_each_side_reads_where_it_stands_in_its_own_words(state, company, startup):
    told = story(state)
    assert company in words(signed_in(told.company).get(link(told)))
    page = signed_in(told.startup).get(link(told))
    assert (startup in words(page)) if startup else page.status_code == 404


def test_after_the_introduction_the_other_side_can_be_reached():
    told = story(State.INTRODUCED)
    assert "Telefon 0221 555-0199" in words(signed_in(told.company).get(link(told)))
    page = signed_in(told.startup).get(link(told))
    assert "Name und Ort Kunststofftechnik Rehmert GmbH, Werl" in words(page)
    assert heading(page) == "Fehler früher erkennen"


def test_the_planned_conversation_is_a_calendar_entry():
    told = story(State.MEETING_SCHEDULED)
    response = signed_in(told.company).get(link(told, "termin.ics"))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"gespraech-{told.case.number}.ics" in response["Content-Disposition"]
    assert b"BEGIN:VCALENDAR" in response.content
    later = story(State.MEETING_HELD)
    assert signed_in(later.company).get(link(later, "termin.ics")).status_code == 404


def test_a_rating_is_given_once_and_read_by_the_office_only():
    told = story(State.MEETING_HELD)
    meeting = told.case.meetings.get()
    client = signed_in(told.startup)
    answer = {"aktion": "bewerten", "gespraech": meeting.pk, "stars": "4", "comment": "Sehr offen."}
    page = client.post(link(told), answer, follow=True)
    assert "Danke. Ihre Bewertung liest nur das Büro." in words(page)
    assert "Wie war das Gespräch?" not in words(page)
    assert list(Rating.objects.values_list("side", "stars", "comment")) == [("startup", 4, "Sehr offen.")]
    assert "Sehr offen." not in words(signed_in(told.company).get(link(told)))


@pytest.mark.parametrize("stars", ["", "0", "6", "vier", str(2**63)])
def test_a_rating_outside_the_scale_is_asked_for_again(stars):
    told = story(State.MEETING_HELD)
    answer = {
        "aktion": "bewerten",
        "gespraech": told.case.meetings.get().pk,
        "stars": stars,
        "comment": "Kommentar",
    }
    page = signed_in(told.company).post(link(told), answer)
    assert "Eine Angabe fehlt oder passt nicht" in words(page)
    assert "Kommentar" in page.content.decode()
    assert Rating.objects.count() == 0


def test_the_meeting_of_another_case_cannot_be_rated():
    told, other = story(State.MEETING_HELD), story(State.MEETING_HELD)
    answer = {"aktion": "bewerten", "gespraech": other.case.meetings.get().pk, "stars": "1"}
    assert signed_in(told.company).post(link(told), answer).status_code == 404
    assert signed_in(told.company).post(link(told), {"aktion": "anders"}).status_code == 404


def test_a_check_in_is_answered_by_one_side_and_read_by_both():
    told = story(State.PILOT_RUNNING)
    CheckIn.objects.filter(day=30).update(due_on=timezone.localdate())
    client = signed_in(told.company)
    assert "Wie läuft der Pilot?" in words(client.get(link(told)))
    client.post(link(told), {"aktion": "bericht", "text": "Die Kamera steht."})
    assert "Die Kamera steht." in words(signed_in(told.startup).get(link(told)))
    page = signed_in(told.startup).post(link(told), {"aktion": "bericht", "text": "Zu spät"}, follow=True)
    assert "Diese Frage ist schon beantwortet." in words(page)
    assert CheckIn.objects.filter(done_at__isnull=False).count() == 1


def test_a_follow_up_is_answered():
    told = story(State.COOPERATION)
    FollowUp.objects.filter(month=6).update(due_on=timezone.localdate())
    client = signed_in(told.startup)
    assert "Wie läuft die Zusammenarbeit?" in words(client.get(link(told)))
    client.post(link(told), {"aktion": "bericht", "text": "Zwei weitere Maschinen sind bestellt."})
    assert FollowUp.objects.get(month=6).text.endswith("Zwei weitere Maschinen sind bestellt.")


def test_a_pause_needs_a_day_to_come():
    told = story(State.STARTUP_ASKED)
    client = signed_in(told.startup)
    page = client.post(link(told, "pause/"), {"until": timezone.localdate().strftime("%d.%m.%Y")})
    assert "Wählen Sie einen Tag in der Zukunft." in words(page)
    until = timezone.localdate() + timedelta(days=20)
    page = client.post(link(told, "pause/"), {"until": until.strftime("%d.%m.%y")}, follow=True)
    assert "Der Vorgang pausiert bis" in words(page)
    assert told.fresh().paused_until == until


def test_a_pause_in_the_far_future_is_refused_in_words():
    told = story(State.STARTUP_ASKED)
    page = signed_in(told.startup).post(link(told, "pause/"), {"until": "31.12.9999"})
    assert "Wählen Sie einen Tag von morgen bis in einem Jahr." in words(page)


def test_ending_a_case_tells_the_other_side_the_sentence_only():
    told = story(State.MEETING_HELD)
    answer = {"reason_code": "no_budget", "pass_on": "Wir melden uns im Herbst."}
    page = signed_in(told.company).post(link(told, "absagen/"), answer, follow=True)
    assert "Sie haben abgesagt." in words(page)
    other = words(signed_in(told.startup).get(link(told)))
    assert "Dieses Mal hat es nicht gepasst. „Wir melden uns im Herbst.“" in other
    assert "Budget" not in other


def test_a_question_of_one_side_is_not_read_by_the_other():
    told = story(State.RELEASE_PENDING)
    actions.ask_question(told.case, Party.STARTUP, "Zahlt der Betrieb pünktlich?", by=told.startup)
    assert "Zahlt der Betrieb" not in words(signed_in(told.company).get(link(told)))
    assert "Zahlt der Betrieb" in words(signed_in(told.startup).get(link(told)))


def test_a_case_of_two_who_knew_each_other_has_no_need():
    scout = a_scout()
    firm, startup = a_company(), a_startup()
    spoken = actions.Spoken("in_person", "Katrin Rehmert", timezone.localdate(), "Messe")
    case = actions.open_known(
        firm,
        startup,
        title="Palettenzähler",
        where="Messe Soest",
        on=timezone.localdate(),
        by=scout,
        spoken=spoken,
    )
    for actor in (member_of(firm), member_of(startup)):
        page = signed_in(actor).get(f"/mein/vermittlungen/{case.pk}/")
        assert heading(page) == "Palettenzähler"
        assert "Palettenzähler" in words(signed_in(actor).get("/mein/"))


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_words_never_break_the_forms(typed):
    told = story(State.PILOT_RUNNING)
    CheckIn.objects.filter(day=30).update(due_on=timezone.localdate())
    client = signed_in(told.company)
    for way, answer in [
        ("", {"aktion": "bericht", "text": typed}),
        ("frage/", {"text": typed}),
        ("pause/", {"until": typed}),
        ("absagen/", {"pass_on": typed, "reason_code": typed}),
    ]:
        page = client.post(link(told, way), answer, follow=True)
        assert page.status_code == 200, way
        assert "<script>alert" not in page.content.decode()
    assert told.fresh().state == State.PILOT_RUNNING


def test_the_cases_of_others_are_not_found():
    told, other = story(State.MEETING_SCHEDULED), story(State.MEETING_SCHEDULED)
    client = signed_in(told.company)
    for way in ("", "frage/", "absagen/", "pause/", "termin.ics"):
        for key in (other.case.pk, 2**63):
            assert client.get(f"/mein/vermittlungen/{key}/{way}").status_code == 404
