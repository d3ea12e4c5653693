"""A meeting day as a participant sees it: wishes, times, release, pitch, the own plan, ratings."""

import re
from datetime import time

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dnm.events import actions
from dnm.events.models import Encounter, Event, Participant, Plan, Registration, Wish
from dnm.events.queries import valid_release
from dnm.mail.models import Letter
from tests.events.stories import Day, a_day, begun, everybody_wants
from tests.factories import MembershipFactory, OfferFactory, OrganisationFactory, member_of
from tests.web.member.pages import HOSTILE, colleague_of
from tests.web.reading import heading, hidden, signed_in, words

pytestmark = pytest.mark.django_db


def own(told: Day, one: Participant) -> Client:
    return signed_in(told.member(one))


def page(told: Day, rest: str = "wuensche/") -> str:
    return f"/mein/termine/{told.day.event_id}/{rest}"


def published(told: Day, places: dict[tuple[int, int], tuple[int, int]]) -> Plan:
    if told.fresh().phase == "wishes":
        actions.close_wishes(told.day, by=told.scout)
    return told.published(places)


# --- Wishes ---


def test_wishes_are_answered_changed_and_taken_back_and_nothing_is_chosen_beforehand():
    told = a_day()
    company, (first, second) = told.companies[0], told.startups
    client = own(told, company)
    shown = client.get(page(told)).content.decode()
    assert re.findall(r'name="w\d+" value="(\w*)"[^>]* checked', shown) == ["", ""]
    client.post(page(told), {f"w{first.pk}": "must", f"w{second.pk}": "no"})
    answers = Wish.objects.filter(participant=company).order_by("other").values_list("other", "answer", "source")
    assert list(answers) == [(first.pk, "must", "page"), (second.pk, "no", "page")]
    assert "2 von 2 beantwortet." in words(client.get(page(told)))
    client.post(page(told), {f"w{first.pk}": "", f"vorher-w{first.pk}": "must"})
    assert list(Wish.objects.values_list("other", flat=True)) == [second.pk]


def test_a_tab_opened_earlier_does_not_take_back_what_another_one_saved():
    told = a_day()
    company, (first, second) = told.companies[0], told.startups
    client = own(told, company)
    untouched = {f"vorher-w{first.pk}": "", f"w{first.pk}": ""}
    client.post(page(told), {f"w{first.pk}": "must", f"vorher-w{first.pk}": ""})
    client.post(page(told), untouched | {f"w{second.pk}": "meet", f"vorher-w{second.pk}": ""})
    assert dict(Wish.objects.values_list("other", "answer")) == {first.pk: "must", second.pk: "meet"}


def test_a_startup_reads_teaser_or_name_as_the_company_chose_and_nothing_else():
    told = a_day(3, 1)
    hidden_one, named, silent = told.companies
    actions.change_participant(hidden_one, by=told.scout, shown_as="teaser", teaser="Spritzgießerei mit 80 Leuten")
    actions.change_participant(named, by=told.scout, shown_as="name", teaser="Wir suchen Prüftechnik")
    shown = own(told, told.startups[0]).get(page(told)).content.decode()
    assert "Spritzgießerei mit 80 Leuten" in shown
    assert "Werk1" in shown
    assert "Wir suchen Prüftechnik" in shown
    assert "Ein weiteres Unternehmen stellt sich erst noch vor." in shown
    assert f'name="w{silent.pk}"' not in shown
    assert "Werk0" not in shown
    assert "Werk2" not in shown
    assert silent.organisation.place not in shown.replace(named.organisation.place, "", 1)


def test_a_company_reads_the_profiles_of_startups():
    told = a_day(1, 1)
    profile = told.startups[0].organisation.startup
    profile.summary, profile.stage = "Kamera findet Lunker", "market"
    profile.save()
    OfferFactory(organisation=told.startups[0].organisation, title="Kameras prüfen Gussteile")
    OfferFactory(organisation=told.startups[0].organisation, title="Läuft nicht mehr", active=False)
    shown = words(own(told, told.companies[0]).get(page(told)))
    assert "Kameras prüfen Gussteile" in shown
    assert "Läuft nicht mehr" not in shown
    assert "Start0" in shown
    assert "Kamera findet Lunker" in shown
    assert profile.get_stage_display() in shown


