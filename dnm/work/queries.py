from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_q.models import OrmQ

from .models import Heartbeat, Job

RECURRING = "recurring"
"""The key of a job that the schedule runs again and again, in one row per kind."""
MAX_ATTEMPTS = 3
RETRY_AFTER = timedelta(minutes=1)


def waiting_jobs() -> QuerySet[Job]:
    return Job.objects.filter(state=Job.State.WAITING).order_by("id")


def latest_job(kind: str, key: str) -> Job | None:
    return Job.objects.filter(kind=kind, key=key).order_by("-id").first()


def last_beat(name: str) -> datetime | None:
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def last_run(kind: str) -> datetime | None:
    """When the schedule last began this kind of work."""
    return Job.objects.filter(kind=kind, key=RECURRING).values_list("started_at", flat=True).first()


def is_stuck() -> bool:
    """Whether deliveries wait for two minutes although nobody works or has just finished something."""
    now, long_ago = timezone.now(), timezone.now() - timedelta(minutes=2)
    at_work = Q(state=Job.State.RUNNING, leased_until__gte=now) | Q(finished_at__gte=long_ago)
    return OrmQ.objects.filter(lock__lt=long_ago).exists() and not Job.objects.filter(at_work).exists()


def abandoned_jobs() -> QuerySet[Job]:
    """Jobs whose worker was killed: running, but nobody renewed the lease."""
    running = Job.objects.filter(state=Job.State.RUNNING, leased_until__lt=timezone.now())
    return running.exclude(key=RECURRING).order_by("id")


def jobs_to_retry() -> QuerySet[Job]:
    """Failed ones that deserve another attempt by now, unless the same was asked for again meanwhile."""
    newer = Job.objects.filter(kind=OuterRef("kind"), key=OuterRef("key"), pk__gt=OuterRef("pk"))
    failed = Job.objects.filter(state=Job.State.FAILED, finished_at__lt=timezone.now() - RETRY_AFTER)
    return failed.filter(~Exists(newer), attempts__lt=MAX_ATTEMPTS).exclude(key=RECURRING).order_by("id")
