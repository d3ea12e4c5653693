"""Showing interest in an open teaser, and a new link in place of one that is over: who may, and what happens."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.introductions.actions.doors import door
from dnm.introductions.actions.interest import show_interest
from dnm.introductions.actions.renewal import renew_link
from dnm.introductions.models import Introduction, MailedLink
from dnm.mail.models import Letter
from dnm.matching.actions import approve_teaser
from dnm.matching.models import Match, Need
from dnm.matching.rules import teaser_hash
from tests.factories import StartupFactory, member_of
from tests.stories import Story, a_startup, a_teaser, story

pytestmark = pytest.mark.django_db


def open_need() -> Story:
    told = story()
    Need.objects.filter(pk=told.need.pk).update(shown_to_startups=True)
    a_teaser(told.need, told.scout)
    teaser = told.need.teasers.get()
    approve_teaser(teaser, by=told.company, shown_hash=teaser_hash(teaser))
    return told


def test_interest_takes_the_engines_reasons_along_where_there_are_some():
    told = open_need()
    startup = a_startup("Sensorik")
    match = Match.objects.get(need=told.need)
    match.offer.organisation = startup
    match.offer.save()
    case = show_interest(told.need.teasers.get(), startup, by=member_of(startup))
    assert (case.opened_by, case.score, case.offer) == ("startup", 42, match.offer)


def test_interest_is_for_confirmed_startups_and_for_oneself():
    told = open_need()
    teaser, startup = told.need.teasers.get(), a_startup("Sensorik")
    unknown = StartupFactory(name="Neu", confirmed_at=None)
    for firm, actor in ((startup, told.startup), (unknown, member_of(unknown))):
        with pytest.raises(Refused, match="die wir aufgenommen haben"):
            show_interest(teaser, firm, by=actor)
    assert Introduction.objects.count() == 1


def test_interest_in_a_teaser_that_was_closed_meanwhile_is_refused():
    told = open_need()
    startup = a_startup("Sensorik")
    Need.objects.update(shown_to_startups=False)
    with pytest.raises(Refused, match="inzwischen nicht mehr offen"):
        show_interest(told.need.teasers.get(), startup, by=member_of(startup))


@pytest.mark.parametrize("matter", ["need", "introduction"])
def test_a_new_link_opens_the_same_matter(matter):
    told = story()
    subject = {"need": told.need} if matter == "need" else {"introduction": told.case}
    token = door(told.case.company_contact, "/mein/", **subject).split("/")[4]
    MailedLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    renew_link(token)
    old, new = MailedLink.objects.order_by("pk")
    assert (new.need, new.introduction, new.contact) == (old.need, old.introduction, old.contact)
    assert Letter.objects.get(kind="introductions/new_link").secret


def test_who_has_left_gets_no_new_link():
    told = story()
    contact = told.case.company_contact
    token = door(contact, "/mein/", introduction=told.case).split("/")[4]
    contact.left_on = timezone.localdate()
    contact.save()
    renew_link(token)
    assert Letter.objects.filter(kind="introductions/new_link").count() == 0
