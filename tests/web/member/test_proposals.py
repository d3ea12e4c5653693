"""The company reads its teaser, approves it word for word, and answers start-up by start-up."""

import pytest

from dnm.introductions import actions
from dnm.introductions.models import Introduction, Question
from dnm.introductions.workflow import State
from dnm.mail.models import Letter
from dnm.matching import actions as matching
from tests.stories import a_teaser, story
from tests.web.member.pages import HOSTILE, approve_all, one_more
from tests.web.reading import heading, hidden, signed_in, words

pytestmark = pytest.mark.django_db


def reason(
    kind: str, topic: str, sentence: str, points: int, need: str = "", offer: str = "", **parameters: str
) -> dict:
    """As the engine's answer is stored."""
    phrases = {"need_phrase": need, "offer_phrase": offer, "need_span": None, "offer_span": None}
    return {"kind": kind, "topic": topic, "code": sentence, "points": points, "parameters": parameters, **phrases}


REASONS = [
    reason("for", "text", "text_pair", 31, "bevor die Kiste voll ist", "erkennt Lunker und Grate"),
    reason("for", "industry", "industry_served", 6, industry="22.2"),
    reason("against", "refused", "refused_before", -6, code="terms"),
    reason("unknown", "budget", "budget_unknown", 0),
]


def proposals(told) -> str:
    return f"/mein/bedarfe/{told.need.pk}/vorschlaege/"


def test_the_teaser_comes_first_and_is_approved_by_what_was_shown():
    told = story(State.COMPANY_ASKED)
    client = signed_in(told.company)
    page = client.get(proposals(told))
    assert heading(page) == "Ein Startup könnte passen. Möchten Sie es kennenlernen?"
    assert "So sieht es das Startup Fehler früher erkennen" in words(page)
    assert "Für ein Ja fehlt noch Ihre Freigabe des Steckbriefs" in words(page)

    page = client.post(proposals(told), {"freigeben": "de", "fassung": hidden(page, "fassung")}, follow=True)

    assert "Sie haben den Steckbrief freigegeben." in words(page)
    assert "fehlt noch Ihre Freigabe" not in words(page)


def test_a_teaser_edited_meanwhile_has_to_be_read_again():
    told = story(State.COMPANY_ASKED)
    client = signed_in(told.company)
    seen = hidden(client.get(proposals(told)), "fassung")
    teaser = told.need.teasers.get()
    matching.write_teaser(told.need, "de", by=told.scout, title="Anders", text="Wir suchen etwas ganz anderes.")
    page = client.post(proposals(told), {"freigeben": "de", "fassung": seen})
    assert "Der Steckbrief wurde inzwischen geändert. Lesen Sie ihn noch einmal." in words(page)
    assert "Wir suchen etwas ganz anderes." in words(page)
    teaser.refresh_from_db()
    assert teaser.approved_hash == ""


def test_a_yes_before_the_approval_says_what_is_missing():
    told = story(State.COMPANY_ASKED)
    page = signed_in(told.company).post(proposals(told), {"antwort": f"ja-{told.case.pk}"})
    assert "Geben Sie zuerst den Steckbrief frei. Ohne ihn fragen wir kein Startup." in words(page)
    assert told.fresh().state == State.COMPANY_ASKED


def test_yes_asks_the_startup_and_no_does_not():
    told = story(State.COMPANY_ASKED)
    second = one_more(told, "Crumbcast")
    approve_all(told)
    client = signed_in(told.company)
    page = client.get(proposals(told))
    assert heading(page) == "Zwei Startups könnten passen. Wen möchten Sie kennenlernen?"

    client.post(proposals(told), {"antwort": f"ja-{told.case.pk}"})
    page = client.post(proposals(told), {"antwort": f"nein-{second.pk}"}, follow=True)

    assert heading(page) == "Sie haben auf alle Vorschläge geantwortet"
    assert told.fresh().state == State.STARTUP_ASKED
    assert Introduction.objects.get(pk=second.pk).state == State.DECLINED
    asked = Letter.objects.filter(kind="introductions/ask_startup")
    assert list(asked.values_list("to_address", flat=True)) == ["gussauge@startup.example"]


def test_a_no_may_carry_a_private_reason_and_a_sentence():
    told = story(State.COMPANY_ASKED)
    name = f"v{told.case.pk}"
    answer = {
        "antwort": f"nein-{told.case.pk}",
        f"{name}-reason_code": "terms",
        f"{name}-pass_on": "Vielleicht 2027.",
    }
    signed_in(told.company).post(proposals(told), answer)
    case = told.fresh()
    assert (case.state, case.reason_code, case.passed_on) == (State.DECLINED, "terms", "Vielleicht 2027.")


