"""A region's past, played in the order of time: every act happens by its action, on its day."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import time_machine
from django.utils import timezone

Act = Callable[[], None]


class Timeline:
    """Acts wait in a heap; an act may plan further ones. Nothing happens after ``end``."""

    def __init__(self, end: datetime) -> None:
        self.end = end
        self._waiting: list[tuple[datetime, int, Act]] = []
        self._order = count()

    def plan(self, when: datetime, act: Act) -> None:
        heapq.heappush(self._waiting, (at_work(when), next(self._order), act))

    def play(self) -> int:
        """Returns how many acts took place."""
        played = 0
        while self._waiting and self._waiting[0][0] <= self.end:
            when, _order, act = heapq.heappop(self._waiting)
            with time_machine.travel(when, tick=False):
                act()
            played += 1
        return played


def at_work(when: datetime) -> datetime:
    """The same moment, moved forward off evenings and weekends into office hours."""
    local = timezone.localtime(when)
    if local.hour >= 17:
        local = (local + timedelta(days=1)).replace(hour=8)
    elif local.hour < 8:
        local = local.replace(hour=8)
    if local.weekday() >= 5:
        local = (local + timedelta(days=7 - local.weekday())).replace(hour=8)
    return local


def last_morning(moment: datetime) -> datetime:
    """Nine o'clock, today or yesterday: there a region's past ends, so that a whole day builds the same one."""
    morning = timezone.localtime(moment).replace(hour=9, minute=0, second=0, microsecond=0)
    return morning if morning <= moment else morning - timedelta(days=1)
