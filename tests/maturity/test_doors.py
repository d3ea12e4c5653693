"""Mailed addresses: with the code from the same mailbox they open one check, or one topic of it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.actions import ATTEMPTS, Refused
from dnm.directory.actions import Invalid
from dnm.engines.scoring import SHORT
from dnm.mail.models import Letter
from dnm.maturity import actions, queries
from dnm.maturity.actions.doors import MOST_DOORS
from dnm.maturity.models import Door
from tests.factories import OrganisationFactory, member_of

from .people import KURZ, guest, letters, taken, token_in

pytestmark = pytest.mark.django_db
WORK = next(item.id for item in KURZ.dimensions[1].items)


def opened(kind: str):
    """The reader of the last letter asks for the code and types it."""
    door = queries.door_of(token_in(letters(kind)[-1]))
    assert door
    actions.send_code(door)
    (code,) = re.findall(r"^\d{6}$", letters("door_code")[-1].body, re.MULTILINE)
    actions.open_door(door, f"{code[:3]} {code[3:]}")
    actor = queries.actor_of_door(door.pk)
    assert actor
    return actor


def begun():
    firm = OrganisationFactory()
    anna = member_of(firm)
    return actions.begin_check(firm, SHORT, by=anna), anna


def test_a_guest_goes_on_on_another_device():
    door, actor = guest()
    actions.answer(door.check_done, "customers.found", "yes", by=actor)
    actions.send_door(door.check_done, email="gast@dnm.example", by=actor, name="Petra Hölscher")
    (letter,) = letters("door_to_check")
    assert (letter.to_address, letter.secret) == ("gast@dnm.example", True)
    there = opened("door_to_check")
    assert list(queries.checks_visible_to(there)) == [door.check_done]
    actions.answer(door.check_done, "customers.quotes", "no", by=there)
    check = actions.finish_check(door.check_done, by=there)
    assert list(queries.results_visible_to(there)) == [check]
    assert [one.to_address for one in letters("door_to_check")] == ["gast@dnm.example"] * 2
    assert "Ergebnis" in letters("door_to_check")[1].subject


def test_a_colleague_sees_and_answers_one_topic_only():
    check, anna = begun()
    actions.hand_over_topic(check, "work", email="kollege@dnm.example", name="Jens Vogt", by=anna)
    (letter,) = letters("topic_handed")
    assert (letter.to_address, KURZ.dimensions[1].title.de in letter.body) == ("kollege@dnm.example", True)
    jens = opened("topic_handed")
    assert [topic.id for topic in queries.topics_open_to(jens, KURZ)] == ["work"]
    assert [task.topic.id for task in queries.tasks_of(check, jens)] == ["work"]
    assert [task.handed_to for task in queries.tasks_of(check, anna)] == ["", "Jens Vogt", ""]
    actions.answer(check, WORK, KURZ.items[WORK].allowed[-1], by=jens)
    refused = (
        lambda: actions.answer(check, "customers.found", "yes", by=jens),
        lambda: actions.finish_check(check, by=jens),
        lambda: actions.hand_over_topic(check, "office", email="x@dnm.example", by=jens),
        lambda: actions.send_door(check, email="x@dnm.example", by=jens),
        lambda: actions.tell_firm(check, by=jens, name="Betrieb"),
    )
    for act in refused:
        with pytest.raises(Refused):
            act()
    actions.finish_check(check, by=anna)
    assert list(queries.results_visible_to(jens)) == []


def test_a_topic_taken_back_opens_nothing_any_more():
    check, anna = begun()
    actions.hand_over_topic(check, "work", email="kollege@dnm.example", by=anna)
    jens = opened("topic_handed")
    actions.take_back_topic(check, "work", by=anna)
    actions.take_back_topic(check, "work", by=anna)
    assert queries.actor_of_door(jens.id) is None
    assert queries.door_of(token_in(letters("topic_handed")[0])) is None
    assert [task.handed_to for task in queries.tasks_of(check, anna)] == ["", "", ""]


def test_a_second_colleague_takes_the_firsts_place():
    check, anna = begun()
    actions.hand_over_topic(check, "work", email="eins@dnm.example", by=anna)
    first = opened("topic_handed")
    actions.hand_over_topic(check, "work", email="zwei@dnm.example", by=anna)
    assert queries.actor_of_door(first.id) is None
    assert [task.handed_to for task in queries.tasks_of(check, anna)] == ["", "zwei@dnm.example", ""]


def test_a_forwarded_address_opens_nothing_without_the_code_from_the_mailbox():
    check, anna = begun()
    actions.send_door(check, email="anna@dnm.example", by=anna)
    door = queries.door_of(token_in(letters("door_to_check")[0]))
    assert door
    with pytest.raises(Refused, match="gilt nicht mehr"):
        actions.open_door(door, "123456")
    actions.send_code(door)
    assert letters("door_code")[0].to_address == "anna@dnm.example"
    right = re.findall(r"^\d{6}$", letters("door_code")[0].body, re.MULTILINE)[0]
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _try in range(ATTEMPTS):
        with pytest.raises(Refused, match="stimmt nicht"):
            actions.open_door(door, wrong)
    with pytest.raises(Refused, match="Zu viele"):
        actions.open_door(door, right)
    assert right not in Door.objects.get(pk=door.pk).code_hash


def test_an_address_that_is_over_asks_for_a_new_one():
    check, anna = begun()
    actions.send_door(check, email="anna@dnm.example", by=anna)
    token = token_in(letters("door_to_check")[0])
    Door.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert queries.door_of(token) is None
    actions.renew_door(token)
    assert letters("door_renewed")[0].to_address == "anna@dnm.example"
    assert list(queries.checks_visible_to(opened("door_renewed"))) == [check]
    before = Letter.objects.count()
    actions.renew_door(token)
    actions.renew_door("erfunden")
    assert Letter.objects.count() == before


def test_the_browsers_own_door_has_no_address():
    guest("geheim")
    assert queries.door_of("guest:geheim") is None


def test_names_and_addresses_are_checked_and_letters_are_limited():
    check, anna = begun()
    with pytest.raises(Invalid) as wrong:
        actions.send_door(check, email="keine", name="Gewinn: www.los.example", by=anna)
    assert sorted(wrong.value.problems) == ["email", "name"]
    with pytest.raises(Refused):
        actions.hand_over_topic(check, "strategy", email="x@dnm.example", by=anna)
    for _letter in range(MOST_DOORS):
        actions.send_door(check, email="anna@dnm.example", by=anna)
    with pytest.raises(Refused, match="schon viele"):
        actions.send_door(check, email="anna@dnm.example", by=anna)


def test_no_topic_of_a_finished_check_is_handed_over():
    firm = OrganisationFactory()
    anna = member_of(firm)
    with pytest.raises(Refused, match="abgeschlossen"):
        actions.hand_over_topic(taken(firm, anna), "work", email="x@dnm.example", by=anna)
