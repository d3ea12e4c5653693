"""Zahlen: four figures with their definitions; a list opens only for those who may see it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.workflow import Role
from dnm.introductions.models import Introduction
from dnm.introductions.workflow import State
from tests.stories import story
from tests.web.reading import client_as, heading, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def test_figures_definitions_and_places_stand_on_one_page():
    told = story(State.COOPERATION)
    page = signed_in(told.scout).get("/buero/zahlen/")
    assert heading(page) == "Eine Vorstellung, 1 Treffer"
    text = words(page)
    for part in ("Kooperationen 1 1 von 1", "Beide Seiten haben zugestimmt", "Lippstadt", "Köln 1 1", "Stand: "):
        assert part in text


def test_a_single_one_is_called_so_in_the_drawing():
    told = story(State.COOPERATION)
    drawn = signed_in(told.scout).get("/buero/zahlen/").content.decode()
    assert "1 Vorstellung, 1 Erstgespräch, 1 Treffer, 1 Kooperation." in drawn


def test_every_figure_opens_its_list_for_scouts():
    told = story(State.COOPERATION)
    client = signed_in(told.scout)
    for key in ("introductions", "first_meetings", "matches", "cooperations"):
        today = timezone.localdate()
        page = client.get(f"/buero/zahlen/?zahl={key}&von={today - timedelta(days=3)}&bis={today}")
        assert told.case.number in words(page)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ADMIN])
def test_management_sees_figures_and_no_names(role: Role):
    told = story(State.COOPERATION)
    client = client_as(role)
    page = client.get("/buero/zahlen/")
    assert heading(page) == "Eine Vorstellung, 1 Treffer"
    assert "zahl=" not in page.content.decode()
    for name in ("Rehmert", "Gussauge", told.case.number, told.case.title):
        assert name not in words(page)
    assert client.get("/buero/zahlen/?zahl=introductions").status_code == 404


def test_unknown_figures_are_not_found():
    assert client_as(Role.SCOUT).get("/buero/zahlen/?zahl=wins").status_code == 404


def test_the_page_shows_what_was_known_on_a_day():
    told = story(State.COOPERATION)
    Introduction.objects.update(introduced_at=timezone.now() - timedelta(days=400))
    client = signed_in(told.scout)
    year = timezone.localdate().year - 2
    assert (
        heading(client.get(f"/buero/zahlen/?von=01.01.{year}&bis=31.12.{year + 2}&stand=01.01.{year}"))
        == "0 Vorstellungen, 0 Treffer"
    )
    assert heading(client.get(f"/buero/zahlen/?von=01.01.{year}")) in (
        "1 Vorstellungen, 0 Treffer",
        "0 Vorstellungen, 0 Treffer",
    )
    assert heading(client.get(f"/buero/zahlen/?von=01.01.{year}&bis=31.12.{year + 2}")) == "Eine Vorstellung, 1 Treffer"


@pytest.mark.parametrize(
    ("query", "words_shown"),
    [
        ("?von=morgen", "Geben Sie das Datum so ein: 23.11.2026"),
        ("?von=01.05.2020&bis=01.04.2020", "Das Ende des Zeitraums liegt vor seinem Anfang."),
        ("?bis=01.04.2020", "01.01.2020 bis 01.04.2020"),
        ("?stand=01.04.2020", "Stand: 01.04.2020"),
        ("?stand=01.04.2999", f"Stand: {timezone.localdate():%d.%m.%Y}"),
    ],
)
def test_odd_periods_are_answered_in_words(query: str, words_shown: str):
    assert words_shown in words(client_as(Role.SCOUT).get(f"/buero/zahlen/{query}"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_figures_ask_as_many_questions_for_one_case_as_for_three(count: int, django_assert_num_queries):
    stories = [story(State.COOPERATION) for _number in range(count)]
    client = signed_in(stories[0].scout)
    client.get("/buero/zahlen/")
    with django_assert_num_queries(10):
        client.get("/buero/zahlen/?zahl=matches")
