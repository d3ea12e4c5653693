"""Backup and restore between databases, and everything that must not happen to them."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dnm.cli.hashing import combined
from tests.house import SERVER, House, copied

FILL = """
from datetime import timedelta
from django.utils import timezone
from dnm.accounts.rules import SYSTEM
from dnm.introductions.workflow import State
from dnm.journal.actions import erase_aside, record, seal
from dnm.mail.actions import Recipient, claim, queue_text
from dnm.mail.models import Letter
from dnm.work.actions import enqueue
from dnm.journal.models import Entry
from tests.stories import story
told = story(State.PILOT_RUNNING)
story(State.SUGGESTED)
erase_aside(Entry.objects.first())
record("x", told.case, by=SYSTEM, aside="Umlaute äöüß, Emoji 🪚", floats=[1.5, 1e16], nothing=None)
queue_text("test", "geheim", "Ihr Code: 123456", to=Recipient("a@betrieb.example"), secret=True)
queue_text("test", "offen", "Guten Tag", to=Recipient("b@betrieb.example"))
Letter.objects.filter(subject="offen").update(sent_at=timezone.now() - timedelta(days=200))
enqueue("matching.rank_all", "offers")
seal()
"""
HASH = "from dnm.cli.snapshot import logical_hash\nanswer = logical_hash()"


def fill(house: House) -> str:
    house.python(FILL)
    content = b"Beleg " * 50_000
    name = hashlib.sha256(content).hexdigest()
    (house.folder / "files" / name[:2]).mkdir(parents=True)
    (house.folder / "files" / name[:2] / name).write_bytes(content)
    return str(house.python(HASH))


@pytest.fixture(scope="session")
def filled_once(prepared: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Path]]:
    """With data, and a backup of it; made once, as it takes a while."""
    folder = tmp_path_factory.mktemp("filled")
    with copied(prepared, folder) as house:
        fill(house)
        done = house.dnm("backup", folder / "backup", "--with-keys")
        assert done.returncode == 0, done.stderr
        yield house, folder / "backup"


@pytest.fixture
def filled(filled_once: tuple[House, Path], tmp_path: Path) -> Iterator[House]:
    """A copy of it, for a test of its own."""
    with copied(filled_once[0], tmp_path) as house:
        yield house


@pytest.fixture
def backup(filled_once: tuple[House, Path], tmp_path: Path) -> Path:
    """A copy of its backup."""
    return Path(shutil.copytree(filled_once[1], tmp_path / "backup"))


def another(tmp_path: Path, name: str) -> House:
    """A second installation, always on SQLite."""
    (tmp_path / name).mkdir(exist_ok=True)
    return House(tmp_path / name / "var")


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a refused command says."""
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    return done.stderr.strip()


def test_a_backup_restored_twice_over_two_databases_holds_the_same(house: House, tmp_path: Path) -> None:
    """SQLite to SQLite to SQLite, or with a server SQLite to PostgreSQL to SQLite."""
    first, last = another(tmp_path, "first"), another(tmp_path, "last")
    assert first.dnm("prepare").returncode == 0
    hashes = [fill(first)]
    (house.folder / "journal.key").unlink()
    for number, (source, target) in enumerate([(first, house), (house, last)]):
        folder = tmp_path / f"backup{number}"
        done = source.dnm("backup", folder, "--with-keys")
        assert done.returncode == 0, done.stderr
        done = target.dnm("restore", folder)
        assert done.returncode == 0, done.stderr
        hashes.append(target.python(HASH))
        assert target.dnm("verify").stdout.startswith("clean: ")
    assert len(set(hashes)) == 1
    engines = [json.loads((tmp_path / f"backup{n}/manifest.json").read_text())["engine"] for n in (0, 1)]
    assert engines == ["sqlite", "postgresql" if SERVER else "sqlite"]


