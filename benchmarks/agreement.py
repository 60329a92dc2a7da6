"""Whether what agrees and what differs is told apart: ``python -m benchmarks.agreement``.

Reads ``tests/data/agreement/pairs.jsonl``: for each row a sentence of Wikinews, a paraphrase
written for this project, and the paraphrase with one thing changed by a recorded substitution. The
rows at even places set the thresholds (``--tune``), those at odd places are reported. Pairs that
are neither: each sentence with the paraphrases of other rows, and neighbours in articles.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import numpy as np

from rag.agreement import relate
from rag.config import EncoderConfig
from rag.embedding import load_encoder
from rag.reading import load_reader
from rag.sentences import find_sentences
from rag.types import Span

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"
Pair = tuple[str, str, str]


def pairs(rows: list[dict[str, str]]) -> Iterator[Pair]:
    """Yield two sentences and how they stand to each other: same, differ or neither."""
    for row in rows:
        yield row["source"], row["paraphrase"], "same"
        yield row["source"], row["altered"], "differ"
    for one, other in permutations(rows, 2):
        yield one["source"], other["paraphrase"], "neither"


def neighbours(odd: bool) -> Iterator[Pair]:
    """Yield sentences of one article, each with the next and the one after it."""
    for path in sorted((DATA / "antecedents").glob("wn*.txt"))[odd::2]:
        text = path.read_text(encoding="utf-8")
        spans = find_sentences(text, Span(text.index("\n"), len(text)))
        told = [text[s.start : s.end] for s in spans if 30 < len(s) < 400]
        for step in (1, 2):
            yield from ((a, b, "neither") for a, b in zip(told, told[step:], strict=False))


def main() -> None:
    """Print precision and recall of both relations."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tune", action="store_true", help="the rows that thresholds are set on")
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    given = parser.parse_args()
    lines = (DATA / "agreement" / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines][0 if given.tune else 1 :: 2]
    encoder, reader = load_encoder(EncoderConfig()), load_reader()
    found: Counter[tuple[str, str]] = Counter()
    made = [*pairs(rows), *neighbours(odd=not given.tune)]
    texts = sorted({text for one, other, _ in made for text in (one, other)})
    vectors = dict(zip(texts, encoder.encode(texts), strict=True))
    for one, other, wanted in made:
        both = np.stack([vectors[one], vectors[other]])
        relations = relate([one, other], both, ["a", "b"], reader.support)
        got = "same" if relations.same[0] else "differ" if relations.differing else "neither"
        found[wanted, got] += 1
        if given.show and got != wanted:
            print(f"{wanted} -> {got}\n  {one}\n  {other}")
    for name in ("same", "differ"):
        right = found[name, name]
        told = sum(found[wanted, name] for wanted in ("same", "differ", "neither"))
        meant = sum(found[name, got] for got in ("same", "differ", "neither"))
        print(
            f"{name}: {meant} pairs, {told} told, precision {right / max(told, 1):.1%}, "
            f"recall {right / max(meant, 1):.1%}"
        )
    print(f"neither: {sum(n for (wanted, _), n in found.items() if wanted == 'neither')} pairs")


if __name__ == "__main__":
    main()
