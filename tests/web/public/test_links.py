"""Mailed links: reading changes nothing; a code from the mailbox opens one matter and nothing else."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from dnm.cli.snapshot import logical_hash
from dnm.introductions import actions
from dnm.introductions.actions.doors import door
from dnm.introductions.links import dispute_link
from dnm.introductions.models import MailedLink
from dnm.introductions.workflow import Party, State
from dnm.mail.models import Letter
from tests.stories import Story, story
from tests.web.member.pages import HOSTILE
from tests.web.reading import heading, hidden, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def company_link(told: Story, page: str = "") -> str:
    page = page or f"/mein/freigaben/{told.case.pk}/"
    return path_of(door(told.case.company_contact, page, introduction=told.case))


def mailed_code() -> str:
    letter = Letter.objects.filter(kind="introductions/link_code").latest("pk")
    found = re.search(r"^\d{6}$", letter.body, re.M)
    assert found
    return found.group()


def opened(link: str) -> Client:
    client = Client()
    page = client.post(link, {"anfordern": "1"})
    client.post(link, {"code": mailed_code(), "weiter": hidden(page, "weiter")})
    return client


def test_reading_a_link_changes_nothing():
    told = story(State.RELEASE_PENDING)
    spoken = actions.Spoken("phone", "Katrin Rehmert", timezone.localdate())
    actions.pause(
        told.case,
        until=timezone.localdate() + timedelta(days=9),
        by=told.scout,
        for_party=Party.COMPANY,
        spoken=spoken,
    )
    dispute = path_of(dispute_link(told.case.steps.last(), "company"))
    links = [company_link(told), dispute, "/a/falsch/", "/stimmt-nicht/falsch/"]
    before = logical_hash()
    for link in links:
        for _time in range(2):
            Client().get(link)
            Client().head(link)
    assert logical_hash() == before


def test_the_page_says_who_wrote_to_whom_and_nothing_of_the_matter():
    told = story(State.RELEASE_PENDING)
    page = Client().get(company_link(told))
    assert heading(page) == f"{told.case.owner.full_name} hat {told.case.company_contact.full_name} geschrieben"
    assert told.case.company_contact.email not in page.content.decode()
    assert "Ausschuss" not in words(page)
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cache-Control"] == "no-store"


def test_the_code_from_the_mailbox_opens_the_matter_in_a_new_session():
    told = story(State.RELEASE_PENDING)
    link = company_link(told)
    client = Client()
    client.get("/")
    page = client.post(link, {"anfordern": "1"})
    assert "Wir haben einen Code an k…@betrieb.example geschickt." in words(page)
    letter = Letter.objects.get(kind="introductions/link_code")
    assert (letter.to_address, letter.secret) == (told.case.company_contact.email, True)
    before = client.cookies.get("sessionid")

    response = client.post(
        link, {"code": f" {mailed_code()[:3]} {mailed_code()[3:]}", "weiter": hidden(page, "weiter")}
    )

    assert response.url == f"/mein/freigaben/{told.case.pk}/"
    assert client.cookies["sessionid"].value != (before.value if before else "")
    page = client.get(response.url)
    assert heading(page) == "Was dürfen wir an Gussauge weitergeben?"
    assert "Fertig, abmelden" in page.content.decode()


def test_a_release_by_link_counts_like_one_on_the_page():
    told = story(State.RELEASE_PENDING)
    told.release(Party.STARTUP)
    client = opened(company_link(told))
    page = client.get(f"/mein/freigaben/{told.case.pk}/")
    answer = {"antwort": "freigeben", "angaben": ["organisation", "email"]}
    shown = {name: hidden(page, name) for name in ("fassung", "sprache")}
    client.post(f"/mein/freigaben/{told.case.pk}/", answer | shown)
    case = told.fresh()
    assert (case.state, case.company_release.source) == (State.INTRODUCED, "link")


def test_a_link_opens_one_matter_and_nothing_else():
    told, other = story(State.RELEASE_PENDING), story(State.RELEASE_PENDING)
    client = opened(company_link(told))
    assert client.get(f"/mein/vermittlungen/{told.case.pk}/").status_code == 200
    for page in (
        f"/mein/vermittlungen/{other.case.pk}/", f"/mein/freigaben/{other.case.pk}/", "/mein/bedarfe/neu/",
        f"/mein/bedarfe/{other.need.pk}/", "/mein/betrieb/", "/mein/passende-bedarfe/", "/buero/", "/hub/",
    ):  # fmt: skip
        assert client.get(page).status_code == 404, page
    assert client.get(f"/mein/bedarfe/{told.need.pk}/zurueckziehen/").url == f"/mein/bedarfe/{told.need.pk}/"
    assert client.get("/mein/").status_code == 200


def test_the_startup_answers_by_link_too():
    told = story(State.STARTUP_ASKED)
    link = path_of(door(told.case.startup_contact, f"/mein/steckbriefe/{told.case.pk}/", introduction=told.case))
    client = opened(link)
    client.post(f"/mein/steckbriefe/{told.case.pk}/", {"antwort": "ja", "fit": "Passt."})
    assert told.fresh().state == State.RELEASE_PENDING


def test_a_link_to_a_need_answers_all_its_proposals():
    told = story(State.COMPANY_ASKED)
    page = f"/mein/bedarfe/{told.need.pk}/vorschlaege/"
    client = opened(path_of(door(told.case.company_contact, page, need=told.need)))
    client.post(page, {"antwort": f"nein-{told.case.pk}"})
    assert told.fresh().state == State.DECLINED


def test_wrong_codes_wear_out_and_a_new_one_helps():
    told = story(State.RELEASE_PENDING)
    link, client = company_link(told), Client()
    client.post(link, {"anfordern": "1"})
    good = mailed_code()
    wrong = "000000" if good != "000000" else "111111"
    for _time in range(5):
        assert "Dieser Code stimmt nicht." in words(client.post(link, {"code": wrong}))
    assert "Zu viele Versuche." in words(client.post(link, {"code": good}))
    client.post(link, {"anfordern": "1"})
    assert client.post(link, {"code": mailed_code()}).status_code == 302


def test_a_late_code_and_a_used_one_open_nothing():
    told = story(State.RELEASE_PENDING)
    link, client = company_link(told), Client()
    client.post(link, {"anfordern": "1"})
    MailedLink.objects.update(code_expires_at=timezone.now() - timedelta(seconds=1))
    assert "Dieser Code gilt nicht mehr." in words(client.post(link, {"code": mailed_code()}))
    opened(link)
    assert "Dieser Code gilt nicht mehr." in words(Client().post(link, {"code": mailed_code()}))


@pytest.mark.parametrize("typed", [*HOSTILE, "", "12", "1" * 500, "ⅠⅡⅢⅣⅤⅥ"])
def test_hostile_codes_are_refused_in_words(typed):
    told = story(State.RELEASE_PENDING)
    link, client = company_link(told), Client()
    client.post(link, {"anfordern": "1"})
    page = client.post(link, {"code": typed})
    assert page.status_code == 200
    assert "Eine Angabe fehlt oder passt nicht" in words(page)


def test_five_codes_an_hour_are_enough_for_one_link():
    told = story(State.RELEASE_PENDING)
    link, other = company_link(told), company_link(told)
    answers = [Client().post(link, {"anfordern": "1"}).status_code for _time in range(6)]
    assert answers == [200, 200, 200, 200, 200, 429]
    assert Client().post(other, {"anfordern": "1"}).status_code == 200
    assert Letter.objects.filter(kind="introductions/link_code").count() == 6


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/mein/",
        "//evil.example/mein/",
        "/buero/",
        "/mein/../buero/",
        "/mein\\evil",
        "javascript:alert(1)",
        "/mein/\n",
    ],
)
def test_a_link_leads_to_pages_of_members_only(wanted):
    told = story(State.RELEASE_PENDING)
    link, client = company_link(told), Client()
    client.post(link, {"anfordern": "1"})
    response = client.post(link.split("?")[0], {"code": mailed_code(), "weiter": wanted})
    assert response.url == f"/mein/vermittlungen/{told.case.pk}/"


def test_who_is_signed_in_as_somebody_else_is_signed_out_by_the_code():
    told, other = story(State.RELEASE_PENDING), story(State.RELEASE_PENDING)
    client, link = signed_in(other.company), company_link(told)
    assert f"Sie sind als {other.company.name} angemeldet." in words(client.get(link))
    page = client.post(link, {"anfordern": "1"})
    response = client.post(link, {"code": mailed_code(), "weiter": hidden(page, "weiter")}, follow=True)
    assert told.case.company_contact.full_name in response.content.decode()
    assert client.get(f"/mein/vermittlungen/{other.case.pk}/").status_code == 404


def test_done_means_signed_out():
    told = story(State.RELEASE_PENDING)
    client = opened(company_link(told))
    assert client.get("/fertig/").status_code == 405
    assert client.post("/fertig/").url == "/"
    assert client.get("/mein/").url.startswith("/konto/login/")


def test_a_revoked_link_ends_its_open_session():
    told = story(State.RELEASE_PENDING)
    client = opened(company_link(told))
    actions.revoke_links(told.case.company_contact)
    assert client.get("/mein/").url.startswith("/konto/login/")


def test_a_link_that_is_over_offers_the_telephone_and_a_new_one():
    told = story(State.RELEASE_PENDING)
    link = company_link(told)
    MailedLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    page = Client().get(link)
    assert (page.status_code, heading(page)) == (410, "Dieser Link gilt nicht mehr")
    page = Client().post(f"{link.split('?')[0]}neu/")
    assert heading(page) == "Sehen Sie in Ihr Postfach"
    letter = Letter.objects.get(kind="introductions/new_link")
    assert (letter.to_address, letter.secret) == (told.case.company_contact.email, True)
    fresh = re.search(r"/a/\S+", letter.body)
    assert fresh
    assert opened(fresh.group()).get(f"/mein/vermittlungen/{told.case.pk}/").status_code == 200


def test_no_new_link_for_revoked_or_invented_ones():
    told = story(State.RELEASE_PENDING)
    link = company_link(told)
    actions.revoke_links(told.case.company_contact)
    for token in (link.split("/")[2], "erfunden", "x" * 3000):
        assert heading(Client().post(f"/a/{token}/neu/")) == "Sehen Sie in Ihr Postfach"
    assert Letter.objects.filter(kind="introductions/new_link").count() == 0


def recorded_no() -> tuple[Story, str]:
    told = story(State.COMPANY_ASKED)
    spoken = actions.Spoken("phone", "Katrin Rehmert", timezone.localdate(), "im Büro")
    actions.decline(told.case, Party.COMPANY, by=told.scout, spoken=spoken)
    return told, path_of(dispute_link(told.case.steps.last(), "company"))


def test_what_was_recorded_is_shown_and_contested_by_the_button_only():
    told, link = recorded_no()
    page = Client().get(link)
    assert "Nein danke. Gesagt von Katrin Rehmert" in words(page)
    assert told.case.steps.last().disputed_at is None
    page = Client().post(link, {"text": "Ich war gar nicht da."})
    assert heading(page) == "Danke. Die Angabe gilt nicht mehr."
    step = told.case.steps.last()
    assert (step.dispute, step.disputed_at is not None) == ("Ich war gar nicht da.", True)
    assert told.case.phone_tasks.filter(done_at=None).count() == 1
    assert "schon widersprochen" in words(Client().get(link))


def test_contesting_needs_no_words_and_twice_is_once():
    told, link = recorded_no()
    for _click in range(2):
        Client().post(link)
    assert Letter.objects.filter(kind="introductions/disputed_office").count() == 1
    assert told.case.steps.last().dispute == ""


@pytest.mark.parametrize("typed", [*HOSTILE, "ä" * 1001])
def test_hostile_words_of_a_contradiction_never_break_the_page(typed):
    told, link = recorded_no()
    page = Client().post(link, {"text": typed})
    assert page.status_code == 200
    refused = "\0" in typed or len(typed) > 1000
    assert (told.case.steps.last().disputed_at is None) == refused


def test_a_forged_dispute_link_is_over():
    assert Client().get("/stimmt-nicht/WzEsImNvbXBhbnkiXQ:x:y/").status_code == 410
    assert Client().post("/stimmt-nicht/x/").status_code == 410
