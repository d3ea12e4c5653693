"""How people come in, for tests of pages: by mailed code, by password, with a second factor."""

import base64
import hmac
import re
import struct
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpResponse
from django.test import Client

from dnm.accounts.actions import create_person
from dnm.accounts.models import RoleGrant, User
from dnm.accounts.rules import SYSTEM
from dnm.accounts.workflow import Role
from dnm.directory.models import Membership, Organisation
from dnm.mail.models import Letter

PASSWORD = "ein langer Satz"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def somebody(*roles: Role, email: str = "anna@zentrum.example", password: str | None = None) -> User:
    """A person who may sign in, with these roles."""
    person = create_person(email=email, first_name="Anna", last_name="Beckmann", by=SYSTEM, password=password)
    for role in roles:
        RoleGrant.objects.create(user=person, role=role)
    return person


def belongs(person: User, organisation: Organisation, role: str = Membership.Role.OWNER) -> Membership:
    return Membership.objects.create(user=person, organisation=organisation, role=role)


def with_second_factor(person: User) -> User:
    TOTP.activate(person, SECRET)
    return person


def app_code(secret: str = SECRET) -> str:
    """What an authenticator app shows right now (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def code_from_letter(address: str) -> str:
    """The code in the newest letter to this address."""
    letter = Letter.objects.filter(to_address=address).order_by("-pk").first()
    assert letter, f"no letter to {address}"
    found = re.search(r"^[A-Z]{4}-[A-Z]{4}$", letter.body, re.M)
    assert found, letter.body
    return found.group()


def by_code(client: Client, person: User, follow: str = "") -> HttpResponse:
    """Sign in as people do: address, then the code from the letter."""
    client.post("/konto/login/", {"login": person.email, "next": follow} if follow else {"login": person.email})
    address = "/konto/login/code/confirm/"
    return client.post(
        address,
        {"code": code_from_letter(person.email), "next": follow}
        if follow
        else {"code": code_from_letter(person.email)},
    )


def entered(person: User) -> Client:
    """A browser in which this person is signed in, with the second factor where there is one."""
    client = Client()
    by_code(client, person)
    if Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists():
        client.post("/konto/2fa/authenticate/", {"code": app_code()})
    return client
