"""Held-out rows -> how well weights rank sentences, also where the lead does not lead.

Run: ``python -m training.salience_measure --rows build/salience WEIGHTS...``. Prints nDCG@3 of the
sentences' worth (what each shares with the reference) for the first sentences and for each file of
weights: of the documents as they stand; turned round, so that they begin in the middle and their
beginning comes last; and with their first five sentences cut off. Beside it, the share of the
three best that are the document's first three. Source: Järvelin and Kekäläinen 2002, "Cumulated
Gain-Based Evaluation of IR Techniques".
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.salience import CentralityAndLead, Salience, load_salience
from rag.types import Vectors
from training.salience import is_kept_back
from training.salience_rows import Example, load

BEST = 3
CUT = 5
#: Documents with fewer sentences say little about where one looks.
SHORTEST = 12


class Lead:
    """The first sentences."""

    def score(self, sentences: Sequence[str], vectors: Vectors, above: Sequence[str]) -> Vectors:
        return -np.arange(len(sentences), dtype=np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("weights", type=Path, nargs="*")
    given = parser.parse_args()
    examples = [e for e in load(given.rows) if is_kept_back(e.key) and len(e.places) >= SHORTEST]
    models: dict[str, Salience] = {"first sentences": Lead(), "centrality": CentralityAndLead()}
    models |= {path.name: load_salience(path)[1] for path in given.weights}
    changes: dict[str, Callable[[Example], Example]] = {
        "as it stands": lambda example: example,
        "turned round": lambda example: reorder(example, len(example.places) // 2),
        "lead cut off": cut,
    }
    for source in ("cnndm-a", "bbc-train"):
        rows = [example for example in examples if example.source == source]
        print(f"{source}: {len(rows)} documents; nDCG@{BEST}, share of the first {BEST}")
        for name, model in models.items():
            found = [measure(model, [change(row) for row in rows]) for change in changes.values()]
            shown = (
                f"{what} {g:5.1f} {f:3.0f} %" for what, (g, f) in zip(changes, found, strict=True)
            )
            print(f"  {name:30}", "   ".join(shown), flush=True)


def reorder(example: Example, first: int) -> Example:
    """Begin a document at sentence ``first`` and put what stood before at its end."""
    order = np.roll(np.arange(len(example.places)), -first)
    return _taken(example, order)


def cut(example: Example) -> Example:
    """Leave out a document's first sentences."""
    return _taken(example, np.arange(CUT, len(example.places)))


def _taken(example: Example, order: NDArray[np.int64]) -> Example:
    return replace(
        example,
        sentences=tuple(example.sentences[n] for n in order),
        places=example.places[order],
        worth=example.worth[order],
        chosen=example.chosen[order],
    )


def measure(model: Salience, examples: Sequence[Example]) -> tuple[float, float]:
    """Return nDCG of the best sentences and the share of them that open the document, 0..100."""
    gains, firsts = [], []
    discounts = 1 / np.log2(np.arange(BEST) + 2)
    for example in examples:
        vectors = example.vectors.astype(np.float32)[example.places]
        scores = model.score(example.sentences, vectors, [example.title] * len(vectors))
        best = np.argsort(-scores, kind="stable")[:BEST]
        ideal = np.sort(example.worth)[::-1][:BEST] @ discounts
        if ideal:
            gains.append(example.worth[best] @ discounts / ideal)
            firsts.append((best < BEST).mean())
    return 100 * float(np.mean(gains)), 100 * float(np.mean(firsts))


if __name__ == "__main__":
    main()
