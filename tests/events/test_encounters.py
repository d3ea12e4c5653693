"""The day itself and what comes of it: talks held, ratings, cases."""

from dataclasses import replace

import pytest
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.directory.models import Contact
from dnm.directory.queries import contact_actor
from dnm.events import actions
from dnm.events.models import Encounter, EncounterRating, PlannedMeeting
from dnm.events.queries import consents_to_go_on, going_on_text
from dnm.events.rules import text_hash
from dnm.evidence.indicators import FUNNEL, events_by_municipality, figures, figures_of_events, year_of
from dnm.introductions.actions import Spoken
from dnm.journal.models import Entry
from dnm.journal.queries import faults
from dnm.mail.models import Letter
from tests.events.stories import Day, a_day, begun, everybody_wants

pytestmark = pytest.mark.django_db


def on_the_day() -> tuple[Day, PlannedMeeting]:
    """Published, and all talks have begun: the event was yesterday."""
    told = everybody_wants(a_day())
    actions.close_wishes(told.day, by=told.scout)
    plan = told.published({(0, 0): (0, 0), (1, 1): (0, 1)})
    begun(told.day.event, hours=24)
    return told, plan.meetings.get(table=0)


def spoken() -> Spoken:
    return Spoken("in_person", "Frau von Werk0", timezone.localdate())


def test_a_talk_held_counts_once_as_encounter_and_never_as_introduction():
    told, meeting = on_the_day()
    held = actions.hold_talk(meeting, by=told.scout)
    assert actions.hold_talk(meeting, by=told.scout) == held
    period = year_of(timezone.localdate())
    assert figures_of_events(period)["encounters"] == 1
    assert figures(period) == {one.key: 0 for one in FUNNEL}
    assert events_by_municipality(period) == {("encounters", "05974052"): 1}
    entry = Entry.objects.get(verb="meeting_day.talk_held")
    assert (entry.organisation_id, entry.municipality) == (meeting.company.organisation_id, "05974052")
    # What was held is not planned again.
    assert [one["between"][0] for one in told.file()["meetings"]].count(f"p{meeting.company_id}") == 1
    assert list(faults()) == []


def test_a_talk_of_a_draft_or_of_tomorrow_cannot_have_been_held():
    told = everybody_wants(a_day())
    actions.close_wishes(told.day, by=told.scout)
    draft = told.plan({(0, 0): (0, 0)})
    with pytest.raises(Refused, match="noch nicht veröffentlicht"):
        actions.hold_talk(draft.meetings.get(), by=told.scout)
    plan = told.published({(0, 0): (0, 0)})
    with pytest.raises(Refused, match="noch nicht begonnen"):
        actions.hold_talk(plan.meetings.get(), by=told.scout)


def test_a_voided_talk_counts_no_longer_and_opens_no_case():
    told, meeting = on_the_day()
    held = actions.hold_talk(meeting, by=told.scout)
    for _twice in range(2):
        actions.void_talk(held, by=told.scout)
    assert figures_of_events(year_of(timezone.localdate()))["encounters"] == 0
    with pytest.raises(Refused, match="nicht stattgefunden"):
        actions.open_case(held, title="Prüfen", by=told.scout, spoken=spoken())
    assert actions.hold_talk(meeting, by=told.scout) != held
    assert Encounter.objects.count() == 2


def test_both_sides_rate_a_talk_and_nobody_else():
    told, meeting = on_the_day()
    held = actions.hold_talk(meeting, by=told.scout)
    company, startup = told.member(meeting.company), told.member(meeting.startup)
    actions.rate_talk(held, stars=3, by=company)
    actions.rate_talk(held, stars=5, comment="Sehr klar", by=company)
    actions.rate_talk(held, stars=4, by=startup)
    assert sorted(EncounterRating.objects.values_list("side", "stars")) == [("company", 5), ("startup", 4)]
    with pytest.raises(Refused, match="1 bis 5"):
        actions.rate_talk(held, stars=0, by=company)
    with pytest.raises(Refused, match="die gesprochen haben"):
        actions.rate_talk(held, stars=1, by=told.member(told.startups[1]))


