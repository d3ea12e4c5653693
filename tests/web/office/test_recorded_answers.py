"""What a scout writes down for a party, and cases that begin at the introduction."""

import pytest

from dnm.introductions import actions
from dnm.introductions.models import Introduction, Release
from dnm.introductions.workflow import Party, State
from dnm.mail.models import Letter
from dnm.matching.actions import approve_teaser
from dnm.matching.rules import teaser_hash
from tests.stories import a_company, a_startup, story
from tests.web.office.seen import SPOKEN, day, do, page_of
from tests.web.reading import heading, hidden_fields, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


# --- Recording answers ---


def test_a_no_by_telephone_counts_like_a_click_and_is_confirmed():
    told = story(State.STARTUP_ASKED)
    client = signed_in(told.scout)
    address = f"{page_of(told)}eintragen/startup-nein/"
    assert heading(client.get(address)) == "Gussauge sagt Nein danke"
    check = client.post(address, SPOKEN | {"reason_code": "no_capacity"})
    assert "Ihre Angabe zum Vorgang" in words(check)
    client.post(address, hidden_fields(check) | {"geprueft": "ja"})
    case = told.fresh()
    assert (case.state, case.reason_code) == (State.DECLINED, "no_capacity")
    assert Letter.objects.filter(kind="introductions/step_recorded").count() == 1


def test_a_release_is_read_out_and_recorded_field_by_field():
    told = story(State.RELEASE_PENDING)
    client = signed_in(told.scout)
    for side in ("unternehmen", "startup"):
        address = f"{page_of(told)}eintragen/{side}-freigabe/"
        page = client.get(address)
        assert "Wir dürfen an" in words(page)
        assert "checked" not in page.content.decode()
        values = SPOKEN | {"fields_given": ["organisation", "phone"], "shown": hidden_fields(page).get("shown", "")}
        shown = page.context["form"]["shown"].value()
        check = client.post(address, values | {"shown": shown})
        client.post(address, values | {"shown": shown, "geprueft": "ja"})
        assert check.status_code == 200
    assert told.fresh().state == State.INTRODUCED
    assert set(Release.objects.values_list("source", flat=True)) == {"phone"}


def test_the_answers_on_offer_follow_the_state():
    expected = {
        State.SHORTLISTED: [],
        State.COMPANY_ASKED: ["unternehmen-ja", "unternehmen-freigabe", "unternehmen-nein", "unternehmen-pause"],
        State.STARTUP_ASKED: [
            "unternehmen-freigabe", "unternehmen-nein", "unternehmen-pause", "startup-ja", "startup-freigabe",
            "startup-nein", "startup-pause",
        ],
        State.COOPERATION: ["unternehmen-widerruf", "startup-widerruf"],
    }  # fmt: skip
    for state, answers in expected.items():
        told = story(state)
        page = signed_in(told.scout).get(page_of(told))
        assert [one.key for one in page.context["page"].answers] == answers


def test_every_answer_on_offer_has_its_page_and_works():
    told = story(State.COMPANY_ASKED)
    client = signed_in(told.scout)
    refused = client.post(f"{page_of(told)}eintragen/unternehmen-ja/", SPOKEN)
    assert "Geben Sie zuerst den Steckbrief frei." in words(refused)
    teaser = told.need.teasers.get()
    approve_teaser(teaser, by=told.company, shown_hash=teaser_hash(teaser))
    do(told, "eintragen/unternehmen-ja", client=client, **SPOKEN)
    assert told.fresh().state == State.STARTUP_ASKED
    do(told, "eintragen/startup-pause", client=client, until=day(5), **SPOKEN)
    assert told.fresh().state == State.PAUSED
    actions.resume(told.fresh(), by=told.scout)
    do(told, "eintragen/startup-ja", client=client, fit="Passt", needs="", start="Januar", **SPOKEN)
    assert told.fresh().startup_answers == {"fit": "Passt", "needs": "", "start": "Januar"}
    told.release(Party.COMPANY)
    do(told, "eintragen/unternehmen-widerruf", client=client, **SPOKEN)
    assert told.fresh().waits_for == [Party.COMPANY, Party.STARTUP]


def test_an_answer_that_came_too_late_leads_back_to_the_case():
    told = story(State.INTRODUCED)
    answer = signed_in(told.scout).get(f"{page_of(told)}eintragen/startup-ja/", follow=True)
    assert "lässt sich im jetzigen Stand nicht eintragen" in words(answer)


def test_recording_says_what_is_missing():
    told = story(State.STARTUP_ASKED)
    answer = signed_in(told.scout).post(f"{page_of(told)}eintragen/startup-nein/", {"said_on": day(3), "said_by": ""})
    text = words(answer)
    assert "Geben Sie an, wer das gesagt hat." in text
    assert "am Telefon, persönlich oder auf Papier" in text
    future = signed_in(told.scout).post(f"{page_of(told)}eintragen/startup-nein/", SPOKEN | {"said_on": day(3)})
    assert "liegt in der Zukunft" in words(future)


# --- Introduced at once, known already ---


def test_two_who_agree_are_introduced_at_once():
    told = story(State.SHORTLISTED)
    client = signed_in(told.scout)
    address = f"{page_of(told)}vorstellen/"
    assert heading(client.get(address)) == "Haben Kunststofftechnik Rehmert und Gussauge zugestimmt?"
    check = client.post(address, SPOKEN)
    assert "4 Briefe gehen hinaus" in words(check)
    client.post(address, hidden_fields(check) | {"geprueft": "ja"})
    assert told.fresh().state == State.INTRODUCED
    again = client.post(address, SPOKEN | {"geprueft": "ja"})
    assert again.status_code == 302
    late = story(State.MEETING_HELD)
    assert "schon weiter oder beendet" in words(client.post(f"{page_of(late)}vorstellen/", SPOKEN))


def test_who_knows_each_other_is_searched_chosen_and_opened():
    scout = story(State.SUGGESTED).scout
    company, startup = a_company("Brunnenbau Ilgner"), a_startup("Werkfunk")
    client = signed_in(scout)
    address = "/buero/vermittlungen/neu/"
    assert heading(client.get(address)) == "Beide kennen sich bereits: Wen begleiten wir?"
    search = {"suche_unternehmen": "ilgner", "suche_startup": "werkfunk", "title": "Rohrbruch", "suchen": "startup"}
    found = client.post(address, search)
    assert "Brunnenbau Ilgner" in words(found)
    assert "Werkfunk" in words(found)
    assert 'value="Rohrbruch"' in found.content.decode()
    assert "Kein Startup passt zu „Zeppelin“." in words(client.post(address, search | {"suche_startup": "Zeppelin"}))
    values = SPOKEN | {
        "company": company.pk, "startup": startup.pk, "title": "Rohrbruch", "where": "Matchingtag", "on": day(-2),
    }  # fmt: skip
    check = client.post(address, values)
    assert "4 Briefe gehen hinaus" in words(check)
    done = client.post(address, hidden_fields(check) | {"geprueft": "ja"}, follow=True)
    case = Introduction.objects.get(company=company)
    assert f"Der Vorgang {case.number} ist angelegt." in words(done)
    twice = client.post(address, values)
    assert f"gibt es schon den Vorgang {case.number}" in words(twice)
    assert "Suchen und wählen Sie das Startup." in words(client.post(address, {"company": "x" * 30}))
