"""The command line: what it does, and one clear line with exit status 2 where it cannot."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from dnm.cli import main
from dnm.cli.environment import KNOWN, read_environment
from dnm.cli.failure import Failure
from tests.house import ROOT, SERVER, House

RECORD = """
from datetime import date
from dnm.accounts.rules import SYSTEM
from dnm.centre.models import Closure
from dnm.journal.actions import record, seal
row = Closure.objects.create(name="x", starts=date(2026, 12, 24), ends=date(2026, 12, 31))
for n in range(3):
    record("x", row, by=SYSTEM, n=n)
seal()
"""
CHANGE = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("UPDATE journal_entry SET verb = 'y' WHERE sequence = 2")
    cursor.execute("SELECT id FROM journal_entry WHERE sequence = 2")
    answer = cursor.fetchone()[0]
"""


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    return done.stderr.strip()


def page(port: int, path: str = "/") -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def wait_for_line(house: House, words: str, seconds: float = 60) -> str:
    end = time.monotonic() + seconds
    while words not in (text := house.log.read_text() if house.log.exists() else ""):
        assert time.monotonic() < end, text
        time.sleep(0.2)
    return text


def children_of(pid: int) -> dict[str, int]:
    """ "web" and "worker" of `dnm up`."""
    found = {}
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            words = Path(f"/proc/{child}/cmdline").read_text()
            found["web" if "gunicorn" in words else "worker"] = int(child)
    return found


# --- Errors ---


@pytest.mark.parametrize(("arguments", "words"), [
    ([], "the following arguments are required: COMMAND"),
    (["nonsense"], "invalid choice: 'nonsense'"),
    (["match", "--needs", "a"], "required: --offers"),
    (["match", "--needs", "a", "--offers", "b", "--top", "0"], "0 is not a positive number"),
    (["match", "--needs", "no.jsonl", "--offers", "no.jsonl"], "no.jsonl: no such file"),
    (["demo", "--size", "XL"], "invalid choice: 'XL'"),
    (["backup"], "required: DIR"),
])  # fmt: skip
def test_a_wrong_call_gets_one_line(
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.startswith("dnm: ")
    assert words in said.err


def test_commands_without_a_database_say_what_to_do(tmp_path: Path) -> None:
    empty = House(tmp_path / "var")
    for command in ("verify", "worker", "backup new"):
        said = one_line(empty.dnm(*command.split()))
        assert f"there is no database {empty.folder / 'dnm.sqlite3'}: run `dnm up` first" in said
    (empty.folder / "dnm.sqlite3").touch()
    assert "the database is not migrated: run `dnm prepare`" in one_line(empty.dnm("verify"))


def test_a_database_that_does_not_answer_is_said(tmp_path: Path) -> None:
    house = House(tmp_path / "var", "postgresql://nobody@127.0.0.1:9/none")
    assert "the database does not answer: connection" in one_line(house.dnm("verify"))
    house.environment["DNM_DATABASE_URL"] = "mysql://localhost/dnm"
    assert "DNM_DATABASE_URL must begin with postgresql://" in one_line(house.dnm("verify"))


def test_a_data_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "file" in one_line(House(tmp_path / "file" / "var").dnm("verify"))


def test_nobody_reading_on_is_no_error(house: House) -> None:
    command = f"{' '.join(house.command(('check',)))} | true"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], env=house.environment, cwd=house.folder.parent,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stderr == ""


# --- Environment ---


def test_variables_come_from_the_file_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"DNM_PORT": "8123"})
    (tmp_path / ".env").write_text(
        "# comment\n\nDNM_PORT=9000\nexport DNM_PUBLIC_URL = \"https://dnm.example\"\nDNM_EMAIL_FROM='a=b@c.example'\nOTHER=1\n"
    )
    read_environment(tmp_path / ".env")
    assert os.environ == {
        "DNM_PORT": "8123", "DNM_PUBLIC_URL": "https://dnm.example", "DNM_EMAIL_FROM": "a=b@c.example",
    }  # fmt: skip


@pytest.mark.parametrize(("text", "words"), [
    ("DNM_PORT", "line 1: expected NAME=VALUE"),
    ("\nDNM_PROT=1", "line 2: DNM knows no variable DNM_PROT"),
    ("DNM_PORT=many", "DNM_PORT must be a number from 1 to 65535, not 'many'"),
    ("DNM_PORT=70000", "DNM_PORT must be a number"),
    ("DNM_DEMO=yes", "DNM_DEMO must be 1 or 0, not 'yes'"),
])  # fmt: skip
def test_a_wrong_variable_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, words: str) -> None:
    monkeypatch.setattr(os, "environ", {})
    (tmp_path / ".env").write_text(text)
    with pytest.raises(Failure, match=words):
        read_environment(tmp_path / ".env")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"DNM_EMAIL_FROM=\xe4@x.example")
    with pytest.raises(Failure, match="is not UTF-8"):
        read_environment(tmp_path / ".env")


