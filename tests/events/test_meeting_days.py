"""Frame, participants, wishes and releases of a meeting day."""

from datetime import time

import pytest
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.directory.queries import contact_actor
from dnm.events import actions
from dnm.events.models import ParticipantDisclosure, Wish
from dnm.events.personal import data_of
from dnm.events.queries import (
    days_visible_to,
    mutual_pairs,
    others_for,
    participants_visible_to,
    valid_release,
)
from dnm.events.rules import absent_slots, release_text, slots_problem, text_hash
from dnm.introductions.actions import Spoken
from dnm.journal.models import Entry
from dnm.journal.queries import faults
from dnm.mail.models import Letter
from dnm.matching import actions as matching
from dnm.matching.actions.ranking import Ranked
from dnm.matching.models import Need
from tests.events.stories import SLOTS, a_day, an_event
from tests.factories import ContactFactory, NeedFactory, OfferFactory, OrganisationFactory, StartupFactory, member_of
from tests.stories import a_scout

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("slots", "words"),
    [
        ([], "mindestens einen"),
        ([SLOTS[0]] * 61, "Mehr als 60"),
        ([{**SLOTS[0], "starts": "neun"}], "Beginn, Länge"),
        ([{"starts": "09:00"}], "Beginn, Länge"),
        ([{**SLOTS[0], "minutes": 4}], "zwischen 5 und 240"),
        ([{**SLOTS[0], "starts": "23:50"}], "am selben Tag"),
        ([SLOTS[1], SLOTS[0]], "Zeitabschnitt 2: Er beginnt"),
        ([{**SLOTS[0], "tables": -1}], "zwischen 0 und 500"),
        (SLOTS, ""),
    ],
)
def test_a_frame_says_what_is_wrong_with_it(slots, words):
    assert words in slots_problem(slots)
    assert bool(slots_problem(slots)) == bool(words)


def test_only_meeting_days_and_reverse_pitches_have_a_frame():
    scout = a_scout()
    with pytest.raises(Refused, match="Matchingtage und Reverse"):
        actions.set_up_day(an_event(scout), slots=SLOTS, by=scout)
    event = an_event(scout, kind="meeting_day")
    with pytest.raises(Refused, match="mindestens einen"):
        actions.set_up_day(event, slots=[], by=scout)
    day = actions.set_up_day(event, slots=SLOTS, by=scout, max_meetings=2)
    assert (day.slots, day.max_meetings, day.phase) == (SLOTS, 2, "preparing")
    with pytest.raises(Refused, match="nicht möglich"):
        actions.close_wishes(day, by=scout)


def test_who_is_added_is_invited_once_whenever_wishes_open():
    told = a_day(1, 1)
    actions.add_participant(told.day, told.companies[0].organisation, by=told.scout)
    actions.open_wishes(actions.close_wishes(told.day, by=told.scout), by=told.scout)
    # Nobody has answered, so both are asked anew when wishes open again.
    assert Letter.objects.filter(kind="events/invitation").count() == 4
    with pytest.raises(Refused, match="Unternehmen und Startups"):
        actions.add_participant(told.day, OrganisationFactory(kind="hub"), by=told.scout)
    with pytest.raises(Refused, match="Wählen Sie eine Person"):
        actions.add_participant(told.day, OrganisationFactory(), by=told.scout)


def test_a_participant_says_when_it_is_there_and_only_the_office_gives_tables():
    told = a_day(1, 1)
    one = told.companies[0]
    member = told.member(one)
    changed = actions.change_participant(one, by=member, arrives=time(9, 10), leaves=time(11, 10), away=[])
    assert absent_slots(changed, SLOTS) == {0, 2}
    assert absent_slots(actions.change_participant(one, by=member, arrives=None, leaves=None, away=[1, 1]), SLOTS) == {
        1
    }
    with pytest.raises(Refused, match="Das können nur"):
        actions.change_participant(one, by=member, table=1)
    assert actions.change_participant(one, by=told.scout, table=1).table == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"away": [9]}, "gibt es nicht"),
        ({"arrives": time(10), "leaves": time(10)}, "vor der Ankunft"),
        ({"table": 2}, "So viele Tische"),
    ],
)
def test_what_cannot_be_is_refused_in_words(fields, words):
    told = a_day(1, 0)
    with pytest.raises(Refused, match=words):
        actions.change_participant(told.companies[0], by=told.scout, **fields)
    with pytest.raises(Refused, match="für diesen Betrieb"):
        actions.change_participant(told.companies[0], by=told.scout, contact=ContactFactory())