def test_a_restored_installation_works_on(backup: Path, tmp_path: Path) -> None:
    copy = another(tmp_path, "copy")
    assert copy.dnm("restore", backup).returncode == 0
    done = copy.dnm("worker", "--once")
    assert "matching.rank_all" not in done.stderr
    states = copy.python(
        "from dnm.mail.models import Letter\n"
        "rows = Letter.objects.filter(kind='test').order_by('id')\n"
        "answer = list(rows.values_list('subject', 'state', 'body'))"
    )
    assert states == [["geheim", "failed", ""], ["offen", "sent", "Guten Tag"]]
    keys = copy.python(
        "from dnm.centre.models import Closure\nfrom datetime import date\n"
        "from dnm.introductions.models import StepTaken\n"
        "last = StepTaken.objects.order_by('-pk').first()\n"
        "known = last.pk\nlast.pk = None\nlast.save()\nanswer = [known, last.pk]"
    )
    assert keys[1] > keys[0]


def test_a_backup_holds_no_secrets_and_is_for_our_eyes_only(backup: Path) -> None:
    files = [path for path in backup.rglob("*") if path.is_file()]
    assert [path for path in files if b"123456" in path.read_bytes()] == []
    assert [oct(path.stat().st_mode & 0o777) for path in files] == ["0o600"] * len(files)
    assert oct(backup.stat().st_mode & 0o777) == "0o700"
    labels = {path.stem for path in (backup / "tables").iterdir()}
    assert {
        "sessions.session",
        "django_q.ormq",
        "work.heartbeat",
        "contenttypes.contenttype",
    } & labels == set()
    assert {"introductions.release", "journal.entry", "mfa.authenticator", "mail.letter"} <= labels


def test_the_keys_are_inside_only_when_asked_for(filled: House, backup: Path, tmp_path: Path) -> None:
    assert {"journal.key", "secret.key"} <= {path.name for path in backup.iterdir()}
    done = filled.dnm("backup", tmp_path / "without")
    assert "Without it nobody can verify the journal" in done.stdout
    assert {path.name for path in (tmp_path / "without").iterdir()} == {
        "manifest.json", "tables", "files", "journal.head",
    }  # fmt: skip
    copy = another(tmp_path, "copy")
    done = copy.dnm("restore", tmp_path / "without")
    assert f"Put your copy of journal.key at {copy.folder / 'journal.key'}" in done.stdout
    assert "journal.key is missing" in one_line(copy.dnm("verify"))
    assert "journal.key is missing" in one_line(copy.dnm("up"))
    (copy.folder / "journal.key").write_text((filled.folder / "journal.key").read_text())
    assert copy.dnm("verify").returncode == 0


@pytest.mark.parametrize(
    "name",
    [
        "tables/introductions.release.jsonl",
        "tables/mail.letter.jsonl",
        "journal.head",
        "files",
        "manifest.json",
    ],
)
def test_a_flipped_byte_is_refused_by_name(backup: Path, tmp_path: Path, name: str) -> None:
    path = backup / name
    if path.is_dir():
        path = next(path.iterdir())
    content = bytearray(path.read_bytes())
    place = content.index(b'"sha256": "') + 12 if name == "manifest.json" else len(content) // 2
    content[place] ^= 1
    path.write_bytes(bytes(content))
    copy = another(tmp_path, "copy")
    said = one_line(copy.dnm("restore", backup))
    assert "is damaged" in said
    if name != "manifest.json":
        assert str(path) in said
    assert not copy.folder.exists()


def test_a_missing_file_is_refused_by_name(backup: Path, tmp_path: Path) -> None:
    (backup / "tables/mail.letter.jsonl").unlink()
    said = one_line(another(tmp_path, "copy").dnm("restore", backup))
    assert said == f"dnm: {tmp_path}/backup/tables/mail.letter.jsonl is missing"


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format": 1}', b"\xff\xfe"])
def test_a_broken_manifest_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    assert "manifest.json is damaged" in one_line(another(tmp_path, "copy").dnm("restore", tmp_path))


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    assert "is no backup" in one_line(another(tmp_path, "copy").dnm("restore", tmp_path))


@pytest.mark.parametrize(("field", "value", "words"), [
    ("format", 7, "has format 7"), ("migrations", [], "whose tables are not the same"),
])  # fmt: skip
def test_a_backup_of_another_version_is_refused(
    backup: Path, tmp_path: Path, field: str, value: object, words: str
) -> None:
    path = backup / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {field: value}))
    assert words in one_line(another(tmp_path, "copy").dnm("restore", backup))


