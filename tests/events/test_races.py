"""The last place is asked for by many at once. The control shows that the naive way overbooks."""

import threading

import pytest
from django.db import transaction
from django.utils import timezone

from dnm.events import actions
from dnm.events.models import Event, Registration
from dnm.events.queries import places_taken
from tests.events.stories import a_guest, an_event
from tests.introductions.test_races import at_once
from tests.stories import a_scout

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 6


def test_the_last_places_are_given_once_each():
    event = an_event(a_scout(), capacity=2)
    raised = at_once([lambda number=number: a_guest(event, number) for number in range(PEOPLE)])  # type: ignore[misc]
    assert raised == []
    assert (places_taken(event), event.registrations.filter(state="waiting").count()) == (2, PEOPLE - 2)


def naive_register(event: Event, number: int, all_counted: threading.Barrier) -> None:
    """What one would write first: count, then take a place."""
    free = places_taken(event) < (event.capacity or 0)
    all_counted.wait()
    with transaction.atomic():
        Registration.objects.create(
            event=event, state="registered" if free else "waiting", name=f"Gast {number}", code=f"C{number}",
            email=f"gast{number}@gast.example", registered_at=timezone.now(),
        )  # fmt: skip


def test_control_the_naive_way_overbooks():
    event = an_event(a_scout(), capacity=2)
    barrier = threading.Barrier(PEOPLE)
    acts = [lambda number=number: naive_register(event, number, barrier) for number in range(PEOPLE)]  # type: ignore[misc]
    assert at_once(acts) == []
    assert places_taken(event) == PEOPLE


def test_places_given_back_at_once_move_up_as_many_as_there_is_room_for():
    event = an_event(a_scout(), capacity=3)
    places = [a_guest(event, number) for number in range(PEOPLE)]
    raised = at_once([lambda one=one: actions.cancel_registration(one) for one in places[:2] * 2])  # type: ignore[misc]
    assert raised == []
    assert (places_taken(event), event.registrations.filter(state="waiting").count()) == (3, 1)


def test_a_double_click_on_two_phones_registers_once():
    event = an_event(a_scout(), capacity=5)
    assert at_once([lambda: a_guest(event)] * 4) == []  # type: ignore[list-item]
    assert event.registrations.count() == 1
