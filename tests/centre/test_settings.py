"""What the office may edit, through actions and through pages; two editors at once."""

import re
from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation
from pytest_django import Settings

from dnm.accounts.actions import Refused
from dnm.accounts.rules import SYSTEM
from dnm.accounts.workflow import Role
from dnm.centre.actions import (
    ChangedMeanwhile,
    add_closure,
    add_public_holidays,
    change_centre,
    remove_closure,
    set_deadline,
    set_deadlines,
    set_opening_hours,
    word_text,
    word_texts,
)
from dnm.centre.holidays import easter_sunday, public_holidays
from dnm.centre.models import Centre, Closure, Deadline, Text
from dnm.centre.queries import (
    deadlines,
    first_open_day,
    last_change,
    opening_hours,
    text,
    the_centre,
    version_of_centre,
    version_of_deadlines,
    version_of_hours,
    version_of_text,
)
from dnm.centre.texts import PLACES, TEXTS
from dnm.introductions.workflow import DEADLINES
from dnm.journal.models import Entry
from tests.factories import OrganisationFactory, member_of, office
from tests.web.entering import entered, somebody

pytestmark = pytest.mark.django_db
HOME = "/buero/einstellungen/"
CENTRE = {
    "name": "Digitales Zentrum Mittelstand",
    "region": "Kreis Soest",
    "place": "Lippstadt",
    "phone": "02941 555-0112",
}


@pytest.fixture
def lead(settings: Settings) -> Client:
    settings.DEMO = True
    return entered(somebody(Role.LEAD))


def version(client: Client, page: str) -> str:
    return re.search(r'name="version" value="(\w+)"', client.get(HOME + page).content.decode())[1]


# --- Who may ---


@pytest.mark.parametrize("role", [Role.SCOUT, Role.DIRECTOR])
def test_only_the_lead_and_the_administration_edit(role: Role) -> None:
    closure = add_closure("Brückentag", date(2026, 11, 23), date(2026, 11, 23), by=SYSTEM)
    for by in (office(role), member_of(OrganisationFactory())):
        for refused in (
            lambda by: change_centre(by=by, name="X"),
            lambda by: word_text("about", "de", "X", by=by),
            lambda by: set_deadline("introduced", 9, None, by=by),
            lambda by: add_closure("X", date(2026, 1, 1), date(2026, 1, 1), by=by),
            lambda by: add_public_holidays(2027, by=by),
            lambda by: remove_closure(closure, by=by),
            lambda by: set_opening_hours([], by=by),
        ):
            with pytest.raises(Refused, match="Projektleitung oder die Verwaltung"):
                refused(by)


PAGES = [
    "",
    "zentrum/",
    "oeffnungszeiten/",
    "schliesstage/",
    "fristen/",
    "texte/",
    "texte/privacy/",
    "menschen/",
]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_settings_opens_for_the_lead_and_for_no_scout(lead: Client, page: str) -> None:
    assert lead.get(HOME + page).status_code == 200
    assert entered(somebody(Role.SCOUT, email="jens@zentrum.example")).get(HOME + page).status_code == 404


# --- The centre's data ---


def test_the_centre_has_sensible_words_before_anybody_sets_it_up() -> None:
    assert (the_centre().name, Centre.objects.count()) == ("Digitales Zentrum Mittelstand", 0)


def test_changed_data_are_saved_shown_and_written_down(lead: Client) -> None:
    answer = lead.post(HOME + "zentrum/", {**CENTRE, "version": version(lead, "zentrum/")})
    assert answer.url == HOME + "zentrum/"
    assert the_centre().phone == "02941 555-0112"
    entry = last_change("centre.changed")
    assert (entry.details["fields"], entry.aside.actor_name) == (["phone"], "Anna Beckmann")
    assert "02941 555-0112" in lead.get("/konto/").content.decode()
    lead.post(HOME + "zentrum/", {**CENTRE, "version": version(lead, "zentrum/")})
    assert Entry.objects.filter(verb="centre.changed").count() == 1


