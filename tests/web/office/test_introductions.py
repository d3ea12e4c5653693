"""The list of cases and one case: everything the office does with it, checked before letters leave."""

import pytest
from django.utils import timezone

from dnm.accounts.workflow import Role
from dnm.introductions import actions
from dnm.introductions.models import Meeting, PhoneTask, StepTaken
from dnm.introductions.workflow import Party, State
from dnm.mail.models import Letter
from dnm.web.office.case_acts import ACTS
from tests.factories import UserFactory
from tests.introductions.ended import days_pass, story_beside
from tests.stories import WAY, a_company, a_startup, a_teaser, story
from tests.web.office.seen import SPOKEN, day, do, page_of
from tests.web.reading import client_as, heading, hidden_fields, rows, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


# --- The list ---


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_many_questions_for_one_case_as_for_three(count: int, django_assert_num_queries):
    stories = [story(State.STARTUP_ASKED) for _number in range(count)]
    client = signed_in(stories[0].scout)
    client.get("/buero/")
    for address in ("/buero/vermittlungen/", "/buero/vermittlungen/?suche=Gussauge&stand=startup_asked"):
        with django_assert_num_queries(8):
            assert len(rows(client.get(address))) == count


def test_the_list_finds_by_state_owner_and_words():
    told, ended = story(State.STARTUP_ASKED), story_beside(State.DECLINED)
    client = signed_in(told.scout)

    def found(query: str) -> int:
        return len(rows(client.get(f"/buero/vermittlungen/{query}")))

    assert heading(client.get("/buero/vermittlungen/")) == "Ein Vorgang ist offen"
    assert [found(""), found("?stand=beendet"), found("?stand=alle"), found("?stand=declined")] == [1, 1, 2, 1]
    assert [found(f"?zustaendig={told.scout.id}"), found(f"?zustaendig={ended.scout.id}&stand=alle")] == [1, 1]
    assert [found("?suche=gussauge"), found(f"?suche={told.case.number}"), found("?suche=Rehmert+Spritzguss")] == [
        1,
        1,
        1,
    ]
    assert "Kein Vorgang passt." in words(client.get("/buero/vermittlungen/?suche=Zeppelin"))
    assert [found("?stand=x&zustaendig=" + "9" * 30), found("?suche=%00")] == [1, 1]


def test_an_empty_list_says_how_a_case_begins():
    text = words(client_as(Role.SCOUT).get("/buero/vermittlungen/"))
    assert "Noch ist kein Vorgang offen." in text


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ADMIN])
def test_management_reads_no_cases(role: Role):
    told = story(State.INTRODUCED)
    client = client_as(role)
    addresses = ["/buero/vermittlungen/", "/buero/vermittlungen/neu/", page_of(told), f"{page_of(told)}quittung/",
                 f"{page_of(told)}vorstellen/", f"{page_of(told)}eintragen/startup-nein/"]  # fmt: skip
    assert [client.get(address).status_code for address in addresses] == [404] * 6
    assert client.post(f"{page_of(told)}beenden/", {}).status_code == 404


def test_unknown_cases_and_acts_are_not_found():
    told = story(State.INTRODUCED)
    client = signed_in(told.scout)
    assert client.get("/buero/vermittlungen/999999/").status_code == 404
    assert client.post(f"{page_of(told)}tanzen/").status_code == 404
    assert client.get(f"{page_of(told)}beenden/").status_code == 302


# --- The page ---


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_page(state: State):
    told = story(state) if state in WAY else story_beside(state)
    page = signed_in(told.scout).get(page_of(told))
    text = words(page)
    assert page.status_code == 200
    assert told.case.number in text
    assert "Nächster Schritt" in text
    assert "Verlauf" in text
    assert "Kunststofftechnik Rehmert" in text
    assert "Gussauge" in text
    assert page.content.decode().count("kern-btn--primary") <= 1