def test_before_and_after_the_time_for_wishes_the_page_says_what_comes():
    told = a_day()
    client = own(told, told.companies[0])
    told.day.__class__.objects.update(phase="preparing")
    assert heading(client.get(page(told))) == "Die Liste ist noch nicht fertig"
    told.day.__class__.objects.update(phase="planning")
    assert "Der Plan entsteht gerade." in words(client.get(page(told)))
    answer = client.post(page(told), {f"w{told.startups[0].pk}": "must"})
    assert "Die Zeit für Wünsche ist vorbei. Rufen Sie uns an, wenn sich etwas ändert." in words(answer)
    assert Wish.objects.count() == 0
    assert "Die Zeit für Änderungen ist vorbei." in words(client.get(page(told, "zeiten/")))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_many_questions_for_one_as_for_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
):
    told = everybody_wants(a_day(count, count))
    for one in (told.companies[0], told.startups[0]):
        client = own(told, one)
        client.get(page(told))
        with django_assert_num_queries(WISH_QUERIES):
            assert client.get(page(told)).status_code == 200


WISH_QUERIES = 14


def test_others_find_nothing_here():
    told, other = a_day(1, 1), a_day(1, 1)
    stranger = Client()
    stranger.force_login(MembershipFactory().user)
    for rest in ("wuensche/", "zeiten/", "freigabe/", "freigabe/widerrufen/", "plan/", "plan/plan.ics", "pitch/"):
        assert stranger.get(page(told, rest)).status_code == 404
        assert own(other, other.companies[0]).get(page(told, rest)).status_code == 404


# --- Times, pitch ---


def test_times_and_appearance_are_saved_and_mistakes_come_back():
    told = a_day()
    one = told.companies[0]
    client = own(told, one)
    typed = {"arrives": "9.20", "away": ["1"], "shown_as": "name", "teaser": "Wir drehen", "max_meetings": "2"}
    client.post(page(told, "zeiten/"), typed)
    one.refresh_from_db()
    assert (one.arrives, one.away, one.shown_as, one.teaser, one.max_meetings) == (
        time(9, 20), [1], "name", "Wir drehen", 2,
    )  # fmt: skip
    answer = client.post(page(told, "zeiten/"), typed | {"leaves": "8.00"})
    assert "Die Abfahrt liegt vor der Ankunft." in words(answer)
    assert "Startups lesen Ihren Namen." in words(client.get(page(told)))


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_into_a_teaser_the_page_answers(text: str):
    told = a_day(1, 1)
    typed = {"shown_as": "teaser", "teaser": text}
    assert own(told, told.companies[0]).post(page(told, "zeiten/"), typed).status_code in (200, 302)
    assert "<script>" not in own(told, told.startups[0]).get(page(told)).content.decode().partition("<main")[2]


def test_a_pitch_is_described_and_startups_vote_in_its_order():
    told = a_day(2, 1, kind="reverse_pitch")
    for number, one in enumerate(told.companies):
        client = own(told, one)
        assert "Geben Sie an, worum es geht." in words(client.post(page(told, "pitch/"), {"title": ""}))
        client.post(page(told, "pitch/"), {"title": f"Pitch {number}", "text": "Worum", "minutes": "4"})
    actions.enter_pitch(told.companies[0], title="Pitch 0", place_in_order=2, by=told.scout)
    answer = own(told, told.startups[0]).get(page(told))
    assert heading(answer) == "Mit welchen Pitches möchten Sie sprechen?"
    assert words(answer).index("Pitch 1") < words(answer).index("Pitch 0")
    assert own(told, told.startups[0]).get(page(told, "pitch/")).status_code == 404


# --- The release ---


def test_the_release_is_given_by_a_tick_with_receipt_and_withdrawn():
    told = everybody_wants(a_day(1, 1, released=False))
    company, startup = told.companies[0], told.startups[0]
    told.release(startup)
    client = own(told, company)
    shown = client.get(page(told, "freigabe/"))
    assert " checked" not in shown.content.decode().partition("<main")[2]
    told_values = {"fassung": hidden(shown, "fassung"), "sprache": "de"}
    assert "Kreuzen Sie an" in words(client.post(page(told, "freigabe/"), told_values))
    assert "Der Text hat sich" in words(client.post(page(told, "freigabe/"), {"ja": "ja", "fassung": "alt"}))
    assert valid_release(company) is None
    for _twice in range(2):
        client.post(page(told, "freigabe/"), told_values | {"ja": "ja"})
    assert company.releases.count() == 1
    assert "Bisher ist nichts weitergegeben." in words(client.get(page(told, "freigabe/")))
    published(told, {(0, 0): (0, 0)})
    shown = words(client.get(page(told, "freigabe/")))
    assert "Quittung: Das haben wir weitergegeben" in shown
    assert "Start0" in shown
    assert "widerrufen?" in heading(client.get(page(told, "freigabe/widerrufen/")))
    client.post(page(told, "freigabe/widerrufen/"))
    assert heading(client.get(page(told, "freigabe/"))) == "Ihre Freigabe gilt nicht mehr"
    assert "ausgeblendet" in words(client.get(page(told, "freigabe/")))
    assert client.get(page(told, "freigabe/widerrufen/"))["Location"] == page(told, "freigabe/")
    assert "Werk0" not in own(told, startup).get(page(told, "plan/")).content.decode()


