"""Background work: asked for once, run once, run again after a killed worker."""

import json
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Task

from dnm.work.actions import (
    Progress,
    Recurring,
    beat,
    cancel,
    enqueue,
    forget_deliveries,
    return_deliveries,
    run,
    run_recurring,
    sweep,
    synchronise_schedule,
)
from dnm.work.logs import ErrorFile, JsonLine, request_number
from dnm.work.models import Job
from dnm.work.queries import is_stuck, last_beat, last_run, latest_job, waiting_jobs

pytestmark = pytest.mark.django_db


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def fail(progress: Progress) -> None:
    raise ValueError("no such need")


def test_asking_twice_before_it_began_is_asking_once() -> None:
    first = enqueue("matching.rank_need", "7", need=7)
    assert enqueue("matching.rank_need", "7", need=7) == first
    assert enqueue("matching.rank_need", "8", need=8) != first
    assert OrmQ.objects.count() == 2
    run(first.pk, {"matching.rank_need": lambda progress: None})
    assert enqueue("matching.rank_need", "7", need=7) != first
    assert list(waiting_jobs().values_list("key", flat=True)) == ["8", "7"]


def test_a_job_asked_for_in_an_act_that_failed_does_not_exist() -> None:
    with transaction.atomic():
        enqueue("x")
        transaction.set_rollback(True)
    assert (Job.objects.count(), OrmQ.objects.count()) == (0, 0)


def test_a_job_gets_its_arguments_and_tells_how_far_it_is() -> None:
    seen = []

    def work(progress: Progress) -> None:
        progress.report(3, 20)
        seen.append((dict(progress.arguments), fresh(progress.job).done, fresh(progress.job).state))

    job = enqueue("x", "7", need=7)
    run(job.pk, {"x": work})
    assert seen == [({"need": 7}, 3, "running")]
    done = latest_job("x", "7")
    assert done
    assert (done.state, done.done, done.total, done.attempts, done.leased_until) == ("done", 3, 20, 1, None)


def test_a_job_delivered_twice_runs_once() -> None:
    runs: list[int] = []
    job = enqueue("x")

    def work(progress: Progress) -> None:
        runs.append(1)
        run(job.pk, {"x": work})

    run(job.pk, {"x": work})
    run(job.pk, {"x": work})
    run(job.pk + 1000, {"x": work})
    assert runs == [1]


def test_a_job_can_be_cancelled_before_and_while_it_runs() -> None:
    waiting, running = enqueue("x", "1"), enqueue("x", "2")
    cancel(waiting)
    run(waiting.pk, {"x": fail})

    def work(progress: Progress) -> None:
        cancel(progress.job)
        assert progress.cancelled

    run(running.pk, {"x": work})
    assert [fresh(waiting).state, fresh(running).state] == ["cancelled", "cancelled"]


def test_a_failed_job_says_why_and_is_tried_three_times() -> None:
    job = enqueue("x")
    for attempt in (1, 2, 3):
        with pytest.raises(ValueError, match="no such need"):
            run(job.pk, {"x": fail})
        assert (fresh(job).state, fresh(job).attempts) == ("failed", attempt)
        sweep()
        assert fresh(job).state == "failed"  # it rests for a minute
        Job.objects.update(finished_at=timezone.now() - timedelta(minutes=2))
        sweep()
    assert (fresh(job).state, fresh(job).error) == ("failed", "ValueError: no such need")


def test_a_failed_job_that_was_asked_for_again_is_left_alone() -> None:
    job = enqueue("x")
    with pytest.raises(ValueError, match="no such need"):
        run(job.pk, {"x": fail})
    Job.objects.update(finished_at=timezone.now() - timedelta(minutes=2))
    newer = enqueue("x")
    sweep()
    assert [fresh(job).state, fresh(newer).state] == ["failed", "waiting"]


def abandon(job: Job, attempts: int = 1) -> None:
    """As a killed worker leaves it."""
    gone = timezone.now() - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(state="running", leased_until=gone, started_at=gone, attempts=attempts)


def test_a_job_whose_worker_was_killed_waits_again_after_the_sweep() -> None:
    job = enqueue("x")
    OrmQ.objects.all().delete()
    abandon(job)
    sweep()
    assert (fresh(job).state, OrmQ.objects.count()) == ("waiting", 1)