@pytest.mark.once
def test_the_set_up_puts_things_where_the_file_says(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "#DNM_DATA_DIR=/old\nexport DNM_DATA_DIR = '/srv/dnm/var'\nDNM_STATIC_ROOT=/srv/www\n"
    )
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("DNM_", "MAKE", "MFLAGS"))}

    def said(**more: str) -> list[str]:
        done = subprocess.run(
            ["make", "-f", str(ROOT / "Makefile"), "-pn", "help"], cwd=tmp_path, env=bare | more,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        values = dict(line.split(" := ", 1) for line in done.stdout.splitlines() if " := " in line)
        return [values[name] for name in ("DATA", "STATIC", "MODELS")]

    assert said() == ["/srv/dnm/var", "/srv/www", "/srv/dnm/var/models"]
    assert said(DNM_DATA_DIR="/tmp/x") == ["/tmp/x", "/srv/www", "/tmp/x/models"]
    (tmp_path / ".env").unlink()
    assert said() == ["var", "var/static", "var/models"]


def test_the_example_lists_every_variable() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert {line.strip("#").partition("=")[0] for line in lines if "DNM_" in line.partition("=")[0][:5]} == set(KNOWN)


# --- verify ---


def test_verify_tells_clean_tampered_and_unusable_apart(house: House) -> None:
    house.python(RECORD)
    done = house.dnm("verify")
    assert (done.returncode, done.stdout, done.stderr) == (0, "clean: 3 entries\n", "")
    changed = house.python(CHANGE)
    done = house.dnm("verify")
    assert (done.returncode, done.stdout) == (
        1,
        f"journal_entry {changed}: was changed after it was sealed\n",
    )
    key = house.folder / "journal.key"
    key.rename(house.folder / "away")
    assert "without the key nothing can be verified" in one_line(house.dnm("verify"))
    key.write_text("another")
    assert "journal.key is another journal's" in one_line(house.dnm("verify"))


def test_a_lost_head_can_be_renewed_only_when_all_else_is_clean(house: House) -> None:
    house.python(RECORD)
    (house.folder / "journal.head").unlink()
    done = house.dnm("verify")
    assert (done.returncode, done.stdout) == (1, "journal.head: the file is missing\n")
    assert house.dnm("verify", "--renew-head").returncode == 0
    assert house.dnm("verify").returncode == 0
    (house.folder / "journal.head").unlink()
    house.python(CHANGE)
    assert house.dnm("verify", "--renew-head").returncode == 1
    assert not (house.folder / "journal.head").exists()


def test_verify_finds_a_changed_file(house: House) -> None:
    (house.folder / "files").mkdir()
    name = "0" * 64
    (house.folder / "files" / name).write_bytes(b"something")
    done = house.dnm("verify")
    assert (done.returncode, done.stdout) == (1, f"files {name}: was changed on the disk\n")


# --- check ---


def test_check_names_what_is_missing(house: House) -> None:
    (house.folder / "secret.key").chmod(0o644)
    house.folder.chmod(0o755)
    house.python("from tests.factories import UserFactory\nUserFactory(email='anna@dzm.example', roles=['scout'])")
    done = house.dnm(
        "check", DNM_EMAIL_URL="smtp://127.0.0.1:9", WEB_CONCURRENCY="2", DNM_RANKING="full", DNM_DEMO="1",
        DNM_SECRET_KEY="short", DNM_PUBLIC_URL="https://dnm.example",
    )  # fmt: skip
    assert done.returncode == 1
    for words in (
        "DNM_BEHIND_PROXY is not 1", "does not let us in", "name the centre's own address", "shorter than 50",
        f"chmod 600 {house.folder / 'secret.key'}", f"chmod 700 {house.folder}", "this is a demo",
        "anna@dzm.example works in the office without a second factor", "WEB_CONCURRENCY",
        "the worker was never seen", "the clock was never seen", "there was never a backup", "is not built",
    ):  # fmt: skip
        assert words in done.stdout


def test_check_is_content_with_a_good_installation(house: House, tmp_path: Path) -> None:
    house.python(
        "from allauth.mfa.models import Authenticator\nfrom tests.factories import UserFactory\n"
        "person = UserFactory(roles=['lead'])\n"
        "Authenticator.objects.create(user=person, type='totp', data={})"
    )
    assert house.dnm("worker", "--once", DNM_EMAIL_URL="").returncode == 0
    assert house.dnm("backup", tmp_path / "backup").returncode == 0
    done = house.dnm(
        "check", DNM_EMAIL_FROM="dzm@kreis.de", DNM_PUBLIC_URL="https://dnm.kreis.de", DNM_BEHIND_PROXY="1"
    )
    missing, vectors = done.stdout.splitlines()
    assert missing == "- DNM_EMAIL_URL is not set: letters are written to a folder and reach nobody"
    assert vectors.startswith("Vectors for the ranking lie in " + ("the database (pgvector" if house.url else "a file"))


def test_check_says_what_is_wrong_with_the_database(tmp_path: Path) -> None:
    done = House(tmp_path / "var").dnm("check")
    assert done.returncode == 1
    assert "- there is no database" in done.stdout


# --- up ---


def test_up_starts_everything_and_ends_it(house: House) -> None:
    (house.folder / "demo").touch()
    accounts = [{"role": "Digitalscout", "name": "A B", "email": "a@dzm.example", "password": "Werkbank-7"}]
    (house.folder / "demo-accounts.json").write_text(json.dumps(accounts))
    up = house.start("up")
    said = wait_for_line(house, f"http://127.0.0.1:{house.port}\n")
    assert "Digitalscout  a@dzm.example  Werkbank-7" in said
    assert f"Letters are written to {house.folder / 'outbox'}, not sent" in said
    assert page(house.port) == 200
    end = time.monotonic() + 30
    while page(house.port, "/healthz") != 200:
        assert time.monotonic() < end
        time.sleep(0.5)
    both = children_of(up.pid)
    assert sorted(both) == ["web", "worker"]
    os.kill(both["web"], signal.SIGKILL)
    os.kill(both["worker"], signal.SIGKILL)
    wait_for_line(house, "dnm: web was killed (signal 9); starting it again")
    wait_for_line(house, "dnm: worker was killed (signal 9); starting it again")
    assert page(house.port) == 200
    again = children_of(up.pid)
    began = time.monotonic()
    up.terminate()
    assert up.wait(15) == 0
    assert time.monotonic() - began < 12
    assert [pid for pid in again.values() if Path(f"/proc/{pid}").exists()] == []


def test_a_taken_port_is_named(house: House) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", house.port))
        other.listen()
        said = one_line(house.dnm("up"))
    assert f"port {house.port} cannot be used" in said
    assert "DNM_PORT" in said


@pytest.mark.once
def test_up_gives_up_on_a_web_process_that_cannot_start(house: House) -> None:
    """A cache backend that does not exist: migrating works, serving does not."""
    stand_in = house.folder.parent / "gunicorn.py"
    stand_in.write_text("raise SystemExit(7)")
    up = house.start("up", PYTHONPATH=f"{house.folder.parent}:{ROOT}")
    assert up.wait(60) == 2
    assert "dnm: web ended with status 7, 5 times in a row; the reason stands above" in house.log.read_text()


def test_preparing_twice_collects_static_files_once(house: House) -> None:
    assert house.dnm("prepare").returncode == 0
    manifest = house.folder / "static/staticfiles.json"
    before = manifest.stat().st_mtime_ns
    assert house.dnm("prepare").returncode == 0
    assert manifest.stat().st_mtime_ns == before
    os.utime(manifest, (0, 0))
    assert house.dnm("prepare").returncode == 0
    assert manifest.stat().st_mtime_ns > before


@pytest.mark.skipif(not SERVER, reason="SQLite has no such table")
def test_preparing_again_makes_the_table_for_vectors_once_there_is_the_extension(house: House) -> None:
    """As when the operator could not make the extension at first: the migration did nothing."""
    there = """
from django.db import connection
from dnm.matching.queries.vectors import vectors_in_database
with connection.cursor() as cursor:
    cursor.execute("DROP TABLE IF EXISTS matching_reading" if {gone} else "SELECT 1")
answer = vectors_in_database()
"""
    assert house.python(there.format(gone=True)) is False
    assert "To share them among workers: CREATE EXTENSION vector" in house.dnm("check").stdout
    assert house.dnm("prepare").returncode == 0
    assert house.python(there.format(gone=False)) is True


def test_a_demo_needs_an_empty_data_folder(house: House) -> None:
    house.python("from tests.factories import UserFactory\nUserFactory()")
    assert "is not empty (accounts_user)" in one_line(house.dnm("demo", "--size", "S"))
    assert not (house.folder / "demo").exists()
