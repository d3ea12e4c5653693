"""Needs in the office: the list, sharpening one, writing one down on the phone."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from dnm.accounts.models import User
from dnm.accounts.rules import Actor
from dnm.accounts.workflow import Role
from dnm.introductions.actions import run_clock
from dnm.journal.models import Entry
from dnm.matching import actions
from dnm.matching.models import Need
from dnm.web.templatetags.dnm import day
from tests.factories import ContactFactory, NeedFactory, OrganisationFactory, UserFactory, member_of, office
from tests.stories import a_company, a_need, story

pytestmark = pytest.mark.django_db
LIST = "/buero/bedarfe/"


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO = True


@pytest.fixture
def anna() -> User:
    return UserFactory(roles=[Role.SCOUT], last_name="Beckmann")


@pytest.fixture
def scout(anna: User) -> Actor:
    return Actor("accounts.user", anna.pk, anna.full_name, Role.SCOUT)


@pytest.fixture
def client(anna: User) -> Client:
    browser = Client()
    browser.force_login(anna)
    return browser


def html(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def sent(scout: Actor, **words) -> Need:
    need = NeedFactory(organisation=a_company(), **words)
    return actions.submit_need(need, by=scout)


def typed(need: Need, **changes) -> dict[str, object]:
    """The form as it was opened, with some changes."""
    names = ("title", "problem", "goal", "budget", "decision_maker", "forms", "confidentiality", "version")
    values = {name: getattr(need, name) for name in names}
    values |= {"decide_by": day(need.decide_by), "start_by": day(need.start_by), "contact": need.contact_id or ""}
    return values | changes


# --- The list ---


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"), [(LIST, 10), (f"{LIST}?wartet=me&stand=submitted", 10), (f"{LIST}?suche=Ausschuss", 13)]
)
def test_the_list_asks_the_same_number_of_questions_for_any_number_of_rows(
    client, scout, rows, address, queries, django_assert_num_queries: DjangoAssertNumQueries
):
    for _number in range(rows):
        sent(scout)
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)


def test_the_list_says_who_waits_and_leads_to_the_next_act(client, scout):
    need = sent(scout)
    a_need(scout, a_company("Beta"))
    page = html(client, LIST)
    assert "<h1" in page
    assert "Zwei Bedarfe warten auf Sie" in page
    assert f"anrufen bis {day(need.answer_by)}" in page
    assert "Der Betrieb wartet auf" in page
    assert (page.count("Bedarf schärfen"), page.count("Startups aussuchen")) == (1, 1)


def test_filters_are_links_with_counts_and_an_empty_result_offers_the_way_back(client, scout):
    sent(scout, confidentiality="internal")
    page = html(client, f"{LIST}?vertraulichkeit=internal")
    assert '<a href="?vertraulichkeit=internal" aria-current="true">vertraulich <span>1</span></a>' in page
    empty = html(client, f"{LIST}?suche=Retouren")
    assert "Nichts gefunden für „Retouren“" in empty
    assert "Filter zurücksetzen" in empty


def test_only_scouts_come_in(scout):
    need = sent(scout)
    for role in (Role.DIRECTOR, Role.ADMIN):
        browser = Client()
        browser.force_login(UserFactory(roles=[role]))
        assert {browser.get(address).status_code for address in (LIST, f"{LIST}{need.pk}/", f"{LIST}neu/")} == {404}
    browser = Client()
    browser.force_login(User.objects.get(pk=member_of(need.organisation).id))
    assert browser.get(f"{LIST}{need.pk}/").status_code == 404
    both = Client()
    both.force_login(UserFactory(roles=[Role.DIRECTOR, Role.SCOUT]))
    both.post("/rolle/", {"rolle": "director:0"})
    assert both.get(LIST).status_code == 403


# --- One need ---


def test_what_is_missing_stands_first_and_leads_to_its_field(client, scout):
    need = sent(scout)
    page = html(client, f"{LIST}{need.pk}/")
    assert re.findall(r'<li><a href="#(id_\w+)">', page) == ["id_decide_by", "id_decision_maker", "id_budget"]
    assert all(f'id="{name}"' in page for name in ("id_decide_by", "id_decision_maker", "id_budget"))
    assert page.index("Zum Freischalten fehlt noch") < page.index('name="problem"')


def test_a_need_costs_the_same_however_long_its_history(
    client, scout, django_assert_num_queries: DjangoAssertNumQueries
):
    need = sent(scout)
    client.get(f"{LIST}{need.pk}/")
    with django_assert_num_queries(15):
        client.get(f"{LIST}{need.pk}/")
    for number in range(4):
        ContactFactory(organisation=need.organisation, primary=False)
        need = actions.change_need(need, by=scout, goal=f"Ziel {number}")
    with django_assert_num_queries(15):
        client.get(f"{LIST}{need.pk}/")


def test_sharpening_and_releasing_in_one_go(client, scout):
    need = sent(scout)
    ends = timezone.localdate() + timedelta(days=30)
    data = typed(
        need, decide_by=f"{ends:%d. %m. %Y}", decision_maker="Katrin Rehmert", budget="10k_25k", freischalten="1"
    )
    answer = client.post(f"{LIST}{need.pk}/", data)
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{need.pk}/vorschlaege/")
    stored = Need.objects.get(pk=need.pk)
    assert (stored.state, stored.decide_by, stored.qualified_by_id) == ("qualified", ends, scout.id)


def test_releasing_too_early_saves_what_was_typed_and_says_what_is_missing(client, scout):
    need = sent(scout)
    page = client.post(
        f"{LIST}{need.pk}/", typed(need, goal="Neues Ziel", freischalten="1"), follow=True
    ).content.decode()
    assert "Gespeichert. Zum Freischalten fehlt noch: Entscheidung bis, Wer entscheidet?, Budget." in page
    assert Need.objects.get(pk=need.pk).goal == "Neues Ziel"
    assert Need.objects.get(pk=need.pk).state == "submitted"


def test_released_by_a_colleague_meanwhile_nothing_is_lost(client, scout):
    need = sent(scout, decide_by=timezone.localdate(), decision_maker="Chefin", budget="10k_25k")
    opened = typed(need)
    actions.qualify_need(need, by=office(Role.LEAD))
    answer = client.post(f"{LIST}{need.pk}/", {**opened, "goal": "Neues Ziel", "freischalten": "1"})
    assert answer.status_code == 302
    stored = Need.objects.get(pk=need.pk)
    assert (stored.state, stored.goal) == ("qualified", "Neues Ziel")


def test_two_editors_see_both_versions_and_the_second_decides(client, scout):
    need = sent(scout)
    opened = typed(need)
    actions.change_need(need, by=office(Role.LEAD), goal="Ziel der Kollegin", budget="under_5k")
    answer = client.post(f"{LIST}{need.pk}/", {**opened, "goal": "Mein Ziel"})
    page = answer.content.decode()
    assert answer.status_code == 200
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th><td>([^<]*)</td><td>([^<]*)</td></tr>', page)
    assert rows == [("Ziel", "Ziel der Kollegin", "Mein Ziel"), ("Budget", "unter 5.000 €", "noch offen")]
    assert Need.objects.get(pk=need.pk).goal == "Ziel der Kollegin"
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    client.post(f"{LIST}{need.pk}/", {**opened, "goal": "Mein Ziel", "version": version.group(1)})
    assert Need.objects.get(pk=need.pk).goal == "Mein Ziel"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "x" * 121, "Kürzen Sie die Angabe auf 120 Zeichen"),
        ("problem", "", "Beschreiben Sie das Problem"),
        ("decide_by", "31.2.2027", "Geben Sie das Datum so ein"),
        ("decide_by", "1.1.2020", "von heute bis in zehn Jahren"),
        ("budget", "viel", "Wählen Sie eine der Möglichkeiten aus."),
        ("version", str(2**63), "Dieser Wert muss"),
        ("goal", "a\0b", "Steuerzeichen"),
        ("topics", ["9223372036854775808"], "Wählen Sie Themen aus der Liste."),
        ("topics", ["0", "x"], "Wählen Sie Themen aus der Liste."),
        ("contact", "9223372036854775808", "Fehler"),
    ],
)
def test_a_wrong_value_keeps_what_was_typed(client, scout, field, value, words):
    need = sent(scout)
    answer = client.post(f"{LIST}{need.pk}/", {**typed(need, decision_maker="Neue Chefin 🙂"), field: value})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>Fehler:" in page
    assert words in page
    assert "Neue Chefin 🙂" in page
    assert Need.objects.get(pk=need.pk).decision_maker == ""


def test_the_steps_of_a_need_are_buttons_and_the_history_tells_them(client, scout):
    need = sent(scout)
    jens = UserFactory(roles=[Role.LEAD], first_name="Jens", last_name="Althaus")
    client.post(f"{LIST}{need.pk}/schritt/", {"schritt": "zustaendig", "person": jens.pk})
    assert Need.objects.get(pk=need.pk).scout == jens
    for step, state in (
        ("geloest", "closed_solved"), ("oeffnen", "submitted"), ("nicht-geloest", "closed_unsolved"),
        ("oeffnen", "submitted"), ("zurueckgezogen", "withdrawn"), ("oeffnen", "submitted"),
        ("abgelaufen", "expired"),
    ):  # fmt: skip
        client.post(f"{LIST}{need.pk}/schritt/", {"schritt": step})
        assert Need.objects.get(pk=need.pk).state == state
    page = html(client, f"{LIST}{need.pk}/")
    told = re.findall(r"<li><p>(Bedarf [^<]+)</p>", page)
    assert told == [
        "Bedarf abgelaufen", "Bedarf wieder geöffnet", "Bedarf zurückgezogen", "Bedarf wieder geöffnet",
        "Bedarf nicht gelöst", "Bedarf wieder geöffnet", "Bedarf gelöst", "Bedarf übergeben", "Bedarf eingereicht",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"schritt": "zustaendig", "person": "x"}, "Wählen Sie, wer zuständig sein soll."),
        ({"schritt": "zustaendig", "person": "9" * 30}, "Wählen Sie, wer zuständig sein soll."),
        ({"schritt": "oeffnen"}, ""),
        ({"schritt": "tanzen"}, ""),
    ],
)
def test_a_step_that_is_not_possible_says_so(client, scout, data, words):
    need = sent(scout)
    page = client.post(f"{LIST}{need.pk}/schritt/", data, follow=True).content.decode()
    assert words in page
    assert Need.objects.get(pk=need.pk).state == "submitted"


def test_closing_a_need_ends_what_was_on_its_way(client, scout):
    told = story()
    client.post(f"{LIST}{told.need.pk}/schritt/", {"schritt": "geloest"})
    run_clock()
    assert told.fresh().state == "stopped"


def test_a_closed_need_is_read_not_edited(client, scout):
    need = sent(scout)
    actions.close_need(need, by=scout, solved=True)
    page = html(client, f"{LIST}{need.pk}/")
    assert "Zum Ändern öffnen Sie den Bedarf wieder." in page
    assert 'name="problem"' not in page


# --- On the phone ---


def test_a_known_firm_is_found_and_its_need_is_sent_at_once(client, scout):
    firm = a_company("Tischlerei Hölscher")
    found = html(client, f"{LIST}neu/?suche=hoelscher")
    assert f"?betrieb={firm.pk}" in found
    page = html(client, f"{LIST}neu/?betrieb={firm.pk}")
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token
    data = {
        "problem": "Das Aufmaß landet dreimal auf Papier.", "confidentiality": "anonymous", "budget": "unknown",
        "source": "phone", "form_token": token.group(1), "contact": firm.contacts.get().pk,
    }  # fmt: skip
    answers = [client.post(f"{LIST}neu/?betrieb={firm.pk}", data) for _click in range(2)]
    need = Need.objects.get()
    assert {answer["Location"] for answer in answers} == {f"{LIST}{need.pk}/"}
    assert (need.organisation, need.source, need.state, need.contact) == (
        firm,
        "phone",
        "submitted",
        firm.contacts.get(),
    )
    assert Entry.objects.get(verb="need.submitted").details["source"] == "phone"


def test_a_new_firm_is_entered_with_its_need(client, scout):
    data = {
        "firm": "Tischlerei Hoff", "place": "59597 Erwitte", "last_name": "Hoff", "phone": "02943 555-0110",
        "problem": "Aufmaß auf Papier", "confidentiality": "anonymous", "budget": "unknown", "source": "phone",
    }  # fmt: skip
    answer = client.post(f"{LIST}neu/?neu=", data)
    need = Need.objects.get()
    assert answer["Location"] == f"{LIST}{need.pk}/"
    assert (need.organisation.name, need.organisation.place, need.organisation.postcode) == (
        "Tischlerei Hoff",
        "Erwitte",
        "59597",
    )


def test_a_firm_that_is_already_there_is_offered_instead(client, scout):
    known = OrganisationFactory(name="Tischlerei Hoff", postcode="59597", place="Erwitte", municipality="05974016")
    data = {
        "firm": "tischlerei hoff", "place": "59597", "last_name": "Hoff", "phone": "02943 555-0110",
        "problem": "Aufmaß auf Papier", "confidentiality": "anonymous", "budget": "unknown", "source": "phone",
    }  # fmt: skip
    page = client.post(f"{LIST}neu/?neu=", data).content.decode()
    assert f"?betrieb={known.pk}" in page
    assert Need.objects.count() == 0
    client.post(f"{LIST}neu/?neu=", {**data, "despite_duplicate": "on"})
    assert Need.objects.get().organisation != known


def test_nothing_typed_names_every_field_and_enters_nothing(client, scout):
    page = client.post(f"{LIST}neu/?neu=", {"budget": "unknown", "source": "phone"}).content.decode()
    assert "Beschreiben Sie das Problem" in page
    assert "Wählen Sie, was der Betrieb dazu gesagt hat." in page
    assert Need.objects.count() == 0


def test_unknown_firms_answer_like_forbidden_ones(client):
    startup = OrganisationFactory(kind="startup")
    for key in (startup.pk, 999_999):
        assert client.get(f"{LIST}neu/?betrieb={key}").status_code == 404
