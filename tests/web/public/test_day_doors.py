"""Participants of a meeting day without an account: a mailed link and a mailed code open their own pages alone."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dnm.cli.snapshot import logical_hash
from dnm.events import actions
from dnm.events.models import Encounter, EncounterRating, Participant, ParticipantDoor, Wish
from dnm.events.queries import actor_of_door, valid_release
from dnm.events.rules import is_participant_only
from dnm.mail.models import Letter
from dnm.web.member.urls import urlpatterns as member_pages
from tests.events.stories import Day, a_day, begun, everybody_wants
from tests.events.test_doors import address_of, code_for, invited, token_in
from tests.factories import member_of
from tests.web.reading import heading, hidden, signed_in, words

pytestmark = pytest.mark.django_db
QUESTION = "Öffnen Sie Ihre Seite zum Matchingtag"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def link(token: str) -> str:
    return f"/matchingtag/a/{token}/"


def page(told: Day, rest: str = "wuensche/") -> str:
    return f"/mein/termine/{told.day.event_id}/{rest}"


def through(one: Participant, token: str, client: Client | None = None) -> Client:
    """Link, code from the mailbox, in."""
    client = client or Client()
    client.post(link(token), {"anfordern": "1"})
    client.post(link(token), {"code": code_for(one)})
    return client


def test_the_link_alone_changes_nothing_and_shows_neither_firm_nor_mailbox():
    told = a_day(1, 1)
    one, token = invited(told)
    before = logical_hash()
    shown = Client().get(link(token))
    Client().head(link(token))
    assert heading(shown) == QUESTION
    assert (f"{address_of(one)[0]}…@firma.example" in words(shown), address_of(one) in words(shown)) == (True, False)
    assert [secret in words(shown) for secret in (one.organisation.name, "Start0")] == [False, False]
    assert shown.headers["Cache-Control"] == "no-store"
    assert logical_hash() == before


def test_a_forwarded_link_opens_nothing_without_the_mailbox():
    told = a_day(1, 1)
    one, token = invited(told)
    client = Client()
    shown = client.post(link(token), {"anfordern": "1"})
    letter = Letter.objects.get(kind="events/door_code")
    assert (letter.to_address, code_for(one) in words(shown)) == (address_of(one), False)
    shown = client.post(link(token), {"code": f"{(int(code_for(one)) + 1) % 1_000_000:06d}"})
    assert "kern-error" in shown.content.decode()
    assert "Geben Sie die sechs Ziffern aus der E-Mail ein." in words(client.post(link(token), {"code": ""}))
    answer = client.get(page(told))
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("account_login"))


def test_link_and_code_lead_to_wishes_release_and_times():
    told = a_day(1, 1, released=False)
    (one, token), other = invited(told), told.startups[0]
    client = Client()
    client.post(link(token), {"anfordern": "1"})
    shown = client.post(link(token), {"code": code_for(one)}, follow=True)
    assert shown.redirect_chain == [(f"/mein/matchingtage/{one.pk}/", 302), (page(told), 302)]
    assert heading(shown) == "Wen möchten Sie treffen?"
    assert "über den Link im Brief" in shown.content.decode()
    assert f'href="{page(told, "")}"' not in shown.content.decode()
    client.post(page(told), {f"w{other.pk}": "must", f"vorher-w{other.pk}": ""})
    shown = client.get(page(told, "freigabe/"))
    client.post(
        page(told, "freigabe/"), {"ja": "ja", "fassung": hidden(shown, "fassung"), "sprache": hidden(shown, "sprache")}
    )
    assert heading(client.get(page(told, "zeiten/"))) == "Wann sind Sie da, und wie erscheinen Sie?"
    assert list(Wish.objects.values_list("participant", "other", "answer")) == [(one.pk, other.pk, "must")]
    assert valid_release(one) is not None


def test_after_publication_the_link_leads_to_the_plan_its_files_and_the_ratings():
    told = a_day(1, 1)
    one, token = invited(told)
    everybody_wants(told)
    actions.close_wishes(told.day, by=told.scout)
    told.published({(0, 0): (0, 1)})
    begun(told.day.event)
    met = actions.hold_talk(told.fresh().plans.get().meetings.get(), by=told.scout)
    client = through(one, token)
    assert client.get(f"/mein/matchingtage/{one.pk}/").url == page(told, "plan/")
    opened = [client.get(page(told, rest)).status_code for rest in ("plan/", "plan/plan.ics", "plan/plan.pdf")]
    assert (opened, Encounter.objects.get()) == ([200, 200, 200], met)
    client.post(page(told, f"plan/bewertung/{met.pk}/"), {"stars": "5", "comment": "Passt."})
    assert list(EncounterRating.objects.values_list("stars", "side")) == [(5, "company")]


def test_who_came_by_the_link_finds_no_other_page():
    told = a_day(2, 1)
    one, token = invited(told)
    client = through(one, token)
    elsewhere = [reverse(f"member:{view.name}") for view in member_pages if not view.pattern.converters]
    assert "/mein/" in elsewhere
    elsewhere += [page(told, ""), f"/mein/matchingtage/{told.companies[1].pk}/", "/buero/", "/hub/"]
    elsewhere += [f"/mein/matchingtage/{told.startups[0].pk}/", f"/buero/termine/{told.day.event_id}/tag/"]
    assert {where: client.get(where).status_code for where in elsewhere} == dict.fromkeys(elsewhere, 404)
    assert client.get("/konto/").status_code == 302


def test_only_the_pages_of_a_meeting_day_are_marked_for_participants():
    marked = {one.name for one in member_pages if getattr(one.callback, "open_to_participants", False)}
    assert marked == {
        "meeting-day", "wishes", "day-times", "day-decline", "pitch", "day-release", "day-release-withdraw",
        "day-receipt", "plan", "plan-calendar", "plan-paper", "talk-rate",
    }  # fmt: skip


def test_an_account_and_a_link_of_a_case_are_no_door_of_a_participant():
    told = a_day(1, 1)
    one, token = invited(told)
    through(one, token)
    behind = actor_of_door(one.doors.get().pk)
    assert behind
    assert (is_participant_only(behind), is_participant_only(told.member(one))) == (True, False)


def test_the_participant_of_another_day_stays_closed():
    told = a_day(1, 1)
    one, token = invited(told)
    later = a_day(1, 1)
    client = through(one, token)
    assert [client.get(page(day)).status_code for day in (told, later)] == [200, 404]


def test_a_link_that_is_over_sends_a_new_one_to_the_same_mailbox():
    told = a_day(1, 1)
    one, token = invited(told)
    ParticipantDoor.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    shown = Client().get(link(token))
    assert (shown.status_code, heading(shown)) == (410, "Dieser Link gilt nicht mehr")
    assert f'action="{link(token)}neu/"' in shown.content.decode()
    assert [Client().post(link(token), sent).status_code for sent in ({"anfordern": "1"}, {"code": "1"})] == [410, 410]
    same = [heading(Client().post(f"{link(one)}neu/")) for one in (token, "unbekannt")]
    assert same == ["Sehen Sie in Ihr Postfach"] * 2
    letter = Letter.objects.get(kind="events/door_renewed")
    assert letter.to_address == address_of(one)
    client = through(one, token_in(letter.body))
    assert heading(client.get(page(told))) == "Wen möchten Sie treffen?"


def test_a_link_taken_back_ends_what_it_had_opened():
    told = a_day(1, 1)
    one, token = invited(told)
    client = through(one, token)
    assert client.get(page(told)).status_code == 200
    actions.revoke_doors(one, by=told.scout)
    assert (client.get(page(told)).status_code, client.get(link(token)).status_code) == (302, 410)


def test_codes_wrong_tries_and_new_links_are_limited():
    one, token = invited(a_day(1, 1))
    client = Client()
    assert [client.post(link(token), {"anfordern": "1"}).status_code for _n in range(6)] == [200] * 5 + [429]
    wrong = f"{(int(code_for(one)) + 1) % 1_000_000:06d}"
    for _n in range(10):
        client.post(link(token), {"code": wrong})
    # Worn out: the right one no longer opens either.
    assert client.post(link(token), {"code": code_for(one)}).status_code == 200
    assert [Client().post(link(token), {"code": wrong}).status_code for _n in range(20)][-2:] == [200, 429]
    assert [Client().post(f"{link(token)}neu/").status_code for _n in range(4)] == [200] * 3 + [429]


def test_a_code_opens_once_and_signs_out_who_was_signed_in_here():
    told = a_day(1, 1)
    one, token = invited(told)
    client = signed_in(member_of(told.startups[0].organisation))
    assert "melden wir Sie dort ab" in words(client.get(link(token)))
    through(one, token, client)
    assert "_auth_user_id" not in client.session
    assert client.get(page(told)).status_code == 200
    other = Client()
    other.post(link(token), {"code": code_for(one)})
    assert other.get(page(told)).status_code == 302
    client.post("/fertig/")
    assert client.get(page(told)).status_code == 302
