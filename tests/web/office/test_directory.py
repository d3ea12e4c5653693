"""The office's directory: list, map, export, dossier, forms, contacts."""

import io
import re
import zipfile
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from dnm.accounts.models import User
from dnm.accounts.workflow import Role
from dnm.directory import actions
from dnm.directory.models import Channel, Contact, Note, Organisation, Topic
from dnm.engines.scoring import SHORT
from dnm.journal.models import Entry
from dnm.mail.models import Letter
from dnm.matching.models import Need
from dnm.maturity.actions import plan_stage
from dnm.maturity.workflow import Stage
from tests.factories import (
    ContactFactory,
    NeedFactory,
    OrganisationFactory,
    StartupFactory,
    UserFactory,
    member_of,
    office,
)
from tests.maturity.people import taken

pytestmark = pytest.mark.django_db
LIST = "/buero/verzeichnis/"


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO = True


@pytest.fixture
def client() -> Client:
    return signed_in(Role.SCOUT)


def signed_in(*roles: Role) -> Client:
    browser = Client()
    browser.force_login(UserFactory(roles=roles))
    return browser


def names(page: str) -> list[str]:
    return re.findall(r'<h3><a href="/buero/verzeichnis/\d+/">([^<]+)</a></h3>', page)


def html(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def alike(page: str) -> str:
    """Without what is new in every answer, and without numbers."""
    return re.sub(r"[A-Za-z0-9]{64}|\d+", "", page)


def cells_of(content: bytes) -> list[list[str]]:
    """The first sheet of a workbook as text, cell by cell; a formula would show as "f"."""
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    return [
        ["".join(cell.itertext()) if cell.find("x:f", space) is None else "f" for cell in row.findall("x:c", space)]
        for row in sheet.findall(".//x:row", space)
    ]


def facts(**changes: object) -> dict[str, object]:
    return {"kind": "company", "name": "Brandhoff", "postcode": "59602", "industry": "", **changes}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_questions_for_one_and_three_rows(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
):
    for _ in range(count):
        ContactFactory(organisation=OrganisationFactory(scout=UserFactory()))
    with django_assert_num_queries(10):
        assert len(names(html(client, LIST))) == count
    with django_assert_num_queries(11):
        html(client, f"{LIST}?suche=betrieb&art=company")
    with django_assert_num_queries(8):
        html(client, f"{LIST}?ansicht=karte")


@pytest.mark.parametrize("count", [1, 3])
def test_a_dossier_asks_the_same_questions_for_one_and_three_of_everything(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
):
    firm, scout = OrganisationFactory(), office()
    for number in range(count):
        contact = ContactFactory(organisation=firm, primary=number == 0)
        actions.set_channel(contact, "phone", source="Besuch", since=timezone.localdate(), by=scout)
        actions.add_note(firm, f"Notiz {number}", by=scout)
        NeedFactory(organisation=firm, state="submitted", number=f"B-2026-00{number}")
        if number:
            plan_stage(firm, Stage(f"T{number}"), key=SHORT, on=timezone.localdate(), by=scout)
        taken(firm, scout)
    with django_assert_num_queries(15):
        html(client, f"{LIST}{firm.pk}/")


def test_a_companys_dossier_leads_to_its_checks_and_begins_one(client: Client):
    firm, scout = OrganisationFactory(), office()
    begin = f'href="/buero/digital-check/beginnen/?betrieb={firm.pk}"'
    empty = html(client, f"{LIST}{firm.pk}/")
    assert (begin in empty, "Noch kein Check." in empty) == (True, True)
    check = taken(firm, scout)
    page = html(client, f"{LIST}{firm.pk}/")
    assert f'<a href="/buero/digital-check/{check.pk}/">Kurz-Check für das Handwerk, T0</a>' in page
    assert '<td class="n">100</td>' in page
    assert "/buero/digital-check/beginnen/?" not in html(client, f"{LIST}{StartupFactory().pk}/")


def test_fifty_rows_stand_on_a_page_and_the_filter_stays_in_the_address(client: Client):
    for number in range(53):
        OrganisationFactory(name=f"Betrieb {number:02}")
    OrganisationFactory(kind="hub", name="Aaa Hub")
    first = html(client, f"{LIST}?art=company")
    assert (names(first)[0], names(first)[-1], len(names(first))) == ("Betrieb 00", "Betrieb 49", 50)
    assert 'href="?art=company&amp;seite=2"' in first
    assert names(html(client, f"{LIST}?art=company&seite=2")) == ["Betrieb 50", "Betrieb 51", "Betrieb 52"]
    assert "53 Einträge passen" in first


def test_a_search_without_result_offers_to_enter_the_firm(client: Client):
    page = html(client, f"{LIST}?suche=M%C3%B6bel+%3Cb%3E")
    assert "Nichts gefunden für „Möbel &lt;b&gt;“" in page
    assert 'href="/buero/verzeichnis/neu/?name=M%C3%B6bel%20%3Cb%3E"' in page
    assert 'value="Möbel &lt;b&gt;"' in html(client, "/buero/verzeichnis/neu/?name=M%C3%B6bel%20%3Cb%3E")


def test_the_map_and_the_table_show_the_same_counts(client: Client):
    for _ in range(6):
        OrganisationFactory()
    OrganisationFactory(municipality="05974036")
    OrganisationFactory(municipality="")
    page = html(client, f"{LIST}?ansicht=karte&gemeinde=05974052")
    table = dict(re.findall(r'<th scope="row"><a [^>]+>([^<]+)</a></th><td class="n">(\d+)</td>', page))
    drawn = dict(re.findall(r'<tspan[^>]*>([^<]+)</tspan></text><text class="tv[^>]+>(\d+)</text>', page))
    assert (table["Werl"], table["Rüthen"], table["außerhalb des Kreises"], len(table)) == ("6", "1", "1", 15)
    assert (drawn["Werl"], drawn["Rüthen"], len(drawn)) == ("6", "1", 14)
    assert sorted(re.findall(r'<path class="(k\d(?: own)?)" d="M(?!1 1H)', page)) == ["k0"] * 13 + ["k1 own"]
    assert "GeoBasis-DE" in page


def test_the_export_holds_the_filtered_rows_and_stands_in_the_journal(client: Client):
    topic = Topic.objects.create(key="lager", name_de="Lager", name_en="Warehouse")
    firm = OrganisationFactory(name="=2+5 GmbH", head_count=80, industry="22.26")
    firm.topics.set([topic])
    contact = ContactFactory(organisation=firm, first_name="Katrin", last_name="Rehmert")
    Channel.objects.create(contact=contact, permission="mailings", source="x", since=timezone.localdate())
    StartupFactory(name="Gussauge")
    answer = client.post(f"{LIST}export/?art=company")
    titles, *rows = cells_of(answer.content)
    row = dict(zip(titles, rows[0], strict=True))
    wanted = {
        "Name": "=2+5 GmbH",
        "Art": "Unternehmen",
        "Gemeinde": "Werl",
        "Beschäftigte": "80",
        "Themen": "Lager",
        "Ansprechperson": "Katrin Rehmert",
        "Rundbriefe erlaubt": "ja",
        "Anrufe erlaubt": "nein",
    }
    assert (len(rows), {title: row[title] for title in wanted}) == (1, wanted)
    entry = Entry.objects.get(verb="directory.exported")
    assert (entry.details["count"], entry.details["filters"]) == (1, {"kind": "company"})
    assert "attachment" in answer["Content-Disposition"]
    assert client.get(f"{LIST}export/").status_code == 405


def test_unknown_and_forbidden_entries_answer_alike(client: Client):
    firm = OrganisationFactory()
    ContactFactory(organisation=firm, pk=4711)
    director = signed_in(Role.DIRECTOR)
    paths = ["{}", "{}bearbeiten/", "{}pruefen/", "{}person/"]
    for path in paths:
        unknown = html(client, LIST + path.format("999999/"), status=404)
        assert "Diese Seite gibt es nicht oder Sie haben keinen Zugang" in unknown
        pages = [html(director, LIST + path.format(f"{pk}/"), status=404) for pk in (firm.pk, 999999)]
        assert alike(pages[0]) == alike(pages[1])
    pages = [html(director, f"{LIST}personen/{pk}/", status=404) for pk in (4711, 999999)]
    assert alike(pages[0]) == alike(pages[1])
    assert html(director, LIST, status=404)


def test_members_and_strangers_do_not_enter_the_office():
    member = Client()
    member.force_login(User.objects.get(pk=member_of(OrganisationFactory()).id))
    assert member.get(LIST).status_code == 404
    assert Client().get(LIST)["Location"].startswith("/konto/login/")


def test_whoever_holds_the_role_elsewhere_is_told_to_switch():
    both = signed_in(Role.SCOUT, Role.ADMIN)
    both.post("/rolle/", {"rolle": "admin:0"})
    assert "Rolle wechseln" in html(both, LIST, status=403)


def test_a_scout_enters_a_firm_in_three_steps_without_javascript(client: Client):
    page = html(client, f"{LIST}neu/")
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token
    sent = facts(name="Tischlerei Überwasser", industry_search="Tischlerei", form_token=token[1])
    searched = client.post(f"{LIST}neu/", {**sent, "suchen": "branche"}).content.decode()
    codes = re.findall(r'type="radio" name="industry" value="([\d.]+)"', searched)
    assert ("31.00" in codes or "43.32" in codes, "Fehler:" in searched) == (True, False)
    assert 'value="Tischlerei Überwasser"' in searched
    made = client.post(f"{LIST}neu/", {**sent, "industry": codes[0]})
    firm = Organisation.objects.get()
    assert (made["Location"], firm.industry, firm.municipality) == (f"{LIST}{firm.pk}/", codes[0], "05974036")
    again = client.post(f"{LIST}neu/", {**sent, "industry": codes[0]})
    assert (again["Location"], Organisation.objects.count()) == (f"{LIST}{firm.pk}/", 1)


def test_a_known_firm_is_shown_and_may_be_entered_all_the_same(client: Client):
    known = OrganisationFactory(name="Brandhoff", postcode="59602", municipality="05974036")
    page = client.post(f"{LIST}neu/", facts()).content.decode()
    assert f'<a href="/buero/verzeichnis/{known.pk}/">Brandhoff, Werl</a>' in page
    client.post(f"{LIST}neu/", facts(despite_duplicate="on"))
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "Geben Sie den Namen an."),
        ("name", "a\0b", "Der Text enthält Steuerzeichen"),
        ("name", "😀" * 161, "Kürzen Sie die Angabe auf 160 Zeichen, es sind 161."),
        ("head_count", str(2**63), "Geben Sie eine ganze Zahl an"),
        ("head_count", "2.000.001", "Geben Sie eine Zahl von 0 bis 2.000.000 an."),
        ("head_count", "achtzig", "Geben Sie eine ganze Zahl an"),
        ("head_count_on", "31.02.2026", "Geben Sie das Datum so ein: 23.11.2026"),
        ("founded", "1200", "Geben Sie eine Zahl von 1500 bis"),
        ("website", "javascript:alert(1)", "Geben Sie die Website so an"),
        ("postcode", "5066%", "Geben Sie die Postleitzahl so an: 59555"),
        ("industry_search", "Tischlerei", "Wählen Sie eine Branche aus den Vorschlägen."),
        ("scout", "999999", "Wählen Sie eine Person aus der Liste."),
    ],
)
def test_wrong_input_is_kept_and_explained(client: Client, field: str, value: str, message: str):
    sent = facts(**{field: value})
    if field == "industry_search":
        del sent["industry"]
    page = client.post(f"{LIST}neu/", sent).content.decode()
    assert ("Fehler:" in page, message in page, Organisation.objects.count()) == (True, True, 0)


