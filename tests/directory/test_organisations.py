"""Entering and changing organisations: who may, which values are good, two people at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.accounts.models import User
from dnm.accounts.workflow import Role
from dnm.directory import actions
from dnm.directory.actions import AlreadyThere, Invalid, Outdated
from dnm.directory.models import Note, Organisation, StartupProfile, Topic
from dnm.directory.rules import FORMS, is_confirmed
from dnm.journal.models import Entry
from dnm.matching.models import Form
from tests.factories import OrganisationFactory, StartupFactory, member_of, office

pytestmark = pytest.mark.django_db
UNKNOWN_INDUSTRY = "Diese Branche gibt es nicht. Suchen Sie sie mit einem Wort, zum Beispiel „Tischlerei“."


def journal() -> list[tuple[str, int | None, str]]:
    return list(Entry.objects.order_by("id").values_list("verb", "organisation_id", "municipality"))


def test_an_organisation_is_entered_with_what_its_postcode_tells():
    scout = office()
    firm = actions.create_organisation(
        by=scout,
        kind="company",
        name="  Tischlerei   Überwasser ",
        postcode="59602",
        industry="31.00",
        website="www.ueberwasser.example",
        head_count=18,
        languages=["de"],
    )
    firm.refresh_from_db()
    told = {
        "name": "Tischlerei Überwasser",
        "municipality": "05974036",
        "place": "Rüthen",
        "state": "Nordrhein-Westfalen",
        "industry_version": "WZ 2025",
        "website": "https://www.ueberwasser.example",
        "size_class": "small",
    }
    assert {name: getattr(firm, name) for name in told} == told
    assert journal() == [("organisation.created", firm.pk, "05974036")]


def test_the_same_form_sent_twice_makes_one_entry():
    scout = office()
    made = [
        actions.create_organisation(by=scout, form_token="abc", kind="company", name="Brandhoff").pk for _ in range(2)
    ]
    assert made == [Organisation.objects.get().pk] * 2
    assert len(journal()) == 1


def test_a_known_name_at_the_same_postcode_is_shown_instead_of_entered():
    scout = office()
    known = actions.create_organisation(by=scout, kind="company", name="Bäckerei Schäfers", postcode="59602")
    with pytest.raises(AlreadyThere) as refusal:
        actions.create_organisation(by=scout, kind="company", name="bäckerei  schäfers", postcode="59602")
    assert (refusal.value.organisation, str(refusal.value)) == (
        known,
        "Gibt es schon: Bäckerei Schäfers, Rüthen",
    )
    actions.create_organisation(
        by=scout, kind="company", name="Bäckerei Schäfers", postcode="59602", despite_duplicate=True
    )
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize(
    ("fact", "value", "problem"),
    [
        ("name", "", "Geben Sie den Namen an."),
        ("name", "x" * 161, "Kürzen Sie die Angabe auf 160 Zeichen, es sind 161."),
        (
            "name",
            "a\0b",
            "Der Text enthält Steuerzeichen, die wir nicht speichern können. Tippen Sie ihn neu.",
        ),
        ("kind", "bank", "Wählen Sie eine der Möglichkeiten aus."),
        ("industry", "99.99", UNKNOWN_INDUSTRY),
        ("industry", "C", UNKNOWN_INDUSTRY),
        ("website", "javascript:alert(1)", "Geben Sie die Website so an: https://www.betrieb.de"),
        ("website", "ftp://betrieb.example", "Geben Sie die Website so an: https://www.betrieb.de"),
        (
            "website",
            "https://bank.example@böse.example",
            "Geben Sie die Website so an: https://www.betrieb.de",
        ),
        ("head_count", -1, "Geben Sie eine Zahl von 0 bis 2.000.000 an."),
        ("head_count", 2**63, "Geben Sie eine Zahl von 0 bis 2.000.000 an."),
        ("founded", 1499, f"Geben Sie eine Zahl von 1500 bis {timezone.localdate().year} an."),
        ("founded", 9999, f"Geben Sie eine Zahl von 1500 bis {timezone.localdate().year} an."),
        ("municipality", "Berlin", "Wählen Sie eine Stadt oder Gemeinde aus der Liste."),
        ("languages", ["xx"], "Wählen Sie aus den Möglichkeiten aus."),
        (
            "head_count_on",
            timezone.localdate() + timedelta(days=2),
            "Geben Sie ein Datum an, das nicht in der Zukunft liegt.",
        ),
    ],
)
def test_bad_values_are_refused_with_what_to_do(fact: str, value: object, problem: str):
    with pytest.raises(Invalid) as refusal:
        actions.create_organisation(by=office(), **{"kind": "company", "name": "Brandhoff", fact: value})
    assert refusal.value.problems == {fact: problem}
    assert Organisation.objects.count() == 0


def test_in_the_district_a_postcode_belongs_to_one_municipality():
    with pytest.raises(Invalid) as refusal:
        actions.create_organisation(
            by=office(), kind="company", name="Brandhoff", postcode="59602", municipality="05974044"
        )
    assert refusal.value.problems == {"postcode": "59602 gehört zu Rüthen, nicht zu Warstein."}
    with pytest.raises(Invalid) as refusal:
        actions.create_organisation(
            by=office(), kind="company", name="Brandhoff", postcode="50667", municipality="05974044"
        )
    assert refusal.value.problems == {"postcode": "50667 liegt nicht in Warstein."}


def test_a_misspelt_field_is_an_error_of_the_caller():
    with pytest.raises(TypeError):
        actions.create_organisation(by=office(), kind="company", name="Brandhoff", head_cont=3)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ADMIN, Role.FUNDER, Role.JUROR])
def test_only_scouts_enter_organisations(role: Role):
    with pytest.raises(Refused, match="Das dürfen Sie in Ihrer Rolle nicht ändern"):
        actions.create_organisation(by=office(role), kind="company", name="Brandhoff")


def test_a_startup_entered_by_the_office_needs_no_confirmation():
    startup = actions.create_organisation(by=office(), kind="startup", name="Gussauge", place="Köln")
    assert startup.confirmed_at is not None
    assert (startup.state, StartupProfile.objects.get().organisation) == ("Nordrhein-Westfalen", startup)


def test_members_change_their_own_facts_but_not_what_the_office_keeps():
    firm, other = OrganisationFactory(), OrganisationFactory()
    member = member_of(firm, "member")
    actions.change_organisation(firm, by=member, head_count=20)
    assert (Organisation.objects.get(pk=firm.pk).size_class, journal()[-1][0]) == (
        "small",
        "organisation.changed",
    )
    with pytest.raises(Refused):
        actions.change_organisation(firm, by=member, kind="startup")
    with pytest.raises(Refused):
        actions.change_organisation(other, by=member, head_count=20)


def test_whoever_comes_second_sees_what_changed_meanwhile():
    scout, firm = office(), OrganisationFactory(head_count=80)
    seen_at = Organisation.objects.get(pk=firm.pk).changed_at
    actions.change_organisation(firm, by=scout, seen_at=seen_at, head_count=90)
    with pytest.raises(Outdated) as refusal:
        actions.change_organisation(firm, by=scout, seen_at=seen_at, head_count=70)
    assert refusal.value.organisation.head_count == 90
    actions.change_organisation(firm, by=scout, seen_at=refusal.value.organisation.changed_at, head_count=70)
    assert Organisation.objects.get(pk=firm.pk).head_count == 70


def test_a_change_that_changes_nothing_leaves_no_trace():
    firm = OrganisationFactory(head_count=80)
    actions.change_organisation(firm, by=office(), head_count=80, topics=[])
    assert journal() == []


def test_topics_of_an_organisation_are_changed_as_a_set():
    scout, firm = office(), OrganisationFactory()
    topic = actions.add_topic(name_de="Qualitätssicherung", name_en="Quality assurance", by=scout)
    actions.change_organisation(firm, by=scout, topics=[topic])
    assert [list(firm.topics.all()), topic.key] == [[topic], "qualitatssicherung"]


def test_a_topic_that_exists_is_given_back():
    scout = office()
    first = actions.add_topic(name_de="Wartung", name_en="Maintenance", by=scout)
    assert actions.add_topic(name_de="Wartung", name_en="Upkeep", by=scout) == first
    assert Topic.objects.count() == 1
    with pytest.raises(Invalid) as refusal:
        actions.add_topic(name_de="", name_en="", by=scout)
    assert refusal.value.problems == {
        "name_de": "Geben Sie das Thema auf Deutsch an.",
        "name_en": "Geben Sie das Thema auch auf Englisch an.",
    }


def test_a_holiday_lies_between_today_and_a_year_from_now():
    firm, today = OrganisationFactory(), timezone.localdate()
    owner = member_of(firm)
    actions.set_holiday(firm, today + timedelta(days=14), by=owner)
    assert Organisation.objects.get(pk=firm.pk).on_holiday_until == today + timedelta(days=14)
    for wrong in (today - timedelta(days=1), today + timedelta(days=400)):
        with pytest.raises(Invalid):
            actions.set_holiday(firm, wrong, by=owner)
    actions.set_holiday(firm, None, by=owner)
    assert Organisation.objects.get(pk=firm.pk).on_holiday_until is None


def test_a_note_sent_twice_is_one_note():
    scout, firm = office(), OrganisationFactory()
    actions.add_note(firm, "Ruft Freitag zurück.", by=scout)
    actions.add_note(firm, " Ruft Freitag zurück. ", by=scout)
    assert list(Note.objects.values_list("text", "by")) == [("Ruft Freitag zurück.", scout.id)]
    with pytest.raises(Invalid):
        actions.add_note(firm, "  ", by=scout)
    with pytest.raises(Refused):
        actions.add_note(firm, "Wir sind die Besten.", by=member_of(firm))


def test_an_export_stands_in_the_journal_without_the_words_searched_for():
    scout = office()
    actions.log_export(by=scout, count=3, filters={"kind": "company"}, text="Rehmert")
    entry = Entry.objects.get()
    assert (entry.verb, entry.details["count"], entry.details["filters"]) == (
        "directory.exported",
        3,
        {"kind": "company"},
    )
    assert ("Rehmert" in str(entry.details), entry.aside.text) == (False, "Rehmert")
    assert User.objects.get(pk=entry.subject_id).pk == scout.id


def test_forms_of_cooperation_have_the_same_keys_as_those_of_needs():
    assert {key: str(label) for key, label in FORMS.items()} == {key: str(label) for key, label in Form.choices}


def test_a_startup_is_not_matched_before_it_is_confirmed():
    assert [
        is_confirmed(StartupFactory(confirmed_at=None)),
        is_confirmed(OrganisationFactory(confirmed_at=None)),
    ] == [
        False,
        True,
    ]


@pytest.mark.parametrize("token", ["a\0b", "x" * 44, "' OR 1=1"])
def test_a_token_no_page_gave_out_is_refused(token: str):
    with pytest.raises(Refused, match="Dieses Formular ist nicht von uns"):
        actions.create_organisation(by=office(), kind="company", name="Brandhoff", form_token=token)
