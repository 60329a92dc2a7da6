"""What the two weights of the summary do, on rows that may be tuned on.

Run: ``python -m benchmarks.summary_weights [--data ../shared/data] [--limit 200]``. Takes the first
rows of ``summaries/cnndm-a.jsonl.gz``, gives each summary the words of that row's first three
sentences, and prints the F-measure of ROUGE-1, ROUGE-2 and ROUGE-L (stemmed) for each pair of
weights, beside Lead-3.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import cache, partial
from itertools import product
from pathlib import Path

from rag.config import EncoderConfig
from rag.embedding import load_encoder
from rag.evaluation import evaluate_summaries
from rag.library import plain_document
from rag.passages import split
from rag.results import Summary
from rag.summarising import Weighing, summarise
from rag.types import Encoder, Vectors

ROOT = Path(__file__).resolve().parent.parent


class Remembering:
    """An encoder that encodes no text twice."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.fingerprint = encoder.fingerprint
        self.dimension = encoder.dimension
        self.max_tokens = encoder.max_tokens
        self.count_tokens = encoder.count_tokens
        self._known = cache(self._encode)

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self._known(tuple(texts))

    def _encode(self, texts: tuple[str, ...]) -> Vectors:
        return self._encoder.encode(texts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--limit", type=int, default=200)
    given = parser.parse_args()
    path = given.data / "summaries" / "cnndm-a.jsonl.gz"
    if not path.exists():
        parser.exit(0, f"There is no file {path}; name a folder with --data.\n")
    encoder = Remembering(load_encoder(EncoderConfig()))
    for position, variety in product((0.2, 0.4, 0.6, 0.8), (0.2, 0.5, 0.8, 1.0)):
        shorten = partial(sum_up, encoder, Weighing(position, variety))
        measures = evaluate_summaries(path, shorten, given.limit)
        shown = "  ".join(f"{measures[name]:6.2f}" for name in ("rouge1", "rouge2", "rougeL"))
        print(f"position {position:.1f}  variety {variety:.1f}  {shown}", flush=True)
    print("Lead-3", measures["lead3"])


def sum_up(encoder: Encoder, weighing: Weighing, text: str, words: int) -> Summary:
    passages = split(plain_document(text), encoder)
    vectors = encoder.encode([passage.embedded_text for passage in passages])
    return summarise([passages], [vectors], encoder, max_words=words, weighing=weighing)


if __name__ == "__main__":
    main()