def test_missing_and_wrong_data_are_explained_and_the_input_kept(lead: Client) -> None:
    wrong = {**CENTRE, "name": "", "email": "kein at", "version": version(lead, "zentrum/")}
    page = lead.post(HOME + "zentrum/", wrong).content.decode()
    assert "Dieses Feld darf nicht leer sein." in page
    assert "Geben Sie die E-Mail-Adresse so ein" in page
    assert 'value="kein at"' in page


def test_an_unknown_field_is_an_error_of_the_caller() -> None:
    with pytest.raises(Exception, match="nonsense"):
        change_centre(by=SYSTEM, nonsense=1)


def test_the_second_of_two_editors_sees_both_versions_and_decides(lead: Client) -> None:
    seen = version(lead, "zentrum/")
    change_centre(by=office(Role.ADMIN), phone="02941 555-0100")
    page = lead.post(HOME + "zentrum/", {**CENTRE, "version": seen}).content.decode()
    assert the_centre().phone == "02941 555-0100"
    table = re.search(r"Beide Fassungen</caption>.*?</table>", page, re.S)[0]
    assert re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", table)[3:] == [
        "Telefon",
        "02941 555-0100",
        "02941 555-0112",
    ]
    again = re.search(r'name="version" value="(\w+)"', page)[1]
    lead.post(HOME + "zentrum/", {**CENTRE, "version": again})
    assert the_centre().phone == "02941 555-0112"


def test_a_form_without_a_version_overwrites_nothing(lead: Client) -> None:
    lead.post(HOME + "zentrum/", CENTRE)
    assert the_centre().phone == ""


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (lambda seen: change_centre(by=SYSTEM, phone="1234", seen=seen), version_of_centre),
        (
            lambda seen: word_texts("about", {"de": "Neu"}, by=SYSTEM, seen=seen),
            lambda: version_of_text("about"),
        ),
        (lambda seen: set_deadlines({"introduced": (9, 3)}, by=SYSTEM, seen=seen), version_of_deadlines),
        (lambda seen: set_opening_hours([(0, time(9), time(12))], by=SYSTEM, seen=seen), version_of_hours),
    ],
)
def test_every_setting_knows_whether_it_changed_meanwhile(change, seen) -> None:
    before = seen()
    change(before)
    with pytest.raises(ChangedMeanwhile):
        change(before)
    change(seen())


# --- Texts ---


def test_every_place_has_a_default_text_and_a_stable_key() -> None:
    with translation.override("de"):
        assert [
            place.key for place in TEXTS if not re.fullmatch(r"[a-z-]+", place.key) or len(str(place.default)) < 40
        ] == []
        assert text("start-claim") == str(PLACES["start-claim"].default)


def test_the_offices_own_words_come_first_in_the_readers_language() -> None:
    assert (text("nowhere"), text("nowhere", "sonst")) == ("", "sonst")
    word_text("about", "de", "Wir sind da.", by=SYSTEM)
    with translation.override("en"):
        assert text("about") == "Wir sind da."
        word_text("about", "en", "We are here.", by=SYSTEM)
        assert text("about") == "We are here."
    with translation.override("de"):
        assert text("about") == "Wir sind da."


def test_the_default_or_nothing_brings_the_default_back(lead: Client) -> None:
    word_text("about", "de", "Wir sind da.", by=SYSTEM)
    with translation.override("de"):
        default = str(PLACES["about"].default)
    for body in (default.replace("\n", "\r\n"), "  "):
        word_text("about", "de", "Wir sind da.", by=SYSTEM)
        lead.post(HOME + "texte/about/", {"de": body, "en": "", "version": version(lead, "texte/about/")})
        assert Text.objects.count() == 0


def test_a_text_is_edited_in_both_languages(lead: Client) -> None:
    wanted = {"de": "Neu <b>hier</b>", "en": "New", "version": version(lead, "texte/contact/")}
    assert lead.post(HOME + "texte/contact/", wanted).url == HOME + "texte/"
    assert dict(Text.objects.values_list("language", "body")) == {"de": "Neu <b>hier</b>", "en": "New"}
    assert "Ihre Fassung vom" in lead.get(HOME + "texte/").content.decode()
    page = lead.get(HOME + "texte/contact/").content.decode()
    assert ("&lt;b&gt;" in page, "Zuletzt geändert" in page) == (True, True)


