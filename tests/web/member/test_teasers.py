"""What start-ups read and answer: open teasers, and the one they were asked about."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.introductions.models import Introduction, Release
from dnm.introductions.workflow import Party, State
from dnm.journal.models import Entry
from dnm.mail.models import Letter
from dnm.matching.models import Need
from dnm.matching.rules import teaser_hash
from tests.factories import ContactFactory, StartupFactory, member_of
from tests.stories import Story, a_startup, a_teaser, story
from tests.web.member.pages import HOSTILE, approve_all, colleague_of
from tests.web.reading import heading, hidden, signed_in, words

pytestmark = pytest.mark.django_db
ANSWERS = {"antwort": "ja", "fit": "Wir machen genau das.", "needs": "Beispielteile", "start": "im Januar"}


def link(told: Story) -> str:
    return f"/mein/steckbriefe/{told.case.pk}/"


def open_to_startups() -> Story:
    told = story()
    Need.objects.filter(pk=told.need.pk).update(shown_to_startups=True)
    a_teaser(told.need, told.scout)
    approve_all(told)
    return told


def test_a_yes_with_three_answers_brings_the_case_on():
    told = story(State.STARTUP_ASKED)
    client = signed_in(told.startup)
    page = client.get(link(told))
    assert heading(page) == "Fehler früher erkennen"
    assert "Möchten Sie diesen Betrieb kennenlernen?" in words(page)

    page = client.post(link(told), ANSWERS, follow=True)

    case = told.fresh()
    assert (case.state, case.waits_for) == (State.RELEASE_PENDING, [Party.COMPANY, Party.STARTUP])
    assert case.startup_answers == {
        "fit": "Wir machen genau das.",
        "needs": "Beispielteile",
        "start": "im Januar",
    }
    assert "Entscheiden, was der Betrieb erfahren darf" in words(page)


def test_a_yes_may_carry_the_release_field_by_field():
    told = story(State.STARTUP_ASKED)
    client = signed_in(told.startup)
    page = client.get(link(told))
    assert 'name="angaben" value="email" id="angabe-email"' in page.content.decode()
    assert " checked" not in page.content.decode()
    shown = {"fassung": hidden(page, "fassung"), "sprache": hidden(page, "sprache")}
    client.post(link(told), ANSWERS | shown | {"angaben": ["organisation", "email"]})
    release = Release.objects.get()
    assert (release.side, release.fields) == ("startup", ["email", "organisation"])
    assert told.fresh().waits_for == [Party.COMPANY]
    asked = Letter.objects.filter(kind="introductions/ask_for_release").values_list("to_address", flat=True)
    assert list(asked) == [told.case.company_contact.email]


def test_a_release_without_a_way_to_answer_is_named_and_nothing_is_said():
    told = story(State.STARTUP_ASKED)
    page = signed_in(told.startup).post(link(told), ANSWERS | {"angaben": ["organisation"]})
    assert "kreuzen Sie E-Mail-Adresse oder Telefon an" in words(page)
    assert 'id="angabe-organisation" aria-describedby="angabe-organisation-wert" checked' in page.content.decode()
    assert told.fresh().state == State.STARTUP_ASKED


def test_who_may_not_release_is_not_offered_to():
    told = story(State.STARTUP_ASKED)
    page = signed_in(colleague_of(told.startup)).get(link(told))
    assert "Gleich festlegen" not in words(page)


def test_a_yes_needs_a_word_on_why_it_fits():
    told = story(State.STARTUP_ASKED)
    page = signed_in(told.startup).post(link(told), ANSWERS | {"fit": " "})
    assert "Schreiben Sie in ein, zwei Sätzen, warum es passt." in words(page)
    assert "Beispielteile" in page.content.decode()
    assert told.fresh().state == State.STARTUP_ASKED


def test_a_no_needs_one_click_and_keeps_its_reason_private():
    told = story(State.STARTUP_ASKED)
    page = signed_in(told.startup).post(link(told), {"antwort": "nein", "reason_code": "no_capacity"}, follow=True)
    assert "Sie haben abgesagt." in words(page)
    assert told.fresh().state == State.DECLINED
    company = signed_in(told.company)
    shown = words(company.get(f"/mein/vermittlungen/{told.case.pk}/"))
    assert "Dieses Mal hat es nicht gepasst." in shown
    assert "Kapazität" not in shown


def test_answering_twice_shows_what_was_answered():
    told = story(State.STARTUP_ASKED)
    client = signed_in(told.startup)
    client.post(link(told), ANSWERS)
    page = client.post(link(told), {"antwort": "nein"})
    assert "Das haben Sie geantwortet Warum passt es? Wir machen genau das." in words(page)
    assert told.fresh().state == State.RELEASE_PENDING


def test_a_teaser_taken_back_for_rewording_is_not_shown():
    told = story(State.STARTUP_ASKED)
    told.need.teasers.update(approved_hash="")
    client = signed_in(told.startup)
    page = client.get(link(told))
    assert "Der Text wird gerade überarbeitet." in words(page)
    assert "Wir fertigen Teile" not in words(page)
    client.post(link(told), ANSWERS)
    assert told.fresh().state == State.STARTUP_ASKED


@pytest.mark.parametrize("typed", [*HOSTILE, "ä" * 1001])
def test_hostile_answers_never_break_the_page(typed):
    told = story(State.STARTUP_ASKED)
    page = signed_in(told.startup).post(link(told), ANSWERS | {"fit": typed}, follow=True)
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    refused = "\0" in typed or len(typed) > 1000
    assert (told.fresh().state == State.STARTUP_ASKED) == refused


def test_before_the_company_chose_it_a_startup_finds_nothing():
    told = story(State.COMPANY_ASKED)
    client = signed_in(told.startup)
    pages = [link(told), *(f"/mein/{one}/{told.case.pk}/" for one in ("vermittlungen", "freigaben"))]
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    assert signed_in(told.company).get(link(told)).status_code == 404
    assert client.get(f"/mein/steckbriefe/{2**63}/").status_code == 404


def test_needs_that_an_own_offer_fits_come_before_newer_ones():
    fitting, _newer = open_to_startups(), open_to_startups()
    page = signed_in(fitting.startup).get("/mein/passende-bedarfe/").content.decode()
    assert ["Passt zu Ihrem Angebot" in article for article in page.split("<article")[1:]] == [True, False]
    assert "Einer von 2 offenen Bedarfen passt zu Ihnen" in page


def test_a_day_of_decision_that_has_passed_is_not_promised_to_a_startup():
    told = open_to_startups()
    client, teaser = signed_in(told.startup), told.need.teasers.get()
    seen = []
    for days in (1, -1):
        teaser.decide_by = timezone.localdate() + timedelta(days=days)
        teaser.save()
        text = words(client.get("/mein/passende-bedarfe/"))
        seen.append(("Entscheidung bis" in text, "Entscheidung steht noch aus" in text))
    assert seen == [(True, False), (False, True)]


def test_open_teasers_are_read_by_confirmed_startups_only():
    told = open_to_startups()
    page = signed_in(member_of(a_startup("Sensorik"))).get("/mein/passende-bedarfe/")
    assert heading(page) == "Ein Bedarf ist offen"
    assert "Wir fertigen Teile und suchen etwas zum Nachrüsten." in words(page)
    waiting = StartupFactory(name="Neu", confirmed_at=None)
    page = signed_in(member_of(waiting)).get("/mein/passende-bedarfe/")
    assert heading(page) == "Wir prüfen Ihr Profil"
    assert "Wir fertigen Teile" not in words(page)
    assert signed_in(told.company).get("/mein/passende-bedarfe/").status_code == 404


def test_interest_opens_a_suggestion_once_and_tells_the_scout():
    told = open_to_startups()
    startup = a_startup("Sensorik")
    client = signed_in(member_of(startup))
    teaser = told.need.teasers.get()
    for _click in range(2):
        page = client.post("/mein/passende-bedarfe/", {"steckbrief": teaser.pk}, follow=True)
    assert "Sie haben am" in words(page)
    case = Introduction.objects.get(startup=startup)
    assert (case.state, case.opened_by) == (State.SUGGESTED, "startup")
    assert Letter.objects.filter(kind="introductions/interest_office").count() == 1
    assert Entry.objects.filter(verb="introduction.interest_shown").count() == 1


def test_interest_in_a_pair_the_scout_already_has_on_the_list_is_heard_too():
    told = open_to_startups()
    client = signed_in(told.startup)
    page = client.post("/mein/passende-bedarfe/", {"steckbrief": told.need.teasers.get().pk}, follow=True)
    assert "Sie haben am" in words(page)
    assert Introduction.objects.filter(startup=told.case.startup).count() == 1
    assert Letter.objects.filter(kind="introductions/interest_office").count() == 1


def test_interest_in_what_is_not_open_is_not_found():
    told = story()
    a_teaser(told.need, told.scout)
    approve_all(told)
    client = signed_in(told.startup)
    for key in (told.need.teasers.get().pk, 2**63, "", "x\0"):
        assert client.post("/mein/passende-bedarfe/", {"steckbrief": key}).status_code == 404


def test_a_pausing_startup_is_told_so():
    open_to_startups()
    startup = a_startup("Sensorik")
    startup.startup.paused_until = timezone.localdate() + timedelta(days=9)
    startup.startup.save()
    assert "Sie pausieren bis" in words(signed_in(member_of(startup)).get("/mein/passende-bedarfe/"))


def test_no_open_need_says_how_to_be_found():
    assert heading(signed_in(member_of(a_startup())).get("/mein/passende-bedarfe/")) == "Heute passt kein Bedarf"


def test_the_teaser_of_an_open_need_names_the_company():
    told = story(State.STARTUP_ASKED)
    Need.objects.filter(pk=told.need.pk).update(confidentiality="open")
    assert "Betrieb Kunststofftechnik Rehmert, Werl" in words(signed_in(told.startup).get(link(told)))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three_teasers(count, django_assert_num_queries):
    for _number in range(count):
        told = open_to_startups()
        teaser = told.need.teasers.get()
        assert teaser.approved_hash == teaser_hash(teaser)
    startup = a_startup("Sensorik")
    ContactFactory(organisation=startup, primary=False)
    client = signed_in(member_of(startup))
    with django_assert_num_queries(10):
        client.get("/mein/passende-bedarfe/")
