"""What a firm that appears without its name says and is stays hidden: from pages, calendars, papers, letters, feeds."""

import pytest
from django.test import Client

from dnm.directory.models import Contact, Organisation
from dnm.events import actions
from dnm.events.models import Participant, Wish
from dnm.mail.models import Letter
from tests.events.stories import Day, a_day, begun
from tests.events.test_papers import words as words_of_paper
from tests.web.member.test_meeting_days import own, page, published

pytestmark = pytest.mark.django_db

PLANTED = ("Geheimwerk", "Geheimrat", "Geheimname")


def planted() -> Day:
    """The first company appears as a sentence; it says no to the first start-up and meets the second."""
    told = a_day(2, 2, released=False)
    firm = told.companies[0].organisation
    Organisation.objects.filter(pk=firm.pk).update(name="Geheimwerk", sort_name="geheimwerk", place="Geheimname")
    Contact.objects.filter(organisation=firm).update(last_name="Geheimrat")
    for one in (*told.companies, *told.startups):
        one.organisation.refresh_from_db()
        one.contact.refresh_from_db()
    actions.change_participant(told.companies[0], by=told.scout, teaser="Betrieb mit viel Blech")
    told.release(*told.companies, *told.startups)
    told.want(0, 0, answer="no", back="must")
    told.want(0, 1, answer="must", back="must")
    told.want(1, 0)
    return told


def everything_read_by(told: Day, one: Participant) -> str:
    client, event = own(told, one), told.day.event_id
    paths = ["/mein/", "/mein/termine/", "/mein/freigaben/", page(told, "")]
    paths += [page(told, rest) for rest in ("wuensche/", "zeiten/", "freigabe/", "plan/", "plan/plan.ics")]
    read = [client.get(path).content.decode() for path in paths]
    public = ("/termine/", f"/termine/{event}/", "/termine.ics", "/termine.rss", f"/termine/{event}/termin.ics")
    read += [Client().get(path).content.decode() for path in public]
    papers = [client.get(page(told, rest)) for rest in ("plan/plan.pdf", "freigabe/quittung.pdf")]
    read += [words_of_paper(paper.content) for paper in papers if paper.status_code == 200]
    letters = Letter.objects.filter(to_address=one.contact.email)
    read += [f"{letter.subject} {letter.body} {letter.body_html} {letter.calendar}" for letter in letters]
    return "\n".join(read)


def found_in(text: str) -> list[str]:
    return [word for word in PLANTED if word in text]


def test_before_the_plan_no_startup_learns_a_hidden_name_and_afterwards_only_the_one_it_meets():
    told = planted()
    first, second = told.startups
    assert [found_in(everything_read_by(told, one)) for one in told.startups] == [[], []]
    assert "Betrieb mit viel Blech" in everything_read_by(told, first)
    published(told, {(0, 1): (0, 0), (1, 0): (0, 1)})
    assert found_in(everything_read_by(told, first)) == []
    assert found_in(everything_read_by(told, second)) == list(PLANTED)
    assert found_in(everything_read_by(told, told.companies[1])) == []


def test_a_name_that_is_withdrawn_vanishes_from_pages_calendar_and_paper():
    told = planted()
    published(told, {(0, 1): (0, 0)})
    Letter.objects.all().delete()
    actions.withdraw_day_release(told.companies[0], by=told.member(told.companies[0]))
    assert found_in(everything_read_by(told, told.startups[1])) == []


def test_neither_no_thanks_nor_ratings_are_told_to_the_other_side():
    told = planted()
    plan = published(told, {(0, 1): (0, 0)})
    begun(told.fresh().event, hours=24)
    held = actions.hold_talk(plan.meetings.get(), by=told.scout)
    actions.rate_talk(held, stars=1, comment="Geheimname des Urteils", by=told.member(told.companies[0]))
    Letter.objects.all().delete()
    shown = own(told, told.startups[1]).get(page(told, "plan/")).content.decode()
    assert "Urteil" not in shown
    assert "1 von 5" not in shown
    told.fresh().__class__.objects.update(phase="wishes")
    shown = own(told, told.startups[0]).get(page(told)).content.decode()
    assert shown.count(" checked") == 2
    assert "checked" not in shown.split('value="no"')[1].split(">")[0]


@pytest.mark.parametrize("forged", ["own side", "another day", "not a number"])
def test_forged_answers_are_not_taken(forged: str):
    told, other = planted(), a_day(1, 1)
    one = told.startups[0]
    key = {"own side": told.startups[1].pk, "another day": other.companies[0].pk, "not a number": "x"}[forged]
    before = list(Wish.objects.order_by("pk").values_list("participant", "other", "answer"))
    assert own(told, one).post(page(told), {f"w{key}": "must"}).status_code in (200, 302)
    assert list(Wish.objects.order_by("pk").values_list("participant", "other", "answer")) == before


def test_nobody_rates_declines_or_reads_for_another_by_its_numbers():
    told = planted()
    plan = published(told, {(0, 1): (0, 0)})
    begun(told.fresh().event, hours=24)
    held = actions.hold_talk(plan.meetings.get(), by=told.scout)
    assert own(told, told.startups[0]).get(page(told, f"plan/bewertung/{held.pk}/")).status_code == 404
    assert own(told, told.startups[0]).get(f"/mein/matchingtage/{told.startups[1].pk}/").status_code == 404
    for path in ("anzeige/", "tag/", "tag/wuensche/", f"zeitplan/{plan.pk}/plan.pdf"):
        answer = own(told, told.startups[0]).get(f"/buero/termine/{told.day.event_id}/{path}")
        assert answer.status_code == 404
