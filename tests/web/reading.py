"""Pages as a signed-in person reads them: browsers, readable text, hidden fields."""

import html
import re

from django.http import HttpResponse
from django.test import Client

from dnm.accounts.models import User
from dnm.accounts.rules import Actor
from dnm.accounts.workflow import Role
from tests.factories import UserFactory


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id))
    return client


def client_as(role: Role) -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[role]))
    return client


def words(response: HttpResponse) -> str:
    """What a reader sees: no tags, single spaces."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return plain(main)


def heading(response: HttpResponse) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.S)
    assert found, "a page without a heading"
    return plain(found.group(1))


def plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).replace("\xa0", " ").split())


def rows(response: HttpResponse) -> list[str]:
    """The heading of every row that j and k reach."""
    found = re.findall(r"data-row>.*?<h3[^>]*><a[^>]*>(.*?)</a>", response.content.decode(), re.S)
    return [" ".join(html.unescape(one).split()) for one in found]


def hidden_fields(response: HttpResponse) -> dict[str, str]:
    """The entered values on a check page."""
    main = response.content.decode().partition("<main")[2]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', main)
    return {html.unescape(name): html.unescape(value) for name, value in pairs if name != "csrfmiddlewaretoken"}


def hidden(response: HttpResponse, name: str) -> str:
    main = response.content.decode().partition("<main")[2]
    found = re.search(rf'name="{name}" value="([^"]*)"', main)
    assert found, f"no hidden field {name}"
    return html.unescape(found.group(1))
