"""The task list, handing topics on, mailed links, checking the answers, and the end."""

import re

import pytest
from django.utils import timezone

from dnm.engines.scoring import LONG, shipped
from dnm.maturity import actions
from dnm.maturity.models import Door
from dnm.maturity.workflow import CheckState
from tests.factories import UserFactory
from tests.maturity.people import all_answers, letters
from tests.web.checks.people import Filling, door_path, filling, filling_long, said, through
from tests.web.reading import heading, rows, words

pytestmark = pytest.mark.django_db


def states(told: Filling) -> list[str]:
    page = told.get().content.decode()
    return [" ".join(one.split()) for one in re.findall(r'<p>\s*<span class="dnm-(?:state|muted)">(.*?)</span>', page)]


# --- The task list ---


def test_the_list_begins_with_what_it_takes_and_then_says_how_far_it_is():
    told = filling_long()
    assert heading(told.get()) == "Sechs Themen, etwa 20 Minuten"
    assert "Beginnen mit „Strategie“" in words(told.get())
    actions.answer(told.check, "automation.vision", 3, by=told.actor)
    actions.answer_several(told.check, dict.fromkeys(ready_and_areas(), True), by=told.actor)
    assert heading(told.get()) == "Eines von sechs Themen ist fertig"
    assert states(told) == ["erledigt", "noch offen", "noch offen", "noch offen", "in Arbeit", "noch offen"]
    assert "Weiter mit „Bereitschaft“" in words(told.get())


def ready_and_areas() -> list[str]:
    return [item.id for item in shipped()[LONG].dimensions[0].items]


def test_a_topic_opens_where_the_first_answer_is_missing():
    told = filling_long()
    actions.answer(told.check, "automation.language", 3, by=told.actor)
    assert f'<a href="{told.path("fragen/automation/2/")}">Automatisierung und KI</a>' in told.get().content.decode()


def test_the_list_takes_the_same_queries_before_and_after_all_answers(django_assert_num_queries):
    told = filling()
    for _times in range(2):
        with django_assert_num_queries(9):
            told.get()
        actions.answer_several(told.check, all_answers(), by=told.actor)


def test_another_companys_check_is_not_found():
    told, other = filling(), filling()
    pages = [
        "",
        "antworten/",
        "weitermachen/",
        "fragen/orders/1/",
        "weitergeben/orders/",
        "fertig/",
        "danke/",
        "betrieb/",
    ]
    assert [other.client.get(told.path(page)).status_code for page in pages] == [404] * 8
    assert [told.get(page).status_code for page in pages] == [200, 200, 200, 200, 200, 302, 302, 404]


# --- A colleague ---


def test_a_topic_is_handed_to_a_colleague_who_sees_nothing_else():
    told = filling()
    page = told.post("weitergeben/work/", name="Jana Kurz", email="jana@rehmert.example", follow=True)
    assert "Jana Kurz bekommt gleich eine E-Mail mit dem Link zum Thema „Werkstatt und Baustelle“." in words(page)
    assert "an Jana Kurz weitergegeben" in words(page)
    assert states(told)[1] == "weitergegeben"
    client, page = through(door_path("topic_handed"))
    assert heading(page) == "Was hilft Ihnen bei der Arbeit selbst?"
    assert "Kunden und Aufträge" not in words(page)
    closed = ["antworten/", "weitermachen/", "fertig/", "fragen/orders/1/", "weitergeben/orders/", "betrieb/"]
    assert [client.get(told.path(one)).status_code for one in closed] == [404] * 6
    assert [client.get(one).status_code for one in ("/mein/", "/mein/bedarfe/", "/buero/")] == [404] * 3
    assert (
        heading(client.get(told.path("danke/"))) == "Das Thema „Werkstatt und Baustelle“ wartet noch auf Ihre Antworten"
    )
    page = client.post(told.path("fragen/work/1/"), {"frage": ["site.hours"], "site.hours": "yes"}, follow=True)
    assert heading(page) == "Ihre Antworten zum Thema „Werkstatt und Baustelle“ sind gespeichert"
    assert "Einige Fragen haben noch keine Antwort." in words(page)
    left = {name for name in all_answers() if name.startswith("site.")} - {"site.hours"}
    actions.answer_several(told.check, dict.fromkeys(left, "no"), by=told.actor)
    assert heading(client.get(told.path(), follow=True)) == "Was hilft Ihnen bei der Arbeit selbst?"
    assert heading(client.get(told.path("danke/"))) == "Danke, das Thema „Werkstatt und Baustelle“ ist fertig"
    actions.finish_check(told.check, by=told.actor)
    assert heading(client.get(told.path(), follow=True)) == "Dieser Check ist abgeschlossen"
    assert said(told.check)["site.hours"] == "yes"