def test_after_the_day_each_side_is_asked_once_to_rate_what_it_has_not_rated_yet():
    told, meeting = on_the_day()
    other = meeting.plan.meetings.get(table=1)
    for one in (meeting, other):
        held = actions.hold_talk(one, by=told.scout)
    actions.rate_talk(held, stars=5, by=told.member(other.company))
    actions.run_clock()
    assert not Letter.objects.filter(kind="events/rate_talks").exists()
    begun(told.day.event, hours=40)
    for _twice in range(2):
        actions.run_clock()
    letters = Letter.objects.filter(kind="events/rate_talks").order_by("to_address")
    asked = [meeting.startup, other.startup, meeting.company]
    assert [letter.to_address for letter in letters] == [one.contact.email for one in asked]
    assert "danke für Ihre Gespräche bei „Business-Mixer“" in letters[0].body
    assert "/matchingtag/a/" in letters[0].body


def test_one_click_opens_a_case_at_introduced_once():
    told, meeting = on_the_day()
    held = actions.hold_talk(meeting, by=told.scout)
    case = actions.open_case(held, title="Sichtprüfung", by=told.scout, spoken=spoken())
    again = actions.open_case(Encounter.objects.get(), title="Sichtprüfung", by=told.scout, spoken=spoken())
    assert (case.state, case.opened_by, again.pk) == ("introduced", "event", case.pk)
    assert case.known_from.startswith("Business-Mixer, ")
    assert figures(year_of(timezone.localdate()))["introductions"] == 1


def test_going_on_is_agreed_to_in_words_that_are_still_true_by_who_may_release():
    told, meeting = on_the_day()
    held = actions.hold_talk(meeting, by=told.scout)
    company, startup = meeting.company, meeting.startup
    names = {company.pk: company.organisation.name_and_place, startup.pk: startup.organisation.name_and_place}
    shown = {
        company.pk: text_hash(going_on_text(company, names[startup.pk], "de")),
        startup.pk: text_hash(going_on_text(startup, names[company.pk], "en")),
    }
    colleague = replace(told.member(company), may_release=False)
    with pytest.raises(Refused, match="verantwortlich"):
        actions.rate_talk(held, stars=4, by=colleague, going_on_hash=shown[company.pk])
    with pytest.raises(Refused, match="inzwischen geändert"):
        actions.rate_talk(held, stars=4, by=told.member(company), going_on_hash="0" * 64)
    actions.rate_talk(held, stars=4, by=told.member(company), going_on_hash=shown[company.pk])
    assert consents_to_go_on(Encounter.objects.get()) == {}
    by_letter = contact_actor(startup.contact, only=f"participant:{startup.pk}")
    assert by_letter
    owner = replace(by_letter, may_release=True)
    actions.rate_talk(held, stars=4, by=owner, going_on_hash=shown[startup.pk], language="en")
    assert {side: one.going_on_source for side, one in consents_to_go_on(Encounter.objects.get()).items()} == {
        "company": "page",
        "startup": "link",
    }
    Contact.objects.filter(organisation=company.organisation).update(phone="0170 1")
    assert consents_to_go_on(Encounter.objects.get()) == {}
    with pytest.raises(Refused, match="Ja beider Seiten"):
        actions.open_case(held, title="Weiter", by=told.scout)
    actions.rate_talk(held, stars=4, by=told.member(company))
    assert held.ratings.get(side="company").going_on_text == ""


def test_where_nobody_can_be_reached_there_is_nothing_to_agree_to():
    _told, meeting = on_the_day()
    assert going_on_text(meeting.company, "", "de") == ""
    Contact.objects.filter(organisation=meeting.company.organisation).update(phone="", email="")
    assert going_on_text(meeting.company, "Start0", "de") == ""


def test_a_day_is_not_closed_before_its_event_has_begun():
    told = everybody_wants(a_day())
    actions.close_wishes(told.day, by=told.scout)
    told.published({(0, 0): (0, 0)})
    with pytest.raises(Refused, match="noch nicht begonnen"):
        actions.close_day(told.day, by=told.scout)


def test_when_the_day_is_over_nothing_is_changed_any_more():
    told, _meeting = on_the_day()
    assert actions.close_day(told.day, by=told.scout).phase == "over"
    with pytest.raises(Refused, match="Zeit für Wünsche"):
        actions.change_participant(told.companies[0], by=told.scout, max_meetings=1)
    late = told.fresh().plans.create(version=9, made_at=timezone.now())
    with pytest.raises(Refused, match="nicht veröffentlicht werden"):
        actions.publish_plan(late, by=told.scout)
