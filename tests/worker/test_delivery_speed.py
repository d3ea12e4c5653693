"""With the worker running, letters and jobs do not wait; a mail server that is away costs nothing."""

import time

import pytest

from tests.house import House
from tests.postbox import Postbox
from tests.worker.test_kills import QUEUE, STATES, wait_for

STAMPED = QUEUE + "\nimport time\nanswer = time.time()"
ANSWERS = (
    "from dnm.mail.models import Letter\n"
    "answer = list(Letter.objects.order_by().values_list('state', 'answer').distinct())"
)
NAMES = (
    "from dnm.work.models import Job\nanswer = list(Job.objects.filter(key='asked').values_list('state', flat=True))"
)
BEATEN = "from dnm.work.queries import last_beat\nanswer = last_beat('worker') is not None"


def test_a_letter_leaves_within_two_seconds_and_a_job_begins(house: House) -> None:
    with Postbox() as smtp:
        house.environment["DNM_EMAIL_URL"] = f"smtp://127.0.0.1:{smtp.port}"
        house.start("worker")
        wait_for("a running worker", 60, lambda: house.python(BEATEN))
        written = house.python(STAMPED.format(count=1))
        wait_for("the letter", 10, lambda: smtp.messages)
        # Measured from the commit; two seconds, and two more for a machine that is busy with tests.
        assert time.time() - written < 4
        house.python("from dnm.work.actions import enqueue\nenqueue('journal.seal', 'asked')")
        wait_for("the job", 15, lambda: house.python(NAMES) == ["done"])


def test_a_mail_server_that_was_away_gets_everything_when_it_returns(house: House) -> None:
    away(house, seconds=8)


@pytest.mark.soak
def test_a_mail_server_that_was_away_for_ten_minutes_gets_everything(house: House) -> None:
    away(house, seconds=600)


def away(house: House, seconds: float) -> None:
    with Postbox() as smtp:
        house.environment["DNM_EMAIL_URL"] = f"smtp://127.0.0.1:{smtp.port}"
        smtp.stop()
        wanted = house.python(QUEUE.format(count=30))
        house.start("worker")
        wait_for("that the office can see it", 60, lambda: "Connection refused" in str(house.python(ANSWERS)))
        time.sleep(seconds)
        assert [state for state, _ in house.python(ANSWERS)] == ["waiting"]
        smtp.start()
        wait_for("every letter", 60, lambda: len(smtp.messages) == 30)
        wait_for("marked", 30, lambda: house.python(STATES) == {"sent": 30})
    assert sorted(message["Message-ID"] for message in smtp.messages) == sorted(wanted)