def test_what_is_wrong_with_a_colleagues_address_is_said_and_the_input_kept():
    told = filling()
    page = told.post("weitergeben/work/", name="Jana Kurz", email="jana(at)rehmert")
    assert "Geben Sie eine E-Mail-Adresse ein, zum Beispiel name@betrieb.de." in words(page)
    assert 'value="jana(at)rehmert"' in page.content.decode()
    assert "Geben Sie den Namen der Person ein." in words(told.post("weitergeben/work/", name="", email="a@b.de"))
    assert letters("topic_handed") == []
    assert told.get("weitergeben/strategy/").status_code == 404


def test_a_topic_is_taken_back():
    told = filling()
    told.post("weitergeben/work/", name="Jana Kurz", email="jana@rehmert.example")
    client, _page = through(door_path("topic_handed"))
    assert "Dieses Thema liegt bei Jana Kurz." in words(told.get("weitergeben/work/"))
    page = told.post("weitergeben/work/", zuruecknehmen="1", follow=True)
    assert "Das Thema „Werkstatt und Baustelle“ liegt wieder bei Ihnen." in words(page)
    assert states(told)[1] == "noch offen"
    assert client.get(told.path()).status_code == 302  # to the sign-in: the door is closed


# --- Another device ---


def test_the_check_goes_on_elsewhere_by_a_mailed_link():
    told = filling()
    assert 'value="' + told.firm.memberships.get().user.email in told.get("weitermachen/").content.decode()
    page = told.post("weitermachen/", email="chefin@rehmert.example", follow=True)
    assert "Der Link ist unterwegs an chefin@rehmert.example." in words(page)
    client, page = through(door_path("door_to_check"))
    assert heading(page) == "Drei Themen, etwa 5 Minuten"
    assert client.get(told.path("antworten/")).status_code == 200
    assert client.get("/mein/digital-check/").url == told.path()


def test_too_many_letters_are_refused(settings):
    told = filling()
    for _times in range(20):
        told.post("weitermachen/", email="a@rehmert.example")
    assert told.post("weitermachen/", email="a@rehmert.example").status_code == 429
    assert Door.objects.count() == 20


# --- The answers and the end ---


def test_blanks_are_said_and_every_row_can_be_changed():
    told = filling()
    actions.answer_several(told.check, {"customers.found": "partly", "customers.quotes": "unknown"}, by=told.actor)
    page = told.get("antworten/")
    assert heading(page) == "Stimmen Ihre Antworten?"
    text = words(page)
    assert "8 Fragen haben keine Antwort. Sie zählen 0 Punkte" in text
    assert ("Im Netz zu finden Teilweise Ändern" in text, "Angebote vom Rechner Weiß ich nicht Ändern" in text) == (
        True, True,
    )  # fmt: skip
    assert "Termine im Blick nicht angegeben Ändern" in text
    change = f"{told.path('fragen/orders/1/')}?pruefen=1#frage-customers.planning"
    assert f'<a href="{change}">' in page.content.decode()
    assert "Zurück zu den Antworten" in words(told.client.get(change))


def test_an_excluding_statement_is_said_and_its_rows_are_ruled_out():
    told = filling_long()
    actions.answer(told.check, "practices.paper", True, by=told.actor)
    text = words(told.get("antworten/"))
    assert "Regeln für Daten entfällt Ändern" in text
    assert "Nichts digital erfasst Ja, das ist bei uns so Ändern" in text


def test_only_the_button_finishes_and_the_confirmation_stays():
    told = filling()
    scout = UserFactory(roles=["scout"], last_name="Beckmann", salutation="Frau")
    told.check.scout = scout
    told.check.save()
    told.get("antworten/")
    assert told.get("fertig/").url == told.path("antworten/")
    for _click in range(2):
        assert told.post("antworten/").url == told.path("fertig/")
    page = told.get("fertig/")
    assert heading(page) == "Der Check ist abgeschlossen"
    assert "Frau Beckmann sieht das Ergebnis und hilft beim nächsten Schritt." in words(page)
    told.check.refresh_from_db()
    assert (told.check.state, told.check.finished_at.date()) == (CheckState.FINISHED, timezone.now().date())
    assert told.get("antworten/").url == told.path("fertig/")
    assert told.get("weitergeben/work/").status_code == 302
    assert rows(told.client.get("/mein/digital-check/"))[0].startswith("Kurz-Check für das Handwerk vom ")


def test_the_answers_page_takes_seven_queries_whatever_was_said(django_assert_num_queries):
    told = filling_long()
    for value in (1, 2):
        with django_assert_num_queries(7):
            told.get("antworten/")
        actions.answer(told.check, "automation.vision", value, by=told.actor)
