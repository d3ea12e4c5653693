"""What a result leads to: steps, offers of the centre, a draft of a need, and the form for strangers."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from dnm.accounts.workflow import Role
from dnm.engines.scoring import SHORT
from dnm.introductions import jobs as kinds
from dnm.matching import jobs
from dnm.matching.models import Need, Sounding
from dnm.maturity import actions
from dnm.maturity.models import Check, Measure
from dnm.web.acting import DOOR_KEY
from dnm.work.actions import Progress
from dnm.work.models import Job
from tests.factories import OfferFactory, OrganisationFactory, StartupFactory, member_of, office
from tests.maturity.people import all_answers, guest
from tests.web.reading import client_as, heading, signed_in, words

from .test_result import address, answered

pytestmark = pytest.mark.django_db


def as_guest(door) -> Client:
    client = Client()
    session = client.session
    session[DOOR_KEY] = door.pk
    session.save()
    return client


# --- Steps and needs ---


@pytest.fixture
def words_only(settings: Settings, tmp_path):
    settings.RANKING_MODE, settings.DATA_DIR = "lexical", tmp_path
    jobs.encoder.cache_clear()
    jobs.shelf.cache_clear()
    yield
    jobs.shelf.cache_clear()
    jobs.encoder.cache_clear()


def work_off() -> None:
    for job in Job.objects.filter(kind="matching.sound_out", state="waiting"):
        kinds.sound_out(Progress(job))
        Job.objects.filter(pk=job.pk).update(state="done")


def test_three_steps_with_reason_and_what_the_centre_offers():
    check, browser = answered({})
    page = words(browser.get(address(check)))
    assert "Drei Schritte, die am meisten bringen" in page
    assert page.count("Weil: ") == 3
    assert "Weil: Kunden und Aufträge 0 von 100. Das allein brächte dort bis zu 33 Punkte mehr." in page
    assert "Besuch vereinbaren" in page
    best, browser = answered(all_answers())
    assert "Hier ist nichts mehr zu holen" in words(browser.get(address(best)))


def test_visits_lead_to_the_contact_page_and_events_to_the_public_list():
    check, browser = answered({})
    page = browser.get(address(check)).content.decode()
    links = set(re.findall(r'<a href="([^"]+)">(Besuch vereinbaren|Termine ansehen)</a>', page))
    assert links == {("/kontakt/", "Besuch vereinbaren"), ("/termine/", "Termine ansehen")}


def test_a_step_leads_to_what_the_office_has_put_there():
    texts = {"de": {"title": "Stammtisch Handwerk", "text": "Jeden ersten Montag."}}
    for kind in ("visit", "event", "funding"):
        actions.change_measure(f"orders-{kind}", by=office(), active=False)
    actions.change_measure(
        "stammtisch", by=office(), questionnaire="kurz-check", topic="orders", below=60, kind=Measure.Kind.EVENT,
        texts=texts, link="https://dnm.example/stammtisch",
    )  # fmt: skip
    check, browser = answered({})
    page = browser.get(address(check))
    assert "Stammtisch Handwerk Jeden ersten Montag. Mehr dazu" in words(page)
    assert 'href="https://dnm.example/stammtisch"' in page.content.decode()


@pytest.mark.usefixtures("words_only")
def test_the_page_counts_in_the_background_who_would_answer():
    text = "Angebote und Rechnungen schreiben sich vom Handy aus, der Zettel zwischen Anruf und Rechnung entfällt."
    OfferFactory(
        organisation=StartupFactory(), title="Anrufe annehmen, Touren planen, Rechnungen ohne Ordner", text=text
    )
    check, browser = answered({})
    page = browser.get(address(check)).content.decode()
    assert "Wie viele Startups so etwas anbieten, wird gezählt." in page
    part = re.search(r'hx-get="([^"]+)"', page)
    assert part
    assert 'hx-trigger="every 2s"' in browser.get(part.group(1)).content.decode()
    assert (Sounding.objects.count(), Job.objects.filter(kind="matching.sound_out").count()) == (1, 1)
    work_off()
    counted = browser.get(part.group(1))
    assert "hx-get" not in counted.content.decode()
    assert "1</span>" in counted.content.decode()
    again = browser.get(address(check))
    assert "1 Startup bietet so etwas an" in words(again)
    assert "htmx" not in again.content.decode()


def draft_of(browser: Client, check: Check):
    page = browser.get(address(check)).content.decode()
    found = re.search(r'<input type="hidden" name="schritt" value="([^"]+)"><button class="kern-btn', page)
    assert found
    return browser.post(address(check, "ergebnis/bedarf/"), {"schritt": found.group(1)})


def test_the_draft_has_the_companys_words_and_a_double_click_makes_one():
    check, browser = answered({})
    first, second = (
        draft_of(browser, check),
        browser.post(address(check, "ergebnis/bedarf/"), {"schritt": "orders-need"}),
    )
    need = Need.objects.get()
    assert (first.url, second.url) == (f"/mein/bedarfe/{need.pk}/",) * 2
    assert (need.organisation, need.state, need.number) == (check.organisation, "draft", None)
    assert need.title == "Anrufe annehmen, Touren planen, Rechnungen ohne Ordner"
    assert need.problem.splitlines()[1:] == [
        "– Wer im Internet einen Handwerker im Ort sucht, findet uns nicht.",
        "– Angebote und Rechnungen schreiben wir ohne Programm, das Preise und Texte kennt.",
    ]
    page = words(browser.get(address(check)))
    assert "Daraus ist ein Bedarf geworden" in page
    assert "Bedarf ansehen" in page
    assert heading(browser.get(first.url)) == "Anrufe annehmen, Touren planen, Rechnungen ohne Ordner"


def test_a_measure_that_applies_no_more_makes_no_draft():
    check, browser = answered({})
    sent = browser.post(address(check, "ergebnis/bedarf/"), {"schritt": "strategy-need"})
    assert (sent.status_code, sent.url, Need.objects.count()) == (302, address(check), 0)
    assert "Diesen Entwurf gibt es nicht mehr." in browser.get(address(check)).content.decode()
    assert browser.get(address(check, "ergebnis/startups/?schritt=nichts")).status_code == 404


# --- Guests ---


def test_a_guest_reads_the_result_and_goes_on_with_the_form_for_strangers():
    door, actor = guest()
    check = door.check_done
    actions.answer_several(check, all_answers(0), by=actor)
    actions.finish_check(check, by=actor)
    browser = as_guest(door)
    page = browser.get(address(check))
    text = words(page)
    assert "Dieses Ergebnis sehen nur Sie." in text
    assert "Als Entwurf übernehmen" not in text
    link = re.search(r'href="(/problem-schildern/[^"]*)"', page.content.decode())
    assert link
    told = browser.get(link.group(1).replace("&amp;", "&"))
    assert "Anrufe bleiben liegen, wenn alle auf der Baustelle sind" in told.content.decode()
    stranger = Client().get(link.group(1).replace("&amp;", "&"))
    assert "Anrufe bleiben liegen" not in stranger.content.decode()
    assert browser.post(address(check, "ergebnis/bedarf/"), {"schritt": "orders-need"}).url == address(check)
    assert Need.objects.count() == 0
    assert browser.get("/mein/bedarfe/").status_code == 404


def test_a_colleague_with_one_topic_sees_no_result():
    firm = OrganisationFactory()
    anna = member_of(firm)
    check = actions.begin_check(firm, SHORT, by=anna)
    door = actions.hand_over_topic(check, "orders", email="k@betrieb.example", by=anna)
    actions.finish_check(check, by=anna)
    browser = as_guest(door)
    assert {browser.get(address(check, part)).status_code for part in PARTS} == {404}


PARTS = ("ergebnis/", "ergebnis.pdf", "ergebnis.xlsx", "ergebnis.json", "ergebnis/startups/?schritt=orders-need")


def test_others_and_open_checks_answer_alike():
    check, browser = answered({})
    running = actions.begin_check(OrganisationFactory(), SHORT, by=office())
    other = signed_in(member_of(OrganisationFactory()))
    startup = signed_in(member_of(StartupFactory()))
    for part in PARTS:
        assert browser.get(address(check, part)).status_code == 200
        for stranger in (other, startup, client_as(Role.SCOUT)):
            assert stranger.get(address(check, part)).status_code == 404
        assert browser.get(address(running, part)).status_code == 404
