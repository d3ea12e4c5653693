"""What follows from a low score: the rule table, the office's changes, and drafts in the company's words."""

import pytest

from dnm.accounts.actions import Refused
from dnm.accounts.workflow import Role
from dnm.directory.actions import Invalid
from dnm.engines.scoring import LONG, SHORT, shipped
from dnm.matching.rules import Problem
from dnm.maturity import actions, queries
from dnm.maturity.models import Check, Measure
from dnm.maturity.queries.measures import NeedWords, measures, need_words, shipped_measures
from dnm.maturity.queries.questionnaires import family
from tests.factories import OrganisationFactory, member_of, office

from .people import taken

pytestmark = pytest.mark.django_db


def finished(**said: str):
    firm = OrganisationFactory()
    anna = member_of(firm)
    check = actions.begin_check(firm, SHORT, by=anna)
    actions.answer_several(check, {f"customers.{name}": value for name, value in said.items()}, by=anna)
    return actions.finish_check(check, by=anna)


def test_every_topic_of_both_questionnaires_has_a_measure_of_every_kind_in_both_languages():
    topics = {(family(key), topic.id) for key, one in shipped().items() for topic in one.dimensions}
    rows = list(shipped_measures().values())
    assert {(row["questionnaire"], row["topic"], row["kind"]) for row in rows} == {
        (*topic, kind) for topic in topics for kind in Measure.Kind.values
    }
    named = {kind: {"title", "text"} | ({"goal"} if kind == "need" else set()) for kind in Measure.Kind.values}
    assert [
        row["key"] for row in rows for language in ("de", "en") if set(row["texts"][language]) != named[row["kind"]]
    ] == []
    for row in rows:
        for texts in row["texts"].values():
            assert [name for name, text in texts.items() if not text.strip() or "!" in text] == []
            if row["kind"] == "need":
                Problem(title=texts["title"], problem=texts["text"], goal=texts["goal"])
                assert len(texts["title"]) <= 80


def test_low_scores_lead_to_measures_the_lowest_topic_first():
    steps = queries.measures_for(finished(found="yes", quotes="partly", planning="no"))
    assert [(step.topic, step.score, step.measure.kind) for step in steps] == [
        ("work", 0, "need"), ("work", 0, "visit"), ("work", 0, "event"), ("work", 0, "funding"),
        ("office", 0, "need"), ("office", 0, "visit"), ("office", 0, "event"), ("office", 0, "funding"),
        ("orders", 50, "visit"), ("orders", 50, "event"),
    ]  # fmt: skip
    firm = OrganisationFactory()
    assert queries.measures_for(taken(firm, member_of(firm))) == []


def test_the_draft_quotes_what_the_company_said_and_nothing_it_did_not_say():
    check = finished(found="unknown", quotes="partly", planning="no")
    (need,) = [step.need for step in queries.measures_for(check) if step.need and step.topic == "orders"]
    assert need.title == "Anrufe annehmen, Touren planen, Rechnungen ohne Ordner"
    assert need.problem == (
        "Anrufe bleiben liegen, wenn alle auf der Baustelle sind, und Angebote, Termine und Rechnungen schreiben wir "
        "von Hand.\n– Wer wann auf welcher Baustelle ist, sieht niemand auf dem Handy; Termine und Touren planen wir "
        "am Telefon um.\n– Angebote vom Rechner: Teilweise"
    )
    (english,) = [step.need for step in queries.measures_for(check, "en") if step.need and step.topic == "orders"]
    assert (english.language, english.problem.splitlines()[1:]) == (
        "en", [
            "– Nobody sees on the phone who is on which site and when; we change dates and routes by ringing round.",
            "– Quotes by computer: Partly",
        ],
    )  # fmt: skip
    assert [step.need for step in queries.measures_for(check) if step.measure.kind == "visit"] == [None] * 3


def drafted(check: Check, topic: str) -> NeedWords:
    (need,) = [step.need for step in queries.measures_for(check) if step.need and step.topic == topic]
    return need


def long_check(industry: str, **said: object) -> Check:
    firm = OrganisationFactory(industry=industry)
    anna = member_of(firm)
    check = actions.begin_check(firm, LONG, by=anna)
    actions.answer_several(check, {f"automation.{name}": value for name, value in said.items()}, by=anna)
    return actions.finish_check(check, by=anna)


