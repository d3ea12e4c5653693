"""How a case begins: suggested, put on the shortlist, proposed by a hub, or because both know each other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.accounts.models import RoleGrant
from dnm.accounts.rules import SYSTEM, Actor
from dnm.accounts.workflow import Role
from dnm.introductions import actions
from dnm.introductions.models import Introduction, Release
from dnm.introductions.queries import introductions_visible_to
from dnm.introductions.workflow import Party, State
from dnm.mail.models import Letter
from dnm.matching import actions as matching
from dnm.matching.models import Match
from dnm.matching.rules import teaser_hash
from tests.factories import NeedFactory, OrganisationFactory, member_of, office
from tests.stories import Story, a_company, a_match, a_need, a_scout, a_startup, a_teaser, story

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def spoken() -> actions.Spoken:
    return actions.Spoken("in_person", "Frau Rehmert und Frau Aksoy", today(), "Matchingtag")


# --- Shortlist ---


def test_a_suggestion_keeps_score_reasons_and_the_version_of_the_engine():
    case = story(State.SUGGESTED).case
    assert (case.score, case.reasons[0]["points"], case.engine_version, case.waits_for) == (
        42,
        42,
        "test",
        [Party.SCOUT],
    )


def test_the_shortlist_takes_five_each_with_a_reason():
    told = story(State.SHORTLISTED)
    with pytest.raises(Refused, match="warum dieses Startup"):
        actions.shortlist(a_match(told.need, a_startup("A")), " ", by=told.scout)
    for name in "BCDE":
        actions.shortlist(a_match(told.need, a_startup(name)), "passt", by=told.scout)
    with pytest.raises(Refused, match="schon fünf"):
        actions.shortlist(a_match(told.need, a_startup("F")), "passt", by=told.scout)
    assert Introduction.objects.filter(state=State.SHORTLISTED).count() == 5


def test_taking_it_back_is_possible_until_the_company_is_asked():
    told = story(State.SHORTLISTED)
    assert actions.unshortlist(told.fresh(), by=told.scout).state == State.SUGGESTED
    assert actions.unshortlist(told.fresh(), by=told.scout).state == State.SUGGESTED
    assert Match.objects.get().decision == Match.Decision.OPEN
    with pytest.raises(actions.StepRefused):
        actions.unshortlist(story(State.COMPANY_ASKED).case, by=told.scout)


def test_a_need_is_qualified_before_anybody_is_shortlisted():
    scout, firm = a_scout(), a_company()
    need = matching.submit_need(NeedFactory(organisation=firm), by=scout)
    with pytest.raises(Refused, match="zuerst frei"):
        actions.shortlist(a_match(need, a_startup()), "passt", by=scout)


def test_who_refused_is_not_shortlisted_again_by_accident():
    told = story(State.STARTUP_ASKED)
    actions.decline(told.fresh(), Party.STARTUP, by=told.startup)
    with pytest.raises(Refused, match="schon beendet"):
        actions.shortlist(Match.objects.get(), "doch", by=told.scout)


def test_without_a_scout_no_case_begins():
    scout = a_scout()
    need = a_need(scout)
    startup = a_startup()
    need.scout = None
    need.save()
    scout_person = office(Role.DIRECTOR)
    RoleGrant.objects.filter(role=Role.SCOUT).delete()
    with pytest.raises(Refused, match="noch keinen Digitalscout"):
        actions.suggest(need, startup, by=scout_person)


# --- Partner hub ---


def hub_story() -> tuple[Actor, Story]:
    told = story(State.SUGGESTED)
    a_teaser(told.need, told.scout)
    teaser = told.need.teasers.get()
    matching.approve_teaser(teaser, by=told.company, shown_hash=teaser_hash(teaser))
    matching.set_confidentiality(told.need, by=told.scout, confidentiality="anonymous", shown_to_startups=True)
    hub = OrganisationFactory(kind="hub", name="Hub Düsseldorf")
    return member_of(hub), told


def vouched(hub: Actor, name: str):
    startup = a_startup(name)
    startup.startup.vouched_by_id = hub.organisation_id
    startup.startup.save()
    return startup


def test_a_hub_proposes_its_own_startups_and_the_office_hears_it_once():
    hub, told = hub_story()
    startup = vouched(hub, "Werkfunk")
    case = actions.hub_proposes(told.need, startup, by=hub)
    assert actions.hub_proposes(told.need, startup, by=hub) == case
    assert (case.opened_by, case.hub_id, case.state) == ("hub", hub.organisation_id, State.SUGGESTED)
    assert Letter.objects.filter(kind="introductions/hub_proposed_office").count() == 1


def test_a_hub_proposes_nobody_else_and_for_no_other_need():
    hub, told = hub_story()
    with pytest.raises(Refused, match="für die Ihr Hub bürgt"):
        actions.hub_proposes(told.need, a_startup("Fremd"), by=hub)
    with pytest.raises(Refused, match="für die Ihr Hub bürgt"):
        actions.hub_proposes(told.need, vouched(hub, "Werkfunk"), by=SYSTEM)
    matching.set_confidentiality(told.need, by=told.scout, confidentiality="anonymous")
    with pytest.raises(Refused, match="nicht mehr offen"):
        actions.hub_proposes(told.need, vouched(hub, "Andere"), by=hub)


# --- Known to each other, or agreed already ---


def test_two_who_know_each_other_begin_at_the_introduction():
    scout, company, startup = a_scout(), a_company(), a_startup()
    case = actions.open_known(
        company, startup, title="Kamera am Band", where="Matchingtag Lippstadt", on=today(), by=scout, spoken=spoken()
    )
    assert (case.state, case.known_from, case.opened_by) == (
        State.INTRODUCED, f"Matchingtag Lippstadt, {today():%d.%m.%Y}", "event",
    )  # fmt: skip
    assert sorted(Release.objects.values_list("side", "source", "given_name")) == [
        ("company", "in_person", "Frau Rehmert und Frau Aksoy"),
        ("startup", "in_person", "Frau Rehmert und Frau Aksoy"),
    ]  # fmt: skip
    kinds = Letter.objects.order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["introductions/introduced"] * 2 + ["introductions/step_recorded"] * 2
    assert introductions_visible_to(member_of(company)).count() == 1
    assert introductions_visible_to(member_of(startup)).count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": " "}, "worum es geht"),
        ({"on": timezone.localdate() + timedelta(days=2)}, "liegt in der Zukunft"),
        ({"swap": True}, "ein Unternehmen und ein Startup"),
        ({"foreign_need": True}, "einem anderen Unternehmen"),
        ({"spoken": actions.Spoken("phone", "", timezone.localdate())}, "wer das gesagt hat"),
    ],
)
def test_what_a_known_case_needs(change: dict, words: str):
    scout, pair = a_scout(), [a_company(), a_startup()]
    if change.pop("swap", False):
        pair.reverse()
    need = a_need(scout, a_company("Andere")) if change.pop("foreign_need", False) else None
    values = {"title": "Kamera", "where": "Messe", "on": today(), "spoken": spoken()} | change
    with pytest.raises(Refused, match=words):
        actions.open_known(*pair, by=scout, need=need, **values)
    assert Introduction.objects.count() == 0


def test_a_double_click_opens_a_known_case_once():
    scout, company, startup = a_scout(), a_company(), a_startup()
    values = {"title": "Kamera", "where": "Messe", "on": today(), "by": scout, "spoken": spoken()}
    first = actions.open_known(company, startup, **values)
    with pytest.raises(Refused, match=first.number):
        actions.open_known(company, startup, **values)
    actions.stop(first, by=scout, reason_code="terms")
    assert actions.open_known(company, startup, **values).pk != first.pk


def test_a_need_knows_each_startup_once_even_after_the_end():
    told = story(State.STARTUP_ASKED)
    actions.decline(told.fresh(), Party.STARTUP, by=told.startup)
    with pytest.raises(Refused, match=told.case.number):
        actions.open_known(
            told.need.organisation, told.case.startup, title="Kamera", where="Messe", on=today(), by=told.scout,
            need=told.need, spoken=spoken(),
        )  # fmt: skip


def test_only_the_office_writes_down_what_others_agreed():
    told = story(State.STARTUP_ASKED)
    with pytest.raises(Refused, match="trägt das Büro ein"):
        actions.open_known(
            told.need.organisation,
            told.case.startup,
            title="x",
            where="y",
            on=today(),
            by=told.company,
            spoken=spoken(),
        )
    with pytest.raises(Refused, match="trägt das Büro ein"):
        actions.record_introduction(told.fresh(), by=told.company, spoken=spoken())


@pytest.mark.parametrize(
    "state", [State.SUGGESTED, State.SHORTLISTED, State.COMPANY_ASKED, State.STARTUP_ASKED, State.RELEASE_PENDING]
)
def test_from_every_earlier_state_two_who_agree_are_introduced(state: State):
    told = story(state)
    case = actions.record_introduction(told.case, by=told.scout, spoken=spoken())
    assert case.state == State.INTRODUCED
    assert actions.record_introduction(told.fresh(), by=told.scout, spoken=spoken()).pk == case.pk
    assert Release.objects.filter(revoked_at=None, voided_at=None).count() == 2


def test_a_clicked_release_stays_when_the_other_one_is_recorded():
    told = story(State.RELEASE_PENDING)
    told.release(Party.COMPANY, ["organisation", "phone"])
    actions.record_introduction(told.fresh(), by=told.scout, spoken=spoken())
    assert Release.objects.get(side="company").source == "page"
    assert Release.objects.get(side="company").fields == ["organisation", "phone"]


def test_nobody_is_introduced_who_cannot_be_reached():
    told = story(State.STARTUP_ASKED)
    contact = told.case.startup_contact
    contact.email = contact.phone = ""
    contact.save()
    with pytest.raises(actions.StepRefused, match="niemand mit Telefon oder E-Mail"):
        actions.record_introduction(told.fresh(), by=told.scout, spoken=spoken())
    assert told.fresh().state == State.STARTUP_ASKED


def test_what_is_further_or_over_is_not_introduced_again():
    for told in (story(State.MEETING_HELD),):
        with pytest.raises(Refused, match="schon weiter oder beendet"):
            actions.record_introduction(told.fresh(), by=told.scout, spoken=spoken())


def test_from_the_introduction_a_jump_leads_to_meeting_and_cooperation():
    told = story(State.SUGGESTED)
    actions.record_introduction(told.case, by=told.scout, spoken=spoken())
    actions.hold_meeting(
        told.fresh(), by=told.scout, minutes="War gut.", next_step="Auftrag", next_step_owner="Rehmert",
        next_step_on=today(),
        held_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    actions.start_cooperation(told.fresh(), kind="order", value="unknown", since=today(), by=told.scout)
    assert told.fresh().state == State.COOPERATION
