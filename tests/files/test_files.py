import hashlib
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from dnm.files.actions import erase, keep, plain_name
from dnm.files.models import StoredFile
from dnm.files.queries import DamagedFile, MissingFile, content_of, path_of

NOW = datetime(2026, 11, 23, 13, 3, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
CONTENT = b"%PDF-1.7 Beleg"
HASH = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


def kept(**changes: object) -> StoredFile:
    values: dict[str, object] = {
        "content": CONTENT,
        "name": "Beleg.pdf",
        "media_type": "application/pdf",
        "by_label": "user:7",
        "now": NOW,
    }
    return keep(**{**values, **changes})  # type: ignore[arg-type]


def rolled_back(act: Callable[[], object]) -> None:
    with transaction.atomic():
        act()
        raise ZeroDivisionError


@pytest.mark.django_db
def test_a_file_is_kept_under_its_hash_and_comes_back(folder):
    stored = kept()
    assert (stored.sha256, stored.size, stored.media_type, stored.name, str(stored)) == (
        HASH,
        14,
        "application/pdf",
        "Beleg.pdf",
        "Beleg.pdf",
    )
    assert path_of(HASH) == folder / HASH[:2] / HASH[2:]
    assert content_of(stored) == CONTENT
    assert stat.S_IMODE(path_of(HASH).stat().st_mode) == 0o600


@pytest.mark.django_db
def test_the_same_content_is_kept_once_under_its_first_name():
    first, second = kept(), kept(name="Kopie.pdf", by_label="user:8", now=LATER)
    assert first.pk == second.pk
    assert (second.name, second.by_label, second.created_at) == ("Beleg.pdf", "user:7", NOW)
    assert [path.name for path in path_of(HASH).parent.iterdir()] == [HASH[2:]]


@pytest.mark.django_db
def test_what_is_personal_once_stays_personal():
    assert kept().personal is False
    assert kept(personal=True).personal is True
    assert kept().personal is True


@pytest.mark.django_db
def test_a_changed_file_is_refused_and_kept_again_repaired():
    stored = kept()
    path_of(HASH).write_bytes(b"%PDF-1.7 Belag")
    with pytest.raises(DamagedFile):
        content_of(stored)
    kept()
    assert content_of(stored) == CONTENT


@pytest.mark.django_db
def test_a_lost_file_is_named():
    stored = kept()
    path_of(HASH).unlink()
    with pytest.raises(MissingFile, match=HASH):
        content_of(stored)


@pytest.mark.django_db(transaction=True)
def test_after_a_rollback_the_file_has_no_row_and_can_be_kept_again():
    with pytest.raises(ZeroDivisionError):
        rolled_back(kept)
    assert StoredFile.objects.count() == 0
    assert path_of(HASH).exists()
    assert content_of(kept()) == CONTENT


@pytest.mark.django_db(transaction=True)
def test_an_erased_file_leaves_a_row_without_name_and_content():
    stored = kept()
    erase(stored=stored, now=LATER)
    stored.refresh_from_db()
    assert (stored.name, stored.by_label, stored.erased_at, str(stored)) == ("", "", LATER, HASH[:12])
    with pytest.raises(MissingFile):
        content_of(stored)


@pytest.mark.django_db(transaction=True)
def test_an_erasure_that_is_rolled_back_takes_nothing_away():
    stored = kept()
    with pytest.raises(ZeroDivisionError):
        rolled_back(lambda: erase(stored=stored, now=LATER))
    assert content_of(stored) == CONTENT


@pytest.mark.django_db(transaction=True)
def test_content_that_comes_back_while_it_is_being_erased_stays():
    stored = kept()
    with transaction.atomic():
        erase(stored=stored, now=LATER)
        again = kept(name="Neu.pdf", by_label="user:9")
    assert (again.pk, again.name, again.by_label, again.erased_at) == (stored.pk, "Neu.pdf", "user:9", None)
    assert content_of(again) == CONTENT


@pytest.mark.django_db(transaction=True)
def test_content_that_comes_back_after_its_erasure_is_kept_anew():
    stored = kept()
    erase(stored=stored, now=LATER)
    assert content_of(kept()) == CONTENT


@pytest.mark.django_db
def test_an_empty_file_is_a_file():
    assert content_of(kept(content=b"")) == b""


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Beleg.pdf", "Beleg.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Belege\\Mai.pdf", "Mai.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("", ""),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("x." + "y" * 300, "x." + "y" * 198),
        ("Rechnung 😀.pdf", "Rechnung 😀.pdf"),
    ],
)
def test_names_of_files_are_made_plain(name, plain):
    assert plain_name(name) == plain


@settings(deadline=None)
@given(st.text())
def test_no_name_holds_a_path_or_a_control_sign(name):
    plain = plain_name(name)
    assert len(plain) <= 200
    assert "/" not in plain
    assert plain.isprintable()
