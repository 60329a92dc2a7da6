"""Kinds of vector index on the same vectors: what each finds, and what it costs.

Run: ``python -m benchmarks.vector_kinds [--passages 100000] [--questions 200]``. The vectors are
made like those of ``benchmarks/scale.py``, the queries are real questions, encoded. One
thread; CPU milliseconds a query, median. "In 10" and "in 50" say how many of the nearest 10 and 50
are among the candidates: what exact re-scoring can then return. Re-scoring itself is timed by
``benchmarks/scale.py``.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import faiss
import numpy as np

from benchmarks.scale_passages import DATA, made_vectors, questions
from rag.codes import CANDIDATES_A_HIT, MARGIN, PROBES, SAMPLE_A_LIST, exact_codes
from rag.config import EncoderConfig
from rag.embedding import load_encoder
from rag.types import Vectors
from rag.vector_file import lists_for

_faiss: Any = faiss
NEAREST = 50


def measure(
    name: str, search: Callable[[Vectors, int], Any], queries: Vectors, nearest: Any, depth: int
) -> None:
    """Print how many of the nearest are among ``depth`` candidates, and the CPU time."""
    times, found = [], []
    for query in queries:
        started = time.process_time()
        found.append(set(search(query[None, :], depth)[1][0].tolist()))
        times.append(1e3 * (time.process_time() - started))
    shares = [
        100
        * statistics.mean(
            len(set(n[:k].tolist()) & f) / k for n, f in zip(nearest, found, strict=True)
        )
        for k in (10, NEAREST)
    ]
    print(
        f"| {name} | {depth} | {shares[0]:.1f} / {shares[1]:.1f} | {statistics.median(times):.2f} |"
    )


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=200)
    given = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"{DATA} is missing: the vectors are those of texts there")
    rows = made_vectors(given.passages)
    queries = load_encoder(EncoderConfig()).encode(questions(given.questions))
    plain = _faiss.IndexFlatIP(rows.shape[1])
    plain.add(rows)
    nearest = plain.search(queries, NEAREST)[1]
    _faiss.omp_set_num_threads(1)
    print(f"{len(rows):,} vectors\n\n| kind | candidates | in 10 / 50, % | CPU ms |")
    print("|---|---:|---:|---:|")
    measure("plain IndexFlatIP", plain.search, queries[:50], nearest[:50], NEAREST)
    halves = exact_codes(rows.shape[1])
    halves.add(rows)
    measure("half precision", halves.search, queries[:50], nearest[:50], NEAREST)
    del plain, halves
    asked = [factor * (NEAREST + MARGIN) for factor in (2, CANDIDATES_A_HIT)]
    flat = trained("RaBitQfs", rows)
    for depth in asked:
        measure("RaBitQfs", flat.search, queries, nearest, depth)
    del flat
    lists = lists_for(len(rows), 256)
    listed = trained(f"IVF{lists},RaBitQfs", rows)
    for probes in (PROBES // 4, PROBES // 2, PROBES, 2 * PROBES, lists):
        listed.nprobe = probes
        for depth in asked:
            name = f"IVF{lists},RaBitQfs, {probes} probed"
            measure(name, listed.search, queries, nearest, depth)


def trained(kind: str, rows: Vectors) -> Any:
    """Return FAISS's index of that kind with all rows in it."""
    index = _faiss.index_factory(rows.shape[1], kind, _faiss.METRIC_INNER_PRODUCT)
    started = time.process_time()
    lists = getattr(index, "nlist", 1024)
    if hasattr(index, "cp"):
        index.cp.max_points_per_centroid = SAMPLE_A_LIST
    index.train(np.ascontiguousarray(rows[:: max(1, len(rows) // (lists * SAMPLE_A_LIST))]))
    middle = time.process_time()
    index.add(rows)
    spent = middle - started, time.process_time() - middle
    print(f"| {kind}: learnt in {spent[0]:.0f} s of CPU, filled in {spent[1]:.0f} s | | | |")
    return index


if __name__ == "__main__":
    main()