def test_thousands_and_two_digit_years_are_understood(client: Client):
    client.post(f"{LIST}neu/", facts(head_count="1.200", head_count_on="1. 3. 26"))
    firm = Organisation.objects.get()
    assert (firm.head_count, firm.head_count_on.isoformat(), firm.size_class) == (1200, "2026-03-01", "large")


def test_the_second_of_two_editors_sees_both_versions(client: Client):
    firm = OrganisationFactory(name="Brandhoff", head_count=80, industry="")
    seen_at = Organisation.objects.get().changed_at
    sent = facts(postcode="59457", municipality="05974052", place="Werl", languages=["de"], seen_at=seen_at.isoformat())
    assert client.post(f"{LIST}{firm.pk}/bearbeiten/", {**sent, "head_count": 90}).status_code == 302
    page = client.post(f"{LIST}{firm.pk}/bearbeiten/", {**sent, "head_count": 70}).content.decode()
    assert "Jemand hat diese Angaben inzwischen geändert" in page
    assert '<th scope="row">Beschäftigte</th><td>90</td><td>70</td>' in page
    now = re.search(r'name="seen_at" value="([^"]+)"', page)
    assert now
    client.post(f"{LIST}{firm.pk}/bearbeiten/", {**sent, "head_count": 70, "seen_at": now[1].replace("&#x2B;", "+")})
    assert Organisation.objects.get().head_count == 70


