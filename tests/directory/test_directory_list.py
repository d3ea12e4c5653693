"""Search, filters and counts of the directory, on the database of the test."""

import pytest

from dnm.accounts.rules import SYSTEM, Actor
from dnm.accounts.workflow import Role
from dnm.directory.models import Organisation, Topic
from dnm.directory.queries import (
    DirectoryList,
    Filters,
    filters_from,
    matching_text,
    organisations_visible_to,
)
from tests.factories import (
    ContactFactory,
    OrganisationFactory,
    StartupFactory,
    UserFactory,
    member_of,
    office,
)

pytestmark = pytest.mark.django_db


def found(text: str, people: bool = True) -> list[str]:
    names = matching_text(Organisation.objects.order_by("sort_name"), text, people=people).values_list(
        "name", flat=True
    )
    return list(names)


def test_names_are_sorted_as_in_a_german_telephone_list():
    for name in [
        "Zünkeler",
        "Östermann",
        "Ostermann 2",
        "Ostermann 10",
        "Ärztehaus",
        "Azur",
        "über uns",
        "Strasse",
        "Straße",
    ]:
        OrganisationFactory(name=name)
    listed = DirectoryList(office(), Filters()).organisations()
    assert [organisation.name for organisation in listed] == [
        "Ärztehaus",
        "Azur",
        "Östermann",
        "Ostermann 10",
        "Ostermann 2",
        "Strasse",
        "Straße",
        "über uns",
        "Zünkeler",
    ]


@pytest.mark.parametrize(
    "typed",
    ["Müller", "mueller", "MULLER", "Müler", "muellr", "müll", "Tischlerei Müller", "Tischelrei müller"],
)
def test_a_name_is_found_however_it_is_typed(typed: str):
    OrganisationFactory(name="Tischlerei Müller GmbH")
    OrganisationFactory(name="Brunnenbau Ilgner")
    assert found(typed) == ["Tischlerei Müller GmbH"]


def test_every_word_counts_and_a_place_is_a_word():
    OrganisationFactory(name="Bäckerei Schäfers", municipality="05974036", postcode="59602", place="Rüthen")
    OrganisationFactory(name="Bäckerei Thiele", municipality="05974052", postcode="59457", place="Werl")
    assert found("baeckerei ruethen") == ["Bäckerei Schäfers"]
    assert found("Bäckerei 59457") == ["Bäckerei Thiele"]
    assert found("bäckrei werl") == ["Bäckerei Thiele"]
    assert found("Metzgerei Werl") == []


def test_contacts_are_found_by_the_office_only():
    ContactFactory(organisation=OrganisationFactory(name="Brandhoff"), last_name="Łukaszewska", first_name="Zofia")
    assert [
        found("Łukaszewska"),
        found("lukaszewska"),
        found("lukaschewska"),
        found("zofia", people=False),
    ] == [
        ["Brandhoff"],
        ["Brandhoff"],
        ["Brandhoff"],
        [],
    ]


@pytest.mark.parametrize("text", ["%", "_", "a\0b", "'; DROP TABLE", "😀", "x" * 5000, "?" * 50, "\\"])
def test_strange_words_find_nothing_and_break_nothing(text: str):
    OrganisationFactory(name="Brandhoff")
    assert found(text) in ([], ["Brandhoff"])


def test_filters_and_counts_come_from_the_same_rows():
    scout, topic = UserFactory(), Topic.objects.create(key="lager", name_de="Lager", name_en="Warehouse")
    OrganisationFactory(industry="31.00", head_count=8, scout=scout).topics.set([topic])
    OrganisationFactory(industry="10.71", head_count=80, municipality="05974036", postcode="59602", place="Rüthen")
    StartupFactory(industry="", confirmed_at=None)
    counts = DirectoryList(office(), Filters()).counts()
    assert counts == {
        "kind": {"company": 2, "startup": 1},
        "municipality": {"05974052": 1, "05974036": 1, "ohne": 1},
        "section": {"C": 2, "ohne": 1},
        "size": {"micro": 1, "medium": 1, "ohne": 1},
        "topic": {str(topic.pk): 1},
        "scout": {str(scout.pk): 1, "ohne": 2},
        "state": {"startup": 1},
    }
    for name, values in counts.items():
        for value, rows in values.items():
            chosen = Filters(**{name: "waiting" if name == "state" else value})
            assert (name, value, DirectoryList(office(), chosen).organisations().count()) == (
                name,
                value,
                rows,
            )


def test_a_filter_leaves_its_own_counts_open():
    OrganisationFactory(municipality="05974052")
    OrganisationFactory(municipality="05974036", postcode="59602", head_count=8)
    counts = DirectoryList(office(), Filters(municipality="05974036")).counts()
    assert (counts["municipality"], counts["size"]) == ({"05974052": 1, "05974036": 1}, {"micro": 1})


def test_filters_ignore_what_they_do_not_know():
    wrong = {
        "kind": "bank",
        "municipality": "x",
        "section": "Ω",
        "size": "9",
        "topic": "1 OR 1",
        "scout": "²",
        "state": "y",
    }
    assert filters_from(wrong) == Filters()
    right = {
        "text": " Müller\0 ",
        "kind": "company",
        "section": "C",
        "size": "ohne",
        "topic": "7",
        "scout": "ohne",
    }
    assert filters_from(right) == Filters(
        text="Müller", kind="company", section="C", size="ohne", topic="7", scout="ohne"
    )


def test_everybody_sees_what_the_role_shows():
    firm, startup, other = OrganisationFactory(), StartupFactory(), OrganisationFactory()
    hub = OrganisationFactory(kind="hub")
    startup.startup.vouched_by = hub
    startup.startup.save()
    linked = Actor("directory.contact", 1, "K", Role.COMPANY_OWNER, firm.pk, only="need:1")
    seen = {
        name: set(organisations_visible_to(actor).values_list("pk", flat=True))
        for name, actor in {
            "scout": office(),
            "director": office(Role.DIRECTOR),
            "admin": office(Role.ADMIN),
            "system": SYSTEM,
            "company": member_of(firm),
            "startup": member_of(startup),
            "hub": member_of(hub),
            "link": linked,
        }.items()
    }
    assert seen == {
        "scout": {firm.pk, startup.pk, other.pk, hub.pk},
        "director": set(),
        "admin": set(),
        "system": set(),
        "company": {firm.pk},
        "startup": {startup.pk},
        "hub": {hub.pk, startup.pk},
        "link": set(),
    }
