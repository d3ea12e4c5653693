"""What the models have read, kept in a file or, on PostgreSQL, in a table that all workers share."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from dnm.cli.snapshot import kept_models
from dnm.demo.texts import read
from dnm.engines import ranking
from dnm.engines.ranking.cleaning import whole
from dnm.engines.ranking.models import Encoded, SentenceModel, Side, Vectors
from dnm.engines.ranking.readings import TEXT_DIGITS, text_key, text_keys
from dnm.matching import actions, jobs
from dnm.matching.actions.vectors import make_table_for_vectors
from dnm.matching.models import Offer
from dnm.matching.queries.facts import need_words
from dnm.matching.queries.vectors import TABLE, place_of_vectors, vectors_in_database
from tests.factories import OfferFactory, StartupFactory
from tests.stories import a_need, a_scout

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such table")


class Watched:
    """A model that remembers what it was given to read."""

    def __init__(self, model: SentenceModel) -> None:
        self.model, self.name, self.width = model, model.name, model.width
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str], side: Side) -> Vectors:
        self.texts += texts
        return self.model.encode(texts, side)

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[str]], side: Side) -> Encoded:
        self.texts += texts
        return self.model.encode_parts(texts, parts, side)


class Worker:
    """One that has just started, on a machine with a data folder of its own."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        settings.DATA_DIR = folder
        jobs.encoder.cache_clear()
        self.model = Watched(jobs.encoder().models[0])
        jobs.encoder().models = (self.model,)
        self.shelf = jobs.Shelf()

    def refresh(self) -> list[str]:
        """Bring the index up to date; what the model had to read for that."""
        self.model.texts.clear()
        self.shelf.refresh({})
        return [text for text in self.model.texts if text in OWN]

    def lines(self, need) -> list[tuple[object, ...]]:
        jobs.rank_now(need, self.shelf.refresh({}))
        return list(need.matches.order_by("rank").values_list("offer", "score", "weak", "reasons"))


TEXTS = [
    ("Dienstplan für die Pflege", "Der Dienstplan passt sich Krankmeldungen an.", "de"),
    ("Finds faulty parts", "We retrofit old machines; scrap is found at once.", "en"),
    ("Kamera am Band", "Eine Kamera über dem Band erkennt Lunker und Grate.", "de"),
]
TAKEN_BACK = "Fragen Sie uns."
CARE, CARE_LATER = (whole(TEXTS[0][0], text) for text in (TEXTS[0][1], TAKEN_BACK))
OWN = {CARE_LATER, *(whole(title, text) for title, text, language in TEXTS)}


@pytest.fixture(autouse=True)
def light(settings: Settings):
    settings.RANKING_MODE = "light"
    yield
    jobs.encoder.cache_clear()


@pytest.fixture
def offers() -> list[Offer]:
    return [OfferFactory(title=title, text=text, language=language) for title, text, language in TEXTS]


