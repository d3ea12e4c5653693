"""The Digital-Check walked through in a browser: a guest on a small phone without JavaScript, a company by keyboard."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from dnm.accounts.workflow import Role
from dnm.engines.scoring import LONG, SHORT, shipped
from dnm.maturity.models import Answer, Check
from tests.conftest import opened
from tests.factories import ContactFactory, OrganisationFactory
from tests.journeys.visitor import Visitor, letter, path_in
from tests.maturity.people import all_answers
from tests.web.entering import belongs, somebody

pytestmark = pytest.mark.django_db(transaction=True)

MAIN, AREAS = "/mein/digital-check/", "Wofür haben Sie schon Geld oder Arbeitszeit in digitale Hilfen gesteckt?"


@pytest.fixture
def plain_phone(chromium: Browser) -> Iterator[Page]:
    """320 pixels wide, and no script runs."""
    small = {"width": 320, "height": 640}
    yield from opened(
        chromium.new_context(locale="de-DE", viewport=small, has_touch=True, is_mobile=True, java_script_enabled=False)
    )


def answers() -> dict[str, object]:
    return dict(Answer.objects.filter(value__isnull=False).values_list("item", "value"))


# --- A guest on a small phone without JavaScript ---


def test_a_guest_without_javascript_from_the_start_to_the_kept_result(plain_phone, live_server):
    somebody(Role.SCOUT, email="anna@zentrum.example")
    # axe is a script; the same pages meet it in the other journey and in the looks.
    visitor = Visitor(plain_phone, live_server.url, axe=lambda page: None)
    visitor.open("/digital-check/")
    visitor.press("Ohne Konto beginnen : Kurz-Check für das Handwerk")
    visitor.is_on("Drei Themen, etwa 5 Minuten")
    for act, topic in zip(("Beginnen", "Weiter", "Weiter"), shipped()[SHORT].dimensions, strict=True):
        visitor.follow(f"{act} mit „{topic.title.de}“")
        yes_to_all(visitor.page, topic.items)
        visitor.press("Weiter")
    assert answers() == all_answers()
    visitor.is_on("Alle Themen sind fertig")
    visitor.follow("Antworten prüfen")
    visitor.reads("Alle Fragen haben eine Antwort.")
    change_the_first_answer(visitor)
    visitor.press("Check abschließen", within=visitor.page.locator("form").nth(-2))
    visitor.is_on("Der Check ist abgeschlossen")
    visitor.follow("Ergebnis per E-Mail behalten")
    visitor.fill({"E-Mail-Adresse": "petra@hoelscher.example"})
    visitor.press("Link schicken")
    visitor.reads("Der Link ist unterwegs an petra@hoelscher.example.")
    visitor.follow("Den Betrieb nennen")
    visitor.fill({"Name des Betriebs": "Tischlerei Hölscher", "Postleitzahl": "59494", "Beschäftigte": "7"})
    visitor.press("Betrieb nennen")
    visitor.reads("Danke. Das Büro meldet sich bei Ihnen.")
    assert Check.objects.get().firm == {"name": "Tischlerei Hölscher", "postcode": "59494", "head_count": 7}
    open_the_kept_result(visitor)


def yes_to_all(page: Page, items) -> None:
    for item in items:
        page.get_by_role("group", name=item.question.de, exact=True).get_by_label("Ja", exact=True).check()


def change_the_first_answer(visitor: Visitor) -> None:
    visitor.follow("Ändern : Im Netz zu finden")
    visitor.choose("Teilweise", within=visitor.page.locator("fieldset").first)
    visitor.press("Speichern")
    visitor.is_on("Stimmen Ihre Antworten?")
    assert answers() == all_answers() | {"customers.found": "partly"}


def open_the_kept_result(visitor: Visitor) -> None:
    """Another browser: nothing but the letter and the mailbox."""
    visitor.becomes_a_guest()
    visitor.open(path_in(letter("maturity/door_to_check", "petra@hoelscher.example"), "/digital-check/a/"))
    visitor.press("Code anfordern")
    code = re.search(r"^\d{6}$", letter("maturity/door_code", "petra@hoelscher.example").body, re.M)
    assert code
    visitor.fill({"Code aus der E-Mail": code.group()})
    visitor.press("Weiter")
    assert visitor.page.url.startswith(f"{visitor.server}{MAIN}{Check.objects.get().pk}/")
    visitor.open(f"{MAIN}{Check.objects.get().pk}/fertig/")
    visitor.reads("Tischlerei Hölscher")


# --- A company with nothing but the keyboard ---


@pytest.fixture
def company(page: Page, live_server, axe: Callable[[Page], None]) -> Visitor:
    katrin = somebody(email="katrin@rehmert.example")
    firm = OrganisationFactory(name="Kunststofftechnik Rehmert")
    ContactFactory(organisation=firm, user=katrin, email=katrin.email, last_name="Rehmert")
    belongs(katrin, firm)
    visitor = Visitor(page, live_server.url, axe)
    visitor.becomes(katrin)
    visitor.open(MAIN)
    return visitor


def tab_to(page: Page, name: str) -> None:
    """Tab by tab until the focus is on what is called so."""
    target = page.locator("a, button, input:not([type=hidden]), summary")
    for _press in range(150):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "(e => e.labels?.length ? e.closest('fieldset')?.querySelector('legend').innerText + ': ' "
            "+ e.labels[0].innerText : e.innerText)(document.activeElement) || ''"
        )
        if " ".join(here.split()) == name:
            return
    raise AssertionError(f"never reached: {name}, {target.count()} things to reach")


def enter(visitor: Visitor, name: str) -> None:
    tab_to(visitor.page, name)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.look()


def test_a_company_with_the_keyboard_alone(company):
    page = company.page
    enter(company, "Beginnen : Digital-Check")
    enter(company, "Beginnen mit „Strategie“")
    company.is_on(AREAS)
    status = page.locator("#gespeichert")
    tab_to(page, "Produkte und Leistungen entwerfen: Geplant")
    page.keyboard.press("Space")
    expect(status).to_contain_text(re.compile(r"^Gespeichert um \d\d\.\d\d\sUhr\."))
    assert answers() == {"invested.products": False, "planned.products": True}
    enter(company, "Weiter")
    assert len(answers()) == 20
    first = shipped()[LONG].items["ready.needs"].question.de
    tab_to(page, f"{first}: Ja")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(status).to_contain_text("Gespeichert um ")
    expect(page.locator("[name=stand]")).to_have_value("4")
    assert answers()["ready.needs"] is False
    enter(company, "Weiter")
    company.is_on("Noch kein Thema ist fertig")
    enter(company, "Antworten prüfen und jetzt schon abschließen")
    company.reads("Fragen haben keine Antwort. Sie zählen 0 Punkte")
    enter(company, "Check abschließen")
    company.is_on("Der Check ist abgeschlossen")
    check = Check.objects.get()
    assert (check.is_open, check.scores["strategy"]) == (False, 3)


# --- What saves itself ---


def test_two_windows_hear_of_each_other_and_a_lost_connection_is_said(company):
    company.press("Beginnen : Digital-Check")
    path = f"{MAIN}{Check.objects.get().pk}/fragen/automation/1/"
    company.open(path)
    page, other = company.page, company.page.context.new_page()
    other.goto(company.server + path)
    status = page.locator("#gespeichert")
    other.get_by_label("Wir bauen ein erstes Muster").check()
    expect(other.locator("#gespeichert")).to_contain_text("Gespeichert um ")
    page.get_by_label("Ja, es läuft im Alltag").check()
    expect(status).to_contain_text("Die letzte Antwort zählt: Ihre. Zu „Texte verstehen und schreiben“ stand")
    expect(status).to_contain_text("„Wir bauen ein erstes Muster“ (Anna Beckmann")
    other.get_by_label("Weiß ich nicht").check()
    expect(other.locator("#gespeichert")).to_contain_text("stand „Ja, es läuft im Alltag“")
    assert answers() == {"automation.language": "unknown"}
    page.context.set_offline(True)
    page.get_by_label("Trifft auf uns nicht zu").check()
    expect(status).to_contain_text("Nicht gespeichert: keine Verbindung.")
    page.context.set_offline(False)
    company.press("Weiter")
    company.is_on("Nutzen Sie Programme, die Bilder auswerten")
    assert answers() == {"automation.language": "not_applicable"}
    page.problems.clear()  # type: ignore[attr-defined]  # the browser itself complains of the lost connection
