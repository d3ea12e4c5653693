"""Mein Bereich: what waits, with deadlines; where things stand; who sees what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.models import User
from dnm.introductions.models import CheckIn
from dnm.introductions.workflow import Party, State
from tests.factories import StartupFactory, member_of
from tests.stories import a_company, a_startup, story
from tests.web.member.pages import also_for, one_more
from tests.web.reading import heading, signed_in, words

pytestmark = pytest.mark.django_db


def call(actor, name: str) -> None:
    User.objects.filter(pk=actor.id).update(salutation="Frau", first_name="Katrin", last_name=name)


def test_the_heading_greets_by_name_and_counts_what_waits():
    told = story(State.MEETING_HELD)
    one_more(told, "Crumbcast")
    call(told.company, "Rehmert")
    page = signed_in(told.company).get("/mein/")
    assert heading(page) == "Guten Tag, Frau Rehmert. Zwei Dinge warten auf Sie."
    assert "Gespräch mit Gussauge bewerten" in words(page)
    assert "Auf einen Vorschlag antworten" in words(page)


def test_nothing_to_do_is_said_as_well():
    told = story()
    call(told.company, "Rehmert")
    assert heading(signed_in(told.company).get("/mein/")) == "Guten Tag, Frau Rehmert. Gerade wartet nichts auf Sie."


@pytest.mark.parametrize(
    ("state", "company", "startup"),
    [
        (State.COMPANY_ASKED, ["Auf einen Vorschlag antworten"], []),
        (State.STARTUP_ASKED, [], ["Antworten, ob Sie einen Betrieb kennenlernen möchten"]),
        (
            State.RELEASE_PENDING,
            ["Entscheiden, was Gussauge erfahren darf"],
            ["Entscheiden, was der Betrieb erfahren darf"],
        ),
        (State.INTRODUCED, [], []),
        (
            State.MEETING_HELD,
            ["Gespräch mit Gussauge bewerten"],
            ["Gespräch mit Kunststofftechnik Rehmert bewerten"],
        ),
    ],
)
def test_each_side_has_its_own_tasks(state, company, startup):
    told = story(state)
    for actor, expected in ((told.company, company), (told.startup, startup)):
        page = signed_in(actor).get("/mein/").content.decode()
        tasks = page.partition('<ol class="dnm-tasks')[2].partition("</ol>")[0]
        assert [part.partition("</a>")[0].rpartition(">")[2] for part in tasks.split("<h3>")[1:]] == expected


def test_the_most_urgent_task_comes_first():
    told = story(State.PILOT_RUNNING)
    told.case.meetings.get().ratings.create(side=Party.COMPANY, stars=5, given_by="x", given_at=timezone.now())
    CheckIn.objects.filter(day=30).update(due_on=timezone.localdate() - timedelta(days=1))
    one_more(told, "Crumbcast")
    shown = words(signed_in(told.company).get("/mein/"))
    assert shown.index("Sagen, wie der Pilot läuft") < shown.index("Auf einen Vorschlag antworten")


def test_the_path_bar_shows_how_far_the_furthest_startup_is():
    told = story(State.RELEASE_PENDING)
    page = signed_in(told.company).get("/mein/").content.decode()
    assert '<li aria-current="step">Freigabe<small>Sie sind dran</small></li>' in page
    assert "Vorschläge<small>1 Startup</small>" in page
    assert "Interesse<small>1 Ja</small>" in page
    told.release(Party.COMPANY)
    page = signed_in(told.company).get("/mein/").content.decode()
    assert '<li aria-current="step">Freigabe<small>Startup ist dran</small></li>' in page


def test_who_knows_the_name_is_told():
    told = story(State.INTRODUCED)
    assert "bisher: Gussauge, Köln" in words(signed_in(told.company).get("/mein/"))
    before = story(State.RELEASE_PENDING)
    assert "bisher:" not in words(signed_in(before.company).get("/mein/"))


def test_empty_pages_say_what_to_do():
    page = signed_in(member_of(a_company())).get("/mein/")
    assert "Sie haben keinen offenen Bedarf." in words(page)
    assert "Neuen Bedarf schildern" in words(page)
    page = signed_in(member_of(a_startup())).get("/mein/")
    assert "Gerade läuft kein Vorgang. Zurzeit ist kein Bedarf für alle Startups offen." in words(page)
    waiting = StartupFactory(confirmed_at=None)
    assert "Wir prüfen Ihr Profil." in words(signed_in(member_of(waiting)).get("/mein/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_company_page_takes_the_same_queries_for_one_and_three(count, django_assert_num_queries):
    told = story(State.COMPANY_ASKED)
    for number in range(1, count):
        one_more(told, f"Startup{number}")
    client = signed_in(told.company)
    with django_assert_num_queries(17):
        client.get("/mein/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_startup_page_takes_the_same_queries_for_one_and_three(count, django_assert_num_queries):
    told = story(State.MEETING_HELD)
    for _number in range(1, count):
        also_for(told, State.MEETING_HELD)
    client = signed_in(told.startup)
    with django_assert_num_queries(15):
        client.get("/mein/")
