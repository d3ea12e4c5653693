"""Ranked offers: reasons a person can check, deciding, comparing, asking."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from dnm.accounts.models import User
from dnm.accounts.rules import Actor
from dnm.accounts.workflow import Role
from dnm.directory.models import Reference
from dnm.introductions import actions as introductions
from dnm.introductions.models import Introduction
from dnm.mail.models import Letter
from dnm.matching import actions
from dnm.matching.actions.ranking import Ranked
from dnm.matching.models import Match, Need, Refusal
from dnm.work.models import Job
from tests.factories import ContactFactory, OfferFactory, StartupFactory, UserFactory, member_of
from tests.stories import a_company, a_need, a_startup
from tests.web.reading import plain

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO = True


@pytest.fixture
def scout() -> Actor:
    person = UserFactory(roles=[Role.SCOUT], last_name="Beckmann")
    return Actor("accounts.user", person.pk, person.full_name, Role.SCOUT)


@pytest.fixture
def client(scout: Actor) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=scout.id))
    return browser


@pytest.fixture
def need(scout: Actor) -> Need:
    need = a_need(scout, a_company())
    Job.objects.all().delete()
    return need


def reason(kind: str, topic: str, code: str, points: int, **more) -> dict:
    empty = {"need_phrase": "", "offer_phrase": "", "need_span": None, "offer_span": None, "parameters": {}}
    return {"kind": kind, "topic": topic, "code": code, "points": points, **empty, **more}


REASONS = [
    reason("for", "text", "text_pair", 31, need_phrase="Teile Lunker haben", offer_phrase="finds every void"),
    reason(
        "for", "reference", "reference_industry", 8, parameters={"label": "Gießerei in Iserlohn", "industry": "24.51"}
    ),
    reason("against", "language", "language_other", -9, parameters={"wished": "de", "offered": "en"}),
    reason("unknown", "budget", "budget_unknown", 0, parameters={"budget_to": "25000"}),
]


def rank(need: Need, count: int = 1, language: str = "en", **traits) -> list[Match]:
    """So many start-ups ranked for the need, each with the same reasons."""
    lines = []
    for number in range(count):
        startup = StartupFactory(name=f"Startup {number}", languages=[language], **traits)
        ContactFactory(organisation=startup, email=f"s{number}@startup.example", language=language)
        Reference.objects.create(organisation=startup, text="Gießerei in Iserlohn", industry="24.51")
        offer = OfferFactory(organisation=startup, language=language, title=f"Offer {number}")
        lines.append(Ranked(offer.pk, 30, False, REASONS))
    actions.store_matches(need, lines, engine_version="1.0")
    return list(Match.objects.filter(need=need).order_by("rank"))


def page_of(need: Need, query: str = "") -> str:
    return f"/buero/bedarfe/{need.pk}/vorschlaege/{query}"


def html(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def decide(client: Client, match: Match, act: str, words: str = "", **options):
    return client.post(page_of(match.need, f"{match.pk}/"), {"tun": act, "grund": words}, **options)


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_asks_the_same_number_of_questions_for_one_and_twenty_offers(
    client, need, count, django_assert_num_queries: DjangoAssertNumQueries
):
    rank(need, count)
    client.get(page_of(need))
    with django_assert_num_queries(14):
        client.get(page_of(need))


def test_reasons_are_quotes_sentences_and_points_never_a_percentage(client, need):
    rank(need)
    page = html(client, page_of(need))
    assert "<mark>Teile Lunker haben</mark>" in page
    assert '<span lang="en">“<mark class="is-startup">finds every void</mark>”</span>' in page
    card = plain(page[page.index("<article") : page.index("</article>")])
    for sentence in (
        "+31", "Referenz in der Branche: Gießerei in Iserlohn.", "+8", "−9", "Was es kostet. Beim Startup nachfragen",
        "Oberfläche und Hilfe nur in: Englisch. Der Betrieb arbeitet in: Deutsch.", "Fassung 1.0",
        "noch 2 Vorstellungen frei",
    ):  # fmt: skip
        assert sentence in card
    assert "%" not in card
    assert "Ein Startup könnte passen" in page
    assert "Verglichen wurde ein Angebot, davon 1 auf Englisch." in plain(page)


def test_the_answered_words_are_marked_in_the_need(client, need):
    rank(need)
    page = html(client, page_of(need))
    aside = page[page.index("<aside") : page.index("</aside>")]
    assert "am Ende der Schicht, dass <mark>Teile Lunker haben</mark>." in aside


def test_the_shortlist_asks_for_words_and_can_be_undone(client, need):
    (match,) = rank(need)
    refused = decide(client, match, "shortlist", " ")
    assert refused.status_code == 200
    assert "Schreiben Sie in einem Satz, warum" in refused.content.decode()
    assert Introduction.objects.count() == 0

    page = decide(client, match, "shortlist", "Findet es <b>sofort</b>.", follow=True).content.decode()

    assert "Startup 0 steht auf der Shortlist." in page
    assert "Shortlist (1 von höchstens 5)" in page
    assert "„Findet es &lt;b&gt;sofort&lt;/b&gt;.“" in page
    assert Introduction.objects.get().state == "shortlisted"
    assert '<button class="dnm-act" name="tun" value="herunter">Rückgängig</button>' in page

    decide(client, match, "herunter")
    assert Introduction.objects.get().state == "suggested"
    assert Match.objects.get().decision == "open"


def test_a_refused_act_keeps_the_words(client, need):
    (match,) = rank(need, profile={"listed": False})
    page = decide(client, match, "shortlist", "Weil sie es können").content.decode()
    assert "Startup 0 hat noch nicht zugestimmt, genannt zu werden." in page
    actions.close_need(need, by=Actor("system", None, "DNM", Role.SYSTEM), solved=True)
    assert Introduction.objects.count() == 0


def test_a_double_click_puts_on_the_shortlist_once(client, need):
    (match,) = rank(need)
    for _click in range(2):
        assert decide(client, match, "shortlist", "Passt.").status_code == 302
    assert Introduction.objects.count() == 1


def test_the_sixth_does_not_fit_on_the_shortlist(client, need):
    matches = rank(need, 6)
    for match in matches:
        last = decide(client, match, "shortlist", "Passt gut.")
    assert "Auf der Shortlist stehen schon fünf Startups." in last.content.decode()
    assert 'value="Passt gut."' in last.content.decode()
    assert Introduction.objects.filter(state="shortlisted").count() == 5


def test_a_no_needs_a_reason_moves_to_the_end_and_can_be_taken_back(client, need):
    first, _second = rank(need, 2)
    assert "Wählen Sie einen Grund." in decide(client, first, "passt-nicht").content.decode()
    page = decide(client, first, "passt-nicht", "wrong_technology", follow=True).content.decode()
    assert "Startup 0 passt nicht: falsche Technik." in page
    assert re.findall(r"<h3 [^>]+><a [^>]+>([^<]+)</a>", page) == ["1. Startup 1", "2. Startup 0"]
    assert Refusal.objects.get().side == "office"
    decide(client, first, "offen")
    assert (Refusal.objects.count(), Match.objects.get(pk=first.pk).decision) == (0, "open")


def test_filters_count_what_they_show(client, need):
    first, second, third = rank(need, 3)
    decide(client, first, "passt-nicht", "terms")
    decide(client, second, "spaeter")
    page = html(client, page_of(need))
    counts = re.findall(r">([^<>]+) <span>(\d+)</span></a>", page)
    assert counts == [
        ("alle", "3"),
        ("mit Referenz", "3"),
        ("Antwort offen", "1"),
        ("später", "1"),
        ("Nein gesagt", "1"),
    ]
    later = html(client, page_of(need, "?zeigen=spaeter"))
    assert re.findall(r"<h3 [^>]+><a [^>]+>\d+\. ([^<]+)</a>", later) == [second.offer.organisation.name]
    assert third.offer.organisation.name not in re.findall(r"<h3 [^>]+><a [^>]+>\d+\. ([^<]+)</a>", later)


def test_twenty_are_shown_and_the_others_are_one_link_away(client, need):
    rank(need, 23)
    page = html(client, page_of(need))
    assert page.count("<article") == 20
    assert "3 weitere Vorschläge zeigen" in page
    assert html(client, page_of(need, "?alle=1")).count("<article") == 23


def test_a_start_up_with_two_offers_is_one_card(client, need):
    (match,) = rank(need)
    other = OfferFactory(organisation=match.offer.organisation, title="Zweites Angebot")
    lines = [Ranked(match.offer_id, 40, False, REASONS), Ranked(other.pk, 20, True, REASONS)]
    actions.store_matches(need, lines, engine_version="1.0")
    page = html(client, page_of(need))
    assert page.count("<article") == 1
    assert "Zweites Angebot" in page
    assert "Ein Startup könnte passen" in page


def test_who_has_no_room_stands_below_and_the_page_says_why(client, need):
    pausing, full, free = rank(need, 3)
    pausing.offer.organisation.startup.__class__.objects.filter(pk=pausing.offer.organisation.startup.pk).update(
        paused_until=timezone.localdate() + timedelta(days=9)
    )
    full.offer.organisation.startup.__class__.objects.filter(pk=full.offer.organisation.startup.pk).update(capacity=0)
    page = html(client, page_of(need))
    order = re.findall(r"<h3 [^>]+><a [^>]+>\d+\. ([^<]+)</a>", page)
    assert order == [one.offer.organisation.name for one in (free, pausing, full)]
    assert "2 Startups sind ausgelastet oder pausieren und stehen unten." in plain(page)
    assert "Steht weiter unten, weil das Startup pausiert." in page
    assert "in diesem Quartal keine Vorstellung mehr annimmt" in page


def test_a_remembered_no_of_a_side_is_shown_with_its_reason(client, need, scout):
    (match,) = rank(need)
    decide(client, match, "spaeter")
    actions.remember_refusal(need, match.offer.organisation, side="startup", reason_code="no_capacity")
    page = plain(html(client, page_of(need)))
    assert "Das Startup hat am" in page
    assert "Grund: keine Kapazität. Für diesen Bedarf fragen wir nicht noch einmal." in page
    assert "Auf die Shortlist setzen" not in page


def test_start_ups_side_by_side(client, need):
    first, second = rank(need, 2)
    page = html(client, page_of(need, f"?vergleich={first.pk},{second.pk},abc"))
    table = page[page.index('<table class="dnm-table dnm-table--compare">') :]
    heads = re.findall(r'<th scope="col">([^<]+)</th>', table)
    assert heads == ["Was wir wissen", "Startup 0, Köln", "Startup 1, Köln"]
    rows = re.findall(r'<th scope="row">([^<]+)</th>', table)
    assert rows == [
        "Angebot", "Summe der Gründe", "Sprachen", "Preis", "Referenzen", "Sitz", "Phase", "Zusammenarbeit",
        "Frei in diesem Quartal", "Was wir nicht wissen",
    ]  # fmt: skip
    assert table.count("nicht bekannt") == 2
    assert '<td lang="en">Offer 0</td>' in table


def test_the_shortlist_is_compared_by_itself(client, need):
    for match in rank(need, 2):
        decide(client, match, "shortlist", "Passt.")
    assert "2 Startups im Vergleich" in html(client, page_of(need))


def test_what_a_hub_proposed_and_the_engine_did_not_find_is_there_too(client, need, scout):
    case = introductions.suggest(need, a_startup("Funkelei"), by=scout, opened_by="hub")
    page = html(client, page_of(need))
    assert "Von Partnern und Startups vorgeschlagen" in page
    empty = client.post(page_of(need, f"vermittlung/{case.pk}/"), {"grund": ""})
    assert "Schreiben Sie in einem Satz" in empty.content.decode()
    client.post(page_of(need, f"vermittlung/{case.pk}/"), {"grund": "Der Hub kennt sie."})
    assert Introduction.objects.get().state == "shortlisted"


# --- While the order is computed ---


def test_the_page_tells_how_far_the_computing_is_and_asks_again(client, need):
    rank(need)
    job = actions.ask_for_ranking(need)
    Job.objects.filter(pk=job.pk).update(state="running", done=12, total=118)
    page = html(client, page_of(need))
    assert "Die Reihenfolge wird neu berechnet, 12 von 118." in page
    assert '<noscript><meta http-equiv="refresh" content="4"></noscript>' in page
    fragment = client.get(page_of(need, "stand/"))
    assert "12 von 118" in fragment.content.decode()
    assert "HX-Refresh" not in fragment.headers
    Job.objects.filter(pk=job.pk).update(state="done")
    assert client.get(page_of(need, "stand/"))["HX-Refresh"] == "true"
    assert "neu berechnet" not in html(client, page_of(need))


def test_a_failed_or_old_ranking_says_so_and_can_be_asked_for_again(client, need):
    rank(need)
    job = actions.ask_for_ranking(need)
    Job.objects.filter(pk=job.pk).update(state="failed")
    assert "nicht fertig geworden" in html(client, page_of(need))
    Job.objects.filter(pk=job.pk).update(state="done")
    Match.objects.update(engine_version="0.9")
    assert "Diese Reihenfolge stammt von einer älteren Fassung." in html(client, page_of(need))
    client.post(page_of(need, "neu-berechnen/"))
    assert Job.objects.filter(kind="matching.rank_need", state="waiting").count() == 1


def test_nothing_found_leads_to_the_hubs(client, need):
    actions.store_matches(need, [], engine_version="1.0")
    page = html(client, page_of(need))
    assert "Kein Angebot passt gut genug" in page
    assert "Fragen Sie die Partner-Hubs" in page


def test_a_need_that_is_not_released_yet_shows_its_offers_but_no_shortlist(client, scout):
    need = actions.submit_need(
        Need.objects.create(organisation=a_company(), problem="Lunker", state_since=timezone.now()), by=scout
    )
    rank(need)
    page = html(client, page_of(need))
    assert "Auf die Shortlist kommt erst" in page
    assert "Auf die Shortlist setzen" not in page


# --- Asking a start-up ---


def test_the_question_starts_with_what_is_unknown_in_the_language_of_the_start_up(client, need):
    (match,) = rank(need)
    page = html(client, page_of(need, f"{match.pk}/nachfragen/"))
    assert need.title not in page[page.index("<textarea") : page.index("</textarea>")]
    answer = client.post(page_of(need, f"{match.pk}/nachfragen/"), {"text": "What does it cost?"})
    assert answer.status_code == 302
    assert Letter.objects.get(kind="matching/question_about_offer").to_address == "s0@startup.example"


def test_a_question_that_names_the_firm_stays_in_the_form(client, need):
    (match,) = rank(need)
    page = client.post(page_of(need, f"{match.pk}/nachfragen/"), {"text": "Passt es für Rehmert?"}).content.decode()
    assert "Diese Stelle verrät den Betrieb: „Rehmert“" in page
    assert "Passt es für Rehmert?" in page
    assert Letter.objects.filter(kind="matching/question_about_offer").count() == 0


def test_strangers_and_wrong_numbers_answer_alike(client, need, scout):
    (match,) = rank(need)
    other = a_need(scout, a_company("Beta"))
    for address in (page_of(other, f"{match.pk}/"), page_of(need, "999999/"), "/buero/bedarfe/999999/vorschlaege/"):
        assert client.post(address, {"tun": "spaeter"}).status_code == 404
    browser = Client()
    browser.force_login(User.objects.get(pk=member_of(need.organisation).id))
    assert browser.get(page_of(need)).status_code == 404
    assert browser.post(page_of(need, f"{match.pk}/"), {"tun": "spaeter"}).status_code == 404
    assert "Diesen Schritt gibt es nicht." in decide(client, match, "tanzen").content.decode()