def test_what_a_startup_could_answer_is_quoted_first_and_a_beginning_is_no_no():
    said = {"language": 2, "vision": 1, "audio": "unknown", "robots": 0, "forecast": 0}
    assert drafted(long_check("22.26", **said), "automation").problem.splitlines()[1:] == [
        "– Heben, Palettieren und Fahren zwischen Lager und Maschine geschieht von Hand, ohne Roboter.",
        "– Bestellmengen und Bedarf schätzen wir aus Erfahrung, ohne Vorhersage aus unseren Zahlen.",
    ]


@pytest.mark.parametrize(
    ("industry", "title"),
    [
        ("22.26", "Ausschuss mit einer Kamera erkennen, gleich an der Maschine"),
        ("88.10", "Berichte diktieren statt tippen"),
        ("", "Berichte diktieren statt tippen"),
    ],
)
def test_the_words_of_the_package_suit_the_firm(industry, title):
    assert drafted(long_check(industry), "automation").title == title


def test_what_the_office_has_written_stands_for_every_firm():
    actions.change_measure("automation-need", by=office(), texts={"de": {"title": "Etwas Eigenes"}})
    assert drafted(long_check("88.10"), "automation").title == "Etwas Eigenes"


def test_every_sentence_belongs_to_a_question_and_is_there_in_both_languages():
    items = {(family(key), item) for key, one in shipped().items() for item in one.items}
    words = need_words()
    said = {(key, item): texts for key, sentences in words["answers"].items() for item, texts in sentences.items()}
    assert set(said) - items == set()
    assert [one for one, texts in said.items() if not (texts["de"] and texts["en"])] == []
    assert set(words["without_production"]) - set(shipped_measures()) == set()
    found = [(set(texts["de"]), set(texts["en"])) for texts in words["without_production"].values()]
    assert found == [({"title", "text", "goal"}, {"title", "text", "goal"})] * len(found)


def test_the_office_changes_adds_and_restores_rows():
    scout, check = office(), finished(found="yes", quotes="partly", planning="no")
    actions.change_measure("orders-visit", by=scout, below=40)
    actions.change_measure("work-visit", by=scout, active=False)
    own = {
        "questionnaire": "kurz-check",
        "topic": "orders",
        "below": 60,
        "kind": "event",
        "link": "https://dnm.example/a",
    }
    actions.change_measure("stammtisch", by=scout, texts={"de": {"title": "Stammtisch"}}, **own)
    found = [
        (step.measure.key, step.title)
        for step in queries.measures_for(check, "en")
        if step.measure.kind in ("visit", "event")
    ]
    assert [key for key, _title in found] == [
        "work-event",
        "office-visit",
        "office-event",
        "orders-event",
        "stammtisch",
    ]
    assert found[-1] == ("stammtisch", "Stammtisch")
    assert len(measures()) == len(shipped_measures()) + 1
    actions.restore_measure("orders-visit", by=scout)
    assert "orders-visit" in [step.measure.key for step in queries.measures_for(check)]
    with pytest.raises(Refused):
        actions.restore_measure("orders-visit", by=scout)


def test_only_scouts_see_and_change_the_table():
    assert len(queries.measures_visible_to(office())) == 36
    assert queries.measures_visible_to(office(Role.DIRECTOR)) == []
    with pytest.raises(Refused):
        actions.change_measure("orders-visit", by=office(Role.ADMIN), below=1)


def test_a_measure_that_makes_no_sense_is_refused_field_by_field():
    wrong = {"topic": "strategy", "kind": "lunch", "below": 0, "texts": {"de": {"title": " "}}, "link": "javascript:x"}
    with pytest.raises(Invalid) as found:
        actions.change_measure("neu", by=office(), questionnaire="kurz-check", **wrong)
    assert sorted(found.value.problems) == ["below", "kind", "link", "texts", "topic"]
    with pytest.raises(Invalid) as found:
        actions.change_measure("orders-visit", by=office(), texts={"de": {"title": "a", "text": "b" * 601}})
    assert sorted(found.value.problems) == ["texts"]


def test_measures_cost_two_queries(django_assert_num_queries):
    check = finished(found="no")
    with django_assert_num_queries(2):
        queries.measures_for(check)