def test_a_job_that_kills_its_worker_is_given_up_after_three_times() -> None:
    swept, delivered = enqueue("x", "1"), enqueue("x", "2")
    abandon(swept, attempts=3)
    abandon(delivered, attempts=3)
    run(delivered.pk, {"x": fail})
    sweep()
    words = "the worker died 3 times while it did this"
    assert [(fresh(job).state, fresh(job).error) for job in (swept, delivered)] == [("failed", words)] * 2


def test_an_abandoned_job_that_was_asked_for_again_runs_once() -> None:
    job = enqueue("x")
    abandon(job)
    newer = enqueue("x")
    sweep()
    assert [fresh(job).state, fresh(newer).state] == ["cancelled", "waiting"]


def test_a_redelivered_abandoned_job_runs_again_without_the_sweep() -> None:
    job = enqueue("x")
    abandon(job)
    run(job.pk, {"x": lambda progress: None})
    assert (fresh(job).state, fresh(job).attempts) == ("done", 2)


def test_a_job_taken_over_in_this_moment_is_not_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between looking and locking, the library may have delivered it again."""
    job = enqueue("x")
    abandon(job)
    monkeypatch.setattr("dnm.work.actions.abandoned_jobs", lambda: taken_over(job))

    def taken_over(job: Job) -> list[Job]:
        Job.objects.filter(pk=job.pk).update(leased_until=timezone.now() + timedelta(seconds=60))
        return [job]

    sweep()
    assert fresh(job).state == "running"


def test_a_worker_that_only_seemed_dead_does_not_finish_for_its_successor() -> None:
    job = enqueue("x")

    def work(progress: Progress) -> None:
        Job.objects.filter(pk=job.pk).update(started_at=timezone.now())  # somebody began it anew

    run(job.pk, {"x": work})
    assert fresh(job).state == "running"


def test_waiting_jobs_whose_delivery_was_lost_are_handed_over_again() -> None:
    job = enqueue("x")
    OrmQ.objects.all().delete()
    sweep()
    assert OrmQ.objects.count() == 0
    Job.objects.filter(pk=job.pk).update(queued_at=timezone.now() - timedelta(minutes=2))
    sweep()
    assert OrmQ.objects.count() == 1
    sweep()
    assert OrmQ.objects.count() == 1


def test_what_is_long_done_is_forgotten_and_the_clock_is_seen() -> None:
    for key, days in (("old", 31), ("new", 29)):
        job = enqueue("x", key)
        run(job.pk, {"x": lambda progress: None})
        Job.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(days=days))
    long_ago = timezone.now() - timedelta(days=31)
    Task.objects.create(id="a" * 32, name="x", func="x", started=long_ago, stopped=long_ago)
    sweep()
    assert list(Job.objects.values_list("key", flat=True)) == ["new"]
    assert Task.objects.count() == 0
    assert last_beat("clock") is not None


def test_recurring_work_keeps_one_row_and_never_runs_twice_at_once() -> None:
    runs: list[int] = []

    def work(progress: Progress) -> None:
        runs.append(1)
        run_recurring("x", {"x": work})

    for _ in range(3):
        run_recurring("x", {"x": work})
    assert (len(runs), Job.objects.count()) == (3, 1)
    assert last_run("x") is not None
    with pytest.raises(ValueError, match="no such need"):
        run_recurring("x", {"x": fail})
    run_recurring("x", {"x": work})
    assert len(runs) == 4


def test_deliveries_in_the_hands_of_a_killed_cluster_come_back() -> None:
    enqueue("x")
    OrmQ.objects.update(lock=timezone.now() + timedelta(minutes=11))
    return_deliveries()
    assert OrmQ.objects.filter(lock__lte=timezone.now()).count() == 1


def test_deliveries_are_forgotten_only_when_all_jobs_ran() -> None:
    job = enqueue("x")
    forget_deliveries()
    assert OrmQ.objects.count() == 1
    run(job.pk, {"x": lambda progress: None})
    forget_deliveries()
    assert OrmQ.objects.count() == 0


def test_a_cluster_is_stuck_when_deliveries_wait_and_nobody_works() -> None:
    job = enqueue("x")
    assert is_stuck() is False
    OrmQ.objects.update(lock=timezone.now() - timedelta(minutes=3))
    assert is_stuck() is True

    def work(progress: Progress) -> None:
        assert is_stuck() is False

    run(job.pk, {"x": work})
    assert is_stuck() is False
    Job.objects.update(finished_at=timezone.now() - timedelta(minutes=3))
    assert is_stuck() is True


def test_the_schedule_of_the_library_follows_ours() -> None:
    now = timezone.now()
    synchronise_schedule([Recurring("a", 5, now), Recurring("b", None, now), Recurring("c", 1, now)])
    Schedule.objects.update(next_run=now + timedelta(minutes=3))
    synchronise_schedule([Recurring("a", 5, now), Recurring("b", 10, now)])
    kept = Schedule.objects.order_by("name").values_list("name", "args", "schedule_type", "minutes")
    assert list(kept) == [("dnm a", "('a',)", "I", 5), ("dnm b", "('b',)", "I", 10)]
    assert Schedule.objects.get(name="dnm a").next_run == now + timedelta(minutes=3)
    assert Schedule.objects.get(name="dnm b").next_run == now


def test_a_beat_is_remembered() -> None:
    assert last_beat("worker") is None
    beat("worker")
    first = last_beat("worker")
    beat("worker")
    second = last_beat("worker")
    assert first
    assert second
    assert second > first


@pytest.mark.django_db(transaction=True)
def test_the_lease_of_a_long_job_is_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dnm.work.actions.RENEWED_EVERY", 0.05)
    job = enqueue("x")

    def work(progress: Progress) -> None:
        begun = fresh(job).leased_until
        for _ in range(100):
            now = fresh(job).leased_until
            if now and begun and now > begun:
                return
            time.sleep(0.1)
        pytest.fail("the lease was not renewed")

    run(job.pk, {"x": work})
    assert fresh(job).state == "done"


@pytest.mark.django_db(transaction=True)
def test_a_lease_that_cannot_be_renewed_for_a_moment_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("dnm.work.actions.RENEWED_EVERY", 0.05)
    job = enqueue("x")

    def work(progress: Progress) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE work_job RENAME TO work_job_away")
            for _ in range(100):
                if "not renewed" in caplog.text:
                    break
                time.sleep(0.1)
            cursor.execute("ALTER TABLE work_job_away RENAME TO work_job")

    run(job.pk, {"x": work})
    assert f"lease of job {job.pk} not renewed" in caplog.text
    assert fresh(job).state == "done"


def log_record(name: str, error: Exception | None) -> logging.LogRecord:
    exc_info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(name, logging.ERROR, "views.py", 12, "wrong: %s", ("x",), exc_info, "show")


def raised(act: Callable[[], object]) -> Exception:
    try:
        act()
    except Exception as error:
        return error
    raise AssertionError


def test_a_log_line_is_json_with_the_number_of_the_request() -> None:
    token = request_number.set("ab12cd34")
    line = json.loads(JsonLine().format(log_record("django.request", raised(lambda: 1 // 0))))
    request_number.reset(token)
    assert (line["level"], line["message"], line["request"]) == ("ERROR", "wrong: x", "ab12cd34")
    assert "ZeroDivisionError" in line["trace"]


def test_errors_are_kept_without_their_words(tmp_path: Path) -> None:
    handler = ErrorFile(tmp_path / "errors.jsonl")
    handler.emit(log_record("django.request", raised(lambda: int("Katrin Rehmert"))))
    handler.emit(log_record("django.request", ValueError("never raised")))
    handler.emit(log_record("dnm.worker", None))
    handler.emit(log_record("django.request", None))  # a page that answered 503 on purpose
    text = (tmp_path / "errors.jsonl").read_text()
    assert "Rehmert" not in text
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["kind"] for line in lines] == ["ValueError", "ValueError", "dnm.worker"]
    assert [line["place"] for line in lines][1:] == ["", "views:12"]


def test_the_file_of_errors_does_not_fill_the_disk(tmp_path: Path) -> None:
    handler = ErrorFile(tmp_path / "errors.jsonl")
    handler.FULL = 50
    for _ in range(10):
        handler.emit(log_record("dnm.worker", None))
    assert len((tmp_path / "errors.jsonl").read_text().splitlines()) == 1


def test_an_error_that_cannot_be_kept_is_no_further_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ErrorFile(tmp_path / "no" / "such" / "folder").emit(log_record("dnm.worker", None))
    assert "Logging error" in capsys.readouterr().err
