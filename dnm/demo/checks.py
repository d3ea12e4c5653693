"""Digital-Checks of the demo year: who takes one when, an invitation round, a guest, and needs that come of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from django.utils import timezone

from dnm.accounts.rules import Actor
from dnm.directory.actions import set_channel
from dnm.directory.industries import coarse_group, size_class
from dnm.directory.models import Organisation
from dnm.directory.queries import contact_actor, contact_for
from dnm.engines.scoring import LONG, SHORT, Questionnaire, score, shipped
from dnm.matching.actions import draft_need_from, submit_need
from dnm.matching.rules import Problem
from dnm.maturity import actions
from dnm.maturity.models import Check, Door, Invited
from dnm.maturity.queries import actor_of_door, measures_for
from dnm.maturity.workflow import CheckState, Stage, Way

from .cases import World
from .profiles import Said, first_answers, later_answers
from .sizes import Size

ROUND = "Kurz-Check zum Handwerkstag"
ROUND_TEXT = "Auf dem Handwerkstag haben wir darüber gesprochen: Zehn Fragen zeigen, wo sich der nächste Schritt lohnt."
STORY = "rehmert"
"""The company of the demo login: its result of a few weeks ago stands beside those of others."""
STORY_DAYS = 47


@dataclass(frozen=True)
class Wanted:
    """How many of each at full size."""

    first: int = 52
    second: int = 17
    short: int = 14
    running: int = 5
    invited: int = 12
    needs: int = 3


def wanted(size: Size) -> Wanted:
    """In smaller regions proportionally few, but one of each."""
    full, part = Wanted(), min(size.companies / 155, 1)
    return Wanted(**{name: max(round(count * part), 1) for name, count in vars(full).items()})


class Checks:
    """Acts for the timeline. Draws of its own: the rest of the year stays as it is without any check."""

    def __init__(self, world: World, size: Size, now: datetime) -> None:
        self.world, self.now, self.wanted = world, now, wanted(size)
        self.random = Random()
        self.random.setstate(world.random.getstate())
        self.said: dict[int, Said] = {}

    # --- The plan ---

    def plan(self) -> None:
        """Who takes part is drawn from the largest groups first, so that some are large enough to be shown."""
        firms, count = self._by_group(), self.wanted
        first, rest = firms[: count.first], firms[count.first :]
        for place, firm in enumerate(first):
            self._plan_long(firm, again=0 < place <= 2 * count.second and place % 2 == 1)
        for firm in rest[: count.short]:
            self._on(self.random.randint(20, 300), partial(self.take, firm, SHORT))
        for place, firm in enumerate(rest[count.short :][: count.running]):
            self._on(self.random.randint(1, 9), partial(self.leave_open, firm, hand_over=place == 0))
        self._on(13, partial(self.invite, rest[count.short + count.running :][: count.invited]))
        self._on(6, self.let_a_guest_try)
        for firm in first[-count.needs :]:
            self._on(self.random.randint(1, 2), partial(self.draw_need, firm))
        self._plan_quarters()

    def _by_group(self) -> list[Organisation]:
        """The story's company; then half of every group of industry and size, large groups first; then the others."""
        groups: dict[tuple[str, str], list[Organisation]] = {}
        for firm in self.world.companies.values():
            if firm.industry and firm.head_count is not None:
                key = coarse_group(firm.industry), size_class(firm.head_count).key
                groups.setdefault(key, []).append(firm)
        for firms in groups.values():
            self.random.shuffle(firms)
        largest = sorted(groups.values(), key=len, reverse=True)
        halves = [(firms[: len(firms) // 2], firms[len(firms) // 2 :]) for firms in largest]
        story = [self.world.companies[STORY]]
        early, late = (
            [firm for half in side for firm in half if firm not in story] for side in zip(*halves, strict=True)
        )
        return [*story, *early, *late]

    def _plan_long(self, firm: Organisation, *, again: bool) -> None:
        """The first check, and for some the second one about a year on; others have a day for it."""
        if firm == self.world.companies[STORY]:
            self._on(STORY_DAYS, partial(self.take, firm, LONG))
            self._on(STORY_DAYS - 1, partial(self.plan_again, firm, STORY_DAYS - 365))
        elif again:
            age, later = self.random.randint(260, 380), self.random.randint(8, 100)
            self._on(age, partial(self.take, firm, LONG))
            self._on(age - 2, partial(self.plan_again, firm, later))
            self._on(later, partial(self.take, firm, LONG))
        else:
            self._on(self.random.randint(105, 375), partial(self.take, firm, LONG))

    def _plan_quarters(self) -> None:
        for year in (self.now.year - 1, self.now.year):
            for month in (1, 4, 7, 10):
                day = datetime(year, month, 1, 8, 30, tzinfo=self.now.tzinfo)
                if self.now - timedelta(days=390) < day:
                    self.world.timeline.plan(day, take_quarter)

    def _on(self, days_ago: int, act: Callable[[], None]) -> None:
        self.world.timeline.plan(self.now - timedelta(days=days_ago, minutes=self.random.randint(0, 300)), act)

    # --- The acts ---

    def _scout(self, firm: Organisation) -> Actor:
        return self.world.office["jens" if firm.scout == self.world.users["jens"] else "anna"]

    def _who(self, firm: Organisation) -> Actor:
        """With the scout at the table, or somebody of the firm alone."""
        contact = contact_for(firm) if self.random.random() < 0.5 else None
        return (contact_actor(contact, only="") if contact else None) or self._scout(firm)

    def _answers(self, firm: Organisation, asked: Questionnaire) -> Said:
        known = self.said.get(firm.pk)
        if known is None:
            heads = firm.head_count or 0
            return first_answers(asked, industry=firm.industry, heads=heads, random=self.random)
        scores = score(asked, known).dimensions
        lowest = sorted(scores, key=lambda topic: scores[topic].exact)[:2]
        return later_answers(asked, known, lowest, self.random)

    def take(self, firm: Organisation, key: str) -> None:
        by = self._who(firm)
        said = self._answers(firm, shipped()[key])
        check = actions.begin_check(firm, key, by=by)
        actions.answer_several(check, said, by=by)
        actions.finish_check(check, by=by)
        if key == LONG:
            self.said[firm.pk] = said

    def plan_again(self, firm: Organisation, days_ago: int) -> None:
        """The office sets the day of the second check; one that lies ahead has negative days."""
        on = timezone.localdate(self.now) - timedelta(days=days_ago)
        actions.plan_stage(firm, Stage.T1, key=LONG, on=on, by=self._scout(firm))

    def leave_open(self, firm: Organisation, *, hand_over: bool) -> None:
        """Begun, some topics done; one is with a colleague."""
        asked, by = shipped()[LONG], self._who(firm)
        said = first_answers(asked, industry=firm.industry, heads=firm.head_count or 0, random=self.random)
        done = {topic.id for topic in asked.dimensions[: self.random.randint(1, 4)]}
        check = actions.begin_check(firm, LONG, by=by)
        actions.answer_several(
            check, {item: v for item, v in said.items() if asked.dimension_of[item].id in done}, by=by
        )
        if hand_over:
            host = firm.website.removeprefix("https://www.") or "betrieb.example"
            actions.hand_over_topic(check, "data", email=f"edv@{host}", name="Sabine Thiele", by=by)

    def invite(self, firms: list[Organisation]) -> None:
        """A round by post and e-mail; two of those reached have finished at once."""
        jens = self.world.office["jens"]
        due_on = timezone.localdate() + timedelta(days=28)
        planned = actions.plan_round(title=ROUND, key=SHORT, due_on=due_on, by=jens, text=ROUND_TEXT)
        for firm in firms[: -(-len(firms) // 2)]:
            if contact := contact_for(firm):
                set_channel(
                    contact, "mailings", source="Karte vom Handwerkstag", since=timezone.localdate(), by=jens,
                    consent_text="Ja, schicken Sie mir Einladungen per E-Mail.",
                )  # fmt: skip
        for invited in actions.invite(planned, firms, by=jens)[:2]:
            if invited.way == Way.EMAIL:
                self._answer_invitation(invited)

    def _answer_invitation(self, invited: Invited) -> None:
        door = invited.doors.get()
        guest = actor_of_door(door.pk)
        if guest is None:
            raise LookupError(invited.organisation.name)
        check = actions.begin_invited(door, by=guest)
        self._finish_as_guest(check, door, invited.organisation.industry, invited.organisation.head_count or 0)

    def _finish_as_guest(self, check: Check, door: Door, industry: str, heads: int) -> Actor:
        actor = actor_of_door(door.pk)
        if actor is None:
            raise LookupError(door.pk)
        asked = shipped()[check.questionnaire]
        said = first_answers(asked, industry=industry, heads=heads, random=self.random)
        actions.answer_several(check, said, by=actor)
        actions.finish_check(check, by=actor)
        return actor

    def let_a_guest_try(self) -> None:
        """Somebody whom nobody knows yet, and who tells the firm at the end."""
        door = actions.begin_as_guest(SHORT, form_token="demo-guest", name="Monika Drees")
        check = Check.objects.get(doors=door)
        actor = self._finish_as_guest(check, door, "16.23", 6)
        told = {"name": "Drechslerei Drees (erfunden)", "head_count": 6, "industry": "16.23", "postcode": "59597"}
        actions.tell_firm(check, by=actor, **told)

    def draw_need(self, firm: Organisation) -> None:
        """The first draft that its result offers, sent as it is."""
        check = Check.objects.filter(organisation=firm, questionnaire=LONG, state=CheckState.FINISHED).first()
        words = next((step.need for step in measures_for(check) if step.need), None) if check else None
        if words is None:
            return
        by, token = self._scout(firm), f"demo-check-{firm.pk}"
        problem = Problem(words.title, words.problem, words.goal, words.language)
        need = draft_need_from(firm, problem, by=by, form_token=token)
        submit_need(need, by=by, source="page")


def take_quarter() -> None:
    actions.take_snapshot()
