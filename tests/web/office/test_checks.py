"""Digital-Checks on the office's pages: the list and its dates, one check, a guest's check, beginning at the table."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.workflow import Role
from dnm.directory.models import Organisation
from dnm.engines.scoring import LONG, SHORT
from dnm.journal.models import Entry
from dnm.maturity import actions
from dnm.maturity.models import Check, PlannedStage
from dnm.maturity.workflow import Stage
from tests.factories import OrganisationFactory, UserFactory, member_of, office
from tests.maturity.people import guest, taken
from tests.web.reading import client_as, heading, rows, signed_in, words

pytestmark = pytest.mark.django_db
LIST = "/buero/digital-check/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def demo(settings) -> None:
    settings.DEMO = True


def offered(name: str = "Tischlerei Kleine", token: str = "seite-1", **facts: object) -> Check:
    """A guest's check with the firm told."""
    door, actor = guest(token)
    return actions.tell_firm(door.check_done, by=actor, name=name, **facts)


def planned(firm: Organisation, days: int, stage: Stage = Stage.T1) -> PlannedStage:
    plan = actions.plan_stage(firm, stage, key=SHORT, on=timezone.localdate(), by=office())
    plan.due_on = timezone.localdate() + days * DAY
    plan.save()
    return plan


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_questions_for_one_and_three_rows(count, django_assert_num_queries):
    scout = office()
    client = signed_in(scout)
    for number in range(count):
        taken(OrganisationFactory(scout=UserFactory()), scout)
        offered(token=f"seite-{number}")
        planned(OrganisationFactory(), number)
    with django_assert_num_queries(9):
        assert len(rows(client.get(LIST))) == 3 * count
    with django_assert_num_queries(9):
        client.get(f"{LIST}?suche=betrieb&stand=finished&branche=industry&thema=orders")
    with django_assert_num_queries(8):
        assert len(rows(client.get(f"{LIST}termine/"))) == count


def test_the_heading_says_what_is_overdue_before_what_runs():
    scout, client = office(), client_as(Role.SCOUT)
    assert heading(client.get(LIST)) == "Noch hat kein Betrieb einen Digital-Check begonnen"
    taken(OrganisationFactory(), scout)
    actions.begin_check(OrganisationFactory(), SHORT, by=scout)
    assert heading(client.get(LIST)) == "Ein Check ist abgeschlossen, einer läuft"
    planned(OrganisationFactory(name="Später"), 5)
    planned(OrganisationFactory(name="Überfällig"), -4)
    page = client.get(LIST)
    assert heading(page) == "Ein nächster Check ist überfällig, einer läuft"
    assert rows(page)[:2] == ["Überfällig", "Später"]
    assert "4 Tage überfällig" in words(page)
    assert heading(client.get(f"{LIST}termine/")) == "Ein nächster Check ist überfällig"


def test_a_date_leaves_the_list_once_its_check_has_begun():
    scout, firm = office(), OrganisationFactory()
    taken(firm, scout)
    planned(firm, -1)
    client = signed_in(scout)
    assert rows(client.get(f"{LIST}termine/")) == [firm.name]
    actions.begin_check(firm, SHORT, by=scout)
    assert rows(client.get(f"{LIST}termine/")) == []


