"""Office pages as a signed-in person reads them."""

import html
import re
from datetime import timedelta

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from dnm.accounts.models import User
from dnm.accounts.rules import Actor
from dnm.accounts.workflow import Role
from tests.factories import UserFactory
from tests.stories import Story

SPOKEN = {
    "source": "phone",
    "said_by": "Frau Rehmert",
    "said_on": f"{timezone.localdate():%d.%m.%Y}",
    "said_where": "Büro",
}


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id))
    return client


def client_as(role: Role) -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[role]))
    return client


def words(response: HttpResponse) -> str:
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).replace("\xa0", " ").split())


def heading(response: HttpResponse) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.S)
    assert found, "a page without a heading"
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found.group(1))).replace("\xa0", " ").split())


def rows(response: HttpResponse) -> list[str]:
    """The heading of every row that j and k reach."""
    found = re.findall(r"data-row>.*?<h3[^>]*><a[^>]*>(.*?)</a>", response.content.decode(), re.S)
    return [" ".join(html.unescape(one).split()) for one in found]


def hidden_fields(response: HttpResponse) -> dict[str, str]:
    """The entered values on a check page."""
    main = response.content.decode().partition("<main")[2]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', main)
    return {html.unescape(name): html.unescape(value) for name, value in pairs if name != "csrfmiddlewaretoken"}


def day(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%d.%m.%Y}"


def page_of(told: Story) -> str:
    return f"/buero/vermittlungen/{told.case.pk}/"


def do(told: Story, act: str, row: int | None = None, *, client: Client | None = None, **values: object):
    """Send the form of an act; where a check page comes, confirm it. Returns the last answer."""
    client = client or client_of(told.scout)
    address = f"{page_of(told)}{act}/" + (f"{row}/" if row else "")
    answer = client.post(address, values)
    if b"geprueft" in answer.content:
        answer = client.post(address, hidden_fields(answer) | {"geprueft": "ja"})
    return answer
