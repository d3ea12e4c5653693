"""One page of questions: what is saved, what is said about it, what others saved meanwhile, what is refused."""

import json

import pytest
from django.test import Client

from dnm.engines.scoring import Questionnaire
from dnm.maturity import actions
from dnm.maturity.models import Check
from dnm.maturity.queries import questionnaire_of
from tests.factories import MembershipFactory
from tests.maturity.people import all_answers
from tests.web.checks.people import Filling, filling, filling_long, said
from tests.web.reading import heading, hidden, words

pytestmark = pytest.mark.django_db
ORDERS = "fragen/orders/1/"
AREAS = "fragen/strategy/1/"
PRACTICES = "fragen/data/1/"
ROWS = ["customers.found", "customers.quotes", "customers.planning"]


def saved_by_itself(told: Filling, page: str, **fields: object) -> tuple[int, dict[str, object]]:
    answer = told.client.post(told.path(page), fields, headers={"X-Saves-Itself": "1"})
    return answer.status_code, json.loads(answer.content)


# --- Reading ---


def test_the_page_asks_with_an_example_and_says_why_and_who_sees_it():
    told = filling_long()
    page = told.get("fragen/automation/2/")
    assert heading(page) == "Nutzen Sie Programme, die Bilder auswerten, etwa Fotos oder Kamerabilder?"
    text = words(page)
    for part in (
        "Automatisierung und KI, Seite 2 von 5", "Zum Beispiel: Eine Kamera sortiert Bretter",
        "Ja, es läuft im Alltag oder Weiß ich nicht Trifft auf uns nicht zu", "Warum wir das fragen",
        "Noch kein Thema ist fertig", "Ihre Antworten sehen Ihr Betrieb und Ihr Digitalscout. Sonst niemand.",
    ):  # fmt: skip
        assert part in text
    assert "Gespeichert" not in text


def test_ways_out_stand_only_where_the_list_offers_them():
    told = filling_long()
    protection, skills = words(told.get("fragen/data/2/")), words(told.get("fragen/people/1/"))
    assert ("Weiß ich nicht" in protection, "Trifft auf uns nicht zu Zum" in protection) == (True, False)
    assert "Trifft auf uns nicht zu" in skills


def test_pages_that_do_not_exist_answer_404():
    told = filling()
    missing = ["fragen/orders/2/", "fragen/orders/0/", "fragen/strategy/1/", "fragen/nichts/1/"]
    assert [told.get(page).status_code for page in missing] == [404] * 4


# --- Saving ---


def test_continue_saves_and_goes_on_to_the_next_page():
    told = filling()
    answer = told.client.post(
        told.path(ORDERS), {"frage": ROWS, "customers.found": "yes", "customers.quotes": "unknown"}
    )
    assert answer.url == told.path()  # the topic has one page
    assert told.said() == {"customers.found": "yes", "customers.quotes": "unknown"}
    page = told.get(ORDERS).content.decode()
    assert 'value="yes" class="kern-form-check__radio" id="id_customers.found_0" checked' in " ".join(page.split())


def test_stopping_says_when_it_was_saved():
    told = filling()
    page = told.client.post(told.path(ORDERS), {"frage": ROWS, "customers.found": "no", "spaeter": "1"}, follow=True)
    assert "Gespeichert um " in words(page)
    assert heading(page) == "Noch kein Thema ist fertig"


def test_a_change_saves_only_its_own_question():
    told = filling_long()
    row = {"frage": ["invested.products", "planned.products"], "planned.products": "on"}
    status, saved = saved_by_itself(told, AREAS, **row)
    assert (status, saved["revision"], saved["told"]) == (200, 1, [])
    assert str(saved["said"]).startswith("Gespeichert um ")
    assert told.said() == {"invested.products": False, "planned.products": True}


def test_side_by_side_ticks_are_independent_and_what_is_left_empty_is_a_no_or_unknown():
    told = filling_long()
    rows = ["invested.products", "planned.products", "invested.planning", "planned.planning"]
    ticked = {"invested.products": "on", "planned.products": "on", "unknown:invested.planning": "on"}
    told.client.post(told.path(AREAS), {"frage": rows, **ticked, "planned.planning": "on"})
    assert told.said() == {
        "invested.products": True, "planned.products": True, "invested.planning": "unknown", "planned.planning": True,
    }  # fmt: skip


def test_an_excluding_statement_does_not_go_with_a_yes():
    told = filling_long()
    both = {"frage": ["practices.rules", "practices.paper"], "practices.rules": "true", "practices.paper": "on"}
    page = told.client.post(told.path(PRACTICES), both)
    assert "passt nicht zu einem Ja weiter oben" in words(page)
    assert page.content.decode().count("<title>Fehler:") == 1
    assert told.said() == {}
    told.client.post(told.path(PRACTICES), both | {"practices.rules": ""})
    assert told.said() == {"practices.paper": True}
    told.client.post(told.path(PRACTICES), {"frage": ["practices.paper"]})
    assert told.said() == {}


def test_changing_an_answer_returns_to_the_answers():
    told = filling()
    answer = told.client.post(told.path(f"{ORDERS}?pruefen=1"), {"frage": ROWS, "customers.found": "no"})
    assert answer.url == told.path("antworten/#orders")


# --- Bad input ---


def test_what_no_question_offers_is_refused_and_nothing_is_saved():
    told = filling()
    page = told.client.post(
        told.path(ORDERS), {"frage": ROWS, "customers.found": "vielleicht", "customers.quotes": "yes"}
    )
    assert "Wählen Sie eine der Antworten aus." in words(page)
    assert told.said() == {}
    assert saved_by_itself(told, ORDERS, frage=ROWS, **{"customers.found": "vielleicht"}) == (
        422,
        {"said": "Nicht gespeichert: Wählen Sie eine der Antworten aus."},
    )


