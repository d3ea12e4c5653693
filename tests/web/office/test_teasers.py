"""The teaser's editor: warnings, suggestions, both previews, sending."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from dnm.accounts.models import User
from dnm.accounts.rules import Actor
from dnm.accounts.workflow import Role
from dnm.introductions import actions as introductions
from dnm.introductions.models import Introduction
from dnm.journal.models import Entry
from dnm.mail.models import Letter
from dnm.matching import actions
from dnm.matching.models import Need, Teaser
from dnm.matching.rules import is_approved
from dnm.web.templatetags.dnm import day
from tests.factories import UserFactory, member_of
from tests.stories import a_company, a_match, a_need, a_startup, a_teaser
from tests.web.reading import plain

pytestmark = pytest.mark.django_db
WORDS = {
    "title": "Fehler früher erkennen",
    "text": "Wir fertigen Teile und suchen etwas zum Nachrüsten.",
    "industry": "Verarbeitendes Gewerbe",
    "region": "Deutschland",
    "size": "",
    "budget": "10.000 bis 25.000 €",
    "forms": "Pilotprojekt",
    "decide_by": "",
}


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO = True


@pytest.fixture
def scout() -> Actor:
    person = UserFactory(roles=[Role.SCOUT], last_name="Beckmann")
    return Actor("accounts.user", person.pk, person.full_name, Role.SCOUT)


@pytest.fixture
def client(scout: Actor) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=scout.id))
    return browser


@pytest.fixture
def need(scout: Actor) -> Need:
    return a_need(scout, a_company())


def pick(need: Need, scout: Actor, name: str = "Gussauge", language: str = "de") -> Introduction:
    return introductions.shortlist(a_match(need, a_startup(name, language)), "Rüstet ältere Maschinen nach.", by=scout)


def address(need: Need, rest: str = "") -> str:
    return f"/buero/bedarfe/{need.pk}/steckbrief/{rest}"


def html(client: Client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def save(client: Client, need: Need, language: str = "de", version: int = 0, follow: bool = True, **changes):
    return client.post(address(need, f"?sprache={language}"), {**WORDS, "version": version, **changes}, follow=follow)


def part(page: str, start: str, end: str) -> str:
    return page[page.index(start) : page.index(end, page.index(start))]


@pytest.mark.parametrize("cases", [1, 3])
def test_the_page_asks_the_same_number_of_questions_for_any_shortlist(
    client, need, scout, cases, django_assert_num_queries: DjangoAssertNumQueries
):
    for number in range(cases):
        pick(need, scout, f"Startup{number}")
    a_teaser(need, scout)
    client.get(address(need))
    with django_assert_num_queries(16):
        client.get(address(need))


def test_a_new_teaser_starts_with_what_may_be_said(client, need, scout):
    actions.change_need(need, by=scout, forms=["pilot", "unsure"])
    page = html(client, address(need))
    values = dict(re.findall(r'<input type="text" name="(\w+)" value="([^"]*)"', page))
    assert values["region"] == "Kreis Soest"
    assert values["budget"] == "10.000 bis 25.000 €"
    assert values["forms"] == "Pilotprojekt"
    assert values["decide_by"] == day(need.decide_by)
    assert "Noch steht nichts da" in page
    assert "Höchstens 600 Zeichen, noch 600." in page
    english = dict(
        re.findall(r'<input type="text" name="(\w+)" value="([^"]*)"', html(client, address(need, "?sprache=en")))
    )
    assert english["size"] == "50 to 249 employees"


def test_each_edition_is_sent_to_its_own_address_in_either_page_language(client, need):
    """The page's own language must not take the place of the teaser's."""
    for page_language in ("de", "en"):
        client.cookies["django_language"] = page_language
        for language in ("de", "en"):
            page = html(client, address(need, f"?sprache={language}"))
            form = re.search(r'<form[^>]* id="steckbrief"[^>]* action="([^"]*)"', page)
            assert form
            assert form[1] == address(need, f"?sprache={language}")
            assert f'<html lang="{page_language}">' in page


def test_warnings_stand_beside_the_text_with_suggestions(client, need):
    page = save(client, need, text="Wir fertigen in Werl und rüsten nach.", title="Rehmert sucht").content.decode()
    hints = plain(part(page, 'id="hinweise"', "</section>"))
    assert "Zwei Stellen verraten den Betrieb" in hints
    assert "Rehmert gehört zum Namen des Betriebs." in hints
    assert "Vorschlag: „im Kreis Soest“" in hints
    assert "Solange eine offen ist, können Sie den Steckbrief nicht verschicken." in hints
    assert "Steckbrief verschicken" not in plain(part(page, 'id="steckbrief"', "</form>"))


def test_taking_one_suggestion_changes_that_passage_only_and_keeps_unsaved_words(client, need):
    save(client, need, text="Wir fertigen in Werl.", title="Rehmert sucht")
    page = save(
        client,
        need,
        version=1,
        title="Rehmert sucht",
        text="Wir fertigen in Werl und rüsten nach.",
        uebernehmen="place:in Werl",
    ).content.decode()
    stored = Teaser.objects.get()
    assert (stored.text, stored.title, stored.version) == (
        "Wir fertigen im Kreis Soest und rüsten nach.",
        "Rehmert sucht",
        2,
    )
    assert "Vorschlag übernommen und gespeichert." in page
    assert "Eine Stelle verrät den Betrieb" in page


def test_a_small_cell_is_mended_in_the_fields(client, need):
    firm = need.organisation
    firm.industry = "10.71"
    firm.save()
    facts = {
        "industry": "Herstellung von Backwaren, ohne Dauerbackwaren",
        "region": "Werl",
        "size": "50 bis 249 Beschäftigte",
    }
    page = save(client, need, **facts).content.decode()
    key = re.search(r'name="uebernehmen" value="(small_cell:[^"]+)"', page)
    assert key
    save(client, need, version=1, **facts, uebernehmen=key.group(1))
    assert Teaser.objects.get().industry == "Verarbeitendes Gewerbe"


def test_a_passage_may_stay_for_a_reason_unless_it_names_the_firm(client, need):
    text = "Wir suchen etwas für die Presse XK-300."
    page = save(client, need, text=text, title="Rehmert sucht").content.decode()
    kept = re.findall(r'name="belassen" value="(\d+):([^"]+)"', page)
    assert [key for _number, key in kept] == ["product:XK-300"]
    number = kept[0][0]
    refused = save(
        client, need, version=1, text=text, title="Rehmert sucht", belassen=f"{number}:product:XK-300", follow=False
    )
    assert "warum diese Stelle den Betrieb nicht verrät" in refused.content.decode()
    data = {"belassen": f"{number}:product:XK-300", f"grund-{number}": "Die Presse hat jeder."}
    page = save(client, need, version=1, text=text, title="Rehmert sucht", **data).content.decode()
    assert "Mit Absicht stehen gelassen: „XK-300“" in plain(page)
    assert Entry.objects.get(verb="teaser.risk_accepted").aside.text == "Die Presse hat jeder."
    assert "In einem anonymen Steckbrief kann sie nicht stehen bleiben." in page


def test_both_sides_are_shown_what_they_will_read(client, need, scout):
    pick(need, scout)
    page = save(client, need, text="Wir fertigen in Werl und rüsten nach.").content.decode()
    startup = plain(part(page, 'aria-labelledby="p1"', "</article>"))
    assert "Fehler früher erkennen" in startup
    assert "Wir fertigen im Kreis Soest und rüsten nach." in startup
    assert [name for name in ("Rehmert", "Werl ") if name in startup] == []
    company = plain(part(page, 'aria-labelledby="p2"', "</article>"))
    assert "Gussauge" in company
    assert "Kamera sieht Fehler am Spritzgussteil" in company
    assert "Rüstet ältere Maschinen nach." not in company


def test_an_english_start_up_needs_an_english_text(client, need, scout):
    pick(need, scout, "Crumbcast", "en")
    page = html(client, address(need))
    assert "Englisch: fehlt noch (für Crumbcast)" in plain(page)
    assert '?sprache=en" aria-current="page"' in page
    save(client, need, language="de")
    assert "Es fehlt der Steckbrief auf Englisch." in html(client, address(need, "?sprache=de"))


def test_two_editors_see_both_versions(client, need, scout):
    save(client, need)
    actions.write_teaser(need, "de", by=scout, title="Überschrift der Kollegin")
    page = save(client, need, version=1, title="Meine Überschrift", follow=False).content.decode()
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th><td>([^<]*)</td><td>([^<]*)</td></tr>', page)
    assert rows == [("Überschrift", "Überschrift der Kollegin", "Meine Überschrift")]
    save(client, need, version=2, title="Meine Überschrift")
    assert Teaser.objects.get().title == "Meine Überschrift"


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("text", "x" * 601, "Kürzen Sie die Angabe auf 600 Zeichen, es sind 601."),
        ("title", "", "Geben Sie dem Steckbrief eine Überschrift."),
        ("decide_by", "31.2.2027", "Geben Sie das Datum so ein"),
        ("industry", "a\0b", "Steuerzeichen"),
    ],
)
def test_a_wrong_value_keeps_what_was_typed(client, need, field, value, problem):
    answer = save(client, need, follow=False, **{field: value, "budget": "etwa 🙂"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert problem in page
    assert "etwa 🙂" in page
    assert Teaser.objects.count() == 0


# --- Sending ---


def test_once_clean_it_is_sent_after_a_look_at_who_gets_what(client, need, scout):
    pick(need, scout)
    page = save(client, need).content.decode()
    assert "Keine Stelle verrät den Betrieb." in page
    assert f'href="{address(need, "verschicken/")}"' in page
    check = plain(html(client, address(need, "verschicken/")))
    contact = need.organisation.contacts.get()
    assert f"Einen Brief bekommt {contact.full_name}, {contact.email}" in check
    assert "Noch keinen Brief bekommen Gussauge." in check
    assert Letter.objects.filter(kind="introductions/ask_company").count() == 0
    for _click in range(2):
        assert client.post(address(need, "verschicken/")).status_code == 302
    assert Letter.objects.filter(kind="introductions/ask_company").count() == 1
    assert Introduction.objects.get().state == "company_asked"
    assert Need.objects.get(pk=need.pk).state == "matched"


def test_with_a_telling_passage_nothing_is_sent(client, need, scout):
    pick(need, scout)
    save(client, need, title="Rehmert sucht")
    for send in (client.get, client.post):
        page = send(address(need, "verschicken/"), follow=True).content.decode()
        assert "Im Steckbrief auf Deutsch verraten noch Stellen den Betrieb." in page
    assert Introduction.objects.get().state == "shortlisted"


def test_nobody_on_the_shortlist_nobody_to_send_to(client, need):
    save(client, need)
    page = client.get(address(need, "verschicken/"), follow=True).content.decode()
    assert "Auf der Shortlist steht noch kein Startup" in page


def test_a_confidential_need_has_no_teaser_page_to_write_on(client, need, scout):
    actions.set_confidentiality(need, by=scout, confidentiality="internal")
    page = html(client, address(need))
    assert "Dieser Bedarf ist vertraulich" in page
    assert "<textarea" not in page
    assert Teaser.objects.count() == 0


def test_an_approval_on_the_phone_is_recorded_and_void_after_an_edit(client, need, scout):
    save(client, need)
    page = html(client, address(need))
    shown = re.search(r'name="fassung" value="(\w+)"', page)
    assert shown
    today = f"{timezone.localdate():%d.%m.%Y}"
    data = {
        "sprache": "de",
        "fassung": shown.group(1),
        "said_by": "Katrin Rehmert",
        "said_on": today,
        "source": "phone",
    }
    incomplete = client.post(address(need, "freigabe/"), {**data, "said_by": ""}, follow=True).content.decode()
    assert "Geben Sie an, wer das wann und auf welchem Weg gesagt hat." in incomplete
    wrong = client.post(address(need, "freigabe/"), {**data, "source": "rumour"}, follow=True).content.decode()
    assert "Wählen Sie eine der Möglichkeiten aus." in wrong
    page = client.post(address(need, "freigabe/"), data, follow=True).content.decode()
    assert f"Deutsch: freigegeben von Katrin Rehmert am {today}" in plain(page)
    assert is_approved(Teaser.objects.get())
    save(client, need, version=1, title="Anders")
    assert not is_approved(Teaser.objects.get())
    assert "vom Betrieb noch nicht freigegeben" in html(client, address(need))


def test_unknown_and_forbidden_answer_alike(client, need):
    browser = Client()
    browser.force_login(User.objects.get(pk=member_of(need.organisation).id))
    for rest in ("", "verschicken/"):
        assert browser.get(address(need, rest)).status_code == 404
        assert client.get(f"/buero/bedarfe/999999/steckbrief/{rest}").status_code == 404
    assert client.post(address(need, "freigabe/"), {"sprache": "fr"}).status_code == 404
