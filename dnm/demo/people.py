"""The centre and the people who may sign in to try it."""

import json
from dataclasses import asdict, dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from django.conf import settings
from django.utils import timezone

from dnm.accounts import actions as accounts
from dnm.accounts.models import User
from dnm.accounts.rules import SYSTEM, Actor
from dnm.accounts.workflow import Role
from dnm.carriers.actions import enter_share
from dnm.centre import actions as centre
from dnm.directory import actions as directory
from dnm.directory.models import Organisation
from dnm.directory.places import municipalities

from .texts import read

SHARES_SINCE = date(2018, 7, 1)
SHARES = {"Kreis Soest": Decimal("34.375"), "Stadt Lippstadt": Decimal("25")}
OTHER_SHARE = Decimal("3.125")
ACCOUNTS_FILE = "demo-accounts.json"


@dataclass
class Account:
    """A demo login as it is printed and shown on the sign-in page."""

    role: str
    name: str
    email: str
    password: str
    organisation: str = ""


@dataclass
class Office:
    scout: Actor
    lead: Actor
    scouts: list[User]


def set_up_centre(today: date) -> None:
    centre.change_centre(
        by=SYSTEM, name="Digitales Zentrum Mittelstand", region="Kreis Soest", place="Lippstadt", postcode="59555",
        street="Musterstraße 1 (Demo)", phone="02941 555-0100", email="zentrum@dzm.example",
        operator="Digitales Zentrum Mittelstand GmbH (Demo)", represented_by="Dr. Ulrike Marquardt (Demo)",
        register_entry="HRB 00000, Amtsgericht Paderborn (Demo)", privacy_officer="datenschutz@dzm.example",
    )  # fmt: skip
    centre.set_opening_hours([(day, time(8), time(17)) for day in range(5)], by=SYSTEM)
    centre.add_closure("Weihnachten", date(today.year, 12, 24), date(today.year, 12, 31), by=SYSTEM)


def sign_up_office() -> Office:
    """Scout, lead, director and admin, with roles and deputies."""
    users = {}
    for person in read("people")["people"]:
        roles = [role for role in person["roles"] if role in ("scout", "lead", "director", "admin", "funder", "juror")]
        if roles:
            users[person["key"]] = create_user(person)
            for role in roles:
                accounts.grant_role(users[person["key"]], Role(role), by=SYSTEM)
    anna, jens = users["anna-beckmann"], users["jens-althaus"]
    return Office(
        Actor("accounts.user", anna.pk, anna.full_name, Role.SCOUT),
        Actor("accounts.user", jens.pk, jens.full_name, Role.LEAD),
        [anna, jens],
    )


def create_user(person: dict[str, str], password: str | None = None) -> User:
    return accounts.create_person(
        email=person["email"], first_name=person["first_name"], last_name=person["last_name"],
        salutation=person.get("salutation", ""), phone=person["phone"], language=person.get("language", "de"),
        password=password, by=SYSTEM,
    )  # fmt: skip


def enter_carriers(lead: Actor) -> list[Organisation]:
    """The real carriers with their shares as of July 2018; their contact persons are invented."""
    places = {one.name: one for one in municipalities()}
    carriers = []
    for person in read("people")["people"]:
        if "carrier" not in person["roles"]:
            continue
        place = places.get(person["municipality"])
        name = f"{place.kind} {place.name}" if place else person["organisation"]
        firm = directory.create_organisation(
            by=lead, kind="carrier", name=name, source="other", place=place.name if place else "Soest",
            municipality=place.ags if place else "", postcode=place.postcodes[0] if place else "59494",
            despite_duplicate=True,
        )  # fmt: skip
        add_contact(firm, person, lead, position=person["position"])
        enter_share(firm, SHARES.get(name, OTHER_SHARE), since=SHARES_SINCE, by=lead, source="Stand Juli 2018")
        carriers.append(firm)
    return carriers


def add_contact(firm: Organisation, person: dict[str, str], by: Actor, *, position: str) -> None:
    contact = directory.add_contact(
        firm, by=by, first_name=person["first_name"], last_name=person["last_name"],
        salutation=person.get("salutation", ""), position=position, email=person["email"], phone=person["phone"],
        language=person.get("letter_language", person.get("language", "de")),
    )  # fmt: skip
    directory.set_channel(contact, "own_cases", source="Erstkontakt", since=timezone.localdate(), by=by)


def give_password(user: User, random: Random) -> str:
    """A password that can be typed from paper; the same for the same seed."""
    words = ["Hellweg", "Moehne", "Lippe", "Boerde", "Haar", "Arnsberg", "Eder", "Ahse", "Pader", "Ruhr"]
    password = f"{random.choice(words)}-{random.choice(words)}-{random.randrange(1000, 10000)}"
    accounts.set_password(user, password, by=SYSTEM)
    return password


def write_accounts(found: list[Account]) -> Path:
    path: Path = settings.DATA_DIR / ACCOUNTS_FILE
    path.write_text(json.dumps([asdict(account) for account in found], ensure_ascii=False, indent=1), encoding="utf-8")
    path.chmod(0o600)
    return path


def some_days(random: Random, low: int, high: int) -> timedelta:
    return timedelta(days=random.randint(low, high), hours=random.randint(0, 8), minutes=random.randint(0, 59))
