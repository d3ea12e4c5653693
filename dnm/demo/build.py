"""``dnm demo``: a small region to play with, built by calling actions only, the same for the same seed and day."""

import gc
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test.utils import override_settings
from django.utils import timezone, translation

from dnm.accounts.models import User
from dnm.accounts.rules import Actor
from dnm.directory.models import Membership, Organisation
from dnm.directory.queries import contact_for
from dnm.introductions.models import Introduction
from dnm.matching.models import Need
from dnm.work.actions import settle

from . import people, region
from .cases import World
from .days import plan_events
from .people import Account, Office
from .phrases import Phrases
from .play import play_year
from .sizes import SIZES, Size
from .texts import read
from .timeline import Timeline, last_morning

Report = Callable[[str], None]


class NotEmpty(Exception):
    """There is data already; a demo region is built into an empty data folder only."""


def build(
    *, seed: int = 2018, size: str = "M", json_file: Path | None = None, report: Report = lambda line: None
) -> list[Account]:
    """Build the region in one transaction: all of it or nothing. Returns the accounts to try it with."""
    if User.objects.exists() or Organisation.objects.exists():
        raise NotEmpty
    wanted, random = SIZES[size], Random(seed)
    # Demo letters go into files, whatever mail server is set.
    own = override_settings(EMAIL_URL="", RANKING_MODE=wanted.ranking or settings.RANKING_MODE)
    with translation.override("de"), own, _rare_collections(), transaction.atomic():
        accounts = _build(wanted, random, report)
    (settings.DATA_DIR / "demo").touch()
    people.write_accounts(accounts)
    if json_file:
        content = {"accounts": [asdict(account) for account in accounts], "ids": some_ids()}
        json_file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return accounts


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Most objects live until the end: looking through them for garbage took a sixth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _build(size: Size, random: Random, report: Report) -> list[Account]:
    now = last_morning(timezone.now())
    timeline = Timeline(now)
    world_box: dict[str, World] = {}
    offices: list[Office] = []

    def found_centre() -> None:
        people.set_up_centre(timezone.localdate(now))
        offices.append(people.sign_up_office())

    def enter_region() -> None:
        world_box["world"] = _enter(size, random, offices[0], timeline, report)

    timeline.plan(now - timedelta(days=400), found_centre)
    timeline.plan(now - timedelta(days=395), enter_region)
    timeline.play()
    world = world_box["world"]
    new_year = datetime(now.year, 1, 20, 9, tzinfo=now.tzinfo)
    for day, change in (
        (new_year, region.add_this_years_references),
        (now - timedelta(days=8), region.pause_some),
    ):
        timeline.plan(day, partial(_change_startups, world, change, offices[0].scout))
    plan_events(world, size, now)
    play_year(world, size, now, report)
    settle("matching.rank_need", "matching.rank_all")  # ranked above, on their days
    return _give_accounts(world, offices[0], random, now)


def _change_startups(world: World, change: Callable[[dict[str, Organisation], Actor], None], scout: Actor) -> None:
    change(world.startups, scout)
    world.offers.have_changed()


def _enter(size: Size, random: Random, office: Office, timeline: Timeline, report: Report) -> World:
    lead, scout = office.lead, office.scout
    report("Träger, Betriebe und Startups")
    people.enter_carriers(lead)
    topics = region.add_topics(lead)
    anna, jens = office.scouts
    firms = list(region.large_companies(size.companies, random))
    companies = {
        row["key"]: region.enter_company(row, topics, random.choice([anna, anna, jens]), scout) for row in firms
    }
    startups = {
        row["key"]: region.enter_startup(row, topics, scout)
        for row in region.large_startups(size.startups, size.offers, random)
    }
    region.let_the_hub_vouch(startups, lead)
    return World(
        timeline=timeline, random=random, office={"anna": scout, "jens": lead}, users={"anna": anna, "jens": jens},
        companies=companies, startups=startups, topics=topics, phrases=Phrases(random),
    )  # fmt: skip


def _give_accounts(world: World, office: Office, random: Random, now: datetime) -> list[Account]:
    """One account to try per role, each with a password that can be typed."""
    found: list[Account] = []

    def give(role: str, user: User, organisation: str) -> None:
        password = people.give_password(user, random)
        found.append(Account(role, user.full_name, user.email, password, organisation))

    centre = "Digitales Zentrum Mittelstand"
    give("Digitalscout", office.scouts[0], centre)
    give("Projektleitung", office.scouts[1], centre)
    for person in read("people")["people"]:
        if set(person["roles"]) & {"director", "admin"}:
            title = "Geschäftsführung" if "director" in person["roles"] else "Verwaltung"
            give(title, User.objects.get(email=person["email"]), centre)
    for role, firm in (
        ("Unternehmen", world.companies.get("rehmert")),
        ("Startup", world.startups.get("gussauge")),
        ("Startup, schreibt Englisch", world.startups.get("crumbcast")),
    ):
        if firm:
            give(role, sign_up_contact(firm), firm.name)
    hub = User.objects.filter(memberships__organisation__kind=Organisation.Kind.HUB).first()
    if hub:
        give("Partner-Hub", hub, hub.memberships.get().organisation.name)
    return found


def sign_up_contact(firm: Organisation) -> User:
    """The primary contact of an organisation gets an account as its owner."""
    contact = contact_for(firm)
    if contact is None:
        raise LookupError(firm.name)
    person = {
        "email": contact.email, "first_name": contact.first_name, "last_name": contact.last_name,
        "salutation": contact.salutation, "phone": contact.phone, "language": contact.language,
    }  # fmt: skip
    user = people.create_user(person)
    region.join(firm, user, Membership.Role.OWNER)
    return user


def some_ids() -> dict[str, Any]:
    """A few rows to begin with, for scripts that try the region."""
    return {
        "needs": list(Need.objects.order_by("pk").values_list("pk", flat=True)[:200]),
        "introductions": {state: pk for pk, state in Introduction.objects.order_by("-pk").values_list("pk", "state")},
        "organisations": list(Organisation.objects.order_by("pk").values_list("pk", flat=True)[:50]),
    }
