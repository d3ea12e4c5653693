"""Background work: asked for in the transaction of the act, run by the worker, safe to repeat."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import NamedTuple

from django.db import Error, connection, transaction
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Task
from django_q.tasks import async_task

from .models import Heartbeat, Job
from .queries import MAX_ATTEMPTS, RECURRING, abandoned_jobs, jobs_to_retry, waiting_jobs

Runner = Callable[["Progress"], None]
LEASE = timedelta(seconds=60)
RENEWED_EVERY = 15.0
FORGOTTEN_AFTER = timedelta(minutes=1)
BEGUN = "begun"
KEPT = timedelta(days=30)

logger = logging.getLogger(__name__)


def enqueue(kind: str, key: str = "", **arguments: object) -> Job:
    """Ask for work of a kind in the worker's table; asking again before it began is asking once.

    Work that waits to be tried again begins from the start then: what it had done may be out of date.
    """
    asked = {"arguments": arguments, "queued_at": timezone.now()}
    with transaction.atomic():
        job, is_new = Job.objects.get_or_create(kind=kind, key=key, state=Job.State.WAITING, defaults=asked)
        if is_new:
            _hand_over(job)
        elif job.arguments != arguments:
            Job.objects.filter(pk=job.pk).update(arguments=arguments)
    return job


def _hand_over(job: Job) -> None:
    async_task("dnm.worker.run.run_job", job.pk, task_name=f"{job.kind} {job.key}"[:100])


class Progress:
    """What a running job tells the page that waits for it."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.arguments: Mapping[str, object] = job.arguments

    def report(self, done: int, total: int) -> None:
        Job.objects.filter(pk=self.job.pk).update(done=done, total=total)

    def begun(self) -> datetime:
        """When the work was begun; tried again after a kill, when it was begun first: the rest is done already."""
        known = self.job.arguments.get(BEGUN)
        if known and self.job.attempts > 1:
            return datetime.fromisoformat(known)
        now = timezone.now()
        Job.objects.filter(pk=self.job.pk).update(arguments={**self.job.arguments, BEGUN: now.isoformat()})
        return now

    @property
    def cancelled(self) -> bool:
        return Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists()


def run(job_id: int, runners: Mapping[str, Runner]) -> None:
    """Run one job. Delivered twice, it runs once; left behind by a killed worker, it runs again."""
    if job := _start(job_id):
        _perform(job, runners)


def run_recurring(kind: str, runners: Mapping[str, Runner]) -> None:
    """Run what the schedule asks for: one row per kind, never twice at the same time."""
    # Never WAITING: a second request in that state would be another job.
    asked = {"queued_at": timezone.now(), "state": Job.State.DONE}
    known, _ = Job.objects.get_or_create(kind=kind, key=RECURRING, defaults=asked)
    if job := _start(known.pk):
        _perform(job, runners)


@transaction.atomic
def _start(job_id: int) -> Job | None:
    """Take the job under a lease; None where another worker holds it, or nothing is left to do."""
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    now = timezone.now()
    if job is None or not _may_start(job, now):
        return None
    if job.cancel_requested or (job.attempts >= MAX_ATTEMPTS and job.key != RECURRING):
        _give_up(job)
        return None
    job.state, job.started_at, job.leased_until = Job.State.RUNNING, now, now + LEASE
    job.attempts = 1 if job.key == RECURRING else job.attempts + 1
    job.save(update_fields=["state", "started_at", "leased_until", "attempts"])
    return job


def _give_up(job: Job) -> None:
    if job.cancel_requested:
        _finish(job, Job.State.CANCELLED)
    else:
        _finish(job, Job.State.FAILED, f"the worker died {job.attempts} times while it did this")


def _may_start(job: Job, now: datetime) -> bool:
    if job.state == Job.State.RUNNING:
        return job.leased_until is None or job.leased_until < now
    return job.state == Job.State.WAITING or job.key == RECURRING


