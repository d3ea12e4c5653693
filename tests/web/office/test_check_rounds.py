"""Inviting companies to a check: choosing, the check page, progress, reminders, the list for post and telephone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.workflow import Role
from dnm.engines.scoring import SHORT
from dnm.journal.models import Entry
from dnm.mail.models import Letter
from dnm.maturity import actions
from dnm.maturity.models import Door, Invited, Round
from dnm.maturity.workflow import Way
from tests.factories import ContactFactory, OrganisationFactory, StartupFactory, office
from tests.maturity.people import allow, letters, taken
from tests.web.office.test_directory import cells_of
from tests.web.reading import client_as, heading, hidden_fields, rows, signed_in, words

pytestmark = pytest.mark.django_db
ROUNDS = "/buero/digital-check/runden/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def demo(settings) -> None:
    settings.DEMO = True


def firm(*permissions: str, **facts: object):
    organisation = OrganisationFactory(**facts)
    allow(ContactFactory(organisation=organisation), *permissions)
    return organisation


def planned(scout=None, **changes) -> Round:
    facts = {"title": "Herbst", "key": SHORT, "due_on": timezone.localdate() + 40 * DAY, "text": "Kommen Sie mit."}
    return actions.plan_round(by=scout or office(), **{**facts, **changes})


def invited(scout, *firms) -> Round:
    found = planned(scout)
    actions.invite(found, firms, by=scout)
    return found


def heard_long_ago(found: Round) -> None:
    Invited.objects.filter(round=found).update(invited_at=timezone.now() - 5 * DAY)


@pytest.mark.parametrize("count", [1, 3])
def test_rounds_and_their_companies_ask_the_same_questions_for_one_and_three(count, django_assert_num_queries):
    scout = office()
    client = signed_in(scout)
    found = invited(scout, *(firm("mailings") for _number in range(count)))
    for number in range(count - 1):
        planned(scout, title=f"Runde {number}")
    with django_assert_num_queries(7):
        assert len(rows(client.get(ROUNDS))) == count
    with django_assert_num_queries(10):
        assert len(rows(client.get(f"{ROUNDS}{found.pk}/"))) == count
    for _number in range(count):
        firm("phone")
    with django_assert_num_queries(10):
        client.get(f"{ROUNDS}{found.pk}/einladen/")


def test_a_round_is_prepared_once_and_writes_to_nobody():
    client = client_as(Role.SCOUT)
    day = timezone.localdate() + 20 * DAY
    values = {"title": "Handwerk", "key": SHORT, "due_on": f"{day:%d.%m.%Y}", "text": "Kommen Sie mit."}
    answers = [client.post(f"{ROUNDS}neu/", values) for _click in range(2)]
    found = Round.objects.get()
    assert {answer.url for answer in answers} == {f"{ROUNDS}{found.pk}/einladen/"}
    assert Letter.objects.count() == 0
    wrong = client.post(f"{ROUNDS}neu/", {"title": "", "key": "weg-1", "due_on": "01.01.2020", "text": "Mein Text"})
    assert "Mein Text" in wrong.content.decode()
    assert "Geben Sie der Runde einen Namen." in words(wrong)
    late = client.post(f"{ROUNDS}neu/", values | {"due_on": "01.01.2020"})
    assert "Wählen Sie einen Tag in der Zukunft." in words(late)


def test_companies_are_chosen_by_industry_size_place_and_whether_they_know_the_check():
    scout = office()
    client = signed_in(scout)
    here = f"{ROUNDS}{planned(scout).pk}/einladen/"
    done, craft = firm(name="Kennt den Check"), firm(name="Bauer Bau", industry="43.41", head_count=8)
    taken(done, scout)
    firm(name="Soest", municipality="05974040")
    StartupFactory(name="Fremdes Startup")

    def chosen(query: str) -> list[str]:
        said = client.get(f"{here}?hoechstens=50&{query}").content.decode()
        return [name for name in ("Bauer Bau", "Soest,", "Kennt den Check", "Fremdes Startup") if f">{name}" in said]

    assert chosen("") == ["Bauer Bau", "Soest,"]
    assert chosen("auch=on") == ["Bauer Bau", "Soest,", "Kennt den Check"]
    assert chosen("branche=building") == ["Bauer Bau"]
    assert chosen("groesse=micro") == ["Bauer Bau"]
    assert chosen("gemeinde=05974040") == ["Soest,"]
    assert chosen("branche=ohne") == chosen("groesse=ohne&gemeinde=ohne") == []
    assert heading(client.get(f"{here}?hoechstens=1")) == "Ein Betrieb passt zu Ihrer Auswahl"
    for wrong in ("0", "201", "viele", "9" * 30):
        page = client.get(f"{here}?hoechstens={wrong}&branche=nichts")
        assert heading(page) == "Welche Betriebe laden Sie ein?"
        assert f'value="{wrong}"' in page.content.decode()
    actions.invite(planned(scout, title="Frühling"), [craft], by=scout)
    assert chosen("") == ["Soest,"]


def test_letters_leave_only_after_the_check_page_and_only_to_those_who_agreed():
    scout = office()
    client = signed_in(scout)
    here = f"{ROUNDS}{planned(scout).pk}/einladen/"
    agreed, by_phone, other = firm("mailings"), firm("phone"), firm("mailings", name="Nicht angekreuzt")
    page = client.post(here, {"betrieb": [agreed.pk, by_phone.pk]})
    assert heading(page) == "2 Betriebe zum Check einladen?"
    said = words(page)
    assert "Ein Brief geht sofort per E-Mail hinaus." in said
    assert "Kommen Sie mit." in said
    assert "/digital-check/a/…/" in said
    assert (Letter.objects.count(), Invited.objects.count(), Door.objects.count()) == (0, 0, 0)
    back = client.post(here, {"betrieb": [agreed.pk], "zurueck": "ja"}).content.decode()
    assert f'value="{agreed.pk}" id="b{agreed.pk}" checked' in back
    assert f'value="{other.pk}" id="b{other.pk}">' in back
    assert hidden_fields(page) == {"betrieb": str(by_phone.pk)}
    for _click in range(2):
        client.post(here, {"betrieb": [agreed.pk, by_phone.pk], "geprueft": "ja"})
    assert [(row.organisation, row.way) for row in Invited.objects.all()] == [
        (agreed, Way.EMAIL), (by_phone, Way.PHONE),
    ]  # fmt: skip
    assert len(letters("invitation")) == 1


def test_nobody_ticked_or_nothing_that_can_be_invited_is_said():
    scout, startup = office(), StartupFactory()
    client = signed_in(scout)
    here = f"{ROUNDS}{planned(scout).pk}/einladen/"
    for ticked in ([], ["x"], [startup.pk], ["9" * 40]):
        page = client.post(here, {"betrieb": ticked, "geprueft": "ja"}, follow=True)
        assert "Kreuzen Sie mindestens einen Betrieb an" in words(page)
    assert Invited.objects.count() == 0


def test_a_round_without_any_email_says_that_nothing_leaves():
    scout, by_phone = office(), firm("phone")
    page = signed_in(scout).post(f"{ROUNDS}{planned(scout).pk}/einladen/", {"betrieb": [by_phone.pk]})
    assert "Es geht nichts hinaus; Sie bekommen die Liste." in words(page)


def test_a_round_shows_who_is_how_far():
    scout = office()
    done, begun, silent = (
        firm("mailings", name="Fertig"),
        firm("phone", name="Begonnen"),
        firm("mailings", name="Still"),
    )
    found = invited(scout, done, begun, silent)
    taken(done, scout)
    actions.begin_check(begun, SHORT, by=scout)
    client = signed_in(scout)
    page = client.get(f"{ROUNDS}{found.pk}/")
    assert heading(page) == "Einer von 3 Betrieben ist fertig"
    assert rows(page) == ["Begonnen", "Fertig", "Still"]
    assert "noch nicht geöffnet 1" in words(page)
    assert rows(client.get(f"{ROUNDS}{found.pk}/?stand=finished")) == ["Fertig"]
    assert rows(client.get(f"{ROUNDS}{found.pk}/?stand=opened")) == []
    assert rows(client.get(f"{ROUNDS}{found.pk}/?stand=nichts")) == ["Begonnen", "Fertig", "Still"]
    assert heading(client.get(ROUNDS)) == "2 eingeladene Betriebe sind noch nicht fertig"


def test_reminders_leave_after_a_check_page_and_no_sooner_than_after_three_days():
    scout = office()
    client = signed_in(scout)
    found = invited(scout, firm("mailings"), firm("phone"))
    address = f"{ROUNDS}{found.pk}/erinnern/"
    assert "Zurzeit ist niemand zu erinnern." in words(client.post(address, follow=True))
    heard_long_ago(found)
    page = client.post(address)
    assert heading(page) == "Einen Betrieb erinnern?"
    assert "Erinnerung" in words(page)
    assert len(letters("invitation")) == 1
    client.post(address, {"zurueck": "ja"})
    for _click in range(2):
        client.post(address, {"geprueft": "ja"})
    assert len(letters("invitation")) == 2
    assert list(Entry.objects.filter(verb="round.reminded").values_list("details__companies", flat=True)) == [1]


def test_a_company_that_wants_quiet_gets_no_more_letters():
    scout = office()
    client = signed_in(scout)
    found = invited(scout, firm("mailings"))
    row = Invited.objects.get()
    said = [words(client.post(f"{ROUNDS}{found.pk}/{row.pk}/keine-nachrichten/", follow=True)) for _click in range(2)]
    assert "bekommt in dieser Runde keine Nachrichten mehr." in said[0]
    assert "Dieser Betrieb bekommt schon keine Nachrichten mehr." in said[1]
    other = planned(scout, title="Andere")
    assert client.post(f"{ROUNDS}{other.pk}/{row.pk}/keine-nachrichten/").status_code == 404


def test_the_list_for_post_and_telephone_leaves_as_a_file_and_the_journal_knows():
    scout = office()
    client = signed_in(scout)
    found = invited(scout, firm("mailings"), firm("phone", name="=Anruf", street="Markt 1"), firm(name="Brief"))
    file = client.post(f"{ROUNDS}{found.pk}/liste/xlsx/")
    table = cells_of(file.content)
    assert [row[:2] for row in table] == [["Weg", "Betrieb"], ["Brief", "Brief"], ["Anruf", "=Anruf"]]
    assert table[2][4] == "Markt 1, 59457 Werl"
    paper = client.post(f"{ROUNDS}{found.pk}/liste/pdf/")
    assert (paper.content[:5], paper["Content-Type"]) == (b"%PDF-", "application/pdf")
    assert client.post(f"{ROUNDS}{found.pk}/liste/csv/").status_code == 404
    assert [entry.details["kind"] for entry in Entry.objects.filter(verb="round.listed")] == ["xlsx", "pdf"]


def test_the_list_may_be_taken_only_so_often():
    scout = office()
    client = signed_in(scout)
    found = invited(scout, firm("phone"))
    answers = [client.post(f"{ROUNDS}{found.pk}/liste/xlsx/").status_code for _time in range(21)]
    assert (answers[:20], answers[20]) == ([200] * 20, 429)


def test_a_round_that_is_over_invites_nobody_any_more():
    scout, late = office(), firm("mailings")
    found = planned(scout)
    Round.objects.filter(pk=found.pk).update(due_on=timezone.localdate() - DAY)
    page = signed_in(scout).post(f"{ROUNDS}{found.pk}/einladen/", {"betrieb": [late.pk], "geprueft": "ja"}, follow=True)
    assert "Die Frist endete am" in words(page)
    assert Invited.objects.count() == 0
