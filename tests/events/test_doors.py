"""People without an account: a mailed address and a mailed code open one participant's pages, until they are over."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.events import actions
from dnm.events.models import Participant, ParticipantDoor
from dnm.events.queries import actor_of_door, door_of, participants_visible_to
from dnm.events.rules import release_text, text_hash
from dnm.journal.models import Entry
from dnm.mail.models import Letter
from tests.events.stories import Day, a_day
from tests.factories import ContactFactory, member_of

pytestmark = pytest.mark.django_db


def token_in(body: str) -> str:
    found = re.search(r"/matchingtag/a/([^/\s]+)/", body)
    assert found
    return found.group(1)


def code_for(participant: Participant) -> str:
    letter = Letter.objects.filter(kind="events/door_code", to_address=address_of(participant)).latest("pk")
    found = re.search(r"\b\d{6}\b", letter.body)
    assert found
    return found.group(0)


def address_of(participant: Participant) -> str:
    assert participant.contact
    return participant.contact.email


def invited(told: Day) -> tuple[Participant, str]:
    one = told.companies[0]
    letter = Letter.objects.get(kind="events/invitation", to_address=address_of(one))
    return one, token_in(letter.body)


def opened(one: Participant, token: str) -> Actor:
    door = door_of(token)
    assert door
    actions.send_code(door)
    actor = actor_of_door(actions.open_door(door, code_for(one)).pk)
    assert actor
    return actor


def test_the_address_and_the_mailed_code_let_the_contact_act_for_this_participant_alone():
    told = a_day(1, 1, released=False)
    one, token = invited(told)
    actor = opened(one, token)
    assert (actor.label, actor.id, actor.only) == ("directory.contact", one.contact_id, f"participant:{one.pk}")
    assert list(participants_visible_to(actor)) == [one]
    actions.answer_wishes(one, {told.startups[0].pk: "must"}, by=actor)
    actions.give_day_release(one, by=actor, shown_hash=text_hash(release_text(one, "de")), language="de")
    with pytest.raises(Refused):
        actions.change_participant(told.startups[0], by=actor, max_meetings=1)


def test_the_letter_with_the_address_says_that_a_code_follows_and_the_token_is_kept_as_a_hash():
    one, token = invited(a_day(1, 1))
    letter = Letter.objects.get(kind="events/invitation", to_address=address_of(one))
    assert "schicken wir einen Code an diese E-Mail-Adresse" in letter.body
    assert token not in str(list(ParticipantDoor.objects.values()))
    assert door_of("falsch") is None


def test_a_wrong_code_opens_nothing_and_a_right_one_opens_once():
    one, token = invited(a_day(1, 1))
    door = door_of(token)
    assert door
    with pytest.raises(Refused, match="gilt nicht mehr"):
        actions.open_door(door, "000000")
    actions.send_code(door)
    code = code_for(one)
    with pytest.raises(Refused, match="stimmt nicht"):
        actions.open_door(door, f"{(int(code) + 1) % 1_000_000:06d}")
    actions.open_door(door, code)
    with pytest.raises(Refused, match="gilt nicht mehr"):
        actions.open_door(door, code)


def test_an_address_that_is_over_is_renewed_to_the_same_mailbox_and_revoked_ones_get_no_answer():
    told = a_day(1, 1)
    one, token = invited(told)
    ParticipantDoor.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert door_of(token) is None
    actions.renew_door(token)
    actions.renew_door(token)
    actions.renew_door("falsch")
    letter = Letter.objects.get(kind="events/door_renewed")
    assert letter.to_address == address_of(one)
    fresh = token_in(letter.body)
    actor = opened(one, fresh)
    assert actor.only == f"participant:{one.pk}"
    actions.revoke_doors(one, by=told.scout)
    actions.revoke_doors(one, by=told.scout)
    assert (door_of(fresh), [actor_of_door(door.pk) for door in one.doors.all()]) == (None, [None, None])
    actions.renew_door(fresh)
    assert Letter.objects.filter(kind="events/door_renewed").count() == 1
    assert Entry.objects.filter(verb="meeting_day.doors_revoked").count() == 1
    with pytest.raises(Refused):
        actions.revoke_doors(one, by=told.member(one))


def test_a_door_closes_when_somebody_else_comes_and_when_the_contact_has_left():
    told = a_day(2, 1)
    one, token = invited(told)
    door = door_of(token)
    assert door
    actions.change_participant(one, by=told.scout, contact=ContactFactory(organisation=one.organisation, primary=False))
    assert (door_of(token), actor_of_door(door.pk)) == (None, None)
    actions.change_participant(one, by=told.scout, contact=door.contact)
    door.contact.left_on = timezone.localdate()
    door.contact.save()
    assert actor_of_door(door.pk) is None
    actions.renew_door(token)
    assert not Letter.objects.filter(kind="events/door_renewed").exists()


def test_who_signs_in_gets_the_page_itself_and_no_door():
    told = a_day(1, 0)
    one = told.companies[0]
    user = member_of(one.organisation)
    assert one.contact
    one.contact.user_id = user.id
    one.contact.save()
    before = ParticipantDoor.objects.count()
    actions.open_wishes(actions.close_wishes(told.day, by=told.scout), by=told.scout)
    letter = Letter.objects.filter(kind="events/invitation").latest("pk")
    assert f"/mein/matchingtage/{one.pk}/" in letter.body
    assert ParticipantDoor.objects.count() == before
