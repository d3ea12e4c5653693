"""On the day itself and afterwards: who is missing, what was held, which case begins."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from dnm.events import actions
from dnm.events.models import Encounter, Event, MeetingDay, Plan
from dnm.events.queries import going_on_text
from dnm.events.rules import text_hash
from dnm.introductions.models import Introduction
from dnm.introductions.workflow import State
from tests.events.stories import Day, begun
from tests.web.office.meeting_days import BOTH, office, page, send, told_day
from tests.web.office.seen import SPOKEN
from tests.web.reading import heading, hidden_fields, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO = True


def on_the_day() -> Day:
    """Published, and as if it had begun an hour ago: the first talk is over, the second has begun."""
    told = told_day()
    actions.close_wishes(told.day, by=told.scout)
    told.published(BOTH)
    begun(Event.objects.get(pk=told.day.event_id))
    now = timezone.localtime()
    base = max(now.hour * 60 + now.minute - 30, 0)
    slots = [
        {**slot, "starts": f"{(base + 25 * number) // 60:02d}:{(base + 25 * number) % 60:02d}"}
        for number, slot in enumerate(told.day.slots)
    ]
    MeetingDay.objects.update(slots=slots)
    Plan.objects.update(slots=slots)
    return told


def test_who_is_missing_breaks_talks_and_the_rest_is_planned_anew():
    told = on_the_day()
    shown = words(office(told).get(page(told, "tag/heute/")))
    assert "Alle da, Plan 1 gilt" in shown
    Plan.objects.get().meetings.filter(slot=1).update(slot=2)
    one = told.startups[1]
    send(told, f"tag/teilnahmen/{one.pk}/da/", {"tun": "weg", "ab": "2", "von": "heute"})
    assert heading(office(told).get(page(told, "tag/heute/"))) == "Ein Gespräch fällt aus"
    answer = send(told, "tag/heute/", {"bleibt": "alles"})
    plan = Plan.objects.order_by("-version")[0]
    assert (plan.keep, plan.from_slot, plan.based_on.version) == ("nearly", 2, 1)
    assert answer["Location"] == page(told, "zeitplan/?fassung=2")
    send(told, "tag/heute/", {"bleibt": "vorbei"})
    assert Plan.objects.order_by("-version")[0].keep == "past"
    send(told, f"tag/teilnahmen/{one.pk}/da/", {"tun": "zurueck"})
    one.refresh_from_db()
    assert one.gone_at is None


def test_before_a_plan_is_published_the_day_has_nothing_to_show():
    told = told_day()
    assert heading(office(told).get(page(told, "tag/heute/"))) == "Noch gilt kein Plan"
    answer = office(told).post(page(told, "tag/heute/"), follow=True)
    assert "Es gibt noch keinen veröffentlichten Plan." in words(answer)
    assert "Der Plan erscheint hier, sobald er gilt." in words(office(told).get(page(told, "anzeige/")))


def test_talks_are_marked_held_and_taken_back():
    told = on_the_day()
    meeting = Plan.objects.get().meetings.filter(slot=0)[0]
    address = page(told, f"tag/gespraeche/{meeting.pk}/")
    assert office(told).post(address, {"tun": "gefuehrt"})["Location"].endswith(f"tag/heute/#g{meeting.pk}")
    office(told).post(address, {"tun": "gefuehrt"})
    assert Encounter.objects.filter(voided_at=None).count() == 1
    for _twice in range(2):
        office(told).post(address, {"tun": "doch-nicht"})
    assert Encounter.objects.filter(voided_at=None).count() == 0
    Event.objects.update(starts=timezone.now() + timedelta(days=2), ends=timezone.now() + timedelta(days=3))
    answer = office(told).post(address, {"tun": "gefuehrt"}, follow=True)
    assert "Dieses Gespräch hat noch nicht begonnen." in words(answer)


def test_the_big_screen_shows_released_names_only():
    told = on_the_day()
    actions.withdraw_day_release(told.companies[0], by=told.scout)
    shown = words(office(told).get(page(told, "anzeige/")))
    assert "Werk0" not in shown
    assert "nicht freigegeben" in shown
    assert "Start1" in shown


def test_where_both_sides_ticked_to_go_on_one_click_opens_the_case_with_the_words_they_ticked():
    told = on_the_day()
    meeting = Plan.objects.get().meetings.filter(slot=0)[0]
    held = actions.hold_talk(meeting, by=told.scout)
    for one in (meeting.company, meeting.startup):
        client, address = signed_in(told.member(one)), f"/mein/termine/{told.day.event_id}/plan/bewertung/{held.pk}/"
        shown = client.get(address)
        assert "Möchten Sie in Verbindung bleiben?" in words(shown)
        client.post(address, {"stars": "5", "comment": "", "weiter": shown.context["fassung"], "sprache": "de"})
        assert 'value="' + shown.context["fassung"] + '" id="weiter" checked' in client.get(address).content.decode()
    shown = words(office(told).get(page(told, "tag/danach/")))
    assert "Nach einem möchten beide weitersprechen." in shown
    answer = office(told).post(page(told, f"tag/begegnungen/{held.pk}/vorgang/"), {"beide": "ja"})
    held.refresh_from_db()
    case = held.introduction
    assert answer["Location"] == f"/buero/vermittlungen/{case.pk}/"
    assert (case.state, case.title) == (State.INTRODUCED, "Gespräch bei „Business-Mixer“")
    texts = dict(case.releases.values_list("side", "text"))
    assert texts == dict(held.ratings.values_list("side", "going_on_text"))
    assert dict(case.releases.values_list("side", "source")) == {"company": "page", "startup": "page"}
    assert "start0@firma.example" in texts["startup"]
    office(told).post(page(told, f"tag/begegnungen/{held.pk}/vorgang/"), {"beide": "ja"})
    assert Introduction.objects.count() == 1


def test_what_only_one_side_wants_is_shown_to_the_office_alone_and_opens_nothing():
    told = on_the_day()
    meeting = Plan.objects.get().meetings.filter(slot=0)[0]
    held = actions.hold_talk(meeting, by=told.scout)
    other = meeting.startup.organisation.name_and_place
    ticked = text_hash(going_on_text(meeting.company, other, "de"))
    actions.rate_talk(held, stars=5, by=told.member(meeting.company), going_on_hash=ticked)
    actions.rate_talk(held, stars=5, by=told.member(meeting.startup))
    assert "5 von 5, möchte weitersprechen" in words(office(told).get(page(told, "tag/danach/")))
    answer = office(told).post(page(told, f"tag/begegnungen/{held.pk}/vorgang/"), {"beide": "ja"}, follow=True)
    assert "Dafür brauchen wir das Ja beider Seiten." in words(answer)
    assert Introduction.objects.count() == 0
    rows = signed_in(told.member(meeting.startup)).get(f"/mein/termine/{told.day.event_id}/plan/")
    assert "weitersprechen" not in words(rows)


def test_a_talk_becomes_a_case_after_a_check_page():
    told = on_the_day()
    held = actions.hold_talk(Plan.objects.get().meetings.filter(slot=0)[0], by=told.scout)
    actions.rate_talk(held, stars=4, by=told.member(told.companies[0]), comment="Gern weiter")
    shown = words(office(told).get(page(told, "tag/danach/")))
    assert "Ein Gespräch hat stattgefunden" in shown
    assert "4 von 5: „Gern weiter“" in shown
    address = page(told, f"tag/begegnungen/{held.pk}/vorgang/")
    assert "Gespräch bei „Business-Mixer“" in office(told).get(address).content.decode()
    assert "Geben Sie an, worum es geht." in words(office(told).post(address, SPOKEN))
    checked = office(told).post(address, SPOKEN | {"title": "Ausschuss erkennen"})
    assert "Diesen Vorgang anlegen und beiden schreiben?" in words(checked)
    held.refresh_from_db()
    assert held.introduction is None
    back = office(told).post(address, hidden_fields(checked) | {"zurueck": "ja"})
    assert 'value="Ausschuss erkennen"' in back.content.decode()
    office(told).post(address, hidden_fields(checked) | {"geprueft": "ja"})
    held.refresh_from_db()
    assert (held.introduction.state, held.introduction.title) == (State.INTRODUCED, "Ausschuss erkennen")
    assert office(told).get(address)["Location"] == f"/buero/vermittlungen/{held.introduction_id}/"
    assert held.introduction.number in words(office(told).get(page(told, "tag/danach/")))