def test_filters_are_links_with_the_number_of_rows_they_would_leave():
    scout = office()
    client = signed_in(scout)
    craft = OrganisationFactory(name="Bauer Bau", industry="43.41", head_count=8, municipality="05974028")
    low, high = OrganisationFactory(name="Anders"), OrganisationFactory(name="Zander")
    taken(low, scout, place=0)
    taken(high, scout)
    actions.begin_check(craft, SHORT, by=scout)
    offered()
    page = client.get(LIST)
    assert rows(page)[0] == "Tischlerei Kleine"
    said = words(page)
    for link in (
        "in Arbeit 1",
        "abgeschlossen 2",
        "Gast, noch keinem Betrieb zugeordnet 1",
        "Industrie 2",
        "T0: vor der",
    ):
        assert link in said
    assert rows(client.get(f"{LIST}?branche=building")) == ["Bauer Bau"]
    assert rows(client.get(f"{LIST}?gemeinde=05974028")) == ["Bauer Bau"]
    assert rows(client.get(f"{LIST}?groesse=micro&stand=open")) == ["Bauer Bau"]
    assert rows(client.get(f"{LIST}?groesse=ohne")) == ["Tischlerei Kleine"]
    assert rows(client.get(f"{LIST}?zustaendig={scout.id}&stand=open")) == ["Bauer Bau"]
    assert rows(client.get(f"{LIST}?suche=kleine")) == ["Tischlerei Kleine"]
    assert rows(client.get(f"{LIST}?stand=finished&thema=orders")) == ["Anders", "Zander"]
    assert heading(client.get(f"{LIST}?stand=finished")) == "2 Checks passen"
    assert len(rows(client.get(f"{LIST}?branche=nichts&zustaendig=x&thema=nichts"))) == 4
    assert heading(client.get(f"{LIST}?suche=Kastanie")) == "Nichts gefunden für „Kastanie“"


def test_a_check_shows_its_scores_and_all_stages():
    scout, firm = office(), OrganisationFactory()
    first = taken(firm, scout, place=0)
    second = taken(firm, scout)
    page = signed_in(scout).get(f"{LIST}{second.pk}/")
    assert heading(page).startswith("T1: 100 von 100, ")
    said = words(page)
    assert "Kunden und Aufträge 100" in said
    assert f'href="{LIST}{first.pk}/"' in page.content.decode()
    running = actions.begin_check(firm, SHORT, by=scout)
    assert heading(signed_in(scout).get(f"{LIST}{running.pk}/")) == "T2 ist in Arbeit"


def test_a_check_whose_questionnaire_is_gone_can_still_be_read():
    scout, firm = office(), OrganisationFactory()
    done = taken(firm, scout)
    Check.objects.filter(pk=done.pk).update(questionnaire="weg-1")
    assert heading(signed_in(scout).get(f"{LIST}{done.pk}/")).startswith("T0: 100 von 100")
    assert rows(signed_in(scout).get(f"{LIST}?fragebogen=weg-1")) == [firm.name]


def test_the_next_check_is_planned_changed_and_dropped():
    scout, firm = office(), OrganisationFactory()
    done = taken(firm, scout)
    client, address = signed_in(scout), f"{LIST}{done.pk}/termin/"
    soon, later = timezone.localdate() + 30 * DAY, timezone.localdate() + 60 * DAY
    for day in (soon, later, later):
        client.post(address, {"stage": "T1", "on": f"{day:%d.%m.%Y}"})
    plan = PlannedStage.objects.get()
    assert (plan.organisation, plan.stage, plan.due_on) == (firm, "T1", later)
    wrong = client.post(address, {"stage": "", "on": "01.01.2020"})
    assert "Wählen Sie einen Tag, der noch kommt." in words(wrong)
    assert 'value="01.01.2020"' in wrong.content.decode()
    for _click in range(2):
        client.post(f"{LIST}{done.pk}/termin/{plan.pk}/streichen/")
    assert PlannedStage.objects.count() == 0
    assert list(Entry.objects.filter(verb__startswith="check.plan").values_list("verb", flat=True)) == [
        "check.planned", "check.planned", "check.plan_dropped",
    ]  # fmt: skip


def test_a_check_begins_at_the_table_once_however_often_somebody_clicks():
    scout, firm = office(), OrganisationFactory(name="Dachdecker Anton")
    client = signed_in(scout)
    assert "Dachdecker Anton" in words(client.get(f"{LIST}beginnen/?suche=anton"))
    address = f"{LIST}beginnen/?betrieb={firm.pk}"
    assert "dies wird T0" in words(client.get(address))
    answers = [client.post(address, {"fragebogen": LONG}) for _click in range(2)]
    check = Check.objects.get()
    assert [answer.url for answer in answers] == [f"{LIST}{check.pk}/ausfuellen/"] * 2
    assert client.get(answers[0].url).status_code == 200
    assert (check.organisation, check.way, check.scout_id) == (firm, Check.Way.TABLE, scout.id)
    assert "T0 ist schon begonnen" in words(client.get(address))
    assert "Wählen Sie einen Fragebogen." in words(client.post(address, {"fragebogen": "weg-1"}))
    assert client.get(f"{LIST}beginnen/?betrieb=999999").status_code == 404