@pytest.mark.parametrize("typed", ["x" * 301, "nul\0l"])
def test_a_sentence_that_cannot_be_kept_is_refused_and_nothing_ends(typed):
    told = story(State.COMPANY_ASKED)
    answer = {"antwort": f"nein-{told.case.pk}", f"v{told.case.pk}-pass_on": typed}
    page = signed_in(told.company).post(proposals(told), answer)
    assert page.status_code == 200
    assert "Eine Angabe fehlt oder passt nicht" in words(page)
    assert told.fresh().state == State.COMPANY_ASKED


def test_an_unknown_answer_is_not_found():
    told, other = story(State.COMPANY_ASKED), story(State.COMPANY_ASKED)
    client = signed_in(told.company)
    for answer in (
        "",
        "ja",
        "ja-",
        f"ja-{other.case.pk}",
        f"vielleicht-{told.case.pk}",
        f"ja-{2**70}",
        "ja-\0",
    ):
        assert client.post(proposals(told), {"antwort": answer}).status_code == 404, answer
    assert client.post(proposals(told), {"freigeben": "fr"}).status_code == 404


def test_every_language_that_is_needed_is_read_in_that_language():
    told = story(State.COMPANY_ASKED)
    one_more(told, "Crumbcast", language="en")
    page = signed_in(told.company).get(proposals(told)).content.decode()
    assert '<div class="dnm-tight dnm-teaser" lang="en">' in page
    assert "Zuerst: Stimmt der Steckbrief auf Englisch?" in page
    assert "Find faults earlier" in page


def test_reasons_are_sentences_with_points_and_a_sum_and_keep_others_secrets():
    told = story(State.COMPANY_ASKED)
    Introduction.objects.filter(pk=told.case.pk).update(reasons=REASONS)
    page = signed_in(told.company).get(proposals(told))
    shown = words(page)
    assert "<mark>bevor die Kiste voll ist</mark>" in page.content.decode()
    assert '<mark class="is-startup">erkennt Lunker und Grate</mark>' in page.content.decode()
    assert "Dafür Arbeitet für die Branche: Herstellung von Kunststoffwaren. +6" in shown
    assert "Unbekannt Was es kostet. 0" in shown
    assert "Summe +37" in shown
    assert "abgesagt" not in shown
    assert "Bedingungen passen nicht. " not in shown


def test_a_question_goes_to_the_scout_and_its_answer_is_read_here():
    told = story(State.COMPANY_ASKED)
    client = signed_in(told.company)
    link = f"/mein/vermittlungen/{told.case.pk}/frage/"
    for typed in ("Kommt auch jemand vorbei?", "Kommt auch jemand vorbei?"):
        client.post(link, {"text": typed})
    question = Question.objects.get()
    actions.answer_question(question, "Ja, am liebsten im Januar.", by=told.scout)
    shown = words(client.get(f"/mein/vermittlungen/{told.case.pk}/"))
    assert "Kommt auch jemand vorbei?" in shown
    assert "Ja, am liebsten im Januar." in shown


@pytest.mark.parametrize("typed", ["", "   ", *HOSTILE[:1]])
def test_an_empty_or_broken_question_is_asked_for_again(typed):
    told = story(State.COMPANY_ASKED)
    page = signed_in(told.company).post(f"/mein/vermittlungen/{told.case.pk}/frage/", {"text": typed})
    assert "Eine Angabe fehlt oder passt nicht" in words(page)
    assert Question.objects.count() == 0


def test_a_need_for_everybody_waits_for_the_approval_before_anybody_is_proposed():
    told = story()
    told.need.shown_to_startups = True
    told.need.save()
    a_teaser(told.need, told.scout)
    client = signed_in(told.company)
    assert "Steckbrief lesen und freigeben" in words(client.get(f"/mein/bedarfe/{told.need.pk}/"))
    page = client.get(proposals(told))
    assert heading(page) == "Lesen Sie Ihren Steckbrief"
    client.post(proposals(told), {"freigeben": "de", "fassung": hidden(page, "fassung")})
    assert told.need.teasers.get().approved_label == told.company.name


def test_before_a_shortlist_is_sent_the_page_says_who_looks():
    told = story(State.SHORTLISTED)
    page = signed_in(told.company).get(proposals(told))
    assert heading(page) == "Noch keine Vorschläge"
    assert "Gussauge" not in words(page)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_one_and_three_startups(count, django_assert_num_queries):
    told = story(State.COMPANY_ASKED)
    for number in range(1, count):
        one_more(told, f"Startup{number}")
    client = signed_in(told.company)
    with django_assert_num_queries(13):
        client.get(proposals(told))
