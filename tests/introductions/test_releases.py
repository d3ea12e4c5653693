"""What a release refuses, and that the introduction never happens by another way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.directory.models import Membership
from dnm.introductions import actions
from dnm.introductions.actions.consent import stand_introduced
from dnm.introductions.actions.steps import locked
from dnm.introductions.models import Meeting, Release
from dnm.introductions.workflow import Party, State
from dnm.mail.models import Letter
from dnm.matching import actions as matching
from dnm.matching.rules import teaser_hash
from tests.factories import member_of
from tests.stories import story

pytestmark = pytest.mark.django_db


def test_only_who_answers_for_the_firm_gives_and_takes_back():
    told = story(State.RELEASE_PENDING)
    member = member_of(told.need.organisation, Membership.Role.MEMBER)
    case = told.fresh()
    shown = actions.offered_hash(case, Party.COMPANY, "de")
    with pytest.raises(actions.StepRefused, match="Freigeben darf nur"):
        actions.give_release(case, Party.COMPANY, ["organisation", "phone"], by=member, shown_hash=shown, language="de")
    told.release(Party.COMPANY)
    with pytest.raises(actions.StepRefused, match="Widerrufen darf nur"):
        actions.withdraw_release(told.fresh(), Party.COMPANY, by=member)


def test_a_scout_releases_nothing_of_her_own_accord():
    told = story(State.RELEASE_PENDING)
    case = told.fresh()
    shown = actions.offered_hash(case, Party.COMPANY, "de")
    with pytest.raises(actions.StepRefused, match="wer das wann und auf welchem Weg"):
        actions.give_release(
            case, Party.COMPANY, ["organisation", "phone"], by=told.scout, shown_hash=shown, language="de"
        )
    assert Release.objects.count() == 0


def test_a_text_that_has_changed_is_read_again():
    told = story(State.RELEASE_PENDING)
    with pytest.raises(actions.StepRefused, match="Lesen Sie ihn noch einmal"):
        actions.give_release(
            told.fresh(), Party.COMPANY, ["organisation", "phone"], by=told.company, shown_hash="0" * 64, language="de"
        )


def test_another_choice_replaces_the_first_one():
    told = story(State.RELEASE_PENDING)
    told.release(Party.COMPANY, ["organisation", "phone"])
    told.release(Party.COMPANY, ["organisation", "email"])
    assert [(one.fields, one.valid) for one in Release.objects.order_by("pk")] == [
        (["organisation", "phone"], False), (["email", "organisation"], True),
    ]  # fmt: skip


def test_after_the_introduction_a_side_passes_on_the_rest_itself():
    told = story(State.INTRODUCED)
    with pytest.raises(actions.StepRefused, match="bereits vorgestellt"):
        told.release(Party.COMPANY, ["organisation", "phone"])
    assert told.release(Party.COMPANY).state == State.INTRODUCED


def test_taking_back_what_was_never_given_changes_nothing():
    told = story(State.RELEASE_PENDING)
    assert actions.withdraw_release(told.fresh(), Party.COMPANY, by=told.company).state == State.RELEASE_PENDING
    assert Letter.objects.filter(kind="introductions/release_withdrawn_office").count() == 0


def test_taken_back_before_the_introduction_it_is_waited_for_again():
    told = story(State.RELEASE_PENDING)
    told.release(Party.COMPANY)
    actions.withdraw_release(told.fresh(), Party.COMPANY, by=told.company)
    assert told.fresh().waits_for == [Party.COMPANY, Party.STARTUP]
    assert told.release(Party.STARTUP).state == State.RELEASE_PENDING


def test_edited_contact_data_void_the_consent_and_ask_anew():
    told = story(State.RELEASE_PENDING)
    told.release(Party.COMPANY)
    contact = told.case.company_contact
    contact.phone = "02922 555-0999"
    contact.save()
    case = told.release(Party.STARTUP)
    assert (case.state, case.waits_for) == (State.RELEASE_PENDING, [Party.COMPANY])
    assert Letter.objects.filter(kind="introductions/ask_for_release", to_address=contact.email).count() == 2
    assert told.release(Party.COMPANY).state == State.INTRODUCED


def test_an_edited_teaser_voids_the_consent_of_the_startup():
    told = story(State.RELEASE_PENDING)
    told.release(Party.STARTUP)
    teaser = told.need.teasers.get()
    teaser = matching.write_teaser(
        told.need, "de", by=told.scout, title="Fehler viel früher erkennen", text=teaser.text, industry=teaser.industry,
        region=teaser.region, size="",
    )  # fmt: skip
    matching.approve_teaser(teaser, by=told.company, shown_hash=teaser_hash(teaser))
    assert told.release(Party.COMPANY).waits_for == [Party.STARTUP]


def test_nobody_is_introduced_without_two_releases():
    told = story(State.RELEASE_PENDING)
    told.release(Party.COMPANY)
    with pytest.raises(actions.StepRefused, match="Es fehlt noch eine Freigabe"):
        stand_introduced(locked(told.fresh()), "introduce", by=told.scout)


def test_the_second_release_comes_through_where_the_need_was_qualified_anew():
    told = story(State.RELEASE_PENDING)
    told.release(Party.STARTUP)
    told.need.refresh_from_db()
    type(told.need).objects.filter(pk=told.need.pk).update(state="qualified")
    assert told.release(Party.COMPANY).state == State.INTRODUCED
    told.need.refresh_from_db()
    assert told.need.state == "matched"


def test_after_a_withdrawal_the_calendar_of_the_other_side_names_nobody():
    told = story(State.INTRODUCED)
    actions.withdraw_release(told.fresh(), Party.COMPANY, by=told.company)
    starts = timezone.now() + timedelta(days=3)
    actions.schedule_meeting(
        told.fresh(),
        starts=starts,
        ends=starts + timedelta(hours=1),
        moderator=told.case.owner,
        place="Werl",
        by=told.scout,
    )
    calendar = Letter.objects.filter(kind="introductions/meeting_arranged", to_name__startswith="Leyla").get()
    assert "Rehmert" not in calendar.calendar.replace("\r\n ", "") + calendar.body
    assert Meeting.objects.count() == 1


def test_a_teaser_that_gives_the_firm_away_asks_nobody():
    told = story(State.SHORTLISTED)
    matching.write_teaser(
        told.need, "de", by=told.scout, title="Kunststofftechnik Rehmert sucht", text="Wir aus Werl suchen.",
        industry="Herstellung von Kunststoffwaren", region="Werl", size="",
    )  # fmt: skip
    with pytest.raises(Refused, match="verraten noch Stellen"):
        actions.ask_company(told.need, by=told.scout)
