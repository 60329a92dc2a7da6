"""How often a summary has to be changed to keep a reservation, and what that does to it.

Run: ``python -m benchmarks.reservations [FILE] [--limit 2000]``, FILE being JSON lines with
``text`` and ``summary``. Each article in which somebody puts a reservation on what it tells
(``rag/reservations.py``) is summed up in a paragraph twice: with its reservation, and with as many
words and a sentence more for whatever tells most. Printed are the reservations, and where the two
differ what both share with the reference, as recall of ROUGE-1 and ROUGE-2 (stemmed).
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
from rouge_score.rouge_scorer import RougeScorer

from rag.article import read_article
from rag.asking import plain_document
from rag.config import EncoderConfig
from rag.embedding import load_encoder
from rag.evaluation.rows import read_rows
from rag.evaluation.summaries import SummaryRow, parse_summary
from rag.passages import split
from rag.reservations import find_reservations
from rag.results import Summary
from rag.selecting import PARAGRAPH
from rag.summarising import MAX_WORDS, summarise
from rag.types import Encoder

ARTICLES = Path(__file__).parents[2] / "shared/data/summaries/cnndm-a.jsonl.gz"
ROUGE = ("rouge1", "rouge2")
SCORER = RougeScorer(ROUGE, use_stemmer=True)
PLAIN = replace(PARAGRAPH, reserved=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path, nargs="?", default=ARTICLES)
    parser.add_argument("--limit", type=int)
    given = parser.parse_args()
    encoder = load_encoder(EncoderConfig())
    rows = read_rows(given.file, parse_summary, given.limit)
    found = [pair for row in rows for pair in recalls(row, encoder)]
    changed = np.array([pair for pair in found if pair[0] != pair[1]]).reshape(-1, 2, 2)
    print(f"{len(rows)} articles, {len(found)} with a reservation, {len(changed)} changed by it")
    if len(changed) > 1:
        gains = 100 * (changed[:, 1] - changed[:, 0])
        means, errors = gains.mean(axis=0), gains.std(axis=0, ddof=1) / len(gains) ** 0.5
        for name, mean, error in zip(ROUGE, means, errors, strict=True):
            print(f"recall of {name}: {mean:+.1f} ± {error:.1f}")


def recalls(row: SummaryRow, encoder: Encoder) -> list[tuple[tuple[float, ...], tuple[float, ...]]]:
    """Return the recall of both summaries, without and with the reservation, if there is one."""
    document = plain_document(row.text)
    group = split(document, encoder)
    spans = find_reservations(document, read_article(group).sentences) if group else []
    if not spans:
        return []
    print(" |", document.slice(spans[0])[:200])
    vectors = encoder.encode([passage.embedded_text for passage in group])
    told = summarise([group], [vectors], encoder)
    plain = summarise([group], [vectors], encoder, shape=PLAIN)
    if len(plain.statements) < len(told.statements):
        room = len(told.text.split()) - len(plain.text.split())
        shape = replace(PLAIN, most=PLAIN.most + 1)
        plain = summarise([group], [vectors], encoder, shape=shape, max_words=MAX_WORDS + room)
    return [(_recall(row, plain), _recall(row, told))]


def _recall(row: SummaryRow, summary: Summary) -> tuple[float, ...]:
    scores = SCORER.score("\n".join(row.reference), summary.text)
    return tuple(scores[name].recall for name in ROUGE)


if __name__ == "__main__":
    main()
