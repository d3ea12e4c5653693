"""The rule table: edit, two editors, back to the package's words; the questionnaires in force."""

import pytest
from django.test import Client

from dnm.accounts.workflow import Role
from dnm.journal.models import Entry
from dnm.maturity.models import Measure
from dnm.maturity.queries import measures_visible_to
from tests.factories import office
from tests.web.reading import client_as, heading, hidden, signed_in, words

pytestmark = pytest.mark.django_db
HERE = "/buero/digital-check/massnahmen/"
KEY = "strategy-visit"


@pytest.fixture(autouse=True)
def demo(settings) -> None:
    settings.DEMO = True


def form(client: Client, key: str = KEY, **changes: object) -> dict[str, object]:
    """What the page shows, ready to be sent again."""
    page = client.get(f"{HERE}{key}/")
    row = next(one for one in measures_visible_to(office()) if one.key == key)
    texts = {
        f"{name}_{one}": row.texts[one].get(name, "") for one in ("de", "en") for name in ("title", "text", "goal")
    }
    rest = {"below": row.below, "link": row.link, "version": hidden(page, "version")}
    return texts | rest | ({"active": "on"} if row.active else {}) | changes


def title() -> str:
    return next(one.texts["de"]["title"] for one in measures_visible_to(office()) if one.key == KEY)


def test_the_table_lists_the_measures_by_topic():
    page = client_as(Role.SCOUT).get(HERE)
    count = sum(one.active and one.questionnaire == "digital-check" for one in measures_visible_to(office()))
    assert heading(page) == f"{count} Maßnahmen werden bei niedrigen Werten vorgeschlagen"
    assert f'href="{HERE}{KEY}/"' in page.content.decode()


def test_a_change_is_saved_journalled_and_taken_back():
    scout = office()
    client, before = signed_in(scout), title()
    client.post(f"{HERE}{KEY}/", form(client, title_de="Besuch im Werk", below="70", link="https://centre.example/"))
    stored = Measure.objects.get()
    assert (title(), stored.below, stored.link, stored.active) == (
        "Besuch im Werk",
        70,
        "https://centre.example/",
        True,
    )
    assert "Ihre Fassung vom" in words(client.get(HERE))
    client.post(f"{HERE}{KEY}/", form(client, title_de="Noch anders"))
    client.post(f"{HERE}{KEY}/rueckgaengig/")
    assert title() == "Besuch im Werk"
    assert "Das lässt sich nicht mehr zurücknehmen." in words(client.post(f"{HERE}{KEY}/rueckgaengig/", follow=True))
    verbs = Entry.objects.filter(verb__startswith="measure.").values_list("verb", "details__key")
    assert list(verbs) == [("measure.changed", KEY)] * 3
    page = client.get(f"{HERE}{KEY}/")
    client.post(f"{HERE}{KEY}/vorlage/", {"version": hidden(page, "version")})
    assert (title(), Measure.objects.count()) == (before, 0)
    client.post(f"{HERE}{KEY}/rueckgaengig/")
    assert title() == "Besuch im Werk"


def test_the_first_change_taken_back_leaves_the_words_of_the_package():
    client = client_as(Role.SCOUT)
    client.post(f"{HERE}{KEY}/", form(client, title_de="Besuch im Werk"))
    client.post(f"{HERE}{KEY}/rueckgaengig/")
    assert Measure.objects.count() == 0


def test_switched_off_it_is_proposed_to_nobody():
    client = client_as(Role.SCOUT)
    values = form(client)
    del values["active"]
    client.post(f"{HERE}{KEY}/", values)
    assert not Measure.objects.get().active
    assert "abgeschaltet" in words(client.get(HERE))


def test_two_editors_see_both_versions_before_anything_is_overwritten():
    slow, fast = client_as(Role.SCOUT), client_as(Role.LEAD)
    typed = form(slow, title_de="Langsam")
    fast.post(f"{HERE}{KEY}/", form(fast, title_de="Schnell"))
    page = slow.post(f"{HERE}{KEY}/", typed)
    said = words(page)
    assert "hat das am" in said
    assert ("Schnell" in said, "Langsam" in said, title()) == (True, True, "Schnell")
    slow.post(f"{HERE}{KEY}/", typed | {"version": hidden(page, "version")})
    assert title() == "Langsam"
    fast.post(f"{HERE}{KEY}/rueckgaengig/")
    assert title() == "Langsam"


def test_a_stale_page_restores_nothing():
    client = client_as(Role.SCOUT)
    client.post(f"{HERE}{KEY}/", form(client, title_de="Neu"))
    client.post(f"{HERE}{KEY}/vorlage/", {"version": "alt"})
    assert title() == "Neu"


def test_what_is_wrong_is_said_at_its_field_and_kept():
    client = client_as(Role.SCOUT)
    values = form(client, title_de="", below="101", link="ftp://x", text_de="x" * 601)
    said = words(client.post(f"{HERE}{KEY}/", values))
    for problem in ("Geben Sie der Maßnahme einen Titel.", "Geben Sie eine Zahl von 1 bis 100 ein.", "Kürzen Sie"):
        assert problem in said
    link = client.post(f"{HERE}{KEY}/", form(client, link="ftp://x"))
    assert "beginnt." in words(link)
    assert 'value="ftp://x"' in link.content.decode()
    assert Measure.objects.count() == 0
    assert client.get(f"{HERE}gibt-es-nicht/").status_code == 404


def test_the_office_adds_a_measure_of_its_own_and_deletes_it():
    client = client_as(Role.SCOUT)
    values = {
        "topic": "digital-check:green", "kind": "event", "title_de": "Energie-Stammtisch", "below": "60",
        "active": "on",
    }  # fmt: skip
    added = client.post(f"{HERE}neu/", values)
    assert added.url == f"{HERE}green-event-energie-stammtisch/"
    assert "Eine Maßnahme mit diesem Titel gibt es schon." in words(client.post(f"{HERE}neu/", values))
    assert "Wählen Sie ein Thema." in words(client.post(f"{HERE}neu/", values | {"topic": ""}))
    assert "Energie-Stammtisch" in words(client.get(HERE))
    client.post(f"{added.url}vorlage/", {"version": hidden(client.get(added.url), "version")})
    assert Measure.objects.count() == 0


def test_questionnaires_in_force_and_what_is_wrong_with_own_files(settings, tmp_path):
    settings.QUESTIONNAIRES_DIR = tmp_path
    client = client_as(Role.SCOUT)
    page = "/buero/digital-check/frageboegen/"
    assert heading(client.get(page)) == "2 Fragebögen sind in Kraft"
    (tmp_path / "eigener.yaml").write_text("id: 7\n", "utf-8")
    broken = client.get(page)
    assert heading(broken).startswith("In ")
    assert "eigener.yaml" in words(broken)
