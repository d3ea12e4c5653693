"""What the worker can do, when it does it, and what it tells whom."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django_q.models import OrmQ
from pytest_django import Settings

from dnm.accounts.rules import SYSTEM
from dnm.journal.actions import record
from dnm.journal.models import Entry
from dnm.mail.actions import Recipient, queue_text
from dnm.mail.models import Letter
from dnm.work.actions import Progress, beat, enqueue, synchronise_schedule
from dnm.work.models import Heartbeat, Job
from dnm.work.queries import last_beat
from dnm.worker import letters
from dnm.worker.once import work_once
from dnm.worker.run import run_job, run_scheduled
from dnm.worker.table import KINDS, RUNNERS, due_kinds, schedule
from tests.factories import UserFactory
from tests.house import ROOT

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    settings.JOURNAL_KEY_FILE = tmp_path / "journal.key"
    settings.JOURNAL_HEAD_FILE = tmp_path / "journal.head"
    settings.EMAIL_URL = ""
    settings.RANKING_MODE = "light"
    return tmp_path


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def test_every_kind_leads_to_a_function() -> None:
    assert [kind for kind in RUNNERS if not callable(RUNNERS[kind])] == []
    assert len(RUNNERS) == len(KINDS)


def test_whatever_code_asks_for_stands_in_the_table() -> None:
    asked = {
        kind
        for path in (ROOT / "dnm").rglob("*.py")
        for kind in re.findall(r"enqueue\(\s*\"([^\"]+)\"", path.read_text())
    }
    assert asked - set(KINDS) == set()
    assert asked >= {"matching.rank_need", "matching.rank_all"}


def test_daily_work_comes_at_its_local_time_in_summer_and_winter() -> None:
    def next_run(now: datetime) -> datetime:
        return next(line.next_run for line in schedule(now) if line.kind == "journal.letter")

    assert next_run(at("2026-11-23T05:00")) == at("2026-11-23T06:30")
    assert next_run(at("2026-11-23T06:30")) == at("2026-11-24T06:30")
    assert next_run(at("2026-10-24T12:00")) == at("2026-10-25T06:30")


def test_the_schedule_holds_what_recurs_and_nothing_else() -> None:
    synchronise_schedule(schedule(timezone.now()))
    recurring = {line.kind for line in schedule(timezone.now())}
    assert recurring == {name for name, kind in KINDS.items() if kind.every}


def test_daily_work_is_due_once_a_day() -> None:
    now = at("2026-11-23T12:00")
    assert {"journal.letter", "matching.rank_all", "work.sweep"} <= set(due_kinds(now))
    Job.objects.create(kind="journal.letter", key="recurring", queued_at=now, started_at=at("2026-11-23T06:31"))
    assert "journal.letter" not in due_kinds(now)
    assert "journal.letter" not in due_kinds(at("2026-11-24T06:00"))
    assert "journal.letter" in due_kinds(at("2026-11-24T06:31"))


def test_working_once_does_everything_that_waits() -> None:
    person = UserFactory()
    record("x", person, by=SYSTEM)
    queue_text("test", "Brief", "Guten Tag", to=Recipient("a@betrieb.example"))
    job = enqueue("journal.seal", "asked")
    assert work_once() == []
    assert Entry.objects.filter(sequence=None).count() == 0
    assert list(Letter.objects.values_list("state", flat=True)) == ["sent"]
    assert Job.objects.get(pk=job.pk).state == "done"
    assert OrmQ.objects.count() == 0
    assert last_beat("worker") is not None
    assert last_beat("clock") is not None


def test_working_once_names_what_failed_and_does_the_rest(own_files: Path, settings: Settings) -> None:
    (own_files / "errors.reported.jsonl").write_text("no json")
    UserFactory(roles=["admin"])
    job = enqueue("errors.letter", "asked")
    queue_text("test", "Brief", "Guten Tag", to=Recipient("a@betrieb.example"))
    assert work_once() == ["errors.letter", "errors.letter"]
    assert Job.objects.get(pk=job.pk).state == "failed"
    settings.EMAIL_URL = "smtp://127.0.0.1:9"
    queue_text("test", "Brief", "Guten Tag", to=Recipient("a@betrieb.example"))
    assert "mail.deliver" in work_once()


def test_the_strings_in_the_librarys_queue_lead_to_the_table() -> None:
    run_scheduled("work.sweep")
    job = enqueue("work.sweep", "asked")
    run_job(job.pk)
    assert Job.objects.get(pk=job.pk).state == "done"


def errors(folder: Path, *kinds: str) -> None:
    lines = [
        {
            "at": f"2026-11-23T10:0{n}:00+01:00",
            "kind": kind,
            "place": "needs.py:7 submit",
            "request": f"ab{n}",
        }
        for n, kind in enumerate(kinds)
    ]
    (folder / "errors.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def tell() -> None:
    letters.tell_admins_of_errors(Progress(Job()))


def test_admins_get_one_letter_an_hour_about_errors(own_files: Path) -> None:
    admin = UserFactory(roles=["admin"])
    UserFactory(roles=["lead"])
    errors(own_files, "ValueError", "KeyError", "ValueError")
    tell()
    letter = Letter.objects.get()
    assert letter.to_address == admin.email
    assert letter.subject == "DNM: 3 Fehler seit der letzten Meldung"
    assert (
        "2 × ValueError, needs.py:7 submit\n   zuletzt 2026-11-23T10:02:00+01:00, Nummer der Anfrage ab2" in letter.body
    )
    errors(own_files, "OSError")
    tell()
    assert Letter.objects.count() == 1
    Heartbeat.objects.filter(name="errors.letter").update(at=timezone.now() - timedelta(minutes=61))
    tell()
    assert Letter.objects.count() == 2
    assert [path.name for path in own_files.iterdir() if path.name.startswith("errors")] == []


def test_errors_wait_until_somebody_can_be_told(own_files: Path) -> None:
    errors(own_files, "ValueError")
    tell()
    assert Letter.objects.count() == 0
    UserFactory(roles=["lead"])
    tell()
    assert Letter.objects.get().subject == "DNM: ein Fehler seit der letzten Meldung"


def test_no_error_no_letter() -> None:
    UserFactory(roles=["admin"])
    tell()
    assert Letter.objects.count() == 0


def test_leads_get_the_end_of_the_journal_every_day() -> None:
    lead = UserFactory(roles=["lead"])
    UserFactory(roles=["scout"])
    beat("x")
    record("x", lead, by=SYSTEM)
    run_scheduled("journal.seal")
    run_scheduled("journal.letter")
    letter = Letter.objects.get()
    assert (letter.to_address, letter.subject) == (lead.email, "DNM: Journal bei Eintrag 1")
    assert Entry.objects.get().hash in letter.body