def test_a_dossier_shows_needs_notes_and_history(client: Client):
    firm = actions.create_organisation(by=office(), kind="company", name="Brandhoff")
    Need.objects.create(
        organisation=firm,
        title="Papierkram",
        state="submitted",
        number="B-2026-001",
        state_since=timezone.now(),
    )
    client.post(f"{LIST}{firm.pk}/notiz/", {"text": "Ruft <b>Freitag</b> an."})
    page = html(client, f"{LIST}{firm.pk}/")
    for words in (
        "Papierkram",
        "B-2026-001",
        "Ruft &lt;b&gt;Freitag&lt;/b&gt; an.",
        "Kurznotiz geschrieben",
        "Eintrag angelegt",
    ):
        assert words in page
    assert Note.objects.count() == 1
    wrong = client.post(f"{LIST}{firm.pk}/notiz/", {"text": " "}).content.decode()
    assert "Schreiben Sie die Notiz." in wrong


def test_a_holiday_is_set_on_the_dossier(client: Client):
    firm = OrganisationFactory()
    day = timezone.localdate() + timedelta(days=10)
    client.post(f"{LIST}{firm.pk}/ferien/", {"until": f"{day:%d.%m.%Y}"})
    assert Organisation.objects.get().on_holiday_until == day
    assert (
        "Geben Sie einen Tag von heute"
        in client.post(f"{LIST}{firm.pk}/ferien/", {"until": "1.1.2020"}).content.decode()
    )


