"""Seconds and memory for a summary, from one document to a thousand, and of a long one.

Run: ``python -m benchmarks.summaries [--docs ../shared/docs] [--most 1000]``. First ``seeds/`` and
the articles of ``DOCS`` are indexed in a temporary folder and summed up together, from a warm
index. Then documents are made of the articles' sentences, drawn by lot, and handed over with
vectors as an index holds them (drawn by lot too: time does not depend on their values), so that
only the summary is timed: 10, 100 and 1,000 documents, and single ones of 30 and 300 pages.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from rag import Library
from rag.asking import plain_document
from rag.config import EncoderConfig
from rag.embedding import load_encoder
from rag.evaluation.summaries import sentences_of
from rag.passages import split
from rag.summarising import summarise
from rag.types import Encoder, Passage, Vectors

ROOT = Path(__file__).resolve().parent.parent
#: Words on a page, and sentences in a paragraph, of a made document.
PAGE_WORDS, PARAGRAPH = 400, 4
#: Words of a made article.
ARTICLE_WORDS = 400
PAGES = (30, 300)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--docs", type=Path, default=ROOT.parent / "shared" / "docs" / "wikinews")
    parser.add_argument("--most", type=int, default=1000)
    given = parser.parse_args()
    files = sorted(given.docs.glob("*.txt"))
    if not files:
        parser.exit(0, f"There are no articles in {given.docs}; name a folder with --docs.\n")
    time_library([ROOT / "seeds", *files])
    sentences = [s for path in files for s in sentences_of(path.read_text(encoding="utf-8"))]
    encoder = load_encoder(EncoderConfig())
    encoder.encode(["warm up"])
    for count in (10, 100, 1000):
        if count <= given.most:
            made = [make(sentences, ARTICLE_WORDS, n, encoder) for n in range(count)]
            report(f"{count} documents", made, encoder)
    for pages in PAGES:
        report(f"one of {pages} pages", [make(sentences, pages * PAGE_WORDS, 0, encoder)], encoder)


def time_library(paths: Sequence[Path]) -> None:
    with tempfile.TemporaryDirectory() as folder, Library(folder) as library:
        library.add(list(paths))
        for _ in range(2):
            started, used = time.perf_counter(), time.process_time()
            summary = library.summarize()
            seconds, processor = time.perf_counter() - started, time.process_time() - used
    coverage = summary.coverage
    print(f"library: {coverage.documents} documents, {coverage.paragraphs} paragraphs read,")
    print(f"  second summary in {seconds:.2f} s, processor {processor:.2f} s,", end=" ")
    print(f"{len(summary.statements)} statements", flush=True)


def make(
    sentences: Sequence[str], words: int, seed: int, encoder: Encoder
) -> tuple[list[Passage], Vectors]:
    """Return a document of about so many words, and a vector a passage."""
    chance = random.Random(seed)
    lines: list[str] = []
    while words > 0:
        lines.append(" ".join(chance.choices(sentences, k=PARAGRAPH)))
        words -= len(lines[-1].split())
    document = replace(plain_document("\n".join(lines)), id=str(seed))
    passages = list(split(document, encoder))
    rows = np.random.default_rng(seed).normal(size=(len(passages), encoder.dimension))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return passages, rows.astype(np.float32)


def report(name: str, made: Sequence[tuple[list[Passage], Vectors]], encoder: Encoder) -> None:
    groups, vectors = [group for group, _ in made], [rows for _, rows in made]
    started, used = time.perf_counter(), time.process_time()
    summarise(groups, vectors, encoder)
    seconds, processor = time.perf_counter() - started, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    passages = sum(map(len, groups))
    print(
        f"{name:18} {passages:6} passages  {seconds:7.2f} s  processor {processor:7.2f} s  "
        f"{1e3 * processor / passages:6.2f} ms a passage  peak {peak:5.0f} MiB",
        flush=True,
    )


if __name__ == "__main__":
    main()