def test_a_restore_never_writes_into_what_is_there(filled: House, backup: Path, tmp_path: Path) -> None:
    before = filled.python(HASH)
    assert "the database is not empty" in one_line(filled.dnm("restore", backup))
    assert filled.python(HASH) == before
    other = another(tmp_path, "other")
    (other.folder / "files/ab").mkdir(parents=True)
    assert "files is not empty" in one_line(other.dnm("restore", backup))
    (other.folder / "journal.key").write_text("another key")
    assert "is another key than the one in the backup" in one_line(other.dnm("restore", backup))


def test_a_backup_that_does_not_fit_leaves_nothing_behind(backup: Path, tmp_path: Path) -> None:
    """All hashes are right, yet a row points to nowhere: the transaction takes everything back."""
    table = backup / "tables/introductions.introduction.jsonl"
    rows = [json.loads(line) for line in table.read_text().splitlines()]
    rows[0]["owner_id"] = 999999
    table.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    manifest = json.loads((backup / "manifest.json").read_text())
    tables = manifest["tables"]
    tables["introductions.introduction"]["sha256"] = hashlib.sha256(table.read_bytes()).hexdigest()
    manifest["logical_hash"] = combined({label: listed["sha256"] for label, listed in tables.items()})
    (backup / "manifest.json").write_text(json.dumps(manifest))
    copy = another(tmp_path, "copy")
    assert copy.dnm("restore", backup).returncode == 2
    assert copy.python("from dnm.accounts.models import User\nanswer = User.objects.count()") == 0
    assert [path.name for path in copy.folder.iterdir() if path.name.startswith("files")] == []


def test_an_existing_folder_is_refused(house: House, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    assert "exists already" in one_line(house.dnm("backup", tmp_path / "there"))
    (tmp_path / "new.partial").mkdir()
    assert "broken off: delete it" in one_line(house.dnm("backup", tmp_path / "new"))


def test_a_full_disk_is_said_and_nothing_half_done_stays(filled: House, tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk."""
    limited = ["sh", "-c", 'ulimit -f 400; exec "$@"', "sh", *filled.command(("backup", tmp_path / "backup"))]
    done = subprocess.run(
        limited,
        env=filled.environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert f"the backup could not be written to {tmp_path / 'backup'}: File too large" in one_line(done)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("backup")] == []


def test_a_damaged_file_is_left_out_and_named(filled: House, tmp_path: Path) -> None:
    (damaged,) = [path for path in (filled.folder / "files").rglob("*") if path.is_file()]
    damaged.write_bytes(b"other")
    done = filled.dnm("backup", tmp_path / "backup")
    assert done.returncode == 1
    assert f"damaged and left out: {damaged}" in done.stdout
    assert os.listdir(tmp_path / "backup/files") == []


def test_a_backup_shows_one_moment_while_others_write(house: House, tmp_path: Path) -> None:
    """A writer adds a closure and its twin in one transaction; no backup ever holds only one of them."""
    writer = (
        "import os, time\nfrom datetime import date\nfrom django.db import transaction\n"
        "from dnm.centre.models import Closure, Text\n"
        "n = 0\n"
        f"while not os.path.exists({str(tmp_path / 'stop')!r}):\n"
        "    n += 1\n"
        "    with transaction.atomic():\n"
        "        Closure.objects.create(name=str(n), starts=date(2026, 1, 1), ends=date(2026, 1, 1))\n"
        "        time.sleep(0.01)\n"
        "        Text.objects.create(key=str(n), language='de', body='x')\n"
        "    time.sleep(0.005)\n"
    )
    process = subprocess.Popen(
        [house.command(())[0], "-c", f"import django; django.setup()\n{writer}"],
        env=house.environment | {"DJANGO_SETTINGS_MODULE": "dnm.settings"},
    )
    try:
        counts = []
        for number in range(3):
            done = house.dnm("backup", tmp_path / f"b{number}")
            assert done.returncode == 0, done.stderr
            tables = json.loads((tmp_path / f"b{number}/manifest.json").read_text())["tables"]
            counts.append((tables["centre.closure"]["rows"], tables["centre.text"]["rows"]))
    finally:
        (tmp_path / "stop").touch()
        process.wait(30)
    assert [closures == texts for closures, texts in counts] == [True] * 3
    assert counts[-1][0] > counts[0][0] >= 0