def _perform(job: Job, runners: Mapping[str, Runner]) -> None:
    try:
        with _renewed_lease(job):
            runners[job.kind](Progress(job))
    except BaseException as error:  # a timeout of the job library is no Exception
        _finish(job, Job.State.FAILED, f"{type(error).__name__}: {error}")
        raise
    _finish(job, Job.State.CANCELLED if Progress(job).cancelled else Job.State.DONE)


@contextmanager
def _renewed_lease(job: Job) -> Iterator[None]:
    """Show that somebody is alive behind the job, however long it takes."""
    done = Event()
    thread = Thread(target=_renew, args=(job, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _renew(job: Job, done: Event) -> None:
    try:
        while not done.wait(RENEWED_EVERY):
            try:
                held = Job.objects.filter(pk=job.pk, started_at=job.started_at)
                held.update(leased_until=timezone.now() + LEASE)
            except Error as error:  # busy or gone for a moment: the next round may work
                logger.warning("lease of job %s not renewed: %s", job.pk, error)
    finally:
        connection.close()


def _finish(job: Job, state: str, error: str = "") -> None:
    """Write down the end, unless another worker began the job anew because this one seemed dead."""
    mine = Job.objects.filter(pk=job.pk, started_at=job.started_at)
    mine.update(state=state, error=error, finished_at=timezone.now(), leased_until=None)


def cancel(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)


def beat(name: str) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def sweep() -> None:
    """Bring back what a killed worker left behind, try failed work again, forget what is long done."""
    for job in [*abandoned_jobs(), *jobs_to_retry()]:
        _ask_again(job.pk)
    now = timezone.now()
    if not OrmQ.objects.filter(lock__lte=now).exists():
        # Nothing waits in the queue, so these were lost on their way.
        for job in waiting_jobs().filter(queued_at__lt=now - FORGOTTEN_AFTER):
            _hand_over(job)
    Job.objects.filter(finished_at__lt=now - KEPT).exclude(key=RECURRING).delete()
    Task.objects.filter(stopped__lt=now - KEPT).delete()
    beat("clock")


@transaction.atomic
def _ask_again(job_id: int) -> None:
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state == Job.State.RUNNING and not _may_start(job, timezone.now()):
        return  # the library delivered it again in this moment
    if job.attempts >= MAX_ATTEMPTS:
        _give_up(job)
    elif waiting_jobs().filter(kind=job.kind, key=job.key).exists():
        _finish(job, Job.State.CANCELLED, "was asked for again meanwhile")
    else:
        job.state, job.leased_until, job.queued_at = Job.State.WAITING, None, timezone.now()
        job.save(update_fields=["state", "leased_until", "queued_at"])
        _hand_over(job)


def return_deliveries() -> None:
    """What a killed worker held in its hands is handed out again at once; the job's row guards it."""
    OrmQ.objects.update(lock=timezone.now())


def forget_deliveries() -> None:
    """Empty the queue of the job library when every job was run without it."""
    if not waiting_jobs().exists():
        OrmQ.objects.all().delete()


class Recurring(NamedTuple):
    """One line of the schedule: every so many minutes, or daily at the time of ``next_run``."""

    kind: str
    minutes: int | None
    next_run: datetime


def synchronise_schedule(lines: Iterable[Recurring]) -> None:
    """Make the job library's schedule equal to ours; a line that did not change keeps its next run."""
    names = []
    for kind, minutes, next_run in lines:
        names.append(f"dnm {kind}")
        wanted = {
            "func": "dnm.worker.run.run_scheduled",
            "args": repr((kind,)),
            "schedule_type": Schedule.MINUTES if minutes else Schedule.DAILY,
            "minutes": minutes,
        }
        if not Schedule.objects.filter(name=names[-1], **wanted).exists():
            Schedule.objects.filter(name=names[-1]).delete()
            Schedule.objects.create(name=names[-1], next_run=next_run, **wanted)
    Schedule.objects.filter(name__startswith="dnm ").exclude(name__in=names).delete()


def settle(*kinds: str) -> int:
    """Waiting jobs of these kinds that somebody has done otherwise need not run; returns how many."""
    waiting = Job.objects.filter(kind__in=kinds, state=Job.State.WAITING)
    return waiting.update(state=Job.State.DONE, finished_at=timezone.now())