def test_questions_of_another_version_are_refused():
    told = filling()
    page = told.client.post(told.path(ORDERS), {"frage": ["customers.gone"], "customers.gone": "yes"})
    assert "Diese Seite gehört zu einem anderen Fragebogen." in words(page)
    assert told.said() == {}


def test_a_questionnaire_that_was_taken_away_says_so():
    told = filling()
    Check.objects.update(questionnaire="eigener-check-3")
    page = told.get()
    assert (page.status_code, heading(page)) == (410, "Dieser Fragebogen ist nicht mehr da")


def test_a_finished_check_takes_no_answers():
    told = filling()
    actions.finish_check(told.check, by=told.actor)
    assert told.get(ORDERS).status_code == 302
    assert saved_by_itself(told, ORDERS, frage=ROWS, **{"customers.found": "yes"})[0] == 409
    assert told.said() == {}


# --- Two tabs, two people ---


def test_the_later_answer_wins_and_both_hear_it():
    told = filling()
    other = MembershipFactory(organisation=told.firm).user
    colleague = Client()
    colleague.force_login(other)
    mine, theirs = (hidden(client.get(told.path(ORDERS)), "stand") for client in (told.client, colleague))
    colleague.post(told.path(ORDERS), {"frage": ROWS, "customers.found": "no", "stand": theirs})
    page = told.client.post(told.path(ORDERS), {"frage": ROWS, "customers.found": "yes", "stand": mine}, follow=True)
    assert "Die letzte Antwort zählt: Ihre. Zu „Im Netz zu finden“ stand „Nein“" in words(page)
    assert other.full_name in words(page)
    assert told.said() == {"customers.found": "yes"}
    later = colleague.post(
        told.path(ORDERS), {"frage": ["customers.quotes"], "customers.quotes": "no", "stand": "1"}, follow=True
    )
    assert "Die letzte Antwort zählt. Zu „Im Netz zu finden“ steht jetzt „Ja“" in words(later)


def test_who_saves_the_same_hears_nothing():
    told = filling()
    for _tab in range(2):
        page = told.client.post(told.path(ORDERS), {"frage": ROWS, "customers.found": "yes", "stand": "0"}, follow=True)
    assert "Die letzte Antwort" not in words(page)


def test_answers_of_other_topics_are_no_news():
    told = filling()
    actions.answer(told.check, "safety.backup", "yes", by=told.actor)
    page = told.client.post(told.path(ORDERS), {"frage": ROWS, "customers.found": "no", "stand": "0"}, follow=True)
    assert "Die letzte Antwort" not in words(page)


# --- A session that is gone ---


def test_input_outlives_a_dropped_session():
    told = filling()
    told.client.logout()
    page = told.client.post(told.path(ORDERS), {"frage": ROWS, "customers.found": "partly", "stand": "0"})
    assert (page.status_code, heading(page)) == (
        403, "Sie sind nicht mehr angemeldet, Ihre Eingaben sind aufgehoben",
    )  # fmt: skip
    onward = told.path(ORDERS).replace("/", "%2F")
    assert f'href="/konto/login/?next={onward}"' in page.content.decode()
    assert told.said() == {}
    told.client.force_login(told.firm.memberships.get().user)
    again = told.get(ORDERS)
    assert "Es ist noch nicht gespeichert: Drücken Sie „Weiter“." in words(again)
    assert 'id="id_customers.found_1" checked' in " ".join(again.content.decode().split())
    assert "noch nicht gespeichert: Drücken" not in words(told.get(ORDERS))  # shown once


def test_a_script_hears_that_the_session_is_gone():
    told = filling()
    told.client.logout()
    status, answer = saved_by_itself(told, ORDERS, frage=ROWS, **{"customers.found": "yes"})
    assert status == 403
    assert str(answer["said"]).startswith("Nicht gespeichert: Sie sind nicht mehr angemeldet.")


# --- The bar: ten queries ---


def answered(told: Filling) -> None:
    items = {item.id: item.allowed[-1] for item in _questions(told).items.values()}
    actions.answer_several(told.check, items, by=told.actor)


def _questions(told: Filling) -> Questionnaire:
    return questionnaire_of(told.check)


def test_reading_a_page_of_a_full_check_takes_nine_queries(django_assert_num_queries):
    told = filling_long()
    answered(told)
    for page in (AREAS, PRACTICES, "fragen/readiness/3/"):
        with django_assert_num_queries(9):
            told.get(page)


def test_answering_a_page_of_a_full_check_takes_ten_queries(django_assert_num_queries):
    """Twelve with the savepoint that a test's own transaction adds around the act and its release."""
    told = filling_long()
    answered(told)
    rows = [f"{one}.{area}" for one in ("invested", "planned") for area in ("products", "planning")]
    with django_assert_num_queries(12) as captured:
        told.client.post(told.path(AREAS), {"frage": rows, "stand": "1"})
    statements = [query["sql"].split()[0] for query in captured]
    assert (statements.count("SAVEPOINT"), statements.count("RELEASE"), len(statements)) == (1, 1, 12)
    assert [said(told.check)[row] for row in rows] == [False] * 4


def test_all_answers_of_the_short_check_fit_their_pages():
    told = filling()
    for topic, value in (("orders", "yes"), ("work", "yes"), ("office", "yes")):
        rows = [
            item.id for item in _questions(told).items.values() if _questions(told).dimension_of[item.id].id == topic
        ]
        told.client.post(told.path(f"fragen/{topic}/1/"), {"frage": rows, **dict.fromkeys(rows, value)})
    assert told.said() == all_answers()
    assert heading(told.get()) == "Alle Themen sind fertig"
