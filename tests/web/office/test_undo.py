"""Taking back the newest act on a case: from the status line at once, from the history afterwards."""

import re

import pytest
from django.http import HttpResponse

from dnm.accounts.workflow import Role
from dnm.introductions import actions
from dnm.introductions.models import Introduction
from dnm.introductions.workflow import Party, State
from dnm.matching.models import Match
from tests.factories import UserFactory
from tests.stories import Story, a_startup, story
from tests.web.office.seen import SPOKEN, day, do, page_of
from tests.web.reading import signed_in, words

pytestmark = pytest.mark.django_db
REASON = "Rüstet ältere Maschinen nach."


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def ways_back(page: HttpResponse) -> list[str]:
    """The addresses of the buttons "Rückgängig", in the order of the page."""
    return re.findall(r'<form method="post" action="([^"]*/rueckgaengig/\d+/)"', page.content.decode())


def standing(told: Story) -> tuple[str, str, str]:
    case = told.fresh()
    return case.state, case.shortlist_reason, Match.objects.get(need=told.need, offer=case.offer).decision


def test_off_the_shortlist_and_back_with_the_same_reason():
    told = story(State.SHORTLISTED)
    client = signed_in(told.scout)
    page = client.post(f"{page_of(told)}zuruecknehmen/", follow=True)
    assert standing(told) == (State.SUGGESTED, REASON, Match.Decision.OPEN)
    status, history = ways_back(page)
    assert status == history
    back = client.post(status, follow=True)
    assert "Zurückgenommen." in words(back)
    assert standing(told) == (State.SHORTLISTED, REASON, Match.Decision.SHORTLISTED)


def test_the_status_line_shows_the_way_back_once_and_the_history_keeps_it():
    told = story(State.SHORTLISTED)
    client = signed_in(told.scout)
    client.post(f"{page_of(told)}zuruecknehmen/")
    assert [len(ways_back(client.get(page_of(told)))) for _visit in range(2)] == [2, 1]


def test_from_the_matches_off_the_shortlist_and_back():
    told = story(State.SHORTLISTED)
    client, match = signed_in(told.scout), Match.objects.get(need=told.need)
    address = f"/buero/bedarfe/{told.need.pk}/vorschlaege/{match.pk}/"
    page = client.post(address, {"tun": "herunter"}, follow=True)
    assert "Gussauge steht nicht mehr auf der Shortlist. Rückgängig" in words(page)
    assert f'name="grund" value="{REASON}"' in page.content.decode()
    page = client.post(address, {"tun": "shortlist", "grund": REASON}, follow=True)
    assert "Gussauge steht auf der Shortlist. Rückgängig" in words(page)
    assert standing(told) == (State.SHORTLISTED, REASON, Match.Decision.SHORTLISTED)


def test_a_case_the_engine_did_not_rank_goes_off_and_on_the_list():
    told = story(State.SUGGESTED)
    case = actions.suggest(told.need, a_startup("Ohnerang"), by=told.scout)
    client = signed_in(told.scout)
    address = f"/buero/bedarfe/{told.need.pk}/vorschlaege/vermittlung/{case.pk}/"
    (off,) = ways_back(client.post(address, {"grund": "Kennt die Branche."}, follow=True))
    assert Introduction.objects.get(pk=case.pk).state == State.SHORTLISTED
    on, _history = ways_back(client.post(off, follow=True))
    assert Introduction.objects.get(pk=case.pk).state == State.SUGGESTED
    client.post(on)
    assert Introduction.objects.get(pk=case.pk).state == State.SHORTLISTED


def test_a_pause_and_a_hand_over_are_taken_back():
    told = story(State.INTRODUCED)
    client, jens = signed_in(told.scout), UserFactory(roles=[Role.LEAD])
    client.post(ways_back(client.post(f"{page_of(told)}aussetzen/", {"until": day(9)}, follow=True))[0])
    assert told.fresh().state == State.INTRODUCED
    before = told.fresh().owner_id
    page = client.post(f"{page_of(told)}uebergeben/", {"owner": jens.pk}, follow=True)
    assert told.fresh().owner_id == jens.pk
    client.post(ways_back(page)[0])
    assert told.fresh().owner_id == before


@pytest.mark.parametrize("state", [State.SUGGESTED, State.SHORTLISTED])
def test_a_case_ended_before_anybody_heard_of_it_goes_on_where_it_stood(state: State):
    told = story(state)
    client = signed_in(told.scout)
    page = client.post(f"{page_of(told)}beenden/", {"reason_code": "terms"}, follow=True)
    assert told.fresh().state == State.STOPPED
    client.post(ways_back(page)[0])
    assert told.fresh().state == state


def test_what_somebody_outside_has_heard_has_no_way_back():
    told = story(State.STARTUP_ASKED)
    client = signed_in(told.scout)
    assert ways_back(client.get(page_of(told))) == []
    do(told, "eintragen/startup-pause", client=client, until=day(9), **SPOKEN)
    assert (told.fresh().state, ways_back(client.get(page_of(told)))) == (State.PAUSED, [])
    do(told, "fortsetzen", client=client)
    do(told, "beenden", client=client, reason_code="terms")
    assert (told.fresh().state, ways_back(client.get(page_of(told)))) == (State.STOPPED, [])


def test_a_way_back_that_something_newer_has_closed_is_refused_in_words():
    told = story(State.SHORTLISTED)
    client = signed_in(told.scout)
    (off,) = ways_back(client.get(page_of(told)))
    actions.record_introduction(
        told.fresh(), by=told.scout, spoken=actions.Spoken("phone", "Frau Rehmert", told.case.since.date())
    )
    for address in (off, f"{page_of(told)}rueckgaengig/", f"{page_of(told)}rueckgaengig/999999/"):
        page = client.post(address)
        assert "Seitdem ist mit dem Vorgang etwas geschehen." in words(page)
    assert told.fresh().state == State.INTRODUCED
    assert actions.valid_release(told.fresh(), Party.COMPANY) is not None
