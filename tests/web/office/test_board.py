"""Heute: who waits for whom, most urgent first, in as many queries for one row as for many."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.actions import name_deputy
from dnm.accounts.models import User
from dnm.accounts.rules import SYSTEM, Actor
from dnm.accounts.workflow import Role
from dnm.introductions import actions
from dnm.introductions.models import Introduction, Pilot
from dnm.introductions.workflow import Party, State
from dnm.matching.actions import submit_need
from dnm.web.office.board import number_in_words
from tests.factories import ContactFactory, NeedFactory, OrganisationFactory, StartupFactory, UserFactory
from tests.stories import Story, story
from tests.web.reading import client_as, heading, rows, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def own(told: Story, owner: Actor, due: int | None = None, title: str = "") -> Introduction:
    """Give a case to this scout, due in so many days."""
    case = told.fresh()
    day = timezone.localdate() + timedelta(days=due) if due is not None else case.due_on
    Introduction.objects.filter(pk=case.pk).update(owner_id=owner.id, due_on=day, title=title or case.title)
    return told.fresh()


def scout_of(told: Story) -> User:
    return User.objects.get(pk=told.scout.id)


def board(actor: Actor, address: str = "/buero/"):
    return signed_in(actor).get(address)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("view", ["", "?ansicht=schritt", "?ansicht=tafel&zustaendig=alle"])
def test_the_board_asks_as_many_questions_for_one_case_as_for_three(count: int, view: str, django_assert_num_queries):
    stories = [story(State.STARTUP_ASKED) for _number in range(count)]
    for told in stories:
        own(told, stories[0].scout)
    client = signed_in(stories[0].scout)
    client.get("/buero/")
    with django_assert_num_queries(11):
        client.get(f"/buero/{view}")


def test_with_every_kind_of_row_the_board_stays_within_fifteen_questions(django_assert_max_num_queries):
    told = story(State.MEETING_HELD)
    need = NeedFactory(organisation=OrganisationFactory())
    submit_need(need, by=SYSTEM, scout=scout_of(told))
    StartupFactory(confirmed_at=None)
    client = signed_in(told.scout)
    client.get("/buero/")
    with django_assert_max_num_queries(15):
        page = client.get("/buero/")
    assert len(rows(page)) == 3


def test_the_heading_says_what_today_is_about():
    first = story(State.INTRODUCED)
    assert heading(board(first.scout)) == "Nichts ist überfällig, heute ist nichts fällig"
    own(first, first.scout, due=0)
    assert heading(board(first.scout)) == "Ein Vorgang ist heute fällig"
    own(story(State.MEETING_HELD), first.scout, due=-2)
    assert heading(board(first.scout)) == "Ein Vorgang ist überfällig, einer heute fällig"
    own(story(State.INTRODUCED), first.scout, due=-4)
    own(story(State.INTRODUCED), first.scout, due=0)
    assert heading(board(first.scout)) == "Zwei Vorgänge sind überfällig, zwei heute fällig"


def test_numbers_up_to_twelve_are_words():
    assert [number_in_words(number) for number in (2, 7, 12, 13)] == ["zwei", "sieben", "zwölf", "13"]


def test_an_empty_board_says_so():
    scout = story(State.INTRODUCED).scout
    Introduction.objects.update(state=State.STOPPED)
    page = board(scout)
    assert heading(page) == "Nichts zu tun"
    assert "Gerade wartet nichts auf Sie." in words(page)


def test_rows_stand_in_the_order_of_their_day_and_in_groups():
    today = timezone.localdate()
    told = story(State.INTRODUCED)
    own(told, told.scout, due=0, title="heute")
    own(story(State.INTRODUCED), told.scout, due=-3, title="spät")
    own(story(State.INTRODUCED), told.scout, due=100, title="irgendwann")
    own(story(State.SUGGESTED), told.scout, title="ohne Tag")
    page = board(told.scout)
    assert rows(page) == ["spät", "heute", "irgendwann", "ohne Tag"]
    for group in ("Überfällig (1)", "Heute (1)", "Später (2)"):
        assert group in words(page)
    if today.weekday() < 6:
        own(story(State.INTRODUCED), told.scout, due=6 - today.weekday(), title="Sonntag")
        assert "Diese Woche (1)" in words(board(told.scout))


def test_a_row_says_who_waits_for_whom_since_when_and_what_to_do():
    told = story(State.STARTUP_ASKED)
    text = words(board(told.scout))
    assert "Ausschuss am Spritzguss früher erkennen Kunststofftechnik Rehmert, Werl Gussauge, Köln" in text
    assert "Startup gefragt Kunststofftechnik Rehmert wartet auf Gussauge seit heute" in text
    assert f"Antwort eintragen : {told.case} {told.case.number}" in text
    link = f'href="/buero/vermittlungen/{told.case.pk}/#eintragen"'
    assert link in board(told.scout).content.decode()


@pytest.mark.parametrize(
    ("state", "sentence", "act"),
    [
        (State.SUGGESTED, "Kunststofftechnik Rehmert wartet auf Büro", "Vorschlag prüfen"),
        (State.SHORTLISTED, "Kunststofftechnik Rehmert wartet auf Büro", "Unternehmen fragen"),
        (State.COMPANY_ASKED, "Büro wartet auf Kunststofftechnik Rehmert", "Antwort eintragen"),
        (State.RELEASE_PENDING, "Büro wartet auf Kunststofftechnik Rehmert und Gussauge", "Freigabe eintragen"),
        (State.INTRODUCED, "Beide warten auf Büro", "Gespräch vereinbaren"),
        (State.MEETING_SCHEDULED, "Niemand wartet", "Termin ansehen"),
        (State.MEETING_HELD, "Beide warten auf Büro", "Weiteren Schritt vereinbaren"),
        (State.PILOT_RUNNING, "Niemand wartet", "Zwischenstand notieren"),
        (State.PILOT_DONE, "Beide warten auf Büro", "Ergebnis festhalten"),
        (State.COOPERATION, "Niemand wartet", "Nachfragen und notieren"),
    ],
)
def test_every_state_has_its_words_and_its_act(state: State, sentence: str, act: str):
    told = story(state)
    text = words(board(told.scout))
    assert sentence in text
    assert f"{act} :" in text


def test_a_pilot_whose_time_is_up_is_to_be_completed_and_the_form_stands_open():
    told = story(State.PILOT_RUNNING)
    today = timezone.localdate()
    Pilot.objects.update(starts=today - timedelta(days=95), ends=today)
    own(told, told.scout, due=0)
    actions.run_clock()
    page = board(told.scout)
    assert f"Pilot abschließen : {told.case} {told.case.number}" in words(page)
    case = signed_in(told.scout).get(f"/buero/vermittlungen/{told.case.pk}/")
    assert heading(case) == "Sie sind dran: Pilot abschließen"
    assert "Die vereinbarte Zeit ist um: Was ist herausgekommen?" in words(case)
    assert "<summary>Pilot abschließen</summary>" not in case.content.decode()


def test_one_release_given_the_other_side_is_waited_for():
    told = story(State.RELEASE_PENDING)
    told.release(Party.STARTUP)
    assert "Gussauge wartet auf Kunststofftechnik Rehmert" in words(board(told.scout))


def test_a_call_and_a_question_are_the_turn_of_the_office():
    calling, asking = story(State.STARTUP_ASKED), story(State.STARTUP_ASKED)
    own(asking, calling.scout)
    today = timezone.localdate()
    actions.plan_call(calling.fresh(), Party.STARTUP, "Nachfragen", due_on=today, by=calling.scout)
    actions.ask_question(asking.fresh(), Party.STARTUP, "Wie viele?", by=asking.startup)
    page = board(calling.scout, "/buero/?amzug=buero")
    assert len(rows(page)) == 2
    assert "Anrufen und notieren" in words(page)
    assert "Frage beantworten" in words(page)
    assert "Nachfragen" in words(page)
    assert "Heute (1)" in words(page)


def test_new_needs_and_startups_are_tasks_of_everybody_until_somebody_takes_them():
    told = story(State.INTRODUCED)
    firm = OrganisationFactory(name="Autohaus Möller")
    ContactFactory(organisation=firm)
    submit_need(NeedFactory(organisation=firm, title="Aufträge auf Papier"), by=SYSTEM, scout=scout_of(told))
    StartupFactory(name="Kaltstart", confirmed_at=None)
    page = board(told.scout)
    assert sorted(rows(page)) == [
        "Ausschuss am Spritzguss früher erkennen", "Neuer Bedarf: Aufträge auf Papier", "Neues Startup: Kaltstart",
    ]  # fmt: skip
    other = UserFactory(roles=[Role.SCOUT])
    assert rows(board(Actor("accounts.user", other.pk, "", Role.SCOUT))) == ["Neues Startup: Kaltstart"]


def test_filters_count_what_they_show_and_live_in_the_address():
    told = story(State.STARTUP_ASKED)
    own(story(State.INTRODUCED), told.scout)
    other = story(State.COMPANY_ASKED)
    text = words(board(told.scout))
    assert f"{told.scout.name} 2 {other.scout.name} 1 alle 3" in text
    assert "alle 2 Büro 1 Unternehmen 0 Startup 1 niemand 0" in text
    assert len(rows(board(told.scout, "/buero/?zustaendig=alle"))) == 3
    assert len(rows(board(told.scout, f"/buero/?zustaendig={other.scout.id}"))) == 1
    assert len(rows(board(told.scout, "/buero/?amzug=startup"))) == 1
    empty = words(board(told.scout, "/buero/?amzug=niemand"))
    assert "Kein Vorgang passt. Filter zurücksetzen" in empty


def test_a_deputy_sees_the_cases_she_stands_in_for():
    told = story(State.INTRODUCED)
    deputy = UserFactory(roles=[Role.SCOUT], last_name="Althaus")
    today = timezone.localdate()
    name_deputy(scout_of(told), deputy, starts=today, ends=today, by=SYSTEM)
    page = board(Actor("accounts.user", deputy.pk, "", Role.SCOUT))
    assert len(rows(page)) == 1
    assert "Anna Althaus und Vertretung 1" in words(page)


def test_the_other_views_group_by_step():
    told = story(State.STARTUP_ASKED)
    own(story(State.SHORTLISTED), told.scout)
    for view in ("schritt", "tafel"):
        text = words(board(told.scout, f"/buero/?ansicht={view}"))
        assert text.index("Shortlist (1)") < text.index("Startup gefragt (1)")


def test_a_contested_case_that_has_ended_is_still_a_call():
    told = story(State.STARTUP_ASKED)
    spoken = actions.Spoken("phone", "Leyla", timezone.localdate())
    actions.decline(told.fresh(), Party.STARTUP, by=told.scout, spoken=spoken)
    assert rows(board(told.scout)) == []
    actions.dispute(told.fresh().steps.get(name="decline"), "Nein!", side=Party.STARTUP)
    assert rows(board(told.scout)) == ["Ausschuss am Spritzguss früher erkennen"]


def test_a_cooperation_with_all_answers_needs_nobody():
    told = story(State.COOPERATION)
    Introduction.objects.update(due_on=None)
    assert rows(board(told.scout)) == []


def test_the_next_conversation_is_named():
    told = story(State.INTRODUCED)
    starts = timezone.now() + timedelta(days=3)
    actions.schedule_meeting(
        told.fresh(),
        starts=starts,
        ends=starts + timedelta(hours=1),
        moderator=scout_of(told),
        place="Werl",
        by=told.scout,
    )
    text = words(board(told.scout))
    assert "Ihr nächster Termin:" in text
    assert "Gespräch am" in text


def test_fifty_rows_are_a_page(django_assert_num_queries):
    told = story(State.INTRODUCED)
    first = told.fresh()
    Introduction.objects.bulk_create(
        Introduction(
            number=f"V-{number}", company=first.company, startup=first.startup, owner=first.owner, since=first.since,
            state=State.STARTUP_ASKED, due_on=first.due_on, waiting_for="startup", title=f"Nr. {number}",
        )
        for number in range(60)
    )  # fmt: skip
    client = signed_in(told.scout)
    page = client.get("/buero/")
    assert len(rows(page)) == 50
    assert "Seite 1 von 2" in words(page)
    assert "Startup 60" in words(page)
    assert len(rows(client.get("/buero/?seite=2"))) == 11
    with django_assert_num_queries(11):
        client.get("/buero/")


def test_the_funnel_opens_its_lists():
    told = story(State.COOPERATION)
    page = board(told.scout)
    assert "/buero/zahlen/?zahl=introductions" in page.content.decode()
    assert "Vorstellungen 1 Erstgespräche" in words(page)


def test_management_without_cases_goes_to_the_figures():
    for role in (Role.DIRECTOR, Role.ADMIN):
        answer = client_as(role).get("/buero/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/buero/zahlen/")


def test_nonsense_in_the_address_shows_the_board():
    told = story(State.INTRODUCED)
    for nonsense in ("?zustaendig=99999999999999999999", "?amzug=x&ansicht=y&seite=z", "?zustaendig=%00"):
        assert board(told.scout, f"/buero/{nonsense}").status_code == 200


def test_pauses_are_shown_with_their_end():
    told = story(State.STARTUP_ASKED)
    actions.pause(told.fresh(), until=timezone.localdate() + timedelta(days=9), by=told.scout)
    text = words(board(told.scout))
    assert "pausiert Niemand wartet" in text
    assert "Fortsetzen" in text
