"""The delivery loop: looks every second for letters that were just committed and sends them."""

import logging
import signal
import time
from types import FrameType

from django.db import Error, connections

from dnm.mail import actions as mail
from dnm.mail.transport import Unreachable

LOOKS_EVERY = 1.0
RESTS_AFTER_FAILURE = (5, 10, 20, 30)
"""Seconds to the next try while the mail server cannot be reached; the last one repeats."""

logger = logging.getLogger(__name__)


class DeliveryLoop:
    """Runs in a process of its own, because a slow mail server may hold it for minutes."""

    def __init__(self) -> None:
        self.stopped = False
        self.failures = 0

    def run(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process; the worker decides
        signal.signal(signal.SIGTERM, self._stop)
        connections.close_all()
        while not self.stopped:
            self._rest(self._deliver())

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopped = True

    def _deliver(self) -> float:
        """Send what is due; returns how many seconds to rest."""
        try:
            mail.deliver_waiting(stop=lambda: self.stopped)
        except Unreachable as failure:
            self.failures += 1
            if self.failures == 1:
                logger.warning("the mail server cannot be reached: %s", failure)
            return RESTS_AFTER_FAILURE[min(self.failures, len(RESTS_AFTER_FAILURE)) - 1]
        except Error as failure:
            logger.warning("letters wait, the database does not answer: %s", failure)
            connections.close_all()
            return RESTS_AFTER_FAILURE[0]
        except Exception:
            logger.exception("delivery failed")
            return RESTS_AFTER_FAILURE[0]
        if self.failures:
            logger.info("the mail server answers again")
        self.failures = 0
        return LOOKS_EVERY

    def _rest(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self.stopped and time.monotonic() < end:
            time.sleep(min(0.5, seconds))