@pytest.fixture
def files() -> None:
    """As on SQLite, on either database."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")


def rows(question: str = "count(*)") -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {question} FROM {TABLE}")
        return cursor.fetchone()[0]


def file_of(folder: Path) -> Path:
    return next(folder.glob("readings-*.index"))


# --- In either place ---


def test_a_worker_that_has_just_started_reads_only_what_is_new(offers, settings: Settings, tmp_path: Path):
    need = a_need(a_scout())
    first = Worker(settings, tmp_path / "machine")
    assert len(first.refresh()) == 3
    before = first.lines(need)
    again = Worker(settings, tmp_path / "machine")
    assert (again.refresh(), again.lines(need), len(before)) == ([], before, 3)
    assert again.model.texts == []
    care = offers[0]
    care.text = TAKEN_BACK
    care.save()
    assert again.refresh() == [CARE_LATER]
    assert again.refresh() == []


def test_other_facts_need_no_reading(offers, settings: Settings, tmp_path: Path):
    worker = Worker(settings, tmp_path)
    worker.refresh()
    offers[0].price_from = 900
    offers[0].save()
    assert (worker.refresh(), worker.shelf.index.offer(str(offers[0].pk)).price_from) == ([], 900)


# --- In the file ---


def test_words_that_were_taken_back_leave_the_file_at_once(offers, files, settings: Settings, tmp_path: Path):
    for number in range(200):
        OfferFactory(organisation=StartupFactory(), title=f"Angebot {number}", text=f"Wir messen Nummer {number}.")
    scout = a_scout()
    need = a_need(scout)
    worker = Worker(settings, tmp_path)
    worker.refresh()
    path = file_of(tmp_path)
    older = [path.with_name("offers-1.1.index"), path.with_name("readings-0.9.index")]
    for file in older:
        file.write_bytes(b"x")
    said, asked = text_key("offer", CARE), None
    (asked,) = text_keys([need_words(need)]) - text_keys([])
    assert [key.encode() in path.read_bytes() for key in (said, asked)] == [True, True]
    offers[0].text = TAKEN_BACK
    offers[0].save()
    worker.refresh()
    assert [key.encode() in path.read_bytes() for key in (said, asked)] == [False, True]
    assert [file.exists() for file in older] == [False, False]
    actions.close_need(need, by=scout, solved=True)
    worker.refresh()
    assert asked.encode() not in path.read_bytes()


def test_the_file_is_the_owners_and_stays_as_it_is_while_nothing_changes(
    offers, files, settings: Settings, tmp_path: Path
):
    Worker(settings, tmp_path).refresh()
    kept = file_of(tmp_path).stat()
    Worker(settings, tmp_path).refresh()
    now = file_of(tmp_path).stat()
    assert (now.st_mtime_ns, oct(now.st_mode & 0o777)) == (kept.st_mtime_ns, "0o600")


def test_a_damaged_file_is_replaced(offers, files, settings: Settings, tmp_path: Path, caplog):
    Worker(settings, tmp_path).refresh()
    path = file_of(tmp_path)
    path.write_bytes(path.read_bytes()[:-1])
    assert (len(Worker(settings, tmp_path).refresh()), Worker(settings, tmp_path).refresh()) == (3, [])
    assert caplog.text.count("offers are read anew") == 1


def test_without_room_on_the_disk_the_ranking_goes_on(offers, files, settings: Settings, tmp_path: Path, caplog):
    need = a_need(a_scout())
    worker = Worker(settings, tmp_path)
    worker.shelf.readings.path = tmp_path / "gone" / "readings"
    assert (len(worker.lines(need)), "was not kept" in caplog.text) == (3, True)


# --- In the table ---


@on_postgresql
def test_the_order_is_the_same_with_table_and_file(offers, settings: Settings, tmp_path: Path):
    need = a_need(a_scout())
    writing = Worker(settings, tmp_path / "writes")
    written = writing.lines(need)
    reading = Worker(settings, tmp_path / "reads")
    assert (reading.lines(need), reading.refresh(), list((tmp_path / "reads").iterdir())) == (written, [], [])
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABLE}")
    filed = Worker(settings, tmp_path / "files")
    assert (filed.lines(need), len(file_of(tmp_path / "files").read_bytes()) > 1000) == (written, True)


@on_postgresql
def test_what_another_machine_has_read_finds_the_same_twenty(settings: Settings, tmp_path: Path):
    """All offers of the demo region, and five of its needs: by the embedded index alone, then from the table."""
    for row in read("startups"):
        startup = StartupFactory()
        for offer in row["offers"]:
            words = {name: offer[name] for name in ("title", "text")}
            OfferFactory(organisation=startup, language=offer["lang"], **words)
    asked = [one for one in read("needs")["needs"] if one.get("goal")][:5]
    needs = [ranking.Need(one["key"], one["problem"], one["title"]) for one in asked]

    def twenty(worker: Worker) -> list[list[tuple[str, int]]]:
        index = worker.shelf.refresh({})
        found = [ranking.rank(need, index, limit=20) for need in needs]
        return [[(match.offer_id, match.score) for match in matches] for matches in found]

    alone = Worker(settings, tmp_path / "alone")
    jobs.encoder().readings = alone.shelf.readings = None
    embedded = twenty(alone)
    assert rows() == 0
    twenty(Worker(settings, tmp_path / "writes"))
    reading = Worker(settings, tmp_path / "reads")
    assert twenty(reading) == embedded
    assert [len(matches) for matches in embedded] == [20] * 5
    assert rows() >= Offer.objects.count() > 100


@on_postgresql
def test_a_second_machine_reads_nothing_and_writes_nothing(offers, settings: Settings, tmp_path: Path):
    need = a_need(a_scout())
    first = Worker(settings, tmp_path / "first")
    lines = first.lines(need)
    before = rows("md5(string_agg(key || model || vector::text || xmin::text, ',' ORDER BY key, model))")
    second = Worker(settings, tmp_path / "second")
    assert (second.lines(need), second.model.texts) == (lines, [])
    assert rows("md5(string_agg(key || model || vector::text || xmin::text, ',' ORDER BY key, model))") == before


@on_postgresql
def test_words_that_were_taken_back_leave_the_table_at_once(offers, settings: Settings, tmp_path: Path):
    scout = a_scout()
    need = a_need(scout)
    worker = Worker(settings, tmp_path)
    worker.refresh()
    said = text_key("offer", CARE)
    (asked,) = text_keys([need_words(need)]) - text_keys([])
    there = f"array_agg(DISTINCT left(key, {TEXT_DIGITS}))"
    assert {said, asked} <= set(rows(there))
    offers[0].text = TAKEN_BACK
    offers[0].save()
    actions.close_need(need, by=scout, solved=True)
    worker.refresh()
    assert {said, asked} & set(rows(there)) == set()
    count = rows()
    offers[1].delete()
    Worker(settings, tmp_path).refresh()  # it never knew them
    assert rows() == count - 1


@on_postgresql
def test_what_another_version_has_read_is_not_used_and_goes(offers, settings: Settings, tmp_path: Path):
    Worker(settings, tmp_path).refresh()
    count = rows()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET reader = '0.9' || substr(reader, 4)")
    assert (len(Worker(settings, tmp_path).refresh()), rows(), rows("min(left(reader, 3))")) == (3, count, "1.1")


@on_postgresql
def test_a_row_that_does_not_fit_is_read_again(offers, settings: Settings, tmp_path: Path):
    Worker(settings, tmp_path).refresh()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET vector = '[1,2]'")
    assert len(Worker(settings, tmp_path).refresh()) == 3


@on_postgresql
def test_files_go_where_the_table_has_taken_over(offers, settings: Settings, tmp_path: Path):
    (tmp_path / "offers-1.1.index").write_bytes(b"words")
    Worker(settings, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_table_is_in_no_backup(offers):
    assert TABLE not in {model._meta.db_table for model in kept_models()}


# --- Whether there is a table ---


def test_the_operator_is_told_where_the_vectors_lie(settings: Settings):
    there = "Vectors for the ranking lie in"
    if connection.vendor == "postgresql":
        assert (make_table_for_vectors(), vectors_in_database()) == (True, True)
        assert place_of_vectors().startswith(f"{there} the database (pgvector ")
    else:
        assert (make_table_for_vectors(), vectors_in_database()) == (False, False)
        assert place_of_vectors() == f"{there} a file in {settings.DATA_DIR}, as SQLite keeps none."


@on_postgresql
def test_whoever_may_not_make_extensions_works_with_files_until_somebody_else_has(files, settings: Settings):
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION vector CASCADE")
        cursor.execute("CREATE ROLE ordinary")
        cursor.execute("GRANT ALL ON SCHEMA public TO ordinary")
        cursor.execute("SET LOCAL ROLE ordinary")
        assert (make_table_for_vectors(), vectors_in_database()) == (False, False)
        assert place_of_vectors().endswith("CREATE EXTENSION vector as a superuser, then `dnm prepare`.")
        cursor.execute("RESET ROLE")
        cursor.execute("CREATE EXTENSION vector")
        cursor.execute("SET LOCAL ROLE ordinary")
        assert (make_table_for_vectors(), vectors_in_database()) == (True, True)
        cursor.execute("RESET ROLE")
