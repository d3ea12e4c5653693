"""Plays the planned year: needs arrive, pairs walk, the clock runs, letters leave."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from dnm.accounts.rules import Actor
from dnm.directory.models import Organisation
from dnm.introductions import actions
from dnm.introductions.models import Introduction
from dnm.introductions.workflow import Party, State
from dnm.mail.actions import deliver_waiting
from dnm.matching.models import Match, Need
from dnm.maturity import actions as maturity

from .cases import Plan as PairPlan
from .cases import Walk, World, qualify, submit, write_teasers
from .checks import Checks
from .sizes import Size
from .texts import read
from .timeline import at_work
from .year import STORIES, Goal, days_of, other_goals

Row = dict[str, Any]
NEED_STAGES = ("submit", "qualify", "write")


def play_year(world: World, size: Size, now: datetime, report: Callable[[str], None]) -> None:
    rows = [row for row in read("needs")["needs"] if row["company"] in world.companies][: size.needs]
    by_key = {row["key"]: row for row in rows}
    stories = [goal for goal in STORIES if goal.need in by_key and goal.startup in world.startups]
    taken = {goal.need for goal in stories}
    free = [row for row in rows if row.get("teaser") and row["key"] not in taken]
    goals = list(other_goals(world.random, size.share))
    report("Bedarfe, Vorschläge, Vermittlungen")
    planned: set[str] = set()
    for goal in stories:
        _plan(world, by_key[goal.need], goal, now, with_need=goal.need not in planned)
        planned.add(goal.need)
    for goal, row in zip(goals, free, strict=False):
        _plan(world, row, goal, now, with_need=True)
        planned.add(row["key"])
    for row in rows:
        if row["key"] not in planned:
            _plan_need_only(world, row, now)
    Checks(world, size, now).plan()
    _plan_clock(world, now)
    world.timeline.play()


def _scout_for(world: World, row: Row) -> str:
    user = world.companies[row["company"]].scout
    return "jens" if user and user == world.users["jens"] else "anna"


def _plan(world: World, row: Row, goal: Goal, now: datetime, *, with_need: bool) -> None:
    """Put every stage of a pair on the timeline, none before the one it follows."""
    stages = days_of(goal, now, world.random)
    pair = PairPlan(row["key"], goal.startup, goal.state, _scout_for(world, row))
    walk = Walk(world, pair, row)
    previous: datetime | None = None
    for number, (name, when) in enumerate(stages):
        if name in NEED_STAGES and not with_need:
            continue
        when = at_work(when) if previous is None else max(at_work(when), previous + timedelta(minutes=25))
        previous = when
        following = stages[number + 1][1] if number + 1 < len(stages) else now + timedelta(days=goal.meeting_in)
        world.timeline.plan(when, _stage(world, walk, row, name, following))
    if previous and goal.end:
        _plan_end(world, walk, goal, previous, now)
    if goal.state == State.PILOT_RUNNING and previous:
        for day in (31, 61):
            world.timeline.plan(previous + timedelta(days=day), lambda: _if_open(walk, walk.check_ins))


def _stage(world: World, walk: Walk, row: Row, name: str, following: datetime) -> Callable[[], None]:
    def act() -> None:
        if name in NEED_STAGES:
            _need_stage(world, walk, row, name)
        elif name == "shortlisted":
            walk.plan.startup = walk.plan.startup or _best_startup(world, row)
            if walk.plan.startup:
                walk.shortlisted()
        elif walk.case is not None:
            _pair_stage(walk, name, following)

    return act


def _need_stage(world: World, walk: Walk, row: Row, name: str) -> None:
    if name == "submit":
        submit(world, row, walk.plan.scout)
    elif name == "qualify":
        qualify(world, row, world.needs[row["key"]], walk.scout)
    else:
        _write(world, row, walk.scout)
        if walk.plan.goal == State.SUGGESTED and (startup := _best_startup(world, row)):
            need, firm = world.needs[row["key"]], world.startups[startup]
            match = Match.objects.filter(need=need, offer__organisation=firm).first()
            actions.suggest(need, firm, by=walk.scout, match=match)


def _pair_stage(walk: Walk, name: str, following: datetime) -> None:
    if name == "asked" and walk.fresh.state != State.SHORTLISTED:
        return
    if name in ("first_release", "second_release"):
        walk.release(Party.STARTUP if name == "first_release" else Party.COMPANY)
    elif name == "meet":
        walk.meet(following)
    else:
        getattr(walk, name)()


def _best_startup(world: World, row: Row) -> str:
    """The best ranked one that may be named, reads a language the teaser exists in and still has capacity."""
    languages = {language for language, key in (("de", "teaser"), ("en", "teaser_en")) if row.get(key)}
    keys = {startup.pk: key for key, startup in world.startups.items()}
    matches = Match.objects.filter(need=world.needs[row["key"]]).order_by("rank")
    matches = matches.select_related("offer__organisation__startup")
    for match in matches.prefetch_related("offer__organisation__contacts"):
        startup = match.offer.organisation
        contact = next((one for one in startup.contacts.all() if one.primary), None)
        if contact and contact.language in languages and startup.startup.listed and _has_capacity(startup):
            return keys[startup.pk]
    return ""


def _has_capacity(startup: Organisation) -> bool:
    since = timezone.now() - timedelta(days=90)
    running = Introduction.objects.filter(startup=startup, created_at__gte=since).count()
    return running < startup.startup.capacity


def _plan_end(world: World, walk: Walk, goal: Goal, last: datetime, now: datetime) -> None:
    """How a pair ended; the clock lets it expire by itself."""
    when = min(last + timedelta(days=world.random.randint(2, 9)), now - timedelta(hours=2))
    until = timezone.localdate(now) + timedelta(days=world.random.randint(8, 40))
    ends: dict[str, Callable[[], None]] = {
        "declined": lambda: walk.declined(_who_declines(world, walk)),
        "startup_released": lambda: walk.release(Party.STARTUP),
        "paused": lambda: walk.paused(until),
        "stopped": walk.stopped,
        "expired": lambda: None,
    }
    world.timeline.plan(when, lambda: _if_open(walk, ends[goal.end]))


def _who_declines(world: World, walk: Walk) -> Party:
    """The start-up can only decline what it was asked."""
    if walk.fresh.state == State.COMPANY_ASKED:
        return Party.COMPANY
    return world.random.choice([Party.COMPANY, Party.STARTUP])


def _if_open(walk: Walk, act: Callable[[], None]) -> None:
    if walk.case is not None:
        act()


def _plan_need_only(world: World, row: Row, now: datetime) -> None:
    """Needs nobody was found for yet: a few wait for the office, the others are sharpened and ranked."""
    age = world.random.randint(0, 40)
    walk = Walk(world, PairPlan(row["key"], "", State.SUGGESTED, _scout_for(world, row)), row)
    when = at_work(now - timedelta(days=age, hours=3))
    world.timeline.plan(when, lambda: _need_stage(world, walk, row, "submit"))
    if age > 3:
        later = when + timedelta(days=2)
        world.timeline.plan(later, lambda: _need_stage(world, walk, row, "qualify"))
        if row.get("teaser"):
            world.timeline.plan(later + timedelta(hours=3), lambda: _write(world, row, walk.scout))


def _write(world: World, row: Row, scout: Actor) -> None:
    write_teasers(world, row, Need.objects.get(pk=world.needs[row["key"]].pk), scout)


def _plan_clock(world: World, now: datetime) -> None:
    """The clock daily in the last weeks, fortnightly before; letters leave with it."""
    days = [*range(380, 22, -14), *range(21, -1, -1)]
    for day in days:
        world.timeline.plan(now - timedelta(days=day, minutes=30), _tick)


def _tick() -> None:
    actions.run_clock()
    maturity.run_clock()
    deliver_waiting(limit=2_000)
