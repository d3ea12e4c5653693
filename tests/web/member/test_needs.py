"""Describing a need: one question per page, a draft at every step, check, send, take back, open again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.directory.models import Topic
from dnm.introductions.workflow import State
from dnm.mail.models import Letter
from dnm.matching.models import Need
from dnm.matching.workflow import NeedState
from dnm.work.models import Job
from tests.factories import NeedFactory, member_of
from tests.stories import a_company, a_scout, a_startup, story
from tests.web.member.pages import HOSTILE, OVERLONG, colleague_of, one_more
from tests.web.reading import heading, hidden, signed_in, words

pytestmark = pytest.mark.django_db

PROBLEM = "Die Stapler fahren leer zurück. Das kostet uns jeden Tag zwei Stunden."


def in_days(count: int) -> str:
    return (timezone.localdate() + timedelta(days=count)).strftime("%d.%m.%y")


def test_a_need_is_described_question_by_question_and_sent():
    a_scout()
    firm = a_company()
    client = signed_in(member_of(firm))
    topic = Topic.objects.create(key="logistik", name_de="Logistik", name_en="Logistics")

    response = client.post("/mein/bedarfe/neu/", {"problem": PROBLEM})
    need = Need.objects.get()
    assert (need.state, need.problem, response.url) == (
        "draft",
        PROBLEM,
        f"/mein/bedarfe/{need.pk}/bearbeiten/ziel/",
    )
    steps = [
        ("ziel", {"goal": "Weniger Leerfahrten"}, "rahmen"),
        (
            "rahmen",
            {
                "budget": "10k_25k",
                "decide_by": in_days(20),
                "start_by": "",
                "decision_maker": "Katrin Rehmert",
            },
            "zusammenarbeit",
        ),
        ("zusammenarbeit", {"forms": ["pilot", "purchase"], "topics": [topic.pk]}, "vertraulichkeit"),
        ("vertraulichkeit", {"confidentiality": "anonymous", "shown_to_startups": "on"}, "ueberschrift"),
    ]
    for slug, answer, following in steps:
        response = client.post(f"/mein/bedarfe/{need.pk}/bearbeiten/{slug}/", answer)
        assert response.url == f"/mein/bedarfe/{need.pk}/bearbeiten/{following}/"
    response = client.post(f"/mein/bedarfe/{need.pk}/bearbeiten/ueberschrift/", {"title": ""})
    assert response.url == f"/mein/bedarfe/{need.pk}/absenden/"

    shown = words(client.get(response.url))
    assert "Weniger Leerfahrten" in shown
    assert "Pilotprojekt, Kauf oder Abo" in shown
    assert "den Startups, die Sie auswählen, registrierten Startups und Partner-Hubs" in shown
    assert "Überschrift nicht angegeben" in shown

    assert client.post(response.url).url == f"/mein/bedarfe/{need.pk}/abgeschickt/"
    need.refresh_from_db()
    assert (need.state, need.title, list(need.topics.all())) == ("submitted", PROBLEM, [topic])
    assert (need.shown_to_startups, need.shown_publicly) == (True, False)
    assert Letter.objects.filter(kind="matching/need_arrived").count() == 1


def test_the_confirmation_says_number_what_happens_next_and_who_to_call():
    told = story()
    told.need.scout.salutation, told.need.scout.last_name = "Frau", "Beckmann"
    told.need.scout.phone = "02941 555-0112"
    told.need.scout.save()
    page = signed_in(told.company).get(f"/mein/bedarfe/{told.need.pk}/abgeschickt/")
    assert heading(page) == f"Abgeschickt. Ihre Nummer: {told.need.number}"
    assert "Frau Beckmann prüft Ihren Bedarf und ruft Sie bis " in words(page)
    assert "Telefon 02941 555-0112" in words(page)


def test_sending_twice_sends_once():
    a_scout()
    need = NeedFactory(organisation=a_company())
    client = signed_in(member_of(need.organisation))
    for _click in range(2):
        assert client.post(f"/mein/bedarfe/{need.pk}/absenden/").url == f"/mein/bedarfe/{need.pk}/abgeschickt/"
    assert Letter.objects.filter(kind="matching/need_arrived").count() == 1
    assert Job.objects.filter(kind="matching.rank_need").count() == 1


def test_the_first_question_sent_twice_makes_one_draft():
    client = signed_in(member_of(a_company()))
    for _click in range(2):
        client.post("/mein/bedarfe/neu/", {"problem": PROBLEM})
    assert Need.objects.count() == 1


def test_later_means_a_draft_in_the_list():
    client = signed_in(member_of(a_company()))
    response = client.post("/mein/bedarfe/neu/", {"problem": PROBLEM, "spaeter": "1"}, follow=True)
    assert response.redirect_chain == [("/mein/bedarfe/", 302)]
    assert "Gespeichert um" in words(response)
    assert "Entwurf, noch nicht abgeschickt" in words(response)
    need = Need.objects.get()
    assert client.get(f"/mein/bedarfe/{need.pk}/bearbeiten/").url == f"/mein/bedarfe/{need.pk}/bearbeiten/ziel/"


def test_change_on_the_check_page_leads_back_to_it():
    need = NeedFactory(organisation=a_company())
    client = signed_in(member_of(need.organisation))
    link = f"/mein/bedarfe/{need.pk}/bearbeiten/ziel/?pruefen=1"
    assert link in client.get(f"/mein/bedarfe/{need.pk}/absenden/").content.decode()
    version = hidden(client.get(link), "version")
    response = client.post(link, {"goal": "Halb so viel Ausschuss", "version": version})
    assert response.url == f"/mein/bedarfe/{need.pk}/absenden/"


def test_a_colleague_who_saved_meanwhile_is_shown_beside_my_words():
    need = NeedFactory(organisation=a_company())
    first = member_of(need.organisation)
    mine, theirs = signed_in(first), signed_in(colleague_of(first))
    link = f"/mein/bedarfe/{need.pk}/bearbeiten/ziel/"
    seen = hidden(mine.get(link), "version")
    theirs.post(link, {"goal": "Fassung der Kollegin", "version": hidden(theirs.get(link), "version")})

    response = mine.post(link, {"goal": "Meine Fassung", "version": seen})

    assert response.status_code == 409
    assert "Ihre Fassung Was soll danach anders sein? Meine Fassung" in words(response)
    assert "Gespeicherte Fassung Was soll danach anders sein? Fassung der Kollegin" in words(response)
    assert Need.objects.get().goal == "Fassung der Kollegin"
    mine.post(link, {"goal": hidden(response, "goal"), "version": hidden(response, "version")})
    assert Need.objects.get().goal == "Meine Fassung"


def test_an_empty_problem_is_asked_for_and_the_title_says_error():
    page = signed_in(member_of(a_company())).post("/mein/bedarfe/neu/", {"problem": "  "})
    assert "<title>Fehler: Was hakt bei Ihnen?" in page.content.decode()
    assert words(page).count("Beschreiben Sie, was hakt. Ein Satz genügt für den Anfang.") == 2
    assert Need.objects.count() == 0


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_words_are_refused_or_kept_as_they_are(typed):
    client = signed_in(member_of(a_company()))
    page = client.post("/mein/bedarfe/neu/", {"problem": typed}, follow=True)
    assert page.status_code == 200
    stored = list(Need.objects.values_list("problem", flat=True))
    assert stored == ([] if "\0" in typed else [typed])
    assert "<script>alert" not in page.content.decode()


def test_too_long_a_text_is_kept_and_its_length_named():
    page = signed_in(member_of(a_company())).post("/mein/bedarfe/neu/", {"problem": OVERLONG})
    assert "Kürzen Sie den Text auf höchstens 6000 Zeichen. Es sind 20000." in words(page)
    assert OVERLONG in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31.02.2027", "Geben Sie das Datum so ein: 23.11.2026"),
        ("1. 1. 2020", "Geben Sie einen Tag an, der noch kommt."),
    ],
)
def test_wrong_days_are_named_at_the_field(typed, said):
    need = NeedFactory(organisation=a_company())
    link = f"/mein/bedarfe/{need.pk}/bearbeiten/rahmen/"
    page = signed_in(member_of(need.organisation)).post(link, {"budget": "unknown", "decide_by": typed})
    assert said in words(page)
    assert f'value="{typed}"' in page.content.decode()


def test_an_internal_need_cannot_be_shown_to_anybody():
    need = NeedFactory(organisation=a_company())
    link = f"/mein/bedarfe/{need.pk}/bearbeiten/vertraulichkeit/"
    answer = {"confidentiality": "internal", "shown_to_startups": "on", "shown_publicly": "on"}
    signed_in(member_of(need.organisation)).post(link, answer)
    need.refresh_from_db()
    assert (need.confidentiality, need.shown_to_startups, need.shown_publicly) == ("internal", False, False)


def test_the_two_extra_ticks_are_off_at_first():
    need = NeedFactory(organisation=a_company())
    page = signed_in(member_of(need.organisation)).get(f"/mein/bedarfe/{need.pk}/bearbeiten/vertraulichkeit/")
    boxes = [line for line in page.content.decode().split("<input") if 'type="checkbox"' in line]
    assert [" checked" in box for box in boxes] == [False, False]


def test_a_sent_need_can_be_corrected_until_the_scout_has_sharpened_it():
    a_scout()
    need = NeedFactory(organisation=a_company())
    client = signed_in(member_of(need.organisation))
    client.post(f"/mein/bedarfe/{need.pk}/absenden/")
    link = f"/mein/bedarfe/{need.pk}/bearbeiten/ziel/"
    assert client.post(link, {"goal": "Neues Ziel"}).url == f"/mein/bedarfe/{need.pk}/"
    assert Need.objects.get().goal == "Neues Ziel"
    Need.objects.update(state=NeedState.QUALIFIED)
    assert "lässt sich nicht mehr ändern" in words(client.get(link, follow=True))


def test_a_need_is_taken_back_after_a_question_and_opened_again():
    told = story(State.STARTUP_ASKED)
    client = signed_in(told.company)
    link = f"/mein/bedarfe/{told.need.pk}/zurueckziehen/"
    page = client.get(link)
    assert heading(page) == "Diesen Bedarf zurückziehen?"
    assert "Gussauge, Köln" in words(page)
    assert Need.objects.get(pk=told.need.pk).state == "matched"

    page = client.post(link, follow=True)
    assert "Sie haben den Bedarf am" in words(page)
    assert Need.objects.get(pk=told.need.pk).state == "withdrawn"
    page = client.post(f"/mein/bedarfe/{told.need.pk}/wieder-oeffnen/", follow=True)
    assert "Der Bedarf ist wieder offen." in words(page)
    assert Need.objects.get(pk=told.need.pk).state == "submitted"


def test_a_draft_is_thrown_away():
    need = NeedFactory(organisation=a_company())
    client = signed_in(member_of(need.organisation))
    assert heading(client.get(f"/mein/bedarfe/{need.pk}/zurueckziehen/")) == "Diesen Entwurf verwerfen?"
    client.post(f"/mein/bedarfe/{need.pk}/zurueckziehen/")
    assert Need.objects.get().state == "withdrawn"


def test_the_need_page_says_whose_turn_it_is():
    told = story(State.COMPANY_ASKED)
    page = signed_in(told.company).get(f"/mein/bedarfe/{told.need.pk}/")
    assert 'aria-current="step">Vorschläge<small>Sie sind dran</small>' in page.content.decode()
    assert "Sie sind dran Auf einen Vorschlag antworten" in words(page)
    waiting = story()
    page = signed_in(waiting.company).get(f"/mein/bedarfe/{waiting.need.pk}/")
    assert "Noch keine Vorschläge." in words(page)


def test_the_needs_of_others_and_huge_numbers_are_not_found():
    told, other = story(State.COMPANY_ASKED), story(State.COMPANY_ASKED)
    company, startup = signed_in(told.company), signed_in(told.startup)
    pages = [
        "",
        "bearbeiten/",
        "bearbeiten/ziel/",
        "absenden/",
        "abgeschickt/",
        "zurueckziehen/",
        "vorschlaege/",
    ]
    for page in pages:
        for key in (other.need.pk, 2**63, 2**200):
            assert company.get(f"/mein/bedarfe/{key}/{page}").status_code == 404, (key, page)
        assert startup.get(f"/mein/bedarfe/{told.need.pk}/{page}").status_code == 404, page
    assert company.get(f"/mein/bedarfe/{told.need.pk}/bearbeiten/nix/").status_code == 404
    assert startup.get("/mein/bedarfe/").status_code == 404
    assert startup.get("/mein/bedarfe/neu/").status_code == 404
    assert company.post(f"/mein/bedarfe/{other.need.pk}/wieder-oeffnen/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three_needs(count, django_assert_num_queries):
    told = story(State.COMPANY_ASKED)
    for number in range(1, count):
        one_more(told, f"Startup{number}")
        NeedFactory(organisation=told.need.organisation)
    client = signed_in(told.company)
    with django_assert_num_queries(12):
        client.get("/mein/bedarfe/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_need_page_takes_the_same_queries_for_one_and_three_startups(count, django_assert_num_queries):
    told = story(State.COMPANY_ASKED)
    for number in range(1, count):
        one_more(told, f"Startup{number}")
    client = signed_in(told.company)
    with django_assert_num_queries(14):
        client.get(f"/mein/bedarfe/{told.need.pk}/")


def test_a_person_without_an_organisation_of_that_kind_cannot_start_a_need():
    startup = a_startup()
    client = signed_in(member_of(startup))
    assert client.post("/mein/bedarfe/neu/", {"problem": PROBLEM}).status_code == 404
    assert Need.objects.count() == 0
