"""kill -9 at bad moments: no letter is missing, no job is lost, only what was in flight may come twice."""

import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from tests.house import House
from tests.postbox import Postbox

QUEUE = """
from dnm.mail.actions import Recipient, queue_text
from dnm.mail.models import Letter
for n in range({count}):
    queue_text("test", f"Brief {{n}}", "Guten Tag", to=Recipient(f"leser{{n}}@betrieb.example"))
answer = list(Letter.objects.values_list("message_id", flat=True))
"""
STATES = """
from django.db.models import Count
from dnm.mail.models import Letter
answer = dict(Letter.objects.values_list("state").annotate(Count("pk")))
"""
JOBS = """
from dnm.work.models import Job
answer = dict(Job.objects.exclude(key="recurring").values_list("key", "state"))
"""
NAIVE = """
from dnm.mail.actions import _message
from dnm.mail.models import Letter
from dnm.mail.transport import Transport
letters = list(Letter.objects.filter(state="waiting")[:20])
with Transport() as transport:
    transport.make_ready()
    for letter in letters:
        transport.send(_message(letter))
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(state="sent")
"""


def family_of(pid: int) -> list[int]:
    """The process and all below it."""
    children = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        children += [int(child) for child in task.read_text().split()]
    return [pid, *(below for child in children for below in family_of(child))]


def kill_hard(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def wait_for(what: str, seconds: float, found: object) -> None:
    end = time.monotonic() + seconds
    while not found():  # type: ignore[operator]
        assert time.monotonic() < end, f"after {seconds} s still not: {what}"
        time.sleep(0.2)


def send_through_kills(house: House, smtp: Postbox, letters: int, kills: int) -> Counter[str]:
    """Deliver while whole workers or single processes of them are killed; how often each letter arrived."""
    house.environment["DNM_EMAIL_URL"] = f"smtp://127.0.0.1:{smtp.port}"
    wanted = house.python(QUEUE.format(count=letters))
    dice = random.Random(23)
    worker = house.start("worker")
    for number in range(kills):
        before = len(smtp.messages)
        wait_for("another letter", 60, lambda before=before: len(smtp.messages) > min(before, letters - 1))
        time.sleep(dice.random() * 0.1)
        family = family_of(worker.pid)
        victims = [dice.choice(family)] if number % 2 else family
        for pid in victims:
            kill_hard(pid)
        if worker.pid in victims:
            worker.wait()
            worker = house.start("worker")
    wait_for("every letter", 90 + letters / 3, lambda: {m["Message-ID"] for m in smtp.messages} == set(wanted))
    wait_for("marked", 30, lambda: house.python(STATES) == {"sent": letters})
    return Counter(message["Message-ID"] for message in smtp.messages)


def test_no_letter_is_lost_when_workers_are_killed_while_sending(house: House) -> None:
    with Postbox() as smtp:
        arrived = send_through_kills(house, smtp, letters=60, kills=3)
    assert sum(arrived.values()) - len(arrived) <= 3


@pytest.mark.soak
def test_no_letter_is_lost_in_thirty_kills(house: House) -> None:
    with Postbox() as smtp:
        arrived = send_through_kills(house, smtp, letters=600, kills=30)
    assert sum(arrived.values()) - len(arrived) <= 30


def test_control_marking_after_the_batch_sends_many_twice(house: House) -> None:
    with Postbox() as smtp:
        house.environment["DNM_EMAIL_URL"] = f"smtp://127.0.0.1:{smtp.port}"
        house.python(QUEUE.format(count=20))
        broken_off = NAIVE.replace("    Letter.objects", "    import os; os.kill(os.getpid(), 9)\n    Letter.objects")
        with pytest.raises(AssertionError):
            house.python(broken_off)
        house.python(NAIVE)
        arrived = Counter(message["Message-ID"] for message in smtp.messages)
    assert sum(arrived.values()) - len(arrived) == 20


def test_a_job_whose_worker_was_killed_runs_again(house: House) -> None:
    """The job kills its own process the first time; the second time it succeeds."""
    asked = house.python(
        "from dnm.work.actions import enqueue\n"
        "from dnm.work.models import Job\n"
        "job = enqueue('journal.seal', 'first')\n"
        "from django.utils import timezone\n"
        # As a worker leaves it that was killed at once: running, its lease run out.
        "Job.objects.filter(pk=job.pk).update(state='running', started_at=timezone.now(),"
        " leased_until=timezone.now(), attempts=1)\n"
        "from django_q.models import OrmQ\n"
        "OrmQ.objects.all().delete()\n"
        "answer = job.pk"
    )
    assert asked
    house.start("worker")
    wait_for("the job", 60, lambda: house.python(JOBS) == {"first": "done"})


def test_jobs_are_worked_off_after_every_process_of_the_cluster_was_killed(house: House) -> None:
    worker = house.start("worker")
    wait_for("all processes", 30, lambda: len(family_of(worker.pid)) == 6)
    for number, victim in enumerate(family_of(worker.pid)[1:]):
        kill_hard(victim)
        house.python(f"from dnm.work.actions import enqueue\nenqueue('journal.seal', '{number}')")
        expected = {str(n): "done" for n in range(number + 1)}
        wait_for(f"job {number}", 60, lambda expected=expected: house.python(JOBS) == expected)
        wait_for("all processes", 30, lambda: len(family_of(worker.pid)) == 6)


def test_nobody_works_on_when_the_worker_itself_was_killed(house: House) -> None:
    worker = house.start("worker")
    wait_for("all processes", 30, lambda: len(family_of(worker.pid)) == 6)
    everybody = family_of(worker.pid)
    kill_hard(worker.pid)
    worker.wait()
    wait_for("all gone", 10, lambda: not [pid for pid in everybody if Path(f"/proc/{pid}/exe").exists()])


def test_a_worker_ends_cleanly_within_ten_seconds(house: House) -> None:
    worker = house.start("worker")
    wait_for("all processes", 30, lambda: len(family_of(worker.pid)) == 6)
    everybody = family_of(worker.pid)
    began = time.monotonic()
    worker.terminate()
    assert worker.wait(10) == 0
    assert time.monotonic() - began < 10
    assert [pid for pid in everybody if Path(f"/proc/{pid}").exists()] == []
