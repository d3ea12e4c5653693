"""Ranking: quality beside what one would take instead, speed and memory, all in one run.

python -m bench.ranking [quality] [speed] [vectors]. The sets lie outside the project (DNM_BENCH_SETS, by default
../shared/data/matching); without them only speed is measured, on texts made from the background texts.
PostgreSQL full text runs on DNM_BENCH_POSTGRES (a database URL), else on the server of the test run.
"""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psycopg
from numpy.typing import NDArray

from dnm.engines.ranking import Encoder, Index, Need, Offer, background, rank
from dnm.engines.ranking.cleaning import words
from dnm.engines.ranking.lexical import STOP_WORDS, content_words, stem
from dnm.engines.ranking.weights import build_e5
from tools.with_pg import postgresql

Table = NDArray[np.float32]
SETS = Path(os.environ.get("DNM_BENCH_SETS", Path(__file__).parents[2] / "shared" / "data" / "matching"))
MODELS = Path(os.environ.get("DNM_MODELS_DIR", Path(os.environ.get("DNM_DATA_DIR", "var"), "models")))
DEPTH = 10


@dataclass(frozen=True)
class RetrievalSet:
    """Queries, documents, the right documents of each query, and the language of each document."""

    name: str
    queries: list[str]
    documents: list[str]
    right: list[list[int]]
    languages: list[str]


