"""``dnm worker --once``: everything that is due now, in this process, without the job library."""

import logging

from django.utils import timezone

from dnm.mail import actions as mail
from dnm.mail.transport import Unreachable
from dnm.work import actions as work
from dnm.work.queries import waiting_jobs

from .run import run_job, run_scheduled
from .table import due_kinds

logger = logging.getLogger(__name__)


def work_once() -> list[str]:
    """Seal, run the schedule and all waiting jobs, send letters; returns the kinds that failed."""
    failed = []
    for kind in due_kinds(timezone.now()):
        try:
            run_scheduled(kind)
        except Exception:
            logger.exception("%s failed", kind)
            failed.append(kind)
    failed += _run_waiting()
    failed += _deliver()
    work.forget_deliveries()
    work.beat("worker")
    return failed


def _deliver() -> list[str]:
    try:
        while mail.deliver_waiting():
            pass
    except Unreachable as failure:
        logger.error("letters wait, the mail server cannot be reached: %s", failure)
        return ["mail.deliver"]
    return []


def _run_waiting() -> list[str]:
    """Run jobs until none waits; a job may ask for further ones."""
    failed = []
    while job := waiting_jobs().first():
        try:
            run_job(job.pk)
        except Exception:
            logger.exception("job %s (%s) failed", job.pk, job.kind)
            failed.append(job.kind)
    return failed
