"""Unser Betrieb and Unser Profil: what members see and change, and who may not."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dnm.accounts.models import User
from dnm.directory.models import Contact, Organisation, Reference, StartupProfile
from tests.factories import ContactFactory, OrganisationFactory, StartupFactory, member_of

pytestmark = pytest.mark.django_db
OWN = "/mein/betrieb/"


def client_of(organisation: Organisation, role: str = "owner") -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=member_of(organisation, role).id))
    return browser


def html(client: Client, address: str = OWN, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_company_sees_what_startups_see_of_it_before_a_release():
    firm = OrganisationFactory(name="Kunststofftechnik Rehmert", industry="22.26", head_count=80)
    page = html(client_of(firm))
    box = page[page.index("Vor Ihrer Freigabe") : page.index("Nach Ihrer Freigabe")]
    for words in ("Herstellung von Gummi- und Kunststoffwaren", "Kreis Soest", "50 bis 249 Beschäftigte"):
        assert words in box
    assert [words for words in ("Rehmert", "Werl", "59457") if words in box] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_own_page_asks_the_same_questions_for_one_and_three_contacts(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
):
    firm, startup = OrganisationFactory(), StartupFactory()
    for number in range(count):
        ContactFactory(organisation=firm, primary=number == 0)
        ContactFactory(organisation=startup, primary=number == 0)
        Reference.objects.create(organisation=startup, text=f"Kunde {number}")
    company_page, startup_page = client_of(firm), client_of(startup)
    with django_assert_num_queries(8):
        html(company_page)
    with django_assert_num_queries(10):
        html(startup_page)


def test_a_member_changes_facts_but_not_the_contacts():
    firm = OrganisationFactory(name="Brandhoff", head_count=80)
    contact = ContactFactory(organisation=firm)
    member = client_of(firm, "member")
    sent = {
        "name": "Brandhoff",
        "head_count": "90",
        "industry": "22.26",
        "postcode": "59457",
        "languages": ["de"],
    }
    assert member.post(f"{OWN}angaben/", {**sent, "kind": "hub", "scout": "1"}).status_code == 302
    firm.refresh_from_db()
    assert (firm.head_count, firm.kind, firm.scout) == (90, "company", None)
    page = html(member)
    assert ("Ansprechpersonen ändern die Verantwortlichen" in page, f"/personen/{contact.pk}/" in page) == (
        True,
        False,
    )
    changed = member.post(
        f"{OWN}personen/{contact.pk}/", {"last_name": "Böse", "email": "x@y.example", "language": "de"}
    )
    assert "Das dürfen Sie in Ihrer Rolle nicht ändern." in changed.content.decode()
    assert Contact.objects.get().last_name == contact.last_name


def test_an_owner_enters_and_retires_contacts():
    firm = OrganisationFactory()
    owner = client_of(firm)
    owner.post(f"{OWN}personen/neu/", {"last_name": "Althoff", "email": "a@betrieb.example", "language": "de"})
    contact = Contact.objects.get()
    owner.post(f"{OWN}personen/{contact.pk}/", {"last_name": "Althoff", "phone": "02922 555-02", "language": "en"})
    contact.refresh_from_db()
    assert (contact.email, contact.phone, contact.language, contact.primary) == (
        "",
        "02922 555-02",
        "en",
        True,
    )
    owner.post(f"{OWN}personen/{contact.pk}/", {"ausgeschieden": "1"})
    assert Contact.objects.get().left_on == timezone.localdate()
    html(owner, f"{OWN}personen/{contact.pk}/", status=404)


def test_people_of_others_are_as_unknown_as_nobody():
    foreign = ContactFactory()
    owner = client_of(OrganisationFactory())
    answers = [html(owner, f"{OWN}personen/{pk}/", 404) for pk in (foreign.pk, 99999)]
    assert re.sub(r"[A-Za-z0-9]{64}|\d+", "", answers[0]) == re.sub(r"[A-Za-z0-9]{64}|\d+", "", answers[1])
    reference = Reference.objects.create(organisation=StartupFactory(), text="Lohmann")
    startup = client_of(StartupFactory())
    assert startup.post(f"{OWN}referenzen/", {"entfernen": reference.pk}).status_code == 404
    assert startup.post(f"{OWN}referenzen/", {"entfernen": "1 OR 1=1"}).status_code == 404
    assert Reference.objects.count() == 1


def test_the_second_of_two_editors_is_told():
    firm = OrganisationFactory(name="Brandhoff", head_count=80)
    owner, seen_at = client_of(firm), Organisation.objects.get().changed_at.isoformat()
    sent = {"name": "Brandhoff", "industry": "22.26", "postcode": "59457", "seen_at": seen_at}
    assert owner.post(f"{OWN}angaben/", {**sent, "head_count": "90"}).status_code == 302
    page = owner.post(f"{OWN}angaben/", {**sent, "head_count": "70"}).content.decode()
    assert "Jemand hat diese Angaben inzwischen geändert" in page
    assert '<th scope="row">Beschäftigte</th><td>90</td><td>70</td>' in page


def test_a_company_sets_its_holiday():
    firm, day = OrganisationFactory(), timezone.localdate() + timedelta(days=9)
    owner = client_of(firm)
    owner.post(f"{OWN}ferien/", {"until": f"{day:%d.%m.%y}"})
    assert Organisation.objects.get().on_holiday_until == day
    assert "Geben Sie das Datum so ein" in owner.post(f"{OWN}ferien/", {"until": "bald"}).content.decode()


def test_a_startup_keeps_its_profile_and_sees_its_card():
    startup = StartupFactory(name="Gussauge")
    owner = client_of(startup)
    sent = {"summary": "Kameras am <b>Band</b>.", "stage": "growth", "forms": ["pilot"], "capacity": "3"}
    found = owner.post(f"{OWN}profil/", {**sent, "industry_search": "Bäckerei", "suchen": "branche"}).content.decode()
    assert ('name="target_industries" value="10.71"' in found, "Fehler:" in found) == (True, False)
    owner.post(
        f"{OWN}profil/",
        {
            **sent,
            "industry_search": "Bäckerei",
            "target_industries": ["10.71"],
            "target_sizes": ["small"],
            "listed": "on",
        },
    )
    profile = StartupProfile.objects.get()
    assert (profile.stage, profile.capacity, profile.listed, profile.target_industries) == (
        "growth",
        3,
        True,
        ["10.71"],
    )
    page = html(owner)
    assert (
        "Kameras am &lt;b&gt;Band&lt;/b&gt;." in page,
        "Öffentlich, in unserer Liste" in page,
        "10 bis 49 Beschäftigte" in page,
    ) == (
        True,
        True,
        True,
    )


def test_a_startup_pauses_and_names_references():
    startup, day = StartupFactory(), timezone.localdate() + timedelta(days=30)
    owner = client_of(startup)
    owner.post(f"{OWN}pause/", {"until": f"{day:%d.%m.%Y}"})
    owner.post(f"{OWN}referenzen/", {"reference": "Spritzguss Lohmann", "year": "2025"})
    assert StartupProfile.objects.get().paused_until == day
    assert "Spritzguss Lohmann, 2025" in html(owner)
    wrong = owner.post(f"{OWN}referenzen/", {"reference": "", "year": "25"}).content.decode()
    assert "Nennen Sie den Kunden oder das Vorhaben." in wrong
    owner.post(f"{OWN}referenzen/", {"entfernen": Reference.objects.get().pk})
    assert Reference.objects.count() == 0


def test_startup_pages_do_not_exist_for_companies():
    owner = client_of(OrganisationFactory())
    html(owner, f"{OWN}profil/", status=404)
    assert [owner.post(f"{OWN}{page}/").status_code for page in ("pause", "referenzen")] == [404, 404]


def test_an_unconfirmed_startup_is_told_to_wait():
    page = html(client_of(StartupFactory(confirmed_at=None)))
    assert "Wir prüfen Ihr Profil noch." in page
