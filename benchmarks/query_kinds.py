"""What each kind of query costs in the word index: ``python -m benchmarks.query_kinds``.

100,000 passages of five sentences each (``--passages``), drawn from the labelled corpora and joined
anew as in ``benchmarks/words.py``; a hundredth of them bears each of a hundred dates. Each kind of
query is put as ``retrieve`` puts it: what is ranked, then which passages hold the whole of it.
Prints p50 and p95 milliseconds and CPU milliseconds a query: compare them with the first line.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.words import CORPORA, DATA, joined_rows, queries
from rag.query import Held, parse_query
from rag.snapshot import WordRow
from rag.words import WordIndex

DEPTH = 50
FIRST_DAY = date(2025, 1, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=100)
    given = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"{DATA} is missing: its sentences are what is searched")
    rows = [
        replace(row, published=(FIRST_DAY + timedelta(days=row.id % 100)).isoformat())
        for row in joined_rows(given.passages)
    ]
    draw = random.Random(2)
    questions = [text for name in CORPORA for text, _ in queries(name).values()]
    questions = draw.sample(questions, min(given.queries, len(questions)))
    with tempfile.TemporaryDirectory() as folder:
        index = WordIndex(Path(folder) / "words")
        started = time.perf_counter()
        index.update(rows, [])
        print(f"{len(rows):,} passages indexed in {time.perf_counter() - started:.0f} s")
        show("questions, ranked alone", questions, lambda text: index.search(text, DEPTH))
        for name, texts in kinds(rows, questions, draw).items():
            show(name, texts, lambda text: put(index, text))


def kinds(
    rows: Sequence[WordRow], questions: Sequence[str], draw: random.Random
) -> dict[str, list[str]]:
    """Return queries of each kind, drawn from the passages."""
    some = [row.text.split() for row in draw.sample(rows, len(questions))]
    names = [w for words in some for w in words if re.fullmatch("[A-Z][a-z]{5,}", w)]
    names = draw.sample(names, min(len(questions), len(names)))
    numbers = [w for words in some for w in words if re.fullmatch(r"\d[\d,]*", w)]
    return {
        "questions": list(questions),
        "a word": [draw.choice(words) for words in some],
        "a sentence as it stands": [" ".join(words[:20]) for words in some],
        "quoted words": [f'"{" ".join(words[3:6])}"' for words in some],
        "a name": names,
        "a name with a letter left out": [name[:3] + name[4:] for name in names],
        "a number": numbers[: len(questions)],
        "a date": [
            (FIRST_DAY + timedelta(days=n % 100)).isoformat() for n in range(len(questions))
        ],
    }


def put(index: WordIndex, text: str) -> None:
    """Search as ``retrieve`` does."""
    query = parse_query(text)
    if query.phrases:
        index.holding(query)
    index.search(query, DEPTH)
    for held in Held:
        index.search(query, DEPTH, held=held)


def show(name: str, texts: Sequence[str], search: Callable[[str], object]) -> None:
    """Print what a query costs."""
    search(texts[0])
    walls, cpu = [], time.process_time()
    for text in texts:
        started = time.perf_counter()
        search(text)
        walls.append(1e3 * (time.perf_counter() - started))
    cpu = 1e3 * (time.process_time() - cpu) / len(texts)
    p50, p95 = statistics.median(walls), statistics.quantiles(walls, n=20)[-1]
    print(f"{name:30} p50 {p50:6.2f}  p95 {p95:6.2f}  CPU {cpu:6.2f} ms", flush=True)


if __name__ == "__main__":
    main()
