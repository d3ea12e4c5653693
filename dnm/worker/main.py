"""``dnm worker``: keeps the job library and the delivery loop alive until it is told to stop."""

import logging
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.db import Error, connections
from django.utils import timezone

from dnm.work import actions as work
from dnm.work.queries import is_stuck

from .cluster import FORK, Cluster
from .family import end_children_with_parent
from .post import DeliveryLoop
from .table import schedule

BEATS_EVERY = 20.0
RESTARTS_AFTER = 3.0
STOPS_WITHIN = 8.0
"""Seconds until whoever did not end on request is killed; what it did is then done again later."""

logger = logging.getLogger(__name__)


class Worker:
    """Watches two children: the cluster for jobs and the delivery loop for letters."""

    def __init__(self) -> None:
        self.stopped = False
        self.cluster: Cluster | None = None
        self.post: Any = None
        self.next_beat = 0.0

    def run(self) -> None:
        end_children_with_parent()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self._when_the_database_answers(self._begin)
        while not self.stopped:
            self._keep_alive()
            self._beat()
            time.sleep(0.5)
        self._end()

    def _begin(self) -> None:
        work.synchronise_schedule(schedule(timezone.now()))
        work.sweep()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopped = True

    def _when_the_database_answers(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except Error as failure:
            logger.warning("the database does not answer: %s", failure)
            return False
        finally:
            connections.close_all()  # children must not inherit a connection
        return True

    def _keep_alive(self) -> None:
        if self.cluster is None or not self.cluster.is_alive():
            self._rest_before_restart(self.cluster, "jobs")
            if not self.stopped and self._when_the_database_answers(work.return_deliveries):
                self.cluster = Cluster()
        if self.post is None or not self.post.is_alive():
            self._rest_before_restart(self.post, "letters")
            if not self.stopped:
                self.post = FORK.Process(target=DeliveryLoop().run, name="post")
                self.post.start()

    def _rest_before_restart(self, dead: object, name: str) -> None:
        if dead is not None:
            logger.error("the process for %s died; starting it again", name)
            time.sleep(RESTARTS_AFTER)

    def _beat(self) -> None:
        """Say that jobs are worked off, or start the cluster anew if it only pretends."""
        if time.monotonic() < self.next_beat or self.cluster is None:
            return
        self.next_beat = time.monotonic() + BEATS_EVERY
        stuck: list[bool] = []
        if not self._when_the_database_answers(lambda: stuck.append(is_stuck())):
            return
        if stuck[0]:
            logger.error("deliveries wait and nobody takes them; starting the cluster again")
            self.cluster.kill()
        elif self.cluster.is_alive():
            self._when_the_database_answers(lambda: work.beat("worker"))

    def _end(self) -> None:
        deadline = time.monotonic() + STOPS_WITHIN
        if self.cluster:
            self.cluster.ask_to_stop()
        if self.post:
            self.post.terminate()
        for child in (self.post, self.cluster):
            if child:
                child.join(max(0.0, deadline - time.monotonic()))
                if child.is_alive():
                    logger.warning("stopped in the middle of work, which is done again later")
                    child.kill()
