"""Milliseconds a passage of the reader, and whether the runtimes agree.

Run: ``python -m benchmarks.reader [--passages 100] [--rounds 5]``. Reads questions with passages of
about 160 tokens from ``../shared/data/retrieval/squad-paragraphs``, with the shipped weights, by

- ``plain``: the forward pass in float32 on torch, twenty passages padded together;
- ``torch bf16``: the same with matrix products in bfloat16;
- ``shipped``: what ``rag/judging.py`` does.

The runtimes take turns within each round; what is printed is the median of the rounds, the ratio to
``plain`` in the same run, and the share of passages in which the best span is that of ``plain``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

import torch

from rag.environment import prepare_environment
from rag.judging import load_network
from rag.weights import READER_WEIGHTS, load_weights, shipped
from training.batches import collate, cut
from training.encoding import encode, load_tokenizer
from training.held_out import network_of
from training.measure import best_words
from training.model import ReaderNetwork, base_folder
from training.rows import Row

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared/data/retrieval/squad-paragraphs"
TOKENS = range(145, 176)
BATCH = 20
Spans = list[str]
Runtime = Callable[[Sequence[Row]], Spans]


def read_rows(count: int) -> list[Row]:
    """Return a question with each of some passages of about 160 tokens, twenty to a question."""
    tokenizer = load_tokenizer(base_folder())
    texts = [str(row["text"]) for row in read_lines("corpus")]
    fit = [text for text in texts if len(tokenizer.encode(text).ids) in TOKENS][:count]
    asked = [str(row["text"]).lower() for row in islice(read_lines("queries"), 1 + count // BATCH)]
    return [Row("speed", "", asked[place // BATCH], text) for place, text in enumerate(fit)]


def read_lines(name: str) -> list[dict[str, object]]:
    """Return the objects of a file of the folder, with or without compression."""
    path = next(FOLDER.glob(f"{name}.jsonl*"))
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def on_torch(network: ReaderNetwork, compute: torch.dtype) -> Runtime:
    """Return what reads rows with torch and gives the words of each best span."""
    tokenizer = load_tokenizer(base_folder())

    def read(rows: Sequence[Row]) -> Spans:
        network.compute = compute
        found: Spans = []
        for start in range(0, len(rows), BATCH):
            pieces = [cut(one, 384) for one in encode(tokenizer, rows[start : start + BATCH])]
            batch = collate(pieces, max(piece.length for piece in pieces))
            with torch.inference_mode():
                span = network(batch.ids, batch.types, batch.mask).span.numpy()
            found += [best_words(piece, span[row])[0] for row, piece in enumerate(pieces)]
        return found

    return read


def as_shipped() -> Runtime:
    """Return what reads rows as the library does."""
    network = load_network(shipped(READER_WEIGHTS))

    def read(rows: Sequence[Row]) -> Spans:
        found = []
        for start in range(0, len(rows), BATCH):
            some = rows[start : start + BATCH]
            judged = network.judge([(some[0].question, row.passage) for row in some])
            for row, judgment in zip(some, judged, strict=True):
                first, last, _ = judgment.best_span()
                words = slice(int(judgment.offsets[first, 0]), int(judgment.offsets[last, 1]))
                found.append(row.passage[words])
        return found

    return read


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    if not FOLDER.is_dir():
        raise SystemExit(f"the passages of {FOLDER} are needed, and are not there")
    prepare_environment()
    rows = read_rows(given.passages)
    network = network_of(load_weights(shipped(READER_WEIGHTS))).eval()
    runtimes = {
        "plain": on_torch(network, torch.float32),
        "torch bf16": on_torch(network, torch.bfloat16),
        "shipped": as_shipped(),
    }
    spans = {name: read(rows) for name, read in runtimes.items()}  # also warms them up
    times: dict[str, list[float]] = {name: [] for name in runtimes}
    for _ in range(given.rounds):
        for name, read in runtimes.items():
            started = time.perf_counter()
            read(rows)
            times[name].append(1e3 * (time.perf_counter() - started) / len(rows))
    plain = statistics.median(times["plain"])
    print(f"{len(rows)} passages, {given.rounds} rounds")
    for name, spent in times.items():
        middle = statistics.median(spent)
        same = statistics.mean(a == b for a, b in zip(spans[name], spans["plain"], strict=True))
        print(f"{name:11} {middle:6.1f} ms  {plain / middle:5.2f} x  same span {same:.1%}")


if __name__ == "__main__":
    main()
