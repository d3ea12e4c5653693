"""Companies, start-ups and the partner hub of the demo region, entered by the office."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from dnm.accounts.models import User
from dnm.accounts.rules import SYSTEM, Actor
from dnm.accounts.workflow import Role
from dnm.directory import actions as directory
from dnm.directory.actions.memberships import join as enter_member
from dnm.directory.models import Membership, Organisation, Topic
from dnm.matching.actions import save_offer

from .people import add_contact, create_user
from .texts import read
from .year import STORIES

Row = dict[str, Any]
STORY_NEEDS = {goal.need for goal in STORIES}
STORY_STARTUPS = {goal.startup for goal in STORIES}


def join(firm: Organisation, user: User, role: str) -> None:
    enter_member(firm, user, role, by=SYSTEM)


def add_topics(by: Actor) -> dict[str, Topic]:
    topics = read("companies")["topics"]
    return {key: directory.add_topic(name_de=names["de"], name_en=names["en"], by=by) for key, names in topics.items()}


def enter_company(row: Row, topics: dict[str, Topic], scout: User, by: Actor) -> Organisation:
    firm = directory.create_organisation(
        by=by, kind="company", name=row["name"], legal_form=row["legal_form"], head_count=row["employees"],
        head_count_on=date(timezone.localdate().year, 1, 1), founded=row["founded"], industry=row["industry"],
        street=row["street"], postcode=row["postcode"], website=row["website"], languages=["de"],
        source=row["source"], scout=scout, fictitious=True, topics=[topics[key] for key in row["topics"]],
        despite_duplicate=True,
    )  # fmt: skip
    for person in [row["contact"], *row.get("further_contacts", [])]:
        add_contact(firm, person, by, position=person["role"])
    return firm


def enter_startup(row: Row, topics: dict[str, Topic], by: Actor) -> Organisation:
    firm = directory.create_organisation(
        by=by, kind="startup", name=row["name"], place=row["city"], founded=row["founded"], head_count=row["team"],
        head_count_on=date(timezone.localdate().year, 1, 1), website=row["website"], languages=row["languages"],
        source="hub" if row["vouched"] else "website", fictitious=True, despite_duplicate=True,
        topics=[topics[key] for key in row["topics"]],
    )  # fmt: skip
    add_contact(firm, row["contact"], by, position=row["contact"]["role"])
    directory.change_profile(
        firm, by=by, stage=row["stage"], model=row["model"], forms=row["forms"], capacity=row["capacity"],
        target_industries=row["industries"],
    )  # fmt: skip
    add_references(firm, [one for one in row["references"] if one["year"] <= timezone.localdate().year], by)
    if row["listed"]:
        directory.set_listed(firm, True, by=by)
    for offer in row["offers"]:
        save_offer(
            firm, by=by, language=offer["lang"], title=offer["title"], text=offer["text"].strip(),
            **_price(row["price"]),
        )  # fmt: skip
    return firm


def add_references(firm: Organisation, references: list[Row], by: Actor) -> None:
    for one in references:
        directory.add_reference(firm, by=by, text=one["text"], industry=one["industry"], year=one["year"])


def add_this_years_references(startups: dict[str, Organisation], by: Actor) -> None:
    """What start-ups can show since they were entered last year."""
    for row in read("startups"):
        recent = [one for one in row["references"] if one["year"] == timezone.localdate().year]
        if row["key"] in startups:
            add_references(startups[row["key"]], recent, by)


def pause_some(startups: dict[str, Organisation], by: Actor) -> None:
    """A few are busy and pause for some weeks."""
    for weeks, row in enumerate((row for row in read("startups") if row["paused_until"]), start=4):
        if row["key"] in startups:
            directory.pause_startup(startups[row["key"]], timezone.localdate() + timedelta(weeks=weeks), by=by)


def _price(price: Row | None) -> dict[str, Any]:
    if not price:
        return {}
    low, high = price["min"], price["max"]
    return {
        "price_from": Decimal(low) if low is not None else None,
        "price_to": Decimal(high) if high is not None else None,
        "price_unit": price["unit"],
    }


def let_the_hub_vouch(startups: dict[str, Organisation], lead: Actor) -> Organisation:
    """The partner hub, its contact, and the start-ups it vouches for."""
    person = next(person for person in read("people")["people"] if "hub" in person["roles"])
    hub = directory.create_organisation(
        by=lead, kind="hub", name=person["organisation"], place="Düsseldorf", languages=["de", "en"], source="other",
        fictitious=True, despite_duplicate=True,
    )  # fmt: skip
    add_contact(hub, person, lead, position=person["position"])
    user = create_user(person)
    join(hub, user, Membership.Role.OWNER)
    actor = Actor("accounts.user", user.pk, user.full_name, Role.HUB, hub.pk)
    for row in read("startups"):
        if row["vouched"] and row["key"] in startups:
            directory.vouch(startups[row["key"]], by=actor)
    return hub


def large_companies(count: int, random: Random) -> Iterator[Row]:
    """For benchmarks: the written firms again, each time under another number."""
    needs = read("needs")["needs"]
    firms = {row["company"] for row in needs if row["key"] in STORY_NEEDS}
    searching = {row["company"] for row in needs if row.get("teaser")}
    rows = sorted(
        read("companies")["companies"], key=lambda row: (row["key"] not in firms, row["key"] not in searching)
    )
    for number in range(count):
        row = rows[number % len(rows)]
        if number >= len(rows):
            contact = row["contact"] | {"email": f"kontakt@firma{number}.example"}
            row = row | {
                "key": f"{row['key']}-{number}",
                "name": f"{row['name']} {number}",
                "contact": contact,
            }
            row |= {"further_contacts": [], "employees": random.randint(1, 400)}
        yield row


def large_startups(count: int, offers: int, random: Random) -> Iterator[Row]:
    """For benchmarks: sentences of the written offers in other combinations, ``offers`` in all."""
    rows = sorted(read("startups"), key=lambda row: row["key"] not in STORY_STARTUPS)
    sentences: dict[str, list[str]] = {}
    for row in rows:
        for offer in row["offers"]:
            sentences.setdefault(offer["lang"], []).extend(offer["text"].split(". "))
    written = sum(len(row["offers"]) for row in rows)
    for number in range(count):
        row = rows[number % len(rows)]
        if (place := number - len(rows)) >= 0:
            contact = row["contact"] | {"email": f"team@startup{number}.example"}
            row = row | {
                "key": f"{row['key']}-{number}",
                "name": f"{row['name']} {number}",
                "contact": contact,
            }
            more, others = max(offers - written, 0), count - len(rows)
            wanted = more * (place + 1) // others - more * place // others
            row |= {"offers": [_mixed(row, sentences, random) for _offer in range(wanted)]}
        yield row


def _mixed(row: Row, sentences: dict[str, list[str]], random: Random) -> Row:
    language = row["offers"][0]["lang"]
    return {
        "lang": language,
        "title": row["offers"][0]["title"],
        "text": ". ".join(random.sample(sentences[language], 5)) + ".",
    }
