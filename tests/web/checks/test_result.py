"""The result of a check: the finding in words, radar and table, comparison, steps, and the need it may become."""

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from dnm.engines.scoring import LONG, SHORT
from dnm.maturity import actions, queries
from dnm.maturity.models import Check
from dnm.web.checks.charts import charts
from tests.factories import OrganisationFactory, member_of, office
from tests.maturity.people import all_answers, taken
from tests.maturity.test_papers import mixed, own  # noqa: F401 - a fixture
from tests.web.reading import heading, signed_in, words

pytestmark = pytest.mark.django_db


def address(check: Check, part: str = "ergebnis/") -> str:
    return f"/mein/digital-check/{check.pk}/{part}"


def answered(said: dict[str, object], **facts: object) -> tuple[Check, Client]:
    """A company's short check with these answers, all others at their worst; and its browser."""
    firm = OrganisationFactory(**facts)
    anna = member_of(firm)
    check = actions.begin_check(firm, SHORT, by=anna)
    actions.answer_several(check, all_answers(0) | said, by=anna)
    return actions.finish_check(check, by=anna), signed_in(anna)


ONE_ORDER = {"customers.found": "yes"}
STRONG_ORDERS = {"customers.found": "yes", "customers.quotes": "yes", "customers.planning": "yes"}


# --- The finding ---


@pytest.mark.parametrize(
    ("said", "finding"),
    [
        (STRONG_ORDERS, "Ihre Stärke: Kunden und Aufträge. Am meisten bringt jetzt: Büro und Sicherheit"),
        (ONE_ORDER, "Am weitesten: Kunden und Aufträge. Am meisten bringt jetzt: Büro und Sicherheit"),
        ({"customers.found": "partly"}, "Sie stehen am Anfang. Am meisten bringt jetzt: Büro und Sicherheit"),
        ({}, "In allen Themen gleich weit: 0 von 100"),
        (all_answers(), "Sie sind in allen Themen weit vorn"),
    ],
)  # fmt: skip
def test_the_heading_says_where_the_company_is_strong_and_what_it_would_gain(said, finding):
    check, browser = answered(said)
    assert heading(browser.get(address(check))) == finding


def test_sentences_of_the_questionnaire_are_said_only_where_they_hold():
    check, browser = answered(STRONG_ORDERS)
    page = words(browser.get(address(check)))
    assert (
        "Vom Anruf bis zur Rechnung läuft bei Ihnen vieles digital. Ein kaputter Computer oder ein falscher Klick"
        in page
    )
    assert "Insgesamt sind es 33 von 100 Punkten." in page
    assert "Zwischen Anruf und Rechnung wird noch viel von Hand geschrieben" not in page


def test_the_table_holds_every_value_of_the_radar_with_its_band_in_words():
    check, browser = answered(STRONG_ORDERS)
    page = browser.get(address(check)).content.decode()
    table = re.search(r"<tbody>(.*?)</tbody>", page, re.S)
    assert table
    assert re.findall(r"<strong>(\d+)</strong>", table.group(1)) == ["100", "0", "0"]
    assert re.findall(r'<td class="dnm-only-wide">([^<]+)', table.group(1)) == ["Weit vorn", "Am Anfang", "Am Anfang"]
    assert (
        page.count("Höchster Wert: Kunden und Aufträge mit 100. Niedrigster Wert: Werkstatt und Baustelle mit 0.") == 2
    )


def test_a_questionnaire_of_two_topics_has_a_table_alone(own):  # noqa: F811
    check = mixed(own(2, "Laden", "Läuft."))
    page = signed_in(office_of(check)).get(address(check)).content.decode()
    assert ("<polygon" in page, "Ihr Ergebnis in Zahlen" in page) == (False, True)


def office_of(check: Check):
    """A member of the company whose check it is."""
    return member_of(check.organisation)


def test_a_radar_is_drawn_from_three_topics_to_twelve():
    check, _browser = answered({})
    rows = queries.result_of(check)
    from dnm.maturity.findings import rows as rows_of  # noqa: PLC0415 - only here

    three = rows_of(rows, None, "de")
    assert [charts(three[:1] * count, [None] * count) is not None for count in (2, 3, 12, 13)] == [
        False, True, True, False,
    ]  # fmt: skip
    drawn = charts(three, [50, 50, 50])
    assert drawn
    assert (drawn.wide.own.split()[0], drawn.wide.other.split()[0]) == ("290.0,232.0", "290.0,149.5")


def test_what_was_left_open_and_what_was_ruled_out_is_said():
    firm = OrganisationFactory()
    anna = member_of(firm)
    check = actions.begin_check(firm, LONG, by=anna)
    items = queries.questionnaire(LONG).items
    said: dict[str, object] = {item.id: item.allowed[-1] for item in items.values()}
    (excluding,) = [item for item in items.values() if item.kind == "exclusive"]
    actions.answer_several(
        check, said | {excluding.id: True, "basic.website": "unknown", "automation.vision": None}, by=anna
    )
    page = words(signed_in(anna).get(address(actions.finish_check(check, by=anna))))
    assert "2 Fragen zählen 0, weil dazu nichts gesagt wurde: 1 × Weiß ich nicht, 1 × ohne Antwort." in page
    assert "Angekreuzt, aber durch eine andere Antwort ausgeschlossen und deshalb 0:" in page


