"""Without an account: begin, go on, keep the result, tell the firm; mailed links and what they do not open."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from dnm.accounts.workflow import Role
from dnm.cli.snapshot import logical_hash
from dnm.engines.scoring import LONG, SHORT
from dnm.mail.models import Letter
from dnm.matching.models import Need
from dnm.maturity import actions
from dnm.maturity.models import Check, Door
from dnm.maturity.queries import actor_of_door
from tests.factories import UserFactory, member_of
from tests.maturity.people import all_answers, letters
from tests.stories import a_company
from tests.web.checks.people import begun_as_guest, door_path, filling, said, through
from tests.web.reading import heading, hidden, signed_in, words

pytestmark = pytest.mark.django_db
PUBLIC = "/digital-check/"


def test_the_public_page_says_what_it_takes_and_who_sees_it(settings, tmp_path):
    page = Client().get(PUBLIC)
    assert heading(page) == "Wo steht Ihr Betrieb? In 20 Minuten wissen Sie es"
    for part in ("Nachhaltigkeit", "Ohne Konto nur Sie.", "Kurz-Check für das Handwerk", "Ohne Konto beginnen"):
        assert part in words(page)


def test_a_guest_begins_and_a_double_click_makes_one_check():
    client = Client()
    sent = {"fragebogen": SHORT, "form_token": hidden(client.get(PUBLIC), "form_token")}
    first, second = (client.post(PUBLIC, sent).url for _click in range(2))
    check = Check.objects.get()
    assert first == second == f"/mein/digital-check/{check.pk}/"
    page = client.get(first)
    assert heading(page) == "Drei Themen, etwa 5 Minuten"
    assert "Ihre Antworten sehen nur Sie" in words(page)
    assert "In diesem Browser ist ein Check in Arbeit." in words(client.get(PUBLIC))


def test_another_browser_finds_nothing():
    _client, check = begun_as_guest()
    other, _second = begun_as_guest(token="andere-seite")
    path = f"/mein/digital-check/{check.pk}/"
    assert (other.get(path).status_code, Client().get(path).status_code) == (404, 302)
    assert [other.get(page).status_code for page in ("/mein/", "/mein/bedarfe/", "/konto/")] == [404, 404, 302]


def test_a_guest_finishes_keeps_the_result_and_tells_the_firm():
    UserFactory(roles=[Role.SCOUT], email="anna@zentrum.example")
    client, check = begun_as_guest()
    path = f"/mein/digital-check/{check.pk}/"
    for topic in ("orders", "work", "office"):
        prefix = {"orders": "customers.", "work": "site.", "office": "safety."}[topic]
        items = [name for name in all_answers() if name.startswith(prefix)]
        client.post(f"{path}fragen/{topic}/1/", {"frage": items, **dict.fromkeys(items, "yes")})
    assert said(check) == all_answers()
    page = client.post(f"{path}antworten/", follow=True)
    assert heading(page) == "Der Check ist abgeschlossen"
    assert "Dieser Browser kennt Ihr Ergebnis 60 Tage." in words(page)
    page = client.post(f"{path}weitermachen/", {"email": "gast@betrieb.example"}, follow=True)
    assert "Der Link ist unterwegs an gast@betrieb.example." in words(page)
    other, page = through(door_path("door_to_check"))
    assert page.status_code == 200
    assert other.get(f"{path}fertig/").status_code == 200
    assert Letter.objects.filter(kind="maturity/guest_offered_office").count() == 0
    page = client.post(f"{path}betrieb/", {"name": "Tischlerei Hölscher", "postcode": "59494"}, follow=True)
    assert "Danke. Das Büro meldet sich bei Ihnen." in words(page)
    check.refresh_from_db()
    assert check.firm == {"name": "Tischlerei Hölscher", "postcode": "59494"}
    assert Letter.objects.filter(kind="maturity/guest_offered_office").count() == 1


def test_a_firm_without_a_name_is_refused_and_an_industry_is_searched_without_javascript():
    client, check = begun_as_guest()
    path = f"/mein/digital-check/{check.pk}/betrieb/"
    assert "Geben Sie den Namen des Betriebs ein." in words(client.post(path, {"name": "", "postcode": "59494"}))
    page = client.post(path, {"name": "Hölscher", "industry_search": "Tischlerei", "suchen": "branche"})
    assert 'value="Hölscher"' in page.content.decode()
    assert "Bautischler" in words(page)
    check.refresh_from_db()
    assert check.firm == {}


def test_signed_in_people_begin_no_check_without_a_firm():
    scout = Client()
    scout.force_login(UserFactory(roles=[Role.SCOUT]))
    scout.post(PUBLIC, {"fragebogen": SHORT, "form_token": "x"})
    assert Check.objects.count() == 0
    assert "Sie sind angemeldet, aber nicht für einen Betrieb." in words(scout.get(PUBLIC))
    assert "Zu unseren Digital-Checks" in words(signed_in(member_of(a_company())).get(PUBLIC))


def test_an_unknown_questionnaire_begins_nothing():
    page = Client().post(PUBLIC, {"fragebogen": "nichts-1", "form_token": "x"})
    assert "Den Fragebogen nichts-1 gibt es hier nicht oder nicht mehr." in words(page)
    assert Check.objects.count() == 0


def test_a_flood_of_beginnings_is_stopped():
    answers = [Client().post(PUBLIC, {"fragebogen": SHORT, "form_token": f"seite-{n}"}).status_code for n in range(31)]
    assert answers == [302] * 30 + [429]
    assert Check.objects.count() == 30


def test_a_guest_still_uses_the_public_pages():
    UserFactory(roles=[Role.SCOUT])
    client, _check = begun_as_guest()
    page = client.get("/")
    assert "Für Unternehmen" in page.content.decode()
    told = {"problem": "Stapler fahren leer.", "name": "Jana Kurz, Kurz GmbH", "reach": "02941 555-0100"}
    client.post("/problem-schildern/", {**told, "form_token": "a" * 32})
    assert Need.objects.count() == 1


def test_a_guest_answers_with_eight_queries(django_assert_num_queries):
    client, check = begun_as_guest(LONG)
    actor = actor_of_door(check.doors.get().pk)
    actions.answer(check, "automation.vision", 1, by=actor)
    page = f"/mein/digital-check/{check.pk}/fragen/automation/2/"
    with django_assert_num_queries(10):  # two of them the savepoint inside a test
        client.post(page, {"frage": ["automation.vision"], "automation.vision": "4", "stand": "1"})
    assert said(check) == {"automation.vision": 4}


# --- Mailed links ---


def test_reading_a_link_changes_nothing_and_shows_no_answer():
    told = filling()
    told.post("weitergeben/work/", name="Jana Kurz", email="jana@rehmert.example")
    path, before = door_path("topic_handed"), logical_hash()
    page = Client().get(path)
    assert heading(page) == "Öffnen Sie die Fragen, um die Sie gebeten wurden"
    assert ("j…@rehmert.example" in words(page), "jana@" in words(page)) == (True, False)
    assert page.headers["Cache-Control"] == "no-store"
    assert logical_hash() == before


def test_a_wrong_code_opens_nothing():
    told = filling()
    told.post("weitermachen/", email="chefin@rehmert.example")
    client = Client()
    client.post(door_path("door_to_check"), {"anfordern": "1"})
    page = client.post(door_path("door_to_check"), {"code": "000000"})
    assert page.status_code == 200
    assert "kern-error" in page.content.decode()
    assert client.get(told.path()).status_code == 302


def test_a_link_that_is_over_sends_a_new_one_to_the_same_mailbox():
    told = filling()
    told.post("weitermachen/", email="chefin@rehmert.example")
    path = door_path("door_to_check")
    Door.objects.update(expires_at=timezone.now() - timedelta(days=1))
    page = Client().get(path)
    assert (page.status_code, heading(page)) == (410, "Dieser Link gilt nicht mehr")
    assert f'action="{path}neu/"' in page.content.decode()
    assert heading(Client().post(f"{path}neu/")) == "Sehen Sie in Ihr Postfach"
    assert letters("door_renewed")[0].to_address == "chefin@rehmert.example"
    _client, page = through(door_path("door_renewed"))
    assert heading(page) == "Drei Themen, etwa 5 Minuten"
    assert heading(Client().post("/digital-check/a/unbekannt/neu/")) == "Sehen Sie in Ihr Postfach"


def test_codes_and_new_links_are_limited():
    cache.clear()
    told = filling()
    told.post("weitermachen/", email="chefin@rehmert.example")
    path = door_path("door_to_check")
    assert [Client().post(path, {"anfordern": "1"}).status_code for _n in range(6)] == [200] * 5 + [429]
    assert [Client().post(f"{path}neu/").status_code for _n in range(4)] == [200] * 3 + [429]


def test_unsaved_input_survives_the_way_through_the_mailed_link():
    told = filling()
    told.post("weitermachen/", email="chefin@rehmert.example")
    client, _page = through(door_path("door_to_check"))
    client.session.flush()
    del client.cookies["sessionid"]
    sent = {"frage": ["customers.found"], "customers.found": "partly"}
    assert client.post(told.path("fragen/orders/1/"), sent).status_code == 403
    path = door_path("door_to_check")
    client.post(path, {"anfordern": "1"})
    code = letters("door_code")[-1].body
    client.post(path, {"code": next(word for word in code.split() if word.isdecimal() and len(word) == 6)})
    assert 'id="id_customers.found_1" checked' in " ".join(
        client.get(told.path("fragen/orders/1/")).content.decode().split()
    )
