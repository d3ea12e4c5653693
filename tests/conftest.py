"""Fixtures for every test: a browser that reports what goes wrong in it, axe, a mail server."""

import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.core.cache import cache
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django import Settings

from tests.postbox import Postbox

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    # Nothing but this machine can be reached, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
ACCESSIBILITY = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_configure() -> None:
    """Pages link the sources of style sheets and scripts, so that no test needs `collectstatic`."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    django_settings.STORAGES = {**django_settings.STORAGES, "staticfiles": plain}
    # The days of tests are small: compiling the planner would take longer than all of them.
    django_settings.KERNELS_DIR = None


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """No test inherits another's rate limits and used one-time codes."""
    cache.clear()


@pytest.fixture(autouse=True)
def fresh_head() -> None:
    """No test inherits the end of another's journal: a file outlives the transaction that is rolled back."""
    django_settings.JOURNAL_HEAD_FILE.unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def german() -> None:
    """No test inherits the language in which another one's last page was written."""
    translation.activate("de")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium (tools/chromium.sh installs it); Playwright brings none of its own."""
    program = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    assert program, "no Chromium found: sh tools/chromium.sh"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


def watch(page: Page) -> list[str]:
    """What goes wrong in the page from now on: console messages, script errors, requests to strangers."""
    problems: list[str] = []

    def note_request(url: str) -> None:
        address = urlsplit(url)
        if address.scheme not in ("data", "blob") and address.hostname not in ("127.0.0.1", "localhost"):
            problems.append(f"request to a third party: {url}")

    def note_message(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            loading = message.text.startswith("Failed to load")
            problems.append(f"{message.text}: {message.location['url']}" if loading else message.text)

    page.on("request", lambda request: note_request(request.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", note_message)
    return problems


def opened(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.problems = problems = watch(page)  # type: ignore[attr-defined]
    yield page
    context.close()
    assert problems == []


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A desktop page. A test that provokes an error page empties `page.problems` and says why."""
    yield from opened(chromium.new_context(locale="de-DE", viewport={"width": 1280, "height": 1000}))


@pytest.fixture
def phone_page(chromium: Browser) -> Iterator[Page]:
    """The same on a phone: 390 pixels wide, touched with fingers."""
    small = {"width": 390, "height": 844}
    yield from opened(chromium.new_context(locale="de-DE", viewport=small, has_touch=True, is_mobile=True))


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with a line per violation: rule, what is wrong, where."""
    checker = Axe()

    def check(page: Page) -> None:
        page.wait_for_load_state()  # without its style sheet everything is too small
        found = checker.run(page, options={"runOnly": ACCESSIBILITY, "resultTypes": ["violations"]})
        assert [
            f"{violation['id']}: {violation['help']}: {node['html']}"
            for violation in found.response["violations"]
            for node in violation["nodes"]
        ] == []

    return check


@pytest.fixture
def smtp(settings: Settings) -> Iterator[Postbox]:
    """A mail server that DNM delivers to; see Postbox for refusing, delaying and breaking off."""
    with Postbox() as postbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", postbox.port
        settings.EMAIL_URL = f"smtp://127.0.0.1:{postbox.port}"
        yield postbox