def test_who_may_not_release_reads_who_may():
    told = a_day(1, 1)
    told.companies[0].releases.all().delete()
    client = signed_in(colleague_of(told.member(told.companies[0])))
    shown = client.get(page(told, "freigabe/"))
    assert "Freigeben darf, wer für den Betrieb verantwortlich ist" in words(shown)
    client.post(page(told, "freigabe/"), {"ja": "ja", "fassung": "x", "sprache": "de"})
    assert valid_release(told.companies[0]) is None
    assert "Widerrufen darf" in words(signed_in(colleague_of(told.member(told.startups[0]))).get(
        page(told, "freigabe/widerrufen/")
    ))  # fmt: skip


# --- The plan ---


def test_the_own_plan_names_what_comes_next_and_only_what_was_released():
    told = everybody_wants(a_day())
    client = own(told, told.companies[0])
    assert heading(client.get(page(told, "plan/"))) == "Der Plan ist noch nicht fertig"
    assert client.get(page(told, "plan/plan.ics")).status_code == 404
    published(told, {(0, 0): (0, 0), (0, 1): (1, 1)})
    shown = client.get(page(told, "plan/"))
    assert heading(shown).startswith("Als Nächstes: 09.00 Uhr, Tisch 1, Start0")
    actions.withdraw_day_release(told.startups[0], by=told.scout)
    assert heading(client.get(page(told, "plan/"))) == "Als Nächstes: 09.00 Uhr, Tisch 1"
    assert "Start0" not in words(client.get(page(told, "plan/")))
    calendar = client.get(page(told, "plan/plan.ics"))
    assert (calendar["Content-Type"], calendar.content.count(b"BEGIN:VEVENT")) == ("text/calendar; charset=utf-8", 2)
    assert client.get(page(told, "plan/plan.pdf")).content[:5] == b"%PDF-"
    assert "Zurzeit ist kein Gespräch für Sie geplant" in words(
        own(told, told.companies[1]).get(page(told, "plan/"))
    )  # fmt: skip


def test_the_receipt_can_be_kept_as_paper_once_something_was_released():
    told = everybody_wants(a_day(released=False))
    client = own(told, told.companies[0])
    assert client.get(page(told, "freigabe/quittung.pdf")).status_code == 404
    assert "Quittung herunterladen" not in words(client.get(page(told, "freigabe/")))
    told.release(*told.companies, *told.startups)
    published(told, {(0, 0): (0, 0)})
    assert "Quittung herunterladen (PDF)" in words(client.get(page(told, "freigabe/")))
    paper = client.get(page(told, "freigabe/quittung.pdf"))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


def test_what_changed_since_the_plan_before_is_marked():
    told = everybody_wants(a_day())
    published(told, {(0, 0): (0, 0), (0, 1): (1, 0)})
    told.published({(0, 0): (2, 1)})
    shown = words(own(told, told.companies[0]).get(page(told, "plan/")))
    assert "geändert, vorher 09.00 Uhr, Tisch 1" in shown
    assert "Fällt aus 09.25 Uhr, Start1" in shown
    told.published({(0, 0): (2, 1), (0, 1): (1, 0)})
    assert "Start1" in words(own(told, told.companies[0]).get(page(told, "plan/")))
    assert re.search(r"Start1.*?neu", words(own(told, told.companies[0]).get(page(told, "plan/"))))


@pytest.mark.parametrize("count", [1, 3])
def test_the_plan_asks_as_many_questions_for_one_talk_as_for_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
):
    told = everybody_wants(a_day(1, 3))
    published(told, {(0, number): (number, 0) for number in range(count)})
    client = own(told, told.companies[0])
    client.get(page(told, "plan/"))
    with django_assert_num_queries(PLAN_QUERIES):
        assert client.get(page(told, "plan/")).status_code == 200


