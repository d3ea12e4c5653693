"""Art. 15 and 17 DSGVO for guests and for people of a firm; the journal stays whole."""

import json

import pytest

from dnm.accounts.actions import Refused
from dnm.directory.queries import contact_actor
from dnm.events import actions
from dnm.events.models import Attendance, ParticipantDisclosure, Registration
from dnm.events.personal import data_of
from dnm.events.rules import release_text, text_hash
from dnm.journal.queries import faults
from tests.events.stories import a_day, a_guest, an_event, begun, everybody_wants, ticked
from tests.factories import OrganisationFactory, member_of
from tests.introductions.test_personal import everything_stored
from tests.stories import a_scout

pytestmark = pytest.mark.django_db


def test_a_guest_is_forgotten_and_the_attendance_goes_on_counting():
    scout = a_scout()
    event = an_event(scout)
    place = a_guest(event, name="Silke Merkentrup", email="silke@werl.example", firm="Merkentrup Metall")
    event = begun(event)
    actions.check_in_by_phone(event.door_code, place.code)
    actions.answer_survey(Registration.objects.get(), useful=5, organised=5, again=5, comment="Merkentrup")
    with pytest.raises(Refused):
        actions.erase_guest(place, by=member_of(OrganisationFactory()))
    actions.erase_guest(place, by=scout)
    stored = everything_stored()
    assert [trace for trace in ("Silke", "Merkentrup", "silke@werl") if trace in stored] == []
    assert (Attendance.objects.count(), list(faults())) == (1, [])


def test_a_person_of_a_firm_is_told_everything_and_then_forgotten():
    told = everybody_wants(a_day(1, 2, released=False))
    told.release(*told.startups)
    one = told.companies[0]
    contact = one.contact
    assert contact
    by_link = contact_actor(contact, only=f"participant:{one.pk}")
    assert by_link
    shown = text_hash(release_text(one, "de"))
    actions.give_day_release(one, by=by_link, shown_hash=shown, language="de")
    member = told.member(one)
    actions.change_participant(one, by=member, teaser="Fragen an Katrin von Werk0")
    actions.register(told.day.event, by=told.scout, contact=contact, **ticked(told.day.event))
    actions.close_wishes(told.day, by=told.scout)
    told.published({(0, 0): (0, 0)})
    copy = data_of(contact)
    assert [place["name"] for place in copy["events"]] == ["Katrin von Werk0"]
    assert len(copy["meeting_days"]) == 1
    assert "Katrin von Werk0" in copy["meeting_day_releases"][0]["text"]
    assert sorted(row["field"] for row in copy["meeting_day_received"]) == ["organisation", "person"]
    json.dumps(copy)
    actions.erase_person(contact, by=told.scout)
    stored = everything_stored()
    assert [trace for trace in ("von Werk0", "werk0@firma") if trace in stored] == []
    assert ParticipantDisclosure.objects.filter(erased_at__isnull=False).count() == 1
    assert list(faults()) == []