def test_a_startup_is_checked_and_taken_up(client: Client):
    startup = actions.register_startup(
        name="Torquelane",
        summary="Torque.",
        contact_name="Ian O'Hara",
        email="ian@torquelane.example",
        language="en",
    )
    assert "Ein Startup wartet auf Ihre Prüfung." in html(client, LIST)
    assert names(html(client, f"{LIST}?stand=waiting")) == ["Torquelane"]
    address = f"{LIST}{startup.pk}/pruefen/"
    assert "Geben Sie den Grund an." in client.post(address, {"ablehnen": "1", "reason": ""}).content.decode()
    assert client.post(address, {"bestaetigen": "1"}).status_code == 302
    assert [(offer.title, offer.text) for offer in startup.offers.all()] == [("Torque", "Torque.")]
    assert client.get(address).status_code == 302
    assert Letter.objects.filter(kind="directory/startup_confirmed").count() == 1


def test_a_contact_is_entered_changed_and_erased(client: Client):
    firm = OrganisationFactory()
    client.post(f"{LIST}{firm.pk}/person/", {"last_name": "Rehmert", "phone": "02922 555-01", "language": "de"})
    contact = Contact.objects.get()
    address = f"{LIST}personen/{contact.pk}/"
    client.post(address, {"first_name": "Katrin", "last_name": "Rehmert", "phone": "02922 555-01", "language": "en"})
    client.post(f"{address}wege/", {"permission": "phone", "source": "Besuch", "since": "1.3.2026"})
    contact.refresh_from_db()
    assert (contact.full_name, contact.language, contact.channels.get().source) == (
        "Katrin Rehmert",
        "en",
        "Besuch",
    )
    wrong = client.post(
        f"{address}wege/", {"permission": "mailings", "source": "", "since": "1.3.2026"}
    ).content.decode()
    assert "Zu dieser Person fehlt die E-Mail-Adresse." in wrong
    client.post(f"{address}wege/", {"entfernen": "phone"})
    client.post(f"{address}aendern/", {"ausgeschieden": "1"})
    told = client.get(f"{address}auskunft/")
    assert (told.json()["person"]["last_name"], told.headers["Content-Disposition"]) == (
        "Rehmert",
        f'attachment; filename="auskunft-{contact.pk}.json"',
    )
    assert Entry.objects.filter(verb="contact.copied").count() == 1
    assert "Alle Angaben zu Katrin Rehmert löschen?" in html(client, f"{address}loeschen/")
    client.post(f"{address}loeschen/")
    contact.refresh_from_db()
    assert (contact.full_name, contact.left_on, Channel.objects.count()) == ("", timezone.localdate(), 0)
    assert "gelöschte Person" in html(client, f"{LIST}{firm.pk}/")


def test_topics_are_kept_on_their_own_page(client: Client):
    client.post(f"{LIST}themen/", {"name_de": "Wartung", "name_en": "Maintenance"})
    assert "Maintenance" in html(client, f"{LIST}themen/")


def test_too_many_searches_are_refused_for_a_while(client: Client):
    answers = [client.get(f"{LIST}?suche=x{number}").status_code for number in range(121)]
    assert (set(answers[:120]), answers[120], client.get(LIST).status_code) == ({200}, 429, 200)