def retrieval_sets() -> Iterator[RetrievalSet]:
    for path in sorted(SETS.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        single = "de" if path.stem.endswith("de_de") else "en"
        languages = content.get("lang") or [single] * len(content["docs"])
        yield RetrievalSet(path.stem, content["queries"], content["docs"], content["rel"], languages)


def gains(scores: Table, right: list[list[int]]) -> Table:
    """nDCG@10 of every query."""
    found = np.zeros(len(right), np.float32)
    discount = 1 / np.log2(np.arange(2, DEPTH + 2))
    for row, wanted in enumerate(right):
        best = np.argsort(-scores[row], kind="stable")[:DEPTH]
        hits = np.isin(best, wanted)
        found[row] = (hits * discount[: len(best)]).sum() / discount[: min(DEPTH, len(wanted))].sum()
    return found


def recall(scores: Table, right: list[list[int]]) -> float:
    """Share of right documents among the first ten."""
    hits = [
        np.isin(np.argsort(-scores[row], kind="stable")[:DEPTH], wanted).sum() / len(wanted)
        for row, wanted in enumerate(right)
    ]
    return float(np.mean(hits))


def engine(chosen: RetrievalSet, encoder: Encoder) -> dict[str, Table]:
    """The engine with each need alone and with all needs known (as in `dnm match`); its models alone."""
    index = Index(encoder, phrases_ahead=False)
    index.add(
        Offer(str(place), text, language=language)
        for place, (text, language) in enumerate(zip(chosen.documents, chosen.languages, strict=True))
    )
    prepared = index.prepare([Need(str(place), text) for place, text in enumerate(chosen.queries)])
    tables = {
        f"{model.name} alone": np.concatenate([need.vectors[model.name] for need in prepared])
        @ index.vectors(model.name).T
        for model in encoder.models
    }
    tables["engine, each need alone"] = np.stack([index.scores(need) for need in prepared])
    index.learn(prepared)
    tables["engine"] = np.stack([index.scores(need) for need in prepared])
    return tables


def bm25(chosen: RetrievalSet, analyse: Callable[[str], list[str]]) -> Table:
    """Okapi BM25 (k1 1.2, b 0.75) over the terms that `analyse` finds."""
    documents = [Counter(analyse(text)) for text in chosen.documents]
    lengths = np.array([sum(counts.values()) for counts in documents])
    postings: dict[str, list[tuple[int, int]]] = {}
    for place, counts in enumerate(documents):
        for term, count in counts.items():
            postings.setdefault(term, []).append((place, count))
    table = np.zeros((len(chosen.queries), len(documents)), np.float32)
    for row, query in enumerate(chosen.queries):
        for term in analyse(query):
            found = postings.get(term, [])
            rarity = np.log1p((len(documents) - len(found) + 0.5) / (len(found) + 0.5))
            for place, count in found:
                damping = 0.3 + 0.9 * lengths[place] / lengths.mean()
                table[row, place] += rarity * count * 2.2 / (count + damping)
    return table


def german_stems(text: str) -> list[str]:
    return [stem(word, "de") for word in words(text) if word not in STOP_WORDS]


def four_grams(text: str) -> list[str]:
    return [word[start : start + 4] for word in content_words(text) for start in range(max(1, len(word) - 3))]


def sqlite_full_text(chosen: RetrievalSet) -> Table:
    """FTS5 with its own tokeniser, words joined by OR."""
    table = np.zeros((len(chosen.queries), len(chosen.documents)), np.float32)
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE VIRTUAL TABLE found USING fts5(text)")
        database.executemany("INSERT INTO found(rowid, text) VALUES (?, ?)", enumerate(chosen.documents))
        for row, query in enumerate(chosen.queries):
            terms = " OR ".join(f'"{word}"' for word in words(query) if word not in STOP_WORDS)
            if terms:
                sql = "SELECT rowid, -rank FROM found WHERE found MATCH ? ORDER BY rank LIMIT 100"
                for place, score in database.execute(sql, (terms,)):
                    table[row, place] = score
    database.close()
    return table


def postgres_full_text(chosen: RetrievalSet, url: str) -> Table:
    """Full text 'german', words joined by OR, ranked by ts_rank, which does better here than ts_rank_cd."""
    table = np.zeros((len(chosen.queries), len(chosen.documents)), np.float32)
    with psycopg.connect(url) as database:
        database.execute("CREATE TEMP TABLE found (id int, text tsvector) ON COMMIT DROP")
        for place, text in enumerate(chosen.documents):
            database.execute("INSERT INTO found VALUES (%s, to_tsvector('german', %s))", (place, text))
        sql = (
            "SELECT id, ts_rank(text, query, 1) FROM found, "
            "(SELECT replace(plainto_tsquery('german', %s)::text, '&', '|')::tsquery) AS asked(query) "
            "WHERE text @@ query ORDER BY 2 DESC LIMIT 100"
        )
        for row, query in enumerate(chosen.queries):
            for place, score in database.execute(sql, (query,)):
                table[row, place] = score
    return table


def rank_fusion(tables: list[Table]) -> Table:
    """Reciprocal rank fusion with the usual constant of 60; what a ranking did not find adds nothing."""
    fused = np.zeros_like(tables[0])
    for table in tables:
        places = np.argsort(np.argsort(-table, axis=1, kind="stable"), axis=1)
        fused += (table > 0) / (61 + places)
    return fused


def rankings(chosen: RetrievalSet, full: Encoder, light: Encoder, url: str) -> Iterator[tuple[str, Table]]:
    """Every way of ranking that is compared, baselines first."""
    yield "PostgreSQL full text 'german'", postgres_full_text(chosen, url)
    yield "SQLite FTS5", sqlite_full_text(chosen)
    stems = bm25(chosen, german_stems)
    yield "BM25, German stemmer", stems
    yield "BM25, 4-grams", bm25(chosen, four_grams)
    tables = engine(chosen, full)
    yield "USE alone", tables["use alone"]
    yield "e5 alone", tables["e5 alone"]
    yield "rank fusion e5 + BM25", rank_fusion([tables["e5 alone"], stems])
    yield "engine, words only", engine(chosen, Encoder.lexical())["engine"]
    yield "engine, light", engine(chosen, light)["engine"]
    yield "engine, each need alone", tables["engine, each need alone"]
    yield "engine", tables["engine"]


def postgres() -> AbstractContextManager[str]:
    """The URL of a server: the operator's own, or one that is gone afterwards."""
    url = os.environ.get("DNM_BENCH_POSTGRES")
    return nullcontext(url) if url else postgresql()


def quality() -> None:
    full, light = Encoder.full(build_e5(MODELS).parent, threads=os.cpu_count() or 1), Encoder.light()
    with postgres() as url:
        for chosen in retrieval_sets():
            print(f"\n{chosen.name}: {len(chosen.queries)} queries, {len(chosen.documents)} documents")
            for name, table in rankings(chosen, full, light, url):
                print(line(name, table, chosen), flush=True)


def line(name: str, table: Table, chosen: RetrievalSet) -> str:
    """What one way of ranking reaches; for pools of several languages also by the language of the right document."""
    found = gains(table, chosen.right)
    told = f"  {name:32} nDCG@10 {found.mean():.3f}  recall@10 {recall(table, chosen.right):.3f}"
    gold = np.array([chosen.languages[wanted[0]] for wanted in chosen.right])
    codes = sorted(set(gold)) if len(set(gold)) > 1 else []
    return told + "".join(f"  gold {code} {found[gold == code].mean():.3f}" for code in codes)


def texts(count: int) -> tuple[list[str], list[str]]:
    """Needs and offers: of the sets if they are there, else joined from the background texts."""
    needs = [query for chosen in retrieval_sets() for query in chosen.queries]
    offers = [document for chosen in retrieval_sets() for document in chosen.documents]
    if not offers:
        needs = list(background.texts("need", "de"))
        offers = [*background.texts("offer", "de"), *background.texts("offer", "en")]
    chosen_offers = []
    for place in range(count):
        first, second = offers[place % len(offers)], offers[(place * 7 + place // len(offers)) % len(offers)]
        text = first if place < len(offers) else f"{first[:200]} {second[:200]}"
        chosen_offers.append(" ".join(text.split()[:60]))
    return needs, chosen_offers


def speed(mode: str = "full", count: int = 10_000, asked: int = 100) -> None:
    """One process, one thread: start, indexing, one need against all offers, memory."""
    begin = time.process_time()
    encoder = Encoder.light() if mode == "light" else Encoder.full(build_e5(MODELS).parent)
    encoder.encode(["warm"], "need")
    started = time.process_time() - begin
    needs, offers = texts(count)
    index = Index(encoder)
    begin = time.process_time()
    index.add(Offer(str(place), text) for place, text in enumerate(offers))
    indexed = time.process_time() - begin
    rank(Need("warm", needs[0]), index)
    step = max(1, len(needs) // asked)
    begin = time.process_time()
    for place, text in enumerate(needs[::step]):
        rank(Need(str(place), text), index)
    each = 1000 * (time.process_time() - begin) / len(needs[::step])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    length = np.mean([len(text.split()) for text in offers])
    print(f"\n{mode}, {count} offers of {length:.0f} words, one thread")
    print(f"  start {started:.1f} CPU-s   indexing {count / indexed:.0f} texts per CPU-s")
    print(f"  one need with reasons {each:.1f} CPU-ms   largest memory {memory:.0f} MB")


def main(parts: list[str]) -> None:
    if "speed-here" in parts:
        speed(parts[-1])
        return
    if not any(retrieval_sets()):
        print(f"ranking: no sets in {SETS}; quality is not measured.")
    elif not parts or "quality" in parts:
        quality()
    for mode in ("full", "light"):
        if not parts or "speed" in parts:
            single = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
            command = [sys.executable, "-m", "bench.ranking", "speed-here", mode]
            subprocess.run(command, check=True, env={**os.environ, **single})
    if not parts or "vectors" in parts:
        command = [sys.executable, "-m", "bench.vectors"]
        subprocess.run(command, check=True, env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"})


if __name__ == "__main__":
    main(sys.argv[1:])