def test_the_page_says_who_waits_what_happened_and_how_it_came_about():
    told = story(State.STARTUP_ASKED)
    page = signed_in(told.scout).get(page_of(told))
    assert heading(page) == "Kunststofftechnik Rehmert wartet auf Gussauge"
    text = words(page)
    for part in (
        "„Rüstet ältere Maschinen nach.“", "Gründe der Suche, Summe +42", "Unternehmen sagt Ja, Startup gefragt",
        "auf die Shortlist gesetzt", "02922 555-0140", "gussauge@startup.example", told.need.number,
    ):  # fmt: skip
        assert part in text


def test_the_heading_says_whose_turn_it_is():
    told, other = story(State.INTRODUCED), story(State.SUGGESTED).scout
    assert heading(signed_in(told.scout).get(page_of(told))) == "Sie sind dran: Gespräch vereinbaren"
    name = told.fresh().owner.full_name
    assert heading(signed_in(other).get(page_of(told))) == f"{name} ist dran: Gespräch vereinbaren"


def test_the_body_of_a_secret_letter_is_shown_nowhere():
    told = story(State.STARTUP_ASKED)
    page = signed_in(told.scout).get(page_of(told)).content.decode()
    assert "Möchten Sie einen Betrieb kennenlernen?" in page
    assert "/a/" not in page.partition("<main")[2]


def test_a_dispute_stands_on_top():
    told = story(State.COMPANY_ASKED)
    client = signed_in(told.scout)
    do(told, "eintragen/unternehmen-nein", client=client, **SPOKEN)
    actions.dispute(StepTaken.objects.get(name="decline"), "Das war mein Kollege.", side=Party.COMPANY)
    text = words(client.get(page_of(told)))
    assert text.index("„Das war mein Kollege.“") < text.index("Nächster Schritt")
    assert "Frau Rehmert hat das am" in text
    assert "Widerspruch klären" in text


def test_ends_and_pauses_are_the_heading():
    paused, ended = story_beside(State.PAUSED), story_beside(State.DECLINED)
    assert heading(signed_in(paused.scout).get(page_of(paused))).startswith("Ausgesetzt bis ")
    assert heading(signed_in(ended.scout).get(page_of(ended))) == "Dieser Vorgang ist abgesagt"


# --- Acts ---


def test_what_leaves_the_house_is_checked_first_and_happens_once():
    told = story(State.INTRODUCED)
    client = signed_in(told.scout)
    values = {"day": day(3), "begins": "14", "ends": "15.30", "place": "Werl", "moderator": told.scout.id}
    check = client.post(f"{page_of(told)}termin/", values)
    assert heading(check) == "Diesen Termin an beide schicken?"
    assert "2 Briefe gehen hinaus" in words(check)
    assert "Ihr Gespräch am" in words(check)
    assert (Meeting.objects.count(), Letter.objects.filter(kind="introductions/meeting_arranged").count()) == (0, 0)
    back = client.post(f"{page_of(told)}termin/", hidden_fields(check) | {"zurueck": "ja"})
    assert 'value="15.30"' in back.content.decode()
    done = client.post(f"{page_of(told)}termin/", hidden_fields(check) | {"geprueft": "ja"}, follow=True)
    assert "Der Termin steht." in words(done)
    meeting = Meeting.objects.get()
    assert (f"{timezone.localtime(meeting.starts):%H.%M}", f"{timezone.localtime(meeting.ends):%H.%M}") == (
        "14.00",
        "15.30",
    )
    assert Letter.objects.filter(kind="introductions/meeting_arranged").count() == 2


def test_wrong_dates_come_back_with_the_input():
    told = story(State.INTRODUCED)
    values = {"day": day(-1), "begins": "25.00", "ends": "9", "place": "", "agenda": "Maschine ansehen"}
    answer = do(told, "termin", **values)
    text = words(answer)
    for problem in (
        "Geben Sie die Uhrzeit so ein: 14.00",
        "Geben Sie einen Ort oder einen Link an.",
        "Dieses Feld ist",
    ):
        assert problem in text
    assert "Maschine ansehen" in answer.content.decode()
    text = words(do(told, "termin", **(values | {"begins": "10", "moderator": told.scout.id, "place": "Werl"})))
    assert "Der Termin liegt in der Vergangenheit." in text
    assert "Das Ende liegt vor dem Beginn." in text


