"""What the job library calls, by name: the strings "dnm.worker.run.…" stand in its queue."""

from dnm.work import actions as work

from .table import RUNNERS


def run_job(job_id: int) -> None:
    work.run(job_id, RUNNERS)


def run_scheduled(kind: str) -> None:
    work.run_recurring(kind, RUNNERS)
