"""Letters about events: one function each. Links that act are signed, so these letters are erased once sent."""

from collections.abc import Sequence
from typing import Any

from dnm.centre.queries import the_centre
from dnm.directory.queries import recipient, user_recipient
from dnm.mail.actions import Recipient, queue

from .links import day_address, registration_address, survey_address
from .models import MeetingDay, Participant, ParticipantDoor, Registration
from .queries import place_on_waiting_list
from .queries.plans import Talk


def _receiver(place: Registration) -> Recipient:
    if place.contact:
        return recipient(place.contact)
    return Recipient(place.email, place.name, place.language, "events.registration", place.pk)


def _write(
    template: str, place: Registration, *, door: str = "", calendar: str = "", method: str = "", **context: Any
) -> None:
    to = _receiver(place)
    if not to.address:
        return
    event = place.event
    queue(
        template, to=to, subject=place, sender=event.organiser.full_name, reply_to=event.organiser.email,
        secret=True, calendar=calendar if method else "", calendar_method=method, event=event, place=place,
        centre=the_centre(), door=door or registration_address(place), **context,
    )  # fmt: skip


def registered(place: Registration, *, calendar: str) -> None:
    """With a place: the code and the .ics. On the waiting list: the place in the queue."""
    waiting = place_on_waiting_list(place)
    _write("events/registered", place, calendar=calendar, method="" if waiting else "REQUEST", waiting=waiting)


def link_renewed(place: Registration) -> None:
    """In place of a letter that fell into the wrong hands: another link, another code."""
    _write("events/link_renewed", place)


def moved_up(place: Registration, *, calendar: str) -> None:
    _write("events/moved_up", place, calendar=calendar, method="REQUEST")


def registration_cancelled(place: Registration, *, calendar: str) -> None:
    """``calendar`` empty: was on the waiting list, so no calendar holds an entry."""
    _write("events/registration_cancelled", place, calendar=calendar, method="CANCEL" if calendar else "")


def event_changed(place: Registration, *, calendar: str) -> None:
    _write("events/event_changed", place, calendar=calendar, method="REQUEST")


def event_cancelled(place: Registration, *, calendar: str) -> None:
    had_place = place.state == Registration.State.REGISTERED
    _write("events/event_cancelled", place, calendar=calendar, method="CANCEL" if had_place else "")


def reminder(place: Registration) -> None:
    _write("events/reminder", place)


def survey(place: Registration) -> None:
    _write("events/survey", place, door=survey_address(place))


def _write_to(template: str, participant: Participant, door: str, **context: Any) -> None:
    contact, event = participant.contact, participant.day.event
    if contact is None or not contact.email:
        return
    queue(
        template, to=recipient(contact), subject=participant, sender=event.organiser.full_name,
        reply_to=event.organiser.email, secret=True, event=event, day=participant.day, participant=participant,
        centre=the_centre(), door=door, **context,
    )  # fmt: skip


def invitation(participant: Participant, door: str) -> None:
    _write_to("events/invitation", participant, door)


def wishes_reminder(participant: Participant, door: str) -> None:
    _write_to("events/wishes_reminder", participant, door)


def plan_published(participant: Participant, door: str, talks: Sequence[Talk], *, changed: bool, calendar: str) -> None:
    """The personal plan with its .ics, names only as far as they were passed on."""
    _write_to(
        "events/plan_published", participant, door, talks=talks, changed=changed, calendar=calendar,
        calendar_method="PUBLISH",
    )  # fmt: skip


def day_changed(participant: Participant, door: str, *, calendar: str) -> None:
    """``calendar``: the talks of the plan that holds, at their new time and place; empty where there are none."""
    _write_to("events/day_changed", participant, door, **_talks_in(calendar))


def day_cancelled(participant: Participant, *, calendar: str) -> None:
    _write_to("events/day_cancelled", participant, "", **_talks_in(calendar))


def _talks_in(calendar: str) -> dict[str, Any]:
    """One calendar message cannot carry the event and the talks: who has talks reads of them in a letter of its own."""
    return {"calendar": calendar, "calendar_method": "PUBLISH", "talks": True} if calendar else {"talks": False}


def rate_talks(participant: Participant, door: str) -> None:
    _write_to("events/rate_talks", participant, door)


def door_code(door: ParticipantDoor, code: str, minutes: int) -> None:
    """The second letter; kept apart from any day, since it opens one."""
    queue(
        "events/door_code", to=recipient(door.contact), secret=True, code=code, minutes=minutes, centre=the_centre(),
        contact=door.contact,
    )  # fmt: skip


def door_renewed(door: ParticipantDoor, address: str) -> None:
    """In place of an address that is over; asked for by whoever holds the old letter, sent to the mailbox we know."""
    queue("events/door_renewed", to=recipient(door.contact), secret=True, door=address, centre=the_centre())


def participant_left(day: MeetingDay) -> None:
    """To the organiser: somebody gave the place back, the talks have to be planned anew."""
    event = day.event
    queue(
        "events/participant_left_office", to=user_recipient(event.organiser), subject=event, event=event,
        centre=the_centre(), door=day_address(day),
    )  # fmt: skip


def release_withdrawn(day: MeetingDay) -> None:
    _write_to_organiser("events/release_withdrawn_office", day)


def participant_declined(day: MeetingDay, lost: int) -> None:
    """``lost``: talks of the current plan that fall away."""
    _write_to_organiser("events/participant_declined_office", day, lost=lost)


def _write_to_organiser(template: str, day: MeetingDay, **context: Any) -> None:
    """Who it was stands behind the sign-in."""
    event = day.event
    queue(
        template, to=user_recipient(event.organiser), subject=event, event=event, centre=the_centre(),
        door=day_address(day), **context,
    )  # fmt: skip
