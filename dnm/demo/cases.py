"""Needs and cases on their way through the year: every step by its action, by the person who would take it."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone, translation

from dnm.accounts.actions import Refused
from dnm.accounts.models import User
from dnm.accounts.rules import Actor
from dnm.directory.models import Organisation, Topic
from dnm.directory.queries import contact_actor, contact_for
from dnm.engines.ranking import Index
from dnm.introductions import actions
from dnm.introductions.models import Introduction
from dnm.introductions.workflow import Party, State
from dnm.matching import actions as matching
from dnm.matching.jobs import Shelf, rank_now
from dnm.matching.models import Match, Need, Teaser
from dnm.matching.queries.exposure import plain_teaser
from dnm.matching.rules import teaser_hash

from .phrases import Phrases
from .timeline import Timeline, at_work

ALL_FIELDS = ["organisation", "person", "email", "phone"]


class Offers:
    """The ranking's index of all offers; read anew only after start-ups were changed."""

    def __init__(self) -> None:
        self._shelf = Shelf()
        self._index: Index | None = None

    @property
    def index(self) -> Index:
        if self._index is None:
            self._index = self._shelf.refresh({})
        return self._index

    def have_changed(self) -> None:
        self._index = None


@dataclass
class World:
    """Everything an act may need."""

    timeline: Timeline
    random: Random
    office: dict[str, Actor]
    users: dict[str, User]
    companies: dict[str, Organisation]
    startups: dict[str, Organisation]
    topics: dict[str, Topic]
    phrases: Phrases
    needs: dict[str, Need] = field(default_factory=dict)
    offers: Offers = field(default_factory=Offers)

    def after(self, low: int, high: int) -> datetime:
        days = self.random.randint(low, high)
        return timezone.now() + timedelta(days=days, minutes=self.random.randint(5, 400))


def side_actor(case: Introduction, side: Party) -> Actor:
    """The primary contact of a side, as if it came by the mailed link."""
    contact = case.contact_of(side) or contact_for(case.organisation_of(side))
    actor = contact_actor(contact, only=f"introduction:{case.pk}") if contact else None
    if actor is None:
        raise LookupError(f"{case.number}: nobody answers for {side}")
    return actor


def submit(world: World, row: dict[str, Any], scout: str) -> Need:
    """A need as a company writes it, sent to the office."""
    company = world.companies[row["company"]]
    scouting = world.office[scout]
    today = timezone.localdate()
    need = matching.save_draft(
        company, by=scouting, title=row["title"], problem=row["problem"].strip(), goal=row["goal"].strip(),
        forms=row["forms"], budget=row["budget"], confidentiality=row["confidentiality"],
        decision_maker=row["decision_maker"],
        start_by=today + timedelta(weeks=row["start_by_weeks"]) if row["start_by_weeks"] else None,
        topics=[world.topics[key] for key in row["topics"]],
    )  # fmt: skip
    need = matching.submit_need(
        need, by=scouting, source=world.random.choice(["page", "phone"]), scout=world.users[scout]
    )
    world.needs[row["key"]] = need
    return need


def qualify(world: World, row: dict[str, Any], need: Need, scout: Actor) -> None:
    """The scout sharpens the need, ticks what may be shown, and the engine ranks the offers."""
    random, today = world.random, timezone.localdate()
    sharpened = row.get("qualified") or {}
    shown = row["confidentiality"] != "internal"
    budget = row["budget"] if row["budget"] != "unknown" else random.choice(["5k_10k", "10k_25k"])
    need = matching.change_need(
        need, by=scout, budget=budget, decide_by=today + timedelta(days=random.randint(25, 60)),
        goal=sharpened.get("goal", row["goal"]).strip(), decision_maker=row["decision_maker"] or "Geschäftsführung",
        shown_to_startups=shown and random.random() < 0.6, shown_publicly=shown and random.random() < 0.5,
    )  # fmt: skip
    matching.qualify_need(need, by=scout)
    rank_now(need, world.offers.index)


def write_teasers(world: World, row: dict[str, Any], need: Need, scout: Actor) -> None:
    """One teaser per language that was written, with facts coarse enough for five firms."""
    for language, key in (("de", "teaser"), ("en", "teaser_en")):
        if words := row.get(key):
            facts: dict[str, Any] = plain_teaser(need.organisation, language) | {"decide_by": need.decide_by}
            with translation.override(language):
                facts["budget"] = str(need.get_budget_display())
            matching.write_teaser(need, language, by=scout, title=words["title"], text=words["text"].strip(), **facts)


def approve(need: Need, company: Actor) -> None:
    for teaser in Teaser.objects.filter(need=need):
        matching.approve_teaser(teaser, by=company, shown_hash=teaser_hash(teaser))


@dataclass
class Plan:
    """Which need meets which start-up, how far they are to come, and who moderates."""

    need: str
    startup: str
    goal: State
    scout: str