def test_after_three_checks_no_other_is_offered():
    scout, firm = office(), OrganisationFactory()
    for _stage in Stage:
        taken(firm, scout)
    address = f"{LIST}beginnen/?betrieb={firm.pk}"
    assert "alle drei Checks sind abgeschlossen" in words(signed_in(scout).get(address))
    assert "alle drei Checks abgeschlossen" in words(signed_in(scout).post(address, {"fragebogen": SHORT}))


def test_a_guests_check_finds_its_company_in_the_directory():
    scout, client = office(), client_as(Role.SCOUT)
    firm = OrganisationFactory(name="Tischlerei Kleine GmbH")
    check = offered(head_count=12, postcode="59494", industry="16.23")
    page = client.get(f"{LIST}{check.pk}/zuordnen/")
    assert heading(page) == "Welcher Betrieb ist „Tischlerei Kleine“?"
    assert "Tischlerei Kleine GmbH" in words(page)
    for _click in range(2):
        assert client.post(f"{LIST}{check.pk}/zuordnen/", {"betrieb": firm.pk}).url == f"{LIST}{check.pk}/"
    check.refresh_from_db()
    assert (check.organisation, check.firm) == (firm, {})
    assert client.get(f"{LIST}{check.pk}/zuordnen/").status_code == 302
    assert signed_in(scout).get(f"{LIST}{check.pk}/").status_code == 200


def test_a_guests_check_whose_stage_the_company_has_is_refused_in_words():
    scout, firm = office(), OrganisationFactory(name="Tischlerei Kleine")
    actions.begin_check(firm, SHORT, by=scout)
    check = offered()
    said = words(signed_in(scout).post(f"{LIST}{check.pk}/zuordnen/", {"betrieb": firm.pk}))
    assert "Dieser Betrieb hat diesen Check schon in Arbeit oder abgeschlossen." in said


def test_a_guests_firm_that_nobody_knows_is_entered_with_what_was_told():
    client = client_as(Role.SCOUT)
    check = offered(head_count=12, postcode="59494", industry="16.23")
    for _click in range(2):
        client.post(f"{LIST}{check.pk}/zuordnen/")
    firm = Organisation.objects.get()
    assert (firm.name, firm.head_count, firm.postcode, firm.industry) == ("Tischlerei Kleine", 12, "59494", "16.23")
    again = offered(token="seite-2", postcode="59494")
    known = client.post(f"{LIST}{again.pk}/zuordnen/")
    assert "Trotzdem neu anlegen" in words(known)
    assert Organisation.objects.count() == 1
    client.post(f"{LIST}{again.pk}/zuordnen/", {"trotzdem": "ja"})
    assert Organisation.objects.count() == 2


def test_checks_are_for_scouts_and_leads_alone():
    firm = OrganisationFactory()
    check = taken(firm, office())
    for client in (client_as(Role.DIRECTOR), client_as(Role.ADMIN), signed_in(member_of(firm))):
        for page in (LIST, f"{LIST}{check.pk}/", f"{LIST}export/", f"{LIST}themen/"):
            assert client.get(page).status_code == 404
    assert client_as(Role.LEAD).get(f"{LIST}{check.pk}/").status_code == 200


def test_a_guest_who_told_no_firm_stays_unseen():
    door, _actor = guest()
    client = client_as(Role.SCOUT)
    assert client.get(f"{LIST}{door.check_done_id}/").status_code == 404
    assert rows(client.get(LIST)) == []