PLAN_QUERIES = 13


def test_letters_lead_to_these_pages():
    told = everybody_wants(a_day(1, 1))
    contact = told.companies[0].contact
    contact.user = MembershipFactory(organisation=told.companies[0].organisation).user
    contact.save()
    published(told, {(0, 0): (0, 0)})
    one = Letter.objects.get(kind="events/plan_published", to_address=contact.email)
    address = f"/mein/matchingtage/{told.companies[0].pk}/"
    assert address in one.body
    assert own(told, told.companies[0]).get(address)["Location"] == page(told, "plan/")
    assert own(told, told.startups[0]).get(address).status_code == 404
    actions.withdraw_day_release(told.companies[0], by=told.scout)
    Plan.objects.all().delete()
    assert own(told, told.companies[0]).get(address)["Location"] == page(told)


def test_a_talk_that_was_held_is_rated_once_more_and_by_nobody_else():
    told = everybody_wants(a_day(1, 2))
    plan = published(told, {(0, 0): (0, 0)})
    begun(Event.objects.get(pk=told.day.event_id))
    slots = [{**slot, "starts": f"00:{20 * number:02d}"} for number, slot in enumerate(told.day.slots)]
    Plan.objects.update(slots=slots)
    held = actions.hold_talk(plan.meetings.get(), by=told.scout)
    client = own(told, told.companies[0])
    assert "Wie war Ihr Gespräch?" in words(client.get(page(told, "plan/")))
    address = page(told, f"plan/bewertung/{held.pk}/")
    assert heading(client.get(address)).startswith("Wie war das Gespräch mit Start0")
    assert "Wählen Sie eine Zahl von 1 bis 5." in words(client.post(address, {}))
    client.post(address, {"stars": "5", "comment": "Gern weiter"})
    client.post(address, {"stars": "4", "comment": ""})
    assert list(held.ratings.values_list("side", "stars")) == [("company", 4)]
    assert "Ihre Bewertung: 4 von 5" in words(client.get(page(told, "plan/")))
    assert own(told, told.startups[1]).get(address).status_code == 404
    Encounter.objects.update(voided_at=held.held_at)
    assert client.get(address).status_code == 404


# --- The page of the event ---


def test_the_page_of_the_event_leads_to_the_wishes_and_later_to_the_plan():
    told = a_day(1, 1)
    client = own(told, told.companies[0])

    def onward() -> list[tuple[str, str]]:
        section = client.get(page(told, "")).content.decode().partition('id="gespraeche"')[2].partition("</section>")[0]
        return re.findall(r'<a href="([^"]+)">([^<]+)<', section)

    assert onward() == [(page(told), "Wen möchten Sie treffen?")]
    everybody_wants(told)
    assert onward() == [(page(told), "Ihre Wünsche ansehen")]
    published(told, {(0, 0): (0, 1)})
    assert onward() == [(page(told, "plan/"), "Ihren Plan ansehen")]
    assert all(client.get(address).status_code == 200 for address, _words in onward())


def test_the_page_of_the_event_leads_firms_that_do_not_take_part_nowhere():
    told = a_day(1, 1)
    shown = signed_in(member_of(OrganisationFactory())).get(page(told, ""))
    assert "Gespräche an diesem Tag" in words(shown)
    assert [address in shown.content.decode() for address in (page(told), page(told, "plan/"))] == [False, False]


# --- The place at the event ---


def test_the_first_yes_takes_a_place_and_the_page_says_so_before_and_after():
    told = a_day(1, 1)
    one = told.companies[0]
    client = own(told, one)
    before = words(client.get(page(told)))
    assert ("Mit dem ersten Ja haben Sie einen Platz" in before, "Ihr Platz" in before) == (True, False)
    client.post(page(told), {f"w{told.startups[0].pk}": "meet"})
    after = words(client.get(page(told)))
    assert "Ihr Platz Katrin von Werk0 ist angemeldet. Code und Kalendereintrag stehen im Brief dazu." in after
    assert "Mit dem ersten Ja" not in after
    assert Registration.objects.get().code not in after
    actions.cancel_registration(Registration.objects.get())
    assert "Ihr Platz Zurückgegeben." in words(client.get(page(told)))
