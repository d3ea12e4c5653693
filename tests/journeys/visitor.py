"""One browser in which the people of a journey take turns; every page that comes up is checked by axe."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import Locator, Page, expect

from dnm.accounts.models import User
from dnm.mail.models import Letter
from tests.web.entering import entered


class Visitor:
    def __init__(self, page: Page, server: str, axe: Callable[[Page], None]) -> None:
        self.page, self.server, self.axe = page, server, axe
        self.clients: dict[str, Client] = {}

    # --- Who is sitting there ---

    def becomes(self, person: User) -> None:
        """Signs in once, by the mailed code and, in the office, the second factor."""
        client = self.clients.get(person.email) or self.clients.setdefault(person.email, entered(person))
        self.becomes_a_guest()
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.server}
        self.page.context.add_cookies([cookie])

    def becomes_a_guest(self) -> None:
        self.page.context.clear_cookies()

    # --- Going about ---

    def open(self, path: str) -> None:
        self.page.goto(self.server + path)
        self.look()

    def follow(self, name: str) -> None:
        self._turn(self.page.get_by_role("link", name=name).first)

    def press(self, name: str, within: Locator | None = None) -> None:
        """Buttons of a list carry a second, unseen word: what they are for."""
        self._turn((within or self.page).get_by_role("button", name=name, exact=within is None))

    def article(self, heading: str) -> Locator:
        return self.page.get_by_role("article").filter(has=self.page.get_by_role("heading", name=heading))

    def _turn(self, thing: Locator) -> None:
        with self.page.expect_navigation():
            thing.click()
        self.look()

    def look(self) -> None:
        expect(self.page.locator("h1")).to_have_count(1)
        self.axe(self.page)
        width = self.page.viewport_size["width"]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width, self.page.url

    # --- Reading and writing ---

    def fill(self, words: dict[str, str], within: Locator | None = None) -> None:
        """Label -> what is typed."""
        for label, text in words.items():
            place = within or self.page
            place.get_by_label(re.compile(rf"^{re.escape(label)}(\s*\(freiwillig\))?$")).fill(text)

    def choose(self, *labels: str, within: Locator | None = None) -> None:
        for label in labels:
            (within or self.page).get_by_label(label, exact=True).check()

    def unfold(self, summary: str, within: Locator | None = None) -> None:
        (within or self.page).locator("summary", has_text=summary).first.click()

    def reads(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)

    def does_not_read(self, *texts: str) -> None:
        shown = self.page.content()
        assert [text for text in texts if text in shown] == []

    def is_on(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)

    # --- Letters ---

    def opens_by_link(self, kind: str, address: str) -> None:
        """From the letter to the page it leads to: link, code from the same mailbox."""
        self.becomes_a_guest()
        self.open(path_in(letter(kind, address), "/a/"))
        self.press("Code anfordern")
        code = re.search(r"^\d{6}$", letter("introductions/link_code", address).body, re.M)
        assert code
        self.fill({"Code aus der E-Mail": code.group()})
        self.press("Weiter")


def letter(kind: str, address: str) -> Letter:
    """The newest of its kind to this mailbox."""
    return Letter.objects.filter(kind=kind, to_address=address).latest("pk")


def path_in(one: Letter, door: str) -> str:
    """The address in a letter that leads through this door, without the host."""
    found = [word for word in one.body.split() if urlsplit(word).path.startswith(door)]
    assert found, one.body
    address = urlsplit(found[0])
    return f"{address.path}?{address.query}"
