"""Three word indexes on the same passages: tantivy as rag/words.py uses it, bm25s, SQLite FTS5.

Run: ``python benchmarks/words.py [--passages 100000] [--queries 200]``; bm25s is left out where it
is not installed (``pip install bm25s PyStemmer``). Quality is nDCG@10 on the labelled corpora of
``../shared/data/retrieval``. For speed, passages are five sentences each, drawn from those corpora
and joined anew; queries are their labelled ones, and CPU time is that of this process. "Add one"
is a passage more, until a search finds it, on disk.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from rag.snapshot import WordRow
from rag.words import WordIndex

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "retrieval"
CORPORA = ("cisi", "squad-paragraphs", "scifact")
QUERY_WORD = re.compile(r"\w+")


class Contestant(Protocol):
    """A word index over rows numbered from 0."""

    def __init__(self, folder: Path, rows: Sequence[WordRow]) -> None: ...

    def search(self, query: str, top_k: int) -> list[int]: ...

    def add(self, row: WordRow) -> None: ...


class Tantivy:
    """What the project uses, every row committed."""

    def __init__(self, folder: Path, rows: Sequence[WordRow]) -> None:
        self.index = WordIndex(folder / "words")
        self.index.update(rows, [])

    def search(self, query: str, top_k: int) -> list[int]:
        return [id_ for id_, _ in self.index.search(query, top_k)]

    def add(self, row: WordRow) -> None:
        self.index.update([row], [])


class Bm25s:
    """Lucene's variant with English stop words and the Snowball stemmer, saved to disk."""

    def __init__(self, folder: Path, rows: Sequence[WordRow]) -> None:
        import bm25s
        import Stemmer

        self.library: Any = bm25s
        self.stemmer = Stemmer.Stemmer("english")
        self.folder = folder
        self.rows = list(rows)
        self.build()

    def build(self) -> None:
        texts = [f"{row.title} {row.text}" for row in self.rows]
        tokens = self.tokens(texts)
        self.index = self.library.BM25()
        self.index.index(tokens, show_progress=False)
        self.index.save(str(self.folder / "bm25s"))

    def tokens(self, texts: list[str]) -> Any:
        return self.library.tokenize(
            texts, stopwords="en", stemmer=self.stemmer, show_progress=False
        )

    def search(self, query: str, top_k: int) -> list[int]:
        tokens = self.tokens([query])
        if not tokens.vocab:
            return []
        found, _ = self.index.retrieve(tokens, k=min(top_k, len(self.rows)), show_progress=False)
        return [int(place) for place in found[0]]

    def add(self, row: WordRow) -> None:
        self.rows.append(row)
        self.build()


class Fts5:
    """A contentless table with the porter stemmer, ranked by bm25()."""

    def __init__(self, folder: Path, rows: Sequence[WordRow]) -> None:
        self.connection = sqlite3.connect(folder / "fts5.sqlite")
        self.connection.execute(
            "CREATE VIRTUAL TABLE words USING fts5(text, content='', "
            'tokenize="porter unicode61 remove_diacritics 2")'
        )
        self.connection.executemany(
            "INSERT INTO words(rowid, text) VALUES (?, ?)",
            ((row.id, f"{row.title} {row.text}") for row in rows),
        )
        self.connection.commit()

    def search(self, query: str, top_k: int) -> list[int]:
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(QUERY_WORD.findall(query)))
        found = self.connection.execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?", (words, top_k)
        )
        return [row[0] for row in found]

    def add(self, row: WordRow) -> None:
        self.connection.execute(
            "INSERT INTO words(rowid, text) VALUES (?, ?)", (row.id, f"{row.title} {row.text}")
        )
        self.connection.commit()


def corpus(name: str) -> tuple[list[str], list[WordRow]]:
    """Return the ids of the documents and the documents as rows."""
    with gzip.open(DATA / name / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    rows = [WordRow(n, "d", d.get("title", ""), "", d["text"]) for n, d in enumerate(documents)]
    return [d["_id"] for d in documents], rows


def queries(name: str) -> dict[str, tuple[str, dict[str, int]]]:
    """Return each judged query's text and its documents' grades."""
    judged: dict[str, dict[str, int]] = {}
    for line in (DATA / name / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            judged.setdefault(query, {})[document] = int(grade)
    lines = (DATA / name / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {row["_id"]: row["text"] for row in map(json.loads, lines)}
    return {query: (texts[query], grades) for query, grades in judged.items()}


def ndcg(found: Sequence[str], grades: dict[str, int]) -> float:
    """Return nDCG@10."""
    gains = [grades.get(document, 0) for document in found[:10]]
    ideal = sorted(grades.values(), reverse=True)[:10]
    total, best = (
        sum((2.0**gain - 1) / math.log2(place + 2) for place, gain in enumerate(some))
        for some in (gains, ideal)
    )
    return total / best


def joined_rows(count: int) -> Iterator[WordRow]:
    """Yield rows of five sentences from all corpora, drawn at random."""
    draw = random.Random(0)
    sentences = [
        sentence
        for name in CORPORA
        for row in corpus(name)[1]
        for sentence in re.split(r"(?<=[.!?])\s+", row.text)
    ]
    for number in range(count):
        yield WordRow(number, "d", "", "", " ".join(draw.choices(sentences, k=5)))


def measure_quality(kind: type[Contestant]) -> None:
    """Print nDCG@10 on each corpus."""
    for name in CORPORA:
        ids, rows = corpus(name)
        with tempfile.TemporaryDirectory() as folder:
            index = kind(Path(folder), rows)
            scores = [
                ndcg([ids[place] for place in index.search(text, 10)], grades)
                for text, grades in queries(name).values()
            ]
        print(f"{kind.__name__:8} {name:17} nDCG@10 {100 * statistics.mean(scores):.1f}")


def measure_speed(kind: type[Contestant], rows: Sequence[WordRow], texts: Sequence[str]) -> None:
    """Print seconds to build, milliseconds a query and to add one, and megabytes on disk."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        index = kind(Path(folder), rows)
        built = time.perf_counter() - started
        index.search(texts[0], 50)
        walls, cpu = [], time.process_time()
        for text in texts:
            started = time.perf_counter()
            index.search(text, 50)
            walls.append(1000 * (time.perf_counter() - started))
        cpu = 1000 * (time.process_time() - cpu) / len(texts)
        started = time.perf_counter()
        index.add(WordRow(len(rows), "d", "", "", "A quokka was seen."))
        added = 1000 * (time.perf_counter() - started)
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    p50, p95 = statistics.median(walls), statistics.quantiles(walls, n=20)[-1]
    print(
        f"{kind.__name__:8} {len(rows):,} passages: built in {built:.1f} s, {size / 1e6:.0f} MB, "
        f"query p50 {p50:.2f} p95 {p95:.2f} CPU {cpu:.2f} ms, add one {added:.0f} ms"
    )


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    given = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"{DATA} is missing: these corpora are what is measured")
    kinds: list[type[Contestant]] = [Tantivy, Fts5]
    if not all(map(find_spec, ("bm25s", "Stemmer"))):
        print("bm25s or PyStemmer is not installed: left out")
    else:
        kinds.insert(1, Bm25s)
    for kind in kinds:
        measure_quality(kind)
    rows = list(joined_rows(given.passages))
    texts = [text for name in CORPORA for text, _ in queries(name).values()]
    texts = random.Random(1).sample(texts, min(given.queries, len(texts)))
    for kind in kinds:
        measure_speed(kind, rows, texts)


if __name__ == "__main__":
    main()
