"""Letters with the calendar entry of their reader."""

from typing import Protocol

from django.utils import timezone

from ..models import Registration
from ..papers import registration_calendar


class Letter(Protocol):
    def __call__(self, place: Registration, *, calendar: str) -> None: ...


def tell(letter: Letter, place: Registration, *, cancelled: bool = False) -> None:
    letter(place, calendar=registration_calendar(place, now=timezone.now(), cancelled=cancelled))