def test_a_heading_is_edited_in_one_line(lead: Client) -> None:
    page = lead.get(HOME + "texte/start-claim/").content.decode()
    assert ("<textarea" in page, 'type="text" name="de"' in page) == (False, True)


def test_two_editors_of_a_text_see_both_wordings(lead: Client) -> None:
    seen = version(lead, "texte/contact/")
    word_text("contact", "de", "Von der Kollegin", by=office(Role.ADMIN))
    page = lead.post(HOME + "texte/contact/", {"de": "Von mir", "en": "", "version": seen}).content.decode()
    assert ("Von der Kollegin" in page, "Von mir" in page, text("contact")) == (
        True,
        True,
        "Von der Kollegin",
    )


def test_a_text_that_does_not_exist_is_not_found(lead: Client) -> None:
    assert lead.get(HOME + "texte/erfunden/").status_code == 404


# --- Deadlines ---


def deadline_fields(**changes: object) -> dict[str, object]:
    fields: dict[str, object] = {}
    for state, deadline in DEADLINES.items():
        if deadline.days:
            fields |= {f"days_{state}": deadline.days, f"reminder_{state}": deadline.reminder_after or ""}
    return fields | changes


def test_only_deadlines_that_differ_are_stored(lead: Client) -> None:
    seen = version(lead, "fristen/")
    lead.post(HOME + "fristen/", {**deadline_fields(), "version": seen})
    assert deadlines() == {}
    lead.post(HOME + "fristen/", {**deadline_fields(days_introduced=10, reminder_introduced=4), "version": seen})
    assert deadlines() == {"introduced": (10, 4)}
    assert last_change("centre.deadlines_set").details["states"] == {"introduced": [10, 4]}


def test_a_reminder_comes_before_the_end_and_days_are_numbers(lead: Client) -> None:
    seen = version(lead, "fristen/")
    for wrong in ({"reminder_introduced": 7}, {"days_introduced": "bald"}, {"days_introduced": 2**63}):
        page = lead.post(HOME + "fristen/", {**deadline_fields(**wrong), "version": seen}).content.decode()
        assert "Fehler:" in page
    assert Deadline.objects.count() == 0
    with pytest.raises(Refused, match="vor dem Ende"):
        set_deadlines({"introduced": (9, None), "pilot_done": (5, 5)}, by=SYSTEM)
    assert Deadline.objects.count() == 0


def test_two_editors_of_deadlines_see_both_numbers(lead: Client) -> None:
    seen = version(lead, "fristen/")
    set_deadline("introduced", 9, None, by=office(Role.ADMIN))
    page = lead.post(HOME + "fristen/", {**deadline_fields(days_introduced=21), "version": seen}).content.decode()
    table = re.search(r"Beide Fassungen</caption>.*?</table>", page, re.S)[0]
    assert re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", table)[3:] == ["Vorgestellt: Frist in Tagen", "9", "21"]


# --- Opening hours ---


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("9-12", [(time(9), time(12))]),
        ("9.00–12.30, 14:00 bis 16.15 Uhr", [(time(9), time(12, 30)), (time(14), time(16, 15))]),
        ("8 – 12 und 13-17", [(time(8), time(12)), (time(13), time(17))]),
        ("", []),
    ],
)
def test_hours_are_read_as_people_write_them(lead: Client, typed: str, stored: list) -> None:
    lead.post(HOME + "oeffnungszeiten/", {"day0": typed, "version": version(lead, "oeffnungszeiten/")})
    assert [(row.opens, row.closes) for row in opening_hours()] == stored


@pytest.mark.parametrize("typed", ["vormittags", "25-26", "12-9", "9-12, 11-14", "9-12-14"])
def test_hours_that_make_no_sense_are_explained(lead: Client, typed: str) -> None:
    page = lead.post(HOME + "oeffnungszeiten/", {"day2": typed, "version": version(lead, "oeffnungszeiten/")})
    assert ("Fehler:" in page.content.decode(), f'value="{typed}"' in page.content.decode()) == (True, True)
    assert opening_hours() == []