def test_a_meeting_needs_the_yes_of_both_sides_and_their_releases():
    told = a_day(2, 1)
    told.want(0, 0, "must", "meet")
    told.want(1, 0, "must", "no")
    assert [(one.company, one.startup, one.weight) for one in mutual_pairs(told.day)] == [
        (told.companies[0], told.startups[0], 40)
    ]
    actions.forbid_pair(told.companies[0], told.startups[0], by=told.scout)
    assert mutual_pairs(told.day) == []
    actions.free_pair(told.companies[0], told.startups[0], by=told.scout)
    assert len(mutual_pairs(told.day)) == 1
    actions.withdraw_day_release(told.startups[0], by=told.scout)
    assert mutual_pairs(told.day) == []


def test_answers_are_private_taken_back_when_empty_and_given_twice_count_once():
    told = a_day(1, 2)
    company, (first, second) = told.companies[0], told.startups
    member = told.member(company)
    for _twice in range(2):
        actions.answer_wishes(company, {first.pk: "must", second.pk: "no"}, by=member)
    assert dict(Wish.objects.values_list("other", "answer")) == {first.pk: "must", second.pk: "no"}
    actions.answer_wishes(company, {second.pk: ""}, by=member)
    assert Wish.objects.get().source == "page"
    assert "must" not in str(list(Entry.objects.filter(verb="meeting_day.answered").values("details")))
    for answers, words in (({first.pk: "vielleicht"}, "Wählen Sie"), ({company.pk: "must"}, "gibt es nicht mehr")):
        with pytest.raises(Refused, match=words):
            actions.answer_wishes(company, answers, by=member)
    with pytest.raises(Refused, match="nur Sie selbst"):
        actions.answer_wishes(company, {first.pk: "must"}, by=told.member(first))


def test_after_the_wishes_only_the_office_enters_an_answer():
    told = a_day(1, 1)
    actions.close_wishes(told.day, by=told.scout)
    answers = {told.startups[0].pk: "meet"}
    with pytest.raises(Refused, match="Zeit für Wünsche"):
        actions.answer_wishes(told.companies[0], answers, by=told.member(told.companies[0]))
    actions.answer_wishes(told.companies[0], answers, by=told.scout)
    assert Wish.objects.get().source == "office"


def test_the_engines_best_stand_first_and_a_company_without_a_name_shows_its_teaser():
    told = a_day(1, 2)
    company, (first, second) = told.companies[0], told.startups
    need: Need = NeedFactory(organisation=company.organisation)
    offer = OfferFactory(organisation=second.organisation)
    matching.store_matches(need, [Ranked(offer.pk, 80, False, [])], engine_version="test")
    assert [(row.participant, row.score) for row in others_for(company)] == [(second, 80), (first, None)]
    actions.change_participant(company, by=told.scout, teaser="Zulieferer aus der Region")
    assert [row.name for row in others_for(first)] == ["Zulieferer aus der Region"]
    actions.change_participant(company, by=told.scout, shown_as="name")
    assert [row.name for row in others_for(first)] == [company.organisation.name]
    told.want(0, 1)
    assert mutual_pairs(told.day)[0].weight == 28


def test_of_several_needs_and_offers_the_best_match_counts_on_both_sides():
    told = a_day(2, 2)
    (company, other), (first, second) = told.companies, told.startups
    offers = {one: [OfferFactory(organisation=one.organisation) for _two in range(2)] for one in told.startups}
    for ranked in (
        [Ranked(offers[first][0].pk, 40, False, []), Ranked(offers[second][1].pk, 30, False, [])],
        [Ranked(offers[second][0].pk, 90, False, []), Ranked(offers[first][1].pk, 10, False, [])],
    ):
        matching.store_matches(NeedFactory(organisation=company.organisation), ranked, engine_version="test")
    need = NeedFactory(organisation=other.organisation)
    matching.store_matches(need, [Ranked(offers[first][0].pk, 70, False, [])], engine_version="test")
    assert [(row.participant, row.score) for row in others_for(company)] == [(second, 90), (first, 40)]
    assert [(row.participant, row.score) for row in others_for(first)] == [(other, 70), (company, 40)]
    assert [(row.participant, row.score) for row in others_for(second)] == [(company, 90), (other, None)]


