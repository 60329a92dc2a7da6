"""Paragraphs a second into the index, beside a plain ``SentenceTransformer.encode`` of the same.

Run: ``python -m benchmarks.index [--paragraphs 600] [--rounds 3]``. Paragraphs are those of
``../shared/data/qa/squad1.1-train.jsonl.gz`` when it is there, else made by cutting and joining the
sentences of ``seeds/``. In each round both ways run one after the other in this process; the ratio
is the median over the rounds. "Into the index" is ``Library.add`` of text files of 20 paragraphs
each: parsing in the child process, splitting, encoding, one SQLite transaction a document with its
signature, and both derived indexes; ``benchmarks/peers.py`` compares with other libraries.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rag.config import EncoderConfig
from rag.embedding import load_encoder, packaged_model_folder
from rag.library import Library
from rag.types import Encoder

ROOT = Path(__file__).resolve().parent.parent
SQUAD = ROOT.parent / "shared" / "data" / "qa" / "squad1.1-train.jsonl.gz"
PARAGRAPHS_A_DOCUMENT = 20


def paragraphs(count: int) -> tuple[str, list[str]]:
    """Return where the paragraphs come from, and that many different ones."""
    if SQUAD.exists():
        with gzip.open(SQUAD, "rt", encoding="utf-8") as rows:
            contexts = dict.fromkeys(
                " ".join(json.loads(row)["context"].split())
                for row in itertools.islice(rows, 60000)
            )
        chosen = random.Random(0).sample(list(contexts), min(count, len(contexts)))
        return "squad1.1-train contexts", chosen
    lines = [
        line
        for path in sorted((ROOT / "seeds").glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if len(line) > 80
    ]
    draw = random.Random(0)
    return "seeds/, joined at random", [
        f"{number}. " + " ".join(draw.sample(lines, 2)) for number in range(count)
    ]


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paragraphs", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    from sentence_transformers import SentenceTransformer

    origin, texts = paragraphs(given.paragraphs)
    peer = SentenceTransformer(str(packaged_model_folder()), device="cpu")
    encoder = load_encoder(EncoderConfig())
    peer.encode(texts[:32])
    encoder.encode(texts[:32])
    rates = []
    for _ in range(given.rounds):
        started = time.perf_counter()
        peer.encode(texts, show_progress_bar=False)
        middle = time.perf_counter()
        _add(texts, encoder)
        finished = time.perf_counter()
        rates.append((len(texts) / (middle - started), len(texts) / (finished - middle)))
    theirs, ours = (statistics.median(pair[side] for pair in rates) for side in (0, 1))
    ratio = statistics.median(pair[1] / pair[0] for pair in rates)
    print(f"{len(texts)} paragraphs, {origin}, median of {given.rounds} rounds")
    print(f"SentenceTransformer.encode alone   {theirs:7.1f} paragraphs/s")
    print(f"into the index, all stages         {ours:7.1f} paragraphs/s")
    print(f"ratio                              {ratio:7.2f}")


def _add(texts: Sequence[str], encoder: Encoder) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "files"
        files.mkdir()
        for start in range(0, len(texts), PARAGRAPHS_A_DOCUMENT):
            body = "\n\n".join(texts[start : start + PARAGRAPHS_A_DOCUMENT])
            (files / f"{start:06}.txt").write_text(f"Document {start}\n\n{body}\n", "utf-8")
        with Library(Path(folder) / "index", encoder=encoder) as library:
            reports = library.add(files)
        assert all(report.outcome.value == "added" for report in reports), reports


if __name__ == "__main__":
    main()