def test_unchanged_hours_leave_no_trace_and_others_show_who_changed_them(lead: Client) -> None:
    hours = [(0, time(9), time(12))]
    set_opening_hours(hours, by=office(Role.LEAD))
    set_opening_hours(hours, by=office(Role.LEAD))
    assert Entry.objects.filter(verb="centre.hours_set").count() == 1
    seen = version(lead, "oeffnungszeiten/")
    set_opening_hours([(1, time(9), time(12))], by=office(Role.LEAD))
    page = lead.post(HOME + "oeffnungszeiten/", {"day0": "10-12", "version": seen}).content.decode()
    assert "während Sie schrieben" in page
    assert "Montag" in page
    assert "Dienstag 9.00–12.00" in re.sub(r"\s+", " ", lead.get(HOME).content.decode())


# --- Closures and holidays ---


@pytest.mark.parametrize(
    ("year", "easter"),
    [(2018, (4, 1)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25)), (1954, (4, 18)), (2049, (4, 18))],
)
def test_easter_falls_on_its_published_day(year: int, easter: tuple[int, int]) -> None:
    assert easter_sunday(year) == date(year, *easter)


def test_north_rhine_westphalia_has_eleven_holidays() -> None:
    assert [f"{day:%d.%m.}" for day, _name in public_holidays(2026)] == [
        "01.01.", "03.04.", "06.04.", "01.05.", "14.05.", "25.05.", "04.06.", "03.10.", "01.11.", "25.12.",
        "26.12.",
    ]  # fmt: skip


def test_due_days_move_behind_weekends_and_closures() -> None:
    add_closure("Weihnachten", date(2026, 12, 24), date(2026, 12, 31), by=SYSTEM)
    add_closure("Neujahr", date(2027, 1, 1), date(2027, 1, 1), by=SYSTEM)
    days = [date(2026, 12, 23), date(2026, 12, 24), date(2026, 12, 19)]
    assert [first_open_day(day) for day in days] == [date(2026, 12, 23), date(2027, 1, 4), date(2026, 12, 21)]


def test_holidays_are_added_once_and_keep_what_is_there() -> None:
    add_closure("Heiligabend bis Neujahr", date(2027, 1, 1), date(2027, 1, 1), by=SYSTEM)
    assert [add_public_holidays(2027, by=SYSTEM) for _click in range(2)] == [10, 0]
    assert Closure.objects.count() == 11


def test_closures_are_entered_and_removed_on_their_page(lead: Client) -> None:
    page = HOME + "schliesstage/"
    start = timezone.localdate() + timedelta(days=30)
    lead.post(page, {"name": "Betriebsausflug", "starts": f"{start:%d.%m.%Y}", "ends": ""})
    lead.post(page, {"name": "Betriebsausflug", "starts": f"{start:%d.%m.%Y}", "ends": ""})
    (closure,) = Closure.objects.all()
    assert (closure.starts, closure.ends) == (start, start)
    assert "Betriebsausflug" in lead.get(HOME).content.decode()
    lead.post(page, {"entfernen": closure.pk})
    lead.post(page, {"entfernen": closure.pk})
    assert Closure.objects.count() == 0
    assert Entry.objects.filter(verb="centre.closure_removed").count() == 1


def test_a_closure_that_ends_before_it_begins_is_refused(lead: Client) -> None:
    wrong = {"name": "Urlaub", "starts": "24.11.2026", "ends": "23.11.2026"}
    answer = lead.post(HOME + "schliesstage/", wrong).content.decode()
    assert "Das Ende liegt vor dem Anfang." in answer
    assert 'value="Urlaub"' in answer


def test_the_holidays_of_this_and_the_next_year_are_one_click(lead: Client) -> None:
    year = timezone.localdate().year + 1
    lead.post(HOME + "schliesstage/", {"feiertage": year})
    lead.post(HOME + "schliesstage/", {"feiertage": "9999"})
    assert sorted({closure.starts.year for closure in Closure.objects.all()}) == [year]
    assert Closure.objects.count() == 11
