"""The processes of the job library, made to survive kill -9 of any of them.

A process that is killed while it waits for work takes the lock of its queue with it: the library starts a
new one, which then waits for ever. So one violent death ends the whole cluster, and ours starts it anew.
"""

import os
from multiprocessing import get_context
from typing import Any
from uuid import uuid4

from django.db import connections
from django_q import cluster

FORK = get_context("fork")


class Sentinel(cluster.Sentinel):
    """The library's guard of its processes, but it gives up when one was killed."""

    def reincarnate(self, process: Any) -> None:
        if process.exitcode is not None and process.exitcode < 0:
            for child in (*self.pool, self.monitor, self.pusher):
                child.kill()
            os._exit(1)
        super().reincarnate(process)


class Cluster:
    """The running processes of the job library, as one thing that can be alive, asked to stop, or killed."""

    def __init__(self) -> None:
        connections.close_all()  # a connection must not be shared across a fork
        self._stop, self._started = FORK.Event(), FORK.Event()
        self._sentinel = FORK.Process(
            target=Sentinel, args=(self._stop, self._started, uuid4(), None, None), name="sentinel"
        )
        self._sentinel.start()

    @property
    def pid(self) -> int | None:
        return self._sentinel.pid

    def is_alive(self) -> bool:
        return self._sentinel.is_alive()

    def ask_to_stop(self) -> None:
        """Finish the job at hand and end."""
        self._stop.set()

    def join(self, seconds: float) -> None:
        self._sentinel.join(seconds)

    def kill(self) -> None:
        """End it at once; its processes follow (see dnm.worker.family)."""
        self._sentinel.kill()
        self._sentinel.join()
