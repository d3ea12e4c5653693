"""A passkey in a real browser with a virtual authenticator: set up, sign in alone, second factor."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dnm.accounts.workflow import Role
from tests.web.entering import PASSWORD, code_from_letter, somebody

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_authenticator(page: Page, **changes: bool) -> None:
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, **changes}})


def sign_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/konto/login/")
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_label("Code aus der E-Mail").fill(code_from_letter(email))
    page.get_by_role("button", name="Weiter").click()


def test_a_passkey_is_set_up_and_then_signs_in_alone(
    live_server: LiveServer, page: Page, axe: Callable[[Page], None]
) -> None:
    url = live_server.url.replace("127.0.0.1", "localhost")
    person = somebody(Role.LEAD)
    with_authenticator(page)
    sign_in(page, url, person.email)
    page.goto(f"{url}/buero/einstellungen/")
    axe(page)
    page.get_by_role("link", name="Passkey hinzufügen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Passkey hinzufügen")
    axe(page)
    page.get_by_role("button", name="Passkey einrichten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("10 Ersatzcodes sind gültig")
    axe(page)
    assert Authenticator.objects.filter(user=person, type="webauthn").count() == 1
    page.context.clear_cookies()
    page.goto(f"{url}/konto/login/")
    axe(page)
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    page.wait_for_url(lambda address: "/konto/" not in address)
    page.goto(f"{url}/buero/einstellungen/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Was möchten Sie einstellen?")


def test_a_passkey_is_the_second_factor_after_a_password(live_server: LiveServer, page: Page) -> None:
    url = live_server.url.replace("127.0.0.1", "localhost")
    person = somebody(Role.SCOUT, password=PASSWORD)
    with_authenticator(page)
    page.goto(f"{url}/konto/login/?next=/konto/2fa/webauthn/add/")
    page.get_by_label("E-Mail-Adresse").fill(person.email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("button", name="Passkey einrichten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("10 Ersatzcodes sind gültig")
    page.context.clear_cookies()
    page.goto(f"{url}/konto/login/?next=/konto/")
    page.get_by_label("E-Mail-Adresse").fill(person.email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_role("button", name="Passkey verwenden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mein Konto")


def test_a_device_that_confirms_nothing_leaves_a_plain_word_and_the_other_ways(
    live_server: LiveServer, page: Page
) -> None:
    url = live_server.url.replace("127.0.0.1", "localhost")
    with_authenticator(page, isUserVerified=False)
    page.goto(f"{url}/konto/login/")
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    expect(page.get_by_text("Das Gerät hat keinen Passkey bestätigt.")).to_be_visible()
    expect(page.get_by_role("button", name="Anmelden", exact=True)).to_be_visible()
