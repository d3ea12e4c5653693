"""A company that fills in a check, in a browser."""

import re
from dataclasses import dataclass

from django.http import HttpResponse
from django.test import Client

from dnm.accounts.rules import Actor
from dnm.directory.models import Organisation
from dnm.engines.scoring import LONG, SHORT
from dnm.maturity import actions
from dnm.maturity.models import Answer, Check, Door
from tests.factories import member_of
from tests.maturity.people import letters, token_in
from tests.stories import a_company
from tests.web.reading import signed_in


@dataclass
class Filling:
    """One check of a company and the browser of its owner."""

    client: Client
    firm: Organisation
    actor: Actor
    check: Check

    def path(self, page: str = "") -> str:
        return f"/mein/digital-check/{self.check.pk}/{page}"

    def get(self, page: str = "") -> HttpResponse:
        return self.client.get(self.path(page))

    def post(self, page: str = "", follow: bool = False, **fields: object) -> HttpResponse:
        return self.client.post(self.path(page), fields, follow=follow)

    def said(self) -> dict[str, object]:
        return said(self.check)


def said(check: Check) -> dict[str, object]:
    return dict(Answer.objects.filter(check_done=check, value__isnull=False).values_list("item", "value"))


def filling(key: str = SHORT) -> Filling:
    firm = a_company()
    actor = member_of(firm)
    return Filling(signed_in(actor), firm, actor, actions.begin_check(firm, key, by=actor))


def filling_long() -> Filling:
    return filling(LONG)


def begun_as_guest(key: str = SHORT, token: str = "eine-seite") -> tuple[Client, Check]:
    client = Client()
    client.post("/digital-check/", {"fragebogen": key, "form_token": token})
    return client, Door.objects.get(pk=client.session["check_door"]).check_done


def door_path(kind: str) -> str:
    return f"/digital-check/a/{token_in(letters(kind)[-1])}/"


def through(path: str) -> tuple[Client, HttpResponse]:
    """Link, code from the mailbox, in. The browser, and the page it came to."""
    client = Client()
    client.post(path, {"anfordern": "1"})
    code = re.search(r"^\d{6}$", letters("door_code")[-1].body, re.M)
    assert code
    return client, client.post(path, {"code": code.group()}, follow=True)
