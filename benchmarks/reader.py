"""Milliseconds a passage of the reader, whether the runtimes agree, and what rounding costs.

Run: ``python -m benchmarks.reader [--passages 100] [--rounds 5] [--held-out 1000]``. Reads
questions with passages of about 160 tokens from ``../shared/data/retrieval/squad-paragraphs``, with
the shipped weights, by

- ``plain``: the forward pass in float32 on torch, twenty passages padded together;
- ``torch bf16``: the same with matrix products in bfloat16;
- ``shipped``: what ``rag/judging.py`` does.

The runtimes take turns within each round; what is printed is the median of the rounds, the ratio to
``plain`` in the same run, and the share of passages in which the best span is that of ``plain``.

``--held-out`` reads that many unanswerable questions that training held out, and twice as many
answerable ones, by ``plain`` and as shipped, and prints F1 over the answerable ones, never
declining, and over all with the best margin to decline at.
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

import numpy as np
import torch

from rag.environment import prepare_environment
from rag.judging import Judgment, Network, load_network
from rag.weights import READER_WEIGHTS, load_weights, shipped
from training.batches import collate, cut
from training.encoding import encode, load_tokenizer
from training.export import held_out_questions
from training.held_out import network_of
from training.measure import best_threshold, best_words, f1_of, predict
from training.model import ReaderNetwork, base_folder
from training.rows import Row

DATA = Path(__file__).resolve().parent.parent.parent / "shared/data"
FOLDER = DATA / "retrieval/squad-paragraphs"
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


def best_of(row: Row, judgment: Judgment) -> tuple[str, float]:
    """Return the words of the best span and its margin."""
    first, last, margin = judgment.best_span()
    words = slice(int(judgment.offsets[first, 0]), int(judgment.offsets[last, 1]))
    return row.passage[words], margin


def as_shipped(network: Network) -> Runtime:
    """Return what reads rows as the library does."""

    def read(rows: Sequence[Row]) -> Spans:
        found: Spans = []
        for start in range(0, len(rows), BATCH):
            some = rows[start : start + BATCH]
            judged = network.judge([(some[0].question, row.passage) for row in some])
            found += [best_of(row, said)[0] for row, said in zip(some, judged, strict=True)]
        return found

    return read


def print_cost(trained: ReaderNetwork, network: Network, limit: int) -> None:
    """Print the F1 of held-out questions in both kinds of arithmetic."""
    rows = held_out_questions(DATA, limit)
    trained.compute = torch.float32
    plain = predict(trained, encode(load_tokenizer(base_folder()), rows))
    judged = network.judge([(row.question, row.passage) for row in rows])
    found = {
        "plain": [(one.text, one.margin) for one in plain],
        "shipped": [best_of(row, said) for row, said in zip(rows, judged, strict=True)],
    }
    answerable = np.array([bool(row.answers) for row in rows])
    for name, said in found.items():
        scores = np.array([f1_of(row, text) for row, (text, _) in zip(rows, said, strict=True)])
        margins = np.array([margin for _, margin in said])
        _, whole = best_threshold(margins, scores, answerable)
        print(f"{name:11} F1 {100 * scores[answerable].mean():.2f}, of all {100 * whole:.2f}")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--held-out", type=int, default=0, help="unanswerable questions")
    given = parser.parse_args()
    if not FOLDER.is_dir():
        raise SystemExit(f"the passages of {FOLDER} are needed, and are not there")
    prepare_environment()
    rows = read_rows(given.passages)
    trained = network_of(load_weights(shipped(READER_WEIGHTS))).eval()
    network = load_network(shipped(READER_WEIGHTS))
    runtimes = {
        "plain": on_torch(trained, torch.float32),
        "torch bf16": on_torch(trained, torch.bfloat16),
        "shipped": as_shipped(network),
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
    if given.held_out:
        print_cost(trained, network, given.held_out)


if __name__ == "__main__":
    main()
