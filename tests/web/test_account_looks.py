"""Every page of sign-in, account and settings in a browser: axe, no script errors, no strangers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from dnm.accounts.rules import SYSTEM
from dnm.accounts.workflow import Role
from dnm.centre.actions import add_public_holidays
from dnm.directory.actions.invitations import invite_to_office, invite_to_organisation
from dnm.directory.queries import actors_for
from dnm.mail.models import Letter
from tests.factories import OrganisationFactory
from tests.web.entering import PASSWORD, belongs, somebody

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
OPEN = ["/konto/login/", "/konto/login/code/", "/konto/password/reset/", "/konto/signup/", "/konto/inactive/"]
INSIDE = "2fa/ 2fa/totp/activate/ 2fa/webauthn/add/ email/ password/change/ logout/ zweiter-faktor/"
SIGNED_IN = ["/konto/", "/rolle/", *(f"/konto/{path}" for path in INSIDE.split())]
OFFICE = [
    "",
    "zentrum/",
    "oeffnungszeiten/",
    "schliesstage/",
    "fristen/",
    "texte/",
    "texte/privacy/",
    "menschen/",
]


def sign_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/konto/login/?next=/konto/")
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()


@pytest.fixture
def people(settings: Settings, transactional_db: None) -> tuple[str, str]:
    """Addresses of a lead who also belongs to a firm, and of that firm's owner."""
    settings.DEMO = True
    firm = OrganisationFactory()
    lead = somebody(Role.LEAD, password=PASSWORD)
    owner = somebody(email="chefin@betrieb.example", password=PASSWORD)
    belongs(lead, firm, "member")
    belongs(owner, firm)
    invite_to_organisation(firm, "gast@betrieb.example", by=actors_for(owner)[0])
    invite_to_office("gast@zentrum.example", Role.SCOUT, by=actors_for(lead)[0])
    add_public_holidays(2027, by=SYSTEM)
    return lead.email, owner.email


@pytest.mark.parametrize("browser", ["page", "phone_page"])
def test_the_pages_of_the_lead_are_accessible(
    browser: str,
    people: tuple[str, str],
    live_server: LiveServer,
    request: pytest.FixtureRequest,
    axe: Callable,
) -> None:
    page: Page = request.getfixturevalue(browser)
    for path in OPEN:
        page.goto(live_server.url + path)
        axe(page)
    sign_in(page, live_server.url, people[0])
    for path in SIGNED_IN:
        page.goto(live_server.url + path)
        if "reauthenticate" in page.url:
            axe(page)
            page.get_by_label("Passwort").fill(PASSWORD)
            page.get_by_role("button", name="Weiter").click()
        axe(page)
    for path in OFFICE:
        page.goto(f"{live_server.url}/buero/einstellungen/{path}")
        axe(page)
    page.locator("tbody a").first.click()
    axe(page)


def test_the_pages_of_a_firms_owner_and_the_invitation_are_accessible(
    people: tuple[str, str], live_server: LiveServer, page: Page, axe: Callable
) -> None:
    body = Letter.objects.get(to_address="gast@betrieb.example").body
    path = next(line for line in body.splitlines() if "/einladung/" in line).split("8000")[1]
    page.goto(live_server.url + path)
    axe(page)
    sign_in(page, live_server.url, people[1])
    page.goto(live_server.url + "/mein/betrieb/menschen/")
    axe(page)
    page.get_by_role("button", name="Einladung schicken").click()
    axe(page)
    page.locator("tbody a").first.click()
    axe(page)