def test_the_whole_way_through_the_pages():
    told = story(State.SHORTLISTED)
    a_teaser(told.need, told.scout)
    client = signed_in(told.scout)
    do(told, "unternehmen-fragen", client=client)
    assert told.fresh().state == State.COMPANY_ASKED
    do(told, "vorstellen", client=client, **SPOKEN)
    assert told.fresh().state == State.INTRODUCED
    do(
        told,
        "protokoll",
        client=client,
        held_on=day(0),
        minutes="War gut.",
        next_step="Pilot",
        next_step_owner="Anna",
        next_step_on=day(7),
    )
    assert told.fresh().state == State.MEETING_HELD
    meeting = Meeting.objects.get()
    do(told, "bewertung", meeting.pk, client=client, side="company", stars="4", comment="gut")
    assert meeting.ratings.get().stars == 4
    do(told, "pilot", client=client, goal="Ziel", success_criterion="Halb so viel", starts=day(0), ends=day(95))
    assert told.fresh().state == State.PILOT_RUNNING
    check = told.fresh().pilot.check_ins.first()
    do(told, "zwischenstand", check.pk, client=client, text="Läuft.")
    assert told.fresh().pilot.check_ins.first().text.endswith("Läuft.")
    do(told, "pilot-ende", client=client, result="success", lesson="Licht zuerst.")
    do(told, "kooperation", client=client, kind="order", value="under_5k", since=day(0))
    assert told.fresh().state == State.COOPERATION
    ask = told.fresh().cooperation.follow_ups.first()
    do(told, "nachfrage", ask.pk, client=client, text="Läuft weiter.")
    text = words(client.get(page_of(told)))
    for part in ("4 von 5", "Läuft.", "Licht zuerst.", "Auftrag, unter 5.000 €", "Läuft weiter.", "gelungen"):
        assert part in text


def test_cancelling_pausing_stopping_reopening_handing_over():
    told = story(State.INTRODUCED)
    jens = UserFactory(roles=[Role.LEAD], last_name="Althaus")
    client = signed_in(told.scout)
    do(told, "termin", client=client, day=day(3), begins="14", ends="15", place="Werl", moderator=told.scout.id)
    do(told, "absagen", client=client)
    assert told.fresh().state == State.INTRODUCED
    do(told, "aussetzen", client=client, until=day(9))
    assert told.fresh().state == State.PAUSED
    do(told, "fortsetzen", client=client)
    do(told, "uebergeben", client=client, owner=jens.pk)
    assert told.fresh().owner == jens
    do(told, "beenden", client=client, reason_code="no_budget", note="Bank")
    assert told.fresh().state == State.STOPPED
    do(told, "wieder-oeffnen", client=client)
    assert told.fresh().state == State.INTRODUCED


def test_taking_a_startup_from_the_shortlist():
    told = story(State.SHORTLISTED)
    assert do(told, "zuruecknehmen").status_code == 302
    assert told.fresh().state == State.SUGGESTED


def test_calls_and_questions():
    told = story(State.STARTUP_ASKED)
    client = signed_in(told.scout)
    do(told, "anruf", client=client, side="startup", reason="Nachfragen", due_on=day(0))
    do(told, "anruf-erledigt", PhoneTask.objects.get().pk, client=client, outcome="Ruft zurück.")
    assert PhoneTask.objects.get().outcome == "Ruft zurück."
    question = actions.ask_question(told.fresh(), Party.STARTUP, "Wie viele Maschinen?", by=told.startup)
    check = client.post(f"{page_of(told)}antwort/{question.pk}/", {"text": "Vier."})
    assert heading(check) == "Diese Antwort schicken?"
    do(told, "antwort", question.pk, client=client, text="Vier.")
    assert "Vier." in words(client.get(page_of(told)))


