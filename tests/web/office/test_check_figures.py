"""Topics × groups for the office, published means for others, the export for reports."""

import csv
import io
import re
from datetime import date

import pytest

from dnm.accounts.workflow import Role
from dnm.engines.scoring import LONG, SHORT
from dnm.evidence.indicators import Period, check_means, finished_checks
from dnm.journal.models import Entry
from dnm.maturity import actions
from tests.factories import OrganisationFactory, office
from tests.maturity.people import taken
from tests.maturity.test_figures import SUMMER, checks
from tests.web.office.test_directory import cells_of
from tests.web.reading import client_as, heading, rows, signed_in, words

pytestmark = pytest.mark.django_db
HERE = "/buero/digital-check/"


@pytest.fixture(autouse=True)
def demo(settings) -> None:
    settings.DEMO = True


@pytest.mark.parametrize("count", [1, 3])
def test_maps_and_figures_ask_the_same_questions_for_one_and_three(count, django_assert_num_queries):
    checks(count)
    client = client_as(Role.SCOUT)
    with django_assert_num_queries(6):
        client.get(f"{HERE}themen/?fragebogen={SHORT}&nach=municipality")
    with django_assert_num_queries(9):
        client.get(f"{HERE}export/?fragebogen={SHORT}")


def test_every_cell_of_the_map_leads_to_its_companies():
    scout = office()
    low, high = OrganisationFactory(name="Unten"), OrganisationFactory(name="Oben")
    taken(low, scout, place=0)
    taken(high, scout)
    taken(OrganisationFactory(name="Bau", industry="43.41", head_count=8, municipality=""), scout)
    client = signed_in(scout)
    page = client.get(f"{HERE}themen/?fragebogen={SHORT}")
    assert heading(page) == "Am meisten fehlt bei „Kunden und Aufträge“: im Mittel 67 von 100"
    assert "Industrie 2 50 50 50 50 Bau und Ausbau 1 100 100 100 100" in words(page)
    addresses = [
        address.replace("&amp;", "&") for address in re.findall(r'k2"><a href="([^"]+)"', page.content.decode())
    ]
    assert [rows(client.get(address)) for address in addresses] == [["Unten", "Oben"]] * 3 + [["Oben", "Unten"]]
    by_size = words(client.get(f"{HERE}themen/?fragebogen={SHORT}&nach=size"))
    assert "bis 9 Beschäftigte 1 100" in by_size or "unter 10" in by_size
    assert "außerhalb des Kreises 1 100" in words(client.get(f"{HERE}themen/?fragebogen={SHORT}&nach=municipality"))
    assert heading(client.get(f"{HERE}themen/?fragebogen={SHORT}&stufe=T1")) == (
        "Zu T1 hat noch kein Betrieb diesen Fragebogen abgeschlossen"
    )
    assert client.get(f"{HERE}themen/?fragebogen=weg-1&nach=nichts&stufe=T9").status_code == 200


def test_five_companies_show_nothing_outside_and_six_only_their_published_block():
    checks(5)
    actions.take_snapshot(SUMMER)
    client = client_as(Role.LEAD)
    address = f"{HERE}export/?fragebogen={SHORT}"
    assert "noch keine veröffentlichten Mittelwerte" in words(client.get(address))
    checks(1)
    # Until the next quarter the sixth changes nothing, though the map of the office knows it.
    assert "noch keine veröffentlichten Mittelwerte" in words(client.get(address))
    actions.take_snapshot(date(2026, 10, 1))
    assert "alle Betriebe 6 5 5 5 5" in words(client.get(address))
    assert [one.count for one in check_means(SHORT)] == [6] * 4
    before = words(client.get(address))
    checks(1, place=-1)
    table = before.partition("Für den Bericht")[0].partition("Stand:")[2]
    assert table in words(client.get(address))
    file = cells_of(client.post(f"{HERE}export/mittelwerte/?fragebogen={SHORT}").content)
    assert file[1] == ["alle", "alle", "6", "5", "5", "5", "5", "2026-4"]


def test_exact_counts_per_municipality_stand_apart_from_what_may_leave_the_office():
    checks(1)
    page = words(client_as(Role.LEAD).get(f"{HERE}export/"))
    outside, _heading, inside = page.partition("Nur für das Büro: Checks je Gemeinde")
    assert ("Geben Sie sie nicht weiter" in outside, "Geben Sie sie nicht weiter" in inside) == (False, True)
    assert ("Abgeschlossene Checks je Gemeinde" in outside, "Abgeschlossene Checks je Gemeinde" in inside) == (
        False, True,
    )  # fmt: skip


def test_finished_checks_are_counted_exactly_by_stage_and_place():
    scout, firm = office(), OrganisationFactory()
    taken(firm, scout)
    taken(firm, scout)
    checks(1, on=date(2026, 5, 20))
    actions.begin_check(OrganisationFactory(), SHORT, by=scout)
    assert finished_checks() == {("T0", "05974052"): 2, ("T1", "05974052"): 1}
    assert finished_checks(Period(date(2026, 5, 20), date(2026, 5, 20))) == {("T0", "05974052"): 1}
    assert "Werl 2 1 0" in words(signed_in(scout).get(f"{HERE}export/"))


def test_the_export_has_one_row_per_company_with_all_stages():
    scout, firm = office(), OrganisationFactory(name="=Rehmert")
    first = taken(firm, scout, place=0)
    taken(firm, scout)
    client = signed_in(scout)
    head, row = cells_of(client.post(f"{HERE}export/xlsx/").content)
    found = dict(zip(head, row, strict=False))
    assert (found["Kunde"], found["Name"], found["Gemeinde"], found["Branche (Code)"]) == (
        str(firm.pk), "=Rehmert", "Werl", "22.26",
    )  # fmt: skip
    assert (found["T0 Kunden und Aufträge"], found["T0 gesamt"], found["T1 gesamt"]) == ("0", "0", "100")
    text = client.post(f"{HERE}export/csv/?fragebogen={SHORT}").content.decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text), delimiter=";")
    found = dict(zip(head, row, strict=True))
    assert (found["Name"], found["T1 gesamt"], found["T2 gesamt"], found["T2 Datum"]) == ("'=Rehmert", "100", "", "")
    assert found["T0 Datum"] == f"{first.finished_at:%d.%m.%Y}"
    assert client.post(f"{HERE}export/csv/?fragebogen={LONG}").content.count(b"\r\n") == 1
    assert client.post(f"{HERE}export/pdf/").status_code == 404
    entries = Entry.objects.filter(verb="check.exported").values_list("details__kind", "details__companies")
    assert list(entries) == [("xlsx", 1), ("csv", 1), ("csv", 0)]


def test_a_check_whose_file_is_gone_is_exported_with_what_is_known():
    scout = office()
    done = taken(OrganisationFactory(industry="99.99", head_count=None), scout)
    type(done).objects.filter(pk=done.pk).update(questionnaire="weg-1")
    _head, row = cells_of(signed_in(scout).post(f"{HERE}export/xlsx/").content)
    assert "weg-1" in row


def test_the_export_may_be_taken_only_so_often():
    client = client_as(Role.SCOUT)
    answers = [client.post(f"{HERE}export/xlsx/").status_code for _time in range(21)]
    assert (answers[:20], answers[20]) == ([200] * 20, 429)


def test_directors_and_administrators_take_no_export():
    for role in (Role.DIRECTOR, Role.ADMIN):
        for kind in ("xlsx", "csv", "mittelwerte"):
            assert client_as(role).post(f"{HERE}export/{kind}/").status_code == 404
    assert Entry.objects.filter(verb="check.exported").count() == 0