def test_a_refusal_is_shown_to_nobody_but_the_office_and_who_gave_it():
    told = a_day(1, 1)
    company, startup = told.companies[0], told.startups[0]
    told.want(0, 0, "meet", "no")
    assert [row.answer for row in others_for(company)] == ["meet"]
    assert [row.answer for row in others_for(startup)] == ["no"]
    copy = str(data_of(company.contact))
    assert ("no thanks" in copy, "nein danke" in copy, startup.organisation.name in copy) == (False, False, False)
    assert list(Entry.objects.filter(verb="meeting_day.answered").values_list("details__answers", flat=True)) == [1, 1]


def test_a_firm_sees_its_own_row_only_and_a_mailed_link_one_day():
    told = a_day(1, 1)
    one = told.companies[0]
    assert list(participants_visible_to(told.member(one))) == [one]
    assert list(days_visible_to(told.member(one))) == [told.day]
    assert list(days_visible_to(told.scout)) == [told.day]
    assert list(participants_visible_to(member_of(StartupFactory()))) == []
    assert participants_visible_to(told.scout).count() == 2
    assert one.contact
    by_link = contact_actor(one.contact, only=f"participant:{one.pk}")
    elsewhere = contact_actor(one.contact, only="need:1")
    assert by_link
    assert elsewhere
    assert list(participants_visible_to(by_link)) == [one]
    assert list(participants_visible_to(elsewhere)) == []
    actions.change_participant(one, by=by_link, max_meetings=3)
    with pytest.raises(Refused):
        actions.change_participant(one, by=elsewhere, max_meetings=3)


def test_a_release_is_given_by_who_may_or_told_to_the_office_and_sealed():
    told = a_day(1, 0, released=False)
    one = told.companies[0]
    shown = text_hash(release_text(one, "de"))
    with pytest.raises(Refused, match="verantwortlich ist"):
        actions.give_day_release(one, by=member_of(one.organisation, "member"), shown_hash=shown, language="de")
    with pytest.raises(Refused, match="wer das wann"):
        actions.give_day_release(one, by=told.scout, shown_hash=shown, language="de")
    spoken = Spoken("phone", "Frau von Werk0", timezone.localdate())
    release = actions.give_day_release(one, by=told.scout, shown_hash=shown, language="de", spoken=spoken)
    again = actions.give_day_release(one, by=told.member(one), shown_hash=shown, language="de")
    assert (again, release.source, release.fields) == (release, "phone", ["organisation", "person"])
    assert list(faults()) == []


def test_a_release_of_other_words_replaces_the_first_and_an_old_page_is_refused():
    told = a_day(1, 0)
    one = told.companies[0]
    member, old = told.member(one), text_hash(release_text(one, "de"))
    assert one.contact
    one.contact.last_name = "Neu"
    one.contact.save()
    with pytest.raises(Refused, match="inzwischen geändert"):
        actions.give_day_release(one, by=member, shown_hash=old, language="de")
    told.release(one)
    assert one.releases.filter(voided_at=None).count() == 1
    assert one.releases.count() == 2


def test_a_release_can_be_withdrawn_at_any_time_by_who_may():
    told = a_day(1, 0)
    one = told.companies[0]
    with pytest.raises(Refused, match="Widerrufen darf nur"):
        actions.withdraw_day_release(one, by=member_of(one.organisation, "member"))
    actions.withdraw_day_release(one, by=told.member(one))
    actions.withdraw_day_release(one, by=told.member(one))
    assert valid_release(one) is None
    assert ParticipantDisclosure.objects.count() == 0
    assert Entry.objects.filter(verb="meeting_day.release_withdrawn").count() == 1


def test_on_a_reverse_pitch_companies_pitch_and_start_ups_see_them_in_order():
    told = a_day(2, 1, kind="reverse_pitch")
    first, second = told.companies
    actions.enter_pitch(first, title="Lackierstraße", place_in_order=2, by=told.scout)
    actions.enter_pitch(second, title="Angebote schneller", place_in_order=1, by=told.scout)
    actions.enter_pitch(second, title="Angebote in einer Stunde", by=told.member(second), place_in_order=9)
    assert [row.participant.pitch.title for row in others_for(told.startups[0])] == [
        "Angebote in einer Stunde",
        "Lackierstraße",
    ]
    with pytest.raises(Refused, match="stellen Unternehmen vor"):
        actions.enter_pitch(told.startups[0], title="x", by=told.scout)
    with pytest.raises(Refused, match="worum es geht"):
        actions.enter_pitch(first, title=" ", by=told.scout)