# --- Comparisons ---


def published(count: int, **facts: object) -> None:
    scout = office()
    for _number in range(count):
        taken(OrganisationFactory(**facts), scout, place=-1)
    Check.objects.update(finished_at=datetime(2026, 5, 20, 12, tzinfo=UTC))
    actions.take_snapshot(date(2026, 7, 3))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "6 Betriebe Ihrer Branche und Größe (Industrie, 50 bis 249 Beschäftigte)"),
        ({"head_count": 12}, "6 Betriebe Ihrer Branche (Industrie)"),
        ({"industry": "47.24"}, "6 Betriebe Ihrer Größe (50 bis 249 Beschäftigte)"),
        ({"industry": "47.24", "head_count": 12}, "6 Betriebe im Zentrum"),
    ],
)  # fmt: skip
def test_the_comparison_says_which_group_and_as_of_when(facts, said):
    published(6)
    check, browser = answered({}, **facts)
    page = words(browser.get(address(check)))
    assert f"Vergleich: {said} im Mittel, Stand 30.06.2026." in page
    assert ("Eine engere Gruppe zeigen wir nicht, sie wäre zu klein." in page) == (facts != {})


def test_five_firms_are_no_comparison():
    published(5)
    check, browser = answered({})
    page = words(browser.get(address(check)))
    assert "Einen Vergleich mit anderen Betrieben zeigen wir, sobald genug Ergebnisse vorliegen" in page
    assert "Betriebe Ihrer" not in page


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        (80, "In Deutschland erreichen 88 Prozent der Betriebe dieser Größe mindestens die Grundstufe"),
        (12, "In Deutschland erreichen 71 Prozent der Betriebe dieser Größe"),
        (4, "Für Betriebe unter 10 Beschäftigten gibt es keine deutsche Vergleichszahl"),
        (None, "erst sagen, wenn wir die Größe Ihres Betriebs kennen"),
    ],
)
def test_germany_is_shown_as_what_it_is(heads, said):
    check, browser = answered({}, head_count=heads)
    page = words(browser.get(address(check)))
    assert said in page
    assert ("Er misst anderes und ist nicht umrechenbar. Quelle: Eurostat" in page) == (heads in (80, 12))


def test_a_second_check_stands_beside_the_first_with_a_caution():
    check, browser = answered({})
    later = taken(check.organisation, office(), place=-1)
    page = words(browser.get(address(later)))
    assert "100 Punkte mehr als am" in page
    assert "Lesen Sie aus wenigen Punkten nicht zu viel" in page
    assert page.count("+100") == 8  # three topics and the whole, for wide pages and for phones
    assert "Lesen Sie aus wenigen Punkten" not in words(browser.get(address(check)))
    assert 'class="lc"' in browser.get(address(later)).content.decode()


# --- Files, languages, cost ---


def test_files_to_take_away_carry_no_name_of_the_firm_in_theirs():
    check, browser = answered({}, name="Geheim GmbH")
    for part, kind in (
        ("ergebnis.pdf", "application/pdf"),
        ("ergebnis.json", "application/json"),
        ("ergebnis.xlsx", ""),
    ):
        answer = browser.get(address(check, part))
        assert (answer.status_code, answer["Content-Type"].startswith(kind)) == (200, True)
        assert (
            answer["Content-Disposition"]
            == f'attachment; filename="digital-check-{check.pk}-T0.{part[-4:].strip(".")}"'
        )


def test_the_page_speaks_english():
    check, browser = answered(STRONG_ORDERS)
    browser.post(reverse("set-language"), {"sprache": "en", "weiter": address(check)})
    page = browser.get(address(check))
    assert heading(page) == "Your strength: Customers and orders. What brings most now: Office and security"
    assert "Three steps that bring most" in words(page)


def test_where_the_questions_are_gone_the_figures_stay(own, settings):  # noqa: F811
    check = mixed(own(3, "Laden", "Läuft."))
    (settings.QUESTIONNAIRES_DIR / "eigener.yaml").unlink()
    browser = signed_in(office_of(check))
    page = browser.get(address(check))
    assert (page.status_code, heading(page)) == (410, "Dieses Ergebnis lässt sich nicht mehr lesen")
    assert "insgesamt 67 von 100 Punkten" in words(page)
    assert browser.get(address(check, "ergebnis.pdf")).status_code == 410


def test_the_page_costs_few_queries(django_assert_num_queries):
    published(6)
    check, browser = answered({})
    later = taken(check.organisation, office(), place=0)
    browser.get(address(check))
    browser.get(address(later))
    with django_assert_num_queries(14):
        browser.get(address(check))
    with django_assert_num_queries(15):
        browser.get(address(later))


@pytest.mark.parametrize("device", ["page", "phone_page"])
@pytest.mark.django_db(transaction=True)
def test_the_page_looks_right(request, device, axe, live_server, client):
    published(6)
    check, browser = answered({"customers.found": "yes"})
    page = request.getfixturevalue(device)
    page.context.add_cookies(
        [{"name": "sessionid", "value": browser.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}{address(check)}")
    axe(page)
    wide, shown = page.evaluate("document.documentElement.scrollWidth"), page.evaluate("window.innerWidth")
    assert wide <= shown
    visible = [one.is_visible() for one in page.locator("figure > svg").all()]
    assert visible == [device == "page", device == "phone_page"]
