"""Letters with the calendar entries of their reader."""

from typing import Protocol

from django.utils import timezone

from ..models import Event, MeetingDay, Participant, Plan, Registration
from ..papers import personal_calendar, registration_calendar
from ..queries import current_plan
from ..queries.plans import own_talks
from ..workflow import Phase


class Letter(Protocol):
    def __call__(self, place: Registration, *, calendar: str) -> None: ...


class DayLetter(Protocol):
    def __call__(self, participant: Participant, *, calendar: str) -> None: ...


def tell(letter: Letter, place: Registration, *, cancelled: bool = False) -> None:
    letter(place, calendar=registration_calendar(place, now=timezone.now(), cancelled=cancelled))


def tell_participants(letter: DayLetter, event: Event, *, cancelled: bool = False) -> None:
    """To those of its meeting day whom no letter to a registration reaches, or whose calendars hold talks."""
    day = MeetingDay.objects.filter(event=event).exclude(phase__in=(Phase.PREPARING, Phase.OVER)).first()
    if day is None:
        return
    day.event, plan = event, current_plan(day)
    standing = event.registrations.exclude(state=Registration.State.CANCELLED)
    registered = set(standing.values_list("contact", flat=True))
    for one in day.participants.filter(gone_at=None).select_related("organisation", "contact__organisation"):
        one.day = day
        calendar = _talks_of(one, plan, day, cancelled) if plan else ""
        if calendar or one.contact_id not in registered:
            letter(one, calendar=calendar)


def _talks_of(one: Participant, plan: Plan, day: MeetingDay, cancelled: bool) -> str:
    plan.day = day
    if not own_talks(one, plan):
        return ""
    return personal_calendar(one, plan, before=None, now=timezone.now(), cancelled=cancelled)
