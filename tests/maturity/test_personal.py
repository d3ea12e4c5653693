"""Copies and erasure: a person goes out of the checks, and guests go by themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.engines.scoring import SHORT
from dnm.introductions.actions.erasure import erase_person
from dnm.introductions.personal import data_of
from dnm.journal.models import Aside
from dnm.mail.models import Letter
from dnm.maturity import actions, queries
from dnm.maturity.models import Answer, Check, Door, Invited
from tests.factories import ContactFactory, OrganisationFactory, office

from .people import all_answers, allow, guest, letters, taken

pytestmark = pytest.mark.django_db
LATER = timedelta(days=91)


def story():
    """Katrin was invited, began by her door and handed a topic to Jens."""
    scout = office()
    katrin = allow(ContactFactory(first_name="Katrin", last_name="Rehmert"), "mailings")
    planned = actions.plan_round(title="Herbst", key=SHORT, due_on=timezone.localdate() + LATER, by=scout)
    actions.invite(planned, [katrin.organisation], by=scout)
    door = Door.objects.get()
    check = actions.begin_invited(door, by=queries.actor_of_door(door.pk))
    actor = queries.actor_of_door(door.pk)
    actions.answer(check, "customers.found", "yes", by=actor)
    actions.hand_over_topic(check, "work", email="jens@dnm.example", name="Jens Vogt", by=actor)
    return katrin, check, scout


def test_the_copy_tells_links_answers_and_invitations():
    katrin, _check, _scout = story()
    told = data_of(katrin)
    assert (len(told["check_links"]), told["check_answers"]) == (1, 1)
    assert [(one["way"], one["reminders"]) for one in told["check_invitations"]] == [("email", 0)]


def test_erased_the_name_is_gone_and_the_firms_answers_stay():
    katrin, check, scout = story()
    erase_person(katrin, by=scout)
    assert (Invited.objects.get().contact_id, Answer.objects.get().value) == (None, "yes")
    assert "Rehmert" not in Answer.objects.get().by_name
    assert [door.name for door in Door.objects.all()] == ["Jens Vogt"]
    assert "Rehmert" not in "".join(Aside.objects.values_list("actor_name", flat=True))
    assert "Rehmert" not in "".join(letter.body + letter.to_name for letter in letters("invitation"))
    assert queries.answers_of(check) == {"customers.found": "yes"}


def test_a_colleague_with_the_contacts_mailbox_is_the_same_person():
    katrin, check, scout = story()
    actions.hand_over_topic(check, "office", email="VOGT@dnm.example", name="Vogt", by=scout)
    jens = ContactFactory(
        organisation=katrin.organisation, primary=False, first_name="J.", last_name="Vogt", email="vogt@dnm.example"
    )
    erase_person(jens, by=scout)
    assert Door.objects.filter(topic="office").count() == 0
    assert Letter.objects.filter(to_address="VOGT@dnm.example").count() == 0


def test_a_person_without_an_address_can_be_erased():
    katrin = ContactFactory(email="")
    erase_person(katrin, by=office())
    assert Door.objects.count() == 0


def test_guests_that_nobody_took_over_go_after_ninety_days_with_their_names():
    old, actor = guest("alt", name="Petra Hölscher")
    actions.answer_several(old.check_done, all_answers(), by=actor)
    actions.send_door(old.check_done, email="petra@dnm.example", name="Petra Hölscher", by=actor)
    young, _actor = guest("neu")
    firm = taken(OrganisationFactory(), office())
    Check.objects.exclude(pk=young.check_done_id).update(changed_at=timezone.now() - LATER)
    assert actions.forget_guests() == 1
    assert sorted(Check.objects.values_list("pk", flat=True)) == sorted([young.check_done_id, firm.pk])
    assert "Hölscher" not in "".join(Aside.objects.values_list("actor_name", flat=True))
    assert Letter.objects.filter(to_address="petra@dnm.example").count() == 0
    assert actions.forget_guests() == 0


def test_doors_that_have_long_been_over_go():
    katrin, _check, _scout = story()
    assert actions.forget_guests(timezone.localdate() + timedelta(days=91)) == 0
    assert (Door.objects.count(), katrin.check_doors.count()) == (0, 0)
