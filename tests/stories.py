"""Cases at any point of their way, brought there by the real actions and nothing else."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from dnm.accounts.models import User
from dnm.accounts.rules import Actor
from dnm.accounts.workflow import Role
from dnm.directory.models import Organisation
from dnm.introductions import actions
from dnm.introductions.models import Introduction
from dnm.introductions.workflow import Party, State
from dnm.matching import actions as matching
from dnm.matching.actions.ranking import Ranked
from dnm.matching.models import Match, Need, Offer
from dnm.matching.queries.exposure import plain_teaser
from dnm.matching.rules import teaser_hash
from tests.factories import (
    ContactFactory,
    NeedFactory,
    OfferFactory,
    OrganisationFactory,
    StartupFactory,
    UserFactory,
    member_of,
)

FIELDS = ["organisation", "person", "email", "phone"]
ANSWERS = {"fit": "Wir machen genau das.", "needs": "Ein Netzteil", "start": "im Januar"}
WAY = [
    State.SUGGESTED, State.SHORTLISTED, State.COMPANY_ASKED, State.STARTUP_ASKED, State.RELEASE_PENDING,
    State.INTRODUCED, State.MEETING_SCHEDULED, State.MEETING_HELD, State.PILOT_RUNNING, State.PILOT_DONE,
    State.COOPERATION,
]  # fmt: skip


@dataclass
class Story:
    scout: Actor
    company: Actor
    startup: Actor
    need: Need
    offer: Offer
    case: Introduction

    def fresh(self) -> Introduction:
        return Introduction.objects.get(pk=self.case.pk)

    def go(self, state: State) -> None:
        """Take the next step of the way."""
        _go(self, state, Match.objects.get(need=self.need, offer=self.offer), "de")

    def release(self, side: Party, fields: list[str] = FIELDS) -> Introduction:
        by = self.company if side == Party.COMPANY else self.startup
        case = self.fresh()
        shown = actions.offered_hash(case, side, "de")
        return actions.give_release(case, side, fields, by=by, shown_hash=shown, language="de")


def a_scout() -> Actor:
    person = UserFactory(roles=[Role.SCOUT])
    return Actor("accounts.user", person.pk, person.full_name, Role.SCOUT)


def a_company(name: str = "Kunststofftechnik Rehmert") -> Organisation:
    firm = OrganisationFactory(name=name, legal_form="GmbH")
    ContactFactory(organisation=firm)
    return firm


def a_startup(name: str = "Gussauge", language: str = "de") -> Organisation:
    startup = StartupFactory(name=name, languages=[language])
    ContactFactory(
        organisation=startup, first_name="Leyla", last_name="Aksoy", position="Gründerin", language=language,
        email=f"{name.lower()}@startup.example", phone="0221 555-0199",
    )  # fmt: skip
    return startup


def a_need(scout: Actor, firm: Organisation | None = None) -> Need:
    """Submitted, sharpened and qualified."""
    firm = firm or a_company()
    neighbours()
    need = matching.submit_need(NeedFactory(organisation=firm), by=scout, scout=User.objects.get(pk=scout.id))
    need = matching.change_need(
        need, by=scout, budget="10k_25k", decision_maker="Katrin Rehmert",
        decide_by=timezone.localdate() + timedelta(days=30),
    )  # fmt: skip
    return matching.qualify_need(need, by=scout)


def a_match(need: Need, startup: Organisation) -> Match:
    offer = OfferFactory(organisation=startup)
    reason = {"kind": "for", "topic": "text", "points": 42}
    matching.store_matches(need, [Ranked(offer.pk, 42, False, [reason])], engine_version="test")
    return Match.objects.get(need=need, offer=offer)


def a_teaser(need: Need, scout: Actor, language: str = "de") -> None:
    """Worded so that nothing gives the firm away; its facts are shared by five firms."""
    words = {
        "de": ("Fehler früher erkennen", "Wir fertigen Teile und suchen etwas zum Nachrüsten."),
        "en": ("Find faults earlier", "We make parts and look for something to retrofit."),
    }
    title, text = words[language]
    matching.write_teaser(need, language, by=scout, title=title, text=text, **plain_teaser(need.organisation, language))


def neighbours() -> None:
    """Four more firms like ours, so that the directory hides it."""
    if Organisation.objects.filter(kind="company").count() < 5:
        OrganisationFactory.create_batch(4)


def story(state: State = State.SUGGESTED, language: str = "de") -> Story:
    """A case that has come as far as ``state``."""
    scout = a_scout()
    need = a_need(scout)
    startup = a_startup(language=language)
    match = a_match(need, startup)
    case = actions.suggest(need, startup, by=scout, match=match)
    told = Story(scout, member_of(need.organisation), member_of(startup), need, match.offer, case)
    for step in WAY[1 : WAY.index(state) + 1]:
        _go(told, step, match, language)
    told.case = told.fresh()
    return told


def _go(told: Story, state: State, match: Match, language: str) -> None:
    now, today = timezone.now(), timezone.localdate()
    case = told.fresh()
    if state == State.SHORTLISTED:
        actions.shortlist(match, "Rüstet ältere Maschinen nach.", by=told.scout)
    elif state == State.COMPANY_ASKED:
        a_teaser(told.need, told.scout, language)
        actions.ask_company(told.need, by=told.scout)
    elif state == State.STARTUP_ASKED:
        teaser = told.need.teasers.get(language=language)
        matching.approve_teaser(teaser, by=told.company, shown_hash=teaser_hash(teaser))
        actions.company_says_yes(case, by=told.company)
    elif state == State.RELEASE_PENDING:
        actions.startup_says_yes(case, by=told.startup, answers=ANSWERS)
    elif state == State.INTRODUCED:
        told.release(Party.COMPANY)
        told.release(Party.STARTUP)
    elif state == State.MEETING_SCHEDULED:
        actions.schedule_meeting(
            case, starts=now - timedelta(hours=2), ends=now - timedelta(hours=1), moderator=case.owner,
            place="Werl", agenda="Kennenlernen", by=told.scout,
        )  # fmt: skip
    elif state == State.MEETING_HELD:
        actions.hold_meeting(
            case, by=told.scout, minutes="Wir haben die Maschine gesehen.", next_step="Angebot schicken",
            next_step_owner="Leyla Aksoy", next_step_on=today + timedelta(days=7),
        )  # fmt: skip
    elif state == State.PILOT_RUNNING:
        actions.agree_pilot(
            case, goal="Fehler an zwei Maschinen finden", success_criterion="halb so viel Ausschuss", starts=today,
            ends=today + timedelta(days=95), by=told.scout,
        )  # fmt: skip
    elif state == State.PILOT_DONE:
        actions.finish_pilot(case, result="success", lesson="Licht ist wichtiger als die Kamera.", by=told.scout)
    elif state == State.COOPERATION:
        actions.start_cooperation(case, kind="order", value="under_25k", since=today, by=told.scout)