class Walk:
    """Brings one pair along the workflow; each stage happens on its planned day."""

    def __init__(self, world: World, plan: Plan, row: dict[str, Any]) -> None:
        self.world, self.plan, self.row = world, plan, row
        self.scout = world.office[plan.scout]
        self.case: Introduction | None = None

    @property
    def fresh(self) -> Introduction:
        if self.case is None:
            raise LookupError(self.plan.need)
        return Introduction.objects.get(pk=self.case.pk)

    def shortlisted(self) -> None:
        need = self.world.needs[self.plan.need]
        startup = self.world.startups[self.plan.startup]
        match = Match.objects.filter(need=need, offer__organisation=startup).order_by("rank").first()
        reason = self.world.phrases.shortlist_reason(self.row, self.plan.startup)
        if match:
            self.case = actions.shortlist(match, reason, by=self.scout)

    def asked(self) -> None:
        """Where the directory is too small to hide the firm, the office ends the case."""
        need = self.world.needs[self.plan.need]
        try:
            actions.ask_company(need, by=self.scout)
        except Refused:
            if not actions.teaser_problem(need, {actions.language_for(self.fresh)}):
                raise
            actions.stop(self.fresh, by=self.scout, reason_code="terms")
            self.case = None

    def company_yes(self) -> None:
        company = side_actor(self.fresh, Party.COMPANY)
        approve(self.world.needs[self.plan.need], company)
        actions.company_says_yes(self.fresh, by=company)

    def startup_yes(self) -> None:
        language = actions.language_for(self.fresh)
        answers = self.world.phrases.acceptance(self.row, language)
        actions.startup_says_yes(self.fresh, by=side_actor(self.fresh, Party.STARTUP), answers=answers)

    def release(self, side: Party) -> None:
        case = self.fresh
        contact = case.contact_of(side)
        language = contact.language if contact else "de"
        actions.give_release(
            case, side, ALL_FIELDS, by=side_actor(case, side), language=language,
            shown_hash=actions.offered_hash(case, side, language),
        )  # fmt: skip

    def meet(self, on: datetime) -> None:
        """Arrange the first meeting for the working day before ``on``."""
        day = timezone.localtime(at_work(on)).date() - timedelta(days=1)
        day -= timedelta(days=max(day.weekday() - 4, 0))
        start = timezone.make_aware(datetime.combine(day, time(self.world.random.choice([9, 10, 11]))))
        case = self.fresh
        actions.schedule_meeting(
            case, by=self.scout, starts=start, ends=start + timedelta(minutes=60), moderator=case.owner,
            place=case.company.place, agenda=self.world.phrases.agenda(self.row),
        )  # fmt: skip

    def held(self) -> None:
        phrase, startup = self.world.phrases, self.plan.startup
        meeting = actions.hold_meeting(
            self.fresh, by=self.scout, minutes=phrase.minutes(self.row, startup), next_step=phrase.next_step(),
            next_step_owner=side_actor(self.fresh, Party.STARTUP).name,
            next_step_on=timezone.localdate() + timedelta(days=self.world.random.randint(5, 12)),
        )  # fmt: skip
        for side in (Party.COMPANY, Party.STARTUP):
            if self.world.random.random() < 0.8:
                stars = self.world.random.choice([3, 4, 4, 5, 5])
                actions.rate_meeting(meeting, side, stars, by=side_actor(self.fresh, side))

    def pilot(self) -> None:
        wording = self.world.phrases.pilot(self.row, self.plan.startup)
        today = timezone.localdate()
        actions.agree_pilot(
            self.fresh, by=self.scout, goal=wording["goal"], success_criterion=wording["success_criterion"],
            starts=today, ends=today + timedelta(weeks=wording["period_weeks"]),
        )  # fmt: skip

    def check_ins(self) -> None:
        due = self.fresh.pilot.check_ins.filter(done_at=None, due_on__lte=timezone.localdate())
        for check in due:
            words = self.world.phrases.check_in(self.row, self.plan.startup)
            actions.check_in(check, words, by=side_actor(self.fresh, Party.COMPANY))

    def finished(self) -> None:
        self.check_ins()
        result, lesson = self.world.phrases.lesson(self.row)
        actions.finish_pilot(self.fresh, by=self.scout, result=result, lesson=lesson)

    def cooperating(self) -> None:
        random = self.world.random
        actions.start_cooperation(
            self.fresh, by=self.scout, kind=random.choice(["order", "licence", "joint"]),
            value=random.choice(["under_5k", "under_25k", "under_100k"]), since=timezone.localdate(),
        )  # fmt: skip

    def declined(self, side: Party) -> None:
        code, words = self.world.phrases.refusal(self.row, actions.language_for(self.fresh))
        actions.decline(self.fresh, side, by=side_actor(self.fresh, side), reason_code=code, pass_on=words)

    def paused(self, until: date) -> None:
        actions.pause(self.fresh, until=until, by=self.scout)

    def stopped(self) -> None:
        actions.stop(self.fresh, by=self.scout, reason_code="wrong_timing")
