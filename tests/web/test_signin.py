"""Signing in through the pages: by mailed code, by password, with a second factor, in a demo."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from dnm.accounts.workflow import Role
from dnm.mail.actions import deliver_waiting
from dnm.mail.models import Letter
from tests.factories import OrganisationFactory
from tests.postbox import Postbox
from tests.web.entering import (
    PASSWORD,
    app_code,
    belongs,
    by_code,
    code_from_letter,
    entered,
    somebody,
    with_second_factor,
)

pytestmark = pytest.mark.django_db

CONFIRM = "/konto/login/code/confirm/"


def heading(response) -> str:
    return " ".join(re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.S)[1].split())


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def member(email: str = "k.rehmert@betrieb.example", **fields):
    person = somebody(email=email, **fields)
    belongs(person, OrganisationFactory())
    return person


# --- Codes by mail ---


def test_a_mailed_code_signs_in_without_any_password(client: Client) -> None:
    person = member()
    answer = by_code(client, person)
    assert (answer.status_code, answer.url, is_in(client)) == (302, "/weiter/", True)
    assert client.get("/weiter/").url == reverse("member:home")


def test_after_signing_in_one_is_back_at_the_page_one_came_from(client: Client) -> None:
    person = member()
    asked = client.get("/mein/betrieb/menschen/")
    assert asked.url == "/konto/login/?next=/mein/betrieb/menschen/"
    assert by_code(client, person, follow="/mein/betrieb/menschen/").url == "/mein/betrieb/menschen/"


def test_the_letter_with_the_code_is_secret_and_erased_once_sent(client: Client, smtp: Postbox) -> None:
    person = member()
    client.post("/konto/login/", {"login": person.email})
    code = code_from_letter(person.email)
    deliver_waiting()
    (letter,) = Letter.objects.all()
    assert (letter.secret, letter.state, letter.body, letter.body_html) == (True, "sent", "", "")
    assert code in smtp.messages[0].get_body(("plain",)).get_content()
    assert code not in letter.subject


def test_the_letter_speaks_the_language_of_its_reader(client: Client) -> None:
    person = member()
    person.language = "en"
    person.save()
    client.post("/konto/login/", {"login": person.email})
    letter = Letter.objects.get()
    assert (letter.language, letter.recipient_id) == ("en", person.pk)


def test_a_wrong_code_says_what_to_do_and_three_are_the_end(client: Client) -> None:
    person = member()
    client.post("/konto/login/", {"login": person.email})
    first = client.post(CONFIRM, {"code": "FALSCH"})
    assert "Dieser Code stimmt nicht. Prüfen Sie ihn" in first.content.decode()
    client.post(CONFIRM, {"code": "FALSCH"})
    third = client.post(CONFIRM, {"code": "FALSCH"}, follow=True)
    assert "Das waren zu viele Versuche." in third.content.decode()
    assert client.post(CONFIRM, {"code": code_from_letter(person.email)}).url == reverse("account_request_login_code")
    assert not is_in(client)


def test_a_code_is_good_for_fifteen_minutes(client: Client) -> None:
    person = member()
    client.post("/konto/login/", {"login": person.email})
    session = client.session
    session["account_login"]["state"]["stages"]["login_by_code"]["data"]["at"] -= 901
    session.save()
    client.post(CONFIRM, {"code": code_from_letter(person.email)})
    assert not is_in(client)


def test_a_code_works_once_and_in_one_browser_only() -> None:
    person, first, second = member(), Client(), Client()
    by_code(first, person)
    second.post("/konto/login/", {"login": "jemand@anders.example"})
    second.post(CONFIRM, {"code": code_from_letter(person.email)})
    assert (is_in(first), is_in(second)) == (True, False)


def test_a_new_code_can_be_asked_for_and_replaces_the_old_one(client: Client) -> None:
    person = member()
    client.post("/konto/login/", {"login": person.email})
    old = code_from_letter(person.email)
    client.post(CONFIRM, {"action": "resend"})
    new = code_from_letter(person.email)
    assert old != new
    client.post(CONFIRM, {"code": old})
    assert not is_in(client)
    client.post(CONFIRM, {"code": new.lower().replace("-", " ")})
    assert is_in(client)


def test_known_and_unknown_addresses_look_alike_on_the_page(client: Client) -> None:
    member()
    pages = []
    for address in ("k.rehmert@betrieb.example", "unbekannt@nirgends.example"):
        answer = Client().post("/konto/login/", {"login": address}, follow=True)
        text = answer.content.decode().replace(address, "ADRESSE")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text))
    assert pages[0] == pages[1]
    letters = {letter.to_address: letter.kind for letter in Letter.objects.all()}
    assert letters == {
        "k.rehmert@betrieb.example": "account/login_code",
        "unbekannt@nirgends.example": "account/unknown",
    }


# --- Passwords ---


def test_a_password_signs_in_where_one_is_set(client: Client) -> None:
    person = member(password=PASSWORD)
    answer = client.post("/konto/login/", {"login": person.email, "password": PASSWORD})
    assert (answer.url, is_in(client), Letter.objects.count()) == ("/weiter/", True, 0)


def test_a_wrong_password_points_to_the_code(client: Client) -> None:
    person = member(password=PASSWORD)
    page = client.post("/konto/login/", {"login": person.email, "password": "falsch"}).content.decode()
    assert "Lassen Sie das Passwort leer, dann schicken wir Ihnen einen Code." in page
    assert "<title>Fehler: Anmelden" in page
    assert f'value="{person.email}"' in page


def test_five_wrong_passwords_are_the_limit_but_a_code_still_works(client: Client) -> None:
    person = member(password=PASSWORD)
    for _attempt in range(5):
        client.post("/konto/login/", {"login": person.email, "password": "falsch"})
    page = client.post("/konto/login/", {"login": person.email, "password": PASSWORD}).content.decode()
    assert "Das waren zu viele Versuche." in page
    by_code(client, person)
    assert is_in(client)


def test_too_many_requests_get_our_page_with_status_429(client: Client) -> None:
    answers = [client.post("/konto/login/", {"login": "nichts"}) for _attempt in range(31)]
    assert [answer.status_code for answer in answers[-2:]] == [200, 429]
    assert heading(answers[-1]) == "Das waren zu viele Anfragen in kurzer Zeit"


def test_a_forgotten_password_is_replaced_with_a_mailed_code(client: Client) -> None:
    person = member(password=PASSWORD)
    client.post("/konto/password/reset/", {"email": person.email})
    code = code_from_letter(person.email)
    client.post("/konto/password/reset/confirm/", {"code": code})
    client.post("/konto/password/reset/complete/", {"password1": "ein ganz neuer Satz"})
    person.refresh_from_db()
    assert person.check_password("ein ganz neuer Satz")
    assert Letter.objects.filter(kind="account/notice").values_list("subject", flat=True).get() == (
        "Ihr Passwort wurde neu gesetzt"
    )


def test_a_password_may_be_set_later_and_twelve_characters_are_the_least(client: Client) -> None:
    person = member()
    client = entered(person)
    short = client.post("/konto/password/set/", {"password1": "kurz"})
    assert "mindestens 12 Zeichen" in short.content.decode()
    assert client.post("/konto/password/set/", {"password1": PASSWORD}).url == "/konto/"
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_nobody_signs_up_by_himself(client: Client) -> None:
    page = client.get("/konto/signup/")
    assert heading(page) == "Ein Zugang entsteht durch eine Einladung"
    client.post("/konto/signup/", {"email": "neu@nirgends.example", "password1": PASSWORD})
    assert not is_in(client)


def test_a_locked_account_does_not_come_in(client: Client) -> None:
    person = member(password=PASSWORD)
    person.is_active = False
    person.save()
    client.post("/konto/login/", {"login": person.email, "password": PASSWORD})
    assert not is_in(client)


# --- The second factor ---


def test_the_office_is_led_to_a_second_factor_and_comes_no_further_without(client: Client) -> None:
    person = somebody(Role.LEAD)
    by_code(client, person)
    assert client.get("/buero/einstellungen/").url == reverse("second-factor")
    assert heading(client.get(reverse("second-factor"))) == "Das Büro braucht einen zweiten Faktor"


def test_an_office_person_without_password_signs_in_with_code_and_app() -> None:
    person = with_second_factor(somebody(Role.LEAD))
    client = Client()
    assert by_code(client, person).url == reverse("mfa_authenticate")
    assert not is_in(client)
    wrong = client.post("/konto/2fa/authenticate/", {"code": "000000"})
    assert "Dieser Code stimmt nicht." in wrong.content.decode()
    assert client.post("/konto/2fa/authenticate/", {"code": app_code()}).url == "/weiter/"
    assert client.get("/buero/einstellungen/").status_code == 200


def test_setting_up_the_app_ends_with_recovery_codes_that_sign_in(
    client: Client, django_capture_on_commit_callbacks
) -> None:
    person = somebody(Role.LEAD)
    by_code(client, person)
    page = client.get("/konto/2fa/totp/activate/").content.decode()
    secret = re.search(r'class="dnm-secret">(\w+)<', page)[1]
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/konto/2fa/totp/activate/", {"code": app_code(secret)})
    assert done.url == reverse("mfa_view_recovery_codes")
    codes = re.findall(r"<li>(\d{8})</li>", client.get(done.url).content.decode())
    assert len(codes) == 10
    assert client.get("/buero/einstellungen/").status_code == 200
    again = Client()
    by_code(again, person)
    assert again.post("/konto/2fa/authenticate/", {"code": codes[0]}).url == "/weiter/"
    assert [letter.subject for letter in Letter.objects.filter(kind="account/notice")] == [
        "Eine Authenticator-App wurde als zweiter Faktor eingerichtet"
    ]


def test_a_demo_asks_for_no_second_factor(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    by_code(client, somebody(Role.LEAD))
    assert client.get("/buero/einstellungen/").status_code == 200


def test_companies_need_no_second_factor() -> None:
    assert entered(member()).get("/mein/betrieb/menschen/").status_code == 200


# --- The demo's accounts ---

DEMO = [
    {
        "role": "Digitalscout",
        "name": "Anna Beckmann",
        "email": "anna@zentrum.example",
        "password": PASSWORD,
        "organisation": "",
    }
]


@pytest.fixture
def demo_file(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "demo-accounts.json").write_text(json.dumps(DEMO), "utf-8")


@pytest.mark.usefixtures("demo_file")
def test_a_demo_lists_its_accounts_and_one_click_signs_in(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    somebody(Role.SCOUT, password=PASSWORD)
    page = client.get("/konto/login/").content.decode()
    assert "Als Anna Beckmann anmelden" in page
    fields = dict(re.findall(r'<input type="hidden" name="(login|password)" value="([^"]+)"', page))
    assert client.post("/konto/login/", fields).url == "/weiter/"


@pytest.mark.usefixtures("demo_file")
def test_outside_a_demo_no_account_is_shown(client: Client) -> None:
    page = client.get("/konto/login/").content.decode()
    assert ("anna@zentrum.example" in page, PASSWORD in page) == (False, False)


# --- Sessions ---


def test_a_session_lasts_twelve_hours_and_is_kept_by_no_cache() -> None:
    client = entered(member(password=PASSWORD))
    expires = Session.objects.get(pk=client.session.session_key).expire_date
    assert timedelta(hours=11, minutes=59) < expires - timezone.now() <= timedelta(hours=12)
    assert client.get("/konto/").headers["Cache-Control"] == "no-store"


def test_signing_out_is_a_post_and_ends_the_session() -> None:
    client = entered(member())
    assert heading(client.get("/konto/logout/")) == "Möchten Sie sich abmelden?"
    assert is_in(client)
    client.post("/konto/logout/")
    assert not is_in(client)


def test_no_page_of_the_sign_in_says_du_or_speaks_english(client: Client) -> None:
    person = with_second_factor(member(password=PASSWORD))
    paths = ["login/", "login/code/", "password/reset/", "signup/", "inactive/"]
    pages = [client.get(f"/konto/{path}").content.decode() for path in paths]
    inside = entered(person)
    mine = [
        "",
        "logout/",
        "email/",
        "password/change/",
        "reauthenticate/",
        "2fa/",
        "2fa/reauthenticate/",
        "2fa/webauthn/",
    ]
    pages += [inside.get(f"/konto/{path}", follow=True).content.decode() for path in mine]
    inside.post("/konto/2fa/reauthenticate/?next=/konto/2fa/", {"code": app_code()})
    more = ["2fa/webauthn/add/", "2fa/totp/deactivate/", "2fa/recovery-codes/generate/"]
    pages += [inside.get(f"/konto/{path}", follow=True).content.decode() for path in more]
    foreign = re.compile(r"\b(du|dein\w*|dir|dich|Sign In|Your|Please|Password)\b", re.I)
    for text in pages:
        visible = re.sub(r"<(script|head)\b.*?</\1>|<[^>]+>", " ", text, flags=re.S)
        assert foreign.findall(visible.replace("English", "")) == []


# --- The rest of the way ---


def test_who_has_a_second_factor_is_not_asked_to_set_one_up() -> None:
    client = entered(with_second_factor(somebody(Role.LEAD)))
    assert client.get(reverse("second-factor")).url == "/weiter/"


def test_the_language_is_kept_and_leads_back_to_pages_of_ours_only(client: Client) -> None:
    for target, back in (
        ("/konto/login/", "/konto/login/"),
        ("https://boese.example/", "/"),
        ("//x.example", "/"),
    ):
        assert client.post("/sprache/", {"sprache": "en", "weiter": target}).url == back
    assert client.cookies["django_language"].value == "en"
    client.post("/sprache/", {"sprache": "klingonisch", "weiter": "/"})
    assert client.cookies["django_language"].value == "en"
    assert client.get("/sprache/").status_code == 405


def test_making_new_recovery_codes_asks_for_the_factor_again() -> None:
    client = entered(with_second_factor(somebody(Role.LEAD)))
    asked = client.get("/konto/2fa/recovery-codes/generate/")
    assert asked.url.split("?")[0] == reverse("mfa_reauthenticate")