@pytest.mark.parametrize("act", sorted(set(ACTS) - {"unternehmen-fragen", "fortsetzen", "anruf"}))
def test_an_act_that_does_not_fit_the_state_is_refused_in_words(act: str):
    """Each act from a state it cannot start in: no error page, nothing changed."""
    told = story_beside(State.STOPPED) if act not in ("wieder-oeffnen", "zuruecknehmen") else story(State.MEETING_HELD)
    before = StepTaken.objects.count()
    row = 999_999 if act in ("bewertung", "zwischenstand", "nachfrage", "anruf-erledigt", "antwort") else None
    values = {
        "day": day(3), "begins": "14", "ends": "15", "place": "Werl", "moderator": told.scout.id, "held_on": day(0),
        "minutes": "x", "next_step": "x", "next_step_owner": "x", "next_step_on": day(3), "side": "company",
        "stars": "3",
        "goal": "x", "success_criterion": "x", "starts": day(0), "text": "x", "result": "failed", "lesson": "x",
        "kind": "order", "value": "unknown", "since": day(0), "until": day(3), "reason_code": "terms", "outcome": "x",
        "owner": told.scout.id,
    }  # fmt: skip
    if act == "pilot":
        values["ends"] = day(90)
    answer = do(told, act, row, **values)
    assert answer.status_code in ({404} if row else {200, 302})
    assert StepTaken.objects.count() == before


def test_a_case_without_a_need_asks_no_company():
    scout = story(State.SUGGESTED).scout
    case = actions.open_known(
        a_company(), a_startup("Neu"), title="x", where="y", on=timezone.localdate(), by=scout,
        spoken=actions.Spoken("phone", "Beide", timezone.localdate()),
    )  # fmt: skip
    client = signed_in(scout)
    assert client.post(f"/buero/vermittlungen/{case.pk}/unternehmen-fragen/").status_code == 404
    assert "Bekannt seit: y" in words(client.get(f"/buero/vermittlungen/{case.pk}/"))


def test_bad_input_is_answered_and_not_an_error():
    told = story(State.STARTUP_ASKED)
    client = signed_in(told.scout)
    for text in ("", "x" * 100_000, "a\0b", "\N{PILE OF POO}" * 10):
        answer = client.post(f"{page_of(told)}anruf/", {"side": "startup", "reason": text, "due_on": "31.02.2026"})
        assert answer.status_code == 200
        assert "Geben Sie das Datum so ein: 23.11.2026" in words(answer)
    assert client.post(f"{page_of(told)}uebergeben/", {"owner": str(2**63)}).status_code == 200
    assert PhoneTask.objects.count() == 0


# --- Receipt ---


def test_the_receipt_is_a_pdf_once_something_was_disclosed():
    told, early = story(State.INTRODUCED), story(State.STARTUP_ASKED)
    client = signed_in(told.scout)
    answer = client.get(f"{page_of(told)}quittung/")
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert f"Quittung-{told.case.number}.pdf" in answer.headers["Content-Disposition"]
    assert client.get(f"{page_of(early)}quittung/").status_code == 404


def test_a_case_that_jumped_shows_the_stages_as_passed():
    told = story(State.SUGGESTED)
    spoken = actions.Spoken("phone", "Beide", timezone.localdate())
    actions.record_introduction(told.case, by=told.scout, spoken=spoken)
    stages = signed_in(told.scout).get(page_of(told)).context["page"].stages
    assert [(bool(stage.done), stage.here) for stage in stages] == [(True, False)] * 4 + [(False, True)] + [
        (False, False)
    ] * 3


def test_an_expired_case_tells_how_far_it_came():
    told = story(State.STARTUP_ASKED)
    days_pass(told, 30)
    actions.run_clock()
    text = words(signed_in(told.scout).get(page_of(told)))
    assert "Grund: keine Antwort (Startup)." in text
    assert "ohne Antwort abgelaufen" in text
