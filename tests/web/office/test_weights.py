"""Einstellungen, Gewichte: look first, then save."""

import html
import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from dnm.accounts.workflow import Role
from dnm.centre.models import Centre
from dnm.matching.models import Match, Need
from dnm.matching.queries.weights import STANDARD, flat
from tests.factories import OfferFactory, StartupFactory
from tests.matching.test_weights import industry, text
from tests.stories import a_need, a_scout
from tests.web.entering import entered, somebody

pytestmark = pytest.mark.django_db
PAGE = "/buero/einstellungen/gewichte/"


@pytest.fixture
def lead(settings: Settings) -> Client:
    settings.DEMO = True
    return entered(somebody(Role.LEAD))


@pytest.fixture
def need() -> Need:
    need = a_need(a_scout())
    for rank, (name, reasons) in enumerate({"Gussauge": [text(20)], "Spanblick": [text(10), industry()]}.items(), 1):
        offer = OfferFactory(organisation=StartupFactory(name=name))
        Match.objects.create(
            need=need, offer=offer, rank=rank, score=sum(one["points"] for one in reasons), weak=False, reasons=reasons,
            engine_version="test", computed_at=timezone.now(),
        )  # fmt: skip
    return need


def filled(client: Client, act: str, **changed: object) -> dict[str, object]:
    version = re.search(r'name="version" value="(\w+)"', client.get(PAGE).content.decode())[1]
    return {**flat(STANDARD), "version": version, "act": act, **changed}


def words(response) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def test_a_preview_shows_real_needs_and_saves_nothing(lead: Client, need: Need) -> None:
    page = words(lead.post(PAGE, filled(lead, "preview", industry=25)))
    assert "Noch ist nichts gespeichert." in page
    title = "Kamera sieht Fehler am Spritzgussteil"
    assert f"{need.title} {need.title} Platz Startup Punkte Bisher 1 Spanblick {title} 35 ▲ 2 , rückt auf" in page
    assert not Centre.objects.exclude(ranking_weights={}).exists()


def test_saving_is_told_and_shown_with_name_and_day(lead: Client, need: Need) -> None:
    page = words(lead.post(PAGE, filled(lead, "save", industry=25), follow=True))
    assert "Gespeichert. Alle offenen Bedarfe werden im Hintergrund neu geordnet." in page
    assert "Anna Beckmann" in page.split("Zuletzt geändert:")[1]
    assert "Ein Gewicht weicht von der Vorgabe ab." in words(lead.get("/buero/einstellungen/"))


def test_a_number_out_of_bounds_keeps_the_input_and_says_what_to_do(lead: Client, need: Need) -> None:
    response = lead.post(PAGE, filled(lead, "save", industry=99, region="viel"))
    page = words(response)
    assert page.count("Geben Sie eine ganze Zahl von 0 bis 30 an.") == 4  # in the summary and beside the fields
    assert 'value="viel"' in response.content.decode()
    assert not Centre.objects.exclude(ranking_weights={}).exists()


def test_the_standard_is_filled_in_and_looked_at_before_it_is_saved(lead: Client, need: Need) -> None:
    lead.post(PAGE, filled(lead, "save", industry=25))
    response = lead.post(PAGE, filled(lead, "standard"))
    assert f'name="industry" value="{STANDARD.industry}"' in response.content.decode()
    assert "1 Gussauge Kamera sieht Fehler am Spritzgussteil 20 ▲ 2 , rückt auf" in words(response)
    assert Centre.objects.get().ranking_weights == {"industry": 25}


def test_who_saves_second_sees_both_versions(lead: Client, need: Need) -> None:
    late = filled(lead, "save", industry=7)
    lead.post(PAGE, filled(lead, "save", industry=25))
    assert "Arbeitet für diese Branche 25 7" in words(lead.post(PAGE, late))


def test_without_needs_the_preview_says_so(lead: Client) -> None:
    assert "Es gibt noch keinen offenen Bedarf mit Vorschlägen." in words(lead.post(PAGE, filled(lead, "preview")))
